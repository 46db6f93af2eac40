"""Step 9: learning."""

import math
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.arithmetic import monthly_retention
from trustladder.sim.law.drift import faded
from trustladder.sim.law.learning import (
    BETA,
    KYDD,
    LINEAR,
    NONE,
    backlash_evidence,
    breach_evidence,
    kept_evidence,
    openness,
    overreaches,
    thawed,
    trust,
    trust_fixed_point,
)

RULES = (BETA, KYDD, LINEAR, NONE)
evidence = st.floats(0.0, 50.0)
share = st.floats(0.02, 0.98)


def constants(rule):
    return SimpleNamespace(
        trust_rule=rule,
        phi=2.25,
        kept_bits=math.log(3.0),
        breach_bits=math.log(7.0),
        linear_gain=0.1,
        linear_loss=0.3,
        linear_loyal=0.8,
        linear_wary=0.15,
    )


def odds(prior):
    return math.log(prior / (1.0 - prior))


@pytest.mark.parametrize("rule", RULES)
@given(evidence, evidence, share)
def test_trust_is_a_share_whatever_was_seen(rule, r, s, prior):
    assert 0.0 <= trust(rule, r, s, prior, odds(prior)) <= 1.0


@pytest.mark.parametrize("rule", RULES)
@given(share)
def test_without_evidence_trust_is_the_prior(rule, prior):
    assert math.isclose(trust(rule, 0.0, 0.0, prior, odds(prior)), prior, rel_tol=1e-9)


@pytest.mark.parametrize("rule", RULES)
@given(evidence, evidence, share)
def test_words_kept_never_lower_trust_and_breaches_never_raise_it(rule, r, s, prior):
    now = trust(rule, r, s, prior, odds(prior))
    assert trust(rule, r + 1.0, s, prior, odds(prior)) >= now - 1e-12
    assert trust(rule, r, s + 1.0, prior, odds(prior)) <= now + 1e-12


def test_bad_news_counts_two_and_a_quarter_times_as_much():
    assert breach_evidence(constants(BETA), 0.5, 0.4) == 2.25 * kept_evidence(constants(BETA), 0.5, 0.4)


def test_the_beta_rule_by_pencil_and_paper():
    """Three words kept and one breach found, each of weight 0.4, on a prior of 0.5: (1.2 + 1) / (1.2 + 0.9 + 2)."""
    r = 3 * kept_evidence(constants(BETA), 0.5, 0.4)
    s = breach_evidence(constants(BETA), 0.5, 0.4)
    assert math.isclose(trust(BETA, r, s, 0.5, 0.0), 2.2 / 4.1)


@pytest.mark.parametrize(("keeping", "half_life"), [(1.0, 24.0), (0.9, 48.0), (0.5, 48.0), (0.0, 12.0)])
def test_beta_trust_settles_at_its_fixed_point(keeping, half_life):
    retention, weight, prior = monthly_retention(half_life), 0.4, 0.5
    r = s = 0.0
    for _ in range(4000):
        r = faded(r + keeping * kept_evidence(constants(BETA), 0.0, weight), retention)
        s = faded(s + (1.0 - keeping) * breach_evidence(constants(BETA), 0.0, weight), retention)
    expected = trust_fixed_point(keeping, weight, 2.25, retention, prior)
    assert math.isclose(trust(BETA, r, s, prior, 0.0), expected, rel_tol=1e-9)


def test_kydds_rule_is_bayes():
    """Prior 0.4; the trustworthy keep their word with 0.9, the others with 0.3; one word kept of weight 1."""
    law = constants(KYDD)
    r = kept_evidence(law, 0.4, 1.0)
    assert math.isclose(trust(KYDD, r, 0.0, 0.4, odds(0.4)), 0.4 * 0.9 / (0.4 * 0.9 + 0.6 * 0.3), rel_tol=1e-9)
    s = breach_evidence(law, 0.4, 1.0)
    assert math.isclose(trust(KYDD, 0.0, s, 0.4, odds(0.4)), 0.4 * 0.1 / (0.4 * 0.1 + 0.6 * 0.7), rel_tol=1e-9)


def test_linear_trust_moves_a_share_of_the_way_and_has_two_traps():
    law = constants(LINEAR)
    assert math.isclose(kept_evidence(law, 0.5, 1.0), 0.05)
    assert math.isclose(breach_evidence(law, 0.5, 1.0), 0.15)
    assert kept_evidence(law, 0.1, 1.0) == 0.0
    assert breach_evidence(law, 0.9, 1.0) == 0.0


def test_cheap_interaction_stops_teaching_at_its_ceiling():
    assert openness(0.3, rung=0, ceiling=True, start=0.6) == 1.0
    assert openness(0.6, rung=0, ceiling=True, start=0.6) == 0.0
    assert math.isclose(openness(0.6, rung=1, ceiling=True, start=0.6), 1.0)
    assert openness(0.99, rung=0, ceiling=False, start=0.6) == 1.0


@given(st.floats(0, 1), st.integers(0, 5))
def test_a_higher_rung_never_teaches_less(current, rung):
    assert openness(current, rung + 1, True, 0.6) >= openness(current, rung, True, 0.6)


def test_rivals_who_succeed_together_are_a_little_less_of_rivals():
    assert thawed(0.5, 0.02) == 0.49


def test_only_a_clear_refusal_is_held_against_the_proposer():
    assert overreaches(0.249)
    assert not overreaches(0.25)
    assert not overreaches(0.5), "a coin is no clear refusal"


def test_backlash_counts_as_it_is_under_beta_and_as_a_breach_under_the_other_rules():
    assert backlash_evidence(constants(BETA), 0.5, 0.4) == 0.4
    for rule in (KYDD, LINEAR):
        assert backlash_evidence(constants(rule), 0.5, 0.4) == breach_evidence(constants(rule), 0.5, 0.4) > 0.0
