"""Bands over time are of the futures that the picture counts, every one of them."""

import threading

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder.analysis.workshop.futures import ScenarioRuns, drawn_months
from trustladder.analysis.workshop.months import OverTime, bands_of, months_of
from trustladder.analysis.workshop.picture import picture
from trustladder.sim.arrays.state import trust_in
from trustladder.sim.engine import Cancelled
from trustladder.sim.ensemble import ensemble
from trustladder.sim.fits import default_sets
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def base():
    return Scenario.load("baseline", {"past.replicates": 40, "months": 60})


def test_months_are_those_of_one_ensemble_and_none_is_left_out(base):
    found, whole = months_of(base, 450), ensemble(base, 450, keep=450, parameter_sets=default_sets(base))
    assert found.at == drawn_months(base.months).tolist()
    assert np.array_equal(found.values, whole.months[:, found.at])
    for one, states in zip(found.trust, (whole.first_states, whole.last_states), strict=True):
        assert np.allclose(one, trust_in(states).mean(axis=0), atol=1e-12)
    harm = whole.months[:, :, whole.columns.index("harm")].cumsum(axis=1)
    assert np.array_equal(found.cumulative[:, :, 1], harm[:, found.at])


def test_facts_of_the_world_hold_in_the_past_too(base):
    other = base.changed({"uncertainties.omega": 0.3})
    for scenario in (base, other, base.changed({"levers.joint_share": 0.5})):
        alone = ensemble(scenario, 30, keep=30, parameter_sets=default_sets(scenario))
        assert np.array_equal(months_of(scenario, 30).values, alone.months[:, drawn_months(60)])


def test_bands_show_the_futures_that_are_counted_and_do_not_cross(base):
    runs = ScenarioRuns(base)
    runs.extend(50)
    shown = bands_of(base, months_of(base, 50))
    assert shown["counted"] == picture(runs)["futures"] == 50
    for fan in (*shown["trust"].values(), shown["stopped"], shown["harm"]):
        assert np.all(np.diff(np.array(fan), axis=0) >= 0)
    assert set(shown["network"]) == {"start", "end"} and set(shown["network"]["end"]) == set(base.domains)


def test_a_shock_leaves_everything_before_its_month_as_it_was():
    world = tiny(months=48)
    shock = {"name": "s", "date": "2003-01-01", "effects": [{"change": "trust", "of": ["ANA", "BEN"], "blow": -2.0}]}
    shocked = world.changed({"events.live-0": shock})
    month = month_number(shocked.events["live-0"].date) - world.first_month
    assert 0 < month < 48
    before, after = (months_of(one, 25).values for one in (world, shocked))
    assert np.array_equal(before[:, :month], after[:, :month])
    assert not np.array_equal(before[:, month:], after[:, month:])


def test_bands_that_nobody_waits_for_are_given_up_and_not_kept():
    over_time, cancel = OverTime(), threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        over_time.bands("one", tiny(months=48), 30, cancel)
    assert over_time.bands("one", tiny(months=48), 30)["counted"] == 30
    assert over_time.bands("one", None, 30)["counted"] == 30  # it is known: nothing is run


def test_a_guest_gets_what_the_room_has_set_and_no_more_new_ones_than_the_machine_can_bear(live):
    guest, look = live.client("stage"), {"base": "malacca-piracy"}
    guest.tell(do="months", look=look)
    found = guest.hear("months")
    assert found["b"]["counted"] == 1000 and found["of"]["base"] == "malacca-piracy"
    assert guest.refused(do="months", look={**look, "settings": {"levers.none": 1}})["key"] == "no-such-lever"
    live.manager.workshop.over_time.asked.bucket.take(live.manager.workshop.over_time.asked.bucket.burst)
    other = {**look, "settings": {"levers.joint_share": 0.123}}
    assert guest.refused(do="months", look=other, against=look)["key"] == "too-fast"
