"""Where logs of meetings go: into memory, or nowhere; `trustladder.sim.store.log_tables` writes them."""

import threading
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from trustladder.sim.log_rows import LogKeeper, Rows, joined
from trustladder.sim.scenario.errors import InputError, shown, whole_number
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from trustladder.sim.log import MeetingLog


class Logs(Protocol):
    """Takes the log of a result's first futures, part by part."""

    futures: int  # of how many, from the first

    def part(self, number: int, futures: int) -> AbstractContextManager[LogKeeper | None]:
        """Yield who keeps the log of a part's first futures; None where it is of none."""


def futures_to_log(asked: Any, runs: int) -> int:
    """Return of how many runs a log is asked for. Raises InputError where it is no number of them, nor "all"."""
    if asked == "all":
        return runs
    if isinstance(asked, str):
        raise InputError(f"log: {shown(asked)}; allowed: 0 to {runs}, or all")
    return whole_number("log", asked, 0, runs)


class LogCollector:
    """Keeps the rows of the first futures of an ensemble in memory."""

    def __init__(self, futures: int) -> None:
        self.futures = futures
        self._rows: dict[int, Rows] = {}
        self._lock = threading.Lock()

    def keep(self, place: int, rows: Rows) -> None:
        """Take the rows of one chunk."""
        with self._lock:
            self._rows[place] = rows

    def rows(self) -> Rows:
        """Return all rows, in the order of chunks."""
        return joined([self._rows[place] for place in sorted(self._rows)])


class NoLog:
    """Stands where no log was asked for: it is false, and whatever is asked of it raises InputError that says so."""

    def __bool__(self) -> bool:
        """Return that there is none."""
        return False

    def __len__(self) -> int:
        """Raise InputError, as for everything that a log has."""
        raise self.asked_for("log")

    def __repr__(self) -> str:
        """Return that there is none."""
        return "<no log of meetings>"

    def __getattr__(self, name: str) -> Any:
        """Raise InputError for everything that a log has."""
        if name.startswith("_"):  # what Python and notebooks look for in any object
            raise AttributeError(name)
        raise self.asked_for(name)

    def asked_for(self, what: str) -> InputError:
        """Return that something needs a log."""
        return InputError(f"{what}: no log of meetings was kept; allowed: run(..., log=N), of N futures")


class LogsInMemory:
    """Keeps the log of a result's first futures in memory."""

    def __init__(self, futures: int = 0) -> None:
        self.futures = futures
        self.parts: list[LogCollector] = []

    @contextmanager
    def part(self, number: int, futures: int) -> Iterator[LogCollector | None]:
        """Yield who keeps the log of a part's first futures; None where it is of none."""
        if not futures:
            yield None
            return
        self.parts.append(LogCollector(futures))
        yield self.parts[-1]

    def log(self, scenario: Scenario, failed: Collection[int] = ()) -> "MeetingLog | NoLog":
        """Return the log of all parts, or that none was to be kept. Of what failed, it has what was noted."""
        from trustladder.sim.log import MeetingLog

        if not self.parts:
            return NoLog()
        which = [replicate for replicate in range(self.futures) if replicate not in failed]
        return MeetingLog(scenario, joined([part.rows() for part in self.parts]), which)


NO_LOGS = LogsInMemory()
