"""Step 7: responding."""

import math

from hypothesis import assume, given
from hypothesis import strategies as st

from trustladder.sim.law.responding import (
    AGAINST_INTEREST,
    COSTS,
    DISTRUST,
    EITHER_WAY,
    NO_COSTS,
    QUANTAL,
    RANDOM,
    REASONS,
    THRESHOLD,
    SeatCosts,
    acceptance,
    autonomy_value,
    belief,
    exposedness,
    friction,
    full_gain,
    full_risk,
    indifference_trust,
    inducement,
    influence_cost,
    refusal,
    spared,
    terms,
    worth,
)

share = st.floats(0.0, 1.0)
cost = st.floats(0.0, 1.5)


def weighed(p=0.5, gain=1.0, risk=0.8, freedom=0.1, induced=0.0, **seat):
    return terms(p, gain, risk, freedom, NO_COSTS._replace(**seat), induced)


@given(share, share, cost, cost, cost, cost, cost, cost)
def test_more_trust_never_lowers_acceptance(p, more, gain, risk, freedom, rivalry, pressure, induced):
    assume(more >= p)
    chances = [
        acceptance(QUANTAL, worth(weighed(at, gain, risk, freedom, induced, rivalry=rivalry, pressure=pressure)), 5.0)
        for at in (p, more)
    ]
    assert chances[0] <= chances[1] + 1e-12


@given(cost, cost, cost, cost, cost, cost)
def test_at_the_indifference_trust_taking_part_is_worth_nothing(gain, risk, freedom, rivalry, pressure, induced):
    assume(gain + risk > 1e-6)
    needed = indifference_trust(weighed(0.5, gain, risk, freedom, induced, rivalry=rivalry, pressure=pressure))
    there = worth(weighed(needed, gain, risk, freedom, induced, rivalry=rivalry, pressure=pressure))
    assert math.isclose(there, 0.0, abs_tol=1e-9)


def test_the_indifference_trust_by_pencil_and_paper():
    """B I = 1.2 * 0.7, L S = 0.8, C kappa = 0.25 * 0.5: p* = (0.8 + 0.125) / (0.84 + 0.8)."""
    t = weighed(0.4, full_gain(1.2, 0.7, 0.3, 0.0), full_risk(0.8, 1.0, 0.3, 0.0), 0.25 * 0.5)
    assert math.isclose(indifference_trust(t), 0.925 / 1.64)


@given(share, cost, cost)
def test_a_rung_that_exposes_more_needs_more_trust(p, risk, more):
    assume(more > risk)
    assert indifference_trust(weighed(p, 1.0, more, 0.1)) > indifference_trust(weighed(p, 1.0, risk, 0.1)) - 1e-12


def test_where_nothing_is_at_stake_no_trust_is_enough():
    assert indifference_trust(weighed(0.5, 0.0, 0.0)) > 1.0


@given(share, share, share)
def test_a_belief_lies_between_the_least_and_the_mean(mean, least, omega):
    assume(least <= mean)
    assert least - 1e-12 <= belief(mean, least, omega) <= mean + 1e-12


def test_the_threshold_rule_comes_exactly_where_it_pays():
    assert acceptance(THRESHOLD, 0.01, 5.0) == 1.0
    assert acceptance(THRESHOLD, 0.0, 5.0) == 0.0


def test_the_null_is_a_coin():
    assert acceptance(RANDOM, -9.0, 5.0) == acceptance(RANDOM, 9.0, 5.0) == 0.5


def test_a_refusal_is_told_by_how_close_it_was():
    assert refusal(weighed(), 0.5) == EITHER_WAY
    assert refusal(weighed(), 0.25) == refusal(weighed(), 0.75) == EITHER_WAY
    assert refusal(weighed(), 0.76) == AGAINST_INTEREST


def test_a_clear_refusal_names_its_largest_cost():
    least = weighed(p=0.9)
    assert refusal(weighed(p=0.4), 0.1) == DISTRUST
    for known in COSTS:
        assert REASONS[refusal(least._replace(**{known.term: 0.3}), 0.1)] == known.reason


@given(st.lists(cost, min_size=len(COSTS), max_size=len(COSTS)), st.floats(0.0, 0.2499))
def test_no_cost_is_larger_than_the_one_that_is_named(sizes, chance):
    t = weighed()._replace(**{known.term: size for known, size in zip(COSTS, sizes, strict=True)})
    assert sizes[refusal(t, chance) - DISTRUST] == max(sizes)


@given(share, cost, cost, st.lists(cost, min_size=len(NO_COSTS), max_size=len(NO_COSTS)), cost)
def test_worth_and_indifference_count_every_declared_cost(p, risk, freedom, seat, induced):
    t = terms(p, 1.0, risk, freedom, SeatCosts(*seat), induced)
    costs = [getattr(t, known.term) for known in COSTS]
    assert costs == [t.risk, freedom, *seat]
    assert math.isclose(worth(t), p - sum(costs) + induced, abs_tol=1e-9)
    assert math.isclose(indifference_trust(t), (risk + sum(costs[1:]) - induced) / (1.0 + risk), abs_tol=1e-9)


def test_a_load_of_meetings_makes_the_next_one_worth_less():
    assert worth(weighed(load=0.2)) == worth(weighed()) - 0.2
    assert indifference_trust(weighed(load=0.2)) > indifference_trust(weighed())


def test_secrets_expose_only_in_sensitive_domains():
    assert exposedness(sensitive=0.0, secrecy=0.2, spared=0.0) == 1.0
    assert math.isclose(exposedness(sensitive=1.0, secrecy=0.2, spared=0.0), 0.2)


def test_an_experienced_host_spares_secrets_the_more_neutral_the_seminar():
    assert spared(0.6, 0.5, hosted_seminar=False) == 0.0
    assert spared(0.6, 1.0, hosted_seminar=True) > spared(0.6, 0.5, hosted_seminar=True) > 0.0


def test_a_shared_asset_raises_both_benefit_and_exposure():
    assert full_gain(1.0, 1.0, 0.3, 0.5) > full_gain(1.0, 1.0, 0.3, 0.0)
    assert full_risk(1.0, 1.0, 0.3, 0.5) > full_risk(1.0, 1.0, 0.3, 0.0)


def test_freedom_is_dearer_where_playing_off_pays_and_cheaper_for_who_gives_jointly():
    assert autonomy_value(0.5, earned=0.4, joint=0.0) > autonomy_value(0.5, earned=0.0, joint=0.0)
    assert autonomy_value(0.5, earned=0.0, joint=0.5) < autonomy_value(0.5, earned=0.0, joint=0.0)


def test_a_neutral_forum_takes_the_edge_off_rivalry():
    assert friction(0.6, 0.5, neutrality=1.0) == 0.0
    assert friction(0.6, 0.5, neutrality=0.0) == 0.3


def test_joint_money_is_shared_among_the_guests_and_costs_the_giver_influence():
    assert inducement(1.0, 10.0, 5) == 2.0
    assert influence_cost(0.5, 0.2) == 0.1
