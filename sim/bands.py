"""Means and quantiles over runs: bands of every series and of what follows from it, and networks of trust."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import in_parallel
from trustladder.sim.metrics import WEIGHTINGS, weighed_security
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.scenario import Scenario

SUMMED = ("played_off",)  # series whose sums so far get bands too
SPANNED = ("interdicted", "harm")  # series whose means over spans get bands too
SPAN = 60  # months of a span
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def bands(scenario: Scenario, months: Floats, family: str = "") -> dict[str, np.ndarray]:
    """Mean and quantiles over runs of every series in every month; long form, series by series.

    Of a `family`, such as "trust_region.", those that observed series of that beginning give.
    Beside the observed series: sums so far, the share of futures in which a forum of each club stands on a
    rung or higher, means over spans of five years, and the human-security index of calendar years and of such spans.
    """
    columns = enumerate(series_names(Index(scenario).domains))
    asked = [(place, name) for place, name in columns if name.startswith(family)]
    banded = [partial(_of_column, scenario, months[:, :, place].T, name) for place, name in asked]
    banded += [] if family else [partial(_of_security, scenario, months)]
    told = in_parallel([partial(_told, one) for one in banded], os.cpu_count() or 1)
    return {name: np.concatenate([one[name] for several in told for one in several]) for name in told[0][0]}


def _told(banded: Callable[[], Iterable[tuple[str, Floats]]]) -> list[dict[str, np.ndarray]]:
    """Return the columns of some series, from their values in order [month, run]."""
    return [_summary(name, ordered) for name, ordered in banded()]


def _summary(name: str, ordered: Floats) -> dict[str, np.ndarray]:
    """Return the columns of a series from its values in order [month, run]."""
    length = len(ordered)
    known = {"series": np.full(length, name), "month": np.arange(length), "mean": ordered.mean(axis=1)}
    return {**known, **{quantile: _quantile(ordered, at) for quantile, at in QUANTILES.items()}}


def _of_column(scenario: Scenario, values: Floats, name: str) -> Iterator[tuple[str, Floats]]:
    """Yield the bands of an observed series and of what follows from it alone, with their values in order."""
    ordered = np.sort(values, axis=1)
    yield name, ordered
    if name in SUMMED:
        yield f"{name}_so_far", np.sort(np.cumsum(values, axis=0), axis=1)
    field, _, domain = name.partition(".")
    if field.startswith("standing_"):
        for number, rung in enumerate(scenario.domains[domain].rungs):
            yield f"share_{name}.{rung}", (ordered > number).astype(float)  # in the order of what it is counted from
    if name in SPANNED:
        yield f"{name}_span", np.sort(means_over(values, range(0, scenario.months, SPAN)), axis=1)


def _of_security(scenario: Scenario, months: Floats) -> Iterator[tuple[str, Floats]]:
    """Yield the bands of human security, with its values in order [month, run]."""
    for name, starts in (
        ("human_security", calendar_years(scenario)),
        ("human_security_span", range(0, scenario.months, SPAN)),
    ):
        yield name, np.sort(security_over(scenario, months, starts), axis=1)


def calendar_years(scenario: Scenario) -> list[int]:
    """Return the months with which calendar years begin; the first and the last may be parts of years."""
    years = [year_of(scenario.first_month + month) for month in range(scenario.months)]
    return [month for month, year in enumerate(years) if month == 0 or year != years[month - 1]]


def means_over(values: Floats, starts: Sequence[int]) -> Floats:
    """Return for each month the mean over its period, of periods that begin with the months `starts` [month, run]."""
    lengths = np.diff([*starts, len(values)])
    return np.repeat(np.add.reduceat(values, starts, axis=0) / lengths[:, None].astype(float), lengths, axis=0)


def security_over(scenario: Scenario, months: Floats, starts: Sequence[int]) -> Floats:
    """Return for each month the human-security index of its period; harm is scaled to a decade [month, run]."""
    columns = series_names(Index(scenario).domains)
    flow, harm, collusion = (
        means_over(months[:, :, columns.index(name)].T, starts) for name in ("interdicted", "harm", "collusion")
    )
    a_decade = 120.0 * harm / len(scenario.governments)
    return weighed_security(flow, a_decade, collusion, WEIGHTINGS["human_security"])


def _quantile(ordered: Floats, at: float) -> Floats:
    """Return a quantile of values sorted along the last axis, by linear interpolation."""
    place = at * (ordered.shape[1] - 1)
    low = int(place)
    high = min(low + 1, ordered.shape[1] - 1)
    return ordered[:, low] + (place - low) * (ordered[:, high] - ordered[:, low])


def network(scenario: Scenario, start: Floats, end: Floats) -> dict[str, np.ndarray]:
    """Mean trust between every two actors at the start and at the end, from that of runs; long form."""
    names = Index(scenario)
    rows: dict[str, list[Any]] = {"moment": [], "domain": [], "observer": [], "observed": [], "trust": []}
    for moment, trust in (("start", start), ("end", end)):
        mean = (
            trust.mean(axis=0)
            if len(trust)
            else np.full((len(names.domains), len(names.actors), len(names.actors)), np.nan)
        )
        for domain, field in enumerate(names.domains):
            for observed, subject in enumerate(names.actors):
                for observer, who in enumerate(names.actors):
                    if observed != observer:
                        values = (moment, field, who, subject, float(mean[domain, observed, observer]))
                        for column, value in zip(rows, values, strict=True):
                            rows[column].append(value)
    return {column: np.array(values) for column, values in rows.items()}
