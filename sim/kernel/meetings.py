"""Steps 6 and 7 of a month over the tables of one run: forums convene and propose, members weigh and answer.

All decisions of a month rest on how things stood when its meetings began: trust, rivalry, standing and gates. So the
order of forums does not matter. An actor's answer is worked out exactly as its agent does on the Mesa lane.
"""

from typing import Any

from sim.draws import answer
from sim.effects import Attribute
from sim.kernel.activity import act
from sim.law import conduct, convening, learning, responding
from sim.law.arithmetic import greater, lesser
from sim.law.assistance import joint_money
from sim.law.rule import rule
from sim.series import Series
from sim.state import NOTHING, State
from sim.world import BOTH, JOINT, Floats, Integers, Rows, World


@rule
def prepare(world: World, state: State) -> None:
    """What the month's meetings rest on: everybody's trust, the joint money at every seat, and which gates are open."""
    law, sizes = world.law[0], world.sizes[0]
    trust_now(law, state.kept, state.broken, world.prior, world.prior_odds, state.trust)
    budgets = state.attributes[Attribute.BUDGET]
    for number in range(sizes.donors):
        donor, seats = state.donors[number], world.donors[number].seats
        money = joint_money(budgets[sizes.governments + number], donor.attention, donor.mix[JOINT])
        donor.seat_money = money / (seats if seats > 0 else 1)
    for forum in range(sizes.forums):
        for domain in range(sizes.domains):
            listed = world.agenda[forum, domain].rate > 0.0
            state.agenda[forum, domain].open = listed and gate_open(world, state.ladders, forum, domain)


@rule
def meet(world: World, state: State, moment: int, month: int, row: Floats) -> None:
    """One month of meetings in all forums and domains."""
    for forum in range(len(world.forums)):
        if world.forums[forum].founded <= month <= world.forums[forum].ended:
            for domain in range(len(world.domains)):
                agenda, planned = state.agenda[forum, domain], world.agenda[forum, domain]
                agenda.formed, agenda.success = NOTHING, NOTHING
                if not agenda.open or month < agenda.closed_until:
                    continue
                draw = answer(moment, planned.convene)
                if draw < planned.rate:  # interest is at most 1, so a draw above the rate needs no second look
                    if convening.convenes(planned.rate, drive(world, state, forum, domain), draw):
                        row[Series.CONVENED] += 1.0
                        take_up(world, state, moment, month, forum, domain, row)


@rule
def drive(world: World, state: State, forum: int, domain: int) -> float:
    """The mean interest of a forum's members in a domain; donors' counts as far as they are attentive."""
    law, sizes, club, field = world.law[0], world.sizes[0], world.forums[forum], world.domains[domain]
    stakes, total = state.attributes[Attribute.INTEREST + domain], 0.0
    for place in range(club.size):
        seat, actor = state.seats[place], world.members[forum, place]
        if place < club.governments:
            collusion = state.governments[actor].collusion
            seat.interest = convening.interest(stakes[actor], field.corruptible, collusion, law.dulling)
            total += seat.interest
        else:
            seat.interest = stakes[actor]
            total += seat.interest * state.donors[actor - sizes.governments].attention
    return total / club.size


@rule
def sit_down(world: World, state: State, forum: int, domain: int) -> None:
    """What each member brings to the table, whatever rung is proposed."""
    law, sizes, club, members = world.law[0], world.sizes[0], world.forums[forum], world.members[forum]
    autonomy = state.attributes[Attribute.AUTONOMY]
    secrecy = state.attributes[Attribute.SECRECY]
    sensitive = world.domains[domain].sensitive
    spared = responding.spared(law.host_comfort, club.neutrality, club.hosted)
    for place in range(club.size):
        seat, actor = state.seats[place], members[place]
        seat.belief = believe(state.trust[domain], members, club.size, place, law.omega)
        seat.exposed = responding.exposedness(sensitive, secrecy[actor], 0.0)
        seat.exposed_at_seminar = responding.exposedness(sensitive, secrecy[actor], spared)
        seat.rivalry, seat.pressure, seat.influence = 0.0, 0.0, 0.0
        if place < club.governments:
            seat.freedom = responding.manoeuvre(autonomy[actor], state.governments[actor].earned, 0.0)
            seat.pressure = responding.friction(
                patron_outside(world, state, forum, actor), law.pressure, club.neutrality
            )
        else:
            donor = actor - sizes.governments
            joint = state.donors[donor].mix[JOINT]
            seat.freedom = responding.manoeuvre(autonomy[actor], 0.0, joint)
            rival = rival_inside(state.rivalry, members, club, donor, sizes.governments)
            seat.rivalry = responding.friction(rival, law.rival_aversion, club.neutrality)
            seat.influence = responding.influence_cost(joint, law.influence)


@rule
def trust_now(law: Any, kept: Floats, broken: Floats, prior: Floats, odds: Floats, trust: Floats) -> None:
    """T of all pairs in all domains, from the evidence."""
    r, s, a, result = kept.reshape(-1), broken.reshape(-1), prior.reshape(-1), trust.reshape(-1)
    if law.trust_rule == learning.BETA:  # a loop of its own, so that the compiler makes vectors of it
        for pair in range(len(result)):
            result[pair] = learning.beta_trust(r[pair], s[pair], a[pair])
    else:
        b = odds.reshape(-1)
        for pair in range(len(result)):
            result[pair] = learning.trust(law.trust_rule, r[pair], s[pair], a[pair], b[pair])


@rule
def gate_open(world: World, ladders: Rows, forum: int, domain: int) -> bool:
    """Whether some forum that holds the gate's rung covers this one's governments."""
    gated = world.domains[domain]
    if gated.gate_domain < 0 or not world.law[0].gate:
        return True
    for holder in range(len(world.forums)):
        if ladders[world.forums[holder].ladder, gated.gate_domain].standing > gated.gate_rung:
            if world.covers[holder, forum] and world.agenda[holder, gated.gate_domain].rate > 0.0:
                return True
    return False


@rule
def take_up(world: World, state: State, moment: int, month: int, forum: int, domain: int, row: Floats) -> None:
    """Propose a rung, hear the members, and if the meeting forms, act and learn."""
    sit_down(world, state, forum, domain)
    pot = joint_pot(state.donors, world.members[forum], world.forums[forum], world.sizes[0].governments)
    offer = responding.inducement(pot, world.law[0].inducement, world.forums[forum].size)
    entry, held = world.agenda[forum, domain].entry, state.ladders[world.forums[forum].ladder, domain].standing
    age, window = month - world.forums[forum].founded, world.law[0].entry_window
    new = convening.enters(age, window, held, entry)
    rung = entry if new else propose(world, state, month, forum, domain, held, offer)
    if invite(world, state, moment, forum, domain, rung, offer, row):
        row[Series.FORMED] += 1.0
        state.agenda[forum, domain].formed = rung
        act(world, state, moment, month, forum, domain, rung, row)
    elif new:
        state.agenda[forum, domain].closed_until = month + 1 + world.law[0].closure


@rule
def believe(trust: Floats, members: Integers, size: int, seat: int, omega: float) -> float:
    """P of the member on a seat: its trust in all others that are invited."""
    observer, total, least = members[seat], 0.0, 1.0
    for other in range(size):
        if other != seat:
            one = trust[members[other], observer]
            total += one
            least = lesser(one, least)
    return responding.belief(total / (size - 1), least, omega)


@rule
def chair_seat(members: Integers, forum: Any, month: int) -> int:
    """The seat of whoever proposes: the sponsor's, or a year each in turn."""
    seat = (month // 12) % forum.size
    if forum.sponsor >= 0:
        for place in range(forum.size):
            if members[place] == forum.sponsor:
                seat = place
    return seat


@rule
def propose(world: World, state: State, month: int, forum: int, domain: int, held: int, offer: float) -> int:
    """The highest rung in reach that the chair would itself accept, else the one the forum stands on."""
    highest = convening.highest_rung(held, world.domains[domain].rungs, world.law[0].climbing)
    entry = world.agenda[forum, domain].entry
    if entry > highest and state.successes[world.forums[forum].ladder, domain, entry] > 0:
        highest = entry
    chair = chair_seat(world.members[forum], world.forums[forum], month)
    asset, hosted = world.seats[forum, domain, chair].asset, world.forums[forum].hosted
    for step in range(highest + 1):
        rung = highest - step
        terms = weigh(world.law[0], world.rungs[domain, rung], state.seats[chair], asset, hosted, offer)
        if responding.worth(terms) > 0.0:
            return rung
    return convening.fallback_rung(held)


@rule
def weigh(law: Any, rung: Any, seat: Any, asset: float, hosted: bool, offer: float) -> responding.Terms:
    """The terms of an invitation to a rung for the member on a seat."""
    exposed = seat.exposed_at_seminar if rung.seminar and hosted else seat.exposed
    return responding.terms(
        seat.belief,
        responding.full_gain(rung.benefit, seat.interest, law.asset_benefit, asset),
        responding.full_risk(rung.exposure, exposed, law.asset_exposure, asset),
        rung.intrusion * seat.freedom,
        seat.rivalry,
        seat.pressure,
        seat.influence,
        offer,
    )


@rule
def joint_pot(donors: Rows, members: Integers, forum: Any, governments: int) -> float:
    """The joint money that a forum's donors bring to it."""
    money = 0.0
    for seat in range(forum.governments, forum.size):
        money += donors[members[seat] - governments].seat_money
    return money


@rule
def rival_inside(rivalry: Floats, members: Integers, forum: Any, donor: int, governments: int) -> float:
    """A donor's rivalry with its strongest rival that sits in the forum."""
    strongest = 0.0
    for seat in range(forum.governments, forum.size):
        one = rivalry[donor, members[seat] - governments]
        strongest = greater(one, strongest)
    return strongest


@rule
def patron_outside(world: World, state: State, forum: int, government: int) -> float:
    """The strongest of: dependence on a donor outside, times its rivalry with the sponsor."""
    g, donors, strongest = len(state.governments), len(state.donors), 0.0
    sponsor = world.forums[forum].sponsor - g
    if sponsor < 0:
        return 0.0
    for donor in range(donors):
        if state.rivalry[donor, sponsor] > 0.0 and not world.seated[forum, g + donor]:
            felt = state.dependence[donor, government] * state.rivalry[donor, sponsor]
            strongest = greater(felt, strongest)
    return strongest


@rule
def invite(
    world: World, state: State, moment: int, forum: int, domain: int, rung: int, offer: float, row: Floats
) -> bool:
    """Every member answers; whether those who come are enough."""
    law, club, kind = world.law[0], world.forums[forum], world.rungs[domain, rung]
    for place in range(club.size):
        seat, member = state.seats[place], world.seats[forum, domain, place]
        terms = weigh(law, kind, seat, member.asset, club.hosted, offer)
        chance = responding.acceptance(law.response_rule, responding.worth(terms), law.precision)
        seat.coming = answer(moment, member.attend) < chance
        seat.reason = responding.refusal(terms)
    governments, donors, rivals, sponsored = 0, 0, 0, club.sponsor < 0
    row[Series.INVITED] += float(club.size)
    for place in range(club.size):
        seat, actor = state.seats[place], world.members[forum, place]
        if not seat.coming:
            row[Series.REFUSED + seat.reason] += 1.0
        elif place < club.governments:
            governments += 1
        else:
            donors += 1
            donor = actor - world.sizes[0].governments
            rivals += donor == world.sizes[0].one or donor == world.sizes[0].two
        sponsored = sponsored or (seat.coming and actor == club.sponsor)
    together = rung == 0 or club.club != BOTH or rivals == 2
    return conduct.forms(governments, donors, kind.quorum_governments, kind.quorum_donors, sponsored, together)
