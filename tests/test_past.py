"""A world with a past: what is carried over, by id, and how it settles; on both lanes alike."""

import math

import numpy as np
import pytest

from tests.test_lanes import assert_lanes_agree
from tests.worlds import TINY, tiny
from trustladder.analysis.cli import status_of
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import blank, one_of, stacked
from trustladder.sim.arrays.tables import Stock
from trustladder.sim.arrays.warm_start import warm_start
from trustladder.sim.ensemble import ensemble
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import merged
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WarmUpCache


def after(past, replicates=3, **changes):
    """The tiny world, after a past of 48 months that differs from it in `past`."""
    before = merged(TINY, {"start": "1996-01-01", "months": 48, **past})
    return tiny(past={"scenario": before, "replicates": replicates}, **changes)


def starting_states(scenario, seed):
    """What every run of the past leaves, a stack, on the compiled lane."""
    return WarmUpCache().starts(scenario, tables_of(scenario), range(scenario.past.replicates), seed).states


def ladder(*ids, successes=1):
    return {name: {"name": name, "quorum_governments": 2, "successes": successes} for name in ids}


def with_ladder(tree, *ids, **options):
    """A tree whose first domain has this ladder; it has no other domain, so that nothing waits for a gate."""
    fish = {"name": "Fish", "against_flow": True, "rungs": ladder(*ids, **options)}
    forums = {name: {**forum, "agenda": {"fish": {"rate": 0.7}}} for name, forum in tree["forums"].items()}
    actors = {name: {**actor, "interest": {"fish": 0.9}} for name, actor in tree["actors"].items()}
    return {**tree, "aim": "fish", "domains": {"fish": fish}, "forums": forums, "actors": actors}


def climbed(rungs_now, rungs_before, stood, successes):
    """Standing and successes to begin with, where the club stood on a rung (from 1) of another ladder."""
    now = Scenario.from_tree(with_ladder(TINY, *rungs_now))
    before = Scenario.from_tree(with_ladder(TINY, *rungs_before))
    last = blank(tables_of(before))
    club = Index(before).forums.index("CLUB")
    last.standing[club, 0] = stood
    last.successes[club, 0, : len(successes)] = successes
    state = one_of(warm_start(tables_of(now), Index(now), stacked([last]), Index(before)), 0)
    return int(state.standing[club, 0]), state.successes[club, 0].tolist()


# --- rivalry ---


def rivalry_by_month(scenario):
    done = ensemble(scenario, 3, keep=3)
    return done.months[:, :, done.columns.index("rivalry_of_rivals")]


def test_rivalry_from_the_past_settles_although_the_two_are_no_rivals_any_more():
    quiet = {"actors": {"BIG": {"rivalry": {"FAR": 0.0}}}, "uncertainties": {"play_off": 0.0, "thaw": 0.0}}
    scenario = after({"actors": {"BIG": {"rivalry": {"FAR": 0.8}}}}, months=36, **quiet)
    start = starting_states(scenario, 5).rivalry[0, 0, 1]
    months = rivalry_by_month(scenario)[0]
    assert start > 0.0
    assert months[0] == pytest.approx(start * 0.5 ** (1 / 36))
    assert months[35] == pytest.approx(start / 2), "its half-life is 36 months"
    assert_lanes_agree(scenario)


def test_hardly_any_usual_rivalry_is_as_good_as_none():
    none, hardly = (rivalry_by_month(after({}, actors={"BIG": {"rivalry": {"FAR": usual}}})) for usual in (0.0, 1e-12))
    assert np.allclose(none, hardly, rtol=0.0, atol=1e-11)


def test_rivalry_that_a_blow_of_the_past_left_settles_too():
    feud = {"feud": {"name": "feud", "date": "1999-12-01", "effects": [{"change": "rivalry", "blow": 0.9}]}}
    quiet = {"actors": {"BIG": {"rivalry": {"FAR": 0.0}}}}
    scenario = after({"events": feud, **quiet}, **quiet, uncertainties={"play_off": 0.0, "thaw": 0.0})
    assert rivalry_by_month(scenario)[0, 35] == pytest.approx(0.9 * math.pow(0.5, 37 / 36))
    assert_lanes_agree(scenario)


# --- the flow, and unrest ---


def months_of(scenario, name):
    done = ensemble(scenario, 3, keep=3)
    return done.months[:, :, done.columns.index(name)]


def test_unrest_from_the_past_goes_on_and_fades():
    harmful = {"uncertainties": {"crisis_base": 0.05, "unrest_gain": 1.5}}
    scenario = after({"actors": {"ANA": {"instability": 1.0}}}, months=19, **harmful)
    before = starting_states(scenario, 5).governments[:, Stock.UNREST, :2].mean(axis=1)
    assert before.max() > 0.0
    unrest, crises = months_of(scenario, "unrest"), months_of(scenario, "crises")
    quiet = crises[:, 0] == 0.0
    assert quiet.any() and unrest[quiet, 0] == pytest.approx(before[quiet] * 0.5 ** (1 / 18))
    assert_lanes_agree(scenario, replicate=1)


def test_the_damage_that_the_flow_does_is_counted_from_the_start_of_every_scenario():
    flood = {"flood": {"name": "flood", "date": "1996-02-01", "effects": [{"change": "supply", "multiply": 4.0}]}}
    quiet = {"uncertainties": {"policing_effect": 0.0, "border_effect": 0.0, "cooperation_effect": 0.0}}
    scenario = after({"events": flood, **quiet}, **quiet)
    assert (months_of(scenario, "damage") == 1.0).all()
    flooded = tiny(events={"flood": {**flood["flood"], "date": "2000-01-01"}}, **quiet)
    assert months_of(flooded, "damage")[0, 35] == pytest.approx(4.0 - 3.0 / 2.0), "half of it is noticed in 36 months"


# --- purses ---


def test_a_forums_purse_goes_on_into_the_future_and_a_new_forums_is_empty():
    resting = {"fish": {"rate": 0.0}, "water": {"rate": 0.0}}
    past = {"levers": {"joint_share": 0.5}, "forums": {"CLUB": {"agenda": resting}}}
    new = {"name": "New", "members": ["ANA", "BEN", "BIG"], "agenda": {"fish": {"rate": 0.5}}}
    scenario = after(past, forums={"NEW": new}, months=24)
    purse = starting_states(scenario, 5).purse
    club, made = (Index(scenario).forums.index(name) for name in ("CLUB", "NEW"))
    assert (purse[:, club] > 0.0).all() and (purse[:, made] == 0.0).all()
    assert_lanes_agree(scenario, replicate=1)


# --- ladders ---


@pytest.mark.parametrize(
    ("now", "before", "stood", "successes", "standing", "kept"),
    [
        ("abc", "abc", 2, [1, 1, 0], 2, [1, 1, 0]),
        ("bc", "abc", 2, [1, 1, 0], 1, [1, 0]),  # a rung under it is gone: the same rung has another number
        ("ab", "abc", 3, [1, 0, 1], 1, [1, 0]),  # the rung it stood on is gone: the highest below that is earned
        ("ab", "abc", 3, [0, 0, 1], 0, [0, 0]),
        ("xabc", "abc", 1, [1, 0, 0], 2, [0, 1, 0, 0]),  # a new rung below is passed over
        ("xyz", "abc", 3, [1, 1, 1], 0, [0, 0, 0]),
        ("ba", "ab", 2, [1, 1], 2, [1, 1]),  # both were held, and now the other one is higher
        ("ba", "ab", 2, [0, 1], 1, [1, 0]),
        ("a", "abcdefghijkl", 12, [1] * 12, 1, [1]),
    ],
)
def test_a_forum_holds_what_it_held_of_todays_ladder(now, before, stood, successes, standing, kept):
    assert climbed(now, before, stood, successes) == (standing, kept)


def test_months_on_rungs_add_up_after_a_longer_ladder():
    before = with_ladder({**TINY, "start": "1990-01-01"}, *"abcdefghijkl")
    scenario = Scenario.from_tree({**with_ladder(TINY, "a"), "past": {"scenario": before, "replicates": 4}})
    assert starting_states(scenario, 5).standing.max() == 1
    for _ in range(3):
        done = ensemble(scenario, 200)
        assert (done.record.months_on.sum(axis=-1) == scenario.months).all()
    assert_lanes_agree(scenario, replicate=2)


def test_what_exists_only_now_begins_as_without_a_past_and_what_is_gone_leaves_nothing():
    before = with_ladder({**TINY, "start": "1990-01-01"}, "talks")
    before["forums"] = {"GONE": before["forums"]["CLUB"]}
    before["actors"] = {**before["actors"], "OLD": {**before["actors"]["BEN"]}}
    now = merged(TINY, {"actors": {"NEW": TINY["actors"]["BEN"]}, "past": {"scenario": before, "replicates": 2}})
    now["forums"] = {"CLUB": now["forums"]["CLUB"]}  # one forum then and one now, but not the same
    scenario = Scenario.from_tree(now)
    names, state = Index(scenario), one_of(starting_states(scenario, 5), 0)
    new, fish, water = names.actor("NEW"), names.domains.index("fish"), names.domains.index("water")
    assert state.kept[fish].any() and not state.kept[water].any()
    assert not state.kept[:, new].any() and not state.kept[:, :, new].any()
    assert not state.standing.any() and not state.successes.any(), "the forum is another"
    assert state.governments[Stock.POLICING, new] == tables_of(scenario).governments[Stock.POLICING, new]
    assert_lanes_agree(scenario, replicate=1)


def test_all_share_one_ladder_before_and_now_where_the_region_climbs_together():
    before = with_ladder({**TINY, "start": "1990-01-01"}, "talks")
    before["forums"] = {"GONE": before["forums"]["CLUB"]}
    now = {**with_ladder(TINY, "talks"), "structure": {"standing_scope": "region"}}
    scenario = Scenario.from_tree({**now, "past": {"scenario": before, "replicates": 2}})
    assert starting_states(scenario, 5).standing.tolist() == [[[1]], [[1]]]
    assert_lanes_agree(scenario, replicate=1)


def test_successes_in_another_aim_are_none_in_this_one():
    many = {"uncertainties": {"region_share": 0.6}}
    same, other = (
        after({"aim": aim, "structure": {"gate": False}}, structure={"gate": False}, **many)
        for aim in ("water", "fish")
    )
    assert (starting_states(same, 5).region_meetings > 0).any()
    assert not (starting_states(other, 5).region_meetings > 0).any()


# --- a past of a past ---


def nested():
    oldest = merged(TINY, {"start": "1990-01-01", "seed": 77})
    before = merged(TINY, {"start": "1996-01-01", "seed": 99, "past": {"scenario": oldest, "replicates": 2}})
    return tiny(past={"scenario": before, "replicates": 3})


def test_a_past_of_a_past_has_the_same_luck_on_both_lanes():
    for replicate in (0, 2, 4):
        assert_lanes_agree(nested(), replicate)


def test_every_road_into_a_past_of_a_past_leads_to_the_same_states():
    from trustladder.sim.agents.model import CooperationModel

    scenario = nested()
    wanted = starting_states(scenario, scenario.seed).kept
    assert not np.array_equal(wanted[0], starting_states(after({}), scenario.seed).kept[0]), "the oldest past matters"
    for replicate in range(5):
        assert np.array_equal(CooperationModel(scenario, replicate=replicate).start.kept, wanted[replicate % 3])


def test_what_is_believed_is_believed_in_the_pasts_past_too():
    believed = with_parameters(nested(), {"uncertainties.omega": 0.3, "actors.ANA.secrecy": 0.9})
    for one in (believed.history(), believed.history().history()):
        assert (one.uncertainties.omega, one.actors["ANA"].secrecy.value) == (0.3, 0.9)


def test_a_named_past_brings_its_own_past_along(tmp_path):
    later = tmp_path / "later.toml"
    later.write_text(
        'title = "T"\nquestion = "Q"\nextends = "baseline"\nstart = 2020-01-01\n[past]\nscenario = "baseline"'
    )
    before = Scenario.load(later).history()
    assert before.first_month + before.months == 2020 * 12
    assert before.history().name == "history"
    assert before.history().first_month + before.history().months == before.first_month


# --- what check refuses, run refuses ---

HEAD = 'title = "T"\nquestion = "Q"\nextends = "baseline"\n'
REFUSED = {
    '[past]\nscenario = "baseline"': "past.scenario: starts 2014-01-01; allowed: before 2014-01-01",
    'start = 1990-01-01\n[past]\nscenario = "history"': "past.scenario: starts 1997-01-01; allowed: before 1990-01-01",
    'start = 2999-12-31\n[past]\nscenario = "history"': "allowed: at most 2400 months before 2999-12-31",
    'start = 9999-12-31\n[past]\nscenario = "history"': "start: 9999-12-31; allowed: 1000-01-01 to 3000-12-31",
    '[past.scenario.past.scenario.past]\nscenario = "history"': "past.scenario: title: is missing",
    '[past]\nscenario = "mine.toml"': "past.scenario: circular: mine -> mine",
    '[past]\nscenario = "hystory"': "did you mean history",
}


@pytest.mark.parametrize("content", REFUSED, ids=str)
def test_check_refuses_what_run_refuses_in_the_same_line(content, tmp_path, capsys):
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + content + "\n")
    said = []
    for arguments in (["check", str(file)], ["run", str(file), "--runs", "2", "--out", str(tmp_path / "out")]):
        assert status_of(arguments) == 2
        said.append(capsys.readouterr().err)
    assert said[0] == said[1]
    assert said[0].count("\n") == 1
    assert "mine.toml" in said[0] and REFUSED[content] in said[0]
    assert not (tmp_path / "out").exists()


def test_a_past_that_cannot_be_is_refused_wherever_a_scenario_comes_from():
    with pytest.raises(InputError, match=r"past\.scenario: starts 2000-01-01; allowed: before 2000-01-01"):
        tiny(past={"scenario": TINY})


@pytest.mark.parametrize("start", ["1000-01-01", "3000-12-31"])
def test_a_world_may_begin_on_the_first_and_on_the_last_day_there_is(start):
    assert_lanes_agree(tiny(start=start, months=14))
