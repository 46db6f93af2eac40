"""Step 12: human security."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.security import (
    crisis_hazard,
    damage,
    harm,
    honest_power,
    instability,
    interdiction,
    missed,
    scandal_chance,
    scandal_cut,
)

share = st.floats(0.0, 1.0)


@pytest.mark.parametrize("q", [0.0, 1.0, 2.0])
@given(share)
def test_honest_power_is_a_power_at_whole_exponents(q, collusion):
    assert math.isclose(honest_power(collusion, q), (1.0 - collusion) ** q, abs_tol=1e-12)


@given(share, st.floats(0.0, 2.0))
def test_collusion_never_helps_interdiction(collusion, q):
    assert 0.0 <= honest_power(collusion, q) <= 1.0


def test_where_officials_sanction_all_smuggling_technology_stops_nothing():
    """ "Providing technical assistance for border security is a waste of money" (brief)."""
    assert missed(0.1, 1.0, honest_power(1.0, 1.0)) == 1.0


@given(share, share, share)
def test_the_share_stopped_is_a_share_and_never_less_than_the_best_means(one, two, three):
    stopped = interdiction(1.0 - one, 1.0 - two, 1.0 - three)
    assert max(one, two, three) - 1e-12 <= stopped <= 1.0


def test_harm_is_in_proportion_to_the_ability_to_do_it():
    assert harm(0.0, 0.5, 0.4) == 0.0
    assert harm(0.6, 0.0, 0.4) == 0.6
    assert harm(0.6, 0.5, 0.0) == 0.6, "without restraint police spare nobody"


@given(share, share, st.floats(0.0, 0.8))
def test_police_who_know_crowds_spare_civilians_but_never_all_of_the_harm(coercion, policing, restraint):
    assert 0.2 * coercion - 1e-12 <= harm(coercion, policing, restraint) <= coercion
    assert harm(coercion, 1.0, restraint) <= harm(coercion, policing, restraint)


def test_police_may_calm_and_coercion_may_stir_or_deter():
    base = crisis_hazard(0.01, 0.5, 0.4, 0.3, 0.0, 0.0)
    assert base == 0.005
    assert crisis_hazard(0.01, 0.5, 0.4, 0.3, 0.0, 0.5) < base
    assert crisis_hazard(0.01, 0.5, 0.4, 0.3, 0.5, 0.0) > base
    assert crisis_hazard(0.01, 0.5, 0.4, 0.3, -0.5, 0.0) < base


@given(st.floats(0.0, 0.9))
def test_a_flow_that_stays_as_it_began_keeps_the_damage_that_it_did(stopped):
    let_through, after = 1.0 - stopped, 1.0
    for _ in range(100):
        after = damage(after, 1.0, stopped, let_through, pace=0.02)
    assert after == 1.0


def test_half_of_a_change_of_the_flow_is_noticed_in_its_half_life():
    doubled, stopped = 1.0, 1.0
    for _ in range(36):
        doubled = damage(doubled, 2.0, 0.03, 0.97, pace=1.0 - 0.5 ** (1 / 36))
        stopped = damage(stopped, 1.0, 1.0, 0.97, pace=1.0 - 0.5 ** (1 / 36))
    assert math.isclose(doubled, 1.5)
    assert math.isclose(stopped, 0.5)


@given(share, st.floats(0.0, 50.0))
def test_unrest_makes_a_country_less_stable_up_to_a_limit(own, unrest):
    assert own <= instability(own, unrest) <= 1.0
    assert instability(own, 0.0) == own


def test_a_donor_answers_for_its_part_of_the_forces():
    assert scandal_chance(0.1, 0.4) == 0.25
    assert scandal_chance(0.0, 0.4) == 0.0
    assert scandal_chance(0.0, 0.0) == 0.0


def test_scandals_add_up_to_no_more_than_the_whole_gift():
    cut = 0.0
    for _ in range(50):
        cut = scandal_cut(cut, 0.5)
    assert 0.99 < cut <= 1.0
