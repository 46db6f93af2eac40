"""Adaptive multiple importance sampling (Cornuet et al. 2012): waves of points that move to where a target is high.

The first wave is uniform in the unit cube; each later one is drawn from a Student t, in logits, around what all waves so
far found. Every point is weighted by its target over the mixture of all waves' proposals, so no simulation is wasted and
weights are bounded by the uniform part.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit, logsumexp
from scipy.stats import multivariate_t

from trustladder.sim.arrays.tables import Floats

FREEDOM = 5.0  # degrees of freedom of the proposals: tails heavy enough to find what was missed
LEAST = 0.1  # share of a wave's points that must matter for the next proposal; the target is tempered until they do
WIDER = 1.2  # proposals are wider than what was found, by this factor of the covariance


class Proposal(NamedTuple):
    """Where a wave's points come from, in logits."""

    mean: Floats  # [parameter]
    scale: Floats  # [parameter, parameter]

    def draw(self, count: int, seed: int) -> Floats:
        """Points of the unit cube [point, parameter]."""
        spread = multivariate_t(self.mean, self.scale, df=FREEDOM, seed=np.random.default_rng(seed))
        return inside(expit(np.atleast_2d(spread.rvs(count)).reshape(count, len(self.mean))))


def inside(points: Floats) -> Floats:
    """Points held strictly inside the unit cube, where logits are finite."""
    held: Floats = np.clip(points, 1e-9, 1.0 - 1e-9)
    return held


def log_weights(points: Floats, log_target: Floats, waves: list[tuple[Proposal | None, int]]) -> Floats:
    """Logarithms of the weights of all points of all waves (None: the uniform one), adding up to 1 [point]."""
    logits = logit(points)
    uniform = np.log(points * (1.0 - points)).sum(axis=1)  # a uniform point's density in logits
    total = sum(count for _, count in waves)
    parts = [
        np.log(count / total) + (uniform if proposal is None else _log_density(proposal, logits))
        for proposal, count in waves
    ]
    found = log_target + uniform - logsumexp(parts, axis=0)
    normal: Floats = found - logsumexp(found)
    return normal


def _log_density(proposal: Proposal, logits: Floats) -> Floats:
    density: Floats = multivariate_t(proposal.mean, proposal.scale, df=FREEDOM).logpdf(logits)
    return np.atleast_1d(density)


def effective(weights: Floats) -> float:
    """How many equally weighted points the weighted ones are worth (Kong 1992)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def next_proposal(points: Floats, log_target: Floats, waves: list[tuple[Proposal | None, int]]) -> Proposal:
    """Around the points found so far, with the target flattened as far as enough of them matter."""
    wanted = max(LEAST * waves[-1][1], 4.0 * points.shape[1])
    low, high = 0.0, 1.0
    if effective(np.exp(log_weights(points, log_target, waves))) < wanted:
        for _ in range(40):
            middle = 0.5 * (low + high)
            enough = effective(np.exp(log_weights(points, middle * log_target, waves))) >= wanted
            low, high = (middle, high) if enough else (low, middle)
    else:
        low = 1.0
    weights, logits = np.exp(log_weights(points, low * log_target, waves)), logit(points)
    mean = weights @ logits
    away = logits - mean
    scale = WIDER * (FREEDOM - 2.0) / FREEDOM * (weights[:, None] * away).T @ away
    return Proposal(mean, scale + 1e-6 * np.eye(len(mean)))


def resampled(weights: Floats, count: int, seed: int) -> np.ndarray:
    """Numbers of points, drawn systematically in proportion to their weights [count]."""
    start = np.random.default_rng(seed).random()
    places = (start + np.arange(count)) / count
    return np.searchsorted(np.cumsum(weights) / weights.sum(), places).clip(0, len(weights) - 1)
