"""Compute intervals of shares, means and paired differences, for independent and for clustered runs.

Runs are alike where they share a parameter set, a past, a point of a sweep or a stream of luck. The indices of sweeps
have theirs in `studies/crossed.py`. `python -m tests.benchmarks --only coverage` counts how often every kind of
interval covers the truth. An end that is NaN says that no interval can be given.
"""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.special import gammaincinv, ndtr, stdtrit  # scipy.stats takes more than a second to import

from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.scenario.scenario import Scenario

Z95 = 1.959963984540054  # 97.5 percent of a normal lie below
CONFIDENCE = 0.95
FEWEST_CLUSTERS = 4  # from which an interval is given: fewer tell nothing of how much clusters differ
FEWEST_CHANGED = 8  # differences of numbers other than 0, from which their mean has an interval
RARE = 3.0  # events, up to which they follow Poisson's law rather than the normal one
HALVINGS = 60  # of the span in which an end is looked for
Ends = tuple[float, float]
NO_INTERVAL: Ends = (math.nan, math.nan)


class Spread(NamedTuple):
    """The variance of a mean, with its degrees of freedom."""

    variance: float
    freedom: float  # degrees of freedom
    clusters: int  # the fewest of any kind; the number of runs where they are alone
    events: float  # effective number of clusters with an event, or without one, whichever are fewer


class Clustered(NamedTuple):
    """The number of runs in each cluster of one kind, and the sum of their values [cluster]."""

    counts: Floats
    sums: Floats

    @classmethod
    def of(cls, values: Floats, groups: Integers) -> "Clustered":
        """Return the clusters of values [run], given the group of each run."""
        return cls(np.bincount(groups).astype(float), np.bincount(groups, values).astype(float)).used()

    def used(self) -> "Clustered":
        """Return the clusters that hold a run."""
        return Clustered(self.counts[self.counts > 0], self.sums[self.counts > 0])


@lru_cache(maxsize=4096)
def quantile(freedom: float = math.inf, confidence: float = CONFIDENCE) -> float:
    """Return the half-width of an interval in standard errors: Student's t; normal with infinite freedom."""
    return float(stdtrit(freedom, 0.5 + confidence / 2.0)) if freedom > 0.0 else math.inf


# --- clusters ---------------------------------------------------------------------------------------------------------


def pasts_of(*scenarios: Scenario) -> int:
    """Return how many pasts the futures of all given scenarios share; 0 where they have none."""
    return math.gcd(*(one.past.replicates if one.past is not None else 0 for one in scenarios))


def clusters_of(replicates: Integers, sets: int = 0, pasts: int = 0) -> tuple[Integers, ...]:
    """Return the kinds of clusters of runs: parameter sets, and pasts where several runs share one.

    Replicate k uses set k modulo their number, and begins with past k modulo theirs.
    """
    shares_pasts = pasts > 0 and len(replicates) > 0 and int(replicates.max()) >= pasts
    return tuple(replicates % count for count in ((sets,) if sets > 1 else ()) + ((pasts,) if shares_pasts else ()))


def intersection(kinds: Sequence[Integers]) -> Integers:
    """Return the clusters of runs that are alike in all of several ways."""
    code = np.zeros_like(kinds[0])
    for groups in kinds:
        code = code * (int(groups.max()) + 1) + groups
    found: Integers = np.unique(code, return_inverse=True)[1]
    return found


def spread_of(values: Floats, kinds: Sequence[Integers] = ()) -> Spread:
    """Return the variance of the mean of values [run], with up to two kinds of clusters."""
    some = [Clustered.of(values, groups) for groups in kinds]
    if len(some) == 1:
        return spread(some, some[0], float(values.mean()))
    alike = intersection(kinds) if kinds else np.arange(len(values))
    return spread(some, Clustered.of(values, alike), float(values.mean()))


def spread(kinds: Sequence[Clustered], both: Clustered, mean: float) -> Spread:
    """Return the variance of a mean from sums over clusters.

    `both` are the clusters of the runs that are alike in every way, or single runs. Two kinds: Cameron, Gelbach and
    Miller (2011), the variance of each kind, less that of both, which each includes; degrees of freedom by
    Satterthwaite (1946).
    """
    every = [_one_way(one, mean) for one in kinds or [both]]
    variance = every[0].variance
    if len(every) == 2:
        shared = _one_way(both, mean).variance
        variance = max(sum(one.variance for one in every) - shared, *(one.variance for one in every))
    total = sum(one.variance for one in every)
    rest = sum(one.variance**2 / one.freedom for one in every if one.freedom > 0)
    fewest, events = min(one.clusters for one in every), min(one.events for one in every)
    return Spread(variance, total**2 / rest if rest > 0.0 else float(fewest - 1), fewest, events)


def _one_way(one: Clustered, mean: float) -> Spread:
    """Return the variance for one kind of clusters, from the deviation of each cluster's sum.

    Bell and McCaffrey (2002): each square is divided by the part of its expectation that is left after the mean was
    estimated from the same clusters, and degrees of freedom are fewer where a few clusters hold most of the runs.
    Clusters of equal size: the variance of their means, with one degree of freedom less than their number.
    """
    many, total = len(one.counts), float(one.counts.sum())
    if many < 2:
        return Spread(math.inf, 0.0, many, _events(one))
    weights, rest = one.counts / total, (one.sums - mean * one.counts) / total
    if (one.counts == one.counts[0]).all():
        return Spread(float(rest @ rest) * many / (many - 1), many - 1.0, many, _events(one))
    left = 1.0 - weights
    crossed = weights**2 / left
    freedom = 1.0 / float(weights @ weights + crossed.sum() ** 2 - crossed @ crossed)
    return Spread(float(rest @ (rest / left)), freedom, many, _events(one))


def _events(one: Clustered) -> float:
    """Return the effective number of clusters with an event, which is theirs where each has as many.

    It is the number for which the sum of fourth powers of clusters' events is as large as it is.
    """
    events = np.abs(one.sums)
    squares = min(events, one.counts - events, key=np.sum) ** 2
    total = float(squares.sum())
    return total**2 / float(squares @ squares) if total > 0.0 else 0.0


# --- shares and means -------------------------------------------------------------------------------------------------


def wilson(count: float, total: float, z: float = Z95) -> Ends:
    """Return the interval of a share (Wilson 1927), 95 percent by default; `total` may be an effective number of runs.

    Up to three events its end is Poisson's, since Wilson's covers only 83 percent there (Brown, Cai and DasGupta
    2001).
    """
    if total <= 0:
        return 0.0, 1.0
    share, square = count / total, z**2
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = z * math.sqrt(max(share * (1 - share), 0.0) / total + square / (4 * total**2)) / (1 + square / total)
    low, high = min(centre - half, rare(count, z) / total), max(centre + half, 1.0 - rare(total - count, z) / total)
    return (max(0.0, low) if count > 0 else 0.0), (min(1.0, high) if count < total else 1.0)


@lru_cache(maxsize=4096)
def rare(count: float, z: float) -> float:
    """Return the smallest expected number of events that fits `count` seen; infinite unless they are few."""
    if not 0.0 < count <= RARE:
        return math.inf
    return float(gammaincinv(count, 2.0 * ndtr(-z)))


def share_ends(flags: Floats, kinds: Sequence[Integers] = (), confidence: float = CONFIDENCE) -> Ends:
    """Return the interval of the share of runs that are true; none from too few clusters."""
    values = np.asarray(flags, float)
    if not kinds:
        return wilson(float(values.sum()), len(values), quantile(math.inf, confidence))
    return clustered_wilson(float(values.mean()), len(values), spread_of(values, kinds), confidence)


def clustered_wilson(share: float, total: float, known: Spread, confidence: float = CONFIDENCE) -> Ends:
    """Return Wilson's interval for the effective number of independent runs (Korn and Graubard 1998)."""
    if not enough(known, total):
        return NO_INTERVAL
    runs, z = effective(share * (1.0 - share), total, known, confidence)
    return wilson(share * runs, runs, z)


def effective(variance: float, total: float, known: Spread, confidence: float) -> tuple[float, float]:
    """Return how many independent runs leave a mean of flags as uncertain as clusters do, and the quantile to use.

    `variance` is one run's; without any event each cluster counts as one run. The quantile is normal where clusters
    vary no more than independent runs, since their variance follows from the share; otherwise Student's, since it is
    estimated. Rare events have a long tail: the relative variance of the estimate is 2 / freedom for normal sums of
    clusters, and 1 / events more for sums of rare events (compound Poisson, whose fourth cumulant is the sum of fourth
    powers).
    """
    if not known.events or not variance > 0.0:
        return float(known.clusters), quantile(math.inf, confidence)
    alike = known.variance * total / variance
    if known.clusters >= total or alike <= 1.0:
        return total, quantile(math.inf, confidence)
    return total / alike, quantile(1.0 / (1.0 / known.freedom + 0.5 / known.events), confidence)


def enough(known: Spread, total: float) -> bool:
    """Return whether there are enough clusters to estimate how they differ; always where each is a run."""
    return known.clusters >= min(FEWEST_CLUSTERS, max(total, 2))


def mean_ends(values: Floats, kinds: Sequence[Integers] = (), confidence: float = CONFIDENCE) -> Ends:
    """Return the interval of a mean of numbers (Student's t); none from too few runs or clusters."""
    if len(values) < 2:
        return NO_INTERVAL
    known = spread_of(values, kinds)
    if not enough(known, len(values)) or _alike_by_chance(values, known):
        return NO_INTERVAL
    return around(float(values.mean()), known, confidence)


def _alike_by_chance(values: Floats, known: Spread) -> bool:
    """Return whether runs differ though clusters do not: that few cannot tell how far their mean may be off."""
    return known.variance < 1e-24 * float(np.ptp(values)) ** 2


def clustered_mean(sums: Floats, counts: Floats) -> Ends:
    """Return the interval of a mean of numbers, from the sum and the number of values in each cluster [cluster].

    Clusters may be of different sizes: as many years as a forum was looked at. None from too few.
    """
    one = Clustered(np.asarray(counts, float), np.asarray(sums, float)).used()
    if len(one.counts) < FEWEST_CLUSTERS:
        return NO_INTERVAL
    mean = float(one.sums.sum() / one.counts.sum())
    return around(mean, spread([one], one, mean))


def around(mean: float, known: Spread, confidence: float = CONFIDENCE) -> Ends:
    """Return the interval of a mean from its variance (Student's t)."""
    half = quantile(known.freedom, confidence) * math.sqrt(known.variance)
    return mean - half, mean + half


def half_by(months: Floats) -> float:
    """Return the median month of the runs in which an event happens; NaN months are "never".

    Returns NaN if it happens in none.
    """
    came = np.sort(months[~np.isnan(months)])
    return float(came[(len(came) - 1) // 2]) if len(came) else math.nan


# --- paired flags -----------------------------------------------------------------------------------------------------


def paired_flags(higher: float, lower: float, total: float, z: float = Z95) -> Ends:
    """Return the score interval of a mean difference of paired flags (Tango 1998), from the pairs that differ.

    "Higher" and "lower" exclude each other, and flags that did not differ in any of the runs may still differ in
    others.
    """
    if total <= 0:
        return -1.0, 1.0

    def beyond(difference: float) -> float:
        return _score(higher, lower, total, difference)

    middle = (higher - lower) / total
    low, high = _end(beyond, z, -1.0, middle), _end(lambda one: -beyond(one), z, 1.0, middle)
    if not lower:  # a share, with Poisson's end where few were seen
        low = min(low, rare(higher, z) / total)
    return low, high if higher else max(high, -rare(lower, z) / total)


def _score(higher: float, lower: float, total: float, difference: float) -> float:
    """Return how many standard errors the observed difference lies above a hypothetical true one."""
    first = (2.0 * total - higher + lower) * difference - higher - lower
    second = -lower * difference * (1.0 - difference)
    root = math.sqrt(max(first**2 - 8.0 * total * second, 0.0))
    falling = (root - first) / (4.0 * total)
    variance = total * (2.0 * falling + difference * (1.0 - difference))
    off = higher - lower - total * difference
    return off / math.sqrt(variance) if variance > 0.0 else math.copysign(math.inf, off) if off else 0.0


def clustered_flags(higher: float, lower: float, total: float, known: Spread, confidence: float = CONFIDENCE) -> Ends:
    """Return the score interval of paired flags for the effective number of independent pairs."""
    if not enough(known, total):
        return NO_INTERVAL
    variance = (higher + lower) / total - ((higher - lower) / total) ** 2
    pairs, z = effective(variance, total, known, confidence)
    return paired_flags(higher * pairs / total, lower * pairs / total, pairs, z)


def difference_ends(
    values: Floats, kinds: Sequence[Integers] = (), flags: bool = False, confidence: float = CONFIDENCE
) -> Ends:
    """Return the interval of a mean of paired differences [run]; `flags` for outcomes of 0 and 1."""
    if len(values) < 2:
        return NO_INTERVAL
    known = spread_of(values, kinds)
    if not flags and _alike_by_chance(values, known):
        return NO_INTERVAL
    higher, lower = int((values > 0.0).sum()), int((values < 0.0).sum())
    return paired_ends(float(values.mean()), higher, lower, len(values), known, flags, confidence)


def paired_ends(
    mean: float,
    higher: int,
    lower: int,
    total: int,
    known: Spread,
    flags: bool,
    confidence: float = CONFIDENCE,
    reach: float = 0.0,
) -> Ends:
    """Return the interval of a mean of paired differences, from sums.

    Where hardly any numbers differ, neither how often they do is known, nor by how much: the interval allows up to
    `reach`, the distance of the highest value seen from the lowest, in as many pairs as may differ. None where that is
    0.
    """
    if flags:
        return clustered_flags(higher, lower, total, known, confidence)
    if not enough(known, total):
        return NO_INTERVAL
    if higher + lower >= min(FEWEST_CHANGED, total):
        return around(mean, known, confidence)
    _, most = wilson(higher + lower, min(known.clusters, total), quantile(math.inf, confidence))
    return (-most * reach, most * reach) if reach > 0.0 else NO_INTERVAL


def _end(beyond: Callable[[float], float], z: float, far: float, near: float) -> float:
    """Find by bisection where a score that falls from `far` to `near` reaches z."""
    for _ in range(HALVINGS):
        middle = 0.5 * (far + near)
        far, near = (middle, near) if beyond(middle) > z else (far, middle)
    return near
