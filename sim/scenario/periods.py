"""Periods: stretches of months in which every forum keeps its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustladder.sim.scenario.dates import month_number

if TYPE_CHECKING:
    from trustladder.sim.scenario.scenario import Scenario

MOST_PERIODS = 120  # for each of them there are tables of who sits where


def periods_of(scenario: Scenario) -> list[int]:
    """Return the first month of every period, in order: the start, and each month in which somebody joins or has left.

    Months count from year 0.
    """
    first = scenario.first_month
    turns = {first}
    for forum in scenario.forums.values():
        for member in forum.members:
            if member.joined is not None:
                turns.add(month_number(member.joined))
            if member.until is not None:
                turns.add(month_number(member.until) + 1)
    return sorted(turn for turn in turns if first <= turn < first + scenario.months)
