"""The past of what is set: the runs that the futures begin from, and the shocks that moved trust most."""

import numpy as np
import pytest

from trustladder.analysis.past_shocks import NAMED
from trustladder.analysis.workshop.pasts import Pasts, past_of
from trustladder.sim.ensemble import ensemble
from trustladder.sim.fits import default_sets
from trustladder.sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def base():
    return Scenario.load("baseline", {"past.replicates": 30, "months": 24})


def test_the_past_ends_where_the_futures_begin(base):
    shown = past_of(base)
    assert shown["first"] + shown["months"] == base.first_month and shown["pasts"] == 30
    begun = ensemble(base, 30, keep=30, parameter_sets=default_sets(base))
    place = begun.columns.index("trust_region.energy")
    median = 1000 * np.median(begun.months[:, 0, place])
    assert shown["trust"]["trust_region.energy"][2][-1] == pytest.approx(median, abs=10)
    for fan in shown["trust"].values():
        assert np.all(np.diff(np.array(fan), axis=0) >= 0)


def test_shocks_are_named_in_every_language_at_the_line_that_they_moved(base):
    shown = past_of(base)
    assert shown["shocks"].keys() == shown["trust"].keys()
    named = [shock for shocks in shown["shocks"].values() for shock in shocks]
    assert named and all(len(shocks) <= NAMED for shocks in shown["shocks"].values())
    assert all(0 < month < shown["months"] and names["en"] != names["ru"] for month, names in named)


def test_levers_leave_the_past_as_it_is_and_what_nobody_knows_does_not(base, monkeypatch):
    pasts, run = Pasts(), []
    monkeypatch.setattr("trustladder.analysis.workshop.pasts.past_of", lambda scenario: run.append(scenario))
    for settings in ({}, {"levers.joint_share": 0.5}, {"uncertainties.omega": 0.3}):
        pasts.show(base.changed(settings) if settings else base)
    assert len(run) == 2


def test_a_scenario_without_a_past_has_none_to_show(live):
    guest = live.client("stage")
    guest.tell(do="past", look={"base": "malacca-piracy"})
    assert guest.hear("past")["past"] is None
    assert guest.refused(do="past", look={"base": "malacca-piracy", "settings": {"levers.none": 1}})["of"] == "past"
