"""Step 6 of a month over the tables of one run: forums convene and propose, and if enough come, they act.

All decisions of a month rest on how things stood when its meetings began: trust, rivalry, standing and gates. So the
order of forums does not matter.
"""

from typing import Any

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import NOTHING, State
from trustladder.sim.arrays.tables import JOINT, Floats, Giving, Integers, ModelTables, Stock
from trustladder.sim.law import convening, learning, responding
from trustladder.sim.law.assistance import joint_money
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import answer
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import bits, eight, flat, put
from trustladder.sim.month.activity import act
from trustladder.sim.month.responding import invite, sit_down, weigh
from trustladder.sim.month.scratch import Seat, Slate
from trustladder.sim.scenario.effects import Attribute


@rule
def prepare(tables: ModelTables, state: State) -> None:
    """What the month's meetings rest on: everybody's trust, and the joint money at every seat."""
    sizes, donors, seats = tables.sizes[0], state.donors, tables.donors[Giving.SEATS]
    trust_now(tables.law[0], state.kept, state.broken, tables.prior, tables.prior_odds, state.trust)
    budgets = state.attributes[Attribute.BUDGET]
    for start in range(0, sizes.donors, WIDTH):
        budget, attention = eight(budgets, sizes.governments + start), eight(donors[Giving.ATTENTION], start)
        money = joint_money(budget, attention, eight(donors[Giving.MIX + JOINT], start))
        put(donors[Giving.SEAT_MONEY], start, money / eight(seats, start))


@rule
def trust_now(law: Any, kept: Floats, broken: Floats, prior: Floats, odds: Floats, trust: Floats) -> None:
    """T of all pairs in all domains, from the evidence."""
    r, s, a, b, result = flat(kept), flat(broken), flat(prior), flat(odds), flat(trust)
    if law.trust_rule == learning.BETA:  # a loop of its own, which need not ask for the rule again and again
        for start in range(0, len(result), WIDTH):
            put(result, start, learning.beta_trust(eight(r, start), eight(s, start), eight(a, start)))
    else:
        for start in range(0, len(result), WIDTH):
            known = learning.trust(law.trust_rule, eight(r, start), eight(s, start), eight(a, start), eight(b, start))
            put(result, start, known)


@rule
def meet(tables: ModelTables, state: State, slate: Slate, moment: int, month: int) -> None:
    """One month of meetings in all forums and domains."""
    business, rates, asked = tables.business, tables.rates, tables.convene
    state.formed[:] = NOTHING
    state.success[:] = NOTHING
    for start in range(0, len(rates), WIDTH):
        # interest is at most 1, so a draw above the rate needs no second look
        due = bits(answer(moment, eight(asked, start)) < eight(rates, start))
        for number in range(start, min(start + WIDTH, len(business)) if due else start):
            if due >> (number - start) & 1:
                perhaps_convene(tables, state, slate, moment, month, number)


@rule
def perhaps_convene(tables: ModelTables, state: State, slate: Slate, moment: int, month: int, number: int) -> None:
    """A forum takes up a domain if it exists, is open, and its members care enough."""
    forum, domain = tables.business[number].forum, tables.business[number].domain
    club, planned = tables.forums[forum], tables.agenda[forum, domain]
    exists = club.founded <= month <= club.ended
    if exists and state.open[forum, domain] and month >= state.closed_until[forum, domain]:
        if convening.convenes(
            planned.rate, drive(tables, state, slate, forum, domain), answer(moment, planned.convene)
        ):
            slate.row[Series.CONVENED] += 1.0
            take_up(tables, state, slate, moment, month, number)


@rule
def drive(tables: ModelTables, state: State, slate: Slate, forum: int, domain: int) -> float:
    """The mean interest of a forum's members in a domain; donors' counts as far as they are attentive."""
    sizes, club, members = tables.sizes[0], tables.forums[forum], tables.members[forum]
    interest, attention, total = slate.seats[Seat.INTEREST], state.donors[Giving.ATTENTION], 0.0
    note_interest(tables, state, interest, domain)
    for place in range(club.governments):
        total += interest[members[place]]
    for place in range(club.governments, club.size):
        total += interest[members[place]] * attention[members[place] - sizes.governments]
    return total / club.size


@rule
def note_interest(tables: ModelTables, state: State, interest: Floats, domain: int) -> None:
    """The interest of every actor in a domain: governments first, then donors, who write over what lies between."""
    sizes, dulling, corruptible = tables.sizes[0], tables.law[0].dulling, tables.domains[domain].corruptible
    stakes, collusion = state.attributes[Attribute.INTEREST + domain], state.governments[Stock.COLLUSION]
    for start in range(0, sizes.governments, WIDTH):
        put(interest, start, convening.interest(eight(stakes, start), corruptible, eight(collusion, start), dulling))
    for start in range(sizes.governments, sizes.actors, WIDTH):
        put(interest, start, eight(stakes, start))


@rule
def take_up(tables: ModelTables, state: State, slate: Slate, moment: int, month: int, number: int) -> None:
    """Propose a rung, hear the members, and if the meeting forms, act and learn."""
    forum, domain = tables.business[number].forum, tables.business[number].domain
    club, entry = tables.forums[forum], tables.agenda[forum, domain].entry
    sit_down(tables, state, slate, forum, domain)
    pot = joint_pot(state.donors[Giving.SEAT_MONEY], tables.members[forum], club, tables.sizes[0].governments)
    offer = responding.inducement(pot, tables.law[0].inducement, club.size)
    held = state.standing[club.ladder, domain]
    new = convening.enters(month - club.founded, tables.law[0].entry_window, held, entry)
    rung = entry if new else propose(tables, state, slate, month, forum, domain, held, offer)
    if invite(tables, slate, moment, forum, domain, rung, offer):
        slate.row[Series.FORMED] += 1.0
        state.formed[number] = rung
        act(tables, state, slate, moment, month, number, rung)
    elif new:
        state.closed_until[forum, domain] = month + 1 + tables.law[0].closure


@rule
def joint_pot(money: Floats, members: Integers, forum: Any, governments: int) -> float:
    """The joint money that a forum's donors bring to it."""
    pot = 0.0
    for seat in range(forum.governments, forum.size):
        pot += money[members[seat] - governments]
    return pot


@rule
def chair_of(members: Integers, forum: Any, month: int) -> int:
    """Whoever proposes: the sponsor, or a year each in turn."""
    return forum.sponsor if forum.sponsor >= 0 else members[(month // 12) % forum.size]


@rule
def propose(
    tables: ModelTables, state: State, slate: Slate, month: int, forum: int, domain: int, held: int, offer: float
) -> int:
    """The highest rung in reach that the chair would itself accept, else the one the forum stands on."""
    club, entry = tables.forums[forum], tables.agenda[forum, domain].entry
    highest = convening.highest_rung(held, tables.domains[domain].rungs, tables.law[0].climbing)
    if entry > highest and state.successes[club.ladder, domain, entry] > 0:
        highest = entry
    chair = chair_of(tables.members[forum], club, month)
    for step in range(highest + 1):
        terms = weigh(tables, slate, forum, domain, highest - step, offer, chair)
        if bits(responding.worth(terms) > 0.0) & 1:  # of the eight, the first is the chair
            return highest - step
    return convening.fallback_rung(held)
