"""Scenario files: what is shipped, how they extend each other, where numbers come from."""

import math
from pathlib import Path

import pytest

from tests.worlds import tiny
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.scenario.entities import Donor
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import merged, shipped_names
from trustladder.sim.scenario.naming import SAID
from trustladder.sim.scenario.quantity import Quantity
from trustladder.sim.scenario.scenario import Scenario, registry

ASKED_FOR = {
    "baseline",
    "history",
    "training-first",
    "police-training",
    "equipment-heavy",
    "border-technology",
    "coordinated-donors",
    "zero-sum-rivalry",
    "anti-corruption",
    "sustained-attention",
    "energy-first",
    "leap-to-joint-projects",
    "regional-thaw",
    "afghan-shock",
    "open-door",
    "crowd-policing",
    "shared-training",
    "one-calendar",
    "failed-leap",
    "no-drug-meetings",
}


def test_the_scenarios_that_were_asked_for_are_shipped():
    assert set(shipped_names()) >= ASKED_FOR


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_scenario_asks_its_question_in_one_sentence(name):
    question = Scenario.load(name).question
    assert question.endswith("?")
    assert question.count("?") == 1
    assert len(question) < 140


@pytest.mark.parametrize("name", shipped_names())
def test_every_number_of_a_shipped_scenario_says_where_it_comes_from(name):
    for path, quantity in Scenario.load(name).quantities():
        stated = quantity.source if quantity.figure is not None else quantity.range
        default = quantity.range is None and quantity.source is None and quantity.judgement is not None
        assert stated or default, path
        if quantity.range is not None:
            assert quantity.range[0] <= quantity.value <= quantity.range[1], path


def test_the_actors_of_the_baseline_rest_on_figures_where_there_are_some():
    baseline = Scenario.load("baseline")
    for name, government in baseline.governments.items():
        for field in ("collusion", "secrecy", "policing"):
            assert getattr(government, field).figure is not None, (name, field)
        assert government.trust["USA"].figure is not None
    for name in ("KAZ", "KGZ", "TJK", "UZB"):
        assert baseline.governments[name].interest["counternarcotics"].figure is not None
    assert baseline.donors["USA"].attention.figure == 470.4
    assert baseline.donors["USA"].budget.figure == 119


def test_corruption_becomes_collusion_by_the_stated_transformation():
    collusion = Scenario.load("baseline").governments["KAZ"].collusion
    assert collusion.figure == 26
    assert math.isclose(collusion.value, 1 - 26 / 100)
    assert collusion.origin == "26, Corruption Perceptions Index, 100 = clean 2013; over 100, onto 1 to 0"


def test_a_policy_scenario_changes_only_what_its_question_needs():
    baseline, training = Scenario.load("baseline"), Scenario.load("training-first")
    differing = {
        field
        for field in Scenario.model_fields
        if getattr(baseline, field) != getattr(training, field) and field not in ("name", *SAID)
    }
    assert differing == {"levers"}


def test_the_other_region_has_another_number_of_everything():
    here, there = Scenario.load("baseline"), Scenario.load("malacca-piracy")
    for field in ("governments", "donors", "forums", "domains", "assets"):
        if field != "domains":
            assert len(getattr(here, field)) != len(getattr(there, field)), field
    rungs = [{len(domain.rungs) for domain in one.domains.values()} for one in (here, there)]
    assert not rungs[0] & rungs[1] or rungs[0] != rungs[1]
    assert not set(here.actors) & set(there.governments)


def test_entries_merge_by_their_id_and_numbers_are_replaced_whole():
    base = {"actors": {"KAZ": {"autonomy": {"figure": 3, "per": 4, "source": "x"}, "name": "K"}}}
    over = {"actors": {"KAZ": {"autonomy": {"judgement": 0.5}}, "NEW": {"name": "N"}}}
    assert merged(base, over) == {
        "actors": {"KAZ": {"autonomy": {"judgement": 0.5}, "name": "K"}, "NEW": {"name": "N"}},
    }


def test_a_file_may_extend_a_scenario_and_a_part_beside_it(tmp_path: Path):
    (tmp_path / "part.toml").write_text("[levers]\ntraining_share = 0.9\n")
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = ["baseline", "part.toml"]\ntitle = "T"\nquestion = "Q?"\n[levers]\njoint_share = 0.2\n')
    scenario = Scenario.load(str(mine))
    assert scenario.levers.training_share == 0.9
    assert scenario.levers.joint_share == 0.2
    assert scenario.name == "mine"


def test_settings_are_laid_on_top():
    scenario = Scenario.load("baseline", {"uncertainties.omega": 0.2, "actors.KAZ.autonomy": 0.9})
    assert scenario.uncertainties.omega == 0.2
    assert scenario.governments["KAZ"].autonomy.value == 0.9


@pytest.mark.parametrize("name", shipped_names())
def test_a_scenario_survives_its_own_tree(name):
    import json

    scenario = Scenario.load(name)
    again = Scenario.from_tree(json.loads(json.dumps(scenario.tree())))
    assert again == scenario
    for one, two in zip(tables_of(scenario), tables_of(again), strict=True):
        assert (one == two).all() if hasattr(one, "all") else one == two


def test_the_past_shares_the_facts_of_the_world_but_not_its_policy():
    scenario = Scenario.load(
        "baseline", {"uncertainties.omega": 0.2, "structure.transfer": 0.0, "levers.joint_share": 0.9}
    )
    past = scenario.history()
    assert past.uncertainties.omega == 0.2
    assert past.structure.transfer == 0.0
    assert past.levers.joint_share is None
    assert past.first_month + past.months == scenario.first_month


def test_a_shorter_horizon_leaves_later_events_out():
    history = Scenario.load("history").with_months(24)
    assert history.months == 24
    assert not [event for event in history.events.values() if event.date and event.date.year > 1998]


def test_the_registry_declares_every_parameter_once():
    paths = [parameter.path for parameter in registry()]
    assert len(paths) == len(set(paths))
    for parameter in registry():
        assert parameter.symbol and parameter.unit and parameter.meaning and parameter.source, parameter.path
        assert parameter.role in ("X", "L", "R", "fixed"), parameter.path
        if (
            parameter.low is not None
            and isinstance(parameter.default, float | int)
            and not isinstance(parameter.default, bool)
        ):
            assert parameter.low <= parameter.default <= parameter.high, parameter.path


def test_symbols_of_the_laws_numbers_are_unique():
    symbols = [one.symbol for one in registry() if one.path.split(".")[0] in ("uncertainties", "levers", "structure")]
    assert len(symbols) == len(set(symbols))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"figure": 5, "per": 10, "source": "s"}, 0.5),
        ({"figure": 50, "per": 10, "source": "s"}, 1.0),
        ({"figure": 5, "per": 10, "onto": [1, 0], "source": "s"}, 0.5),
        ({"figure": -1.0, "zero": -2.5, "per": 5, "source": "s"}, 0.3),
        ({"judgement": 0.4, "range": [0.2, 0.6]}, 0.4),
        (0.7, 0.7),
    ],
)
def test_a_quantity_is_worked_out_from_its_figure(table, expected):
    assert math.isclose(Quantity.model_validate(table).value, expected)


def test_gifts_follow_priorities_that_add_up_to_one():
    for row in tables_of(Scenario.load("baseline")).priority:
        assert math.isclose(row.sum(), 1.0)


def test_a_new_forum_tries_the_rung_that_the_lever_step_sets():
    leap = Scenario.load("leap-to-joint-projects")
    assert tables_of(leap).agenda.entry[sorted(leap.forums).index("ENERGY-SEMINARS")].tolist() == [-1, 2]
    slow = Scenario.load("energy-first")
    assert tables_of(slow).agenda.entry[sorted(slow.forums).index("ENERGY-SEMINARS")].tolist() == [-1, -1]


def test_the_smallest_world_is_a_scenario_too():
    assert [type(actor) for actor in tiny().actors.values()].count(Donor) == 2


def test_a_changed_scenario_is_checked_again():
    with pytest.raises(InputError, match=r"uncertainties\.omega: 2"):
        tiny().changed({"uncertainties.omega": 2.0})


def test_what_is_printed_of_a_scenario_is_one_line_about_what_it_holds():
    known = Scenario.load("malacca-piracy")
    size = f"{len(known.governments)} governments, {len(known.donors)} donors, {len(known.forums)} forums"
    assert repr(known) == (
        f"Scenario('malacca-piracy': {known.title}; 180 months from 2004-06; {size}; {', '.join(known.domains)})"
    )
    assert len(repr(Scenario.load("baseline").past)) < 80


def test_what_is_printed_of_a_table_leaves_out_what_is_as_by_default():
    assert repr(tiny(levers={"joint_share": 0.5}).levers) == "Levers(joint_share=0.5)"
    assert repr(Quantity(judgement=0.6, range=(0.4, 0.8))) == "Quantity(judgement=0.6, range=(0.4, 0.8))"
