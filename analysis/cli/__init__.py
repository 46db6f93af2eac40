"""The command `trustladder`: one file a command, imported only when it is asked for."""

import os
import sys
import warnings
from importlib import import_module
from typing import Any

import click

COMMANDS = (
    "run",
    "story",
    "scenarios",
    "show",
    "check",
    "new",
    "schema",
    "tables",
    "claims",
    "compare",
    "sweep",
    "sensitivity",
    "discover",
    "export",
    "calibrate",
    "history",
    "structures",
    "figure",
    "report",
    "workshop",
)  # in the order of the help


class Commands(click.Group):
    """Finds each command in the file of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; its file imports what is heavy only when it runs."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"analysis.cli.{cmd_name}").command
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """A command, or one line that names the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from sim.errors import nearest

            raise click.UsageError(
                f"no command {args[0]!r}{nearest(args[0], COMMANDS)}; allowed: {', '.join(COMMANDS)}"
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: trustladder run baseline",
)
@click.version_option(package_name="trustladder", message="trustladder %(version)s")
def cli() -> None:
    """Simulate whether counternarcotics cooperation builds the trust that deeper cooperation needs."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command; what the user did wrong is one line and exit status 2, Ctrl-C is 130."""
    sys.exit(status_of(arguments))


def status_of(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    with warnings.catch_warnings():
        warnings.showwarning = in_one_line(warnings.showwarning)
        return _status_of(arguments)


def in_one_line(otherwise: Any) -> Any:
    """Shows what nobody can verify as a line of its own, and any other warning as before."""

    def show(message: Any, category: type[Warning], *rest: Any, **options: Any) -> None:
        if category.__name__ == "Unverified":  # by name, since its module takes a while to import
            click.echo(f"trustladder: {message}", err=True)
        else:
            otherwise(message, category, *rest, **options)

    return show


def _status_of(arguments: list[str] | None) -> int:
    try:
        cli.main(arguments, prog_name="trustladder", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        click.echo(f"trustladder: {' '.join(error.format_message().split())}", err=True)
        return 2
    except (click.Abort, KeyboardInterrupt) as stop:
        cause = stop.__cause__ or stop.__context__ or stop  # click wraps what Ctrl-C raised
        click.echo(f"trustladder: {next(iter(cause.args), 'stopped')}", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if type(error).__name__ != "InputError":
            raise
        click.echo(f"trustladder: {error}", err=True)
        return 2
    return 0
