"""Step 7 of a month over the tables of one run: members weigh an invitation and answer.

Eight actors at a time are worked out, whether they sit in the forum or not; an answer is worked out exactly as its agent
does on the Mesa lane.
"""

from typing import Any

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import BOTH, JOINT, Flags, Floats, Giving, Integers, ModelTables, Stock
from trustladder.sim.law import conduct, responding
from trustladder.sim.law.arithmetic import chosen, greater, lesser
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import answer
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import count, eight, eight_of, places, put
from trustladder.sim.month.scratch import Seat, Slate
from trustladder.sim.scenario.effects import Attribute


@rule
def sit_down(tables: ModelTables, state: State, slate: Slate, forum: int, domain: int) -> None:
    """Beliefs, exposure and costs of everybody in a meeting of this forum: donors write over what lies behind governments."""
    law, club, seats = tables.law[0], tables.forums[forum], slate.seats
    sensitive, secrecy = tables.domains[domain].sensitive, state.attributes[Attribute.SECRECY]
    spared = responding.spared(law.host_comfort, club.neutrality, club.hosted)
    for start in range(0, tables.sizes[0].actors, WIDTH):
        belief = believe(state.trust[domain], tables.members[forum], club.size, start, law.omega)
        put(seats[Seat.BELIEF], start, belief)
        put(seats[Seat.EXPOSED], start, responding.exposedness(sensitive, eight(secrecy, start), 0.0))
        put(seats[Seat.EXPOSED_AT_SEMINAR], start, responding.exposedness(sensitive, eight(secrecy, start), spared))
    for start in range(0, tables.sizes[0].governments, WIDTH):
        seat_governments(tables, state, seats, forum, start)
    for start in range(0, tables.sizes[0].donors, WIDTH):
        seat_donors(tables, state, seats, forum, start)


@rule
def believe(trust: Floats, members: Integers, size: int, start: int, omega: float) -> float:
    """P of eight actors: their trust in all others that are invited."""
    total, least = eight_of(0.0), eight_of(1.0)
    for seat in range(size):
        one, others = eight(trust[members[seat]], start), places(start) != members[seat]
        total += chosen(others, one, 0.0)
        least = lesser(chosen(others, one, 1.0), least)
    return responding.belief(total / (size - 1), least, omega)


@rule
def seat_governments(tables: ModelTables, state: State, seats: Floats, forum: int, start: int) -> None:
    """What it costs eight governments to sit in a forum."""
    law, club, earned = tables.law[0], tables.forums[forum], state.governments[Stock.EARNED]
    autonomy = eight(state.attributes[Attribute.AUTONOMY], start)
    patron = patron_outside(tables, state, forum, start)
    put(seats[Seat.FREEDOM], start, responding.manoeuvre(autonomy, eight(earned, start), 0.0))
    put(seats[Seat.PRESSURE], start, responding.friction(patron, law.pressure, club.neutrality))
    put(seats[Seat.RIVALRY], start, 0.0)
    put(seats[Seat.INFLUENCE], start, 0.0)
    put(seats[Seat.WEAKNESS], start, eight(state.governments[Stock.COLLUSION], start))


@rule
def patron_outside(tables: ModelTables, state: State, forum: int, start: int) -> float:
    """The strongest of: dependence of eight governments on a donor outside, times its rivalry with the sponsor."""
    g, strongest = tables.sizes[0].governments, eight_of(0.0)
    sponsor, seated, rivalry = tables.forums[forum].sponsor - g, tables.seated[forum], state.rivalry
    if sponsor >= 0:
        for donor in range(tables.sizes[0].donors):
            if rivalry[donor, sponsor] > 0.0 and not seated[g + donor]:
                strongest = greater(eight(state.dependence[donor], start) * rivalry[donor, sponsor], strongest)
    return strongest


@rule
def seat_donors(tables: ModelTables, state: State, seats: Floats, forum: int, start: int) -> None:
    """What it costs eight donors to sit in a forum."""
    law, club, here = tables.law[0], tables.forums[forum], tables.sizes[0].governments + start
    joint, autonomy = eight(state.donors[Giving.MIX + JOINT], start), eight(state.attributes[Attribute.AUTONOMY], here)
    rival = rival_inside(state.rivalry, tables.members[forum], club, tables.sizes[0].governments, start)
    put(seats[Seat.FREEDOM], here, responding.manoeuvre(autonomy, 0.0, joint))
    put(seats[Seat.PRESSURE], here, 0.0)
    put(seats[Seat.RIVALRY], here, responding.friction(rival, law.rival_aversion, club.neutrality))
    put(seats[Seat.INFLUENCE], here, responding.influence_cost(joint, law.influence))
    put(seats[Seat.WEAKNESS], here, 1.0)


@rule
def rival_inside(rivalry: Floats, members: Integers, forum: Any, governments: int, start: int) -> float:
    """The rivalry of eight donors with their strongest rival that sits in the forum."""
    strongest = eight_of(0.0)
    for seat in range(forum.governments, forum.size):
        strongest = greater(eight(rivalry[members[seat] - governments], start), strongest)
    return strongest


@rule
def weigh(
    tables: ModelTables, slate: Slate, forum: int, domain: int, rung: int, offer: float, start: int
) -> responding.Terms:
    """The terms of an invitation to a rung for eight actors."""
    law, kind, seats = tables.law[0], tables.rungs[domain, rung], slate.seats
    exposure = Seat.EXPOSED_AT_SEMINAR if kind.seminar and tables.forums[forum].hosted else Seat.EXPOSED
    interest, asset = eight(seats[Seat.INTEREST], start), eight(tables.assets[forum, domain], start)
    return responding.terms(
        eight(seats[Seat.BELIEF], start),
        responding.full_gain(kind.benefit, interest, law.asset_benefit, asset),
        responding.full_risk(kind.exposure, eight(seats[exposure], start), law.asset_exposure, asset),
        kind.intrusion * eight(seats[Seat.FREEDOM], start),
        eight(seats[Seat.RIVALRY], start),
        eight(seats[Seat.PRESSURE], start),
        eight(seats[Seat.INFLUENCE], start),
        offer,
    )


@rule
def invite(tables: ModelTables, slate: Slate, moment: int, forum: int, domain: int, rung: int, offer: float) -> bool:
    """Every member answers; whether those who come are enough."""
    law, club, kind, row = tables.law[0], tables.forums[forum], tables.rungs[domain, rung], slate.row
    row[Series.INVITED] += float(club.size)
    attending, governments = 0, 0
    for start in range(0, tables.sizes[0].actors, WIDTH):
        terms = weigh(tables, slate, forum, domain, rung, offer, start)
        chance = responding.acceptance(law.response_rule, responding.worth(terms), law.precision)
        invited = eight(tables.seated[forum], start)
        come = (answer(moment, eight(tables.attend[forum, domain], start)) < chance) & invited
        put(slate.coming, start, come)
        attending += count(come)
        governments += count(come & (places(start) < tables.sizes[0].governments))
        note_refusals(row, invited ^ come, responding.refusal(terms))
    sponsored = club.sponsor < 0 or slate.coming[club.sponsor]
    together = rung == 0 or club.club != BOTH or both_rivals(tables, slate.coming)
    return conduct.forms(
        governments, attending - governments, kind.quorum_governments, kind.quorum_donors, sponsored, together
    )


@rule
def note_refusals(row: Floats, refused: bool, reasons: int) -> None:
    """Count the refusals of eight actors by their reasons."""
    for reason in range(len(responding.REASONS)):
        row[Series.REFUSED + reason] += float(count(refused & (reasons == reason)))


@rule
def both_rivals(tables: ModelTables, coming: Flags) -> bool:
    """Whether the two rivals come."""
    sizes = tables.sizes[0]
    return coming[sizes.governments + sizes.one] and coming[sizes.governments + sizes.two]
