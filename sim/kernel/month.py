"""Steps 1 to 5, 11 and 12 of a month over the tables of one run: events, money, stocks, drift, human security."""

from typing import Any

from sim.draws import answer
from sim.effects import Attribute, Blow
from sim.law import assistance, events, playing_off, security, stocks
from sim.law.arithmetic import clip, greater, ratio
from sim.law.attention import approached, reformed, sustained
from sim.law.drift import faded, resting_rivalry
from sim.law.rule import rule
from sim.law.standing import suspends
from sim.series import Series
from sim.state import State
from sim.world import (
    ARMS,
    ATTRIBUTES,
    BORDER,
    CLEAN,
    DEPENDENCE,
    JOINT,
    POLICING,
    TRAINING,
    USUAL_RIVALRY,
    Floats,
    Integers,
    Rows,
    World,
)

FOREVER = 10**9


# --- 1 events ------------------------------------------------------------------------------------------------------


@rule
def happen(world: World, state: State, moment: int, month: int) -> None:
    """Events that are due take effect; conditions that are over lapse."""
    stale = False
    for effect in range(len(world.effects)):
        stale = stale or state.active_until[effect] == month - 1
    for number in range(len(world.events)):
        event = world.events[number]
        due = event.month == month
        if event.month < 0 and not holds(world, state, number, month):
            due = events.strikes(event.hazard, answer(moment, event.question))
        if due:
            stale = True
            begin(world, state, number, month)
            for place in range(len(world.blows)):
                if world.blows[place].event == number:
                    strike(world, state, world.blows[place], month)
    if stale:
        settle(world, state, month)


@rule
def holds(world: World, state: State, event: int, month: int) -> bool:
    """Whether a condition of the event holds already: a random event does not happen on top of itself."""
    for effect in range(len(world.effects)):
        if world.effects[effect].event == event and state.active_until[effect] >= month:
            return True
    return False


@rule
def begin(world: World, state: State, event: int, month: int) -> None:
    """Note until when the event's conditions hold."""
    for effect in range(len(world.effects)):
        if world.effects[effect].event == event:
            lasts = world.effects[effect].months
            state.active_until[effect] = month + lasts - 1 if lasts > 0 else FOREVER


@rule
def settle(world: World, state: State, month: int) -> None:
    """All attributes from what they are without events, and the conditions that hold, in order."""
    copy(world.attributes.reshape(-1), state.attributes.reshape(-1))
    copy(world.usual_rivalry.reshape(-1), state.usual_rivalry.reshape(-1))
    copy(world.dependence.reshape(-1), state.dependence.reshape(-1))
    state.supply[0] = 1.0
    for number in range(len(world.effects)):
        effect = world.effects[number]
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
    """One number under one more condition."""
    values[place] = events.altered(values[place], effect.operation, effect.amount, effect.low, effect.high)


@rule
def copy(source: Floats, target: Floats) -> None:
    """Copy a row of numbers."""
    for place in range(len(source)):
        target[place] = source[place]


@rule
def strike(world: World, state: State, blow: Any, month: int) -> None:
    """One blow."""
    g, kind, amount = world.sizes[0].governments, blow.kind, blow.amount
    if kind == Blow.RIVALRY:
        one, two = blow.of - g, blow.toward - g
        state.rivalry[one, two] = events.jolted(state.rivalry[one, two], amount)
        state.rivalry[two, one] = state.rivalry[one, two]
        if suspends(amount, world.law[0].suspension_level):
            suspend(world, state, blow.of, blow.toward, month)
    elif kind == Blow.TRUST:
        for domain in range(world.sizes[0].domains):
            if blow.domain < 0 or blow.domain == domain:
                if amount > 0.0:
                    state.kept[domain, blow.toward, blow.of] += amount
                else:
                    state.broken[domain, blow.toward, blow.of] -= amount
    elif kind == Blow.LEADERSHIP:
        forget(state.kept, blow.of, amount)
        forget(state.broken, blow.of, amount)
    elif kind == Blow.ATTENTION:
        state.donors[blow.of - g].attention = events.jolted(state.donors[blow.of - g].attention, amount)
    else:
        government = state.governments[blow.of]
        if kind == Blow.COLLUSION:
            hit = events.jolted(government.collusion, amount)
            government.collusion = clip(hit, world.governments[blow.of].collusion_floor, 1.0)
        elif kind == Blow.POLICING:
            government.policing = events.jolted(government.policing, amount)
        elif kind == Blow.COERCION:
            government.coercion = events.jolted(government.coercion, amount)
        else:
            government.border_technology = events.jolted(government.border_technology, amount)


@rule
def suspend(world: World, state: State, one: int, two: int, month: int) -> None:
    """Close the forums in which both rivals sit."""
    for forum in range(len(world.forums)):
        if world.seated[forum, one] and world.seated[forum, two]:
            for domain in range(len(world.domains)):
                agenda = state.agenda[forum, domain]
                reopens = month + world.law[0].suspension
                agenda.closed_until = greater(reopens, agenda.closed_until)


@rule
def forget(evidence: Floats, government: int, reset: float) -> None:
    """New leaders: part of what they knew, and of what others knew about the old ones, is void."""
    for domain in range(evidence.shape[0]):
        for other in range(evidence.shape[1]):
            evidence[domain, other, government] = events.remembered(evidence[domain, other, government], reset)
            if other != government:
                evidence[domain, government, other] = events.remembered(evidence[domain, government, other], reset)


# --- 2 attention, 3 assistance, 4 playing off ----------------------------------------------------------------------


@rule
def attend_and_reform(world: World, state: State) -> None:
    """Attention moves toward its target, and with it the mix toward the levers."""
    law, g = world.law[0], world.sizes[0].governments
    targets = state.attributes[Attribute.ATTENTION_TARGET]
    for number in range(len(state.donors)):
        donor = state.donors[number]
        target = sustained(targets[g + number], law.attention_floor)
        donor.attention = approached(donor.attention, target, world.donors[number].attention_pace)
        for part in range(5):
            if law.levers[part] >= 0.0:
                donor.mix[part] = reformed(donor.mix[part], law.levers[part], law.reform, donor.attention)


@rule
def give(world: World, state: State, row: Floats) -> None:
    """Each donor plans, matches what rivals gave last month, and withholds what scandals cut."""
    gifts, sizes, matching = state.gifts, world.sizes[0], world.law[0].matching
    budgets = state.attributes[Attribute.BUDGET]
    pulls(gifts, state.rivalry, world.rivals)
    for number in range(sizes.donors):
        donor, budget = state.donors[number], budgets[sizes.governments + number]
        row[Series.GIVEN_JOINTLY] += assistance.joint_money(budget, donor.attention, donor.mix[JOINT])
        for government in range(sizes.governments):
            passing = gifts[number, government]
            plan = assistance.planned(budget, donor.attention, donor.mix[JOINT], world.priority[number, government])
            passing.gift = assistance.withheld(assistance.matched(plan, passing.pull, matching), passing.cut)
        spent = assistance.purposes(donor.mix[TRAINING], donor.mix[POLICING], donor.mix[BORDER], donor.mix[CLEAN])
        for part in range(5):
            donor.spent[part] = spent[part]


@rule
def pulls(gifts: Rows, rivalry: Floats, rivals: Integers) -> None:
    """What each donor saw its rivals give last month, weighted by rivalry."""
    donors, governments = gifts.shape
    for donor in range(donors):
        for government in range(governments):
            gifts[donor, government].before = gifts[donor, government].gift
            gifts[donor, government].pull = 0.0
    for pair in range(len(rivals)):
        one, two = rivals[pair, 0], rivals[pair, 1]
        for government in range(governments):
            gifts[one, government].pull += rivalry[one, two] * gifts[two, government].before
            gifts[two, government].pull += rivalry[one, two] * gifts[one, government].before


@rule
def play_off(world: World, state: State, moment: int, row: Floats) -> None:
    """Governments, all at once, bid their strongest pair of suitors against each other."""
    law, gifts, rivalry = world.law[0], state.gifts, state.rivalry
    autonomy = state.attributes[Attribute.AUTONOMY]
    find_contests(state.governments, gifts, rivalry, world.rivals)
    for number in range(len(state.governments)):
        government = state.governments[number]
        government.earned = playing_off.earnings(government.contest, law.contest_scale, law.play_off)
        if playing_off.plays_off(
            autonomy[number], government.earned, answer(moment, world.governments[number].play_off)
        ):
            one, two = government.suitor, government.other_suitor
            row[Series.PLAYED_OFF] += 1.0
            gifts[one, number].gift = playing_off.bid_up(gifts[one, number].gift, law.premium)
            gifts[two, number].gift = playing_off.bid_up(gifts[two, number].gift, law.premium)
            rivalry[one, two] = playing_off.inflamed(rivalry[one, two], law.heat)
            rivalry[two, one] = rivalry[one, two]


@rule
def find_contests(governments: Rows, gifts: Rows, rivalry: Floats, rivals: Integers) -> None:
    """The strongest contest over each government, and between whom."""
    for number in range(len(governments)):
        governments[number].contest = 0.0
    for pair in range(len(rivals)):
        one, two = rivals[pair, 0], rivals[pair, 1]
        for number in range(len(governments)):
            contest = playing_off.contest(rivalry[one, two], gifts[one, number].gift, gifts[two, number].gift)
            if contest > governments[number].contest:
                governments[number].contest = contest
                governments[number].suitor, governments[number].other_suitor = one, two


# --- 5 stocks ------------------------------------------------------------------------------------------------------


@rule
def build(world: World, state: State, row: Floats) -> None:
    """What a government's forces and offices become through the month's gifts."""
    law, gifts = world.law[0], state.gifts
    transit = state.attributes[Attribute.TRANSIT]
    for number in range(len(state.governments)):
        now, rest = state.governments[number], world.governments[number]
        police, border, clean, coercive = 0.0, 0.0, 0.0, 0.0
        for donor in range(len(state.donors)):
            passing, parts = gifts[donor, number], state.donors[donor].spent
            spent = assistance.Purposes(parts[0], parts[1], parts[2], parts[3], parts[4])
            effect = law.coercion_gain * stocks.coercive(passing.gift, spent, law.misuse)
            police += passing.gift * spent.police
            border += passing.gift * spent.border
            clean += passing.gift * spent.clean
            coercive += effect
            left = approached(passing.contribution, 0.0, law.stock_pace)
            passing.contribution = left + effect * (1.0 - now.coercion)
            row[Series.GIVEN] += passing.gift
        now.policing = stocks.raised(
            approached(now.policing, rest.policing, law.stock_pace), law.policing_gain * police
        )
        now.coercion = stocks.raised(approached(now.coercion, rest.coercion, law.stock_pace), coercive)
        equipped = approached(now.border_technology, rest.border_technology, law.stock_pace)
        now.border_technology = stocks.raised(equipped, law.border_gain * border)
        rents = stocks.rents(transit[number], state.supply[0])
        corrupted = stocks.raised(approached(now.collusion, rest.collusion, law.stock_pace), law.rent_pull * rents)
        now.collusion = stocks.cleaned(corrupted, rest.collusion_floor, law.cleaning * clean)
        row[Series.WASTED] += border * now.collusion


# --- 11 drift ------------------------------------------------------------------------------------------------------


@rule
def fade_evidence(evidence: Floats, retention: float) -> None:
    """All evidence one month later."""
    flat = evidence.reshape(-1)
    for pair in range(len(flat)):
        flat[pair] = faded(flat[pair], retention)


@rule
def fade(world: World, state: State) -> None:
    """Evidence fades, scandals fade, rivalry settles."""
    law, sizes = world.law[0], world.sizes[0]
    fade_evidence(state.kept, law.retention)
    fade_evidence(state.broken, law.retention)
    cut = state.gifts.cut
    for donor in range(sizes.donors):
        for government in range(sizes.governments):
            cut[donor, government] = faded(cut[donor, government], law.scandal_retention)
    for pair in range(len(world.rivals)):
        one, two = world.rivals[pair, 0], world.rivals[pair, 1]
        start, usual = world.donors[one].attention * world.donors[two].attention, state.usual_rivalry[one, two]
        resting = resting_rivalry(usual, state.donors[one].attention, state.donors[two].attention, start, law.calm)
        settled = approached(state.rivalry[one, two], resting, law.rivalry_pace)
        state.rivalry[one, two] = settled * state.calm[one, two]
        state.rivalry[two, one] = state.rivalry[one, two]
        state.calm[one, two] = 1.0


# --- 12 human security ---------------------------------------------------------------------------------------------


@rule
def secure(world: World, state: State, moment: int, row: Floats) -> None:
    """How much of the flow is stopped, and whether internal forces harm civilians."""
    law, sizes = world.law[0], world.sizes[0]
    transit = state.attributes[Attribute.TRANSIT]
    instability = state.attributes[Attribute.INSTABILITY]
    cooperate(world, state)
    stopped, flow = 0.0, 0.0
    for number in range(sizes.governments):
        now = state.governments[number]
        honest = security.honest_power(now.collusion, law.wastefulness)
        through = security.interdiction(
            security.missed(law.policing_effect, now.policing, honest),
            security.missed(law.border_effect, now.border_technology, honest),
            security.missed(law.cooperation_effect, now.cooperation, honest),
        )
        stopped += transit[number] * through
        flow += transit[number]
        hazard = security.crisis_hazard(
            law.crisis_base, instability[number], now.coercion, now.policing, law.coercion_unrest, law.policing_calm
        )
        if answer(moment, world.governments[number].crisis) < hazard:
            crisis(world, state, moment, number, row)
    row[Series.INTERDICTED] = ratio(stopped, flow)


@rule
def cooperate(world: World, state: State) -> None:
    """The highest standing against the flow among each government's forums, as a share of the ladder."""
    for number in range(len(state.governments)):
        state.governments[number].cooperation = 0.0
    for domain in range(len(world.domains)):
        if world.domains[domain].against_flow:
            for forum in range(len(world.forums)):
                standing = state.ladders[world.forums[forum].ladder, domain].standing
                if standing > 0 and world.agenda[forum, domain].rate > 0.0:
                    share = standing / world.domains[domain].rungs
                    for seat in range(world.forums[forum].governments):
                        government = state.governments[world.members[forum, seat]]
                        government.cooperation = greater(share, government.cooperation)


@rule
def crisis(world: World, state: State, moment: int, government: int, row: Floats) -> None:
    """Civilians are harmed in proportion to coercion; donors who armed or trained the forces may be embarrassed."""
    law, g, coercion = world.law[0], world.sizes[0].governments, state.governments[government].coercion
    sensitivity = state.attributes[Attribute.SENSITIVITY]
    harm = security.harm(coercion)
    row[Series.CRISES] += 1.0
    row[Series.HARM] += harm
    for donor in range(len(state.donors)):
        passing = state.gifts[donor, government]
        row[Series.WASTED] += passing.gift * state.donors[donor].spent[ARMS] * harm
        chance = security.scandal_chance(passing.contribution, coercion)
        if answer(moment, world.scandal[government, donor]) < chance:
            row[Series.SCANDALS] += 1.0
            passing.cut = security.scandal_cut(passing.cut, sensitivity[g + donor])
            for domain in range(len(world.domains)):
                state.broken[domain, g + donor, government] += law.scandal_evidence
                state.broken[domain, government, g + donor] += law.scandal_evidence
