"""Step 10 of a month over the tables of one run: forums climb and fall; and what hangs on where they stand."""

from typing import Any

from trustladder.sim.arrays.state import NOTHING, State
from trustladder.sim.arrays.tables import ANYWHERE, Integers, ModelTables, Rows, Stock
from trustladder.sim.law import standing
from trustladder.sim.law.arithmetic import maximum
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.simd import flat


@rule
def climb(tables: ModelTables, state: State) -> bool:
    """Count the month's successes, hold what is earned, lose what is no longer practised.

    Returns whether any standing has changed.
    """
    moved, waited = False, wait(flat(state.idle))
    for number in range(len(tables.agenda_items)):
        if state.success[number] != NOTHING:
            moved = count_success(tables, state, tables.agenda_items[number], state.success[number]) or moved
    if standing.lapses(waited, tables.law[0].idle_limit):
        for ladder in range(tables.sizes[0].ladders):
            for domain in range(tables.sizes[0].domains):
                moved = lapse(tables, state, ladder, domain) or moved
    return moved


@rule
def wait(idle: Integers) -> int:
    """Count one more month to every rung, and return for how many the one that has waited longest was not practised."""
    longest = 0
    for place in range(len(idle)):
        idle[place] += 1
        longest = max(idle[place], longest)
    return longest


@rule
def reach(tables: ModelTables, state: State, month: int) -> None:
    """Update which rungs of the aim each forum holds region-wide."""
    aim, recent = tables.sizes[0].aim, state.region_meetings
    rungs, kept = recent.shape[1], recent.shape[2]
    for forum in range(len(tables.forums)):
        held = state.standing[tables.forums[forum].ladder, aim]
        reached = state.region_standing[forum]
        for rung in range(rungs):
            earliest = recent[forum, rung, kept - min(tables.rungs[aim, rung].successes, kept)]
            if standing.reaches(month, earliest, tables.law[0].region_window, held > rung):
                reached = max(rung + 1, reached)
        state.region_standing[forum] = min(reached, held)
        state.region_held[0] = state.region_held[0] or state.region_standing[forum] > 0


@rule
def count_success(tables: ModelTables, state: State, item: Any, rung: int) -> bool:
    """Count one more success on a rung; return whether that makes the ladder's standing higher."""
    ladder, domain = tables.forums[item.forum].ladder, item.domain
    successes, before = state.successes[ladder, domain], state.standing[ladder, domain]
    for below in range(rung + 1):
        state.idle[ladder, domain, below] = 0
    successes[rung] += 1
    if standing.earned(successes[rung], tables.rungs[domain, rung].successes):
        state.standing[ladder, domain] = max(rung + 1, before)
    return state.standing[ladder, domain] != before


@rule
def lapse(tables: ModelTables, state: State, ladder: int, domain: int) -> bool:
    """Void the successes of rungs that were not practised for too long; return whether that makes standing lower."""
    successes, held = state.successes[ladder, domain], state.standing[ladder, domain]
    for rung in range(len(successes)):
        if standing.lapses(state.idle[ladder, domain, rung], tables.law[0].idle_limit):
            successes[rung] = 0
            state.idle[ladder, domain, rung] = 0
            if rung < state.standing[ladder, domain]:
                state.standing[ladder, domain] = still_held(successes, tables.rungs[domain], rung)
    return state.standing[ladder, domain] != held


@rule
def still_held(successes: Integers, rungs: Rows, below: int) -> int:
    """Return the standing that is left when only rungs under `below` count."""
    held = 0
    for rung in range(below):
        if standing.earned(successes[rung], rungs[rung].successes):
            held = rung + 1
    return held


@rule
def update_gates(tables: ModelTables, state: State) -> None:
    """Update what depends on standing: gates, the best of each kind of membership, and cooperation against the flow.

    Needed at the start of a run, and again after a month in which some standing has changed.
    """
    state.best_standing[:] = 0
    cooperation = state.governments[Stock.COOPERATION]
    cooperation[:] = 0.0
    for number in range(len(tables.agenda_items)):
        forum, domain = tables.agenda_items[number].forum, tables.agenda_items[number].domain
        held, membership = state.standing[tables.forums[forum].ladder, domain], tables.forums[forum].membership
        state.open[forum, domain] = gate_open(tables, state, forum, domain)
        state.best_standing[domain, membership] = max(held, state.best_standing[domain, membership])
        state.best_standing[domain, ANYWHERE] = max(held, state.best_standing[domain, ANYWHERE])
        if tables.domains[domain].against_flow:
            cooperate(tables, state, forum, held / tables.domains[domain].rungs)


@rule
def gate_open(tables: ModelTables, state: State, forum: int, domain: int) -> bool:
    """Whether some forum that holds the gate's rung covers this one's governments."""
    gated = tables.domains[domain]
    if gated.gate_domain < 0 or not tables.law[0].gate:
        return True
    for number in range(len(tables.agenda_items)):
        holder = tables.agenda_items[number]
        held = state.standing[tables.forums[holder.forum].ladder, gated.gate_domain]
        if holder.domain == gated.gate_domain and held > gated.gate_rung and tables.covers[holder.forum, forum]:
            return True
    return False


@rule
def cooperate(tables: ModelTables, state: State, forum: int, share: float) -> None:
    """Raise the cooperation of a forum's governments to its share of the ladder."""
    cooperation = state.governments[Stock.COOPERATION]
    for seat in range(tables.forums[forum].governments):
        government = tables.members[forum, seat]
        cooperation[government] = maximum(share, cooperation[government])
