"""Paired differences: two scenarios under the same luck, replicate by replicate."""

import math
from typing import NamedTuple

import numpy as np

from trustladder.analysis.shares import Z95, share_between
from trustladder.analysis.summary import wilson
from trustladder.sim.arrays.tables import Floats


class Effect(NamedTuple):
    """A mean difference with its 95 percent interval, and the level it departs from."""

    level: float  # mean of the variant
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0.0 or self.high < 0.0


class Tally:
    """What is known of a paired difference so far; batches are added, and none is kept (Chan, Golub, LeVeque 1979)."""

    def __init__(self) -> None:
        self.runs = self.higher = self.lower = 0
        self.mean = self.squares = self.base = 0.0

    def add(self, variant: Floats, base: Floats) -> None:
        """Add pairs; those in which either is NaN do not count."""
        both = ~(np.isnan(variant) | np.isnan(base))
        differences, count = variant[both] - base[both], int(both.sum())
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

    def effect(self, z: float = Z95, flags: bool = False) -> Effect:
        """The effect with its interval; `flags` for differences of 0-1 outcomes."""
        if self.runs < 2:
            return Effect(math.nan, math.nan, math.nan, math.nan)
        half = z * math.sqrt(self.squares / (self.runs - 1) / self.runs)
        low, high = self._flags(z) if flags else (self.mean - half, self.mean + half)
        return Effect(self.base + self.mean, self.mean, low, high)

    def _flags(self, z: float) -> tuple[float, float]:
        """The interval of a difference of flags, honest where they hardly ever differ.

        From Wilson's intervals of the shares of futures that are higher and lower, by the method of variance estimates
        recovery (Zou and Donner 2008).
        """
        up, down = self.higher / self.runs, self.lower / self.runs
        (up_low, up_high), (down_low, down_high) = (wilson(count, self.runs, z) for count in (self.higher, self.lower))
        low = self.mean - math.hypot(up - up_low, down_high - down)
        return low, self.mean + math.hypot(up_high - up, down - down_low)


class SetTally(Tally):
    """The same where replicate k lives in the world of parameter set k modulo their number: sets count, not runs."""

    def __init__(self, sets: int) -> None:
        super().__init__()
        self.sums, self.counts, self.seen = np.zeros(sets), np.zeros(sets), 0

    def add(self, variant: Floats, base: Floats) -> None:
        """Add pairs of the replicates that follow those added before."""
        group = (self.seen + np.arange(len(variant))) % len(self.sums)
        self.seen += len(variant)
        differences = variant - base
        both = ~np.isnan(differences)
        self.sums += np.bincount(group[both], weights=differences[both], minlength=len(self.sums))
        self.counts += np.bincount(group[both], minlength=len(self.sums))
        super().add(variant, base)

    def effect(self, z: float = Z95, flags: bool = False) -> Effect:
        """The effect with its interval, from the means of sets."""
        used = self.counts > 0
        if used.sum() < 2:
            return Effect(math.nan, math.nan, math.nan, math.nan)
        means = self.sums[used] / self.counts[used]
        half = z * float(means.std(ddof=1)) / math.sqrt(len(means))
        return Effect(self.base + self.mean, self.mean, self.mean - half, self.mean + half)

    @property
    def parameters(self) -> float:
        """The share of the difference's variation that is due to parameters, not luck."""
        return share_between(self.counts, self.sums, self.squares)


def effect(variant: Floats, base: Floats) -> Effect:
    """The mean paired difference of a metric; runs in which it is censored on either side do not count."""
    tally = Tally()
    tally.add(variant, base)
    return tally.effect()
