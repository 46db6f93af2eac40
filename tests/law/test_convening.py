"""Step 6: convening."""

from trustladder.sim.law.convening import convenes, enters, fallback_rung, highest_rung, interest, proposable


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
    assert highest_rung(standing=2, rungs=4, climbing=False) == fallback_rung(2, 4) == 1


def test_a_forum_proposes_nothing_above_its_mandate_even_where_the_region_stands_higher():
    assert highest_rung(standing=2, rungs=2, climbing=True) == 1
    assert highest_rung(standing=4, rungs=2, climbing=True) == 1
    assert highest_rung(standing=4, rungs=2, climbing=False) == fallback_rung(4, 2) == 1


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
