"""The compiled lane's inner loop: months of runs, one run behind the other, without the interpreter's lock."""

import numpy as np

from sim.compiled import cached
from sim.draws import folded
from sim.kernel.activity import climb, learn_bilaterally
from sim.kernel.meetings import meet, prepare
from sim.kernel.month import attend_and_reform, build, fade, give, happen, play_off, secure
from sim.kernel.reference import by_reference
from sim.kernel.run import Record, clear, note, state_at
from sim.series import Watched
from sim.state import State
from sim.world import Codes, Floats, World


@cached
def simulate(
    world: World, states: State, who: Watched, keys: Codes, row: Floats, record: Record, months: Floats
) -> None:
    """Runs of one chunk, each from its state in `states`, where it leaves its last one."""
    tables, groups, left = by_reference(world), by_reference(who), by_reference(record)
    for run in range(len(keys)):
        state = by_reference(state_at(states, run))
        for month in range(world.first_month, world.first_month + world.months):
            moment = folded(keys[run], np.uint64(month))
            clear(row)
            happen(tables, state, moment, month)
            attend_and_reform(tables, state)
            give(tables, state, row)
            play_off(tables, state, moment, row)
            build(tables, state, row)
            prepare(tables, state)
            meet(tables, state, moment, month, row)
            climb(tables, state)
            learn_bilaterally(tables, state)
            fade(tables, state)
            secure(tables, state, moment, row)
            note(tables, state, groups, month - world.first_month, row, run, left, months)
