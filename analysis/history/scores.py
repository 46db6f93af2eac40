"""Score forecasts of standing: log and Brier scores, and differences between forecasts with an interval over forums."""

from typing import NamedTuple

import numpy as np

from trustladder.analysis.statistics import clustered_mean
from trustladder.sim.arrays.tables import Floats, Integers

LEAST_CHANCE = 1e-6


class Difference(NamedTuple):
    """The mean difference of two scores a cell, with its 95 percent interval over forums (NaN from too few)."""

    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Return "better" or "worse" where the interval leaves out 0, else "open"."""
        return "better" if self.low > 0.0 else "worse" if self.high < 0.0 else "open"


def chances_of(chances: Floats, recorded: Integers) -> Floats:
    """Return the probability that a forecast [cell, standing] gave to what was recorded [cell]."""
    found: Floats = np.take_along_axis(chances, recorded[:, None].astype(np.int64), axis=1)[:, 0]
    return found


def log_scores(chances: Floats, recorded: Integers) -> Floats:
    """Return the log probability of the recorded standing [cell]; higher is better."""
    scores: Floats = np.log(np.maximum(chances_of(chances, recorded), LEAST_CHANCE))
    return scores


def brier_scores(chances: Floats, recorded: Integers) -> Floats:
    """Return the squared error over all standings [cell]; lower is better."""
    squared: Floats = ((chances - np.eye(chances.shape[1])[recorded]) ** 2).sum(axis=1)
    return squared


def ahead(differences: Floats, forums: Integers) -> Difference:
    """Return the mean of differences [cell], given the forum of each cell."""
    sums, cells = (np.bincount(forums, values).astype(float) for values in (differences, np.ones(len(forums))))
    return Difference(float(differences.mean()), *clustered_mean(sums, cells))
