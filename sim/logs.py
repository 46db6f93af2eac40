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

    def log(self, scenario: Scenario, failed: Collection[int] = ()) -> "MeetingLog | None":
        """Return the log of all parts; None where none was to be kept. Of what failed, it has what was noted."""
        from trustladder.sim.log import MeetingLog

        if not self.parts:
            return None
        which = [replicate for replicate in range(self.futures) if replicate not in failed]
        return MeetingLog(scenario, joined([part.rows() for part in self.parts]), which)


NO_LOGS = LogsInMemory()
