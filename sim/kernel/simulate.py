"""The compiled lane's inner loop: months of runs, one run behind the other, without the interpreter's lock."""

import numpy as np

from sim.compiled import cached
from sim.draws import folded
from sim.kernel.activity import learn_bilaterally
from sim.kernel.assistance import attend_and_reform, give, play_off
from sim.kernel.columns import clear
from sim.kernel.drift import fade
from sim.kernel.events import happen
from sim.kernel.ladders import climb, survey
from sim.kernel.meetings import meet, prepare
from sim.kernel.reference import by_reference
from sim.kernel.run import Record, note, state_at
from sim.kernel.security import secure
from sim.kernel.slate import Slate
from sim.kernel.stocks import build
from sim.series import Watched
from sim.state import State
from sim.world import Codes, Floats, World


@cached
def simulate(
    world: World,
    states: State,
    who: Watched,
    seed: int,
    which: Codes,
    slate: Slate,
    record: Record,
    months: Floats,
) -> None:
    """Replicates of one chunk, each from its state in `states`, where it leaves its last one; `seed` is a folded key."""
    tables, groups, left, desk = by_reference(world), by_reference(who), by_reference(record), by_reference(slate)
    for run in range(len(which)):
        key, state = folded(seed, which[run]), by_reference(state_at(states, run))
        survey(tables, state)
        for month in range(world.first_month, world.first_month + world.months):
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
            note(tables, state, groups, month - world.first_month, slate.row, run, left, months, moved)
