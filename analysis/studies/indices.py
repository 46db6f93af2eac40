"""Compute sensitivity indices of many outcomes at once: Sobol' (1993), one at a time, PAWN (Pianosi and Wagener 2018).

Without luck the numbers equal SALib's (a test checks it), which has no notion of luck and takes outcomes one by one.
"""

from typing import NamedTuple

import numpy as np

from trustladder.analysis.statistics import NO_INTERVAL, Ends, clusters_of, difference_ends
from trustladder.analysis.studies.crossed import LEAST_UNITS, Estimates, Products, centred, ratio
from trustladder.analysis.studies.elementary import Row
from trustladder.sim.arrays.tables import Floats, Integers

SLICES = 10  # of a factor, for PAWN
DUMMIES = 19  # shuffled orders: a factor without influence shows more than all of them once in 20 times
PAWN_POINTS = 5_000  # settle a ranking (Pianosi and Wagener 2018)


def sobol(values: Floats, factors: int) -> list[Row]:
    """Return first and total order of each factor with 95 percent intervals.

    Outcomes are those of a Saltelli design [point, replicate]. By the estimators of Saltelli et al. (2010), luck taken
    out of products and squares. No intervals from too few base samples or replicates, or where the variance between
    points cannot be distinguished from luck.
    """
    blocks = centred(values.reshape(-1, factors + 2, values.shape[1]))
    one, mixed, two = blocks[:, 0], blocks[:, 1:-1], blocks[:, -1]
    ends = centred(np.stack([one, two], axis=1))
    halves = [Products.of(ends[:, side : side + 1], ends[:, side : side + 1]) for side in (0, 1)]
    variance = Products(*(0.5 * (first + second) for first, second in zip(*halves, strict=True)))
    change = mixed - one[:, np.newaxis]
    first = ratio(Products.of(np.broadcast_to(two[:, np.newaxis], change.shape), change), variance)
    total = ratio(Products.of(change, change).scaled(0.5), variance)
    reliable = len(blocks) >= LEAST_UNITS and float(variance.estimates().low[0]) > 0.0
    first, total = (found if reliable else Estimates.alone(found.value) for found in (first, total))
    return [{**row("first", first, factor), **row("total", total, factor)} for factor in range(factors)]


def row(name: str, found: Estimates, factor: int) -> Row:
    """Return one factor's estimate, and its ends."""
    return {f"{name}{end}": float(one[factor]) for end, one in zip(("", "_low", "_high"), found, strict=True)}


def pawn(shares: Floats, values: Floats, block: int = 1) -> list[list[Row]]:
    """Return the PAWN index of each factor (median over slices), and the largest index of its dummies.

    Dummies have as many slices as the factor. A factor at or below its dummy cannot be distinguished from one without
    any influence. `shares` [point, factor], `values` [outcome, point]; points of a `block` (a base sample, a
    trajectory) are alike, so that a factor's dummies are its own values, shuffled block by block: each factor is
    moved in rows of its own.
    """
    rng = np.random.default_rng(1)
    if len(shares) > PAWN_POINTS:
        chosen = rng.permutation(len(shares) // block)[: PAWN_POINTS // block]
        some = (chosen[:, np.newaxis] * block + np.arange(block)).ravel()
        shares, values = shares[some], values[:, some]
    cuts = [max(2, min(len(np.unique(column)), SLICES)) for column in shares.T]
    layouts = list(range(len(cuts))) if block > 1 else [cuts.index(cut) for cut in cuts]
    shuffled = {
        one: [sliced(dummy(rng, shares[:, one], block), cuts[one]) for _ in range(DUMMIES)]
        for one in sorted({*layouts})
    }
    slices = [sliced(column, cut) for column, cut in zip(shares.T, cuts, strict=True)]
    found = []
    for outcome in values:
        ordered = Ordered.of(outcome)
        dummies = {one: max(ordered.pawn(each, cuts[one]) for each in some) for one, some in shuffled.items()}
        found.append(
            [
                {"pawn": ordered.pawn(one, cut), "dummy": dummies[layout]}
                for one, cut, layout in zip(slices, cuts, layouts, strict=True)
            ]
        )
    return found


def dummy(rng: np.random.Generator, share: Floats, block: int) -> Floats:
    """Return a factor without influence, laid out like one of the design by shuffling its blocks [point]."""
    if block == 1:
        return rng.random(len(share))
    found: Floats = rng.permutation(share.reshape(-1, block)).ravel()
    return found


def sliced(share: Floats, slices: int) -> Integers:
    """Return the slice of each point, in slices of equal size; the last point lies in none, as in SALib."""
    rank = np.empty(len(share))
    rank[np.argsort(share, kind="stable")] = np.arange(len(share), dtype=float)
    ends = np.quantile(rank, np.arange(slices + 1) / slices)
    found: Integers = np.searchsorted(ends, rank, side="right") - 1
    return found


class Ordered(NamedTuple):
    """One outcome, sorted by its values."""

    order: Integers  # [point]
    group: Integers  # which of the distinct values each has, in that order
    below: Floats  # the share of all points with a smaller value, of each distinct one, and 1

    @classmethod
    def of(cls, values: Floats) -> "Ordered":
        """Sort an outcome, once for all factors."""
        order = np.argsort(values, kind="stable")
        new = np.append(True, np.diff(values[order]) > 0.0)
        return cls(order, np.cumsum(new) - 1, np.append(np.flatnonzero(new) / len(values), 1.0))

    def pawn(self, slices: Integers, count: int) -> float:
        """Return the median over slices of the Kolmogorov-Smirnov distance.

        The distance is between the outcome in a slice and in all points: the largest right before or at a value that
        the slice holds.
        """
        here = slices[self.order].astype(np.uint8)
        chosen = np.argsort(here, kind="stable")[: int((here < count).sum())]
        slice_of, group = here[chosen], self.group[chosen]
        starts = np.searchsorted(slice_of, np.arange(count))
        sizes = np.diff(np.append(starts, len(slice_of)))
        first = np.append(True, (np.diff(group) != 0) | (np.diff(slice_of) != 0))
        before = np.flatnonzero(first)
        after, owner = np.append(before[1:], len(group)), slice_of[before]
        start, size, value = starts[owner], sizes[owner], group[before]
        under = np.abs((before - start) / size - self.below[value])
        upto = np.abs((after - start) / size - self.below[value + 1])
        return float(np.median(np.maximum.reduceat(np.maximum(under, upto), np.searchsorted(owner, np.arange(count)))))


def one_at_a_time(which: Integers, values: Floats, factors: int, flags: bool, pasts: int = 0) -> list[Row]:
    """Return each factor's own effect: lowest and highest mean over its values, against the unchanged scenario.

    `which` is the factor that a point varies, -1 for the unchanged scenario; outcomes are [point, replicate]. The
    intervals are those of paired differences under the same luck: of both ends from the unchanged scenario, and of the
    swing between them.
    """
    means, base = values.mean(axis=1), int(np.flatnonzero(which == -1)[0])
    kinds = clusters_of(np.arange(values.shape[1]), pasts=pasts)

    def between(one: int, other: int) -> Ends:
        return difference_ends(values[one] - values[other], kinds, flags) if one != other else NO_INTERVAL

    rows = []
    for factor in range(factors):
        here = np.flatnonzero(which == factor)
        low, high = int(here[means[here].argmin()]), int(here[means[here].argmax()])
        ends = {"low": between(low, base), "high": between(high, base)}
        least, most = min((low, base), key=means.__getitem__), max((high, base), key=means.__getitem__)
        swing = between(most, least)
        found = {
            "first": float(means[here[0]]),
            "last": float(means[here[-1]]),
            "low": float(means[low]),
            "high": float(means[high]),
        }
        for name, (down, up) in ends.items():
            found |= {f"{name}_low": float(means[base]) + down, f"{name}_high": float(means[base]) + up}
        found |= {
            "base": float(means[base]),
            "swing": float(means[most] - means[least]),
            "swing_low": swing[0],
            "swing_high": swing[1],
        }
        rows.append(found)
    return rows
