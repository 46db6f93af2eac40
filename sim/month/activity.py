"""Steps 8 and 9 of a month over the tables of one run: those who came act, and all members learn."""

from typing import Any

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import DonorColumn, DyadColumn, Flags, Floats, Integers, ModelTables, Stock
from trustladder.sim.law import conduct, drift, learning
from trustladder.sim.law.arithmetic import maximum, where
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import uniform
from trustladder.sim.machine.eights import eights, lane_ids
from trustladder.sim.machine.simd import broadcast, largest, load, popcount, store
from trustladder.sim.month.evidence import sits
from trustladder.sim.month.responding import shift
from trustladder.sim.month.scratch import Scratch, Seat
from trustladder.sim.scenario.effects import Attribute


@rule
def act(
    tables: ModelTables, state: State, scratch: Scratch, month_key: int, luck: int, month: int, number: int, rung: int
) -> None:
    """Those who came keep their word or not; the activity succeeds or not; all members learn.

    Conduct and success are drawn from `luck`, which is the month's key unless the outcome is drawn anew.
    """
    forum, domain = tables.agenda_items[number].forum, tables.agenda_items[number].domain
    law, kind, row = tables.law[0], tables.rungs[domain, rung], scratch.row
    attending, kept = keep_word(tables, state, scratch, luck, forum, domain, kind.weight)
    governments, policing = policing_present(state, scratch.coming, tables.sizes[0].governments)
    capability = policing / (governments if governments > 0 else 1) if kind.needs_policing else 1.0
    tension = rivalry_present(
        state.rivalry, scratch.coming, tables.members[forum], tables.forums[forum], tables.sizes[0].governments
    )
    chance = conduct.success_chance(law.reliability, law.undermining, tension, capability)
    draw = uniform(luck, tables.agenda[forum, domain].succeed)
    success = conduct.succeeds(kept, attending, law.kept_share, chance, draw)
    learn(tables, state, scratch, month_key, forum, domain, rung, success)
    if success:
        state.success[number] = rung
        row[Series.SUCCEEDED] += 1.0
        row[Series.TRAINED] += float(kind.trainees)
        share_purse(scratch, tables.members[forum], tables.forums[forum].governments, governments, forum)
        relieve_rivalry(
            state.calm,
            scratch.coming,
            tables.members[forum],
            tables.forums[forum],
            tables.sizes[0].governments,
            law.thaw * kind.weight,
        )
        if domain == tables.sizes[0].aim and governments >= law.region_governments:
            row[Series.REGION_MEETINGS] += 1.0
            record_region_success(state.region_meetings[forum], rung, month)


@rule
def keep_word(
    tables: ModelTables, state: State, scratch: Scratch, luck: int, forum: int, domain: int, weight: float
) -> tuple[int, int]:
    """How many came, and how many of them keep their word; who breaks it may be caught."""
    temptation, attending, kept = state.attributes[Attribute.TEMPTATION], 0, 0
    for start in eights(tables.sizes[0].actors):
        if not sits(tables, forum, start):
            continue
        come, susceptibility = load(scratch.coming, start), load(scratch.seats[Seat.SUSCEPTIBILITY], start)
        draw = uniform(luck, load(tables.keep[forum, domain], start))
        keeping = come & conduct.keeps_word(load(temptation, start), weight, susceptibility, draw)
        draw = uniform(luck, load(tables.find[forum, domain], start))
        caught = (come ^ keeping) & conduct.found_out(tables.law[0].detection, draw)
        store(scratch.keeping, start, keeping)
        store(scratch.caught, start, caught)
        attending += popcount(come)
        kept += popcount(keeping)
        scratch.row[Series.BREACHES] += float(popcount(come ^ keeping))
        scratch.row[Series.BREACHES_FOUND] += float(popcount(caught))
    return attending, kept


@rule
def policing_present(state: State, coming: Flags, governments: int) -> tuple[int, float]:
    """How many governments came, and the sum of their policing."""
    policing, number, found = state.governments[Stock.POLICING], 0, 0.0
    for government in range(governments):
        number += where(coming[government], 1, 0)
        found += where(coming[government], policing[government], 0.0)
    return number, found


@rule
def rivalry_present(rivalry: Floats, coming: Flags, members: Integers, forum: Any, governments: int) -> float:
    """Return the strongest rivalry between two of a forum's donors who came, or who sit in it."""
    strongest = broadcast(0.0)
    for seat in range(forum.governments, forum.size):
        if coming[members[seat]]:
            for start in eights(len(rivalry)):
                one = load(rivalry[members[seat] - governments], start)
                strongest = maximum(where(load(coming, governments + start), one, 0.0), strongest)
    return largest(strongest)


@rule
def relieve_rivalry(
    calm: Floats, coming: Flags, members: Integers, forum: Any, governments: int, warmth: float
) -> None:
    """Donors who succeeded together are a little less of rivals."""
    for seat in range(forum.governments, forum.size):
        for other in range(seat + 1, forum.size):
            if coming[members[seat]] and coming[members[other]]:
                one, two = members[seat] - governments, members[other] - governments
                calm[one, two] = learning.thawed(calm[one, two], warmth)


@rule
def share_purse(scratch: Scratch, members: Integers, seats: int, present: int, forum: int) -> None:
    """Note that the governments present at a success share the forum's purse alike; it is spent after all meetings."""
    scratch.paid[forum] += 1.0 if present > 0 else 0.0
    for seat in range(seats):
        if scratch.coming[members[seat]]:
            scratch.parts[forum, members[seat]] += 1.0 / present


@rule
def record_region_success(recent: Integers, rung: int, month: int) -> None:
    """Note a region-wide success on a rung of the aim, which counts for all rungs below it too."""
    for below in range(rung + 1):
        for place in range(recent.shape[1] - 1):
            recent[below, place] = recent[below, place + 1]
        recent[below, recent.shape[1] - 1] = month


@rule
def learn(
    tables: ModelTables,
    state: State,
    scratch: Scratch,
    month_key: int,
    forum: int,
    domain: int,
    rung: int,
    success: bool,
) -> None:
    """All members learn about those who came; members who stayed away learn at a discount."""
    law, size, members = tables.law[0], tables.forums[forum].size, tables.members[forum]
    weight = drift.at_start(tables.rungs[domain, rung].weight * law.evidence_weight, state.memory[0])
    weigh_lessons(tables, scratch, forum, weight)
    moved = shift(tables, month_key, forum, domain)
    for seat in range(size):
        caught = scratch.caught[members[seat]]
        if scratch.coming[members[seat]] and (caught or success):
            update_evidence(
                tables, state, scratch.seats[Seat.SEEN], forum, domain, rung, members[(seat + moved) % size], caught
            )


@rule
def weigh_lessons(tables: ModelTables, scratch: Scratch, forum: int, weight: float) -> None:
    """Set the evidence weight with which each actor learns: 0 for those that are no members."""
    for start in eights(tables.sizes[0].actors):
        seen = where(load(scratch.coming, start), weight, weight * tables.law[0].absent_discount)
        store(scratch.seats[Seat.SEEN], start, where(load(tables.seated[forum], start), seen, 0.0))


@rule
def update_evidence(
    tables: ModelTables, state: State, seen: Floats, forum: int, domain: int, rung: int, subject: int, caught: bool
) -> None:
    """Add one member's conduct to the others' evidence, in other domains by the share that transfers."""
    law, known, evidence = tables.law[0], state.trust[domain, subject], state.broken if caught else state.kept
    for start in eights(tables.sizes[0].actors):
        if not sits(tables, forum, start):
            continue
        trust, weight = load(known, start), where(lane_ids(start) != subject, load(seen, start), 0.0)
        if caught:
            lesson = learning.breach_evidence(law, trust, weight)
        else:
            openness = learning.openness(trust, rung, law.ceiling, law.ceiling_start)
            lesson = learning.kept_evidence(law, trust, weight) * openness
        for other in range(len(tables.domains)):
            here = evidence[other, subject]
            store(here, start, load(here, start) + tables.transfer[domain, other] * lesson)


@rule
def learn_bilaterally(tables: ModelTables, state: State) -> None:
    """Bilateral training as evidence between donor and government, where that is believed to teach anything."""
    law, sizes, gifts, donors = tables.law[0], tables.sizes[0], state.gifts[DyadColumn.GIFT], state.donors
    if law.bilateral_evidence <= 0.0:
        return
    for donor in range(sizes.donors):
        trained, me = donors[DonorColumn.SPENT, donor] + donors[DonorColumn.SPENT + 1, donor], sizes.governments + donor
        for government in range(sizes.governments):
            lesson = drift.at_start(law.bilateral_evidence * gifts[donor, government] * trained, state.memory[0])
            for domain in range(sizes.domains):
                state.kept[domain, me, government] += lesson
                state.kept[domain, government, me] += lesson
