"""Share out the variance of a metric: between groups of runs, and within them."""

import numpy as np

from trustladder.sim.arrays.tables import Floats, Integers


def share_between(counts: Floats, sums: Floats, squares: float) -> float:
    """Return the share of a metric's variance due to the group; NaN where it does not vary or is not known.

    Analysis of variance with random effects (Searle et al. 1992): the variance between the means of groups, less its
    part due to luck; from the number and sum of each group [group], and all squared distances from the mean.
    """
    used = counts > 0
    counts, total = counts[used], float(counts.sum())
    if len(counts) < 2 or total <= len(counts):
        return float("nan")
    means = sums[used] / counts
    off = float((counts * (means - sums.sum() / total) ** 2).sum())
    between, within = off / (len(counts) - 1), max(squares - off, 0.0) / (total - len(counts))
    typical = (total - float((counts**2).sum()) / total) / (len(counts) - 1)
    groups = max(0.0, between - within) / typical
    return groups / (groups + within) if groups + within > 1e-15 else float("nan")


def share_of_parameters(values: Floats, replicates: Integers, sets: int) -> float:
    """Return the share of a metric's variance due to parameter sets, not luck; NaN values do not count."""
    known = ~np.isnan(values)
    values, group = values[known], replicates[known] % sets
    counts = np.bincount(group, minlength=sets).astype(float)
    sums = np.bincount(group, weights=values, minlength=sets).astype(float)
    return share_between(counts, sums, float(((values - values.mean()) ** 2).sum()) if len(values) else 0.0)
