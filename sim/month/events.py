"""Step 1 of a month over the tables of one run: events take effect, and lapse."""

from typing import Any

from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import ATTRIBUTES, DEPENDENCE, USUAL_RIVALRY, Floats, Giving, ModelTables, Stock
from trustladder.sim.law import events
from trustladder.sim.law.arithmetic import clip, greater
from trustladder.sim.law.rule import rule
from trustladder.sim.law.standing import suspends
from trustladder.sim.machine.draws import answer
from trustladder.sim.machine.simd import flat
from trustladder.sim.month.columns import copy
from trustladder.sim.scenario.effects import Blow

FOREVER = 10**9


@rule
def happen(tables: ModelTables, state: State, moment: int, month: int) -> None:
    """Events that are due take effect; conditions that are over lapse."""
    stale = False
    for effect in range(len(tables.effects)):
        stale = stale or state.active_until[effect] == month - 1
    for number in range(len(tables.events)):
        event = tables.events[number]
        due = event.month == month
        if event.month < 0 and not holds(tables, state, number, month):
            due = events.strikes(event.hazard, answer(moment, event.question))
        if due:
            stale = True
            begin(tables, state, number, month)
            for place in range(len(tables.blows)):
                if tables.blows[place].event == number:
                    strike(tables, state, tables.blows[place], month)
    if stale:
        settle(tables, state, month)


@rule
def holds(tables: ModelTables, state: State, event: int, month: int) -> bool:
    """Whether a condition of the event holds already: a random event does not happen on top of itself."""
    for effect in range(len(tables.effects)):
        if tables.effects[effect].event == event and state.active_until[effect] >= month:
            return True
    return False


@rule
def begin(tables: ModelTables, state: State, event: int, month: int) -> None:
    """Note until when the event's conditions hold."""
    for effect in range(len(tables.effects)):
        if tables.effects[effect].event == event:
            lasts = tables.effects[effect].months
            state.active_until[effect] = month + lasts - 1 if lasts > 0 else FOREVER


@rule
def settle(tables: ModelTables, state: State, month: int) -> None:
    """All attributes from what they are without events, and the conditions that hold, in order."""
    copy(flat(tables.attributes), flat(state.attributes))
    copy(flat(tables.usual_rivalry), flat(state.usual_rivalry))
    copy(flat(tables.dependence), flat(state.dependence))
    state.supply[0] = 1.0
    for number in range(len(tables.effects)):
        effect = tables.effects[number]
        if state.active_until[number] < month:
            continue
        if effect.table == ATTRIBUTES:
            alter(state.attributes[effect.row], effect.column, effect)
        elif effect.table == USUAL_RIVALRY:
            alter(state.usual_rivalry[effect.row], effect.column, effect)
        elif effect.table == DEPENDENCE:
            alter(state.dependence[effect.row], effect.column, effect)
        else:
            alter(state.supply, 0, effect)


@rule
def alter(values: Floats, place: int, effect: Any) -> None:
    """One number under one more condition."""
    values[place] = events.altered(values[place], effect.operation, effect.amount, effect.low, effect.high)


@rule
def strike(tables: ModelTables, state: State, blow: Any, month: int) -> None:
    """One blow."""
    g, kind, amount = tables.sizes[0].governments, blow.kind, blow.amount
    if kind == Blow.RIVALRY:
        one, two = blow.of - g, blow.toward - g
        state.rivalry[one, two] = events.jolted(state.rivalry[one, two], amount)
        state.rivalry[two, one] = state.rivalry[one, two]
        if suspends(amount, tables.law[0].suspension_level):
            suspend(tables, state, blow.of, blow.toward, month)
    elif kind == Blow.TRUST:
        for domain in range(tables.sizes[0].domains):
            if blow.domain < 0 or blow.domain == domain:
                if amount > 0.0:
                    state.kept[domain, blow.toward, blow.of] += amount
                else:
                    state.broken[domain, blow.toward, blow.of] -= amount
    elif kind == Blow.LEADERSHIP:
        forget(state.kept, blow.of, amount)
        forget(state.broken, blow.of, amount)
    elif kind == Blow.ATTENTION:
        attention = state.donors[Giving.ATTENTION]
        attention[blow.of - g] = events.jolted(attention[blow.of - g], amount)
    elif kind == Blow.COLLUSION:
        collusion = state.governments[Stock.COLLUSION]
        hit = events.jolted(collusion[blow.of], amount)
        collusion[blow.of] = clip(hit, state.governments[Stock.FLOOR, blow.of], 1.0)
    elif kind == Blow.POLICING:
        hit_stock(state.governments[Stock.POLICING], blow.of, amount)
    elif kind == Blow.COERCION:
        hit_stock(state.governments[Stock.COERCION], blow.of, amount)
    else:
        hit_stock(state.governments[Stock.BORDER_TECHNOLOGY], blow.of, amount)


@rule
def hit_stock(stock: Floats, government: int, amount: float) -> None:
    """A blow to one stock of a government."""
    stock[government] = events.jolted(stock[government], amount)


@rule
def suspend(tables: ModelTables, state: State, one: int, two: int, month: int) -> None:
    """Close the forums in which both rivals sit."""
    for forum in range(len(tables.forums)):
        if tables.seated[forum, one] and tables.seated[forum, two]:
            for domain in range(len(tables.domains)):
                reopens = month + tables.law[0].suspension
                state.closed_until[forum, domain] = greater(reopens, state.closed_until[forum, domain])


@rule
def forget(evidence: Floats, government: int, reset: float) -> None:
    """New leaders: part of what they knew, and of what others knew about the old ones, is void."""
    for domain in range(evidence.shape[0]):
        for other in range(evidence.shape[1]):  # rows are as many as actors, columns more
            evidence[domain, other, government] = events.remembered(evidence[domain, other, government], reset)
            if other != government:
                evidence[domain, government, other] = events.remembered(evidence[domain, government, other], reset)
