"""Compute effects from runs: one number with its interval for each part of a claim, by regime and by parameter set."""

import math

import numpy as np

from trustladder.analysis.claims.claims import Part
from trustladder.analysis.claims.experiment import Futures, cells
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.statistics import CONFIDENCE, Ends, clusters_of, difference_ends, quantile, share_ends
from trustladder.sim.arrays.tables import Floats, Integers

UNKNOWN = Effect(math.nan, math.nan, math.nan, math.nan)


def values_of(part: Part, futures: Futures) -> Floats:
    """Return a part's number in every future [world, replicate]: a level, a contrast, or a contrast of contrasts.

    Where some arms have more futures than others, in those that all have.
    """
    arms = [futures.arms[arm][part.metric] for arm in part.arms]
    width = min(values.shape[1] for values in arms)
    first, *others = (values[:, :width] for values in arms)
    if not others:
        return first - part.bound
    return first - others[0] if len(others) == 1 else first - others[0] - (others[1] - others[2])


def effect_at(
    part: Part, futures: Futures, flags: bool = False, pasts: int = 0, confidence: float = CONFIDENCE
) -> Effect:
    """Return the effect at a regime; `flags` for outcomes of 0 and 1."""
    if part.statistic == "shares":
        return difference_of_shares(*variances(part, futures)[:2], confidence)
    values = values_of(part, futures)
    level = float(np.nanmean(futures.arms[part.arms[0]][part.metric][:, : values.shape[1]]))
    if part.statistic == "least":
        least = float(np.nanmin(values))
        return Effect(level, least, least, least)
    return _mean_of(part, values, flags, pasts, confidence)._replace(level=level)


def room_of(part: Part, futures: Futures, unit: str, pasts: int, confidence: float = CONFIDENCE) -> Ends:
    """Return the interval of how far a number could move the way that a part says; infinite where it has no end.

    A share can fall to 0 and rise to 1, and what is counted can fall to 0, from what it is in the second arm.
    """
    if part.statistic != "mean" or len(part.arms) != 2 or unit == "index":
        return math.inf, math.inf
    falls = part.direction.endswith("lower")
    if not falls and unit not in ("share", "flag"):
        return math.inf, math.inf
    values = futures.arms[part.arms[1]][part.metric]
    found = over_worlds(values if falls else 1.0 - values, unit == "flag", pasts, confidence)
    return found.low, found.high


def by_world(part: Part, futures: Futures, flags: bool = False) -> list[Effect]:
    """Return the effect in each world of a regime alone; none for shares of variance, which need many worlds."""
    if part.statistic == "shares":
        return []
    values = values_of(part, futures)
    if part.statistic == "least":
        return [Effect(least, least, least, least) for least in np.nanmin(values, axis=1).tolist()]
    return [_mean_of(part, row[np.newaxis], flags) for row in values]


def _mean_of(part: Part, values: Floats, flags: bool, pasts: int = 0, confidence: float = CONFIDENCE) -> Effect:
    """Return the mean of a part's number [world, replicate]; a share held against a bound has the interval of a share.

    Flags less a bound are no flags any more: Student's interval of a share of none or all would have no width.
    """
    if not flags or len(part.arms) > 1:
        return over_worlds(values, flags and len(part.arms) == 2, pasts, confidence)  # a difference of two flags
    known, kinds = _in_clusters(values, pasts)
    if not len(known):
        return UNKNOWN
    low, high = share_ends(known + part.bound, kinds, confidence)
    return Effect(float(known.mean()), float(known.mean()), low - part.bound, high - part.bound)


def over_worlds(values: Floats, flags: bool, pasts: int = 0, confidence: float = CONFIDENCE) -> Effect:
    """Return the mean over worlds [world, replicate] with its interval, of 95 percent by default.

    The interval is clustered by world, and by past where several runs share one.
    """
    known, kinds = _in_clusters(values, pasts)
    if not len(known):
        return UNKNOWN
    mean = float(known.mean())
    return Effect(mean, mean, *difference_ends(known, kinds, flags, confidence))


def _in_clusters(values: Floats, pasts: int) -> tuple[Floats, list[Integers]]:
    """Return the values that are known [run], with the clusters of their worlds and of the pasts that they share.

    Replicate k has world k modulo their number.
    """
    some = values.T.ravel()  # in the order of replicates
    known = ~np.isnan(some)
    return some[known], [kind[known] for kind in clusters_of(np.arange(values.size), values.shape[0], pasts)]


def most_beyond(values: Floats, threshold: float) -> float:
    """Return the largest share of worlds whose effect may reach a threshold, from values [world, replicate].

    Effects are shrunk towards their mean until their variance is that between worlds, without noise (Louis 1984). The
    share is computed for that variance and for both ends of its interval; the largest counts.
    """
    known = (~np.isnan(values)).sum(axis=1)
    values = values[known > 1]
    if len(values) < 2:
        return 1.0
    effects = np.nanmean(values, axis=1)
    luck = float((np.nanvar(values, axis=1, ddof=1) / known[known > 1]).mean())
    total, middle = float(effects.var(ddof=1)), float(effects.mean())
    if not total > 0.0:
        return float(middle >= threshold)
    off = quantile() * total * math.sqrt(2.0 / (len(effects) - 1))
    shares = [
        float((middle + math.sqrt(max(total - luck + step, 0.0) / total) * (effects - middle) >= threshold).mean())
        for step in (-off, 0.0, off)
    ]
    return max(shares)


def variances(part: Part, futures: Futures) -> tuple[Floats, Floats, Floats]:
    """Return the variance due to the numbers `varied`, to those `beside`, and to luck [world].

    Half the mean square of what a second draw of one group changes while all else stays (Jansen 1999), from the
    product of two halves of the replicates, so that luck does not count.
    """
    metric, (aa, ab, ba, bb) = part.metric, (futures.arms[cell] for cell in cells(part))
    one = 0.25 * (_squared(aa[metric] - ba[metric]) + _squared(ab[metric] - bb[metric]))
    two = 0.25 * (_squared(aa[metric] - ab[metric]) + _squared(ba[metric] - bb[metric]))
    luck = np.mean([np.nanvar(cell[metric], axis=1, ddof=1) for cell in (aa, ab, ba, bb)], axis=0)
    return one, two, luck


def _squared(difference: Floats) -> Floats:
    """Return the square of the expected difference [world], without bias, from two halves of the replicates."""
    return np.nanmean(difference[:, ::2], axis=1) * np.nanmean(difference[:, 1::2], axis=1)


def difference_of_shares(one: Floats, two: Floats, confidence: float = CONFIDENCE) -> Effect:
    """Return the second group's share of the variance of both, less the first's; the interval of a ratio of means."""
    both = one + two
    total = float(both.mean())
    if not total > 0.0 or len(both) < 2:
        return UNKNOWN
    ratio = float((two - one).mean()) / total
    rest = (two - one) - ratio * both
    half = quantile(len(both) - 1, confidence) * float(rest.std(ddof=1)) / math.sqrt(len(both)) / total
    return Effect(0.5 * (1.0 + ratio), ratio, max(-1.0, ratio - half), min(1.0, ratio + half))
