"""The back-test on made-up histories and a made-up record: nothing later than an origin reaches its forecasts."""

import numpy as np
import pytest

from trustladder.analysis.history.backtest import (
    HINDSIGHT,
    NAMES,
    ORIGINS,
    PARTNERS,
    POOL,
    WITHOUT,
    Past,
    by_forum,
    by_origin,
    scored,
)
from trustladder.analysis.history.facts import targets
from trustladder.sim.arrays.index import Index
from trustladder.sim.scenario.scenario import Scenario

SCENARIO = Scenario.load("later")
NAMED = Index(SCENARIO)
FORUMS, YEARS, LEVELS = len(NAMED.forums), 28, 5
LAST = 2024


def standings(sets, runs, seed):
    """Standings that climb, stay and fall by a fixed rule of chance [set, run, forum, domain, year]."""
    random = np.random.default_rng(seed)
    steps = random.choice([-1, 0, 1], p=[0.04, 0.9, 0.06], size=(sets, runs, FORUMS, 2, YEARS))
    shown = np.zeros(steps.shape, dtype=np.int8)
    for year in range(1, YEARS):
        shown[..., year] = np.clip(shown[..., year - 1] + steps[..., year], 0, 4)
    return shown


SHOWN, FITTED = standings(60, 20, 1), standings(20, 20, 2)


def past(recorded=None, looked=None):
    """A record that the same rule made; the last forum is founded in 2010."""
    seen = np.ones((FORUMS, 2, YEARS), dtype=bool)
    seen[-1, :, :13] = False
    truth = standings(1, 1, 3)[0, 0].astype(np.int64)
    return Past(
        truth if recorded is None else recorded, seen if looked is None else looked, 1997, LEVELS, targets().reporting
    )


@pytest.fixture(scope="module")
def found():
    return scored(SCENARIO, past(), SHOWN, FITTED)


def test_every_forum_that_was_there_is_scored_on_every_year_after_each_origin(found):
    cells = found.cells
    assert {(int(one), int(year)) for one, year in zip(cells.origin, cells.year, strict=True)} == {
        (origin, year) for origin in ORIGINS for year in range(origin + 1, LAST + 1)
    }
    assert set(cells.origin[cells.forum == FORUMS - 1].tolist()) == {2010, 2011, 2012}, "not before it is founded"
    where = cells.forum, cells.domain, cells.year - 1997
    assert (cells.recorded == past().recorded[where]).all()


def test_every_forecast_is_a_distribution(found):
    assert set(found.chances) == {*NAMES, *HINDSIGHT}
    for name, chances in found.chances.items():
        assert chances.shape == (len(found.cells.year), LEVELS), name
        assert chances.sum(axis=1) == pytest.approx(1.0), name


@pytest.mark.parametrize("year", [2004, 2008, 2012])
def test_rows_after_an_origin_change_none_of_its_forecasts(found, year):
    """Neither the forecasts, nor the weights of sets, histories and pools, know of a later row."""
    other = past().recorded.copy()
    other[:, :, year + 1 - 1997 :] = 4 - other[:, :, year + 1 - 1997 :]
    changed = scored(SCENARIO, past(other), SHOWN, FITTED)
    until = found.cells.origin <= year
    for name in (*NAMES, *HINDSIGHT):
        assert (found.chances[name][until] == changed.chances[name][until]).all(), name
    mine = [one for one in found.origins if one.year <= year]
    assert mine == [one for one in changed.origins if one.year <= year]
    assert (found.cells.recorded[until] != changed.cells.recorded[until]).any()


def test_a_pool_is_between_its_partners_with_the_weight_that_is_told(found):
    assert found.origins[0].weights == dict.fromkeys(PARTNERS, pytest.approx(0.5)), "nothing is learnt yet"
    for one in found.origins:
        here = found.cells.origin == one.year
        share, partner, base = one.weights["model"], found.chances["model"][here], found.chances["persistence"][here]
        assert found.chances[POOL][here] == pytest.approx(share * partner + (1.0 - share) * base)


def test_a_pool_learns_from_what_earlier_forecasts_turned_out_to_be(found):
    """Persistence was sure to 2004; where standing then changes at random, its pools leave it."""
    moving = np.zeros_like(past().recorded)
    moving[:, :, 8:] = np.random.default_rng(4).integers(5, size=moving[:, :, 8:].shape)
    restless = scored(SCENARIO, past(moving), SHOWN, FITTED)
    weights = [one.weights["uniform"] for one in restless.origins]
    assert weights[-1] > 0.8 > 0.3 > found.origins[-1].weights["uniform"]


def test_a_forecast_is_ahead_by_the_difference_of_the_scores(found):
    ahead, brier = found.ahead("model", "uniform"), found.ahead("model", "uniform", brier=True)
    (one, mine), (other, theirs) = found.score("model"), found.score("uniform")
    assert ahead.mean == pytest.approx(one - other)
    assert brier.mean == pytest.approx(theirs - mine)
    assert ahead.low < ahead.mean < ahead.high
    assert found.ahead("model", "model") == (0.0, 0.0, 0.0)


def test_a_model_that_is_right_is_ahead_of_one_that_knows_nothing(found):
    assert found.ahead("model", "uniform").verdict == "better"
    assert found.ahead("uniform", "model").verdict == "worse"


def test_the_best_pool_without_a_model_is_the_one_that_scores_highest(found):
    assert found.score(found.partner)[0] == max(found.score(name)[0] for name in WITHOUT)


def test_the_table_holds_every_origin_and_says_what_is_hindsight(found):
    rows = list(by_origin(found))
    assert len(rows) == len(ORIGINS) * len({*NAMES, *HINDSIGHT})
    assert {row["origin"] for row in rows if row["hindsight"]} == set(range(2004, 2012)), (
        "a fit to 2012 is none in 2012"
    )
    assert {row["forecast"] for row in rows if row["hindsight"]} == set(HINDSIGHT)
    forums = list(by_forum(found))
    assert {row["forum"] for row in forums} == set(NAMED.forums)
    assert sum(row["cells"] for row in forums if row["forecast"] == POOL) == len(found.cells.year)
    total = sum(row["cells"] * row["log_score"] for row in rows if row["forecast"] == POOL)
    assert total / len(found.cells.year) == pytest.approx(found.score(POOL)[0])


def test_forecasts_from_the_record_rest_on_enough_histories(found):
    for one in found.origins:
        assert set(one.histories) == set(NAMED.forums[:-1] if one.year < 2010 else NAMED.forums)
        assert min(one.histories.values()) >= 99.0
        assert one.sets >= 5.99
