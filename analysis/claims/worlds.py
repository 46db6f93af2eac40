"""Build every arm's scenario under one parameter set, from the scenarios that arms share."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from trustladder.analysis.claims.claims import Arm, Claims
from trustladder.analysis.claims.regimes import split
from trustladder.sim.scenario.changes import changed, with_parameters
from trustladder.sim.scenario.scenario import Scenario

Trunk = tuple[str, str, bool]  # scenario, settings that are no scalars of the law, whether they hold in the past


class Trunks:
    """Scenarios that several arms share, apart from scalars of the law; each is read once."""

    def __init__(self, known: Claims) -> None:
        self.known = known
        self.scenarios: dict[Trunk, Scenario] = {}
        for arm in known.arms.values():
            self._grow(arm)

    def of(self, arm: Arm) -> Trunk:
        """Return the trunk of an arm."""
        settings = arm.set if arm.in_past else split(arm.set)[1]
        return (arm.scenario or "", repr(sorted(settings.items())) if settings else "", arm.in_past)

    def _grow(self, arm: Arm) -> Trunk:
        trunk = self.of(arm)
        if trunk not in self.scenarios:
            scenario = self.known.base if arm.scenario is None else Scenario.load(arm.scenario)
            others = split(arm.set)[1]
            if arm.in_past:
                scenario = with_parameters(scenario, arm.set)
            elif others:
                scenario = scenario.changed(others)
            self.scenarios[trunk] = scenario
        return trunk

    def believed(self, beliefs: Mapping[str, Any]) -> "Believed":
        """Return the trunks under one parameter set."""
        scalars, others = split(beliefs)
        scenarios = {trunk: with_parameters(scenario, others) for trunk, scenario in self.scenarios.items()}
        return Believed(self, scalars, scenarios, {})


class Believed(NamedTuple):
    """All arms under one parameter set."""

    trunks: Trunks
    scalars: dict[str, Any]
    scenarios: dict[Trunk, Scenario]
    grown: dict[tuple[Trunk, str], Scenario]  # with settings that are no scalars of the law, which is slow

    def arm(self, arm: Arm, over: Mapping[str, Any]) -> Scenario:
        """Return an arm's scenario, with settings laid on top that do not concern the past."""
        trunk = self.trunks.of(arm)
        scalars, others = split(over)
        key = (trunk, repr(sorted(others.items())))
        if key not in self.grown:
            self.grown[key] = changed(self.scenarios[trunk], others)
        return changed(self.grown[key], {**self.scalars, **split(arm.set)[0], **scalars})
