"""Steps 2 to 4 of a month over the tables of one run: attention, gifts, and playing off; eight at a time."""

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import (
    BORDER,
    CLEAN,
    JOINT,
    POLICING,
    TRAINING,
    WEAPONS,
    DonorColumn,
    DyadColumn,
    Floats,
    Integers,
    ModelTables,
    Stock,
)
from trustladder.sim.law import assistance, playing_off
from trustladder.sim.law.arithmetic import maximum, where
from trustladder.sim.law.attention import approached, reformed, sustained
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import uniform
from trustladder.sim.machine.eights import eights
from trustladder.sim.machine.simd import broadcast, load, store
from trustladder.sim.month.scratch import Scratch
from trustladder.sim.scenario.effects import Attribute


@rule
def attend_and_reform(tables: ModelTables, state: State) -> None:
    """Attention moves toward its target, with it the mix toward the levers; and so what a unit of money is spent on."""
    law, sizes, donors = tables.law[0], tables.sizes[0], state.donors
    targets, pace = state.attributes[Attribute.ATTENTION_TARGET], tables.donors[DonorColumn.PACE]
    for start in eights(sizes.donors):
        target = sustained(load(targets, sizes.governments + start), law.attention_floor)
        attention = approached(load(donors[DonorColumn.ATTENTION], start), target, load(pace, start))
        store(donors[DonorColumn.ATTENTION], start, attention)
        for part in range(len(law.levers)):
            if law.levers[part] >= 0.0:
                share = donors[DonorColumn.MIX + part]
                store(share, start, reformed(load(share, start), law.levers[part], law.reform, attention))
        spend(donors, start)


@rule
def spend(donors: Floats, start: int) -> None:
    """Set the purposes of a unit of bilateral money under the mixes of eight donors."""
    spent = assistance.purposes(
        load(donors[DonorColumn.MIX + TRAINING], start),
        load(donors[DonorColumn.MIX + POLICING], start),
        load(donors[DonorColumn.MIX + BORDER], start),
        load(donors[DonorColumn.MIX + CLEAN], start),
    )
    store(donors[DonorColumn.SPENT], start, spent.police)
    store(donors[DonorColumn.SPENT + 1], start, spent.special)
    store(donors[DonorColumn.SPENT + 2], start, spent.border)
    store(donors[DonorColumn.SPENT + WEAPONS], start, spent.arms)
    store(donors[DonorColumn.SPENT + 4], start, spent.clean)


@rule
def give(tables: ModelTables, state: State, scratch: Scratch) -> None:
    """Each donor plans, matches what rivals gave last month, and withholds what scandals cut."""
    sizes, matching, row, pulls = tables.sizes[0], tables.law[0].matching, scratch.row, scratch.pulls
    gifts, cuts, donors = state.gifts[DyadColumn.GIFT], state.gifts[DyadColumn.CUT], state.donors
    budgets, priority = state.attributes[Attribute.BUDGET], tables.priority
    feel_rivals(gifts, state.rivalry, tables.rivals_of, pulls)
    for donor in range(sizes.donors):
        budget, attention = budgets[sizes.governments + donor], donors[DonorColumn.ATTENTION, donor]
        joint = donors[DonorColumn.MIX + JOINT, donor]
        row[Series.GIVEN_JOINTLY] += assistance.joint_money(budget, attention, joint)
        for start in eights(sizes.governments):
            gift = assistance.planned(budget, attention, joint, load(priority[donor], start))
            if tables.rivals_of[donor, 0] >= 0:  # without a rival there is nothing to match, and nothing to divide
                gift = assistance.matched(gift, load(pulls[donor], start), matching)
            store(gifts[donor], start, assistance.withheld(gift, load(cuts[donor], start)))


@rule
def feel_rivals(gifts: Floats, rivalry: Floats, rivals_of: Integers, pulls: Floats) -> None:
    """Sum what each donor's rivals gave last month, weighted by rivalry."""
    for donor in range(len(pulls)):
        for start in eights(pulls.shape[1]):
            pull, place = broadcast(0.0), 0
            while rivals_of[donor, place] >= 0:
                rival = rivals_of[donor, place]
                pull += rivalry[donor, rival] * load(gifts[rival], start)
                place += 1
            store(pulls[donor], start, pull)


@rule
def play_off(tables: ModelTables, state: State, scratch: Scratch, month_key: int) -> None:
    """Governments, all at once, bid their strongest pair of suitors against each other."""
    law, governments, playing, pairs = tables.law[0], tables.sizes[0].governments, scratch.playing, scratch.pairs
    autonomy, earned, gifts = (
        state.attributes[Attribute.AUTONOMY],
        state.governments[Stock.PLAY_OFF_GAIN],
        state.gifts[DyadColumn.GIFT],
    )
    for start in eights(governments):
        strongest, pair = strongest_contest(gifts, state.rivalry, tables.rivals, start)
        worth = playing_off.earnings(strongest, law.contest_scale, law.play_off)
        draw = uniform(month_key, load(tables.play_off, start))
        store(earned, start, worth)
        store(pairs, start, pair)
        store(playing, start, playing_off.plays_off(load(autonomy, start), worth, draw))
    for government in range(governments):
        if playing[government]:
            scratch.row[Series.PLAYED_OFF] += 1.0
            one, two = tables.rivals[int(pairs[government])]
            gifts[one, government] = playing_off.bid_up(gifts[one, government], law.premium)
            gifts[two, government] = playing_off.bid_up(gifts[two, government], law.premium)
            state.rivalry[one, two] = playing_off.inflamed(state.rivalry[one, two], law.heat)
            state.rivalry[two, one] = state.rivalry[one, two]


@rule
def strongest_contest(gifts: Floats, rivalry: Floats, rivals: Integers, start: int) -> tuple[float, float]:
    """Return the strongest contest over each of eight governments, and the number of its pair of rivals."""
    strongest, number = broadcast(0.0), broadcast(0.0)
    for pair in range(len(rivals)):
        one, two = rivals[pair, 0], rivals[pair, 1]
        contest = playing_off.contest(rivalry[one, two], load(gifts[one], start), load(gifts[two], start))
        number = where(contest > strongest, float(pair), number)
        strongest = maximum(contest, strongest)
    return strongest, number
