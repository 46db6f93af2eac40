"""Paired differences and summaries."""

import math

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder.analysis.comparison.paired import Tally, effect
from trustladder.analysis.comparison.tables import Row, cell, level, markdown
from trustladder.analysis.numbers import short
from trustladder.analysis.statistics import wilson
from trustladder.sim.ensemble import ensemble
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.dates import month_name
from trustladder.sim.scenario.scenario import Scenario


def test_a_paired_effect_is_the_mean_difference_with_its_interval():
    found = effect(np.array([2.0, 3.0, 4.0]), np.array([1.0, 1.0, 1.0]))
    assert found.difference == 2.0
    assert math.isclose(found.high - found.difference, 4.302652729911275 / math.sqrt(3)), "Student's t of two degrees"
    assert not found.clear and effect(np.array([2.0, 2.1, 2.2]), np.zeros(3)).clear


def test_censored_runs_do_not_count():
    assert effect(np.array([2.0, np.nan, 4.0]), np.array([1.0, 1.0, 3.0])).difference == 1.0


def test_the_same_luck_makes_a_difference_visible_that_other_luck_would_hide():
    base, changed = tiny(months=60), tiny(months=60, levers={"joint_share": 0.2})
    one = measure(base, ensemble(base, 300).record)["meetings_formed"]
    paired = measure(changed, ensemble(changed, 300).record)["meetings_formed"]
    other = measure(changed, ensemble(changed, 300, seed=99).record)["meetings_formed"]
    assert np.var(paired - one) < 0.6 * np.var(other - one)


def test_an_interval_of_a_share_stays_a_share():
    assert wilson(0, 100)[0] == 0.0
    assert wilson(0, 100)[1] < 0.05
    assert wilson(100, 100)[1] == 1.0
    low, high = wilson(50, 100)
    assert math.isclose(low, 0.4038, abs_tol=1e-4) and math.isclose(high, 0.5962, abs_tol=1e-4)


def test_months_are_told_as_dates():
    baseline = Scenario.load("baseline")
    assert month_name(baseline.first_month) == "2014-01"
    assert month_name(baseline.first_month + 23) == "2015-12"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.123456, "0.123"), (12345.6, "12,346"), (0.000123, "0.000123")]
)
def test_numbers_are_told_with_three_figures(value, text):
    assert short(value) == text


def test_a_table_marks_what_may_be_nothing():
    sure = effect(np.array([0.2, 0.2, 0.21]), np.zeros(3))
    unsure = effect(np.array([0.2, -0.2, 0.1]), np.zeros(3))
    assert "·" not in cell("region_held", sure)
    assert "·" in cell("region_held", unsure)
    assert level("region_held", sure).startswith("20.3 ±")
    text = markdown([Row("a", "as it is", {"region_held": sure}), Row("b", "other", {"region_held": unsure})], 3, 1)
    assert text.splitlines()[0].startswith("| |")


def test_runs_of_one_parameter_set_are_alike_so_sets_count():
    rng = np.random.default_rng(3)
    sets, runs = 20, 2000
    base = rng.normal(size=runs)
    variant = base + 1.0 + rng.normal(size=sets)[np.arange(runs) % sets]
    clustered, single = Tally(sets), Tally()
    for start in range(0, runs, 250):
        here = slice(start, start + 250)
        clustered.add(variant[here], base[here])
        single.add(variant[here], base[here])
    wide, narrow = clustered.effect(), single.effect()
    assert wide.difference == pytest.approx(narrow.difference)
    assert (wide.high - wide.low) > 5.0 * (narrow.high - narrow.low)
    assert clustered.parameters == pytest.approx(1.0)
