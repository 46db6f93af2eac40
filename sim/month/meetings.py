"""Step 6 of a month over the tables of one run: forums convene and propose, and if enough come, they act.

All decisions of a month rest on how things stood when its meetings began: trust, rivalry, standing and gates. So the
order of forums does not matter.
"""

from typing import Any

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import NOTHING, State
from trustladder.sim.arrays.tables import JOINT, DonorColumn, Flags, Floats, Integers, ModelTables, Stock
from trustladder.sim.law import convening, responding
from trustladder.sim.law.arithmetic import where
from trustladder.sim.law.assistance import joint_money
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.draws import uniform
from trustladder.sim.machine.eights import eights
from trustladder.sim.machine.simd import first_bit, load, movemask, store
from trustladder.sim.month.activity import act, rivalry_present
from trustladder.sim.month.evidence import know
from trustladder.sim.month.log import Changes, Log, Noted, is_kept, luck_of, note_meeting, note_proposal, take_orders
from trustladder.sim.month.responding import invite, prepare_seats, weigh
from trustladder.sim.month.scratch import Scratch
from trustladder.sim.scenario.effects import Attribute


@rule
def prepare(tables: ModelTables, state: State, scratch: Scratch) -> None:
    """Compute what the month's meetings rest on: interest in every domain, and the joint money at every seat."""
    sizes, donors, seats = tables.sizes[0], state.donors, tables.seats
    for domain in range(sizes.domains):
        set_interest(tables, state, scratch.interest[domain], domain)
    budgets = state.attributes[Attribute.BUDGET]
    for start in eights(sizes.donors):
        budget, attention = load(budgets, sizes.governments + start), load(donors[DonorColumn.ATTENTION], start)
        money = joint_money(budget, attention, load(donors[DonorColumn.MIX + JOINT], start))
        store(donors[DonorColumn.SEAT_MONEY], start, money / load(seats, start))
        store(scratch.given_jointly, start, load(scratch.given_jointly, start) + money)


@rule
def meet(
    tables: ModelTables, state: State, scratch: Scratch, log: Log, changes: Changes, month_key: int, month: int
) -> None:
    """Run one month of meetings in all forums and domains: whoever will meet takes stock of the others first."""
    state.formed[:] = NOTHING
    state.success[:] = NOTHING
    convened = convene(tables, state, scratch, month_key, month)
    for place in range(convened):
        item = tables.agenda_items[scratch.convened[place]]
        know(tables, state, scratch.beliefs[scratch.convened[place]], item.forum, item.domain)
    for place in range(convened):
        hold_meeting(tables, state, scratch, log, changes, month_key, month, scratch.convened[place])


@rule
def convene(tables: ModelTables, state: State, scratch: Scratch, month_key: int, month: int) -> int:
    """List the agenda items whose forums meet this month; return how many.

    Interest is at most 1, so a draw above the rate needs no second look. All are drawn before the first is looked at: a
    processor then works them out side by side.
    """
    rates, asked, drawn, found = tables.rates, tables.convene, scratch.drawn, 0
    for start in eights(len(rates)):
        store(drawn, start, uniform(month_key, load(asked, start)) < load(rates, start))
    for start in eights(len(rates)):
        due = movemask(load(drawn, start))
        while due:
            number = start + first_bit(due)
            due &= due - 1
            if convenes(tables, state, scratch, month_key, month, number):
                scratch.convened[found] = number
                found += 1
    return found


@rule
def exists(forum: Any, month: int) -> bool:
    """Whether a forum has been founded, has not ended, and can meet with the members that it has."""
    return forum.can_meet and forum.founded <= month <= forum.ended


@rule
def convenes(tables: ModelTables, state: State, scratch: Scratch, month_key: int, month: int, number: int) -> bool:
    """Whether a forum meets in a domain: it exists, is open, and its members care enough."""
    forum, domain = tables.agenda_items[number].forum, tables.agenda_items[number].domain
    planned, is_open = tables.agenda[forum, domain], state.open[forum, domain]
    if not (exists(tables.forums[forum], month) and is_open and month >= state.closed_until[forum, domain]):
        return False
    drive = mean_interest(tables, state, scratch.interest[domain], forum)
    return convening.convenes(planned.rate, drive, uniform(month_key, planned.convene))


@rule
def mean_interest(tables: ModelTables, state: State, interest: Floats, forum: int) -> float:
    """Return the mean interest of a forum's members; donors' counts as far as they are attentive."""
    sizes, forum_row, members = tables.sizes[0], tables.forums[forum], tables.members[forum]
    attention, total = state.donors[DonorColumn.ATTENTION], 0.0
    for place in range(forum_row.governments):
        total += interest[members[place]]
    for place in range(forum_row.governments, forum_row.size):
        total += interest[members[place]] * attention[members[place] - sizes.governments]
    return total / forum_row.size


@rule
def set_interest(tables: ModelTables, state: State, interest: Floats, domain: int) -> None:
    """Set the interest of every actor in a domain: governments first, then donors over the padding."""
    sizes, dulling, corruptible = tables.sizes[0], tables.law[0].dulling, tables.domains[domain].corruptible
    stakes, collusion = state.attributes[Attribute.INTEREST + domain], state.governments[Stock.COLLUSION]
    against_flow, response = tables.domains[domain].against_flow, tables.law[0].concern_response
    alarmed = convening.alarm(state.damage[0], response) if against_flow else 1.0
    for start in eights(sizes.governments):
        stake = convening.concern(load(stakes, start), alarmed)
        store(interest, start, convening.interest(stake, corruptible, load(collusion, start), dulling))
    for start in eights(sizes.donors):
        here = sizes.governments + start
        store(interest, here, convening.concern(load(stakes, here), alarmed))


@cached
def hold_meeting(
    tables: ModelTables,
    state: State,
    scratch: Scratch,
    log: Log,
    changes: Changes,
    month_key: int,
    month: int,
    number: int,
) -> None:
    """Propose a rung or postpone, hear the members, and if the meeting forms, act and learn."""
    forum, domain = tables.agenda_items[number].forum, tables.agenda_items[number].domain
    forum_row, planned = tables.forums[forum], tables.agenda[forum, domain]
    entry, rungs = planned.entry, proposable_rungs(tables, state, forum, planned.top)
    prepare_seats(tables, state, scratch, number, forum, domain)
    offer = responding.inducement(scratch.pots[forum], tables.law[0].inducement, forum_row.size)
    held = state.standing[forum_row.ladder, domain]
    new = entry < rungs and convening.enters(month - forum_row.founded, tables.law[0].entry_window, held, entry)
    chair = chair_of(tables.members[forum], forum_row, month)
    rung = entry if new else propose(tables, state, scratch, forum, domain, held, rungs, offer, chair)
    if rung == NOTHING:
        scratch.row[Series.POSTPONED] += 1.0
        if is_kept(log):
            note_proposal(log, month, tables.agenda_items[number], NOTHING, chair, False, False, 0)
        return
    scratch.row[Series.CONVENED] += 1.0
    take_orders(changes, scratch.ordered, month, forum, domain)
    if invite(tables, state, scratch, month_key, forum, domain, rung, offer, chair):
        scratch.row[Series.FORMED] += 1.0
        state.formed[number] = rung
        count_attendance(tables, scratch)
        state.together[number] = both_rivals(tables, scratch.coming)
        luck = luck_of(changes, month_key, month, number, log.noted[Noted.RUN])
        act(tables, state, scratch, month_key, luck, month, number, rung)
    elif new:
        state.closed_until[forum, domain] = month + 1 + tables.law[0].closure
    if is_kept(log):
        note_meeting(tables, state, scratch, log, month, number, rung, offer, chair)


@rule
def count_attendance(tables: ModelTables, scratch: Scratch) -> None:
    """Count one more meeting to all who came."""
    for start in eights(tables.sizes[0].actors):
        attended = load(scratch.attended, start)
        store(scratch.attended, start, attended + where(load(scratch.coming, start), 1.0, 0.0))


@rule
def proposable_rungs(tables: ModelTables, state: State, forum: int, mandate: int) -> int:
    """Return of how many rungs a forum may propose this month."""
    strongest = rivalry_present(
        state.rivalry, tables.seated[forum], tables.members[forum], tables.forums[forum], tables.sizes[0].governments
    )
    return convening.proposable(mandate, strongest, tables.law[0].suspension_rivalry)


@rule
def both_rivals(tables: ModelTables, coming: Flags) -> bool:
    """Whether both of a pair of rivals come."""
    g, pairs = tables.sizes[0].governments, tables.stated_rivals
    for pair in range(len(pairs)):
        if coming[g + pairs[pair, 0]] and coming[g + pairs[pair, 1]]:
            return True
    return False


@rule
def joint_pot(money: Floats, members: Integers, forum: Any, governments: int) -> float:
    """Return the joint money that a forum's donors bring to it."""
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
    tables: ModelTables,
    state: State,
    scratch: Scratch,
    forum: int,
    domain: int,
    held: int,
    rungs: int,
    offer: float,
    chair: int,
) -> int:
    """Return the highest rung in reach that the chair would itself accept, NOTHING where it would accept none."""
    forum_row, entry = tables.forums[forum], tables.agenda[forum, domain].entry
    highest = convening.highest_rung(held, rungs, tables.law[0].climbing)
    if highest < entry < rungs and state.successes[forum_row.ladder, domain, entry] > 0:
        highest = entry
    for step in range(highest + 1):
        terms = weigh(tables, scratch, forum, domain, highest - step, offer, chair)
        if movemask(responding.worth(terms) > 0.0) & 1:  # of the eight, the first is the chair
            return highest - step
    return NOTHING
