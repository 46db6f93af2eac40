"""Means and quantiles over runs: bands of every series and of what follows from it, and networks of trust."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.metrics import WEIGHTINGS, weighed_security
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.scenario import Scenario

AVERAGED = ("interdicted",)  # series whose means so far get bands too
SUMMED = ("crises", "harm", "played_off", "succeeded")  # series whose sums so far get bands too
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def bands(scenario: Scenario, months: Floats) -> dict[str, np.ndarray]:
    """Mean and quantiles over runs of every series in every month; long form, series by series.

    Beside the observed series: sums and means so far, the share of futures in which a forum of each club stands on a
    rung or higher, and the human-security index of each calendar year.
    """
    told: dict[str, list[Any]] = {"series": [], "month": [], "mean": [], **{name: [] for name in QUANTILES}}
    for name, values in _banded(scenario, months):
        ordered = np.sort(values, axis=1)
        told["series"].append(np.full(len(ordered), name))
        told["month"].append(np.arange(len(ordered)))
        told["mean"].append(ordered.mean(axis=1))
        for quantile, at in QUANTILES.items():
            told[quantile].append(_quantile(ordered, at))
    return {name: np.concatenate(parts) for name, parts in told.items()}


def _banded(scenario: Scenario, months: Floats) -> Iterator[tuple[str, Floats]]:
    """Every series that gets a band, with its values [month, run]."""
    columns = series_names(Index(scenario).domains)
    for place, name in enumerate(columns):
        values = months[:, :, place].T
        yield name, values
        if name in SUMMED:
            yield f"{name}_so_far", np.cumsum(values, axis=0)
        if name in AVERAGED:
            yield f"{name}_so_far", np.cumsum(values, axis=0) / np.arange(1, len(values) + 1)[:, None]
        field, _, domain = name.partition(".")
        if field.startswith("standing_"):
            for number, rung in enumerate(scenario.domains[domain].rungs):
                yield f"share_{name}.{rung}", (values > number).astype(float)
    yield "human_security", yearly_security(scenario, months)


def yearly_security(scenario: Scenario, months: Floats) -> Floats:
    """Return the human-security index of each month's calendar year [month, run].

    The first and the last year may be parts of years: their harm is scaled up to a decade as well.
    """
    years = np.array([year_of(scenario.first_month + month) for month in range(scenario.months)])
    _, starts, which, counts = np.unique(years, return_index=True, return_inverse=True, return_counts=True)
    lengths = counts[:, None].astype(float)
    columns = series_names(Index(scenario).domains)
    flow, harm, collusion = (
        np.add.reduceat(months[:, :, columns.index(name)].T, starts, axis=0) / lengths
        for name in ("interdicted", "harm", "collusion")
    )
    a_decade = 120.0 * harm / len(scenario.governments)
    return weighed_security(flow, a_decade, collusion, WEIGHTINGS["human_security"])[which]


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
