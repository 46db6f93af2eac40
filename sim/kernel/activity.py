"""Steps 8 to 10 of a month over the tables of one run: those who came act, all members learn, forums climb."""

from typing import Any

from sim.draws import answer
from sim.effects import Attribute
from sim.law import conduct, learning, standing
from sim.law.arithmetic import greater
from sim.law.rule import rule
from sim.series import Series
from sim.state import NOTHING, State
from sim.world import Flags, Floats, Integers, Rows, World


@rule
def act(world: World, state: State, moment: int, month: int, forum: int, domain: int, rung: int, row: Floats) -> None:
    """Those who came keep their word or not; the activity succeeds or not; all members learn."""
    law, club, kind, g = world.law[0], world.forums[forum], world.rungs[domain, rung], world.sizes[0].governments
    temptation = state.attributes[Attribute.TEMPTATION]
    attending, governments, kept, policing = 0, 0, 0, 0.0
    for place in range(club.size):
        seat, member = state.seats[place], world.seats[forum, domain, place]
        seat.keeping, seat.caught = False, False
        if not seat.coming:
            continue
        attending += 1
        weakness = 1.0
        if member.actor < g:
            governments += 1
            weakness = state.governments[member.actor].collusion
            policing += state.governments[member.actor].policing
        seat.keeping = conduct.keeps_word(temptation[member.actor], kind.weight, weakness, answer(moment, member.keep))
        if seat.keeping:
            kept += 1
        else:
            seat.caught = conduct.found_out(law.detection, answer(moment, member.find))
            row[Series.BREACHES] += 1.0
            row[Series.BREACHES_FOUND] += 1.0 if seat.caught else 0.0
    capability = policing / (governments if governments > 0 else 1) if kind.needs_policing else 1.0
    tension = rivalry_present(state.rivalry, state.seats, world.members[forum], club, g)
    chance = conduct.success_chance(law.reliability, law.undermining, tension, capability)
    success = conduct.succeeds(
        kept, attending, law.kept_share, chance, answer(moment, world.agenda[forum, domain].succeed)
    )
    learn(world, state, moment, forum, domain, rung, success)
    if success:
        state.agenda[forum, domain].success = rung
        row[Series.SUCCEEDED] += 1.0
        row[Series.TRAINED] += float(kind.trainees)
        thaw(state.calm, state.seats, world.members[forum], club, g, law.thaw * kind.weight)
        if domain == world.sizes[0].aim and governments >= law.region_governments:
            row[Series.REGION_MEETINGS] += 1.0
            hold(state.region_meetings[forum], state.region_held, month, law.region_window)


@rule
def rivalry_present(rivalry: Floats, seats: Rows, members: Integers, forum: Any, governments: int) -> float:
    """The strongest rivalry between two donors who came."""
    strongest = 0.0
    for seat in range(forum.governments, forum.size):
        for other in range(seat + 1, forum.size):
            if seats[seat].coming and seats[other].coming:
                one = rivalry[members[seat] - governments, members[other] - governments]
                strongest = greater(one, strongest)
    return strongest


@rule
def thaw(calm: Floats, seats: Rows, members: Integers, forum: Any, governments: int, warmth: float) -> None:
    """Donors who succeeded together are a little less of rivals."""
    for seat in range(forum.governments, forum.size):
        for other in range(seat + 1, forum.size):
            if seats[seat].coming and seats[other].coming:
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
def learn(world: World, state: State, moment: int, forum: int, domain: int, rung: int, success: bool) -> None:
    """All members learn about those who came; members who stayed away learn at a discount."""
    law, size, members = world.law[0], world.forums[forum].size, world.members[forum]
    weight = world.rungs[domain, rung].weight * law.evidence_weight
    shift = 0
    if law.shuffled:
        shift = 1 + int(answer(moment, world.agenda[forum, domain].shuffle) * (size - 1))
    for seat in range(size):
        if not state.seats[seat].coming or not (state.seats[seat].caught or success):
            continue
        subject = members[(seat + shift) % size]
        for witness in range(size):
            if members[witness] != subject:
                seen = weight if state.seats[witness].coming else weight * law.absent_discount
                witnessed(world, state, domain, rung, subject, members[witness], seen, state.seats[seat].caught)


@rule
def witnessed(
    world: World, state: State, domain: int, rung: int, subject: int, observer: int, weight: float, caught: bool
) -> None:
    """What one observer makes of what one member did; it counts in other domains as far as evidence transfers."""
    law, trust = world.law[0], state.trust[domain, subject, observer]
    if caught:
        lesson, evidence = learning.breach_evidence(law, trust, weight), state.broken
    else:
        openness = learning.openness(trust, rung, law.ceiling, law.ceiling_start)
        lesson, evidence = learning.kept_evidence(law, trust, weight) * openness, state.kept
    for other in range(len(world.domains)):
        evidence[other, subject, observer] += world.transfer[domain, other] * lesson


@rule
def learn_bilaterally(world: World, state: State) -> None:
    """Bilateral training as evidence between donor and government, where that is believed to teach anything."""
    law, g = world.law[0], world.sizes[0].governments
    if law.bilateral_evidence <= 0.0:
        return
    for donor in range(len(state.donors)):
        spent = state.donors[donor].spent
        for government in range(g):
            lesson = law.bilateral_evidence * state.gifts[donor, government].gift * (spent[0] + spent[1])
            for domain in range(len(world.domains)):
                state.kept[domain, g + donor, government] += lesson
                state.kept[domain, government, g + donor] += lesson


@rule
def climb(world: World, state: State) -> None:
    """Count the month's successes, hold what is earned, and lose what has lain idle."""
    for domain in range(len(world.domains)):
        for number in range(len(state.ladders)):
            state.ladders[number, domain].idle += 1
        for forum in range(len(world.forums)):
            rung, number = state.agenda[forum, domain].success, world.forums[forum].ladder
            if rung != NOTHING:
                ladder = state.ladders[number, domain]
                ladder.idle = 0
                state.successes[number, domain, rung] += 1
                if standing.earned(state.successes[number, domain, rung], world.rungs[domain, rung].successes):
                    ladder.standing = greater(rung + 1, ladder.standing)
        for number in range(len(state.ladders)):
            ladder = state.ladders[number, domain]
            if standing.lapses(ladder.idle, world.law[0].idle_limit, ladder.standing):
                lost = ladder.standing - 1
                ladder.idle = 0
                state.successes[number, domain, lost] = 0
                ladder.standing = still_held(state.successes[number, domain], world.rungs[domain], lost)


@rule
def still_held(successes: Integers, rungs: Rows, below: int) -> int:
    """The standing that is left when only rungs under `below` count."""
    held = 0
    for rung in range(below):
        if standing.earned(successes[rung], rungs[rung].successes):
            held = rung + 1
    return held
