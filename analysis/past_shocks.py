"""Which dated shocks of a past are named on a picture of trust: those that moved its mean most, if by enough to see."""

from datetime import date
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.entities import Event
from trustladder.sim.scenario.scenario import Scenario

MOVED = 0.01  # of trust: what moves the mean by less is not named
NAMED = 3  # shocks on one picture


class Shock(NamedTuple):
    """A dated event from outside, with its key in the scenario."""

    key: str
    event: Event
    day: date
    month: int  # since the start of the past

    @property
    def year(self) -> float:
        """Return the day as a year."""
        return self.day.year + (self.day.timetuple().tm_yday - 1) / 365.25


def dated_shocks(past: Scenario) -> list[Shock]:
    """Return the dated events of a past after its first month, in the order of their days."""
    dated = [(event.date, key, event) for key, event in past.events.items() if event.date is not None]
    found = [Shock(key, event, day, month_number(day) - past.first_month) for day, key, event in dated]
    return sorted((one for one in found if 0 < one.month < past.months), key=lambda one: (one.day, one.key))


def moved_by(mean: Floats, month: int) -> float:
    """Return by how much a mean [month] moves in a month or in the next, whichever is more."""
    near = np.diff(mean, prepend=mean[:1])[month : month + 2]
    return float(near[np.abs(near).argmax()])


def named_shocks(past: Scenario, mean: Floats) -> list[tuple[Shock, float]]:
    """Return the shocks that moved mean trust [month] by `MOVED` or more, at most `NAMED`, the largest first."""
    moves = ((one, moved_by(mean, one.month)) for one in dated_shocks(past))
    return sorted((one for one in moves if abs(one[1]) >= MOVED), key=lambda one: -abs(one[1]))[:NAMED]
