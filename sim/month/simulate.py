"""The compiled lane's inner loop: months of runs, one run behind the other, without the interpreter's lock."""

import numpy as np

from trustladder.sim.arrays.series import Watched
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import Codes, Floats, ModelTables
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.draws import folded
from trustladder.sim.month.activity import learn_bilaterally
from trustladder.sim.month.assistance import attend_and_reform, give, play_off
from trustladder.sim.month.columns import clear
from trustladder.sim.month.drift import fade
from trustladder.sim.month.events import happen
from trustladder.sim.month.ladders import climb, survey
from trustladder.sim.month.meetings import meet, prepare
from trustladder.sim.month.reference import by_reference
from trustladder.sim.month.run import Record, note, state_at
from trustladder.sim.month.scratch import Slate
from trustladder.sim.month.security import secure
from trustladder.sim.month.stocks import build


@cached
def simulate(
    tables: ModelTables,
    states: State,
    who: Watched,
    seed: int,
    which: Codes,
    slate: Slate,
    record: Record,
    months: Floats,
) -> None:
    """Replicates of one chunk, each from its state in `states`, where it leaves its last one; `seed` is a folded key."""
    tables, groups, left, desk = by_reference(tables), by_reference(who), by_reference(record), by_reference(slate)
    for run in range(len(which)):
        key, state = folded(seed, which[run]), by_reference(state_at(states, run))
        survey(tables, state)
        for month in range(tables.first_month, tables.first_month + tables.months):
            moment = folded(key, np.uint64(month))
            clear(slate.row)
            happen(tables, state, moment, month)
            attend_and_reform(tables, state)
            give(tables, state, desk)
            play_off(tables, state, desk, moment)
            build(tables, state, desk)
            prepare(tables, state)
            meet(tables, state, desk, moment, month)
            moved = climb(tables, state)
            if moved:
                survey(tables, state)
            learn_bilaterally(tables, state)
            fade(tables, state, desk)
            secure(tables, state, desk, moment)
            note(tables, state, groups, month - tables.first_month, slate.row, run, left, months, moved)
