"""Step 3: assistance."""

import math

from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.assistance import joint_money, matched, planned, purposes, withheld

share = st.floats(0.0, 1.0)


@given(share, share, st.lists(st.floats(0.01, 1.0), min_size=1, max_size=6))
def test_plans_and_joint_money_add_up_to_the_budget(attention, joint, weights):
    """Money is conserved: what is not given jointly is planned for somebody."""
    priorities = [weight / math.fsum(weights) for weight in weights]
    plans = math.fsum(planned(2.0, attention, joint, priority) for priority in priorities)
    assert math.isclose(plans + joint_money(2.0, attention, joint), 2.0 * attention, abs_tol=1e-12)


@given(share, share, share, share)
def test_every_unit_of_a_gift_is_spent_on_something(training, policing, border, clean):
    assert math.isclose(math.fsum(purposes(training, policing, border, clean)), 1.0)


def test_a_donor_without_rivals_gives_what_it_planned():
    assert matched(0.4, 0.0, 0.5) == 0.4


@given(st.floats(0.01, 1.0), st.floats(0.0, 50.0))
def test_rivals_raise_a_gift_by_no_more_than_the_eagerness(plan, pull):
    assert plan <= matched(plan, pull, 0.5) <= 1.5 * plan + 1e-12


def test_where_nobody_plans_or_gives_nothing_is_given():
    assert matched(0.0, 0.0, 0.5) == 0.0


def test_a_scandal_withholds_its_share():
    assert withheld(0.8, 0.25) == 0.6000000000000001
