"""Pictures hold what an ensemble of the same futures holds."""

import json

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder.analysis.workshop.futures import RunCache, ScenarioRuns, Spreads, drawn_months, spread
from trustladder.analysis.workshop.pages import HERE
from trustladder.analysis.workshop.picture import effects, picture, share_with_interval
from trustladder.sim.ensemble import ensemble
from trustladder.sim.fits import default_sets
from trustladder.sim.metric_families import REFUSED
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.naming import HELD
from trustladder.sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def base():
    return Scenario.load("baseline", {"past.replicates": 40, "months": 60})


def test_futures_run_in_pieces_are_those_of_one_ensemble(base):
    futures = ScenarioRuns(base)
    for count in (25, 40, 90):
        futures.extend(count)
    whole = ensemble(base, 90, parameter_sets=default_sets(base))
    for one, two in zip(futures.record(), whole.record, strict=True):
        assert np.array_equal(one, two)


def test_a_picture_is_small_and_its_figures_are_the_metrics(base):
    futures = ScenarioRuns(base)
    futures.extend(50)
    shown = picture(futures)
    metrics = measure(base, ensemble(base, 50, parameter_sets=default_sets(base)).record)
    assert shown["futures"] == 50
    assert shown["figures"]["civilian_harm"] == pytest.approx(metrics["civilian_harm"].mean(), abs=1e-4)
    assert shown["chance"][0] == round(1000 * metrics["region_held"].mean())
    assert shown["held"][0][-1] == shown["chance"][0]
    assert shown["met"][0][-1] == round(1000 * (~np.isnan(metrics["region_meeting_month"])).mean())
    first = next(iter(base.domains[base.aim].rungs))
    assert shown["last"] == round(1000 * metrics[f"region_at_end.{first}"].mean())
    for reason in REFUSED:
        assert shown["figures"][reason] == pytest.approx(metrics[reason].mean(), abs=1e-4)
    assert sum(shown["figures"][reason] for reason in REFUSED) == pytest.approx(
        shown["figures"]["refusal_share"], abs=1e-3
    )
    met = metrics["aim_top_month.anywhere"]
    assert shown["climb"][base.aim][-1][1] == round(1000 * (~np.isnan(met)).mean())
    assert len(json.dumps(shown, separators=(",", ":"))) < 40_000


def test_what_still_stands_was_reached(base):
    futures = ScenarioRuns(base)
    futures.extend(50)
    shown = picture(futures)
    for rungs in shown["climb"].values():
        assert np.all(np.diff([last for last, _ in rungs]) <= 0)  # a rung that stands stands on those below it
    assert shown["last"] <= shown["chance"][0]
    assert np.all(np.diff(shown["held"][0]) >= 0)


def test_the_first_and_the_last_month_are_drawn():
    assert drawn_months(240)[[0, -1]].tolist() == [0, 239]
    assert drawn_months(5).tolist() == [0, 1, 2, 3, 4]


def test_a_scenario_has_no_effect_against_itself_and_a_lever_has_a_paired_one(base):
    one, same = ScenarioRuns(base), ScenarioRuns(base)
    other = ScenarioRuns(base.changed({"structure.trust_rule": "none"}))
    for futures in (one, same, other):
        futures.extend(60)
    nothing = effects(same, one)
    assert all(figure["a"] == figure["b"] for figure in nothing["figures"].values())
    found = effects(other, one)
    expected = measure(other.scenario, other.record())["trust_region.counternarcotics"].mean()
    trust = found["figures"]["trust_region.counternarcotics"]
    assert trust["b"] == pytest.approx(expected, abs=1e-4)
    assert trust["low"] <= trust["b"] - trust["a"] <= trust["high"]


def test_what_a_lever_passes_by_goes_before_what_it_was_left_at():
    library, world = RunCache(), tiny()
    left = library.runs("left", lambda: ScenarioRuns(world))
    left.extend(50)
    for number in range(20):
        library.runs(f"passed {number}", lambda: ScenarioRuns(world)).extend(25)
    assert library.runs("left", lambda: ScenarioRuns(world)) is left


def test_the_library_lets_go_of_the_oldest_and_of_what_was_replaced():
    library = RunCache()
    world = tiny()
    first = library.runs("one", lambda: ScenarioRuns(world))
    assert library.runs("one", lambda: ScenarioRuns(world)) is first
    for number in range(9):
        library.runs(f"other {number}", lambda: ScenarioRuns(world))
    again = library.runs("one", lambda: ScenarioRuns(world))
    assert again is not first
    library.drop("one")
    assert library.runs("one", lambda: ScenarioRuns(world)) is not again


def test_a_scenario_with_its_levers_moved_is_spread_as_if_from_the_start():
    base, spreads = Scenario.load("baseline"), Spreads()
    for levers in ({"levers.joint_share": 0.4}, {"levers.assistance": 2.0, "levers.step": 2}, {}):
        scenario = base.changed(levers)
        quick, slow = spreads.of(scenario, "baseline", lambda: base), spread(scenario)
        assert quick.sets == slow.sets and quick.groups == slow.groups
        for group in range(0, len(slow.groups), 20):
            assert quick.under(group) == slow.under(group)
            assert quick.under(group).history() == slow.under(group).history()


def test_the_interval_of_the_headline_counts_parameter_sets_not_futures(base):
    futures = ScenarioRuns(base)
    futures.extend(50)
    assert len(futures.uncertain.sets) > 1
    reached = np.arange(50) % 2 == 0
    alone, alike = share_with_interval(reached), share_with_interval(reached, [np.arange(50) % 4])
    assert alone[0] == alike[0] == 500 and alike[2] - alike[1] > alone[2] - alone[1]


def test_the_metric_of_the_headline_is_written_once_on_the_page_and_nowhere_else():
    scripts = [path.read_text(encoding="utf-8") for path in (HERE / "static").rglob("*.js")]
    assert sum(text.count(HELD) for text in scripts) == 1
    assert sum(f'export const HELD = "{HELD}";' in text for text in scripts) == 1
    assert [path.name for path in HERE.glob("*.py") if f'"{HELD}' in path.read_text(encoding="utf-8")] == []
