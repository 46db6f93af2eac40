"""End a command: turn any exception into one line on standard error and an exit status."""

import errno
import os
import re
import sys
import traceback
from contextlib import suppress

import click

from trustladder.analysis.cli import signals
from trustladder.sim.scenario.errors import InputError, one_line

WRITING = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EIO, errno.EBADF)
WRONG_INPUT, UNEXPECTED, CLOSED_PIPE = 2, 1, 1


def finished(stop: BaseException, debug: bool) -> int:
    """Print in one line what stopped a command, with a traceback for --debug, and return the exit status."""
    match stop:
        case click.exceptions.Exit():
            return stop.exit_code
        case SystemExit():
            return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else UNEXPECTED
        case BrokenPipeError():
            _discard_output()
            return CLOSED_PIPE
    line, status = _line_and_status(stop)
    with suppress(OSError, ValueError):  # standard error may be closed, or full
        if debug:
            traceback.print_exception(stop)
        click.echo(f"trustladder: {line}", err=True)
    return status


def flush() -> None:
    """Flush standard output, so that a full disk is noticed before the interpreter ends."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _line_and_status(stop: BaseException) -> tuple[str, int]:
    """Return the line and the exit status for an exception."""
    match stop:
        case InputError():
            return str(stop), WRONG_INPUT
        case click.ClickException():
            return one_line(_outside_of_range(stop) or stop.format_message()), WRONG_INPUT
        case click.Abort() | KeyboardInterrupt():
            cause = stop.__cause__ or stop.__context__ or stop  # click wraps what Ctrl-C raised
            return one_line(str(next(iter(cause.args), "stopped"))), signals.status()
        case MemoryError():
            return "the memory is not enough; allowed: fewer runs or points, or fewer --threads", WRONG_INPUT
        case OSError():
            return one_line(f"{_subject_of(stop)}{stop.strerror or stop}"), WRONG_INPUT
    what = f"{type(stop).__name__}: {stop}" if str(stop) else type(stop).__name__
    return one_line(
        f"unexpected {one_line(what, 250)}; the same command with --debug shows where, for a report"
    ), UNEXPECTED


def _outside_of_range(wrong: click.ClickException) -> str:
    """Return a number that an option does not take with those that it does, or nothing for any other mistake."""
    said = re.match("'?(.*?)'? is not (in the range|a valid)", wrong.message)
    if not isinstance(wrong, click.BadParameter) or wrong.param is None or said is None:
        return ""
    kind = wrong.param.type
    if not isinstance(kind, click.IntRange | click.FloatRange):
        return ""
    sort = "a whole number" if isinstance(kind, click.IntRange) else "a number"
    to = "" if kind.max is None else f" to {kind.max}"
    return f"{wrong.param.opts[0]}: {said[1]}; allowed: {sort} from {kind.min}{to}"


def _subject_of(error: OSError) -> str:
    """Return what could not be read or written, as a line begins."""
    if error.filename is not None:
        return f"{os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else error.filename}: "
    if error.errno in WRITING:
        _discard_output()
        return "standard output: "  # an error of a file has its name
    try:
        os.getcwd()  # noqa: PTH109 (called for its error alone)
    except OSError:
        return "the folder in which the command runs: "
    return ""


def _discard_output() -> None:
    """Discard what is still to be printed, so that nothing fails again when the interpreter ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
