"""From a Scenario to its World: every table filled from the entries that state it."""

import math
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import product
from typing import Any

import numpy as np

from sim import draws
from sim.effects import Attribute, Blow
from sim.entities import Agenda, Donor, Forum, Government
from sim.happenings import blow_rows, condition_rows
from sim.law.arithmetic import monthly_retention
from sim.law.learning import BETA, KYDD, LINEAR, NONE
from sim.law.responding import QUANTAL, RANDOM, THRESHOLD
from sim.names import Names
from sim.scenario import Scenario, month_number
from sim.world import (
    BOTH,
    MIX,
    NEITHER,
    ONE,
    USUAL_RIVALRY,
    AgendaRow,
    BlowRow,
    Code,
    ConditionRow,
    Constants,
    DomainRow,
    DonorRow,
    EventRow,
    Floats,
    ForumRow,
    GovernmentRow,
    Mix,
    RungRow,
    SeatRow,
    Sizes,
    World,
    table,
)

TRUST_RULES = {"beta": BETA, "kydd": KYDD, "linear": LINEAR, "none": NONE}
RESPONSE_RULES = {"quantal": QUANTAL, "threshold": THRESHOLD, "random": RANDOM}
ALWAYS, NEVER = -(10**6), 10**6  # months before and after every scenario


def world_of(scenario: Scenario) -> World:
    """The World of a scenario."""
    names = Names(scenario)
    sizes = sizes_of(scenario, names)
    prior = _prior(scenario, names)
    members = _members(scenario, names)
    usual_rivalry = _usual_rivalry(scenario, names, sizes)
    effects, blows = list(condition_rows(scenario, names)), list(blow_rows(scenario, names))
    return World(
        first_month=scenario.first_month,
        months=scenario.months,
        sizes=table(Sizes, [sizes]),
        law=table(Constants, [constants_of(scenario, sizes)]),
        attributes=np.array([_attributes(scenario, names, name) for name in names.actors]).T.copy(),
        usual_rivalry=usual_rivalry,
        rivals=_rivals(usual_rivalry, effects, blows, sizes),
        dependence=_dependence(scenario, names, sizes),
        prior=prior,
        prior_odds=np.log(prior / (1.0 - prior)),
        priority=np.array([_priority(donor, names) for donor in scenario.donors.values()]),
        governments=table(GovernmentRow, _governments(scenario)),
        donors=table(DonorRow, _donors(scenario)),
        forums=table(ForumRow, _forums(scenario, names, sizes)),
        agenda=table(AgendaRow, _agenda(scenario, names), (sizes.forums, sizes.domains)),
        members=members,
        seats=table(SeatRow, _seats(scenario, names, members), (sizes.forums, sizes.domains, members.shape[1])),
        seated=_seated(scenario, names),
        covers=_covers(_seated(scenario, names)[:, : sizes.governments], scenario.uncertainties.gate_share),
        domains=table(DomainRow, _domains(scenario, names)),
        rungs=table(RungRow, _rungs(scenario, names, sizes), (sizes.domains, sizes.rungs)),
        transfer=np.array([[_transfer(scenario, one, two) for two in names.domains] for one in names.domains]),
        events=table(EventRow, _events(scenario, names)),
        effects=table(ConditionRow, effects),
        blows=table(BlowRow, blows),
        scandal=_scandals(names),
    )


def sizes_of(scenario: Scenario, names: Names) -> Sizes:
    """How many there are of each."""
    one, two = sorted(names.donor(rival) for rival in scenario.rivals)
    return Sizes(
        governments=len(names.governments),
        donors=len(names.donors),
        actors=len(names.actors),
        forums=len(names.forums),
        domains=len(names.domains),
        rungs=max(len(domain.rungs) for domain in scenario.domains.values()),
        ladders=len(names.forums) if scenario.structure.standing_scope == "forum" else 1,
        one=one,
        two=two,
        aim=names.domains.index(scenario.aim),
    )


def constants_of(scenario: Scenario, sizes: Sizes) -> Constants:
    """The law's numbers, as its rules take them."""
    facts, structure = scenario.uncertainties, scenario.structure
    honest, rogue = facts.kydd_trustworthy, facts.kydd_untrustworthy
    levers = [getattr(scenario.levers, name) for name in MIX]
    derived: dict[str, Any] = {
        "retention": monthly_retention(facts.memory_half_life),
        "kept_bits": math.log(honest / rogue),
        "breach_bits": math.log((1.0 - rogue) / (1.0 - honest)),
        "attention_floor": scenario.levers.attention_floor,
        "levers": tuple(-1.0 if lever is None else lever for lever in levers),
        "stock_pace": 1.0 - monthly_retention(facts.stock_half_life),
        "rivalry_pace": 1.0 - monthly_retention(facts.rivalry_half_life),
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


def _usual_rivalry(scenario: Scenario, names: Names, sizes: Sizes) -> Floats:
    rivalry = np.zeros((sizes.donors, sizes.donors))
    for name, donor in scenario.donors.items():
        for other, value in donor.rivalry.items():
            one, two = names.donor(name), names.donor(other)
            rivalry[one, two] = rivalry[two, one] = value.value
    return rivalry


def _rivals(usual: Floats, effects: list[ConditionRow], blows: list[BlowRow], sizes: Sizes) -> np.ndarray:
    """The pairs of donors whose rivalry is, or through an event may become, more than 0."""
    pairs = {(one, two) for one, two in zip(*np.nonzero(usual), strict=True) if one < two}
    pairs |= {
        (effect.row, effect.column)
        for effect in effects
        if effect.table == USUAL_RIVALRY and effect.row < effect.column
    }
    first = sizes.governments
    pairs |= {(blow.of - first, blow.toward - first) for blow in blows if blow.kind == Blow.RIVALRY}
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


def _dependence(scenario: Scenario, names: Names, sizes: Sizes) -> Floats:
    dependence = np.zeros((sizes.donors, sizes.governments))
    for name, government in scenario.governments.items():
        for other, value in government.dependence.items():
            dependence[names.donor(other), names.actor(name)] = value.value
    return dependence


def _attributes(scenario: Scenario, names: Names, name: str) -> list[float]:
    """One actor's column of the attributes that events may change."""
    actor = scenario.actors[name]
    column = [0.0] * (Attribute.INTEREST + len(names.domains))
    column[Attribute.AUTONOMY] = actor.autonomy.value
    column[Attribute.SECRECY] = actor.secrecy.value
    own = actor.temptation
    column[Attribute.TEMPTATION] = scenario.uncertainties.temptation if own is None else own.value
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


def _prior(scenario: Scenario, names: Names) -> Floats:
    """Trust before evidence [domain, observed, observer]; an actor's trust in itself is never asked for."""
    prior = np.full((len(names.domains), len(names.actors), len(names.actors)), 0.5)
    for observer, name in enumerate(names.actors):
        trust = scenario.actors[name].trust
        for observed, other in enumerate(names.actors):
            value = trust.get(other, trust.get("others"))
            if observed != observer:
                prior[:, observed, observer] = scenario.uncertainties.prior_trust if value is None else value.value
    return prior


def _priority(donor: Donor, names: Names) -> list[float]:
    """Shares of the plan: the stated weights scaled to add up to 1, equal where none is stated."""
    weights = [donor.priority[name].value if name in donor.priority else 0.0 for name in names.governments]
    total = math.fsum(weights)
    return [weight / total for weight in weights] if total > 0.0 else [1.0 / len(weights)] * len(weights)


def _governments(scenario: Scenario) -> Iterator[GovernmentRow]:
    for name, government in scenario.governments.items():
        collusion = government.collusion.value
        yield GovernmentRow(
            collusion=collusion,
            collusion_floor=collusion * scenario.uncertainties.collusion_floor,
            policing=government.policing.value,
            coercion=government.coercion.value,
            border_technology=government.border_technology.value,
            play_off=Code(draws.question(draws.PLAY_OFF, draws.code(name))),
            crisis=Code(draws.question(draws.CRISIS, draws.code(name))),
        )


def _donors(scenario: Scenario) -> Iterator[DonorRow]:
    for name, donor in scenario.donors.items():
        shares = [getattr(donor, share).value for share in MIX]
        mix: Mix = (shares[0], shares[1], shares[2], shares[3], shares[4])
        yield DonorRow(
            attention=donor.attention.value,
            attention_pace=1.0 - monthly_retention(donor.attention_half_life.value),
            seats=sum(name in forum.members for forum in scenario.forums.values()),
            mix=mix,
        )


def _forums(scenario: Scenario, names: Names, sizes: Sizes) -> Iterator[ForumRow]:
    clubs = {2: BOTH, 1: ONE, 0: NEITHER}
    for number, name in enumerate(names.forums):
        forum = scenario.forums[name]
        yield ForumRow(
            size=len(forum.members),
            governments=sum(member in scenario.governments for member in forum.members),
            sponsor=-1 if forum.sponsor is None else names.actor(forum.sponsor),
            neutrality=forum.neutrality.value,
            hosted=any(scenario.donors[member].host for member in forum.members if member in scenario.donors),
            club=clubs[sum(rival in forum.members for rival in scenario.rivals)],
            founded=ALWAYS if forum.founded is None else month_number(forum.founded),
            ended=NEVER if forum.ended is None else month_number(forum.ended),
            ladder=number if sizes.ladders == sizes.forums else 0,
        )


def _agenda(scenario: Scenario, names: Names) -> Iterator[AgendaRow]:
    for name, domain in product(names.forums, names.domains):
        forum = scenario.forums[name]
        agenda = forum.agenda.get(domain)
        ask = partial(_question, one=draws.code(name), other=draws.code(domain))
        yield AgendaRow(
            rate=0.0 if agenda is None else agenda.rate.value,
            entry=-1 if agenda is None else _entry(scenario, forum, domain, agenda),
            standing=0 if agenda is None else rung_number(scenario, domain, agenda.standing) + 1,
            convene=ask(draws.CONVENE),
            succeed=ask(draws.SUCCEED),
            shuffle=ask(draws.SHUFFLE),
        )


def rung_number(scenario: Scenario, domain: str, rung: str | None) -> int:
    """The number of a rung from 0, -1 for none."""
    return -1 if rung is None else list(scenario.domains[domain].rungs).index(rung)


def _entry(scenario: Scenario, forum: Forum, domain: str, agenda: Agenda) -> int:
    """The rung a forum tries while it is new; policy (lever `step`) raises it for those founded after the start."""
    stated = rung_number(scenario, domain, agenda.entry_rung)
    proposed = forum.founded is not None and forum.founded >= scenario.start
    if not proposed or scenario.levers.step == 1:
        return stated
    return max(stated, min(scenario.levers.step, len(scenario.domains[domain].rungs)) - 1)


@lru_cache(maxsize=100_000)  # a sweep asks the same questions at every point
def _question(stream: int, one: int = 0, other: int = 0) -> np.uint64:
    return Code(draws.question(stream, one, other))


def _members(scenario: Scenario, names: Names) -> np.ndarray:
    widest = max(len(forum.members) for forum in scenario.forums.values())
    members = np.full((len(names.forums), widest), -1, dtype=np.int64)
    for row, name in enumerate(names.forums):
        numbers = sorted(names.actor(member) for member in scenario.forums[name].members)
        members[row, : len(numbers)] = numbers
    return members


def _seats(scenario: Scenario, names: Names, members: np.ndarray) -> Iterator[SeatRow]:
    for (row, name), domain in product(enumerate(names.forums), names.domains):
        activity = draws.folded(draws.code(name), draws.code(domain))
        shared = _assets(scenario, scenario.forums[name], domain)
        for actor in members[row].tolist():
            member = names.actors[actor] if actor >= 0 else ""
            ask = partial(_question, one=activity, other=draws.code(member))
            yield SeatRow(actor, shared.get(member, 0.0), ask(draws.ATTEND), ask(draws.KEEP), ask(draws.FIND))


def _assets(scenario: Scenario, forum: Forum, domain: str) -> dict[str, float]:
    """How much of what each government has is shared with somebody else in the forum: 1 - prod(1 - size)."""
    unshared: dict[str, float] = {}
    for _, asset in sorted(scenario.assets.items()):
        present = [name for name in asset.governments if name in forum.members]
        if asset.domain == domain and len(present) > 1:
            for name in present:
                unshared[name] = unshared.get(name, 1.0) * (1.0 - asset.size.value)
    return {name: 1.0 - left for name, left in unshared.items()}


def _seated(scenario: Scenario, names: Names) -> np.ndarray:
    return np.array([[name in scenario.forums[forum].members for name in names.actors] for forum in names.forums])


def _covers(governing: np.ndarray, share: float) -> np.ndarray:
    """Whether enough of the second forum's governments sit in the first."""
    common = governing.astype(int) @ governing.astype(int).T
    covered: np.ndarray = common >= share * governing.sum(axis=1)[None, :] - 1e-9
    return covered


def _domains(scenario: Scenario, names: Names) -> Iterator[DomainRow]:
    for name in names.domains:
        domain = scenario.domains[name]
        gate = domain.gate
        yield DomainRow(
            rungs=len(domain.rungs),
            corruptible=domain.corruptible.value,
            sensitive=domain.sensitive.value,
            against_flow=domain.against_flow,
            gate_domain=-1 if gate == "none" else names.domains.index(gate.domain),
            gate_rung=-1 if gate == "none" else rung_number(scenario, gate.domain, gate.rung),
        )


def _rungs(scenario: Scenario, names: Names, sizes: Sizes) -> Iterator[RungRow]:
    for name in names.domains:
        rungs = list(scenario.domains[name].rungs.values())
        for rung in rungs:
            values = [getattr(rung, field) for field in RungRow._fields]
            yield RungRow(*(getattr(value, "value", value) for value in values))
        for _ in range(sizes.rungs - len(rungs)):
            yield RungRow(0.0, 0.0, 0.0, 0.0, 0, 0, 1, False, False, 0)


def _transfer(scenario: Scenario, one: str, two: str) -> float:
    """How much evidence from one domain counts in another."""
    if one == two:
        return 1.0
    stated = scenario.domains[one].transfer.get(two)
    return 0.0 if stated is None else stated.value * scenario.structure.transfer


def _events(scenario: Scenario, names: Names) -> Iterator[EventRow]:
    for name in names.events:
        event = scenario.events[name]
        month = -1 if event.date is None else month_number(event.date)
        hazard = 0.0 if event.hazard is None else event.hazard.value
        yield EventRow(month, hazard, _question(draws.EVENT, draws.code(name)))


def _scandals(names: Names) -> np.ndarray:
    rows = [
        [_question(draws.SCANDAL, draws.code(one), draws.code(two)) for two in names.donors]
        for one in names.governments
    ]
    return np.array(rows, dtype=np.uint64)
