"""Sample by adaptive multiple importance sampling (Cornuet et al. 2012): waves that move to where the target is high.

The first wave is uniform in the unit cube; each later one is drawn from a Student t, in logits, fitted to all earlier
waves. Every point is weighted by its target over the mixture of all waves' proposals, so no simulation is wasted and
weights are bounded by the uniform component.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, logit, logsumexp

from trustladder.sim.arrays.tables import Floats

DEGREES_OF_FREEDOM = 5.0  # of the proposals: heavy tails find modes that were missed
LEAST = 0.1  # effective share of a wave's points that the next proposal needs; the target is tempered until it is met
WIDER = 1.2  # factor by which the covariance of proposals is inflated


class Proposal(NamedTuple):
    """The distribution of a wave's points, in logits."""

    mean: Floats  # [parameter]
    scale: Floats  # [parameter, parameter]

    def draw(self, count: int, seed: int) -> Floats:
        """Return `count` points of the unit cube [point, parameter]."""
        spread = self._student(seed=np.random.default_rng(seed))
        return inside(expit(np.atleast_2d(spread.rvs(count)).reshape(count, len(self.mean))))

    def log_density(self, logits: Floats) -> Floats:
        """Return the log density at points, in logits [point]."""
        return np.atleast_1d(self._student().logpdf(logits))

    def _student(self, **options: Any) -> Any:
        from scipy.stats import multivariate_t  # scipy.stats takes more than half a second, and only a fit draws

        return multivariate_t(self.mean, self.scale, df=DEGREES_OF_FREEDOM, **options)


def inside(points: Floats) -> Floats:
    """Return points clipped to the inside of the unit cube, where logits are finite."""
    held: Floats = np.clip(points, 1e-9, 1.0 - 1e-9)
    return held


def log_weights(points: Floats, log_target: Floats, waves: list[tuple[Proposal | None, int]]) -> Floats:
    """Return log weights, normalised, of the points of all waves (None: the uniform one) [point]."""
    logits = logit(points)
    uniform = np.log(points * (1.0 - points)).sum(axis=1)  # a uniform point's density in logits
    total = sum(count for _, count in waves)
    parts = [
        np.log(count / total) + (uniform if proposal is None else proposal.log_density(logits))
        for proposal, count in waves
    ]
    found = log_target + uniform - logsumexp(parts, axis=0)
    normal: Floats = found - logsumexp(found)
    return normal


def effective(weights: Floats) -> float:
    """Return the effective sample size of weighted points (Kong 1992)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def tempering(effective_at: Callable[[float], float], wanted: float) -> float:
    """Return the largest power up to 1 of a target at which the effective sample size is the wanted one or more."""
    if effective_at(1.0) >= wanted:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective_at(middle) >= wanted else (low, middle)
    return low


def next_proposal(points: Floats, log_target: Floats, waves: list[tuple[Proposal | None, int]]) -> Proposal:
    """Return a proposal fitted to the points so far, with the target tempered until enough of them have weight."""
    wanted = max(LEAST * waves[-1][1], 4.0 * points.shape[1])
    power = tempering(lambda power: effective(np.exp(log_weights(points, power * log_target, waves))), wanted)
    weights, logits = np.exp(log_weights(points, power * log_target, waves)), logit(points)
    mean = weights @ logits
    away = logits - mean
    scale = WIDER * (DEGREES_OF_FREEDOM - 2.0) / DEGREES_OF_FREEDOM * (weights[:, None] * away).T @ away
    return Proposal(mean, scale + 1e-6 * np.eye(len(mean)))


def resampled(weights: Floats, count: int, seed: int) -> np.ndarray:
    """Return the indices of `count` points, drawn systematically in proportion to their weights."""
    start = np.random.default_rng(seed).random()
    quantiles = (start + np.arange(count)) / count
    return np.searchsorted(np.cumsum(weights) / weights.sum(), quantiles).clip(0, len(weights) - 1)
