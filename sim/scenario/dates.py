"""Months as numbers, counted from January of year 0: the clock of both lanes; and back to dates and years."""

from datetime import date


def month_number(day: date) -> int:
    """Return the month of a day, counted from January of year 0."""
    return day.year * 12 + day.month - 1


def date_of(month: int) -> date:
    """Return the first day of a month. Raises ValueError after year 9999, where there are no dates."""
    return date(year_of(month), month % 12 + 1, 1)


def year_of(month: int) -> int:
    """Return the calendar year of a month."""
    return month // 12


def month_name(month: int) -> str:
    """Return a month as year and month: 2014-01."""
    return f"{year_of(month)}-{month % 12 + 1:02d}"
