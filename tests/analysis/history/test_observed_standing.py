"""Observed standing: a forum stands on the highest rung on which it has lately been active."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trustladder.analysis.history.evidence import Event, events
from trustladder.analysis.history.observed_standing import MEMORY, ladders, observed_standing
from trustladder.sim.scenario.parameters import Uncertainties
from trustladder.sim.scenario.scenario import Scenario

LADDERS = {"fish": ["talks", "drills", "patrols"], "water": ["maps"]}
FORUMS = ["CLUB", "PAIR"]
YEARS = list(range(1999, 2010))


def activity(forum="CLUB", domain="fish", rung="talks", day=date(2003, 6, 15), kind="activity"):
    return Event("e", day, day, forum, domain, rung, kind, ("ANA",), "It met.", "A newspaper", "", "high")


def standing(record, years=YEARS):
    return observed_standing(record, LADDERS, FORUMS, years)


@st.composite
def activities(draw):
    domain = draw(st.sampled_from(list(LADDERS)))
    rung = draw(st.sampled_from(LADDERS[domain]))
    day = draw(st.dates(date(1997, 1, 1), date(2012, 12, 31)))
    kind = draw(st.sampled_from(["activity", "refusal", "founding", "drill"]))
    return activity(draw(st.sampled_from(FORUMS)), domain, rung, day, kind)


def test_a_forum_without_activities_stands_nowhere():
    assert not standing([]).any()


def test_an_activity_lifts_its_forum_in_its_domain_only_for_its_year_and_the_two_that_follow():
    found = standing([activity(rung="drills")])
    assert found[0, 0].tolist() == [0, 0, 0, 0, 2, 2, 2, 0, 0, 0, 0]
    assert found.sum() == 6


def test_standing_falls_36_months_after_the_last_activity():
    late = [activity(day=date(2003, 6, 15)), activity(day=date(2004, 12, 31))]
    assert standing(late)[0, 0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0]
    january, december = (standing([activity(day=date(2003, month, 1))])[0, 0] for month in (1, 12))
    assert (january == december).all()


def test_standing_falls_back_to_the_rung_that_was_held_more_lately():
    record = [activity(rung="patrols", day=date(2001, 1, 1)), activity(rung="talks", day=date(2003, 1, 1))]
    assert standing(record)[0, 0].tolist() == [0, 0, 3, 3, 3, 1, 1, 0, 0, 0, 0]


def test_a_shorter_memory_forgets_sooner():
    day = [activity(day=date(2003, 6, 15))]
    assert observed_standing(day, LADDERS, FORUMS, YEARS, memory=7)[0, 0].sum() == 1
    assert observed_standing(day, LADDERS, FORUMS, YEARS, memory=6)[0, 0].sum() == 0


def test_what_is_refused_founded_proposed_or_drilled_lifts_nobody():
    assert not standing([activity(kind=kind) for kind in ("refusal", "founding", "proposal", "drill")]).any()


def test_forums_and_domains_that_are_not_asked_for_do_not_count():
    record = [activity(forum="PAIR"), activity(domain="water", rung="maps")]
    assert not observed_standing(record, {"fish": LADDERS["fish"]}, ["CLUB"], YEARS).any()


def test_an_activity_is_remembered_for_three_years_whatever_the_law_says_of_practice():
    assert MEMORY == 36 != Uncertainties().idle_limit


@given(st.lists(activities(), max_size=12), activities())
def test_one_more_activity_never_lowers_standing(record, more):
    assert (standing([*record, more]) >= standing(record)).all()


@given(st.lists(activities(), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_record_changes_nothing(record, luck):
    shuffled = list(record)
    luck.shuffle(shuffled)
    assert (standing(shuffled) == standing(record)).all()


@given(st.lists(activities(), max_size=12))
def test_a_forum_stands_somewhere_exactly_where_it_was_active_within_three_years(record):
    found, held = standing(record), [event for event in record if event.kind == "activity"]
    for place in np.ndindex(found.shape):
        forum, domain, year = FORUMS[place[0]], list(LADDERS)[place[1]], YEARS[place[2]]
        lately = [one for one in held if (one.forum, one.domain) == (forum, domain) and 0 <= year - one.last.year < 3]
        assert (found[place] > 0) == bool(lately)


def test_activities_count_by_forum_domain_and_year_and_nothing_else_does():
    record = [activity(rung="drills"), activity(day=date(2006, 1, 1)), activity(kind="refusal", rung="patrols")]
    found = standing([*record, activity("PAIR", "water", "maps")])
    assert found[0, 0].tolist() == [0, 0, 0, 0, 2, 2, 2, 1, 1, 1, 0]
    assert found[1, 1].tolist() == [0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0]
    assert not found[0, 1].any() and not found[1, 0].any()


def test_the_shipped_record_shows_the_order_of_rungs_in_each_club():
    """The eastern club runs operations before the region shares information; nobody holds what CACI proposed."""
    history = Scenario.load("history")
    forums, domains, years = sorted(history.forums), ladders(history), list(range(1997, 2013))
    found = observed_standing(events(), domains, forums, years)

    def drugs(forum, year):
        return found[forums.index(forum), list(domains).index("counternarcotics"), years.index(year)]

    assert drugs("CSTO", 2002) == 0
    assert drugs("CSTO", 2003) == 4
    assert drugs("CARICC", 2006) == 0
    assert drugs("CARICC", 2007) == 1
    assert drugs("NRC", 2005) == 0
    assert drugs("NRC", 2006) == 1
    assert drugs("NRC", 2007) == 2
    assert not found[forums.index("CACI")].any()
