"""Build the tables of forums, their agendas and seats, and the ladders that they climb."""

from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import product
from typing import Any

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import (
    ALWAYS,
    BOTH,
    NEITHER,
    NEVER,
    ONE,
    AgendaItem,
    AgendaRow,
    Code,
    Codes,
    DomainRow,
    Flags,
    Floats,
    ForumRow,
    Integers,
    RungRow,
    Sizes,
    table,
)
from trustladder.sim.machine import draws
from trustladder.sim.machine.memory import aligned_copy, aligned_zeros, pad_to_width, padded_length_unaligned
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.entities import Agenda, Forum
from trustladder.sim.scenario.periods import periods_of
from trustladder.sim.scenario.scenario import Scenario


def seating(scenario: Scenario, names: Index, sizes: Sizes) -> dict[str, Any]:
    """Return the tables of forums, agendas and seats; those that hang on who sits where begin with the period."""
    periods = periods_of(scenario)
    agenda = table(AgendaRow, agenda_rows(scenario, names), (sizes.forums, sizes.domains))
    listed, seats = np.nonzero(agenda["rate"] > 0.0), (tuple(names.forums), tuple(names.domains), tuple(names.actors))
    return {
        "periods": np.array(periods, dtype=np.int64),
        **seats_by_period(scenario, names, sizes, periods),
        "needed": pad_to_width(needed_by(scenario, names)),
        "agenda": agenda,
        "agenda_items": table(AgendaItem, zip(*listed, strict=True)),
        "rates": pad_to_width(agenda["rate"][listed]),
        "convene": pad_to_width(agenda["convene"][listed]),
        "attend": seat_codes(draws.ATTEND, *seats),
        "keep": seat_codes(draws.KEEP, *seats),
        "find": seat_codes(draws.FIND, *seats),
    }


def seats_by_period(scenario: Scenario, names: Index, sizes: Sizes, periods: list[int]) -> dict[str, Any]:
    """Return the tables that hang on who sits where, with the period first."""
    seated = np.array([seated_in(scenario, names, month) for month in periods])
    rows = (row for month in periods for row in forum_rows(scenario, names, sizes, month))
    share, donors = scenario.uncertainties.gate_share, seated[..., sizes.governments :]
    return {
        "forums": table(ForumRow, rows, (len(periods), sizes.forums)),
        "members": members_of(seated),
        "seated": pad_to_width(seated, padded_length_unaligned),
        "assets": assets_shared(scenario, names, sizes, periods),
        "seats": aligned_copy(np.maximum(pad_to_width(donors.sum(axis=1, dtype=np.float64)), 1.0)),
        "covers": np.array([covering(one[:, : sizes.governments], share) for one in seated]),
    }


def forum_rows(scenario: Scenario, names: Index, sizes: Sizes, month: int) -> Iterator[ForumRow]:
    """Every forum, with its members of a month."""
    hosts = {name for name, donor in scenario.donors.items() if donor.host}
    for number, name in enumerate(names.forums):
        forum = scenario.forums[name]
        seated = forum.seated(month)
        yield ForumRow(
            size=len(seated),
            can_meet=len(seated) > 1 and (forum.sponsor is None or forum.sponsor in seated),
            governments=sum(member in names.governments for member in seated),
            sponsor=-1 if forum.sponsor is None else names.actor(forum.sponsor),
            neutrality=forum.neutrality.value,
            hosted=not hosts.isdisjoint(seated),
            membership=membership_of(scenario, seated),
            founded=ALWAYS if forum.founded is None else month_number(forum.founded),
            ended=NEVER if forum.ended is None else month_number(forum.ended),
            ladder=number if sizes.ladders == sizes.forums else 0,
        )


def membership_of(scenario: Scenario, seated: set[str]) -> int:
    """Whether both of a pair of rivals are among those seated, some rivals but no such pair, or none."""
    if any(seated.issuperset(pair) for pair in scenario.rivals):
        return BOTH
    return NEITHER if all(seated.isdisjoint(pair) for pair in scenario.rivals) else ONE


def agenda_rows(scenario: Scenario, names: Index) -> Iterator[AgendaRow]:
    """Yield what every forum does in every domain."""
    for name, domain in product(names.forums, names.domains):
        forum = scenario.forums[name]
        agenda = forum.agenda.get(domain)
        code_of = partial(stream_code, one=draws.stable_hash(name), other=draws.stable_hash(domain))
        yield AgendaRow(
            rate=0.0 if agenda is None else agenda.rate.value,
            entry=-1 if agenda is None else _entry(scenario, forum, domain, agenda),
            top=_top(scenario, domain, agenda),
            standing=0 if agenda is None else rung_number(scenario, domain, agenda.standing) + 1,
            convene=code_of(draws.CONVENE),
            succeed=code_of(draws.SUCCEED),
            shuffle=code_of(draws.SHUFFLE),
        )


def rung_number(scenario: Scenario, domain: str, rung: str | None) -> int:
    """Return the number of a rung from 0, -1 for none."""
    return -1 if rung is None else list(scenario.domains[domain].rungs).index(rung)


def _entry(scenario: Scenario, forum: Forum, domain: str, agenda: Agenda) -> int:
    """Return the rung a forum tries while it is new.

    Policy (lever `step`) raises it for those founded after the start.
    """
    stated = rung_number(scenario, domain, agenda.entry_rung)
    proposed = forum.founded is not None and forum.founded >= scenario.start
    if not proposed or scenario.levers.step == 1:
        return stated
    return max(stated, min(scenario.levers.step, _top(scenario, domain, agenda)) - 1)


def _top(scenario: Scenario, domain: str, agenda: Agenda | None) -> int:
    """Return how many rungs of a ladder a forum's mandate names: all of them where nothing is stated."""
    if agenda is None or agenda.top_rung is None:
        return len(scenario.domains[domain].rungs)
    return rung_number(scenario, domain, agenda.top_rung) + 1


@lru_cache(maxsize=100_000)  # the same keys at every point of a sweep
def stream_code(stream: int, one: int = 0, other: int = 0) -> np.uint64:
    """Return the folded key of a stream, as the compiled lane takes it."""
    return Code(draws.stream_key(stream, one, other))


def members_of(seated: Flags) -> Integers:
    """Return the actors in each forum [period, forum, seat], in order, -1 behind the last."""
    members = np.full((*seated.shape[:-1], int(seated.sum(axis=-1).max())), -1, dtype=np.int64)
    for at in np.ndindex(seated.shape[:-1]):
        numbers = np.flatnonzero(seated[at])
        members[at][: len(numbers)] = numbers
    return members


@lru_cache(maxsize=64)  # the same keys at every point of a sweep
def seat_codes(stream: int, forums: tuple[str, ...], domains: tuple[str, ...], actors: tuple[str, ...]) -> Codes:
    """Return the key of a stream for every actor in every forum and domain."""
    codes = [
        [
            stream_code(stream, draws.folded(draws.stable_hash(forum), draws.stable_hash(domain)), one)
            for one in map(draws.stable_hash, actors)
        ]
        for forum, domain in product(forums, domains)
    ]
    return pad_to_width(np.array(codes, dtype=Code).reshape(len(forums), len(domains), -1))


def assets_shared(scenario: Scenario, names: Index, sizes: Sizes, periods: list[int]) -> Floats:
    """Return how much of its infrastructure every actor shares with a forum [period, forum, domain, actor]."""
    found = aligned_zeros(len(periods), sizes.forums, sizes.domains, padded_length_unaligned(sizes.actors))
    for (period, month), (row, forum) in product(enumerate(periods), enumerate(names.forums)):
        seated = scenario.forums[forum].seated(month)
        for column, domain in enumerate(names.domains):
            for name, share in _assets(scenario, seated, domain).items():
                found[period, row, column, names.actor(name)] = share
    return found


def _assets(scenario: Scenario, seated: set[str], domain: str) -> dict[str, float]:
    """How much of what each government has is shared with somebody else in the forum: 1 - prod(1 - size)."""
    unshared: dict[str, float] = {}
    for _, asset in sorted(scenario.assets.items()):
        present = [name for name in asset.governments if name in seated]
        if asset.domain == domain and len(present) > 1:
            for name in present:
                unshared[name] = unshared.get(name, 1.0) * (1.0 - asset.size.value)
    return {name: 1.0 - left for name, left in unshared.items()}


def seated_in(scenario: Scenario, names: Index, month: int) -> Flags:
    """Whether an actor sits in a forum in a month [forum, actor]."""
    seats = [scenario.forums[forum].seated(month) for forum in names.forums]
    return np.array([[name in seated for name in names.actors] for seated in seats])


def needed_by(scenario: Scenario, names: Index) -> Flags:
    """Whether a forum needs an actor from the second rung on [forum, actor]."""
    return np.array([[name in scenario.forums[forum].needs for name in names.actors] for forum in names.forums])


def covering(governing: Flags, share: float) -> Flags:
    """Whether enough of the second forum's governments sit in the first."""
    common = governing.astype(int) @ governing.astype(int).T
    return common >= share * governing.sum(axis=1)[None, :] - 1e-9


def domain_rows(scenario: Scenario, names: list[str]) -> Iterator[DomainRow]:
    """Every domain, of these names in order."""
    for name in names:
        domain = scenario.domains[name]
        gate = domain.gate
        yield DomainRow(
            rungs=len(domain.rungs),
            corruptible=domain.corruptible.value,
            sensitive=domain.sensitive.value,
            against_flow=domain.against_flow,
            gate_domain=-1 if gate == "none" else names.index(gate.domain),
            gate_rung=-1 if gate == "none" else rung_number(scenario, gate.domain, gate.rung),
        )


def rung_rows(scenario: Scenario, names: list[str], longest: int) -> Iterator[RungRow]:
    """Every rung of every domain's ladder; shorter ladders are filled up with rungs of nothing."""
    for name in names:
        rungs = list(scenario.domains[name].rungs.values())
        for rung in rungs:
            values = [getattr(rung, field) for field in RungRow._fields]
            yield RungRow(*(getattr(value, "value", value) for value in values))
        for _ in range(longest - len(rungs)):
            yield RungRow(0.0, 0.0, 0.0, 0.0, 0, 0, 1, False, False, 0)


def transferred(scenario: Scenario, one: str, two: str) -> float:
    """How much evidence from one domain counts in another."""
    if one == two:
        return 1.0
    stated = scenario.domains[one].transfer.get(two)
    return 0.0 if stated is None else stated.value * scenario.structure.transfer
