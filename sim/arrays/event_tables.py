"""Build the rows of events: each effect spelled out for everyone it concerns."""

from collections.abc import Iterator

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import ATTRIBUTES, DEPENDENCE, SUPPLY, USUAL_RIVALRY, ConditionRow, ShockRow
from trustladder.sim.law.events import ADD, MULTIPLY, SET
from trustladder.sim.scenario.effects import CONDITIONS, SHOCKS, Attribute, ShockKind
from trustladder.sim.scenario.entities import Effect
from trustladder.sim.scenario.scenario import Scenario

OPERATIONS = {"add": ADD, "multiply": MULTIPLY, "set": SET}


def condition_rows(scenario: Scenario, names: Index) -> Iterator[ConditionRow]:
    """Yield a row for every attribute that an event changes while it lasts."""
    for number, effect in _effects(scenario, names):
        operation, amount = effect.operation()
        if operation != "blow":
            kind = CONDITIONS[effect.change]
            months = -1 if effect.months is None else effect.months
            for place in _places(effect, names):
                yield ConditionRow(number, *place, OPERATIONS[operation], amount, kind.low, kind.high, months)


def shock_rows(scenario: Scenario, names: Index) -> Iterator[ShockRow]:
    """Yield a row for every state that a shock hits."""
    for number, effect in _effects(scenario, names):
        operation, amount = effect.operation()
        if operation == "blow":
            domain = -1 if effect.domain is None else names.domains.index(effect.domain)
            for of, toward in _hits(effect, names):
                yield ShockRow(number, ShockKind[effect.change.upper()], of, toward, domain, amount)


def _effects(scenario: Scenario, names: Index) -> Iterator[tuple[int, Effect]]:
    for number, name in enumerate(names.events):
        for effect in scenario.events[name].effects:
            yield number, effect


def _group(kind: str | None, stated: tuple[str, ...] | None, names: Index) -> list[str]:
    """Return the actors that an effect is about: those stated, else all of the kind that it can be about."""
    everybody = {"actor": names.actors, "government": names.governments, "donor": names.donors}
    if kind is None:
        return []
    return sorted(stated) if stated is not None else everybody[kind]


Place = tuple[int, int, int]  # table, row, column


def _places(effect: Effect, names: Index) -> list[Place]:
    """Where the numbers are that a condition changes."""
    if effect.change == "supply":
        return [(SUPPLY, 0, 0)]
    kind = CONDITIONS[effect.change]
    of = _group(kind.of, effect.of, names)
    if effect.change == "rivalry":
        return sorted(
            {place for one, two in _pairs(effect, names) for place in _both_ways(names.donor(one), names.donor(two))}
        )
    if effect.change == "dependence":
        toward = _group(kind.toward, effect.toward, names)
        return [(DEPENDENCE, names.donor(two), names.actor(one)) for one in of for two in toward]
    if effect.change == "interest":
        domains = names.domains if effect.domain is None else [effect.domain]
        rows = [Attribute.INTEREST + names.domains.index(domain) for domain in domains]
    else:
        rows = [Attribute[effect.change.upper()]]
    return [(ATTRIBUTES, row, names.actor(name)) for row in rows for name in of]


def _both_ways(one: int, two: int) -> tuple[Place, Place]:
    return (USUAL_RIVALRY, one, two), (USUAL_RIVALRY, two, one)


def _pairs(effect: Effect, names: Index) -> list[tuple[str, str]]:
    """Pairs of different actors: those stated toward those stated, or all pairs among those stated."""
    kind = CONDITIONS.get(effect.change) or SHOCKS[effect.change]
    of = _group(kind.of, effect.of, names)
    among = effect.toward is None and effect.of is not None
    toward = of if among else _group(kind.toward, effect.toward, names)
    return [(one, two) for one in of for two in toward if one != two]


def _hits(effect: Effect, names: Index) -> list[tuple[int, int]]:
    """Return the actors that a shock hits, and toward whom."""
    hit = SHOCKS[effect.change]
    if hit.toward is None:
        return [(names.actor(name), -1) for name in _group(hit.of, effect.of, names)]
    pairs = _pairs(effect, names)
    if effect.change == "rivalry":
        pairs = sorted({(min(pair), max(pair)) for pair in pairs})
    return [(names.actor(one), names.actor(two)) for one, two in pairs]
