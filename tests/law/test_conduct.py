"""Step 8: conduct."""

from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.conduct import forms, found_out, keeps_word, succeeds, success_chance, susceptibility

share = st.floats(0.0, 1.0)


def test_a_meeting_needs_its_quorum_its_sponsor_and_from_the_second_rung_all_that_it_needs():
    assert forms(3, 1, 3, 1, sponsored=True, complete=True)
    assert not forms(2, 1, 3, 1, sponsored=True, complete=True)
    assert not forms(3, 0, 3, 1, sponsored=True, complete=True)
    assert not forms(3, 1, 3, 1, sponsored=False, complete=True)
    assert not forms(3, 1, 3, 1, sponsored=True, complete=False)


def test_who_is_not_tempted_keeps_its_word():
    assert keeps_word(0.0, 1.0, susceptibility=3.0, draw=0.9999)


def test_temptation_grows_with_what_is_at_stake_and_with_collusion():
    assert keeps_word(0.25, 0.2, 1.0, draw=0.94)
    assert not keeps_word(0.25, 1.0, 1.0, draw=0.94)
    assert not keeps_word(0.25, 0.2, 2.0, draw=0.94)


def test_collusion_tempts_only_where_something_is_earned_on_the_side():
    assert susceptibility(corruptible=0.0, collusion=0.9, weight=1.0) == 1.0
    assert susceptibility(corruptible=1.0, collusion=0.9, weight=0.0) == 1.0
    assert susceptibility(corruptible=1.0, collusion=0.5, weight=1.0) == 1.5


def test_a_breach_is_found_with_the_chance_of_detection():
    assert found_out(0.5, 0.49)
    assert not found_out(0.5, 0.5)


@given(share, share, share, share)
def test_rivalry_in_the_room_never_helps(reliability, undermining, rivalry, capability):
    calm = success_chance(reliability, undermining, 0.0, capability)
    assert 0.0 <= success_chance(reliability, undermining, rivalry, capability) <= calm <= 1.0


def test_an_activity_succeeds_only_where_enough_keep_their_word():
    assert succeeds(3, 4, 0.75, chance=1.0, draw=0.5)
    assert not succeeds(2, 4, 0.75, chance=1.0, draw=0.5)
    assert not succeeds(4, 4, 0.75, chance=0.4, draw=0.5)
