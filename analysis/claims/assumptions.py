"""Find what a claim rests on: the mechanisms of the law without which alone its effect is gone, or turns.

Every mechanism is switched off in turn, in the past too, and the arms are run again under the same luck with the
shipped numbers (scenarios/tables/ablations.toml). An effect that a single mechanism makes was put in with it: the claim
is labelled *assumed*. A mechanism is named where that is sure, and left out where the opposite is; futures are added
where neither is.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.claims.claims import Arm, Part
from trustladder.analysis.claims.effects import effect_at, over_worlds, values_of
from trustladder.analysis.claims.experiment import Experiment, Futures, Task
from trustladder.analysis.claims.regimes import Regime
from trustladder.analysis.claims.verdicts import SURE
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.comparison.tables import switches
from trustladder.sim.fits import read_fit
from trustladder.sim.scenario.changes import value_at
from trustladder.sim.scenario.scenario import Scenario

BOUND = "a bound that the law keeps"  # of the least of all futures, which no chance keeps
LEFT = 0.5  # an effect of which less than this share is left is gone
OWN, ASSUMED, EMERGENT, UNTOLD, TUNED = "its own arm", "assumed", "emergent", "cannot be told", "tuned"
LOOKS = (32, 128, 512)  # futures of an arm without a mechanism; more only where fewer leave it open


class Mechanism(NamedTuple):
    """A mechanism of the law, and the settings that switch it off."""

    name: str  # a noun
    settings: dict[str, Any]


class Basis(NamedTuple):
    """What one part of a claim rests on."""

    matters: bool  # whether the effect at the shipped numbers is surely as large as matters, either way
    without: dict[str, Effect]  # by mechanism that was switched off
    tuned: list[str]  # of a level: fitted parameters that are not as the fit to the record has them
    own: list[str]  # mechanisms that an arm itself sets
    gone: list[str]  # mechanisms without which the effect is surely gone, or turns
    open: list[str]  # mechanisms of which that cannot be told from so few futures

    @property
    def label(self) -> str:
        """Return whether the part is tuned, its own arm, assumed or emergent; or that it cannot be told."""
        if self.tuned:
            return TUNED
        if self.own:
            return OWN
        if self.gone:
            return ASSUMED
        return EMERGENT if self.matters and not self.open else UNTOLD

    @property
    def assumed(self) -> bool | None:
        """Return whether a mechanism makes the effect; None where more futures could tell."""
        return True if self.own or self.gone else None if self.open else False


def mechanisms() -> list[Mechanism]:
    """Return the mechanisms that can be switched off, in the order of the table of ablations."""
    return [Mechanism(one["mechanism"], one["set"]) for one in switches().values() if "mechanism" in one]


def looks(runs: int) -> list[int]:
    """Return the numbers of futures to look at, the last no more than `runs`."""
    return [*takewhile(lambda look: look < runs, LOOKS), min(runs, LOOKS[-1])]


def bases_of(
    parts: Sequence[Part],
    matter: Sequence[bool],
    experiment: Experiment,
    known: Sequence[Mechanism],
    runs: int,
    threads: int | None = None,
) -> list[Basis]:
    """Return what parts rest on, given whether each effect matters: only those are run without each mechanism.

    Nor are those run of which an arm itself sets a mechanism, or that speak of shares of variance, of which the shipped
    numbers alone say nothing.
    """
    arms = experiment.known.arms
    found = [
        Basis(
            sure and part.statistic != "shares",
            {},
            tuned(part, experiment.known.base),
            [one.name for one in known if sets_itself(part, arms, one)],
            [BOUND] if part.statistic == "least" else [],  # of the least of all futures
            [],
        )
        for part, sure in zip(parts, matter, strict=True)
    ]
    asked = {
        (number, one.name)
        for number, (part, basis) in enumerate(zip(parts, found, strict=True))
        for one in known
        if basis.matters and part.statistic == "mean" and not basis.own
    }
    for look in looks(runs):
        asked = look_at(parts, found, asked, experiment, known, look, threads)
    for number, name in sorted(asked):
        found[number].open.append(name)
    order = [one.name for one in known]
    return [basis._replace(gone=sorted(basis.gone, key=[*order, BOUND].index)) for basis in found]


def tuned(part: Part, base: Scenario) -> list[str]:
    """Return the fitted parameters of which a scenario ships another value than the fit's medoid, for a level.

    The medoid is chosen by nothing but the fit to the record; any other value may have been chosen for the level.
    """
    if len(part.arms) != 1 or part.statistic != "mean":
        return []
    return [path for path, value in read_fit().medoid.items() if value_at(base, path) != value]


def look_at(
    parts: Sequence[Part],
    found: Sequence[Basis],
    asked: Iterable[tuple[int, str]],
    experiment: Experiment,
    known: Sequence[Mechanism],
    look: int,
    threads: int | None,
) -> set[tuple[int, str]]:
    """Look at so many futures of every part and mechanism that is asked for; return those that are still open."""
    by_name = {one.name: [number for number, name in sorted(asked) if name == one.name] for one in known}
    wanted = [Mechanism("", {}), *(one for one in known if by_name[one.name])]
    by_name[""] = sorted({number for numbers in by_name.values() for number in numbers})
    tasks = [
        Task(one.settings, range(look), experiment.arms_of(parts[number] for number in by_name[one.name]))
        for one in wanted
    ]
    whole, *others = (
        alone(one, look, values) for one, (values, _) in zip(wanted, experiment.run(tasks, threads), strict=True)
    )
    still = set()
    for one, futures in zip(wanted[1:], others, strict=True):
        for number in by_name[one.name]:
            part = parts[number]
            found[number].without[one.name] = effect_at(part, futures)
            told = gone(values_of(part, whole), values_of(part, futures))
            if told is None:
                still.add((number, one.name))
            elif told:
                found[number].gone.append(one.name)
    return still


def alone(one: Mechanism, look: int, values: Mapping[str, Mapping[str, Any]]) -> Futures:
    """Return the futures of one world as those of a regime."""
    arms = {arm: {name: column[np.newaxis] for name, column in own.items()} for arm, own in values.items()}
    return Futures(Regime(one.name, [one.settings], np.zeros((0, 0)), look), arms, {})


def sets_itself(part: Part, arms: Mapping[str, Arm], mechanism: Mechanism) -> bool:
    """Return whether arms of a part differ in a number that switches the mechanism off."""
    return any(
        len({repr(arms[arm].set.get(path)) for arm in part.arms}) > 1 and len(part.arms) > 1
        for path in mechanism.settings
    )


def gone(whole: Any, left: Any) -> bool | None:
    """Return whether surely less than half of a mean is left, or the opposite, from pairs of futures [world, future].

    False where surely half or more is left, None where neither is sure. Nothing is left where no future differs.
    """
    sign = 1.0 if np.nanmean(whole) > 0.0 else -1.0
    if not np.any(left):
        return True
    found = over_worlds(sign * (left - LEFT * whole), False, confidence=SURE)
    return True if found.high < 0.0 else False if found.low >= 0.0 else None
