"""Step 5 of a month over the tables of one run: what assistance leaves behind, in eight governments at a time."""

from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import ARMS, Floats, Giving, ModelTables, Passing, Stock
from trustladder.sim.law import stocks
from trustladder.sim.law.assistance import Purposes
from trustladder.sim.law.attention import approached
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import eight, eight_of, put
from trustladder.sim.month.columns import total
from trustladder.sim.month.scratch import Slate
from trustladder.sim.scenario.effects import Attribute


@rule
def build(tables: ModelTables, state: State, slate: Slate) -> None:
    """What a government's forces and offices become through the month's gifts."""
    governments, row = tables.sizes[0].governments, slate.row
    for start in range(0, governments, WIDTH):
        given, police, border, clean, coercive = spent_on(tables, state, start)
        put(slate.sums, start, given)
        settle_stocks(tables, state, start, police, border, clean, coercive)
        put(slate.pairs, start, border * eight(state.governments[Stock.COLLUSION], start))
    row[Series.GIVEN] = total(slate.sums, governments)
    row[Series.WASTED] = total(slate.pairs, governments)


@rule
def spent_on(tables: ModelTables, state: State, start: int) -> tuple[float, float, float, float, float]:
    """The month's gifts to eight governments, and what they pay for; every donor's part in coercion is noted."""
    law, donors = tables.law[0], state.donors
    gifts, contributions = state.gifts[Passing.GIFT], state.gifts[Passing.CONTRIBUTION]
    coercion = eight(state.governments[Stock.COERCION], start)
    given, police, border, clean, coercive = eight_of(0.0), eight_of(0.0), eight_of(0.0), eight_of(0.0), eight_of(0.0)
    for donor in range(tables.sizes[0].donors):
        gift, spent = eight(gifts[donor], start), spending(donors, donor)
        effect = law.coercion_gain * stocks.coercive(gift, spent, law.misuse)
        given += gift
        police += gift * spent.police
        border += gift * spent.border
        clean += gift * spent.clean
        coercive += effect
        left = approached(eight(contributions[donor], start), 0.0, law.stock_pace)
        put(contributions[donor], start, left + effect * (1.0 - coercion))
    return given, police, border, clean, coercive


@rule
def spending(donors: Floats, donor: int) -> Purposes:
    """How one unit of a donor's bilateral money is spent this month."""
    return Purposes(
        donors[Giving.SPENT, donor],
        donors[Giving.SPENT + 1, donor],
        donors[Giving.SPENT + 2, donor],
        donors[Giving.SPENT + ARMS, donor],
        donors[Giving.SPENT + 4, donor],
    )


@rule
def settle_stocks(
    tables: ModelTables, state: State, start: int, police: float, border: float, clean: float, coercive: float
) -> None:
    """The stocks of eight governments relax, and are raised or cleaned by what was spent."""
    law, now, rest = tables.law[0], state.governments, tables.governments
    pace, transit = law.stock_pace, eight(state.attributes[Attribute.TRANSIT], start)
    policing = approached(eight(now[Stock.POLICING], start), eight(rest[Stock.POLICING], start), pace)
    coercion = approached(eight(now[Stock.COERCION], start), eight(rest[Stock.COERCION], start), pace)
    equipped = approached(eight(now[Stock.BORDER_TECHNOLOGY], start), eight(rest[Stock.BORDER_TECHNOLOGY], start), pace)
    collusion = approached(eight(now[Stock.COLLUSION], start), eight(rest[Stock.COLLUSION], start), pace)
    corrupted = stocks.raised(collusion, law.rent_pull * stocks.rents(transit, state.supply[0]))
    put(now[Stock.POLICING], start, stocks.raised(policing, law.policing_gain * police))
    put(now[Stock.COERCION], start, stocks.raised(coercion, coercive))
    put(now[Stock.BORDER_TECHNOLOGY], start, stocks.raised(equipped, law.border_gain * border))
    cleaned = stocks.cleaned(corrupted, eight(rest[Stock.FLOOR], start), law.cleaning * clean)
    put(now[Stock.COLLUSION], start, cleaned)
