"""What a claim rests on: computed from runs without each mechanism, never written beside the claim."""

import numpy as np
import pytest

from trustladder.analysis.claims.assumptions import (
    ASSUMED,
    EMERGENT,
    OWN,
    UNTOLD,
    Basis,
    Mechanism,
    basis_of,
    gone,
    labelled_by_arms,
    mechanisms,
    regimes_without,
    sets_itself,
)
from trustladder.analysis.claims.claims import Arm, Part, read
from trustladder.analysis.claims.experiment import Experiment, Futures
from trustladder.analysis.comparison.paired import Effect
from trustladder.sim.scenario.scenario import Scenario

GATE, LOAD = Mechanism("the gate", {"structure.gate": False}), Mechanism("load", {"uncertainties.load_cost": 0.0})
ARMS = {"more": Arm(said="more", set={"levers.joint_share": 0.5}), "less": Arm(said="less")}
PART = Part(
    said="energy is held more often",
    metric="region_held",
    arms=["more", "less"],
    direction="higher",
    smallest=0.02,
    reason="made up",
)


def effect(middle, half=0.05):
    return Effect(middle, middle, middle - half, middle + half)


@pytest.mark.parametrize(
    ("whole", "left", "told"),
    [
        (0.4, 0.0, True),
        (0.4, 0.1, True),
        (0.4, 0.18, False),  # its interval reaches half of it
        (0.4, 0.4, False),
        (0.4, -0.4, True),
        (-0.4, 0.0, True),
        (-0.4, 0.3, True),
        (-0.4, -0.3, False),
        (0.03, 0.0, False),  # not told from 0 in the first place
    ],
)
def test_an_effect_is_gone_where_surely_less_than_half_of_it_is_left_or_it_turns(whole, left, told):
    assert gone(effect(whole), effect(left)) is told


def test_where_no_future_differs_nothing_is_left():
    assert gone(effect(0.4), Effect(0.7, 0.0, np.nan, np.nan))
    assert not gone(effect(0.4), Effect(0.7, 0.2, np.nan, np.nan))


def made_up(values):
    """Arms with a share of futures in which energy is held, with all mechanisms and without each in turn."""
    rng = np.random.default_rng(1)
    found = []
    for more, less in values:
        luck = rng.random((1, 400))
        arms = {name: {"region_held": (luck < share).astype(float)} for name, share in (("more", more), ("less", less))}
        found.append(Futures(regimes_without([], 400)[0], arms, {}))
    return found


def test_a_mechanism_without_which_the_effect_is_gone_makes_it_assumed():
    basis = basis_of(PART, ARMS, [GATE, LOAD], made_up([(0.6, 0.2), (0.9, 0.9), (0.7, 0.3)]), True, 0)
    assert (basis.label, basis.gone, basis.own) == (ASSUMED, ["the gate"], [])
    basis = basis_of(PART, ARMS, [GATE, LOAD], made_up([(0.6, 0.2), (0.9, 0.5), (0.7, 0.3)]), True, 0)
    assert (basis.label, basis.gone) == (EMERGENT, [])
    assert basis_of(PART, ARMS, [GATE], made_up([(0.2, 0.2), (0.2, 0.2)]), True, 0).label == UNTOLD


def test_a_part_whose_arm_is_the_mechanism_is_its_own_arm():
    arms = {**ARMS, "less": Arm(said="no gate", set={"structure.gate": False})}
    assert sets_itself(PART, arms, GATE) and not sets_itself(PART, arms, LOAD)
    both = {name: Arm(said=name, set={"structure.gate": False}) for name in ARMS}
    assert not sets_itself(PART, both, GATE), "where all arms are without it, it is a condition of the part"
    assert Basis(effect(0.4), {}, ["the gate"], []).label == OWN


def test_every_mechanism_has_a_name_of_its_own_and_is_switched_off_within_what_is_allowed():
    known, base = mechanisms(), Scenario.load("baseline")
    assert len({one.name for one in known}) == len(known) > 15
    for one in known:
        assert base.changed(one.settings) != base, one.name


def test_without_the_gate_energy_no_longer_waits_and_the_label_says_so():
    known = read()
    part = next(part for name, part in known.parts() if part.arms == ["as-it-is", "energy-without-waiting"])
    few = known._replace(claims={"C6": known.claims["C6"].model_copy(update={"parts": [part]})})
    experiment, off = Experiment(few, 1), [GATE]
    futures = [experiment.at(regime, 2) for regime in regimes_without(off, 64)]
    basis = basis_of(part, known.arms, off, futures, True, 0)
    assert basis.whole.difference < -0.1 and (basis.label, basis.gone) == (ASSUMED, ["the gate"])


def test_shares_of_variance_are_not_run_without_mechanisms_and_their_label_cannot_be_told():
    known = read()
    kept = labelled_by_arms(known)
    assert [part for _, part in kept.parts()] == [part for _, part in known.parts() if part.statistic != "shares"]
    assert Experiment(kept, 1).arms == Experiment(known, 1).arms - 4
    share = next(part for _, part in known.parts() if part.statistic == "shares")
    assert basis_of(share, known.arms, [GATE], [], False, 0).label == UNTOLD
