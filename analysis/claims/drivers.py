"""Rank the parameters that drive an effect, by partial rank correlation over the whole ranges.

Partial, because few points in many dimensions leave the parameters correlated with each other: what one parameter
shares with all others does not count (Marino, Hogue, Ray and Kirschner 2008).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from trustladder.sim.arrays.tables import Floats

ERROR = 0.05  # chance that any parameter is named that has no part in it, all together (Bonferroni)
FREE = 20  # degrees of freedom below which no drivers are reported


class Driver(NamedTuple):
    """A parameter on which an effect depends."""

    path: str
    correlation: float  # of ranks, partial


def drivers(effects: Floats, points: Floats, names: tuple[str, ...]) -> list[Driver]:
    """Return the parameters whose ranks correlate with those of the effects [world], the strongest first.

    Returns none where the known worlds are too few, or all have the same effect.
    """
    from scipy.stats import rankdata  # scipy.stats takes more than a second to import

    known = ~np.isnan(effects)
    free = int(known.sum()) - len(names) - 1
    if free < FREE or np.ptp(effects[known]) == 0.0:
        return []
    correlations = partial(rankdata(effects[known]), rankdata(points[known], axis=0))
    least = least_correlation(free, len(names))
    found = [Driver(name, value) for name, value in zip(names, correlations, strict=True) if abs(value) >= least]
    return sorted(found, key=lambda one: -abs(one.correlation))


def partial(values: Floats, columns: Floats) -> list[float]:
    """Return the correlation of values with each column, all other columns held fixed."""
    inverse = np.linalg.pinv(np.corrcoef(np.column_stack([values, columns]), rowvar=False))
    return (-inverse[0, 1:] / np.sqrt(inverse[0, 0] * np.diag(inverse)[1:])).tolist()


def least_correlation(free: int, parameters: int) -> float:
    """Return the correlation that chance reaches for any of the parameters with probability ERROR.

    `free` are the degrees of freedom; the threshold is corrected for the number of parameters (Bonferroni).
    """
    quantile = float(stdtrit(free, 1.0 - ERROR / (2.0 * max(parameters, 1))))
    return quantile / (free + quantile**2) ** 0.5
