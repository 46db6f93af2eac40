"""Step 1 of a month over the tables of one run: events take effect, and lapse."""

from typing import Any

from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import ATTRIBUTES, DEPENDENCE, USUAL_RIVALRY, Floats, Giving, Stock, World
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
def happen(world: World, state: State, moment: int, month: int) -> None:
    """Events that are due take effect; conditions that are over lapse."""
    stale = False
    for effect in range(len(world.effects)):
        stale = stale or state.active_until[effect] == month - 1
    for number in range(len(world.events)):
        event = world.events[number]
        due = event.month == month
        if event.month < 0 and not holds(world, state, number, month):
            due = events.strikes(event.hazard, answer(moment, event.question))
        if due:
            stale = True
            begin(world, state, number, month)
            for place in range(len(world.blows)):
                if world.blows[place].event == number:
                    strike(world, state, world.blows[place], month)
    if stale:
        settle(world, state, month)


@rule
def holds(world: World, state: State, event: int, month: int) -> bool:
    """Whether a condition of the event holds already: a random event does not happen on top of itself."""
    for effect in range(len(world.effects)):
        if world.effects[effect].event == event and state.active_until[effect] >= month:
            return True
    return False


@rule
def begin(world: World, state: State, event: int, month: int) -> None:
    """Note until when the event's conditions hold."""
    for effect in range(len(world.effects)):
        if world.effects[effect].event == event:
            lasts = world.effects[effect].months
            state.active_until[effect] = month + lasts - 1 if lasts > 0 else FOREVER


@rule
def settle(world: World, state: State, month: int) -> None:
    """All attributes from what they are without events, and the conditions that hold, in order."""
    copy(flat(world.attributes), flat(state.attributes))
    copy(flat(world.usual_rivalry), flat(state.usual_rivalry))
    copy(flat(world.dependence), flat(state.dependence))
    state.supply[0] = 1.0
    for number in range(len(world.effects)):
        effect = world.effects[number]
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
def strike(world: World, state: State, blow: Any, month: int) -> None:
    """One blow."""
    g, kind, amount = world.sizes[0].governments, blow.kind, blow.amount
    if kind == Blow.RIVALRY:
        one, two = blow.of - g, blow.toward - g
        state.rivalry[one, two] = events.jolted(state.rivalry[one, two], amount)
        state.rivalry[two, one] = state.rivalry[one, two]
        if suspends(amount, world.law[0].suspension_level):
            suspend(world, state, blow.of, blow.toward, month)
    elif kind == Blow.TRUST:
        for domain in range(world.sizes[0].domains):
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
def suspend(world: World, state: State, one: int, two: int, month: int) -> None:
    """Close the forums in which both rivals sit."""
    for forum in range(len(world.forums)):
        if world.seated[forum, one] and world.seated[forum, two]:
            for domain in range(len(world.domains)):
                reopens = month + world.law[0].suspension
                state.closed_until[forum, domain] = greater(reopens, state.closed_until[forum, domain])


@rule
def forget(evidence: Floats, government: int, reset: float) -> None:
    """New leaders: part of what they knew, and of what others knew about the old ones, is void."""
    for domain in range(evidence.shape[0]):
        for other in range(evidence.shape[1]):  # rows are as many as actors, columns more
            evidence[domain, other, government] = events.remembered(evidence[domain, other, government], reset)
            if other != government:
                evidence[domain, government, other] = events.remembered(evidence[domain, government, other], reset)
