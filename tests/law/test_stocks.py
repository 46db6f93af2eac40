"""Step 5: stocks."""

from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.assistance import purposes
from trustladder.sim.law.stocks import cleaned, coercive, raised, rents

share = st.floats(0.0, 1.0)


@given(share, st.floats(0.0, 100.0))
def test_no_money_raises_a_stock_above_one(stock, effect):
    assert stock <= raised(stock, effect) <= 1.0


@given(share, share, st.floats(0.0, 100.0))
def test_anti_corruption_lowers_collusion_but_never_under_its_floor(collusion, floor, effect):
    """ "Corruption-reduction initiatives will not eliminate corruption" (brief)."""
    after = cleaned(collusion, floor, effect)
    assert after <= collusion
    assert after >= min(collusion, floor)


def test_police_training_feeds_coercion_only_as_far_as_it_is_misused():
    police = purposes(training=1.0, policing=1.0, border=0.0, clean=0.0)
    assert coercive(1.0, police, misuse=0.0, special=0.8, arms=0.6) == 0.0
    assert coercive(1.0, police, misuse=0.3, special=0.8, arms=0.6) == 0.3


def test_special_forces_and_arms_feed_coercion_each_by_its_weight():
    special = purposes(training=1.0, policing=0.0, border=0.0, clean=0.0)
    arms = purposes(training=0.0, policing=0.0, border=0.0, clean=0.0)
    assert coercive(2.0, special, misuse=0.3, special=0.8, arms=0.6) == 1.6
    assert coercive(2.0, arms, misuse=0.3, special=0.8, arms=0.6) == 1.2


@given(share, share, share)
def test_where_both_weigh_1_training_special_forces_harms_as_much_as_arming_them(training, policing, misuse):
    spent = purposes(training, policing, border=0.0, clean=0.0)
    assert coercive(1.0, spent, misuse, special=1.0, arms=1.0) == misuse * spent.police + spent.special + spent.arms


def test_border_technology_harms_nobody():
    scanners = purposes(training=0.0, policing=0.0, border=1.0, clean=0.0)
    assert coercive(1.0, scanners, misuse=0.3, special=1.4, arms=1.4) == 0.0


def test_rents_follow_the_flow():
    assert rents(0.5, 2.0) == 1.0
