"""Hand out missing parts in chunks that suit a worker's speed, and assemble parts from the results.

A chunk is some points of a part, or several parts. A part assembled from several results has the bytes of one that was
run at once, since every run depends on its point and replicate alone.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.sim.agents.own import Lane

SECONDS = 10.0  # of a chunk: long enough to cost the scheduler nothing, short enough to lose little with a worker
FIRST = {"compiled": 100, "mesa": 2}  # runs of the first chunks by lane, before any speed is known
FASTEST = 4.0  # times as many runs from one chunk to the next
Columns = dict[str, Any]
Failed = dict[str, list[Any]]


class PartialResult(NamedTuple):
    """The results of a work unit: of a whole part, or of some of its points or replicates."""

    unit: WorkUnit
    columns: Columns
    failed: Failed

    def tables(self) -> tuple[int, dict[str, Columns]]:
        """Return the number and the tables of a part, as `Folder.write_part` takes them."""
        failures = {"failures": self.failed} if self.failed["replicate"] else {}
        return self.unit.number, {**failures, "runs": self.columns}


class WorkQueue:
    """The parts that are missing, taken in chunks from the front."""

    def __init__(self, parts: Sequence[WorkUnit]) -> None:
        self.rest = deque(parts)
        self.runs = sum(part.runs for part in parts)  # left

    def take(self, runs: int) -> list[WorkUnit]:
        """Return work units of about `runs` runs in all, at least one; none from an empty queue."""
        found: list[WorkUnit] = []
        wanted = runs
        while self.rest and (not found or wanted > runs // 4):
            unit, *rest = cut(self.rest.popleft(), wanted)
            self.rest.extendleft(reversed(rest))
            found.append(unit)
            wanted -= unit.runs
        self.runs -= sum(unit.runs for unit in found)
        return found


def cut(part: WorkUnit, runs: int) -> list[WorkUnit]:
    """Cut about `runs` runs off a part and return both, in order; the part itself where little would be left."""
    if 2 * part.runs <= 3 * runs:
        return [part]
    if len(part.points) > 1:
        many = max(1, runs // len(part.replicates))
        first, rest = part._replace(points=part.points[:many]), part._replace(points=part.points[many:])
        return [*cut(first, runs), rest]
    return [part._replace(replicates=part.replicates[:runs]), part._replace(replicates=part.replicates[runs:])]


class ChunkSizer:
    """The number of runs of the next chunk, from the speed of those that are finished."""

    def __init__(self, lane: Lane = "compiled") -> None:
        self.least = FIRST[lane]
        self.runs, self.speed = self.least, 0.0  # speed in runs a second of one thread

    def learn(self, runs: int, seconds: float) -> None:
        """Adapt to a finished chunk. The first ones compile, so the size grows fast, but at most fourfold at once."""
        self.speed = runs / max(seconds, 1e-3)
        self.runs = int(min(max(SECONDS * self.speed, self.runs / FASTEST, 1.0), self.runs * FASTEST))

    def next(self, left: int, threads: int) -> int:
        """Return the number of runs of the next chunk; fewer towards the end, so that all threads finish together."""
        fair, second = left // (2 * max(threads, 1)), int(self.speed)
        return max(1, min(self.runs, max(fair, second, self.least)))


class PartAssembler:
    """Assembles parts from partial results that arrive in any order."""

    def __init__(self, parts: Iterable[WorkUnit]) -> None:
        self.parts = {part.number: part for part in parts}
        self.results: dict[int, list[PartialResult]] = {}

    def add(self, result: PartialResult) -> Iterator[PartialResult]:
        """Yield the whole part, once its last partial result is added."""
        number = result.unit.number
        found = self.results.setdefault(number, [])
        found.append(result)
        if sum(one.unit.runs for one in found) == self.parts[number].runs:
            yield joined(self.parts[number], self.results.pop(number))


def joined(part: WorkUnit, results: list[PartialResult]) -> PartialResult:
    """Join the partial results of a part in the order of its points and replicates."""
    if len(results) == 1:
        return results[0]
    ordered = sorted(results, key=lambda result: (result.unit.points.start, result.unit.replicates.start))
    columns = {name: _concatenated([result.columns[name] for result in ordered]) for name in ordered[0].columns}
    failed = {name: [row for result in ordered for row in result.failed[name]] for name in ordered[0].failed}
    return PartialResult(part, columns, failed)


def _concatenated(columns: list[Any]) -> Any:
    """Concatenate arrays of NumPy or Arrow."""
    return np.concatenate(columns) if isinstance(columns[0], np.ndarray) else pa.concat_arrays(columns)
