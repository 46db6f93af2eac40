"""Build every arm's scenario under one parameter set, with the past that it shares with other arms."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from trustladder.analysis.claims.claims import Arm, Claims
from trustladder.analysis.claims.places import split
from trustladder.analysis.sweeps.changes import changed
from trustladder.analysis.sweeps.points import Ground, with_parameters
from trustladder.sim.scenario.scenario import Past, Scenario

Trunk = tuple[str, str, bool]  # scenario, settings that are no scalars of the law, whether they hold in the past


class Trunks:
    """Scenarios that several arms share, apart from scalars of the law; each is read once."""

    def __init__(self, known: Claims) -> None:
        self.known = known
        self.grounds: dict[Trunk, Ground] = {}
        self.pasts: list[Past | None] = []
        for arm in known.arms.values():
            self._grow(arm)
        self.plain = self._grow(Arm(said="plain"))

    def of(self, arm: Arm) -> Trunk:
        """Return the cache key of an arm's shared scenario."""
        settings = arm.set if arm.in_past else split(arm.set)[1]
        return (arm.scenario or "", repr(sorted(settings.items())) if settings else "", arm.in_past)

    def _grow(self, arm: Arm) -> Trunk:
        trunk = self.of(arm)
        if trunk not in self.grounds:
            scenario = self.known.base if arm.scenario is None else Scenario.load(arm.scenario)
            others = split(arm.set)[1]
            if arm.in_past:
                scenario = scenario.with_parameters(arm.set)
            elif others:
                scenario = scenario.changed(others)
            if scenario.past not in self.pasts:
                self.pasts.append(scenario.past)
            self.grounds[trunk] = Ground(f"past {self.pasts.index(scenario.past)}", scenario, scenario.history())
        return trunk

    def believed(self, world: str, beliefs: Mapping[str, Any]) -> "Believed":
        """Apply one parameter set, named `world`, to all shared scenarios."""
        scalars, others = split(beliefs)
        grounds = {trunk: with_parameters(ground, others, world) for trunk, ground in self.grounds.items()}
        return Believed(self, scalars, grounds, {})


class Believed(NamedTuple):
    """All arms under one parameter set."""

    trunks: Trunks
    scalars: dict[str, Any]
    grounds: dict[Trunk, Ground]
    grown: dict[tuple[Trunk, str], Scenario]  # what was laid on a trunk that is no scalar of the law, which is slow

    def arm(self, arm: Arm, over: Mapping[str, Any]) -> tuple[Scenario, Ground]:
        """Return an arm's scenario and ground, with settings applied on top that do not concern the past."""
        trunk = self.trunks.of(arm)
        ground, (scalars, others) = self.grounds[trunk], split(over)
        key = (trunk, repr(sorted(others.items())))
        if key not in self.grown:
            self.grown[key] = changed(ground.scenario, others)
        return changed(self.grown[key], {**self.scalars, **split(arm.set)[0], **scalars}), ground
