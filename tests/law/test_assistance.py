"""Step 3: assistance."""

import math

from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.assistance import bought, gathered, joint_money, matched, planned, purposes, withheld

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


def test_a_purse_that_nobody_spends_comes_to_a_years_money():
    purse = 0.0
    for _ in range(400):
        purse = gathered(purse, 0.5)
    assert math.isclose(purse, 12 * 0.5)


@given(st.floats(0.0, 50.0), st.lists(st.integers(1, 5), min_size=1, max_size=4), st.floats(0.0, 0.3))
def test_successes_of_a_month_and_those_present_share_a_purse_and_spend_all_of_it(purse, present, gain):
    parts = [1.0 / guests for guests in present for _ in range(guests)]
    policing = math.fsum(bought(purse, part, float(len(present)), 1.0, gain) for part in parts)
    assert math.isclose(policing, gain * purse, rel_tol=1e-9, abs_tol=1e-12), (
        "as bilateral training of that money would"
    )


def test_joint_money_that_buys_nothing_leaves_police_as_they_are():
    assert bought(3.0, 0.5, 1.0, 0.0, 0.03) == 0.0
