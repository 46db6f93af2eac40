"""Estimate over points and luck at once: every point of a sweep has the same luck, so that both are samples.

The units of a design are its base samples, trajectories or points. An outcome [unit, ..., replicate] is known for
every unit under the luck of every replicate. Luck is kept out of squares by multiplying different replicates only
(Hoeffding 1948). The variance of an estimate is found by leaving out one unit, or one replicate, at a time (jackknife,
Efron 1982); the two are added as in two-way clusters (Cameron, Gelbach and Miller 2011).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from trustladder.sim.arrays.tables import Floats

LEAST_REPLICATES = 8  # from which an interval is given
LEAST_UNITS = 32  # base samples, from which indices have an interval
NOTHING = np.finfo(float).eps  # a variance up to which nothing can be shared out


def too_few(replicates: int) -> str:
    """Return the note for results whose intervals are unknown, for lack of replicates."""
    return (
        f"No intervals: {replicates:,} futures a point are too few to tell how far luck moves these numbers; "
        f"{LEAST_REPLICATES} would do."
    )


class Estimates(NamedTuple):
    """Estimates [...] with the ends of their 95 percent intervals; NaN where none can be given."""

    value: Floats
    low: Floats
    high: Floats

    @classmethod
    def alone(cls, value: Floats) -> "Estimates":
        """Return estimates without intervals."""
        nothing = np.full(np.shape(value), np.nan)
        return cls(value, nothing, nothing)


class Products(NamedTuple):
    """Products of two expectations over luck: the contribution of each unit, and of each pair of replicates."""

    parts: Floats  # [unit, ..., replicate]; their mean is the product
    pairs: Floats  # [..., replicate, replicate] means over units

    @classmethod
    def of(cls, one: Floats, other: Floats) -> "Products":
        """Multiply factors [unit, ..., replicate]; with a single replicate, the plain product."""
        count = one.shape[-1]
        pairs = np.moveaxis(one, 0, -1) @ np.moveaxis(other, 0, -2) / len(one)
        pairs = 0.5 * (pairs + np.swapaxes(pairs, -1, -2))
        if count == 1:
            return cls(one * other, pairs)
        rest = [(_summed(values)[..., np.newaxis] - values) / (count - 1) for values in (one, other)]
        return cls(0.5 * (one * rest[1] + other * rest[0]), pairs)

    def scaled(self, by: float) -> "Products":
        """Return the products times a number."""
        return Products(by * self.parts, by * self.pairs)

    @property
    def value(self) -> Floats:
        """Return the product [...]."""
        return self.parts.mean(axis=0).mean(axis=-1)

    @property
    def without_units(self) -> Floats:
        """Return the product with each unit left out [unit, ...]."""
        each = _summed(self.parts) / self.parts.shape[-1]
        return (each.sum(axis=0) - each) / (len(each) - 1)

    @property
    def without_luck(self) -> Floats:
        """Return the product with each replicate left out [..., replicate]."""
        count = self.pairs.shape[-1]
        own = np.diagonal(self.pairs, axis1=-2, axis2=-1)
        whole = self.pairs.sum(axis=(-2, -1)) - own.sum(axis=-1)
        found: Floats = whole[..., np.newaxis] - 2.0 * (self.pairs.sum(axis=-1) - own)
        return found / ((count - 1) * (count - 2))

    def estimates(self) -> Estimates:
        """Return the product with its interval."""
        return ratio(self, Products(np.ones_like(self.parts), np.ones_like(self.pairs)))


def centred(values: Floats) -> Floats:
    """Return values [unit, ..., replicate] less the mean of each replicate."""
    return values - values.mean(axis=tuple(range(values.ndim - 1)), keepdims=True)


def ratio(above: Products, below: Products) -> Estimates:
    """Return the ratio of two products with its interval; 0 where the divisor is nothing.

    `below` has an axis of length 1 where it divides many.
    """
    top, bottom = np.broadcast_arrays(above.value, below.value)
    there = bottom > NOTHING
    value = np.divide(top, bottom, out=np.zeros(top.shape), where=there)
    if above.parts.shape[-1] < LEAST_REPLICATES or not there.all():
        return Estimates.alone(value)
    parts = (above.parts - value[..., np.newaxis] * below.parts) / bottom[..., np.newaxis]
    pairs = (above.pairs - value[..., np.newaxis, np.newaxis] * below.pairs) / bottom[..., np.newaxis, np.newaxis]
    with np.errstate(
        divide="ignore", invalid="ignore"
    ):  # where one unit or replicate holds all variance there is no interval
        without = above.without_units / below.without_units, above.without_luck / below.without_luck
    found = two_way(value, *without, 4.0 * both_ways(parts), hidden(pairs))
    half = found.high - value
    square = np.divide(half**2, 4.0 * value, out=np.zeros(value.shape), where=value > 0.0)
    return found._replace(high=found.high + np.minimum(square, half))  # an index is a square, and skewed like one


def hidden(pairs: Floats) -> Floats:
    """Return the variance of a product close to 0 [...], which leaving out one replicate at a time does not show."""
    count = pairs.shape[-1]
    own = np.diagonal(pairs, axis1=-2, axis2=-1)
    return 2.0 * ((pairs**2).sum(axis=(-2, -1)) - (own**2).sum(axis=-1)) / (count * (count - 1)) ** 2


def both_ways(parts: Floats) -> Floats:
    """Return the variance of a mean of parts [unit, ..., replicate] that is due to single cells [...]."""
    units, replicates = parts.shape[0], parts.shape[-1]
    of_units, of_luck = _summed(parts) / replicates, parts.mean(axis=0)
    squares = np.einsum("u...r,u...r->...", parts, parts) + units * replicates * of_units.mean(axis=0) ** 2
    squares -= replicates * np.einsum("u...,u...->...", of_units, of_units) + units * (of_luck**2).sum(axis=-1)
    return np.maximum(squares, 0.0) / ((units - 1) * (replicates - 1)) / (units * replicates)


def _summed(values: Floats) -> Floats:
    """Return sums over replicates [unit, ...]; numpy's own are four times as slow on so short an axis."""
    return np.einsum("...r->...", values)


def two_way(value: Floats, units: Floats, luck: Floats, both: Floats, least: Floats | float = 0.0) -> Estimates:
    """Return an estimate [...] with its interval, by the jackknife over units and over replicates.

    `units` [unit, ...] and `luck` [..., replicate] are the estimates with one left out. `both` is the variance due to
    single cells, which each of the two includes; `least` is the smallest variance that luck may have.
    """
    count, replicates = len(units), luck.shape[-1]
    with np.errstate(invalid="ignore"):
        of_units = (count - 1) ** 2 / count * units.var(axis=0, ddof=1)
        of_luck = np.maximum((replicates - 1) ** 2 / replicates * luck.var(axis=-1, ddof=1), least)
    variance = np.maximum(of_units + of_luck - both, np.maximum(of_units, of_luck))
    weight = of_units**2 / (count - 1) + of_luck**2 / (replicates - 1)
    freedom = np.divide((of_units + of_luck) ** 2, weight, out=np.full(np.shape(value), np.inf), where=weight > 0.0)
    half = stdtrit(freedom, 0.975) * np.sqrt(variance)
    return Estimates(value, value - half, value + half)
