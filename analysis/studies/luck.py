"""Estimate the share of luck in the differences between the points of a sweep.

Every point is run with the same replicates, so with the same luck: an outcome y of point p and replicate r is m + a_p
+ b_r + e_pr (two-way analysis of variance, Searle et al. 1992). What all points share, b, moves no mean against
another; only e, the interaction of luck and point, does, with variance e / R in the mean of R replicates.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit

from trustladder.analysis.studies.crossed import LEAST_REPLICATES, two_way
from trustladder.sim.arrays.tables import Floats

GROUPS = 20  # of points, of which one is left out at a time


class Luck(NamedTuple):
    """The share of luck with its 95 percent interval (NaN where there are too few replicates)."""

    noise: float  # variance that luck leaves in the mean of a point, against other points
    share: float  # of the variance of the means over points, 0 to 1
    single: float  # of the variance of single futures over points and luck, 0 to 1
    share_low: float = float("nan")
    share_high: float = float("nan")


class Moments(NamedTuple):
    """Sums over points of one outcome: number of points, sums by replicate, and sums of products of replicates."""

    points: Floats  # [...]
    sums: Floats  # [..., replicate]
    products: Floats  # [..., replicate, replicate]

    @classmethod
    def of(cls, values: Floats, groups: int) -> "Moments":
        """Compute the moments of groups of points [group], from outcomes [point, replicate]."""
        whole = [(float(len(one)), one.sum(axis=0), one.T @ one) for one in np.array_split(values, groups)]
        return cls(*(np.array(column) for column in zip(*whole, strict=True)))

    def without_groups(self) -> "Moments":
        """Return the moments of all but each group [group]."""
        return Moments(*(column.sum(axis=0) - column for column in self))

    def whole(self) -> "Moments":
        """Return the moments of all groups together."""
        return Moments(*(column.sum(axis=0) for column in self))

    def without_luck(self, number: int) -> "Moments":
        """Return the moments of all but one replicate."""
        kept = np.delete(np.arange(self.sums.shape[-1]), number)
        return Moments(self.points, self.sums[..., kept], self.products[..., kept[:, np.newaxis], kept])

    def variances(self) -> tuple[Floats, Floats, Floats]:
        """Return three variances: of the points' means; of luck in such a mean; of a point's single futures."""
        replicates = self.sums.shape[-1]
        grand = self.sums.sum(axis=-1) / self.points / replicates
        between = self.products.sum(axis=(-2, -1)) / replicates - self.points * replicates * grand**2
        shared = (self.sums**2).sum(axis=-1) / self.points - self.points * replicates * grand**2
        everything = np.trace(self.products, axis1=-2, axis2=-1) - self.points * replicates * grand**2
        rest = np.maximum(everything - between - shared, 0.0)
        free = self.points - 1.0
        noise = rest / (free * (replicates - 1)) / replicates
        return between / free / replicates, noise, (shared + rest) / (self.points * (replicates - 1))


def luck_of(values: Floats, batch: float = 1.0) -> Luck | None:
    """Estimate the share of luck in outcomes [point, replicate]; None where it cannot be estimated.

    A column may be a batch of replicates.
    """
    points, replicates = values.shape
    if points < 2 or replicates < 2:
        return None
    groups = Moments.of(values - values.mean(), min(GROUPS, points))
    spread, noise, within = (float(one) for one in groups.whole().variances())
    within *= batch  # a batch varies less than a single future
    share = min(noise / spread, 1.0) if spread > 0.0 else float("nan")
    systematic = max(spread - noise, 0.0)
    single = within / (within + systematic) if within + systematic > 0.0 else float("nan")
    return Luck(noise, share, single, *_ends(groups, share))


def _ends(groups: Moments, share: float) -> tuple[float, float]:
    """Return the interval of the share, on the logit scale; none where there is nothing of either kind."""
    replicates = groups.sums.shape[-1]
    if replicates < LEAST_REPLICATES or len(groups.points) < 2 or not 0.0 < share < 1.0:
        return float("nan"), float("nan")
    whole = groups.whole()
    luck = np.array([_odds(whole.without_luck(number), replicates / (replicates - 1)) for number in range(replicates)])
    found = two_way(np.array(np.log(share / (1.0 - share))), _odds(groups.without_groups()), luck, np.array(0.0))
    return float(expit(found.low)), float(expit(found.high))


def _odds(known: Moments, fewer: float = 1.0) -> Floats:
    """Return the log odds of luck's share with `fewer` times as many replicates."""
    spread, noise, _ = known.variances()
    systematic = np.maximum(spread - noise, 1e-3 * spread)
    with np.errstate(
        divide="ignore", invalid="ignore"
    ):  # where one group or replicate holds all variance there is no interval
        found: Floats = np.log(np.maximum(noise / fewer, 1e-300) / systematic)
    return found
