"""Find what a claim rests on: the mechanisms of the law without which alone its effect is gone, or turns.

Every mechanism is switched off in turn, in the past too, and all arms are run again under the same luck with the
shipped numbers (scenarios/tables/ablations.toml). An effect that a single mechanism makes was put in with it: the claim
is labelled *assumed*.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.claims.claims import Arm, Claims, Part
from trustladder.analysis.claims.effects import UNKNOWN, effect_at
from trustladder.analysis.claims.experiment import Futures
from trustladder.analysis.claims.regimes import Regime
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.comparison.tables import switches

BOUND = "a bound that the law keeps"  # of the least of all futures, which no chance keeps
LEFT = 0.5  # an effect of which less than this share is left is gone
OWN, ASSUMED, EMERGENT, UNTOLD = "its own arm", "assumed", "emergent", "cannot be told"
MOST = 128  # futures of an arm without a mechanism: sizes count here, not verdicts


class Mechanism(NamedTuple):
    """A mechanism of the law, and the settings that switch it off."""

    name: str  # a noun
    settings: dict[str, Any]


class Basis(NamedTuple):
    """What one part of a claim rests on."""

    whole: Effect  # with all mechanisms, from the same futures
    without: dict[str, Effect]  # by mechanism that was switched off
    own: list[str]  # mechanisms that an arm itself sets
    gone: list[str]  # mechanisms without which the effect is gone, or turns

    @property
    def label(self) -> str:
        """Return whether the part is its own arm, assumed or emergent; or that its effect is too small to tell."""
        if self.own:
            return OWN
        if self.gone:
            return ASSUMED
        return EMERGENT if self.whole.clear else UNTOLD


def mechanisms() -> list[Mechanism]:
    """Return the mechanisms that can be switched off, in the order of the table of ablations."""
    return [Mechanism(one["mechanism"], one["set"]) for one in switches().values() if "mechanism" in one]


def regimes_without(known: Sequence[Mechanism], runs: int) -> list[Regime]:
    """Return the regime of all mechanisms, and one without each, for `Experiment.at`."""
    futures = min(runs, MOST)
    return [
        Regime(name, [settings], np.zeros((0, 0)), futures)
        for name, settings in [("", {}), *((one.name, one.settings) for one in known)]
    ]


def labelled_by_arms(known: Claims) -> Claims:
    """Return the claims without parts about shares of variance, of which one parameter set says nothing."""
    kept = {
        name: claim.model_copy(update={"parts": [part for part in claim.parts if part.statistic != "shares"]})
        for name, claim in known.claims.items()
    }
    return known._replace(claims=kept)


def basis_of(
    part: Part, arms: Mapping[str, Arm], known: Sequence[Mechanism], futures: Sequence[Futures], flags: bool, pasts: int
) -> Basis:
    """Return what a part rests on, from its arms with all mechanisms (the first futures) and without each."""
    if part.statistic == "shares":
        return Basis(UNKNOWN, {}, [], [])
    whole, *others = (effect_at(part, at, flags, pasts) for at in futures)
    without = {one.name: effect for one, effect in zip(known, others, strict=True)}
    own = [one.name for one in known if sets_itself(part, arms, one)]
    if part.statistic == "least":
        return Basis(whole, without, own, [BOUND])
    return Basis(whole, without, own, [name for name, left in without.items() if name not in own and gone(whole, left)])


def sets_itself(part: Part, arms: Mapping[str, Arm], mechanism: Mechanism) -> bool:
    """Return whether arms of a part differ in a number that switches the mechanism off."""
    return any(
        len({repr(arms[arm].set.get(path)) for arm in part.arms}) > 1 and len(part.arms) > 1
        for path in mechanism.settings
    )


def gone(whole: Effect, left: Effect) -> bool:
    """Return whether an effect is clear, and surely less than half of it, or the opposite, is left.

    Nothing is left where no future differs, though then there is no interval.
    """
    if not whole.clear or not left.known:
        return whole.clear and left.difference == 0.0
    sign = 1.0 if whole.difference > 0.0 else -1.0
    return max(sign * left.low, sign * left.high) < LEFT * abs(whole.difference)
