"""Options that several commands share, and functions that read them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from trustladder.sim.scenario.limits import LARGEST_SEED, MOST_THREADS

if TYPE_CHECKING:
    from trustladder.sim.scenario.scenario import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])

settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change one number, e.g. levers.training_share=0.8; repeatable.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON for programs instead of text for people."
)
all_option = click.option("--all", "everything", is_flag=True, help="Print everything, not the first screen alone.")
seed_option = click.option(
    "--seed", type=click.IntRange(0, LARGEST_SEED), help="Seed of all luck [default: the scenario's]."
)

threads_option = click.option(
    "--threads", type=click.IntRange(1, MOST_THREADS), help="Threads of the compiled lane [default: all cores]."
)
small_seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), default=1, show_default=True, help="Seed of all luck."
)
uncertainty_option = click.option(
    "--uncertainty",
    type=click.Choice(["none", "prior", "posterior"]),
    help="Spread futures over what is not known about parameters, before or after the record was read; or over luck "
    "alone [default: posterior where the region was fitted to a record].",
)


def load(name: str, settings: tuple[str, ...], months: int | None = None) -> Scenario:
    """Load a scenario with the settings of the command line."""
    from trustladder.sim.scenario.loading import parsed_setting
    from trustladder.sim.scenario.scenario import Scenario

    changes = dict(parsed_setting(text) for text in settings)
    scenario = Scenario.load(name, changes)
    return scenario if months is None else scenario.with_months(months)


def say_written(path: Path, as_json: bool) -> None:
    """Print where a file was written; with --json on standard error, unless --quiet is given."""
    from trustladder.analysis.cli.verbosity import is_quiet

    if not (as_json and is_quiet()):
        click.echo(f"written to {path.as_posix()}", err=as_json)


@contextmanager
def progress(title: str, total: int) -> Iterator[tuple[Callable[[int], None], threading.Event]]:
    """Show progress with time left: a bar on a terminal, elsewhere a line every ten seconds, with --quiet nothing.

    What a notebook's cell runs has a terminal, but one that prints every state of a bar below the last.

    Yields its advance, and an event that Ctrl-C sets.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from trustladder.analysis import terminal
    from trustladder.analysis.cli.verbosity import is_quiet, lines_of_progress

    console, cancel = terminal.console(stderr=True), threading.Event()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    live = console.is_terminal and "JPY_PARENT_PID" not in os.environ and not is_quiet()
    bar = Progress(*columns, console=console, transient=True)
    task, advance = bar.add_task(title, total=total), lines_of_progress(title, total)
    with bar if live else nullcontext():  # one that is disabled ends with an empty line under rich 13
        try:
            yield (lambda done: bar.advance(task, done)) if live else advance, cancel
        except KeyboardInterrupt:
            cancel.set()
            raise
