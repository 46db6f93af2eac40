"""Build the tables of a scenario from its entries."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from trustladder.sim.arrays.actor_tables import attributes, governments, trust
from trustladder.sim.arrays.event_tables import condition_rows, shock_rows
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.keys import ButLevers, Domains, Entries
from trustladder.sim.arrays.seating import domain_rows, rung_rows, seating, stream_code, transferred
from trustladder.sim.arrays.tables import (
    MIX,
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
    Rows,
    RungRow,
    ShockRow,
    Sizes,
    table,
)
from trustladder.sim.law.arithmetic import monthly_retention
from trustladder.sim.law.learning import TRUST_RULES
from trustladder.sim.law.responding import RESPONSE_RULES
from trustladder.sim.machine import draws
from trustladder.sim.machine.memory import (
    aligned_zeros,
    pad_to_width,
    padded_length,
)
from trustladder.sim.scenario.changes import Identity
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.effects import ShockKind
from trustladder.sim.scenario.entities import Donor
from trustladder.sim.scenario.scenario import Scenario

NO_LAW = table(Constants, ())  # in tables that scenarios share whose levers differ


def tables_of(scenario: Scenario) -> ModelTables:
    """Return the tables of a scenario.

    Those that no number of the law touches are shared by all scenarios with its entries, others by all in which the
    numbers that they are made of are the same: nothing may write into them.
    """
    return _tables_of(ButLevers(scenario))._replace(law=law_of(scenario))


@lru_cache(maxsize=512)  # the sets of a fit, here and in the past, under one policy after the other
def _tables_of(known: ButLevers) -> ModelTables:
    scenario = known.scenario
    facts, entries = scenario.uncertainties, Entries(scenario)
    temptations = (facts.temptation, facts.temptation_neutral, facts.temptation_powers)
    return ModelTables(
        first_month=scenario.first_month,
        months=scenario.months,
        law=NO_LAW,
        attributes=attributes(entries, scenario.levers.assistance, *temptations),
        governments=governments(entries, facts.collusion_floor),
        **trust(entries, facts.prior_trust),
        **_of_domains(Domains(scenario)),
        **_of_entries(entries),
    )


Pairs = set[tuple[int, int]]  # of donors, the first before the second


@lru_cache(maxsize=512)  # a fit has hundreds of sets
def _of_domains(domains: Domains) -> dict[str, Any]:
    """Return the tables of domains and their rungs."""
    scenario, names = domains.scenario, sorted(domains.scenario.domains)
    shape = len(names), max(len(domain.rungs) for domain in scenario.domains.values())
    return {
        "transfer": np.array([[transferred(scenario, one, two) for two in names] for one in names]),
        "domains": table(DomainRow, domain_rows(scenario, names)),
        "rungs": table(RungRow, rung_rows(scenario, names, shape[1]), shape),
    }


@lru_cache(maxsize=32)  # holds the scenarios too, so that no id is given away
def _of_entries(entries: Entries) -> dict[str, Any]:
    """Return the tables that no uncertainty, lever or structure changes, but for the three that concern seats."""
    scenario, names = entries.scenario, Index(entries.scenario)
    sizes = sizes_of(scenario, names)
    usual_rivalry = _usual_rivalry(scenario, names, sizes)
    effects, shocks = list(condition_rows(scenario, names)), list(shock_rows(scenario, names))
    rivals = _rivals(usual_rivalry, effects, shocks, sizes, _rivals_before(scenario.history(), names))
    return {
        "sizes": table(Sizes, [sizes]),
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


def law_of(scenario: Scenario) -> Rows:
    """Return the law's numbers, as its rules take them, as a table of one row."""
    facts, structure = Identity(scenario.uncertainties), Identity(scenario.structure)
    known = _law_without_levers(facts, structure, len(scenario.governments))
    found = known.view(np.uint8).copy().view(known.dtype)  # as bytes: field by field takes a hundred times as long
    levers = [getattr(scenario.levers, name) for name in MIX]
    found["levers"] = [-1.0 if lever is None else lever for lever in levers]
    found["attention_floor"] = scenario.levers.attention_floor
    return found.view(np.recarray)


@lru_cache(maxsize=1024)  # the sets of a fit, here and in the past
def _law_without_levers(known_facts: Identity, known_structure: Identity, governments: int) -> np.ndarray:
    """Return the law's numbers with levers left at 0, as a plain array, into which numbers are written faster."""
    facts, structure = known_facts.one, known_structure.one
    honest, rogue = facts.kydd_trustworthy, facts.kydd_untrustworthy
    derived: dict[str, Any] = {
        "retention": monthly_retention(facts.memory_half_life),
        "load_retention": monthly_retention(facts.load_half_life),
        "kept_bits": math.log(honest / rogue),
        "breach_bits": math.log((1.0 - rogue) / (1.0 - honest)),
        "attention_floor": 0.0,
        "levers": (0.0,) * len(MIX),
        "stock_pace": 1.0 - monthly_retention(facts.stock_half_life),
        "rivalry_pace": 1.0 - monthly_retention(facts.rivalry_half_life),
        "concern_pace": 1.0 - monthly_retention(facts.concern_half_life),
        "unrest_retention": monthly_retention(facts.unrest_half_life),
        "scandal_retention": monthly_retention(facts.scandal_half_life),
        "region_governments": facts.region_governments(governments),
        "trust_rule": TRUST_RULES[structure.trust_rule],
        "response_rule": RESPONSE_RULES[structure.response_rule],
        "gate": structure.gate,
        "ceiling": structure.ceiling,
        "climbing": structure.climbing,
        "shuffled": structure.dyads == "shuffled",
    }
    row = (derived[name] if name in derived else getattr(facts, name) for name in Constants._fields)
    return np.asarray(table(Constants, [Constants._make(row)]))


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


def _priority(donor: Donor, names: Index) -> list[float]:
    """Shares of the plan: the stated weights scaled to add up to 1, equal where none is stated."""
    weights = [donor.priority[name].value if name in donor.priority else 0.0 for name in names.governments]
    total = math.fsum(weights)
    return [weight / total for weight in weights] if total > 0.0 else [1.0 / len(weights)] * len(weights)


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
