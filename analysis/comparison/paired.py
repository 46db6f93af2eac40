"""Compute paired differences between two scenarios on the same random draws, replicate by replicate."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from trustladder.analysis import statistics
from trustladder.analysis.statistics import CONFIDENCE, Clustered, Spread
from trustladder.analysis.variance import share_between
from trustladder.sim.arrays.tables import Floats

BATCH = 10_000  # futures of one scenario in memory at once


def batches(first: int, until: int) -> Iterator[range]:
    """Yield replicates in batches that fit in memory."""
    for start in range(first, until, BATCH):
        yield range(start, min(start + BATCH, until))


class Effect(NamedTuple):
    """A mean difference with its 95 percent interval, and the variant's level; NaN ends if there is no interval."""

    level: float  # mean of the variant
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Return whether the interval leaves out 0."""
        return self.low > 0.0 or self.high < 0.0

    @property
    def known(self) -> bool:
        """Return whether there is an interval."""
        return self.low == self.low and self.high == self.high


class Tally:
    """Running sums of a paired difference; batches are added and not stored (Chan, Golub, LeVeque 1979).

    Replicate k uses set k modulo `sets`, and begins with past k modulo `pasts`; where runs share either, clusters
    count, not runs, and pairs must be added in the order of replicates, from 0.
    """

    def __init__(self, sets: int = 0, pasts: int = 0) -> None:
        self.runs = self.higher = self.lower = self.seen = 0
        self.mean = self.squares = self.base = 0.0
        self.lowest, self.highest = math.inf, -math.inf
        self.sets, periods = sets, [count for count in (sets, pasts) if count > 1]
        both = math.lcm(*periods)
        self.periods = [min(periods)] if both in periods else periods  # clusters that hold the others are enough
        self.kinds = {period: Clustered(np.zeros(period), np.zeros(period)) for period in (*periods, both) if periods}

    def add(self, variant: Floats, base: Floats) -> None:
        """Add pairs; those in which either is NaN do not count."""
        both = ~(np.isnan(variant) | np.isnan(base))
        differences, count = variant[both] - base[both], int(both.sum())
        replicates = self.seen + np.flatnonzero(both)
        self.seen += len(both)
        if count == 0:
            return
        mean, total = float(differences.mean()), self.runs + count
        step = mean - self.mean
        self.squares += float(((differences - mean) ** 2).sum()) + step * step * self.runs * count / total
        self.mean += step * count / total
        self.base += (float(base[both].mean()) - self.base) * count / total
        self.higher += int((differences > 0.0).sum())
        self.lower += int((differences < 0.0).sum())
        self.runs = total
        for values in (variant[both], base[both]):
            self.lowest, self.highest = min(self.lowest, float(values.min())), max(self.highest, float(values.max()))
        for period, kind in self.kinds.items():
            kind.sums[:] += np.bincount(replicates % period, differences, minlength=period)
            kind.counts[:] += np.bincount(replicates % period, minlength=period)

    def effect(self, confidence: float = CONFIDENCE, flags: bool = False) -> Effect:
        """Return the effect with its interval; `flags` for differences of 0-1 outcomes."""
        if self.runs < 2:
            return Effect(math.nan, math.nan, math.nan, math.nan)
        counts, reach = (self.higher, self.lower, self.runs), self.highest - self.lowest
        ends = statistics.paired_ends(self.mean, *counts, self._spread(), flags, confidence, reach)
        return Effect(self.base + self.mean, self.mean, *ends)

    def _spread(self) -> Spread:
        """Return the variance of the mean, by clusters where runs share any."""
        kinds = [self.kinds[period].used() for period in self.periods]
        both = self.kinds[math.lcm(*self.periods)].used() if kinds else None
        if both is not None and min(len(one.counts) for one in kinds) < self.runs:
            return statistics.spread(kinds, both, self.mean)
        return Spread(self.squares / (self.runs - 1) / self.runs, self.runs - 1.0, self.runs, self.higher + self.lower)

    @property
    def parameters(self) -> float:
        """Return the share of the difference's variance due to parameter sets; NaN if there are none."""
        if not self.sets:
            return math.nan
        counts, sums = self.kinds[self.sets]
        return share_between(counts, sums, self.squares)


def effect(variant: Floats, base: Floats) -> Effect:
    """Return the mean paired difference of a metric; runs in which it is censored on either side do not count."""
    tally = Tally()
    tally.add(variant, base)
    return tally.effect()
