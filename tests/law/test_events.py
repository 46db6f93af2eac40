"""Step 1: events."""

from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.events import ADD, MULTIPLY, SET, altered, jolted, remembered, strikes

share = st.floats(0.0, 1.0)


def test_a_condition_adds_multiplies_or_sets_within_the_range():
    assert altered(0.5, ADD, 0.2, 0.0, 1.0) == 0.7
    assert altered(0.5, ADD, 0.9, 0.0, 1.0) == 1.0
    assert altered(0.5, MULTIPLY, 0.5, 0.0, 1.0) == 0.25
    assert altered(0.5, SET, 0.9, 0.0, 1.0) == 0.9


@given(share, st.floats(-1.0, 1.0))
def test_a_blow_leaves_a_share_a_share(value, blow):
    assert 0.0 <= jolted(value, blow) <= 1.0


def test_a_full_blow_goes_all_the_way():
    assert jolted(0.3, 1.0) == 1.0
    assert jolted(0.3, -1.0) == 0.0
    assert jolted(0.5, 0.5) == 0.75
    assert jolted(0.5, -0.5) == 0.25


def test_new_leaders_forget_a_share():
    assert remembered(4.0, 0.25) == 3.0
    assert remembered(4.0, 1.0) == 0.0


def test_an_event_without_hazard_never_strikes():
    assert not strikes(0.0, 0.0)
    assert strikes(1.0, 0.999)
