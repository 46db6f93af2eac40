"""What meetings on other domains cause: counterfactuals under the same luck, kept beside the runs."""

import json

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder.analysis.answer import without_other_meetings as without_other_meetings_in_words
from trustladder.analysis.causes import (
    ARMS,
    NO_GATE,
    NO_GATE_WITHOUT,
    SAID,
    WITHOUT,
    arms_of,
    causes,
    counterfactuals,
)
from trustladder.analysis.simulate import simulate
from trustladder.analysis.sweeps.counterfactuals import without_other_meetings
from trustladder.analysis.words import words
from trustladder.sim.ensemble import ensemble
from trustladder.sim.metrics import measure
from trustladder.sim.store.results import Folder, Plan


def test_behind_a_closed_gate_nothing_is_reached_without_the_other_domain():
    columns = counterfactuals(tiny(months=120), 60, seed=5)
    assert not columns[f"region_held.{WITHOUT}"].any()
    assert columns[f"region_held.{NO_GATE_WITHOUT}"].any(), "without the gate it may be reached all the same"


def test_every_counterfactual_is_what_a_run_of_its_scenario_gives():
    scenario, columns = tiny(months=120), counterfactuals(tiny(months=120), 40, seed=5)
    for arm in SAID:
        change = ARMS[arm]
        record = ensemble(change(scenario), 40, seed=5).record
        held = measure(change(scenario), record, ("region_held",))["region_held"]
        assert np.array_equal(columns[f"region_held.{arm}"], held)


def test_calls_go_to_nothing_or_to_the_aim_of_forums_that_have_it():
    none, moved = (without_other_meetings(tiny(), calls) for calls in ("nothing", "aim"))
    rates = [
        {
            (name, domain): entry.rate.value
            for name, forum in one.forums.items()
            for domain, entry in forum.agenda.items()
        }
        for one in (none, moved)
    ]
    assert rates[0] == {("CLUB", "fish"): 0.0, ("CLUB", "water"): 0.5, ("PAIR", "fish"): 0.0}
    assert rates[1] == {("CLUB", "fish"): 0.0, ("CLUB", "water"): 1.0, ("PAIR", "fish"): 0.0}


@pytest.mark.parametrize(
    ("changes", "arms"),
    [
        ({}, [*SAID]),
        ({"structure": {"gate": False}}, [WITHOUT]),
        ({"domains": {"water": {"gate": "none"}}}, [WITHOUT]),
    ],
)
def test_arms_without_the_gate_are_run_only_where_there_is_one(changes, arms):
    assert arms_of(tiny(**changes)) == arms


def test_a_result_carries_them_and_says_them(tmp_path):
    plan = Plan(tiny(months=120), 40, 5, "compiled", "none")
    simulate(plan, tmp_path / "r", [], with_arms=True)
    found = causes(Folder(tmp_path / "r"))
    assert found is not None and set(found.shares) == {WITHOUT, NO_GATE, NO_GATE_WITHOUT}
    told = without_other_meetings_in_words(words(), plan.scenario, found)
    assert told.startswith("Without meetings on fish it would be 0 (0 to ")
    assert ", since meetings on water wait for success there; if they did not wait, " in told
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    assert any(name.startswith("counterfactuals/") for name in manifest["parts"])


def test_a_result_without_them_says_nothing_of_them(tmp_path):
    simulate(Plan(tiny(), 4, 5, "compiled", "none"), tmp_path / "r", [])
    assert causes(Folder(tmp_path / "r")) is None
