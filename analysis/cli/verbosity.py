"""How much a command says on standard error: `--quiet`, as usual, or `--verbose`."""

import logging
import time
from collections.abc import Callable, Collection

import click

LOG = logging.getLogger("trustladder")
LEVELS = {"--quiet": logging.WARNING, "--verbose": logging.DEBUG}
EVERY = 10.0  # seconds between lines of progress where there is no terminal


class Lines(logging.Handler):
    """Print each record as one line on standard error."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record."""
        click.echo(f"trustladder: {self.format(record)}", err=True)


def set_level(level: int) -> None:
    """Print what is logged from a level on, and nothing below it."""
    if not any(isinstance(handler, Lines) for handler in LOG.handlers):
        LOG.addHandler(Lines())
    LOG.setLevel(level)


def split_off(options: Collection[str], arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the arguments without some options that may be anywhere among the others; and which of them are there."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    rest = [one for index, one in enumerate(arguments) if index >= end or one not in options]
    return rest, [option for option in options if option in arguments[:end]]


def level_of(arguments: list[str]) -> tuple[list[str], int]:
    """Return the arguments without --quiet and --verbose, which may be anywhere among the options; and the level.

    Raises UsageError where both are given.
    """
    rest, given = split_off(LEVELS, arguments)
    if len(given) == len(LEVELS):
        raise click.UsageError("--quiet and --verbose exclude each other")
    return rest, LEVELS[given[0]] if given else logging.INFO


def is_quiet() -> bool:
    """Return whether progress is unwanted."""
    return not LOG.isEnabledFor(logging.INFO)


def lines_of_progress(title: str, total: int, clock: Callable[[], float] = time.monotonic) -> Callable[[int], None]:
    """Return an advance that logs a line every ten seconds: what is done, and about how long the rest takes.

    Speed is measured from the first advance on: before it the engine may have been compiled.
    """
    last = clock()
    done, first, began = 0, 0, last

    def advance(more: int) -> None:
        nonlocal last, done, first, began
        done, now = done + more, clock()
        if not first:
            first, began = done, now
        if now - last >= EVERY and first < done < total:
            last = now
            left = (now - began) / (done - first) * (total - done)
            LOG.info("%s: %s of %s, about %.0f s left", title, f"{done:,}", f"{total:,}", left)

    return advance
