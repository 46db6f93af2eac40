"""Step 7 of a month over the tables of one run: members weigh an invitation and answer.

Eight actors at a time are worked out, whether they sit in the forum or not; an answer is worked out exactly as its
agent does on the Mesa lane.
"""

from typing import Any

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import JOINT, DonorColumn, Floats, Integers, ModelTables, Stock
from trustladder.sim.law import conduct, drift, learning, responding
from trustladder.sim.law.arithmetic import maximum, where
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import uniform
from trustladder.sim.machine.eights import eights, lane_ids
from trustladder.sim.machine.simd import broadcast, load, movemask, popcount, store
from trustladder.sim.month.evidence import sits
from trustladder.sim.month.scratch import Scratch, Seat
from trustladder.sim.scenario.effects import Attribute


@rule
def prepare_seats(tables: ModelTables, state: State, scratch: Scratch, number: int, forum: int, domain: int) -> None:
    """Set beliefs, exposure and costs of everybody in a meeting of this forum.

    Donors overwrite the padding of governments.
    """
    law, forum_row, seats = tables.law[0], tables.forums[forum], scratch.seats
    sensitive, secrecy = tables.domains[domain].sensitive, state.attributes[Attribute.SECRECY]
    spared = responding.spared(law.host_comfort, forum_row.neutrality, forum_row.hosted)
    for start in eights(tables.sizes[0].actors):
        if not sits(tables, forum, start):
            continue
        store(seats[Seat.BELIEF], start, load(scratch.beliefs[number], start))
        store(seats[Seat.EXPOSED], start, responding.exposedness(sensitive, load(secrecy, start), 0.0))
        store(seats[Seat.EXPOSED_AT_SEMINAR], start, responding.exposedness(sensitive, load(secrecy, start), spared))
    for start in eights(tables.sizes[0].governments):
        if sits(tables, forum, start):
            seat_governments(tables, state, scratch, forum, domain, start)
    for start in eights(tables.sizes[0].donors):
        seat_donors(tables, state, scratch, forum, start)


@rule
def seat_governments(tables: ModelTables, state: State, scratch: Scratch, forum: int, domain: int, start: int) -> None:
    """Set what it costs eight governments to sit in a forum, and how far temptation gets hold of them there."""
    law, forum_row, seats = tables.law[0], tables.forums[forum], scratch.seats
    earned, none = state.governments[Stock.PLAY_OFF_GAIN], broadcast(0.0)
    autonomy = load(state.attributes[Attribute.AUTONOMY], start)
    patron = patron_outside(tables, state, forum, start)
    pressure = responding.friction(patron, law.pressure, forum_row.neutrality)
    store(seats[Seat.AUTONOMY_VALUE], start, responding.autonomy_value(autonomy, load(earned, start), 0.0))
    store_costs(scratch.costs, start, responding.SeatCosts(none, pressure, none, load_cost(law, state, start)))
    corruptible, collusion = tables.domains[domain].corruptible, load(state.governments[Stock.COLLUSION], start)
    tempted = conduct.susceptibility(corruptible, collusion, law.temptation_collusion)
    store(seats[Seat.SUSCEPTIBILITY], start, tempted)


@rule
def patron_outside(tables: ModelTables, state: State, forum: int, start: int) -> float:
    """Return the largest product of dependence on a donor outside and its rivalry with the sponsor."""
    g, strongest = tables.sizes[0].governments, broadcast(0.0)
    sponsor, seated, rivalry, place = tables.forums[forum].sponsor - g, tables.seated[forum], state.rivalry, 0
    while sponsor >= 0 and tables.rivals_of[sponsor, place] >= 0:
        donor = tables.rivals_of[sponsor, place]
        if not seated[g + donor]:
            strongest = maximum(load(state.dependence[donor], start) * rivalry[donor, sponsor], strongest)
        place += 1
    return strongest


@rule
def seat_donors(tables: ModelTables, state: State, scratch: Scratch, forum: int, start: int) -> None:
    """Set what it costs eight donors to sit in a forum."""
    law, forum_row, here = tables.law[0], tables.forums[forum], tables.sizes[0].governments + start
    seats, none = scratch.seats, broadcast(0.0)
    joint, autonomy = (
        load(state.donors[DonorColumn.MIX + JOINT], start),
        load(state.attributes[Attribute.AUTONOMY], here),
    )
    rival = rival_inside(state.rivalry, tables.members[forum], forum_row, tables.sizes[0].governments, start)
    rivalry = responding.friction(rival, law.rival_aversion, forum_row.neutrality)
    influence = responding.influence_cost(joint, law.influence)
    store(seats[Seat.AUTONOMY_VALUE], here, responding.autonomy_value(autonomy, 0.0, joint))
    store_costs(scratch.costs, here, responding.SeatCosts(rivalry, none, influence, load_cost(law, state, here)))
    store(seats[Seat.SUSCEPTIBILITY], here, 1.0)


@rule
def load_cost(law: Any, state: State, start: int) -> float:
    """Return what its load of meetings costs each of eight actors."""
    return law.load_cost * load(state.load, start)


@rule
def store_costs(columns: Floats, start: int, costs: responding.SeatCosts) -> None:
    """Keep what sitting in a forum costs eight actors, for `weigh`."""
    for number, cost in enumerate(costs):
        store(columns[number], start, cost)


@rule
def rival_inside(rivalry: Floats, members: Integers, forum: Any, governments: int, start: int) -> float:
    """Return the rivalry of eight donors with their strongest rival that sits in the forum."""
    strongest = broadcast(0.0)
    for seat in range(forum.governments, forum.size):
        strongest = maximum(load(rivalry[members[seat] - governments], start), strongest)
    return strongest


@rule
def weigh(
    tables: ModelTables, scratch: Scratch, forum: int, domain: int, rung: int, offer: float, start: int
) -> responding.Terms:
    """Return the terms of an invitation to a rung for eight actors."""
    law, kind, seats, costs = tables.law[0], tables.rungs[domain, rung], scratch.seats, scratch.costs
    exposure = Seat.EXPOSED_AT_SEMINAR if kind.seminar and tables.forums[forum].hosted else Seat.EXPOSED
    interest, asset = load(scratch.interest[domain], start), load(tables.assets[forum, domain], start)
    return responding.terms(
        load(seats[Seat.BELIEF], start),
        responding.full_gain(kind.benefit, interest, law.asset_benefit, asset),
        responding.full_risk(kind.exposure, load(seats[exposure], start), law.asset_exposure, asset),
        kind.intrusion * load(seats[Seat.AUTONOMY_VALUE], start),
        responding.SeatCosts(
            load(costs[0], start), load(costs[1], start), load(costs[2], start), load(costs[3], start)
        ),
        broadcast(offer),
    )


@rule
def weigh_answers(tables: ModelTables, scratch: Scratch, forum: int, domain: int, rung: int, offer: float) -> None:
    """Set with what chance everybody accepts, and why it would refuse.

    No answer is asked for here, so that a processor works out the next eight while it waits for the last.
    """
    law, seats = tables.law[0], scratch.seats
    for start in eights(tables.sizes[0].actors):
        if sits(tables, forum, start):
            terms = weigh(tables, scratch, forum, domain, rung, offer, start)
            chance = responding.acceptance(law.response_rule, responding.worth(terms), law.precision)
            store(seats[Seat.CHANCE], start, chance)
            store(seats[Seat.REASON], start, responding.refusal(terms, chance))


@rule
def invite(
    tables: ModelTables,
    state: State,
    scratch: Scratch,
    month_key: int,
    forum: int,
    domain: int,
    rung: int,
    offer: float,
    chair: int,
) -> bool:
    """Draw every guest's answer, and return whether those who come are enough; who proposes comes.

    Those who clearly refuse trust the proposer less.
    """
    law, forum_row, kind, row = tables.law[0], tables.forums[forum], tables.rungs[domain, rung], scratch.row
    row[Series.INVITED] += float(forum_row.size - 1)
    attending, governments, missing = 0, 0, 0
    blamed = credited(tables, month_key, forum, domain, chair)
    weight = broadcast(drift.at_start(law.evidence_weight * law.backlash * kind.exposure, state.memory[0]))
    trust, broken, seats = state.trust[domain, blamed], state.broken[domain, blamed], scratch.seats
    weigh_answers(tables, scratch, forum, domain, rung, offer)
    for start in eights(tables.sizes[0].actors):
        invited = load(tables.seated[forum], start)
        store(scratch.coming, start, invited)
        if not sits(tables, forum, start):
            continue
        chance = load(seats[Seat.CHANCE], start)
        refuses = uniform(month_key, load(tables.attend[forum, domain], start)) >= chance
        ordered = load(scratch.ordered, start)
        stays = (refuses & (lane_ids(start) != chair) & (ordered < 0.0)) ^ (ordered == 0.0)
        come = invited ^ (stays & invited)
        refused = stays & invited & (lane_ids(start) != chair)
        store(scratch.coming, start, come)
        attending += popcount(come)
        governments += popcount(come & (lane_ids(start) < tables.sizes[0].governments))
        needed = load(tables.needed[forum], start)
        missing += popcount(needed & (needed ^ come))
        resenting = refused & learning.overreaches(chance) & (lane_ids(start) != blamed)
        lesson = learning.backlash_evidence(law, load(trust, start), weight)
        store(broken, start, load(broken, start) + where(resenting, lesson, 0.0))
        record_refusals(row, refused, load(seats[Seat.REASON], start))
    sponsored = forum_row.sponsor < 0 or scratch.coming[forum_row.sponsor]
    complete = rung == 0 or missing == 0
    return conduct.forms(
        governments, attending - governments, kind.quorum_governments, kind.quorum_donors, sponsored, complete
    )


@rule
def credited(tables: ModelTables, month_key: int, forum: int, domain: int, actor: int) -> int:
    """Return the member to whom experience with a member is credited: itself, or under the null another."""
    if not tables.law[0].shuffled:
        return actor
    members, size, seat = tables.members[forum], tables.forums[forum].size, 0
    while members[seat] != actor:
        seat += 1
    return members[(seat + shift(tables, month_key, forum, domain)) % size]


@rule
def shift(tables: ModelTables, month_key: int, forum: int, domain: int) -> int:
    """Return by how many seats experience is credited to another than whom it concerns: 0 but under the null."""
    if not tables.law[0].shuffled:
        return 0
    size = tables.forums[forum].size
    return 1 + int(uniform(month_key, tables.agenda[forum, domain].shuffle) * (size - 1))


@rule
def record_refusals(row: Floats, refused: bool, reasons: int) -> None:
    """Count the refusals of eight actors by their reasons."""
    if movemask(refused):
        for reason in range(len(responding.REASONS)):
            row[Series.REFUSED + reason] += float(popcount(refused & (reasons == reason)))
