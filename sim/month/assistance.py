"""Steps 2 to 4 of a month over the tables of one run: attention, gifts, and playing off; eight at a time."""

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import (
    ARMS,
    BORDER,
    CLEAN,
    JOINT,
    POLICING,
    TRAINING,
    Floats,
    Giving,
    Integers,
    ModelTables,
    Passing,
    Stock,
)
from trustladder.sim.law import assistance, playing_off
from trustladder.sim.law.arithmetic import chosen, greater
from trustladder.sim.law.attention import approached, reformed, sustained
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import answer
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import eight, eight_of, put
from trustladder.sim.month.scratch import Slate
from trustladder.sim.scenario.effects import Attribute


@rule
def attend_and_reform(tables: ModelTables, state: State) -> None:
    """Attention moves toward its target, with it the mix toward the levers; and so what a unit of money is spent on."""
    law, sizes, donors = tables.law[0], tables.sizes[0], state.donors
    targets, pace = state.attributes[Attribute.ATTENTION_TARGET], tables.donors[Giving.PACE]
    for start in range(0, sizes.donors, WIDTH):
        target = sustained(eight(targets, sizes.governments + start), law.attention_floor)
        attention = approached(eight(donors[Giving.ATTENTION], start), target, eight(pace, start))
        put(donors[Giving.ATTENTION], start, attention)
        for part in range(len(law.levers)):
            if law.levers[part] >= 0.0:
                share = donors[Giving.MIX + part]
                put(share, start, reformed(eight(share, start), law.levers[part], law.reform, attention))
        spend(donors, start)


@rule
def spend(donors: Floats, start: int) -> None:
    """The purposes of a unit of bilateral money under the mixes of eight donors."""
    spent = assistance.purposes(
        eight(donors[Giving.MIX + TRAINING], start),
        eight(donors[Giving.MIX + POLICING], start),
        eight(donors[Giving.MIX + BORDER], start),
        eight(donors[Giving.MIX + CLEAN], start),
    )
    put(donors[Giving.SPENT], start, spent.police)
    put(donors[Giving.SPENT + 1], start, spent.special)
    put(donors[Giving.SPENT + 2], start, spent.border)
    put(donors[Giving.SPENT + ARMS], start, spent.arms)
    put(donors[Giving.SPENT + 4], start, spent.clean)


@rule
def give(tables: ModelTables, state: State, slate: Slate) -> None:
    """Each donor plans, matches what rivals gave last month, and withholds what scandals cut."""
    sizes, matching, row, pulls = tables.sizes[0], tables.law[0].matching, slate.row, slate.pulls
    gifts, cuts, donors = state.gifts[Passing.GIFT], state.gifts[Passing.CUT], state.donors
    budgets, priority = state.attributes[Attribute.BUDGET], tables.priority
    feel_rivals(gifts, state.rivalry, tables.rivals_of, pulls)
    for donor in range(sizes.donors):
        budget, attention = budgets[sizes.governments + donor], donors[Giving.ATTENTION, donor]
        joint = donors[Giving.MIX + JOINT, donor]
        row[Series.GIVEN_JOINTLY] += assistance.joint_money(budget, attention, joint)
        for start in range(0, sizes.governments, WIDTH):
            plan = assistance.planned(budget, attention, joint, eight(priority[donor], start))
            gift = assistance.matched(plan, eight(pulls[donor], start), matching)
            put(gifts[donor], start, assistance.withheld(gift, eight(cuts[donor], start)))


@rule
def feel_rivals(gifts: Floats, rivalry: Floats, rivals_of: Integers, pulls: Floats) -> None:
    """What each donor saw its rivals give last month, weighted by rivalry."""
    for donor in range(len(pulls)):
        for start in range(0, pulls.shape[1], WIDTH):
            pull, place = eight_of(0.0), 0
            while rivals_of[donor, place] >= 0:
                rival = rivals_of[donor, place]
                pull += rivalry[donor, rival] * eight(gifts[rival], start)
                place += 1
            put(pulls[donor], start, pull)


@rule
def play_off(tables: ModelTables, state: State, slate: Slate, moment: int) -> None:
    """Governments, all at once, bid their strongest pair of suitors against each other."""
    law, governments, playing, pairs = tables.law[0], tables.sizes[0].governments, slate.playing, slate.pairs
    autonomy, earned, gifts = (
        state.attributes[Attribute.AUTONOMY],
        state.governments[Stock.EARNED],
        state.gifts[Passing.GIFT],
    )
    for start in range(0, governments, WIDTH):
        strongest, pair = strongest_contest(gifts, state.rivalry, tables.rivals, start)
        worth = playing_off.earnings(strongest, law.contest_scale, law.play_off)
        draw = answer(moment, eight(tables.play_off, start))
        put(earned, start, worth)
        put(pairs, start, pair)
        put(playing, start, playing_off.plays_off(eight(autonomy, start), worth, draw))
    for government in range(governments):
        if playing[government]:
            slate.row[Series.PLAYED_OFF] += 1.0
            one, two = tables.rivals[int(pairs[government])]
            gifts[one, government] = playing_off.bid_up(gifts[one, government], law.premium)
            gifts[two, government] = playing_off.bid_up(gifts[two, government], law.premium)
            state.rivalry[one, two] = playing_off.inflamed(state.rivalry[one, two], law.heat)
            state.rivalry[two, one] = state.rivalry[one, two]


@rule
def strongest_contest(gifts: Floats, rivalry: Floats, rivals: Integers, start: int) -> tuple[float, float]:
    """The strongest contest over each of eight governments, and the number of the pair of rivals that it is between."""
    strongest, number = eight_of(0.0), eight_of(0.0)
    for pair in range(len(rivals)):
        one, two = rivals[pair, 0], rivals[pair, 1]
        contest = playing_off.contest(rivalry[one, two], eight(gifts[one], start), eight(gifts[two], start))
        number = chosen(contest > strongest, float(pair), number)
        strongest = greater(contest, strongest)
    return strongest, number
