"""How much of what differs between the points of a sweep is mere luck.

Every point is run with the same replicates, so with the same luck: an outcome y of point p and replicate r is
m + a_p + b_r + e_pr (two-way analysis of variance, Searle et al. 1992). What all points share, b, moves no mean against
another; only e, how luck and point interact, does, with variance e / R in the mean of R replicates.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from trustladder.analysis.studies.swept import HAPPENED, Swept
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.parts import part_name, read_part


class Luck(NamedTuple):
    """The part of luck; None where one replicate a point cannot tell."""

    noise: float  # variance that luck leaves in the mean of a point, against other points
    share: float  # of the variance of the means over points, 0 to 1
    single: float  # of the variance of single futures over points and luck, 0 to 1


class Sums:
    """Sums of one outcome over the runs of a sweep, by replicate and in all."""

    def __init__(self, replicates: int) -> None:
        self.by_replicate, self.counts, self.squares = np.zeros(replicates), np.zeros(replicates), 0.0

    def add(self, values: Floats, replicate: np.ndarray) -> None:
        """Add the values of some runs."""
        width = len(self.counts)
        self.by_replicate += np.bincount(replicate, values, minlength=width)
        self.counts += np.bincount(replicate, minlength=width)
        self.squares += float(values @ values)

    def luck(self, means: Floats, runs: Floats) -> Luck | None:
        """The part of luck, given the mean and number of runs of every point."""
        total, points, replicates = float(self.counts.sum()), len(means), int((self.counts > 0).sum())
        if points < 2 or replicates < 2:
            return None
        grand = float(self.by_replicate.sum()) / total
        known = self.counts > 0
        everything = self.squares - total * grand**2
        between = float((runs * (means - grand) ** 2).sum())
        shared = float((self.counts[known] * (self.by_replicate[known] / self.counts[known] - grand) ** 2).sum())
        rest = max(everything - between - shared, 0.0)
        noise = rest / ((points - 1) * (replicates - 1)) / replicates
        spread = float(means.var(ddof=1))
        within = (shared + rest) / (total - points)
        systematic = max(spread - noise, 0.0)
        share = min(noise / spread, 1.0) if spread > 0.0 else float("nan")
        single = within / (within + systematic) if within + systematic > 0.0 else float("nan")
        return Luck(noise, share, single)


def luck_of(swept: Swept, outcomes: Sequence[str]) -> Mapping[str, Luck | None]:
    """The part of luck in each outcome, in one pass over the parts; None where it cannot be told."""
    sums = {name: Sums(swept.replicates) for name in outcomes}
    mine = np.zeros(swept.manifest["points"], bool)
    mine[swept.rows] = True
    horizon = np.zeros(len(mine))
    horizon[swept.rows] = swept.horizon
    read = 0
    places = sorted((swept.folder.path / "runs").glob(part_name(0).replace("00000", "*")))
    for place in places:
        table = read_part(place)
        point = numbers(table.column("point"))
        here = np.flatnonzero(mine[point])
        replicate = numbers(table.column("replicate"))[here]
        read += len(here)
        for name, one in sums.items():
            base = name.removeprefix(HAPPENED)
            if base in table.column_names:
                values = numbers(table.column(base))[here]
                if base != name:
                    values = (~np.isnan(values)).astype(float)
                elif swept.censored(name):
                    values = np.where(np.isnan(values), horizon[point[here]], values)
                one.add(values, replicate)
    runs = numbers(swept.table.column("runs")).astype(float)
    if read != runs.sum():
        raise InputError(
            f"{swept.folder.path}: {read:,} runs in its parts, {runs.sum():,.0f} in points.parquet; the same trustladder sweep "
            "makes what is missing"
        )
    return {name: one.luck(swept.outcome(name), runs) if one.counts.any() else None for name, one in sums.items()}
