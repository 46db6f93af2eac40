"""Step 12 of a month over the tables of one run: the flow, and crises, in eight countries at a time."""

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import ARMS, Floats, Giving, ModelTables, Passing, Stock
from trustladder.sim.law import security
from trustladder.sim.law.arithmetic import ratio
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import answer
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import bits, eight, put
from trustladder.sim.month.columns import total
from trustladder.sim.month.scratch import Slate
from trustladder.sim.scenario.effects import Attribute


@rule
def secure(tables: ModelTables, state: State, slate: Slate, moment: int) -> None:
    """How much of the flow is stopped, and whether internal forces harm civilians."""
    governments, transit = tables.sizes[0].governments, state.attributes[Attribute.TRANSIT]
    for start in range(0, governments, WIDTH):
        put(slate.sums, start, eight(transit, start) * interdiction(tables, state, start))
        struck = bits(answer(moment, eight(tables.crisis, start)) < hazard(tables, state, start))
        for government in range(start, min(start + WIDTH, governments) if struck else start):
            if struck >> (government - start) & 1:
                crisis(tables, state, moment, government, slate.row)
    slate.row[Series.INTERDICTED] = ratio(total(slate.sums, governments), total(transit, governments))


@rule
def interdiction(tables: ModelTables, state: State, start: int) -> float:
    """The share of the flow through each of eight countries that is stopped."""
    law, now = tables.law[0], state.governments
    honest = security.honest_power(eight(now[Stock.COLLUSION], start), law.wastefulness)
    return security.interdiction(
        security.missed(law.policing_effect, eight(now[Stock.POLICING], start), honest),
        security.missed(law.border_effect, eight(now[Stock.BORDER_TECHNOLOGY], start), honest),
        security.missed(law.cooperation_effect, eight(now[Stock.COOPERATION], start), honest),
    )


@rule
def hazard(tables: ModelTables, state: State, start: int) -> float:
    """The chance of a crisis in each of eight countries."""
    law, coercion = tables.law[0], eight(state.governments[Stock.COERCION], start)
    policing = eight(state.governments[Stock.POLICING], start)
    instability = eight(state.attributes[Attribute.INSTABILITY], start)
    return security.crisis_hazard(
        law.crisis_base, instability, coercion, policing, law.coercion_unrest, law.policing_calm
    )


@rule
def crisis(tables: ModelTables, state: State, moment: int, government: int, row: Floats) -> None:
    """Civilians are harmed in proportion to coercion; donors who armed or trained the forces may be embarrassed."""
    law, g, coercion = tables.law[0], tables.sizes[0].governments, state.governments[Stock.COERCION, government]
    sensitivity, cuts = state.attributes[Attribute.SENSITIVITY], state.gifts[Passing.CUT]
    harm = security.harm(coercion)
    row[Series.CRISES] += 1.0
    row[Series.HARM] += harm
    for donor in range(tables.sizes[0].donors):
        row[Series.WASTED] += (
            state.gifts[Passing.GIFT, donor, government] * state.donors[Giving.SPENT + ARMS, donor] * harm
        )
        chance = security.scandal_chance(state.gifts[Passing.CONTRIBUTION, donor, government], coercion)
        if answer(moment, tables.scandal[government, donor]) < chance:
            row[Series.SCANDALS] += 1.0
            cuts[donor, government] = security.scandal_cut(cuts[donor, government], sensitivity[g + donor])
            for domain in range(len(tables.domains)):
                state.broken[domain, g + donor, government] += law.scandal_evidence
                state.broken[domain, government, g + donor] += law.scandal_evidence
