"""What an effect depends on: rank correlation, over the whole ranges, of the effect in a world with each parameter."""

from typing import NamedTuple

import numpy as np
from scipy.stats import rankdata
from scipy.stats import t as student

from sim.world import Floats

ERROR = 0.05  # chance that any parameter is named that has no part in it, all together (Bonferroni)


class Driver(NamedTuple):
    """A parameter on which an effect depends."""

    path: str
    correlation: float  # of ranks (Spearman)


def drivers(effects: Floats, points: Floats, names: tuple[str, ...]) -> list[Driver]:
    """The parameters whose ranks go with those of the effects [world], the strongest first."""
    known = ~np.isnan(effects)
    count = int(known.sum())
    if count < 4 or np.ptp(effects[known]) == 0.0:
        return []
    ranks = rankdata(effects[known])
    found = []
    for column, name in enumerate(names):
        if np.ptp(points[known, column]) > 0.0:
            correlation = float(np.corrcoef(ranks, rankdata(points[known, column]))[0, 1])
            found.append(Driver(name, correlation))
    least = least_correlation(count, len(found))
    kept = [one for one in found if abs(one.correlation) >= least]
    return sorted(kept, key=lambda one: -abs(one.correlation))


def least_correlation(worlds: int, parameters: int) -> float:
    """The correlation that chance alone hardly ever reaches for any of so many parameters."""
    quantile = float(student.ppf(1.0 - ERROR / (2.0 * max(parameters, 1)), worlds - 2))
    return quantile / (worlds - 2 + quantile**2) ** 0.5
