"""Step 6: convening."""

from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.convening import (
    alarm,
    concern,
    convenes,
    enters,
    highest_rung,
    interest,
    proposable,
)

share = st.floats(0.0, 1.0)


def test_concern_about_drugs_follows_the_flow_as_far_as_it_is_told_to():
    assert concern(0.5, alarm(1.0, 0.5)) == 0.5, "as much gets through as at the start"
    assert concern(0.5, alarm(2.0, 0.5)) == 0.75
    assert concern(0.5, alarm(0.0, 0.5)) == 0.25
    assert concern(0.9, alarm(2.0, 0.5)) == 1.0, "nobody can be more concerned"


@given(share, st.floats(0.0, 50.0), share)
def test_concern_stays_a_share_and_without_a_response_the_flow_changes_nothing(stake, damage, response):
    assert 0.0 <= concern(stake, alarm(damage, response)) <= 1.0
    assert concern(stake, alarm(damage, 0.0)) == stake


def test_collusion_dulls_interest_only_in_corruptible_domains():
    assert interest(0.8, corruptible=1.0, collusion=1.0, dulling=0.5) == 0.4
    assert interest(0.8, corruptible=0.0, collusion=1.0, dulling=0.5) == 0.8


def test_a_forum_whose_members_do_not_care_never_meets():
    assert not convenes(1.0, 0.0, 0.0)
    assert convenes(0.5, 0.8, 0.39)
    assert not convenes(0.5, 0.8, 0.41)


def test_a_forum_reaches_for_the_rung_above_the_one_it_stands_on():
    assert highest_rung(standing=0, rungs=4, climbing=True) == 0
    assert highest_rung(standing=2, rungs=4, climbing=True) == 2
    assert highest_rung(standing=4, rungs=4, climbing=True) == 3


def test_a_forum_that_may_not_climb_repeats_what_it_stands_on():
    assert highest_rung(standing=0, rungs=4, climbing=False) == 0
    assert highest_rung(standing=2, rungs=4, climbing=False) == 1


def test_a_forum_proposes_nothing_above_its_mandate_even_where_the_region_stands_higher():
    assert highest_rung(standing=2, rungs=2, climbing=True) == 1
    assert highest_rung(standing=4, rungs=2, climbing=True) == 1
    assert highest_rung(standing=4, rungs=2, climbing=False) == 1


def test_rivals_in_a_forum_suspend_whatever_lies_above_the_first_rung():
    assert proposable(4, rivalry=0.66, limit=0.66) == 4
    assert proposable(4, rivalry=0.67, limit=0.66) == 1
    assert proposable(4, rivalry=1.0, limit=1.0) == 4, "the null: rivalry is never above 1"


def test_a_new_forum_tries_its_entry_rung_and_nothing_else_for_a_while():
    assert enters(age=0, window=24, standing=0, entry=3)
    assert enters(age=23, window=24, standing=0, entry=3)
    assert not enters(age=24, window=24, standing=0, entry=3)
    assert not enters(age=5, window=24, standing=1, entry=3)
    assert not enters(age=5, window=24, standing=0, entry=-1)
