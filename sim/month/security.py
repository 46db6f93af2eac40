"""Step 12 of a month over the tables of one run: the flow, and crises, in eight countries at a time."""

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import WEAPONS, DonorColumn, DyadColumn, Floats, ModelTables, Stock
from trustladder.sim.law import security
from trustladder.sim.law.arithmetic import safe_divide
from trustladder.sim.law.drift import at_start, faded
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.draws import uniform
from trustladder.sim.machine.eights import eights
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import load, movemask, store
from trustladder.sim.month.columns import total
from trustladder.sim.month.log import CRISIS, SCANDAL, Log, note
from trustladder.sim.month.scratch import Scratch
from trustladder.sim.scenario.effects import Attribute


@cached
def secure(tables: ModelTables, state: State, scratch: Scratch, log: Log, month_key: int, month: int) -> None:
    """How much of the flow is stopped, whether internal forces harm civilians, and what either leaves behind."""
    governments, transit = tables.sizes[0].governments, state.attributes[Attribute.TRANSIT]
    unrest = state.governments[Stock.UNREST]
    for start in eights(governments):
        store(scratch.sums, start, load(transit, start) * interdiction(tables, state, start))
        struck = movemask(uniform(month_key, load(tables.crisis, start)) < hazard(tables, state, start))
        store(unrest, start, faded(load(unrest, start), tables.law[0].unrest_retention))
        for government in range(start, min(start + WIDTH, governments) if struck else start):
            if struck >> (government - start) & 1:
                crisis(tables, state, log, month_key, month, government, scratch.row)
    stopped = safe_divide(total(scratch.sums, governments), total(transit, governments))
    scratch.row[Series.INTERDICTED] = stopped
    notice_damage(tables, state, stopped)


@rule
def notice_damage(tables: ModelTables, state: State, stopped: float) -> None:
    """Update the damage that the flow does, relative to a flow of which as much is stopped as in the first month."""
    if state.let_through[0] <= 0.0:
        state.let_through[0] = 1.0 - stopped
    state.damage[0] = security.damage(
        state.damage[0], state.supply[0], stopped, state.let_through[0], tables.law[0].concern_pace
    )


@rule
def interdiction(tables: ModelTables, state: State, start: int) -> float:
    """Return the share of the flow through each of eight countries that is stopped."""
    law, now = tables.law[0], state.governments
    honest = security.honest_power(load(now[Stock.COLLUSION], start), law.wastefulness)
    return security.interdiction(
        security.missed(law.policing_effect, load(now[Stock.POLICING], start), honest),
        security.missed(law.border_effect, load(now[Stock.BORDER_TECHNOLOGY], start), honest),
        security.missed(law.cooperation_effect, load(now[Stock.COOPERATION], start), honest),
    )


@rule
def hazard(tables: ModelTables, state: State, start: int) -> float:
    """Return the chance of a crisis in each of eight countries."""
    law, coercion = tables.law[0], load(state.governments[Stock.COERCION], start)
    policing = load(state.governments[Stock.POLICING], start)
    own, unrest = load(state.attributes[Attribute.INSTABILITY], start), load(state.governments[Stock.UNREST], start)
    return security.crisis_hazard(
        law.crisis_base,
        security.instability(own, unrest),
        coercion,
        policing,
        law.coercion_unrest,
        law.policing_calm,
    )


@rule
def crisis(
    tables: ModelTables, state: State, log: Log, month_key: int, month: int, government: int, row: Floats
) -> None:
    """Civilians are harmed by coercive forces; donors who armed or trained them may be embarrassed."""
    law, g, coercion = tables.law[0], tables.sizes[0].governments, state.governments[Stock.COERCION, government]
    sensitivity, cuts = state.attributes[Attribute.SENSITIVITY], state.gifts[DyadColumn.CUT]
    harm = security.harm(coercion, state.governments[Stock.POLICING, government], law.restraint)
    row[Series.CRISES] += 1.0
    row[Series.HARM] += harm
    note(log, month, CRISIS, government, -1, 0, 0, harm)
    state.governments[Stock.UNREST, government] += law.unrest_gain * harm
    for donor in range(tables.sizes[0].donors):
        row[Series.WASTED] += (
            state.gifts[DyadColumn.GIFT, donor, government] * state.donors[DonorColumn.SPENT + WEAPONS, donor] * harm
        )
        chance = security.scandal_chance(state.gifts[DyadColumn.CONTRIBUTION, donor, government], coercion)
        if uniform(month_key, tables.scandal[government, donor]) < chance:
            row[Series.SCANDALS] += 1.0
            note(log, month, SCANDAL, donor, government, 0, 0, 0.0)
            cuts[donor, government] = security.scandal_cut(cuts[donor, government], sensitivity[g + donor])
            evidence = at_start(law.scandal_evidence, state.memory[0])
            for domain in range(len(tables.domains)):
                state.broken[domain, g + donor, government] += evidence
                state.broken[domain, government, g + donor] += evidence
