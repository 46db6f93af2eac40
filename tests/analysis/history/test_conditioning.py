"""Histories weighted by a record: they follow it, and keep their number."""

import numpy as np
import pytest

from trustladder.analysis.history.conditioning import FEWEST_HISTORIES, conditioned, tempered
from trustladder.analysis.history.facts import targets
from trustladder.analysis.history.importance_sampling import effective
from trustladder.analysis.history.simple_forecasts import Known

REPORTING = targets().reporting
YEARS, ORIGIN, LEVELS = 12, 6, 3


def histories(stays, sets=40, runs=50, seed=1):
    """Standings of two forums in one domain: 0 or 1, each with a level that it keeps with a set's probability."""
    random = np.random.default_rng(seed)
    shown = np.zeros((sets, runs, 2, 1, YEARS), dtype=np.int8)
    shown[..., 0] = random.random((sets, runs, 2, 1)) < 0.5
    keeps = np.asarray(stays)[:, None, None, None]
    for year in range(1, YEARS):
        kept = random.random(shown.shape[:-1]) < keeps
        shown[..., year] = np.where(kept, shown[..., year - 1], 1 - shown[..., year - 1])
    return shown


def known(*rows):
    recorded = np.array(rows)[:, None, :]
    return Known(recorded, np.ones(recorded.shape, dtype=bool), LEVELS)


STAYED = known([1] * ORIGIN, [0] * ORIGIN)
CHANGED = known([0, 1] * (ORIGIN // 2), [1, 0] * (ORIGIN // 2))


def test_a_forecast_goes_on_from_where_the_record_stands():
    shown = histories(np.full(40, 0.98))
    found = conditioned(shown, STAYED, REPORTING)
    assert found.free[:, 0, 0, 1] == pytest.approx(found.free[:, 0, 0, 0], abs=0.25), "untold: either"
    assert found.told[0, 0, 0, 1] > 0.7, "the first forum stood on 1"
    assert found.told[1, 0, 0, 0] > 0.85, "the second on none"
    assert found.told.sum(axis=-1) == pytest.approx(1.0)


def test_one_forum_is_not_weighted_by_the_record_of_another():
    shown = histories(np.full(40, 0.98))
    one, other = (conditioned(shown, known([1] * ORIGIN, row), REPORTING, learn=False) for row in ([0] * 6, [1] * 6))
    assert (one.told[0] == other.told[0]).all()
    assert (one.told[1] != other.told[1]).any()


def test_sets_are_learnt_from_the_record_of_all_forums():
    shown = histories(np.full(40, 0.9))
    shown[:20] = 0  # half of the sets know no rung at all
    told, untold = (conditioned(shown, STAYED, REPORTING, learn=learn) for learn in (True, False))
    assert (told.free[..., 1] > untold.free[..., 1]).all(), "a rung was recorded, so sets that know it weigh more"
    assert told.sets < 30 < untold.sets


def test_what_comes_after_the_origin_changes_no_weight():
    shown = histories(np.linspace(0.6, 0.99, 40))
    other = shown.copy()
    other[..., ORIGIN + 1 :] = 0
    one, changed = (conditioned(some, STAYED, REPORTING) for some in (shown, other))
    assert (one.told[..., 0, :] == changed.told[..., 0, :]).all(), "the first year ahead is the same"
    assert one.sets == changed.sets
    assert (one.histories == changed.histories).all()


def test_years_whose_windows_overlap_count_once():
    """Every third year back from the origin is looked at; others may say what they like."""
    shown = histories(np.full(40, 0.9))
    noisy = STAYED.recorded.copy()
    noisy[..., [0, 1, 3, 4]] = 2
    one, other = (conditioned(shown, some, REPORTING) for some in (STAYED, STAYED._replace(recorded=noisy)))
    assert (one.told == other.told).all()


def test_histories_do_not_collapse_however_unlikely_the_record():
    shown = histories(np.full(40, 0.9999))
    found = conditioned(shown, CHANGED, REPORTING)
    assert found.histories.min() >= FEWEST_HISTORIES - 1e-6
    assert found.sets >= 0.1 * 40 - 1e-6


def test_what_leaves_enough_weights_is_not_tempered():
    log_chances = np.log(np.linspace(0.5, 1.0, 1000))
    base = np.full(1000, 1e-3)
    weights = tempered(log_chances, base, 100.0)
    assert weights == pytest.approx(np.exp(log_chances) / np.exp(log_chances).sum())
    few = tempered(1000.0 * log_chances, base, 100.0)
    assert effective(few) == pytest.approx(100.0, rel=1e-3)
