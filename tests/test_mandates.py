"""What a forum's founding documents say: the highest rung that it may propose, and who must attend."""

import numpy as np
import pytest

from tests.test_lanes import EVERYTHING_HAPPENS, assert_lanes_agree
from tests.worlds import tiny
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import blank, one_of, repeated
from trustladder.sim.arrays.warm_start import warm_start
from trustladder.sim.ensemble import ensemble

BEFORE = {
    "convened": 406.0,
    "formed": 242.0,
    "succeeded": 128.0,
    "invited": 922.0,
    "refused_for_rivalry": 0.0,
    "rivalry_of_rivals": 277.6119340953873,
    "trust_region.water": 305.82842707788154,
    "trust_rivals.fish": 213.14481218104538,
    "standing_both_rivals.fish": 486.0,
    "interdicted": 52.23310035273349,
}
EAGER = {"trust": {"others": 0.95}}  # so that forums climb


def eager(months=120, **more):
    return tiny(actors=dict.fromkeys(("ANA", "BEN", "BIG", "FAR"), EAGER), months=months, **more)


def mandate(rung, scope="forum"):
    club = {"agenda": {"fish": {"top_rung": rung}}}
    return eager(forums={"CLUB": club}, structure={"standing_scope": scope})


def rungs_proposed(scenario, forum="CLUB", domain=0):
    models = [CooperationModel(scenario, replicate=number).run() for number in range(4)]
    return {
        one.rung_number for model in models for one in model.meetings if (one.forum.name, one.domain) == (forum, domain)
    }


def test_a_mandate_that_names_the_whole_ladder_changes_nothing():
    one, other = (ensemble(scenario, 8, keep=8) for scenario in (eager(), mandate("patrols")))
    assert np.array_equal(one.months, other.months)


@pytest.mark.parametrize("scope", ["forum", "region"])
def test_a_forum_proposes_nothing_above_its_mandate(scope):
    assert rungs_proposed(eager(structure={"standing_scope": scope})) == {0, 1}
    assert rungs_proposed(mandate("talks", scope)) == {0}
    assert_lanes_agree(mandate("talks", scope), replicate=2)


def test_a_forum_never_stands_above_its_mandate():
    done = ensemble(mandate("talks"), 8, keep=8)
    stood = done.record.first_stood[:, sorted(mandate("talks").forums).index("CLUB"), 0]
    assert (stood[:, 0] >= 0).any() and (stood[:, 1] < 0).all()


def test_the_step_that_policy_takes_ends_at_the_mandate():
    club = {"founded": "2000-02-01", "agenda": {"fish": {"top_rung": "talks"}}}
    scenario = eager(forums={"CLUB": club}, levers={"step": 2})
    assert tables_of(scenario).agenda.entry[sorted(scenario.forums).index("CLUB"), 0] == 0


def test_a_past_in_which_the_mandate_was_wider_leaves_no_standing_above_it():
    before, now = eager(), mandate("talks")
    past = repeated(blank(tables_of(before)), 1)
    past.standing[0], past.successes[0] = 2, 5
    past.standing[0, :, 1] = 1
    start = one_of(warm_start(tables_of(now), Index(now), past, Index(before)), 0)
    assert start.standing[:, 0].tolist() == [1, 2], "the club, the pair"


def needing(*names, **more):
    return eager(forums={"CLUB": {"needs": list(names)}}, **more)


def formed_above_the_first_rung(scenario):
    models = [CooperationModel(scenario, replicate=number).run() for number in range(4)]
    return [one for model in models for one in model.meetings if one.formed and one.rung_number > 0]


def came(meeting):
    return {decision.actor for decision in meeting.decisions if decision.came}


def test_from_the_second_rung_a_forum_forms_only_with_all_that_it_needs():
    with_far = formed_above_the_first_rung(needing("FAR", "ANA"))
    assert all({"ANA", "FAR"} <= came(one) for one in with_far if one.forum.name == "CLUB")
    assert any(one.forum.name == "CLUB" for one in with_far)
    without = [one for one in formed_above_the_first_rung(eager()) if one.forum.name == "CLUB"]
    assert any("FAR" not in came(one) for one in without), "a forum that needs nobody meets without anybody"
    assert_lanes_agree(needing("FAR", "ANA"), replicate=2)


def test_on_the_first_rung_nobody_is_needed():
    model = CooperationModel(needing("FAR"), replicate=1).run()
    talks = [one for one in model.meetings if one.formed and one.rung_number == 0 and one.forum.name == "CLUB"]
    assert any("FAR" not in came(one) for one in talks)


def test_whom_a_forum_needs_and_who_is_no_member_any_more_keeps_it_from_rising():
    members = ["ANA", "BEN", "BIG", {"id": "FAR", "until": "2001-12-31"}]
    scenario = eager(forums={"CLUB": {"members": members, "needs": ["FAR"]}})
    club = [one for one in formed_above_the_first_rung(scenario) if one.forum.name == "CLUB"]
    assert club and all(one.month < 12 * 2002 for one in club)


def test_the_first_meeting_to_which_both_rivals_came_is_recorded():
    scenario = eager(months=24)
    done = ensemble(scenario, 6, keep=6)
    for replicate in range(6):
        model = CooperationModel(scenario, replicate=replicate).run()
        both = [one for one in model.meetings if one.formed and {"BIG", "FAR"} <= came(one)]
        for domain, rung in ((0, 0), (0, 1), (1, 0)):
            months = [
                one.month - scenario.first_month for one in both if (one.domain, one.rung_number) == (domain, rung)
            ]
            assert done.record.first_together[replicate, domain, rung] == min(months, default=-1)


def test_needs_of_both_rivals_and_no_suspension_give_what_the_law_gave_before():
    """Sums over eight futures of the tiny world; first pinned by the law by which both rivals had to attend everywhere.

    There no blow closed forums (`suspension_level` 1); here no rivalry suspends them (`suspension_rivalry` 1).
    """
    club, null = {"CLUB": {"needs": ["BIG", "FAR"]}}, {"suspension_rivalry": 1.0}
    done = ensemble(tiny(events=EVERYTHING_HAPPENS, months=60, forums=club, uncertainties=null), 8, keep=8)
    found = {name: float(done.months[:, :, done.columns.index(name)].sum()) for name in BEFORE}
    assert found == BEFORE


def quarrelling(level, **club):
    """Donors whose rivalry is 0.5 at first, and from 2002 on jumps to 0.9 and rests there."""
    effects = [{"change": "rivalry", "blow": 0.8}, {"change": "rivalry", "set": 0.9}]
    quarrel = {"quarrel": {"name": "q", "date": "2002-01-01", "effects": effects}}
    facts = {"suspension_rivalry": level}
    return eager(months=96, events=quarrel, uncertainties=facts, forums={"CLUB": club})


def test_while_two_of_its_donors_are_such_rivals_a_forum_proposes_nothing_above_the_first_rung():
    meetings = [
        one for number in range(4) for one in CooperationModel(quarrelling(0.7), replicate=number).run().meetings
    ]
    before = {one.rung_number for one in meetings if one.forum.name == "CLUB" and one.month < 12 * 2002}
    since = {one.rung_number for one in meetings if one.forum.name == "CLUB" and one.month >= 12 * 2002}
    assert before == {0, 1} and since == {0}, "it goes on meeting"
    alone = {one.rung_number for one in meetings if one.forum.name == "PAIR" and one.month >= 12 * 2002}
    assert 1 in alone, "where no two donors sit nothing is suspended"


def test_a_new_forum_that_is_suspended_does_not_try_its_entry_rung():
    founded = {"founded": "2002-02-01", "agenda": {"fish": {"entry_rung": "patrols"}}}
    window = [
        one.rung_number
        for number in range(6)
        for one in CooperationModel(quarrelling(0.7, **founded), replicate=number).run().meetings
        if one.forum.name == "CLUB" and one.domain == 0
    ]
    assert set(window) == {0}


@pytest.mark.parametrize("level", [0.58, 0.7, 1.0])
def test_the_lanes_agree_while_rivals_suspend_their_forums(level):
    founded = {"founded": "2001-10-01", "agenda": {"fish": {"entry_rung": "patrols"}}}
    for replicate in range(3):
        assert_lanes_agree(quarrelling(level), replicate)
        assert_lanes_agree(quarrelling(level, **founded), replicate)
