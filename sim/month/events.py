"""Step 1 of a month over the tables of one run: events take effect, and lapse."""

from typing import Any

from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import ATTRIBUTES, DEPENDENCE, USUAL_RIVALRY, DonorColumn, Floats, ModelTables, Stock
from trustladder.sim.law import drift, events
from trustladder.sim.law.arithmetic import clip
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import uniform
from trustladder.sim.machine.simd import flat
from trustladder.sim.month.columns import copy
from trustladder.sim.month.log import EVENT, Log, note
from trustladder.sim.scenario.effects import ShockKind

FOREVER = 10**9


@rule
def apply_events(tables: ModelTables, state: State, log: Log, month_key: int, month: int) -> None:
    """Apply events that are due, and end conditions that are over."""
    stale = False
    for effect in range(len(tables.effects)):
        stale = stale or state.active_until[effect] == month - 1
    for number in range(len(tables.events)):
        event = tables.events[number]
        due = event.month == month
        if event.month < 0 and not holds(tables, state, number, month):
            due = events.strikes(event.hazard, uniform(month_key, event.draw_key))
        if due:
            stale = True
            note(log, month, EVENT, number, -1, 0, 0, 0.0)
            start_conditions(tables, state, number, month)
            for place in range(len(tables.shocks)):
                if tables.shocks[place].event == number:
                    apply_shock(tables, state, tables.shocks[place])
    if stale:
        recompute_attributes(tables, state, month)


@rule
def holds(tables: ModelTables, state: State, event: int, month: int) -> bool:
    """Whether a condition of the event holds already: a random event does not happen on top of itself."""
    for effect in range(len(tables.effects)):
        if tables.effects[effect].event == event and state.active_until[effect] >= month:
            return True
    return False


@rule
def start_conditions(tables: ModelTables, state: State, event: int, month: int) -> None:
    """Note until when the event's conditions hold."""
    for effect in range(len(tables.effects)):
        if tables.effects[effect].event == event:
            lasts = tables.effects[effect].months
            state.active_until[effect] = month + lasts - 1 if lasts > 0 else FOREVER


@rule
def recompute_attributes(tables: ModelTables, state: State, month: int) -> None:
    """Recompute all attributes from their values without events, and the conditions that hold, in order."""
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
    """Apply one more condition to one number."""
    values[place] = events.altered(values[place], effect.operation, effect.amount, effect.low, effect.high)


@rule
def apply_shock(tables: ModelTables, state: State, shock: Any) -> None:
    """Apply one shock."""
    g, kind, amount = tables.sizes[0].governments, shock.kind, shock.amount
    if kind == ShockKind.RIVALRY:
        one, two = shock.of - g, shock.toward - g
        state.rivalry[one, two] = events.jolted(state.rivalry[one, two], amount)
        state.rivalry[two, one] = state.rivalry[one, two]
    elif kind == ShockKind.TRUST:
        for domain in range(tables.sizes[0].domains):
            if shock.domain < 0 or shock.domain == domain:
                evidence = drift.at_start(amount, state.memory[0])
                if amount > 0.0:
                    state.kept[domain, shock.toward, shock.of] += evidence
                else:
                    state.broken[domain, shock.toward, shock.of] -= evidence
    elif kind == ShockKind.LEADERSHIP:
        forget(state.kept, shock.of, amount)
        forget(state.broken, shock.of, amount)
    elif kind == ShockKind.ATTENTION:
        attention = state.donors[DonorColumn.ATTENTION]
        attention[shock.of - g] = events.jolted(attention[shock.of - g], amount)
    elif kind == ShockKind.COLLUSION:
        collusion = state.governments[Stock.COLLUSION]
        hit = events.jolted(collusion[shock.of], amount)
        collusion[shock.of] = clip(hit, state.governments[Stock.FLOOR, shock.of], 1.0)
    elif kind == ShockKind.POLICING:
        hit_stock(state.governments[Stock.POLICING], shock.of, amount)
    elif kind == ShockKind.COERCION:
        hit_stock(state.governments[Stock.COERCION], shock.of, amount)
    else:
        hit_stock(state.governments[Stock.BORDER_TECHNOLOGY], shock.of, amount)


@rule
def hit_stock(stock: Floats, government: int, amount: float) -> None:
    """Apply a shock to one stock of a government."""
    stock[government] = events.jolted(stock[government], amount)


@rule
def forget(evidence: Floats, government: int, reset: float) -> None:
    """Void part of a government's evidence, and of the evidence about it, under new leaders."""
    for domain in range(evidence.shape[0]):
        for other in range(evidence.shape[1]):  # rows are as many as actors, columns more
            evidence[domain, other, government] = events.remembered(evidence[domain, other, government], reset)
            if other != government:
                evidence[domain, government, other] = events.remembered(evidence[domain, government, other], reset)
