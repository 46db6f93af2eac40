"""Compute elementary effects without luck's part in their sizes.

Morris (1991); mu* of Campolongo, Cariboni and Saltelli (2007).
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from trustladder.analysis.studies.crossed import LEAST_REPLICATES, both_ways, two_way
from trustladder.sim.arrays.tables import Floats

LEAST_MOVED = 5  # trajectories, and replicates, in which a factor must move anything for its effect to have an interval
ROUNDING = 1e-12  # of a mean square, which differences of such squares do not know any better
Row = dict[str, float]  # what a method says of one factor


def elementary_effects(shares: Floats, values: Floats) -> Floats:
    """Return effects [trajectory, factor, replicate] over each factor's whole range.

    From outcomes [point, replicate].
    """
    width, replicates = shares.shape[1], values.shape[1]
    steps = np.diff(shares.reshape(-1, width + 1, width), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    step = np.take_along_axis(steps, moved[:, :, np.newaxis], 2)
    found = np.empty((len(steps), width, replicates))
    effects = np.diff(values.reshape(-1, width + 1, replicates), axis=1) / step
    np.put_along_axis(found, np.broadcast_to(moved[:, :, np.newaxis], found.shape), effects, 1)
    return found


class Moments(NamedTuple):
    """Means over trajectories, from which mu* follows [..., factor]."""

    size: Floats  # of the effect's size, luck's part with it
    mean: Floats
    square: Floats
    noise: Floats  # mean square of what luck leaves in an effect
    shared: Floats  # mean square of what it leaves in the mean effect, since all trajectories meet it

    @property
    def mu_star(self) -> Floats:
        """Return the mean size without luck's part.

        The mean size is scaled by the ratio of the sizes without and with luck of effects with a normal distribution.
        """
        mean2 = np.maximum(self.mean**2 - self.shared, 0.0)
        own = np.maximum(self.square - self.noise - mean2, 0.0)
        without, with_luck = mean_size(mean2, own), mean_size(mean2, own + self.noise)
        return self.size * np.divide(without, with_luck, out=np.zeros(without.shape), where=with_luck > 0.0)

    @property
    def sigma(self) -> Floats:
        """Return the standard deviation of effects over trajectories without luck's part.

        Variances are divided by the number of trajectories. What rounding leaves of equal effects is no deviation.
        """
        rest = self.square - self.mean**2 - (self.noise - self.shared)
        return np.sqrt(np.where(rest > ROUNDING * self.square, rest, 0.0))


def mean_size(mean2: Floats, variance: Floats) -> Floats:
    """Return the mean of |x| of a normal x, from its squared mean and its variance (the folded normal's)."""
    mean, spread = np.sqrt(mean2), np.sqrt(variance)
    away = np.divide(mean, spread, out=np.full(mean.shape, np.inf), where=spread > 0.0)
    folded = spread * np.sqrt(2.0 / np.pi) * np.exp(-0.5 * away**2) + mean * (1.0 - 2.0 * ndtr(-away))
    return np.where(spread > 0.0, folded, mean)


def morris(shares: Floats, values: Floats) -> list[Row]:
    """Return each factor's mean effect, mean size with its 95 percent interval, and standard deviation.

    Outcomes are [point, replicate]. There is an interval only from LEAST_REPLICATES, and where the factor moves the
    outcome in several trajectories and replicates.
    """
    effects = elementary_effects(shares, values)
    whole = moments(effects)
    spread = np.sqrt(len(effects) / max(len(effects) - 1, 1)) * whole.sigma
    low, high = _ends(effects, whole)
    return [
        {
            "mu": float(mu),
            "mu_star": float(size),
            "mu_star_low": float(one),
            "mu_star_high": float(two),
            "sigma": float(sigma),
        }
        for mu, size, one, two, sigma in zip(whole.mean, whole.mu_star, low, high, spread, strict=True)
    ]


def moments(effects: Floats) -> Moments:
    """Return the moments over all trajectories."""
    mean, noise = _by_trajectory(effects)
    by_luck = effects.mean(axis=0)
    size, middle, square, left = (one.mean(axis=0) for one in (np.abs(mean), mean, mean**2, noise))
    return Moments(size, middle, square, left, _noise(by_luck))


def _by_trajectory(effects: Floats) -> tuple[Floats, Floats]:
    """Return the mean effect over luck, and the variance that luck leaves in it [trajectory, factor]."""
    return effects.mean(axis=-1), _noise(effects)


def _noise(effects: Floats) -> Floats:
    """Return the variance that luck leaves in a mean over replicates; 0 with one, where it is unknown."""
    count = effects.shape[-1]
    return effects.var(axis=-1, ddof=1) / count if count > 1 else np.zeros(effects.shape[:-1])


def _ends(effects: Floats, whole: Moments) -> tuple[Floats, Floats]:
    """Return the interval of mu* [factor]; NaN where there is none."""
    count, width, replicates = effects.shape
    if replicates < LEAST_REPLICATES or count < 2:
        return np.full(width, np.nan), np.full(width, np.nan)
    without_luck = [moments(np.delete(effects, number, axis=2)).mu_star for number in range(replicates)]
    mean, noise = _by_trajectory(effects)
    rest = [(one.sum(axis=0) - one) / (count - 1) for one in (np.abs(mean), mean, mean**2, noise, effects)]
    without_units = Moments(rest[0], rest[1], rest[2], rest[3], _noise(rest[4])).mu_star
    both = both_ways(np.sign(mean)[:, :, np.newaxis] * effects)
    least = whole.shared + whole.noise / count  # leaving one out sees nothing where the size is cut off at 0
    found = two_way(whole.mu_star, without_units, np.stack(without_luck, axis=-1), both, least)
    moved = effects != 0.0
    known = np.minimum(moved.any(axis=2).sum(axis=0), moved.any(axis=0).sum(axis=1)) >= LEAST_MOVED
    return np.where(known, np.maximum(found.low, 0.0), np.nan), np.where(known, found.high, np.nan)
