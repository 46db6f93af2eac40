"""Build the tables of a scenario from its entries."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from trustladder.sim.arrays.event_tables import condition_rows, shock_rows
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.seating import domain_rows, rung_rows, seating, stream_code, transferred
from trustladder.sim.arrays.tables import (
    MIX,
    STOCKS,
    USUAL_RIVALRY,
    Code,
    Codes,
    ConditionRow,
    Constants,
    DomainRow,
    DonorColumn,
    EventRow,
    Floats,
    Integers,
    ModelTables,
    RungRow,
    ShockRow,
    Sizes,
    Stock,
    table,
)
from trustladder.sim.law.arithmetic import monthly_retention
from trustladder.sim.law.learning import TRUST_RULES
from trustladder.sim.law.responding import RESPONSE_RULES
from trustladder.sim.machine import draws
from trustladder.sim.machine.memory import (
    aligned_copy,
    aligned_zeros,
    pad_to_width,
    padded_length,
    padded_length_unaligned,
)
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.effects import Attribute, ShockKind
from trustladder.sim.scenario.entities import Donor, Government
from trustladder.sim.scenario.scenario import Scenario


def tables_of(scenario: Scenario) -> ModelTables:
    """Return the tables of a scenario.

    Those that no number of the law touches are shared by all scenarios with its entries.
    """
    names = Index(scenario)
    sizes = sizes_of(scenario, names)
    entries = Entries(scenario)
    prior = _prior(scenario, _stated_trust(entries))
    return ModelTables(
        first_month=scenario.first_month,
        months=scenario.months,
        sizes=table(Sizes, [sizes]),
        law=table(Constants, [constants_of(scenario, sizes)]),
        attributes=_attributes(scenario, names, sizes),
        prior=prior,
        prior_odds=aligned_copy(np.log(prior / (1.0 - prior))),
        governments=pad_to_width(np.array([_government(scenario, one) for one in scenario.governments.values()]).T),
        transfer=np.array([[transferred(scenario, one, two) for two in names.domains] for one in names.domains]),
        domains=table(DomainRow, domain_rows(scenario, names)),
        rungs=table(RungRow, rung_rows(scenario, names, sizes), (sizes.domains, sizes.rungs)),
        **_of_entries(entries),
    )


Pairs = set[tuple[int, int]]  # of donors, the first before the second


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

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entries) and self.key == other.key


@lru_cache(maxsize=32)  # holds the scenarios too, so that no id is given away
def _of_entries(entries: Entries) -> dict[str, Any]:
    """Return the tables that no uncertainty, lever or structure changes, but for the three that concern seats."""
    scenario, names = entries.scenario, Index(entries.scenario)
    sizes = sizes_of(scenario, names)
    usual_rivalry = _usual_rivalry(scenario, names, sizes)
    effects, shocks = list(condition_rows(scenario, names)), list(shock_rows(scenario, names))
    rivals = _rivals(usual_rivalry, effects, shocks, sizes, _rivals_before(entries.before, names))
    return {
        "usual_rivalry": usual_rivalry,
        "rivals_of": _rivals_of(rivals, sizes),
        "stated_rivals": _stated_rivals(scenario, names),
        "rivals": rivals,
        "dependence": _dependence(scenario, names, sizes),
        "priority": pad_to_width(
            _rows([_priority(donor, names) for donor in scenario.donors.values()], sizes.governments)
        ),
        "play_off": _codes(draws.PLAY_OFF, names.governments),
        "crisis": _codes(draws.CRISIS, names.governments),
        "donors": pad_to_width(_rows([_donor(donor) for donor in scenario.donors.values()], DonorColumn.COUNT).T),
        **seating(scenario, names, sizes),
        "events": table(EventRow, _events(scenario, names)),
        "effects": table(ConditionRow, effects),
        "shocks": table(ShockRow, shocks),
        "scandal": _scandals(names),
    }


def sizes_of(scenario: Scenario, names: Index) -> Sizes:
    """How many there are of each."""
    return Sizes(
        governments=len(names.governments),
        donors=len(names.donors),
        actors=len(names.actors),
        forums=len(names.forums),
        domains=len(names.domains),
        rungs=max(len(domain.rungs) for domain in scenario.domains.values()),
        ladders=len(names.forums) if scenario.structure.standing_scope == "forum" else 1,
        aim=names.domains.index(scenario.aim),
    )


def constants_of(scenario: Scenario, sizes: Sizes) -> Constants:
    """Return the law's numbers, as its rules take them."""
    facts, structure = scenario.uncertainties, scenario.structure
    honest, rogue = facts.kydd_trustworthy, facts.kydd_untrustworthy
    levers = [getattr(scenario.levers, name) for name in MIX]
    derived: dict[str, Any] = {
        "retention": monthly_retention(facts.memory_half_life),
        "load_retention": monthly_retention(facts.load_half_life),
        "kept_bits": math.log(honest / rogue),
        "breach_bits": math.log((1.0 - rogue) / (1.0 - honest)),
        "attention_floor": scenario.levers.attention_floor,
        "levers": tuple(-1.0 if lever is None else lever for lever in levers),
        "stock_pace": 1.0 - monthly_retention(facts.stock_half_life),
        "rivalry_pace": 1.0 - monthly_retention(facts.rivalry_half_life),
        "concern_pace": 1.0 - monthly_retention(facts.concern_half_life),
        "unrest_retention": monthly_retention(facts.unrest_half_life),
        "scandal_retention": monthly_retention(facts.scandal_half_life),
        "region_governments": math.ceil(facts.region_share * sizes.governments - 1e-9),
        "trust_rule": TRUST_RULES[structure.trust_rule],
        "response_rule": RESPONSE_RULES[structure.response_rule],
        "gate": structure.gate,
        "ceiling": structure.ceiling,
        "climbing": structure.climbing,
        "shuffled": structure.dyads == "shuffled",
    }
    return Constants._make(derived[name] if name in derived else getattr(facts, name) for name in Constants._fields)


def _usual_rivalry(scenario: Scenario, names: Index, sizes: Sizes) -> Floats:
    rivalry = aligned_zeros(sizes.donors, padded_length(sizes.donors))
    for name, donor in scenario.donors.items():
        for other, value in donor.rivalry.items():
            one, two = names.donor(name), names.donor(other)
            rivalry[one, two] = rivalry[two, one] = value.value
    return rivalry


def _rivals_before(before: Scenario | None, names: Index) -> Pairs:
    """Return the pairs of today's donors that were, or might have become, rivals in the past."""
    if before is None:
        return set()
    donors = Index(before).donors
    pairs = [(donors[one], donors[two]) for one, two in _of_entries(Entries(before))["rivals"].tolist()]
    return {(names.donor(one), names.donor(two)) for one, two in pairs if {one, two} <= {*names.donors}}


def _rivals(
    usual: Floats, effects: list[ConditionRow], shocks: list[ShockRow], sizes: Sizes, before: Pairs
) -> Integers:
    """Return the pairs of donors whose rivalry is, was in the past, or through an event may become, more than 0."""
    pairs = before | {(one, two) for one, two in zip(*np.nonzero(usual), strict=True) if one < two}
    pairs |= {
        (effect.row, effect.column)
        for effect in effects
        if effect.table == USUAL_RIVALRY and effect.row < effect.column
    }
    first = sizes.governments
    pairs |= {(shock.of - first, shock.toward - first) for shock in shocks if shock.kind == ShockKind.RIVALRY}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _stated_rivals(scenario: Scenario, names: Index) -> Integers:
    """Return the pairs by which clubs are told apart [pair, 2], in order, the first before the second."""
    pairs = sorted(sorted(map(names.donor, pair)) for pair in scenario.rivals)
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _rivals_of(rivals: Integers, sizes: Sizes) -> Integers:
    """Return the rivals of each donor [donor, place], in order."""
    found = [
        sorted({int(pair[1 - place]) for pair in rivals for place in (0, 1) if pair[place] == donor})
        for donor in range(sizes.donors)
    ]
    most = max((len(one) for one in found), default=0)
    return np.array([one + [-1] * (most + 1 - len(one)) for one in found], dtype=np.int64).reshape(-1, most + 1)


def _rows(rows: list[list[float]], width: int) -> Floats:
    """Return rows of a width as one array, also where there are none."""
    return np.array(rows, dtype=np.float64).reshape(-1, width)


def _dependence(scenario: Scenario, names: Index, sizes: Sizes) -> Floats:
    dependence = aligned_zeros(sizes.donors, padded_length(sizes.governments))
    for name, government in scenario.governments.items():
        for other, value in government.dependence.items():
            dependence[names.donor(other), names.actor(name)] = value.value
    return dependence


def _attributes(scenario: Scenario, names: Index, sizes: Sizes) -> Floats:
    """Return the attributes that events may change, with padding for loads that begin at any actor."""
    found = aligned_zeros(Attribute.INTEREST + sizes.domains, padded_length_unaligned(sizes.actors))
    found[:, : sizes.actors] = np.array([_attributes_of(scenario, names, name) for name in names.actors]).T
    return found


def _attributes_of(scenario: Scenario, names: Index, name: str) -> list[float]:
    """One actor's column."""
    actor = scenario.actors[name]
    column = [0.0] * (Attribute.INTEREST + len(names.domains))
    column[Attribute.AUTONOMY] = actor.autonomy.value
    column[Attribute.SECRECY] = actor.secrecy.value
    column[Attribute.TEMPTATION] = _temptation(scenario, actor)
    for row, domain in enumerate(names.domains):
        if domain in actor.interest:
            column[Attribute.INTEREST + row] = actor.interest[domain].value
    if isinstance(actor, Government):
        column[Attribute.INSTABILITY] = actor.instability.value
        column[Attribute.TRANSIT] = actor.transit.value
    else:
        column[Attribute.BUDGET] = actor.budget.value * scenario.levers.assistance
        column[Attribute.ATTENTION_TARGET] = actor.attention_target.value
        column[Attribute.SENSITIVITY] = actor.sensitivity.value
    return column


def _temptation(scenario: Scenario, actor: Government | Donor) -> float:
    """Return an actor's own temptation, or that of its kind."""
    if actor.temptation is not None:
        return actor.temptation.value
    if isinstance(actor, Government):
        return scenario.uncertainties.temptation
    return scenario.uncertainties.temptation_neutral if actor.neutral else scenario.uncertainties.temptation_powers


def _prior(scenario: Scenario, stated: Floats) -> Floats:
    """Trust before evidence [domain, observed, observer]; an actor's trust in itself is never asked for."""
    trust = np.where(np.isnan(stated), scenario.uncertainties.prior_trust, stated)
    return aligned_copy(np.broadcast_to(trust, (len(scenario.domains), *trust.shape)))


@lru_cache(maxsize=32)
def _stated_trust(entries: Entries) -> Floats:
    """Return the trust that actors state [observed, observer], NaN where they state none."""
    actors, names = entries.scenario.actors, Index(entries.scenario).actors
    found = np.full((len(names), padded_length(len(names))), 0.5)
    for observer, name in enumerate(names):
        trust = actors[name].trust
        for observed, other in enumerate(names):
            value = trust.get(other, trust.get("others"))
            if observed != observer:
                found[observed, observer] = np.nan if value is None else value.value
    return found


def _priority(donor: Donor, names: Index) -> list[float]:
    """Shares of the plan: the stated weights scaled to add up to 1, equal where none is stated."""
    weights = [donor.priority[name].value if name in donor.priority else 0.0 for name in names.governments]
    total = math.fsum(weights)
    return [weight / total for weight in weights] if total > 0.0 else [1.0 / len(weights)] * len(weights)


def _government(scenario: Scenario, government: Government) -> list[float]:
    """One government's place in the columns of stocks."""
    column = [0.0] * Stock.COUNT
    for stock in STOCKS:
        column[stock] = getattr(government, stock.name.lower()).value
    column[Stock.FLOOR] = column[Stock.COLLUSION] * scenario.uncertainties.collusion_floor
    return column


def _donor(donor: Donor) -> list[float]:
    """One donor's place in the columns of giving."""
    column = [0.0] * DonorColumn.COUNT
    column[DonorColumn.ATTENTION] = donor.attention.value
    column[DonorColumn.MIX : DonorColumn.SPENT] = [getattr(donor, share).value for share in MIX]
    column[DonorColumn.PACE] = 1.0 - monthly_retention(donor.attention_half_life.value)
    return column


def _codes(stream: int, names: list[str]) -> Codes:
    """Return the key of a stream for each of these."""
    return pad_to_width(np.array([stream_code(stream, draws.stable_hash(name)) for name in names], dtype=Code))


def _events(scenario: Scenario, names: Index) -> Iterator[EventRow]:
    for name in names.events:
        event = scenario.events[name]
        month = -1 if event.date is None else month_number(event.date)
        hazard = 0.0 if event.hazard is None else event.hazard.value
        yield EventRow(month, hazard, stream_code(draws.EVENT, draws.stable_hash(name)))


def _scandals(names: Index) -> np.ndarray:
    rows = [
        [stream_code(draws.SCANDAL, draws.stable_hash(one), draws.stable_hash(two)) for two in names.donors]
        for one in names.governments
    ]
    return np.array(rows, dtype=np.uint64)
