"""Run months of replicates on the compiled lane, one after the other, without the interpreter's lock."""

import numpy as np

from trustladder.sim.arrays.periods import end_of, in_period, period_of
from trustladder.sim.arrays.series import ObservedGroups, Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import Codes, Floats, Integers, ModelTables
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.draws import folded
from trustladder.sim.machine.second_process import compile_beside
from trustladder.sim.month.activity import learn_bilaterally
from trustladder.sim.month.assistance import attend_and_reform, give, play_off
from trustladder.sim.month.columns import clear
from trustladder.sim.month.drift import fade
from trustladder.sim.month.events import apply_events
from trustladder.sim.month.evidence import know_all
from trustladder.sim.month.ladders import climb, reach, update_gates
from trustladder.sim.month.log import Changes, Log, Noted, note_standing, remember_standing
from trustladder.sim.month.meetings import hold_meeting, meet, prepare
from trustladder.sim.month.purses import gather, spend_purses
from trustladder.sim.month.reference import by_reference, by_references, copy_arrays
from trustladder.sim.month.run import Record, hand_over_gifts, record_month, shows_domains, state_at
from trustladder.sim.month.scratch import Scratch
from trustladder.sim.month.security import secure
from trustladder.sim.month.stocks import build

record_compiled = cached(record_month)  # the Mesa lane records with the plain one


@cached
def simulate(
    tables: ModelTables,
    starts: State,
    rows: Integers,
    states: State,
    who: ObservedGroups,
    seed: int,
    which: Codes,
    scratch: Scratch,
    record: Record,
    months: Floats,
    log: Log,
    changes: Changes,
) -> None:
    """Run the replicates of one chunk, each from its row of `starts`, which stay as they are.

    Run k is worked out in state k of `states`, where its last state is left; those behind the end of the stack take
    turns in the last one, so that a stack of one state keeps that of the last run alone. `seed` is a folded key.
    """
    tables, groups, record, scratch, log, changes = by_references((tables, who, record, scratch, log, changes))
    end = tables.first_month + tables.months
    first_period = period_of(tables.periods, tables.first_month)
    for run in range(len(which)):
        key, state = folded(seed, which[run]), by_reference(state_at(states, min(run, len(states.supply) - 1)))
        copy_arrays(by_reference(state_at(starts, rows[run])), state)
        log.noted[Noted.RUN] = run
        for period in range(first_period, period_of(tables.periods, end - 1) + 1):
            now = by_reference(in_period(tables, period))
            update_gates(now, state)
            begin = max(tables.periods[period], tables.first_month)
            for month in range(begin, end_of(tables.periods, period, end)):
                month_key = folded(key, np.uint64(month))
                clear(scratch.row)
                clear(scratch.attended)
                apply_events(now, state, log, month_key, month)
                attend_and_reform(now, state)
                give(now, state, scratch)
                play_off(now, state, scratch, month_key)
                build(now, state, scratch)
                prepare(now, state, scratch)
                gather(now, state, scratch, month)
                if shows_domains(now, month - tables.first_month, run, months):
                    know_all(now, state)
                meet(now, state, scratch, log, changes, month_key, month)
                spend_purses(now, state, scratch)
                remember_standing(log, state.standing)
                moved = climb(now, state)
                if moved or scratch.row[Series.REGION_MEETINGS] > 0.0 or month == tables.first_month:
                    reach(now, state, month)
                if moved:
                    note_standing(log, month, state.standing)
                    update_gates(now, state)
                learn_bilaterally(now, state)
                fade(now, state, scratch)
                secure(now, state, scratch, log, month_key, month)
                record_compiled(now, state, groups, month - tables.first_month, scratch.row, run, record, months, moved)
        hand_over_gifts(scratch.given, scratch.given_jointly, record.given[run])


@cached
def largest_steps(
    tables: ModelTables,
    starts: State,
    rows: Integers,
    states: State,
    who: ObservedGroups,
    seed: int,
    which: Codes,
    scratch: Scratch,
    record: Record,
    months: Floats,
    log: Log,
    changes: Changes,
) -> None:
    """Take the steps of a month that take longest to compile, so that a second process can compile them."""
    tables, groups, record, scratch, log, changes = by_references((tables, who, record, scratch, log, changes))
    now, state, key = by_reference(in_period(tables, 0)), by_reference(state_at(states, 0)), folded(seed, which[0])
    for run in range(len(which)):
        month_key = folded(key, np.uint64(run))
        hold_meeting(now, state, scratch, log, changes, month_key, run, scratch.convened[run])
        record_compiled(now, state, groups, run, scratch.row, run, record, months, run > 0)
        secure(now, state, scratch, log, month_key, run)


compile_beside(simulate, largest_steps)
