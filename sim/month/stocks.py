"""Step 5 of a month over the tables of one run: what assistance leaves behind, in eight governments at a time."""

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import WEAPONS, DonorColumn, DyadColumn, Floats, ModelTables, Stock
from trustladder.sim.law import stocks
from trustladder.sim.law.assistance import Purposes
from trustladder.sim.law.attention import approached
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.eights import eights
from trustladder.sim.machine.simd import broadcast, load, store
from trustladder.sim.month.columns import total
from trustladder.sim.month.scratch import Scratch
from trustladder.sim.scenario.effects import Attribute


@rule
def build(tables: ModelTables, state: State, scratch: Scratch) -> None:
    """Update the stocks of every government by the month's gifts."""
    governments, row = tables.sizes[0].governments, scratch.row
    for start in eights(governments):
        given, police, border, clean, coercive = spent_on(tables, state, scratch.given, start)
        store(scratch.sums, start, given)
        settle_stocks(tables, state, start, police, border, clean, coercive)
        store(scratch.pairs, start, border * load(state.governments[Stock.COLLUSION], start))
    row[Series.GIVEN] = total(scratch.sums, governments)
    row[Series.WASTED] = total(scratch.pairs, governments)


@rule
def spent_on(tables: ModelTables, state: State, sums: Floats, start: int) -> tuple[float, float, float, float, float]:
    """Return the month's gifts to eight governments, and what they pay for.

    Every donor's part in coercion is noted, and its gifts are added to `sums`.
    """
    law, donors = tables.law[0], state.donors
    gifts, contributions = state.gifts[DyadColumn.GIFT], state.gifts[DyadColumn.CONTRIBUTION]
    coercion = load(state.governments[Stock.COERCION], start)
    given, police, border, clean, coercive = (
        broadcast(0.0),
        broadcast(0.0),
        broadcast(0.0),
        broadcast(0.0),
        broadcast(0.0),
    )
    for donor in range(tables.sizes[0].donors):
        gift, spent = load(gifts[donor], start), spending(donors, donor)
        effect = law.coercion_gain * stocks.coercive(gift, spent, law.misuse, law.special_weight, law.arms_weight)
        given += gift
        store(sums[donor], start, load(sums[donor], start) + gift)
        police += gift * spent.police
        border += gift * spent.border
        clean += gift * spent.clean
        coercive += effect
        left = approached(load(contributions[donor], start), 0.0, law.stock_pace)
        store(contributions[donor], start, left + effect * (1.0 - coercion))
    return given, police, border, clean, coercive


@rule
def spending(donors: Floats, donor: int) -> Purposes:
    """How one unit of a donor's bilateral money is spent this month."""
    return Purposes(
        donors[DonorColumn.SPENT, donor],
        donors[DonorColumn.SPENT + 1, donor],
        donors[DonorColumn.SPENT + 2, donor],
        donors[DonorColumn.SPENT + WEAPONS, donor],
        donors[DonorColumn.SPENT + 4, donor],
    )


@rule
def settle_stocks(
    tables: ModelTables, state: State, start: int, police: float, border: float, clean: float, coercive: float
) -> None:
    """Relax the stocks of eight governments, and raise or clean them by what was spent."""
    law, now, rest = tables.law[0], state.governments, tables.governments
    pace, transit = law.stock_pace, load(state.attributes[Attribute.TRANSIT], start)
    policing = approached(load(now[Stock.POLICING], start), load(rest[Stock.POLICING], start), pace)
    coercion = approached(load(now[Stock.COERCION], start), load(rest[Stock.COERCION], start), pace)
    equipped = approached(load(now[Stock.BORDER_TECHNOLOGY], start), load(rest[Stock.BORDER_TECHNOLOGY], start), pace)
    collusion = approached(load(now[Stock.COLLUSION], start), load(rest[Stock.COLLUSION], start), pace)
    corrupted = stocks.raised(collusion, law.rent_pull * stocks.rents(transit, state.supply[0]))
    store(now[Stock.POLICING], start, stocks.raised(policing, law.policing_gain * police))
    store(now[Stock.COERCION], start, stocks.raised(coercion, coercive))
    store(now[Stock.BORDER_TECHNOLOGY], start, stocks.raised(equipped, law.border_gain * border))
    cleaned = stocks.cleaned(corrupted, load(rest[Stock.FLOOR], start), law.cleaning * clean)
    store(now[Stock.COLLUSION], start, cleaned)
