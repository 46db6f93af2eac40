"""Build every arm's scenario under one parameter set, from the scenarios that arms share."""

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

from trustladder.analysis.claims.claims import Arm, Claims
from trustladder.analysis.claims.regimes import split
from trustladder.sim.scenario.changes import changed, with_parameters
from trustladder.sim.scenario.scenario import Scenario

Trunk = tuple[str, str]  # scenario, settings that are no scalars of the law


class Trunks:
    """Scenarios that several arms share, apart from scalars of the law; each is read once."""

    def __init__(self, known: Claims) -> None:
        self.known = known
        self.scenarios: dict[Trunk, Scenario] = {}
        self._believed: dict[str, Believed] = {}
        for arm in known.arms.values():
            self._grow(arm)

    def of(self, arm: Arm) -> Trunk:
        """Return the trunk of an arm."""
        return (arm.scenario or "", in_words(split(arm.set)[1]))

    def _grow(self, arm: Arm) -> None:
        trunk = self.of(arm)
        if trunk not in self.scenarios:
            scenario, others = (Scenario.load(arm.scenario) if arm.scenario else self.known.base), split(arm.set)[1]
            self.scenarios[trunk] = scenario.changed(others) if others else scenario

    def believed(self, beliefs: Mapping[str, Any]) -> "Believed":
        """Return the trunks under one parameter set."""
        scalars, others = split(beliefs)
        name = in_words(beliefs)
        if name not in self._believed:
            self._believed[name] = Believed(self, scalars, others, {}, {})
        return self._believed[name]


class Believed(NamedTuple):
    """All arms under one parameter set."""

    trunks: Trunks
    scalars: dict[str, Any]
    others: dict[str, Any]
    scenarios: dict[Trunk, Scenario]  # those that were asked for
    grown: dict[tuple[Trunk, str], Scenario]  # with settings that are no scalars of the law, which is slow

    def arm(self, arm: Arm, over: Mapping[str, Any]) -> tuple[Scenario, Hashable]:
        """Return an arm's scenario, with settings laid on top that do not concern the past; and a key of it.

        Scenarios with equal keys are the same, under whatever parameter set and by whatever name of an arm.
        """
        trunk = self.trunks.of(arm)
        scalars, others = split(over)
        key = (trunk, in_words(others))
        if trunk not in self.scenarios:
            self.scenarios[trunk] = with_parameters(self.trunks.scenarios[trunk], self.others)
        if key not in self.grown:
            self.grown[key] = changed(self.scenarios[trunk], others) if others else self.scenarios[trunk]
        scenario = changed(self.grown[key], {**self.scalars, **split(arm.set)[0], **scalars})
        numbers = (scenario.uncertainties, scenario.levers, scenario.structure)
        return scenario, (key, in_words(self.others), *(tuple(vars(one).values()) for one in numbers))


def in_words(settings: Mapping[str, Any]) -> str:
    """Return settings as a string that is the same for equal ones; empty for none."""
    return repr(sorted(settings.items())) if settings else ""
