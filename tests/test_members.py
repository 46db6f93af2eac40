"""Who sits in a forum may change from month to month; both lanes know only who sits there now."""

import numpy as np
import pytest

from tests.test_lanes import EVERYTHING_HAPPENS, assert_lanes_agree
from tests.worlds import tiny
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.ensemble import ensemble
from trustladder.sim.scenario.entities import Forum
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.periods import MOST_PERIODS, periods_of
from trustladder.sim.scenario.scenario import Scenario


def joined(name, since=None, until=None):
    return {"id": name, **({"from": since} if since else {}), **({"until": until} if until else {})}


def club(*members, months=36, **more):
    return tiny(forums={"CLUB": {"members": list(members), **more}}, months=months)


COMING_AND_GOING = club(
    "ANA",
    joined("BEN", "2000-07-01", "2001-06-30"),
    joined("BIG", until="2000-12-31"),
    joined("FAR", "2000-03-15"),
    joined("BEN", "2001-10-01"),
    joined("BIG", "2002-06-01"),
    months=48,
)


def meetings_of(scenario, forum, replicates=6):
    models = [CooperationModel(scenario, replicate=number).run() for number in range(replicates)]
    return [meeting for model in models for meeting in model.meetings if meeting.forum.name == forum]


def test_dates_that_hold_all_the_time_change_nothing():
    always = club(joined("ANA", "1990-01-01"), "BEN", joined("BIG", "2000-01-31", "2050-01-01"), "FAR")
    one, other = (ensemble(scenario, 8, keep=8) for scenario in (tiny(), always))
    assert np.array_equal(one.months, other.months)


def test_the_order_in_which_members_are_listed_changes_nothing():
    one, other = (ensemble(club(*names), 8, keep=8) for names in (("FAR", "BEN", "ANA"), ("ANA", "BEN", "FAR")))
    assert np.array_equal(one.months, other.months)


def test_the_lanes_agree_while_members_come_and_go():
    for replicate in range(6):
        assert_lanes_agree(COMING_AND_GOING, replicate)


def test_the_lanes_agree_while_members_come_and_go_whatever_happens():
    tree = {**COMING_AND_GOING.tree(), "events": EVERYTHING_HAPPENS, "structure": {"standing_scope": "region"}}
    for replicate in range(6):
        assert_lanes_agree(Scenario.from_tree(tree), replicate)


def test_those_alone_are_invited_who_are_members_that_month():
    meetings = meetings_of(COMING_AND_GOING, "CLUB")
    forum = COMING_AND_GOING.forums["CLUB"]
    for meeting in meetings:
        assert {decision.actor for decision in meeting.decisions} == forum.seated(meeting.month)
    assert len({len(meeting.decisions) for meeting in meetings}) > 1, "or nothing has been tried"


def test_the_months_of_both_dates_count():
    forum = Forum.model_validate({"name": "f", "members": ["B", joined("A", "2001-03-31", "2001-05-01")], "agenda": {}})
    months = [month for month in range(12 * 2001, 12 * 2001 + 12) if "A" in forum.seated(month)]
    assert [month % 12 + 1 for month in months] == [3, 4, 5]


def test_nobody_learns_of_a_forum_before_joining_it():
    alone = {"agenda": {"fish": {"rate": 0.0}, "water": {"rate": 0.0}}}
    tree = club("ANA", "BIG", "FAR", joined("BEN", "2001-01-01")).tree()
    tree["forums"]["PAIR"] |= alone
    tree["domains"]["fish"]["rungs"]["talks"]["quorum_governments"] = 1
    model = CooperationModel(Scenario.from_tree(tree), replicate=1).run()
    assert any(meeting.success for meeting in model.meetings if meeting.month < 12 * 2001)
    before = np.array([month[:, :, model.names.actor("BEN")] for month in model.trust_by_month[:12]])
    assert (before == before[0]).all()
    assert (model.trust_by_month[-1][:, :, model.names.actor("BEN")] != before[0]).any()


@pytest.mark.parametrize(
    "members, sponsor",
    [
        (["ANA", joined("BEN", "2001-01-01"), joined("BIG", "2001-01-01")], None),
        (["ANA", "BEN", joined("BIG", "2001-01-01")], "BIG"),
    ],
    ids=["alone", "without its sponsor"],
)
def test_a_forum_does_not_meet_while_one_sits_there_alone_or_its_sponsor_is_no_member(members, sponsor):
    scenario = club(*members, **({"sponsor": sponsor} if sponsor else {}))
    months = [meeting.month for meeting in meetings_of(scenario, "CLUB")]
    assert months and min(months) >= 12 * 2001
    assert_lanes_agree(scenario)


def test_what_hangs_on_who_sits_where_follows_the_members():
    tables = tables_of(COMING_AND_GOING)
    names = sorted(COMING_AND_GOING.forums)
    sizes = tables.forums["size"][:, names.index("CLUB")]
    assert len(sizes) == len(periods_of(COMING_AND_GOING)) == 7
    assert sizes.tolist() == [2, 3, 4, 3, 2, 3, 4]
    assert tables.covers[0].tolist() == [[True, False], [True, True]], "without BEN the club does not cover the pair"
    assert tables.covers[2].all()
    assert tables.seats[:, :2].tolist() == [[1.0, 1.0]] * 7


def test_a_donor_divides_its_joint_money_among_the_forums_that_it_sits_in():
    pair = {"PAIR": {"members": ["ANA", "BEN", joined("BIG", "2001-01-01")]}}
    assert tables_of(tiny(forums=pair)).seats[:, 0].tolist() == [1.0, 2.0]


def test_so_many_comings_and_goings_that_their_tables_would_fill_the_memory_are_refused():
    stints = [
        joined("BIG", f"{year}-{month:02d}-01", f"{year}-{month:02d}-02")
        for year in range(2000, 2006)
        for month in range(1, 13, 2)
    ]
    assert len(periods_of(club("ANA", "BEN", *stints, months=120))) == 72
    later = [
        joined("FAR", f"{year}-{month:02d}-01", f"{year}-{month:02d}-02")
        for year in range(2006, 2012)
        for month in range(1, 13, 2)
    ]
    with pytest.raises(InputError, match=f"join or leave in 14[0-9] months; allowed: at most {MOST_PERIODS}"):
        club("ANA", "BEN", *stints, *later, months=240)


def test_a_scenario_with_dates_is_the_same_read_back_from_its_tree():
    again = Scenario.from_tree(COMING_AND_GOING.tree())
    assert again.forums == COMING_AND_GOING.forums
    assert again.tree()["forums"]["CLUB"]["members"][:2] == [
        "ANA",
        {"id": "BEN", "from": "2000-07-01", "until": "2001-06-30"},
    ]
