"""Forecasts of standing without a model, their scores, and pools, on records small enough to work out by hand."""

import math

import numpy as np
import pytest

from trustladder.analysis.history.pool import weight
from trustladder.analysis.history.scores import Difference, ahead, brier_scores, chances_of, log_scores
from trustladder.analysis.history.simple_forecasts import (
    FEWEST_PAIRS,
    Known,
    climatology,
    constant_hazard,
    pairs,
    persistence,
    uniform,
)

RECORDED = np.array([[[0, 1, 1, 1]], [[0, 0, 0, 2]]])  # two forums, one domain, four years
LOOKED = np.array([[[True] * 4], [[False, True, True, True]]])
KNOWN = Known(RECORDED, LOOKED, 3)
CELLS = np.array([0, 1, 2, 1])  # what was recorded in four cells


def certain(recorded, sure, levels=3):
    """The same probability of what was recorded in every cell."""
    chances = np.full((len(recorded), levels), (1.0 - sure) / (levels - 1))
    np.put_along_axis(chances, recorded[:, None], sure, axis=1)
    return chances


def test_pairs_are_years_in_which_somebody_looked():
    assert sorted(pairs(KNOWN, 1)) == [(0, 0), (0, 1), (0, 2), (1, 1), (1, 1)]
    assert sorted(pairs(KNOWN, 3)) == [(0, 1)]


@pytest.mark.parametrize("forecast", [persistence, constant_hazard, climatology, uniform])
def test_a_forecast_is_a_distribution_over_standings(forecast):
    chances = forecast(KNOWN, 5)
    assert chances.shape == (2, 1, 5, 3)
    assert chances.sum(axis=-1) == pytest.approx(1.0)
    assert (chances > 0.0).all()


def test_persistence_is_as_sure_as_standing_has_lasted():
    chances = persistence(KNOWN, 2)
    assert chances[0, 0, 0, 1] == pytest.approx((3 + 1) / (5 + 3)), "kept in three of five pairs"
    assert chances[1, 0, 0, 2] == chances[0, 0, 0, 1]


def test_persistence_over_a_span_that_was_hardly_seen_is_that_of_the_longest_one_that_was():
    many = np.repeat(RECORDED[:1], FEWEST_PAIRS, axis=0)
    chances = persistence(Known(many, np.ones(many.shape, dtype=bool), 3), 9)[0, 0, :, 1]
    assert chances[1] == pytest.approx((FEWEST_PAIRS + 1) / (2 * FEWEST_PAIRS + 3)), "two years on: one of two pairs"
    assert chances[2] == pytest.approx(1 / (FEWEST_PAIRS + 3)), "three years on: 0 to 1 in every forum"
    assert (chances[3:] == chances[2]).all(), "nothing was seen four years apart"


def test_a_constant_hazard_moves_standing_as_it_moved_before():
    chances = constant_hazard(KNOWN, 2)
    stay = (2 + 1 / 3) / 3
    assert chances[0, 0, 0, 1] == pytest.approx(stay), "twice from 1 to 1, with one count spread over all"
    assert chances[0, 0, 1, 1] < stay


def test_climatology_is_how_often_each_standing_was_recorded():
    assert climatology(KNOWN, 1)[0, 0, 0] == pytest.approx(np.array([3 + 1 / 3, 3 + 1 / 3, 1 + 1 / 3]) / 8)
    assert uniform(KNOWN, 1)[0, 0, 0] == pytest.approx(1 / 3)


def test_a_sure_forecast_that_is_right_scores_best_and_one_that_is_wrong_worst():
    right, wrong = certain(CELLS, 0.9), certain((CELLS + 1) % 3, 0.9)
    assert chances_of(right, CELLS) == pytest.approx(0.9)
    assert log_scores(right, CELLS) == pytest.approx(math.log(0.9))
    assert log_scores(wrong, CELLS) == pytest.approx(math.log(0.05))
    assert brier_scores(right, CELLS) == pytest.approx(0.01 + 2 * 0.05**2)
    assert brier_scores(wrong, CELLS).min() > 1.5


def test_cells_of_a_forum_count_once_for_the_interval():
    forums = np.repeat(np.arange(6), 50)
    apart = np.random.default_rng(1).normal(size=6)[forums]
    few, many = ahead(apart, forums), ahead(apart, np.arange(300))
    assert few.mean == many.mean == pytest.approx(apart.mean())
    assert few.high - few.low > 4.0 * (many.high - many.low)
    assert ahead(apart[:150], forums[:150]).verdict == "open", "three forums tell nothing of forums"


@pytest.mark.parametrize(("low", "high", "verdict"), [(0.1, 0.3, "better"), (-0.3, -0.1, "worse"), (-0.1, 0.3, "open")])
def test_a_forecast_is_better_only_where_the_interval_leaves_out_0(low, high, verdict):
    assert Difference(0.5 * (low + high), low, high).verdict == verdict


def test_before_anything_is_known_both_forecasts_of_a_pool_weigh_the_same():
    assert weight(np.zeros(0), np.zeros(0), 3.0) == pytest.approx(0.5)


def test_a_pool_learns_the_better_forecast_and_the_more_the_more_it_has_seen():
    weights = [weight(np.full(cells, 0.6), np.full(cells, 0.2), 3.0) for cells in (3, 30, 300)]
    assert 0.5 < weights[0] < weights[1] < weights[2] < 1.0
    assert weight(np.full(30, 0.2), np.full(30, 0.6), 3.0) == pytest.approx(1.0 - weights[1])


def test_forecasts_that_are_right_in_turn_are_pooled_half_and_half():
    first = np.tile([0.9, 0.1], 50)
    assert weight(first, first[::-1], 3.0) == pytest.approx(0.5)


def test_cells_that_overlap_count_for_less():
    first, second = np.full(30, 0.6), np.full(30, 0.4)
    assert weight(first, second, 3.0) < weight(first, second, 1.0)
    assert weight(first, second, 3.0) == pytest.approx(weight(first[:10], second[:10], 1.0))
