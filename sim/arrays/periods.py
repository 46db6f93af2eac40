"""Take the tables of one period: a stretch of months in which every forum keeps its members."""

from trustladder.sim.arrays.tables import Integers, ModelTables
from trustladder.sim.law.rule import rule


@rule
def period_of(periods: Integers, month: int) -> int:
    """Return the period that a month lies in: the last that has begun."""
    last = 0
    for period in range(len(periods)):
        if periods[period] <= month:
            last = period
    return last


@rule
def end_of(periods: Integers, period: int, end: int) -> int:
    """Return the month after the last of a period in a run that is over before the month `end`."""
    return min(periods[period + 1], end) if period + 1 < len(periods) else end


@rule
def in_period(tables: ModelTables, period: int) -> ModelTables:
    """Return the tables as they are in one period, as views."""
    return ModelTables(
        tables.first_month,
        tables.months,
        tables.periods,
        tables.sizes,
        tables.law,
        tables.attributes,
        tables.usual_rivalry,
        tables.rivals_of,
        tables.stated_rivals,
        tables.rivals,
        tables.dependence,
        tables.prior,
        tables.prior_odds,
        tables.priority,
        tables.governments,
        tables.play_off,
        tables.crisis,
        tables.donors,
        tables.forums[period],
        tables.agenda,
        tables.agenda_items,
        tables.rates,
        tables.convene,
        tables.members[period],
        tables.seated[period],
        tables.needed,
        tables.assets[period],
        tables.seats[period],
        tables.attend,
        tables.keep,
        tables.find,
        tables.covers[period],
        tables.domains,
        tables.rungs,
        tables.transfer,
        tables.events,
        tables.effects,
        tables.shocks,
        tables.scandal,
    )
