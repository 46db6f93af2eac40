"""What scenarios must share for their tables to be shared: all but levers, entries, domains; the shape of a state."""

from functools import lru_cache
from typing import Any

from trustladder.sim.scenario.changes import Identity
from trustladder.sim.scenario.scenario import Scenario

FIELDS = tuple(name for name in Scenario.model_fields if name != "levers")


class Key:
    """A scenario as the key of a cache: equal to those of its kind for which the same stands in `what`."""

    def __init__(self, scenario: Scenario, *what: Any) -> None:
        self.scenario, self.what = scenario, what
        self._hash = hash(what)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.what == other.what


class ButLevers(Key):
    """Cache key of a scenario; equal for scenarios that differ by levers alone, and not by those that alter entries."""

    def __init__(self, scenario: Scenario) -> None:
        levers, others = scenario.levers, [id(getattr(scenario, name)) for name in FIELDS]
        super().__init__(scenario, levers.assistance, levers.step, *others)


class Entries(Key):
    """Cache key of a scenario; equal for scenarios that share the same entity objects, here and in their pasts.

    Of domains only the names of their rungs count, so that parameter sets with other numbers of rungs share tables.
    """

    def __init__(self, scenario: Scenario) -> None:
        gate_share = scenario.uncertainties.gate_share
        super().__init__(scenario, scenario.structure.standing_scope, gate_share, *_entries_of(scenario))


def _entries_of(scenario: Scenario) -> tuple[Any, ...]:
    """Return the entities of a scenario by their ids, and what else their tables hang on, here and in its past."""
    before = scenario.lived()
    return (
        *map(id, (scenario.actors, scenario.forums, scenario.assets, scenario.events)),
        *((name, *domain.rungs) for name, domain in sorted(scenario.domains.items())),
        scenario.start,
        scenario.months,
        scenario.rivals,
        scenario.aim,
        scenario.levers.step,
        None if before is None else _entries_of(before),
    )


class Domains(Key):
    """Cache key of a scenario's domains; equal for scenarios that share the same ones, and the strength of transfer."""

    def __init__(self, scenario: Scenario) -> None:
        ids = ((name, id(domain)) for name, domain in sorted(scenario.domains.items()))
        super().__init__(scenario, scenario.structure.transfer, *ids)


def shape_of(scenario: Scenario) -> tuple[Any, ...]:
    """Return what ids and shapes hang on, here and in the past; equal for scenarios that differ in numbers alone."""
    return (scenario.uncertainties.region_window, scenario.structure.standing_scope, *_shapes(scenario))


def _shapes(scenario: Scenario) -> tuple[Any, ...]:
    """Return what they hang on but for numbers of the law, which a scenario and its past share."""
    before, entries = scenario.lived(), (scenario.actors, scenario.forums, scenario.domains, scenario.events)
    return (
        scenario.start,
        scenario.months,
        scenario.aim,
        _entries_shape(*map(Identity, entries)),
        None if before is None else _shapes(before),
    )


@lru_cache(maxsize=1024)  # the sets of a fit, here and in the past, again and again
def _entries_shape(actors: Identity, forums: Identity, domains: Identity, events: Identity) -> tuple[Any, ...]:
    """Return ids, what is on agendas, the successes that rungs take, and how many effects events have."""
    agendas = ((name, domain) for name, one in forums.one.items() for domain, of in one.agenda.items() if of.rate.value)
    rungs = ((name, rung, of.successes) for name, one in domains.one.items() for rung, of in one.rungs.items())
    effects = ((name, len(one.effects)) for name, one in events.one.items())
    return (*actors.one, *forums.one, *agendas, *rungs, *effects)
