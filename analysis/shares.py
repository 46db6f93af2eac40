"""How much of a spread is due to parameters that are not known, and how much is luck."""

import numpy as np

from trustladder.sim.arrays.tables import Floats, Integers

Z95 = 1.959963984540054  # 97.5 percent of a normal lie below


def share_of_parameters(values: Floats, replicates: Integers, sets: int) -> float:
    """The share of a metric's variance that is due to parameters, not luck; NaN where it does not vary or is not known.

    Analysis of variance with random effects (Searle et al. 1992): the variance between the means of sets, less what luck
    leaves of it. Values that are NaN do not count.
    """
    known = ~np.isnan(values)
    values, group = values[known], replicates[known] % sets
    counts = np.bincount(group, minlength=sets).astype(float)
    sums = np.bincount(group, weights=values, minlength=sets).astype(float)
    return share_between(counts, sums, float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0)


def share_between(counts: Floats, sums: Floats, squares: float) -> float:
    """The same from numbers and sums of each set [set], and all squared distances from the mean."""
    used = counts > 0
    counts, total = counts[used], float(counts.sum())
    if len(counts) < 2 or total <= len(counts):
        return float("nan")
    means = sums[used] / counts
    spread = float((counts * (means - sums.sum() / total) ** 2).sum())
    between, within = spread / (len(counts) - 1), max(squares - spread, 0.0) / (total - len(counts))
    typical = (total - float((counts**2).sum()) / total) / (len(counts) - 1)
    parameters = max(0.0, between - within) / typical
    return parameters / (parameters + within) if parameters + within > 1e-15 else float("nan")


def interval_over_sets(values: Floats, replicates: Integers, sets: int) -> tuple[float, float]:
    """The 95 percent interval of a mean when runs of a set are alike: from the means of sets."""
    group = replicates % sets
    counts = np.bincount(group, minlength=sets)
    means = np.bincount(group, weights=values, minlength=sets)[counts > 0] / counts[counts > 0]
    half = Z95 * float(means.std(ddof=1)) / len(means) ** 0.5 if len(means) > 1 else float("inf")
    return float(values.mean()) - half, float(values.mean()) + half
