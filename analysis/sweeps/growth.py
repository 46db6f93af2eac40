"""Cut a sweep into work units, one a part, so that replicates and points can be added without redoing any.

    replicates
      80 | parts 2..3: added later |         |
      50 |-------------------------| parts   |
         | parts 0..1              | 4..     |
         +-------------------------+---------+ points
                                  400       800

A stage is a number of points and of replicates of each; the next stage adds to both. Each addition is cut into parts of
about equal numbers of runs, in the order of points, numbered on from the last. The parts depend on the stages alone.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Stage(NamedTuple):
    """The size to which a sweep was asked to grow."""

    points: int
    replicates: int
    design: str  # fingerprint of these points


class WorkUnit(NamedTuple):
    """The runs of one part, or of a piece of one: all these replicates of all these points."""

    number: int  # of the part
    points: range
    replicates: range

    @property
    def runs(self) -> int:
        """Return the number of runs."""
        return len(self.points) * len(self.replicates)


def work_units(stages: Sequence[Stage], size: int) -> list[WorkUnit]:
    """Return the work units of all stages, in order, with at most `size` runs each."""
    found: list[WorkUnit] = []
    points = replicates = 0
    for stage in stages:
        for addition in (
            (range(points), range(replicates, stage.replicates)),
            (range(points, stage.points), range(stage.replicates)),
        ):
            found.extend(_cut(*addition, size, len(found)))
        points, replicates = stage.points, stage.replicates
    return found


def _cut(points: range, replicates: range, size: int, number: int) -> Iterator[WorkUnit]:
    """Yield the work units of one addition; a point with more than `size` runs is cut by its replicates."""
    many = max(1, size // max(1, len(replicates)))
    for first in range(0, len(points), many):
        for start in range(0, len(replicates), size):
            yield WorkUnit(number, points[first : first + many], replicates[start : start + size])
            number += 1


def share_of(found: Sequence[WorkUnit], part: int, of: int) -> Sequence[WorkUnit]:
    """Return the consecutive work units of one shard, numbered from 1."""
    return found[(part - 1) * len(found) // of : part * len(found) // of]
