"""Step 11 of a month over the tables of one run: what fades by itself."""

from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import DonorColumn, DyadColumn, ModelTables
from trustladder.sim.law.attention import approached
from trustladder.sim.law.drift import attention_left, faded, loaded, resting_rivalry
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.eights import eights
from trustladder.sim.machine.simd import flat, load, store
from trustladder.sim.month.scratch import Scratch


@rule
def fade(tables: ModelTables, state: State, scratch: Scratch) -> None:
    """Let evidence and scandals fade, the load of meetings ease, and rivalry settle."""
    law = tables.law[0]
    for start in eights(tables.sizes[0].actors):
        store(state.load, start, loaded(load(state.load, start), load(scratch.attended, start), law.load_retention))
    state.memory[0] = faded(state.memory[0], law.retention)
    cuts = flat(state.gifts[DyadColumn.CUT])
    for start in eights(len(cuts)):
        store(cuts, start, faded(load(cuts, start), law.scandal_retention))
    at_start, now, left = tables.donors[DonorColumn.ATTENTION], state.donors[DonorColumn.ATTENTION], scratch.left
    for start in eights(len(left)):
        store(left, start, attention_left(load(now, start), load(at_start, start)))
    rivals, rivalry, calm = tables.rivals, state.rivalry, state.calm
    for pair in range(len(rivals)):
        one, two = rivals[pair, 0], rivals[pair, 1]
        resting = resting_rivalry(state.usual_rivalry[one, two], left[one], left[two], law.calm)
        settled = approached(rivalry[one, two], resting, law.rivalry_pace)
        rivalry[one, two] = settled * calm[one, two]
        rivalry[two, one] = rivalry[one, two]
        calm[one, two] = 1.0
