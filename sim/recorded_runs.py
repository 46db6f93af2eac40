"""Recorded runs: what metrics are computed from, all runs of a record at once, asked by the names of series."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.scenario import Scenario


class Runs:
    """The record of some runs of a scenario, asked by name."""

    def __init__(self, scenario: Scenario, record: Record) -> None:
        self.scenario, self.record, self.names = scenario, record, Index(scenario)
        self.months = scenario.months
        self.years = scenario.months / 12.0
        self._column = {name: place for place, name in enumerate(series_names(self.names.domains))}

    def total(self, series: str) -> Floats:
        """Return a series summed over all months."""
        return self.record.total[:, self._column[series]]

    def mean(self, series: str) -> Floats:
        """Return a series' mean over all months."""
        return self.total(series) / self.months

    def final(self, series: str) -> Floats:
        """Return a series in the last month."""
        return self.record.final[:, self._column[series]]

    def change(self, series: str) -> Floats:
        """Return a series in the last month, less the first."""
        return self.final(series) - self.record.start[:, self._column[series]]

    def first(self, series: str) -> Floats:
        """Return the first month in which a series is above 0, counted from 0; NaN for never."""
        return censored(self.record.first[:, self._column[series]])

    def reached_month(self, rung: int) -> Floats:
        """Return the first month in which a rung of the aim, or one above, was held region-wide; NaN for never."""
        return censored(self.record.first_reached[:, rung])

    def reached(self, rung: int) -> Floats:
        """Return 1 where a rung of the aim, or one above, was ever held region-wide."""
        return (self.record.first_reached[:, rung] >= 0).astype(float)

    def at_end(self, rung: int) -> Floats:
        """Return 1 where a rung of the aim, or one above, is held region-wide in the last month."""
        return (self.final("region_standing") > rung).astype(float)

    def first_meeting(self, domain: str, rung: int | None, membership: int) -> Floats:
        """Return the first month in which a club's forum met on a rung (any rung where None); NaN for never."""
        found = self.record.first_met[:, self.names.domains.index(domain), membership]
        wanted = found if rung is None else found[:, rung : rung + 1]
        earliest = np.where(wanted < 0, self.months, wanted).min(axis=1, initial=self.months)
        return censored(np.where(earliest == self.months, -1, earliest))

    def share_standing(self, domain: str, rung: int, membership: int) -> Floats:
        """Return the share of months in which some forum of a club stands on a rung or higher."""
        months = self.record.months_on[:, self.names.domains.index(domain), membership, rung + 1 :]
        return months.sum(axis=1) / self.months


def censored(months: Integers) -> Floats:
    """Months, with NaN for never."""
    return np.where(months < 0, np.nan, months.astype(float))


def share(part: Floats, whole: Floats) -> Floats:
    """Return a part of a whole, 0 where there is no whole."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)


class Metric(NamedTuple):
    """A metric: its name, unit, meaning in one line, and function."""

    name: str
    unit: str
    meaning: str
    compute: Callable[[Runs], Floats]
