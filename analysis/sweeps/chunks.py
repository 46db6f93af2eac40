"""Chunks: what a machine far away is asked for at once; some points of a part, or several parts, as its speed allows.

A part that is cut into pieces is put together again byte for byte, since every run depends on its point and replicate alone.
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
    """What was made of some points, or some replicates, of a part."""

    unit: WorkUnit
    columns: Columns
    failed: Failed


class WorkQueue:
    """The parts that are missing, handed out from the top in pieces."""

    def __init__(self, parts: Sequence[WorkUnit]) -> None:
        self.rest = deque(parts)
        self.runs = sum(part.runs for part in parts)  # left

    def take(self, runs: int) -> list[WorkUnit]:
        """Pieces of about so many runs together, at least one; none from an empty pile."""
        found: list[WorkUnit] = []
        wanted = runs
        while self.rest and (not found or wanted > runs // 4):
            piece, *rest = cut(self.rest.popleft(), wanted)
            self.rest.extendleft(reversed(rest))
            found.append(piece)
            wanted -= piece.runs
        self.runs -= sum(piece.runs for piece in found)
        return found


def cut(part: WorkUnit, runs: int) -> list[WorkUnit]:
    """A part as a piece of about so many runs and what is left of it, in order; whole where hardly anything would be left."""
    if 2 * part.runs <= 3 * runs:
        return [part]
    if len(part.points) > 1:
        many = max(1, runs // len(part.replicates))
        first, rest = part._replace(points=part.points[:many]), part._replace(points=part.points[many:])
        return [*cut(first, runs), rest]
    return [part._replace(replicates=part.replicates[:runs]), part._replace(replicates=part.replicates[runs:])]


class ChunkSizer:
    """How many runs fill a chunk, learned from those that came back."""

    def __init__(self, lane: Lane = "compiled") -> None:
        self.least = FIRST[lane]
        self.runs, self.speed = self.least, 0.0  # speed in runs a second of one thread

    def learn(self, runs: int, seconds: float) -> None:
        """A chunk of so many runs took so long. The first ones compile, so growth is quick, but no leap."""
        self.speed = runs / max(seconds, 1e-3)
        self.runs = int(min(max(SECONDS * self.speed, self.runs / FASTEST, 1.0), self.runs * FASTEST))

    def next(self, left: int, threads: int) -> int:
        """How many runs to ask for; fewer towards the end, so that all threads come to it together."""
        fair, second = left // (2 * max(threads, 1)), int(self.speed)
        return max(1, min(self.runs, max(fair, second, self.least)))


class PartAssembler:
    """Parts that are put together from pieces in whatever order they come."""

    def __init__(self, parts: Iterable[WorkUnit]) -> None:
        self.parts = {part.number: part for part in parts}
        self.pieces: dict[int, list[PartialResult]] = {}

    def add(self, piece: PartialResult) -> Iterator[PartialResult]:
        """The whole part, once its last piece has come."""
        number = piece.unit.number
        found = self.pieces.setdefault(number, [])
        found.append(piece)
        if sum(one.unit.runs for one in found) == self.parts[number].runs:
            yield joined(self.parts[number], self.pieces.pop(number))


def joined(part: WorkUnit, pieces: list[PartialResult]) -> PartialResult:
    """Pieces as the part that they were cut from."""
    if len(pieces) == 1:
        return pieces[0]
    ordered = sorted(pieces, key=lambda piece: (piece.unit.points.start, piece.unit.replicates.start))
    columns = {name: _end_to_end([piece.columns[name] for piece in ordered]) for name in ordered[0].columns}
    failed = {name: [row for piece in ordered for row in piece.failed[name]] for name in ordered[0].failed}
    return PartialResult(part, columns, failed)


def _end_to_end(columns: list[Any]) -> Any:
    """Arrays of numpy or Arrow, one after the other."""
    return np.concatenate(columns) if isinstance(columns[0], np.ndarray) else pa.concat_arrays(columns)
