"""What scenarios must share for their tables to be shared: entries, and domains; each is a key of a cache."""

from typing import Any

from trustladder.sim.scenario.scenario import Scenario


class Entries:
    """Cache key of a scenario; equal for scenarios that share the same entity objects, here and in their pasts.

    Of domains only the names of their rungs count, so that parameter sets with other numbers of rungs share tables.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.before = scenario, scenario.history()
        tables = (scenario.actors, scenario.forums, scenario.assets, scenario.events)
        seats = scenario.levers.step, scenario.structure.standing_scope, scenario.uncertainties.gate_share
        self.key: tuple[Any, ...] = (
            *map(id, tables),
            *((name, *domain.rungs) for name, domain in sorted(scenario.domains.items())),
            scenario.start,
            scenario.months,
            scenario.rivals,
            scenario.aim,
            *seats,
            None if self.before is None else Entries(self.before).key,
        )
        self._hash = hash(self.key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entries) and self.key == other.key


class Domains:
    """Cache key of a scenario's domains; equal for scenarios that share the same ones, and the strength of transfer."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        ids = ((name, id(domain)) for name, domain in sorted(scenario.domains.items()))
        self.key = (scenario.structure.transfer, *ids)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Domains) and self.key == other.key
