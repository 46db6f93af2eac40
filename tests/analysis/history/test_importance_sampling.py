"""Importance sampling in waves: it finds what is known on paper."""

import numpy as np
import pytest
from scipy.special import expit, logit, logsumexp
from scipy.stats import multivariate_normal, norm

from trustladder.analysis.history.importance_sampling import Proposal, effective, log_weights, next_proposal, resampled
from trustladder.analysis.history.prior import Prior

UNIT = Prior(("a", "b", "c"), np.zeros(3), np.ones(3), (False,) * 3)


def settle(log_target, waves=5, count=2048):
    """Points and weights after some waves on a target over the unit cube."""
    points, drawn = UNIT.points(count, 1), [(None, count)]
    for wave in range(1, waves):
        proposal = next_proposal(points, log_target(points), drawn)
        points = np.concatenate([points, proposal.draw(count, wave)])
        drawn.append((proposal, count))
    return points, np.exp(log_weights(points, log_target(points), drawn))


def test_weights_find_the_mean_of_a_normal_in_logits():
    centre, width = np.array([1.0, -2.0, 0.5]), np.array([0.3, 0.5, 0.2])

    def log_target(points):  # the prior is uniform, so the density of a point has the logit's slope in it
        slope = -np.log(points * (1.0 - points)).sum(axis=1)
        return multivariate_normal(centre, np.diag(width**2)).logpdf(logit(points)) + slope

    points, weights = settle(log_target)
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ logit(points) == pytest.approx(centre, abs=0.05)
    assert np.sqrt(weights @ (logit(points) - centre) ** 2) == pytest.approx(width, rel=0.1)
    assert effective(weights) > 2000


def test_a_record_that_says_nothing_leaves_the_prior():
    points, weights = settle(lambda points: np.zeros(len(points)), waves=3)
    assert weights @ points == pytest.approx([0.5] * 3, abs=0.02)
    assert weights @ points**2 == pytest.approx([1 / 3] * 3, abs=0.02)


def test_weights_are_the_target_over_the_mixture_of_all_waves():
    proposal = Proposal(np.zeros(1), np.eye(1))
    points = np.array([[0.2], [0.5], [0.8]])
    found = log_weights(points, np.zeros(3), [(None, 1), (proposal, 2)])
    x = logit(points[:, 0])
    uniform = points[:, 0] * (1 - points[:, 0])
    t = np.array([3.0 / 8.0 * (1.0 + v * v / 5.0) ** -3 for v in x]) * 8.0 / 3.0 * 0.3796066898224944
    wanted = uniform / (uniform / 3.0 + 2.0 * t / 3.0)
    assert np.exp(found) == pytest.approx(wanted / wanted.sum())


def test_equal_weights_are_worth_all_points_and_one_weight_is_worth_one():
    assert effective(np.full(10, 0.1)) == pytest.approx(10.0)
    assert effective(np.array([1.0, 0.0, 0.0])) == pytest.approx(1.0)


def test_points_are_drawn_in_proportion_to_their_weights():
    counts = np.bincount(resampled(np.array([0.5, 0.3, 0.2]), 1000, 7), minlength=3)
    assert np.abs(counts - [500, 300, 200]).max() <= 1


def test_a_steep_target_is_flattened_until_enough_points_matter():
    points = UNIT.points(512, 3)
    steep = 400.0 * norm.logpdf(points[:, 0], 0.5, 0.1)
    found = next_proposal(points, steep, [(None, 512)])
    assert 0.3 < expit(found.mean[0]) < 0.7
    assert np.isfinite(found.scale).all()
    assert logsumexp(log_weights(points, steep, [(None, 512)])) == pytest.approx(0.0, abs=1e-9)
