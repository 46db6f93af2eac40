"""Months as numbers, and back."""

from datetime import date

import pytest

from trustladder.sim.scenario.dates import date_of, month_name, month_number, year_of


@pytest.mark.parametrize(
    "day", [date(2014, 1, 1), date(1999, 12, 31), date(2000, 2, 29), date(1, 1, 1), date(9999, 12, 1)]
)
def test_a_months_first_day_is_in_it_and_its_year_is_that_day_s(day):
    first = date_of(month_number(day))
    assert first == day.replace(day=1)
    assert year_of(month_number(day)) == day.year
    assert month_number(first) == month_number(day)


def test_december_is_the_last_month_of_its_year():
    assert month_name(month_number(date(2014, 12, 31))) == "2014-12"
    assert month_name(month_number(date(2014, 12, 31)) + 1) == "2015-01"


def test_a_horizon_may_end_after_the_last_date_there_is():
    assert month_name(12 * 10_000) == "10000-01"
