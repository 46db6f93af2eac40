"""Steps 8 and 9 of a month over the tables of one run: those who came act, and all members learn."""

from typing import Any

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import Flags, Floats, Giving, Integers, ModelTables, Passing, Stock
from trustladder.sim.law import conduct, learning
from trustladder.sim.law.arithmetic import chosen, greater
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import answer
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import count, eight, places, put
from trustladder.sim.month.scratch import Seat, Slate
from trustladder.sim.scenario.effects import Attribute


@rule
def act(tables: ModelTables, state: State, slate: Slate, moment: int, month: int, number: int, rung: int) -> None:
    """Those who came keep their word or not; the activity succeeds or not; all members learn."""
    forum, domain = tables.business[number].forum, tables.business[number].domain
    law, kind, row = tables.law[0], tables.rungs[domain, rung], slate.row
    attending, kept = keep_word(tables, state, slate, moment, forum, domain, kind.weight)
    governments, policing = policing_present(state, slate.coming, tables.sizes[0].governments)
    capability = policing / (governments if governments > 0 else 1) if kind.needs_policing else 1.0
    tension = rivalry_present(
        state.rivalry, slate.coming, tables.members[forum], tables.forums[forum], tables.sizes[0].governments
    )
    chance = conduct.success_chance(law.reliability, law.undermining, tension, capability)
    draw = answer(moment, tables.agenda[forum, domain].succeed)
    success = conduct.succeeds(kept, attending, law.kept_share, chance, draw)
    learn(tables, state, slate, moment, forum, domain, rung, success)
    if success:
        state.success[number] = rung
        row[Series.SUCCEEDED] += 1.0
        row[Series.TRAINED] += float(kind.trainees)
        thaw(
            state.calm,
            slate.coming,
            tables.members[forum],
            tables.forums[forum],
            tables.sizes[0].governments,
            law.thaw * kind.weight,
        )
        if domain == tables.sizes[0].aim and governments >= law.region_governments:
            row[Series.REGION_MEETINGS] += 1.0
            hold(state.region_meetings[forum], state.region_held, month, law.region_window)


@rule
def keep_word(
    tables: ModelTables, state: State, slate: Slate, moment: int, forum: int, domain: int, weight: float
) -> tuple[int, int]:
    """How many came, and how many of them keep their word; who breaks it may be caught."""
    temptation, attending, kept = state.attributes[Attribute.TEMPTATION], 0, 0
    for start in range(0, tables.sizes[0].actors, WIDTH):
        come, weakness = eight(slate.coming, start), eight(slate.seats[Seat.WEAKNESS], start)
        draw = answer(moment, eight(tables.keep[forum, domain], start))
        keeping = come & conduct.keeps_word(eight(temptation, start), weight, weakness, draw)
        draw = answer(moment, eight(tables.find[forum, domain], start))
        caught = (come ^ keeping) & conduct.found_out(tables.law[0].detection, draw)
        put(slate.caught, start, caught)
        attending += count(come)
        kept += count(keeping)
        slate.row[Series.BREACHES] += float(count(come ^ keeping))
        slate.row[Series.BREACHES_FOUND] += float(count(caught))
    return attending, kept


@rule
def policing_present(state: State, coming: Flags, governments: int) -> tuple[int, float]:
    """How many governments came, and the sum of their policing."""
    policing, number, found = state.governments[Stock.POLICING], 0, 0.0
    for government in range(governments):
        if coming[government]:
            number += 1
            found += policing[government]
    return number, found


@rule
def rivalry_present(rivalry: Floats, coming: Flags, members: Integers, forum: Any, governments: int) -> float:
    """The strongest rivalry between two donors who came."""
    strongest = 0.0
    for seat in range(forum.governments, forum.size):
        for other in range(seat + 1, forum.size):
            if coming[members[seat]] and coming[members[other]]:
                one = rivalry[members[seat] - governments, members[other] - governments]
                strongest = greater(one, strongest)
    return strongest


@rule
def thaw(calm: Floats, coming: Flags, members: Integers, forum: Any, governments: int, warmth: float) -> None:
    """Donors who succeeded together are a little less of rivals."""
    for seat in range(forum.governments, forum.size):
        for other in range(seat + 1, forum.size):
            if coming[members[seat]] and coming[members[other]]:
                one, two = members[seat] - governments, members[other] - governments
                calm[one, two] = learning.thawed(calm[one, two], warmth)


@rule
def hold(recent: Integers, held: Flags, month: int, window: int) -> None:
    """Note a region-wide success; enough of them within the window make region-wide cooperation held."""
    for place in range(len(recent) - 1):
        recent[place] = recent[place + 1]
    recent[len(recent) - 1] = month
    held[0] = held[0] or month - recent[0] < window


@rule
def learn(
    tables: ModelTables, state: State, slate: Slate, moment: int, forum: int, domain: int, rung: int, success: bool
) -> None:
    """All members learn about those who came; members who stayed away learn at a discount."""
    law, size, members = tables.law[0], tables.forums[forum].size, tables.members[forum]
    weight = tables.rungs[domain, rung].weight * law.evidence_weight
    attend_to(tables, slate, forum, weight)
    shift = 0
    if law.shuffled:
        shift = 1 + int(answer(moment, tables.agenda[forum, domain].shuffle) * (size - 1))
    for seat in range(size):
        caught = slate.caught[members[seat]]
        if slate.coming[members[seat]] and (caught or success):
            witness(tables, state, slate.seats[Seat.SEEN], domain, rung, members[(seat + shift) % size], caught)


@rule
def attend_to(tables: ModelTables, slate: Slate, forum: int, weight: float) -> None:
    """The weight with which each actor learns: 0 for who is no member."""
    for start in range(0, tables.sizes[0].actors, WIDTH):
        seen = chosen(eight(slate.coming, start), weight, weight * tables.law[0].absent_discount)
        put(slate.seats[Seat.SEEN], start, chosen(eight(tables.seated[forum], start), seen, 0.0))


@rule
def witness(
    tables: ModelTables, state: State, seen: Floats, domain: int, rung: int, subject: int, caught: bool
) -> None:
    """What all observers make of what one member did; it counts in other domains as far as evidence transfers."""
    law, known, evidence = tables.law[0], state.trust[domain, subject], state.broken if caught else state.kept
    for start in range(0, len(known), WIDTH):
        trust, weight = eight(known, start), chosen(places(start) != subject, eight(seen, start), 0.0)
        if caught:
            lesson = learning.breach_evidence(law, trust, weight)
        else:
            openness = learning.openness(trust, rung, law.ceiling, law.ceiling_start)
            lesson = learning.kept_evidence(law, trust, weight) * openness
        for other in range(len(tables.domains)):
            here = evidence[other, subject]
            put(here, start, eight(here, start) + tables.transfer[domain, other] * lesson)


@rule
def learn_bilaterally(tables: ModelTables, state: State) -> None:
    """Bilateral training as evidence between donor and government, where that is believed to teach anything."""
    law, sizes, gifts, donors = tables.law[0], tables.sizes[0], state.gifts[Passing.GIFT], state.donors
    if law.bilateral_evidence <= 0.0:
        return
    for donor in range(sizes.donors):
        trained, me = donors[Giving.SPENT, donor] + donors[Giving.SPENT + 1, donor], sizes.governments + donor
        for government in range(sizes.governments):
            lesson = law.bilateral_evidence * gifts[donor, government] * trained
            for domain in range(sizes.domains):
                state.kept[domain, me, government] += lesson
                state.kept[domain, government, me] += lesson
