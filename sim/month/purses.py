"""Joint money over the tables of one run: it gathers in forums' purses, and successes spend it on police."""

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import DonorColumn, ModelTables, Stock
from trustladder.sim.law import assistance, stocks
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.eights import eights
from trustladder.sim.machine.simd import load, store
from trustladder.sim.month.columns import clear
from trustladder.sim.month.meetings import exists, joint_pot
from trustladder.sim.month.scratch import Scratch


@rule
def gather(tables: ModelTables, state: State, scratch: Scratch, month: int) -> None:
    """Add the month's joint money, the pot, to the purses of all forums that exist."""
    money, governments = state.donors[DonorColumn.SEAT_MONEY], tables.sizes[0].governments
    for forum in range(len(tables.forums)):
        if exists(tables.forums[forum], month):
            scratch.pots[forum] = joint_pot(money, tables.members[forum], tables.forums[forum], governments)
            state.purse[forum] = assistance.gathered(state.purse[forum], scratch.pots[forum])


@rule
def spend_purses(tables: ModelTables, state: State, scratch: Scratch) -> None:
    """Spend the purses of forums that succeeded on the police of the governments that were present."""
    law, sums, policing, spent = tables.law[0], scratch.sums, state.governments[Stock.POLICING], False
    if scratch.row[Series.SUCCEEDED] == 0.0:
        return
    clear(sums)
    for forum in range(len(tables.forums)):
        if scratch.paid[forum] > 0.0:
            spent = True
            for seat in range(tables.forums[forum].governments):
                government = tables.members[forum, seat]
                part = scratch.parts[forum, government]
                sums[government] += assistance.bought(
                    state.purse[forum], part, scratch.paid[forum], law.joint_yield, law.policing_gain
                )
            state.purse[forum] = 0.0
            scratch.paid[forum] = 0.0
            clear(scratch.parts[forum])
    for start in eights(tables.sizes[0].governments if spent else 0):
        store(policing, start, stocks.raised(load(policing, start), load(sums, start)))
