"""Define the command `trustladder`: one file a command, imported only when it is used."""

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

DEBUG = "--debug"


class Commands(click.Group):
    """The group of commands, each in the file of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name; its file imports large modules only when it runs."""
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"trustladder.analysis.cli.{cmd_name}").command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Return a command, or raise UsageError, one line that names the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from trustladder.sim.scenario.errors import nearest, shown

            raise click.UsageError(
                f"no command {shown(args[0])}{nearest(args[0], COMMANDS)}; allowed: {', '.join(COMMANDS)}"
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: trustladder run baseline",
)
@click.version_option(package_name="trustladder", message="trustladder %(version)s")
@click.option(DEBUG, is_flag=True, expose_value=False, help="Show the traceback too where something goes wrong.")
@click.option("--quiet", is_flag=True, expose_value=False, help="Show no progress.")
@click.option("--verbose", is_flag=True, expose_value=False, help="Say what is run and written, on standard error.")
@click.pass_context
def cli(context: click.Context) -> None:
    """Simulate whether counternarcotics cooperation builds the trust that deeper cooperation needs."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit: wrong input is one line and status 2, Ctrl-C is 130."""
    try:
        from trustladder.analysis.cli import signals, streams

        os.environ["MPLBACKEND"] = "agg"  # figures go into files
        streams.prepare()
        signals.listen()
        status = status_of(arguments)
    except KeyboardInterrupt:  # while the above is imported; later ones end in `status_of`
        click.echo("trustladder: stopped", err=True)
        status = 130
    sys.exit(status)


def status_of(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    with warnings.catch_warnings():
        warnings.showwarning = in_one_line(warnings.showwarning)
        return _status_of(sys.argv[1:] if arguments is None else arguments)


def in_one_line(otherwise: Any) -> Any:
    """Return a `showwarning` that prints `Unverified` as one line, and any other warning as `otherwise` does."""

    def show(message: Any, category: type[Warning], *rest: Any, **options: Any) -> None:
        if category.__name__ == "Unverified":  # by name, since its module takes a while to import
            click.echo(f"trustladder: {message}", err=True)
        else:
            otherwise(message, category, *rest, **options)

    return show


def _status_of(arguments: list[str]) -> int:
    from trustladder.analysis.cli import ending, verbosity

    arguments, debug = verbosity.split_off((DEBUG,), arguments)
    try:
        typed, level = verbosity.level_of(arguments)
        verbosity.set_level(level)
        cli.main(typed, prog_name="trustladder", standalone_mode=False)
        ending.flush()
    except BaseException as stop:
        return ending.finished(stop, bool(debug))
    return 0
