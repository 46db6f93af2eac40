"""How a sweep is cut into parts, so that replicates and points can be added without redoing any.

    replicates
      80 | parts 2..3: added later |         |
      50 |-------------------------| parts   |
         | parts 0..1              | 4..     |
         +-------------------------+---------+ points
                                  400       800

A stage is a number of points and of replicates of each; the next stage adds to both. Each new stretch is cut into parts
of about as many runs, in the order of points, numbered on from the last. So the parts depend on the stages alone.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Stage(NamedTuple):
    """How far a sweep was asked to go."""

    points: int
    replicates: int
    design: str  # fingerprint of these points


class WorkUnit(NamedTuple):
    """What one part holds: every one of these replicates of every one of these points."""

    number: int
    points: range
    replicates: range

    @property
    def runs(self) -> int:
        """How many."""
        return len(self.points) * len(self.replicates)


def work_units(stages: Sequence[Stage], size: int) -> list[WorkUnit]:
    """The parts of all stages, in order."""
    found: list[WorkUnit] = []
    points = replicates = 0
    for stage in stages:
        for stretch in (
            (range(points), range(replicates, stage.replicates)),
            (range(points, stage.points), range(stage.replicates)),
        ):
            found.extend(_cut(*stretch, size, len(found)))
        points, replicates = stage.points, stage.replicates
    return found


def _cut(points: range, replicates: range, size: int, number: int) -> Iterator[WorkUnit]:
    """One stretch in parts of at most `size` runs; a point with more is cut by its replicates."""
    many = max(1, size // max(1, len(replicates)))
    for first in range(0, len(points), many):
        for start in range(0, len(replicates), size):
            yield WorkUnit(number, points[first : first + many], replicates[start : start + size])
            number += 1


def share_of(found: Sequence[WorkUnit], part: int, of: int) -> Sequence[WorkUnit]:
    """The stretch of parts that falls to one shard of several, numbered from 1."""
    return found[(part - 1) * len(found) // of : part * len(found) // of]
