"""Step 11: drift."""

from hypothesis import given
from hypothesis import strategies as st

from sim.law.drift import faded, resting_rivalry

share = st.floats(0.0, 1.0)


@given(share, share, share, share, share)
def test_resting_rivalry_is_never_more_than_usual(usual, attention, other, start, calm):
    assert 0.0 <= resting_rivalry(usual, attention, other, start, calm) <= usual + 1e-12


def test_fading_attention_may_calm():
    assert resting_rivalry(0.6, 0.1, 0.1, 0.25, calm=0.0) == 0.6
    assert resting_rivalry(0.6, 0.1, 0.1, 0.25, calm=0.5) < 0.6
    assert resting_rivalry(0.6, 0.0, 0.0, 0.25, calm=1.0) == 0.0


def test_where_nobody_ever_looked_nothing_calms():
    assert resting_rivalry(0.6, 0.0, 0.0, 0.0, calm=1.0) == 0.6


def test_evidence_fades():
    assert faded(2.0, 0.5) == 1.0
