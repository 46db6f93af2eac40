"""Scores of forecasts, and the two rivals of the model, on records small enough to work out by hand."""

import math

import numpy as np
import pytest

from trustladder.analysis.history.backtest import (
    Forecast,
    brier_scores,
    calibration,
    constant_hazard,
    log_scores,
    pairs,
    persistence,
    scored,
)

RECORDED = np.array([[[0, 1, 1, 1]], [[0, 0, 0, 2]]])  # two forums, one domain, four years
LOOKED = np.array([[[True] * 4], [[False, True, True, True]]])


def certain(recorded, levels, sure):
    chances = np.full((*recorded.shape, levels), (1.0 - sure) / (levels - 1))
    np.put_along_axis(chances, recorded[..., None], sure, axis=-1)
    return chances


def test_pairs_are_years_in_which_somebody_looked():
    assert sorted(pairs(RECORDED, LOOKED, 1)) == [(0, 0), (0, 1), (0, 2), (1, 1), (1, 1)]
    assert sorted(pairs(RECORDED, LOOKED, 3)) == [(0, 1)]


def test_persistence_is_as_sure_as_standing_has_lasted():
    chances = persistence(RECORDED, LOOKED, 2, 3)
    assert chances.sum(axis=-1) == pytest.approx(1.0)
    assert chances[0, 0, 0, 1] == pytest.approx((3 + 1) / (5 + 3)), "kept in three of five pairs"
    assert chances[1, 0, 0, 2] == chances[0, 0, 0, 1]
    assert chances[0, 0, 1, 1] == pytest.approx((1 + 1) / (3 + 3))


def test_a_constant_hazard_moves_standing_as_it_moved_before():
    chances = constant_hazard(RECORDED, LOOKED, 2, 3)
    assert chances.sum(axis=-1) == pytest.approx(1.0)
    stay = (2 + 1 / 3) / 3
    assert chances[0, 0, 0, 1] == pytest.approx(stay), "twice from 1 to 1, with one count spread over all"
    assert chances[0, 0, 1, 1] < stay


def test_a_sure_forecast_that_is_right_scores_best_and_one_that_is_wrong_worst():
    right, wrong = certain(RECORDED, 3, 0.9), certain((RECORDED + 1) % 3, 3, 0.9)
    assert log_scores(right, RECORDED) == pytest.approx(math.log(0.9))
    assert log_scores(wrong, RECORDED) == pytest.approx(math.log(0.05))
    assert brier_scores(right, RECORDED) == pytest.approx(0.01 + 2 * 0.05**2)
    assert brier_scores(wrong, RECORDED).min() > 1.5


def test_forecasts_are_compared_forum_by_forum():
    good, bad = Forecast("good", certain(RECORDED, 3, 0.9)), Forecast("bad", certain(RECORDED, 3, 0.5))
    assert math.isnan(scored([good, bad], RECORDED, LOOKED)[1].log_behind[1]), "two forums tell nothing of others"
    good, bad = (one._replace(chances=np.tile(one.chances, (2, 1, 1, 1))) for one in (good, bad))
    first, second = scored([good, bad], np.tile(RECORDED, (2, 1, 1)), np.tile(LOOKED, (2, 1, 1)))
    assert first.log_behind == (0.0, 0.0, 0.0)
    mean, low, high = second.log_behind
    assert mean == pytest.approx(math.log(0.9 / 0.5))
    assert low == pytest.approx(mean) and high == pytest.approx(mean), "the same in every forum"
    assert second.brier_behind[0] == pytest.approx(second.brier - first.brier)


def test_years_in_which_nobody_looked_do_not_count():
    forecast = certain(RECORDED, 3, 0.9)
    forecast[1, 0, 0] = [0.0, 0.0, 1.0]  # wrong, but unseen
    assert scored([Forecast("model", forecast)], RECORDED, LOOKED)[0].log_score == pytest.approx(math.log(0.9))


def test_calibration_counts_every_cell_and_rung_once():
    forecast = Forecast("half", np.full((*RECORDED.shape, 2), 0.5))
    ((chance, came, count),) = calibration(forecast, np.minimum(RECORDED, 1), LOOKED)
    assert (chance, count) == (0.5, int(LOOKED.sum()))
    assert came == pytest.approx(np.minimum(RECORDED, 1)[LOOKED].mean())
