"""What a claim rests on: computed from runs without each mechanism, never written beside the claim."""

import numpy as np
import pytest

from trustladder.analysis.claims.assumptions import (
    ASSUMED,
    EMERGENT,
    OWN,
    TUNED,
    UNTOLD,
    Basis,
    Mechanism,
    bases_of,
    gone,
    looks,
    mechanisms,
    sets_itself,
    tuned,
)
from trustladder.analysis.claims.claims import Arm, read
from trustladder.analysis.claims.experiment import Experiment
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.scenario import Scenario

GATE, LOAD = Mechanism("the gate", {"structure.gate": False}), Mechanism("load", {"uncertainties.load_cost": 0.0})

LUCK = np.random.default_rng(1).random((1, 256))


def held(more, less):
    """How much more often energy is held in one arm than in another, future by future under the same luck."""
    return (more > LUCK).astype(float) - (less > LUCK).astype(float)


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ((0.5, 0.5), True),  # nothing is left
        ((0.6, 0.55), True),
        ((0.2, 0.6), True),  # it turns
        ((0.6, 0.2), False),
        ((0.65, 0.3), False),
        ((0.6, 0.4), None),  # about half
    ],
)
def test_an_effect_is_gone_where_surely_less_than_half_of_it_is_left_or_it_turns(left, told):
    assert gone(held(0.6, 0.2), held(*left)) is told
    assert gone(-held(0.6, 0.2), -held(*left)) is told, "whichever way it goes"


def basis(**changes):
    return Basis(**{"matters": True, "without": {}, "tuned": [], "own": [], "gone": [], "open": [], **changes})


def test_a_label_says_what_is_sure():
    assert basis().label == EMERGENT and basis().assumed is False
    assert basis(gone=["the gate"], open=["load"]).label == ASSUMED and basis(gone=["the gate"]).assumed is True
    assert basis(open=["load"]).label == UNTOLD and basis(open=["load"]).assumed is None
    assert basis(matters=False).label == UNTOLD and basis(matters=False).assumed is False
    assert basis(own=["the gate"], gone=["load"]).label == OWN
    assert basis(tuned=["uncertainties.omega"], gone=["load"]).label == TUNED


def test_a_part_whose_arm_is_the_mechanism_is_its_own_arm():
    known = read()
    part = next(part for name, part in known.parts() if part.arms == ["as-it-is", "no-gate"])
    assert sets_itself(part, known.arms, GATE) and not sets_itself(part, known.arms, LOAD)
    both = {name: Arm(said=name, set={"structure.gate": False}) for name in part.arms}
    assert not sets_itself(part, both, GATE), "where all arms are without it, it is a condition of the part"


def test_a_level_is_tuned_where_a_fitted_parameter_is_not_as_the_fit_to_the_record_has_it():
    known = read()
    level = known.claims["C13"].parts[0]
    assert tuned(level, known.base) == [], "the shipped numbers are chosen by nothing but the fit"
    rarer = changed(known.base, {"uncertainties.dulling": 0.9})
    assert tuned(level, rarer) == ["uncertainties.dulling"]
    assert tuned(known.claims["C2"].parts[0], rarer) == [], "an effect is no level"


def test_every_mechanism_has_a_name_of_its_own_and_is_switched_off_within_what_is_allowed():
    known, base = mechanisms(), Scenario.load("baseline")
    assert len({one.name for one in known}) == len(known) > 15
    for one in known:
        assert base.changed(one.settings) != base, one.name


def test_without_the_gate_drugs_no_longer_open_energy_and_only_what_is_open_is_looked_at_again():
    known = read()
    parts = [known.claims["C0"].parts[0], known.claims["C2"].parts[0], known.claims["C6"].parts[2]]
    experiment = Experiment(known, 1)
    behind, small, own = bases_of(parts, [True, False, True], experiment, [GATE, LOAD], 128)
    assert (behind.label, behind.gone) == (ASSUMED, ["the gate"])
    assert behind.without["the gate"].difference == pytest.approx(0.0, abs=0.1)
    assert (small.label, small.without) == (UNTOLD, {}), "what does not matter is not run without each mechanism"
    assert (own.label, own.own, own.without) == (OWN, ["the gate"], {})
    assert looks(128) == [32, 128] and looks(16) == [16]


def test_shares_of_variance_are_not_run_without_mechanisms_and_their_label_cannot_be_told():
    known = read()
    share = next(part for _, part in known.parts() if part.statistic == "shares")
    (found,) = bases_of([share], [True], Experiment(known, 1), [GATE], 16)
    assert found.label == UNTOLD and not found.without
