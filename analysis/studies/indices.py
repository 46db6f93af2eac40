"""Sensitivity indices of many outcomes at once: Sobol' (1993), Morris (1991), PAWN (Pianosi and Wagener 2018).

Elementary effects are SALib's. Its Sobol' and PAWN take the outcomes one by one, the resamples factor by factor, and work
out p-values that nobody reads; here all of them are a few products of matrices. The numbers are SALib's (a test says so).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trustladder.analysis.studies.luck import Luck
from trustladder.analysis.sweeps.designs import unit_problem
from trustladder.sim.arrays.tables import Floats, Integers

RESAMPLES = 200  # of base samples, for intervals
SLICES = 10  # of a factor, for PAWN
DUMMIES = 3  # shuffled orders, of which the largest index counts
PAWN_POINTS = 5_000  # settle a ranking (Pianosi and Wagener 2018)
NOTHING = np.finfo(float).eps  # a variance up to which nothing can be shared out
Row = dict[str, float]  # what a method says of one factor


class Resampled(NamedTuple):
    """How often each base sample stands in each resample [resample, base sample], as shares; in the first, all once."""

    weights: Floats

    @classmethod
    def of(cls, base: int, times: int = RESAMPLES, seed: int = 1) -> "Resampled":
        """Resamples of so many base samples, the same for all outcomes."""
        draw = np.random.default_rng(seed).integers
        counts = [np.bincount(draw(base, size=base), minlength=base) for _ in range(times)]
        return cls(np.array([np.ones(base), *counts]) / base)


def sobol(values: Floats, factors: int, resampled: Resampled) -> list[list[Row]]:
    """First and total order of each factor with 95 percent intervals, for outcomes of a Saltelli design [outcome, point].

    Intervals by bootstrap of base samples.
    """
    orders = _orders(values, factors, resampled)
    first, total = orders[0]
    (first_low, total_low), (first_high, total_high) = np.quantile(orders[1:], [0.025, 0.975], axis=0)
    named = {
        "first": first, "first_low": first_low, "first_high": first_high,
        "total": total, "total_low": total_low, "total_high": total_high,
    }  # fmt: skip
    return [
        [{name: float(found[outcome, factor]) for name, found in named.items()} for factor in range(factors)]
        for outcome in range(len(values))
    ]


def _orders(values: Floats, factors: int, resampled: Resampled) -> Floats:
    """First and total order in every resample [resample, order, outcome, factor], by the estimators of Saltelli et al. (2010)."""
    scaled = (values - values.mean(axis=1, keepdims=True)) / values.std(axis=1, keepdims=True)
    blocks = scaled.reshape(len(values), -1, factors + 2)
    one, mixed, two = blocks[:, :, :1], blocks[:, :, 1:-1], blocks[:, :, -1:]
    columns = np.concatenate([two * (mixed - one), 0.5 * (one - mixed) ** 2, one + two, one**2 + two**2], axis=2)
    means = (resampled.weights @ columns.transpose(1, 0, 2).reshape(columns.shape[1], -1)).reshape(
        -1, len(values), 2 * factors + 2
    )
    variance = (0.5 * means[:, :, -1] - (0.5 * means[:, :, -2]) ** 2)[:, :, np.newaxis]
    ratios = np.divide(means[:, :, :-2], variance, out=np.zeros_like(means[:, :, :-2]), where=variance > NOTHING)
    return np.stack([ratios[:, :, :factors], ratios[:, :, factors:]], axis=1)


def morris(shares: Floats, values: Floats, levels: int, luck: Luck | None) -> list[Row]:
    """Elementary effects over the whole way of each factor: mean, mean size with its 95 percent interval, spread.

    `luck` is the mean size that a factor without any effect would show: |normal| of twice the noise of a mean.
    """
    from SALib.analyze.morris import analyze

    found = analyze(dict(unit_problem(shares.shape[1])), shares, values, num_levels=levels, seed=1)
    step = levels / (2.0 * (levels - 1.0))
    alone = np.nan if luck is None else float(np.sqrt(2.0 / np.pi * 2.0 * luck.noise) / step)
    return [
        {
            "mu": float(found["mu"][place]), "mu_star": float(found["mu_star"][place]),
            "mu_star_low": max(0.0, float(found["mu_star"][place] - found["mu_star_conf"][place])),
            "mu_star_high": float(found["mu_star"][place] + found["mu_star_conf"][place]),
            "sigma": float(found["sigma"][place]), "luck": alone,
        }
        for place in range(shares.shape[1])
    ]  # fmt: skip


def pawn(shares: Floats, values: Floats) -> list[list[Row]]:
    """The PAWN index of each factor (median over slices), and the chance of it: of a dummy, cut into as many slices.

    A factor at or below its dummy cannot be told from one without any influence. `shares` [point, factor], `values` [outcome,
    point].
    """
    rng = np.random.default_rng(1)
    if len(shares) > PAWN_POINTS:
        some = rng.permutation(len(shares))[:PAWN_POINTS]
        shares, values = shares[some], values[:, some]
    cuts = [max(2, min(len(np.unique(column)), SLICES)) for column in shares.T]
    shuffled = {cut: [sliced(rng.random(len(shares)), cut) for _ in range(DUMMIES)] for cut in sorted(set(cuts))}
    slices = [sliced(column, cut) for column, cut in zip(shares.T, cuts, strict=True)]
    found = []
    for outcome in values:
        ordered = Ordered.of(outcome)
        dummies = {cut: max(ordered.pawn(one, cut) for one in some) for cut, some in shuffled.items()}
        found.append(
            [{"pawn": ordered.pawn(one, cut), "dummy": dummies[cut]} for one, cut in zip(slices, cuts, strict=True)]
        )
    return found


def sliced(share: Floats, slices: int) -> Integers:
    """The slice in which each point lies, in slices of equally many; the last point lies in none, as SALib has it."""
    place = np.empty(len(share))
    place[np.argsort(share, kind="stable")] = np.arange(len(share), dtype=float)
    ends = np.quantile(place, np.arange(slices + 1) / slices)
    found: Integers = np.searchsorted(ends, place, side="right") - 1
    return found


class Ordered(NamedTuple):
    """One outcome in the order of its values."""

    order: Integers  # [point]
    last: Integers  # the last of each run of equal values, in that order
    below: Floats  # the share of all points up to there

    @classmethod
    def of(cls, values: Floats) -> "Ordered":
        """Sorted once for all factors."""
        order = np.argsort(values, kind="stable")
        last = np.flatnonzero(np.append(np.diff(values[order]) > 0.0, True))
        return cls(order, last, (last + 1.0) / len(values))

    def pawn(self, slices: Integers, count: int) -> float:
        """The median over slices of Kolmogorov and Smirnov's distance between the outcome in a slice and in all points."""
        inside = slices[self.order][:, np.newaxis] == np.arange(count)
        below = np.cumsum(inside, axis=0, dtype=np.int32)
        distances = np.abs(below[self.last] / below[-1] - self.below[:, np.newaxis]).max(axis=0)
        return float(np.median(distances))


def one_at_a_time(which: Sequence[int], values: Floats, base: float, factors: int, luck: Luck | None) -> list[Row]:
    """What each factor alone moves: lowest and highest mean over its values, against the scenario as it is.

    `which` is the factor that a point varies, -1 for the scenario as it is. `luck` is the standard error of a difference.
    """
    error = np.nan if luck is None else float(np.sqrt(2.0 * luck.noise))
    rows = []
    for factor in range(factors):
        here = values[np.asarray(which) == factor]
        low, high = float(here.min()), float(here.max())
        rows.append(
            {"first": float(here[0]), "last": float(here[-1]), "low": low, "high": high, "base": base,
             "swing": max(high, base) - min(low, base), "luck": error}
        )  # fmt: skip
    return rows
