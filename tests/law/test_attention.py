"""Step 2: attention."""

import math

from trustladder.sim.law.arithmetic import monthly_retention
from trustladder.sim.law.attention import approached, reformed, sustained


def test_attention_covers_half_of_the_way_in_its_half_life():
    attention, pace = 1.0, 1.0 - monthly_retention(18.0)
    for _ in range(18):
        attention = approached(attention, 0.2, pace)
    assert math.isclose(attention, 0.6)


def test_attention_may_rise():
    assert approached(0.2, 0.8, 0.1) > 0.2


def test_policy_holds_attention_up_but_never_down():
    assert sustained(0.1, 0.8) == 0.8
    assert sustained(0.9, 0.8) == 0.9


def test_a_donor_that_looks_away_does_not_reform():
    assert reformed(0.2, 0.8, 0.05, 0.0) == 0.2
    assert reformed(0.2, 0.8, 0.05, 1.0) > reformed(0.2, 0.8, 0.05, 0.5) > 0.2
