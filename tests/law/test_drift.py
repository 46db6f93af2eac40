"""Step 11: drift."""

import math

from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.arithmetic import monthly_retention
from trustladder.sim.law.drift import at_start, attention_left, faded, loaded, now, resting_rivalry

share = st.floats(0.0, 1.0)


@given(share, share, share, share, share, share)
def test_resting_rivalry_is_never_more_than_usual(usual, attention, other, start, other_start, calm):
    left, other_left = attention_left(attention, start), attention_left(other, other_start)
    assert 0.0 <= resting_rivalry(usual, left, other_left, calm) <= usual + 1e-12


def test_fading_attention_may_calm():
    left = attention_left(0.1, 0.5)
    assert resting_rivalry(0.6, left, left, calm=0.0) == 0.6
    assert resting_rivalry(0.6, left, left, calm=0.5) < 0.6
    assert resting_rivalry(0.6, attention_left(0.0, 0.5), left, calm=1.0) == 0.0


def test_of_two_donors_the_geometric_mean_counts():
    """0.6 * sqrt(0.1 * 0.3 / (0.5 * 0.4)), worked out by hand."""
    resting = resting_rivalry(0.6, attention_left(0.1, 0.5), attention_left(0.3, 0.4), calm=1.0)
    assert math.isclose(resting, 0.6 * math.sqrt(0.15), rel_tol=1e-12)


def test_attention_above_its_start_stirs_nothing_up():
    left = attention_left(0.9, 0.3)
    assert resting_rivalry(0.6, left, left, calm=1.0) == 0.6


def test_where_nobody_ever_looked_nothing_calms():
    left = attention_left(0.0, 0.0)
    assert resting_rivalry(0.6, left, left, calm=1.0) == 0.6


def test_evidence_fades():
    assert faded(2.0, 0.5) == 1.0


@given(st.floats(0.0, 10.0), st.floats(12.0, 240.0), st.integers(0, 600), st.integers(0, 600))
def test_evidence_kept_in_units_of_the_first_month_counts_as_if_it_faded_month_by_month(evidence, half, learned, since):
    retention, memory = monthly_retention(half), 1.0
    for _ in range(learned):
        memory = faded(memory, retention)
    kept, left = at_start(evidence, memory), evidence
    for _ in range(since):
        memory, left = faded(memory, retention), faded(left, retention)
    assert math.isclose(now(kept, memory), left, rel_tol=1e-9)


def test_a_load_of_meetings_eases_by_half_in_half_a_year():
    retention = monthly_retention(6.0)
    load = 2.0
    for _ in range(6):
        load = loaded(load, 0.0, retention)
    assert math.isclose(load, 1.0, rel_tol=1e-9)


def test_a_load_settles_at_the_meetings_a_month():
    retention, load = monthly_retention(6.0), 0.0
    for _ in range(120):
        load = loaded(load, 1.5, retention)
    assert math.isclose(load, 1.5, rel_tol=1e-5)
