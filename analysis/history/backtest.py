"""Score forecasts of standing, made from the record up to origins in 2004 to 2012, on the years after each of them.

The model is run over its prior once, to the end of the record and given only dated shocks from outside; at every origin
its parameter sets and histories are weighted by the record up to that year alone (`conditioning`). Beside it stand
forecasts without a model (`simple_forecasts`), and pools of persistence with the model and with each of these, whose
weights are learnt at earlier origins from what was known at the origin. A fit to the record to 2012 knows more than was
known at the earlier origins: its scores stand apart, as hindsight.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.history.conditioning import Standings, conditioned
from trustladder.analysis.history.evidence import at_least, events, later_events
from trustladder.analysis.history.facts import Reporting, Targets
from trustladder.analysis.history.likelihood import observable_cells
from trustladder.analysis.history.observed_standing import ladders, observed_standing
from trustladder.analysis.history.pool import weight
from trustladder.analysis.history.prior import of_parameters
from trustladder.analysis.history.scores import Difference, ahead, brier_scores, chances_of, log_scores
from trustladder.analysis.history.simple_forecasts import Known, climatology, constant_hazard, persistence, uniform
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Flags, Floats, Integers
from trustladder.sim.engine import Execution
from trustladder.sim.ensemble import ensemble
from trustladder.sim.fits import Fit, Settings
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.scenario import Scenario

SCENARIO = "later"
ORIGINS = range(2004, 2013)
SETS, RUNS_A_SET = 1024, 32  # parameter sets of the prior, and histories of each
SIMPLE = {"persistence": persistence, "hazard": constant_hazard, "climatology": climatology, "uniform": uniform}
PARTNERS = ("model", "hazard", "climatology", "uniform")  # of persistence, each in a pool of its own
HINDSIGHT = ("hindsight_free", "hindsight")  # from the fit to the record to 2012
POOL, WITHOUT = "pool_model", tuple(f"pool_{partner}" for partner in PARTNERS[1:])
NAMES = ("free", "model", *SIMPLE, POOL, *WITHOUT)  # of all forecasts but hindsight


class Past(NamedTuple):
    """The whole record by years, and how it errs."""

    recorded: Integers  # [forum, domain, year] standing
    looked: Flags  # [forum, domain, year] whether there was a forum to look at
    first_year: int
    levels: int
    reporting: Reporting

    def until(self, year: int) -> Known:
        """Return what was recorded to the end of a year."""
        length = year - self.first_year + 1
        return Known(self.recorded[..., :length], self.looked[..., :length], self.levels)


class Cells(NamedTuple):
    """What is scored: a row for each origin, forum, domain and later year of forums that were there at the origin."""

    origin: Integers
    forum: Integers
    domain: Integers
    year: Integers
    recorded: Integers


class Origin(NamedTuple):
    """What the forecasts from one origin rest on."""

    year: int
    sets: float  # effective number of parameter sets
    histories: dict[str, float]  # effective number of histories, by forum
    weights: dict[str, float]  # of each partner in its pool with persistence


class Backtest(NamedTuple):
    """The chances that every forecast gave, what was recorded, and what the forecasts rest on."""

    scenario: Scenario
    cells: Cells
    chances: dict[str, Floats]  # [cell, standing] by the name of the forecast
    origins: list[Origin]
    last_year: int

    def ahead(self, one: str, other: str, brier: bool = False) -> Difference:
        """Return by how much one forecast scores better than another, a cell."""
        recorded, forums = self.cells.recorded, self.cells.forum
        if brier:
            differences = brier_scores(self.chances[other], recorded) - brier_scores(self.chances[one], recorded)
        else:
            differences = log_scores(self.chances[one], recorded) - log_scores(self.chances[other], recorded)
        return ahead(differences, forums)

    def score(self, name: str, chosen: Flags | None = None) -> tuple[float, float]:
        """Return the mean log and Brier score of a forecast, over all cells or some."""
        here = np.ones(len(self.cells.year), dtype=bool) if chosen is None else chosen
        chances, recorded = self.chances[name][here], self.cells.recorded[here]
        return float(log_scores(chances, recorded).mean()), float(brier_scores(chances, recorded).mean())

    @property
    def partner(self) -> str:
        """Return the best pool without a model, by its log score over all origins."""
        return max(WITHOUT, key=lambda name: self.score(name)[0])


def backtest(
    known: Targets,
    fit: Fit,
    *,
    seed: int = 1,
    sets: int = SETS,
    runs: int = RUNS_A_SET,
    progress: Callable[[int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Backtest:
    """Run prior and posterior to the end of the later record, and score their forecasts and those without a model."""
    scenario = Scenario.load(SCENARIO)
    prior = of_parameters(list(fit.sets[0]), scenario, "posterior")
    drawn = [prior.settings(point) for point in prior.points(sets, seed)]
    execution = Execution(None, progress, cancel)
    shown = histories(scenario, drawn, runs, seed, execution)
    fitted = histories(scenario, fit.sets, runs, seed + 1, execution)
    return scored(scenario, whole_record(known, scenario), shown, fitted)


def work(fit: Fit, sets: int = SETS, runs: int = RUNS_A_SET) -> int:
    """Return the number of histories that a back-test runs."""
    return (sets + len(fit.sets)) * runs


def histories(scenario: Scenario, sets: list[Settings], runs: int, seed: int, execution: Execution) -> Standings:
    """Return the standing that activities show at the ends of years [set, run, forum, domain, year]."""
    shown = ensemble(scenario, runs * len(sets), seed=seed, parameter_sets=sets, execution=execution).record.shown
    return shown.astype(np.int8).reshape(runs, len(sets), *shown.shape[1:]).swapaxes(0, 1)


def whole_record(known: Targets, scenario: Scenario) -> Past:
    """Return standing in the record to 2012 and after it."""
    first, last = (year_of(scenario.first_month + months) for months in (0, scenario.months - 1))
    record = at_least([*events(known.until), *later_events(date(last, 12, 31))], known.reporting.confidence)
    standing = observed_standing(record, ladders(scenario), Index(scenario).forums, range(first, last + 1))
    levels = max(len(domain.rungs) for domain in scenario.domains.values()) + 1
    return Past(standing, observable_cells(scenario), first, levels, known.reporting)


class _Made(NamedTuple):
    """The forecasts from one origin, but for pools."""

    cells: Cells
    chances: dict[str, Floats]
    sets: float
    histories: dict[str, float]


def scored(scenario: Scenario, past: Past, shown: Standings, fitted: Standings) -> Backtest:
    """Return the back-test of histories over the prior, and of histories of a fit, against a record."""
    made = [_from_origin(Index(scenario).forums, past, shown, fitted, year) for year in ORIGINS]
    cells = Cells(*(np.concatenate(columns) for columns in zip(*(one.cells for one in made), strict=True)))
    chances = {name: np.concatenate([one.chances[name] for one in made]) for name in made[0].chances}
    weights = [_pool(past, cells, chances, year) for year in ORIGINS]
    origins = [
        Origin(year, one.sets, one.histories, mine) for year, one, mine in zip(ORIGINS, made, weights, strict=True)
    ]
    return Backtest(scenario, cells, chances, origins, past.first_year + past.looked.shape[-1] - 1)


def _from_origin(forums: list[str], past: Past, shown: Standings, fitted: Standings, year: int) -> _Made:
    known = past.until(year)
    length = known.looked.shape[-1]
    ahead = past.looked.shape[-1] - length
    told, after = (
        conditioned(some, known, past.reporting, learn=learn) for some, learn in ((shown, True), (fitted, False))
    )
    forecasts = {"free": told.free, "model": told.told, HINDSIGHT[0]: after.free, HINDSIGHT[1]: after.told}
    forecasts |= {name: forecast(known, ahead) for name, forecast in SIMPLE.items()}
    there = np.repeat(known.looked[:, :, -1:], ahead, axis=-1)
    where = np.nonzero(there)
    forum, domain, later = where
    recorded = past.recorded[:, :, length:][where]
    cells = Cells(np.full(len(forum), year), forum, domain, year + 1 + later, recorded)
    seen = np.unique(forum).tolist()
    enough = {forums[number]: float(told.histories[number]) for number in seen}
    return _Made(cells, {name: values[where] for name, values in forecasts.items()}, told.sets, enough)


def _pool(past: Past, cells: Cells, chances: dict[str, Floats], year: int) -> dict[str, float]:
    """Add the pools from an origin to the chances, with weights from earlier origins' cells up to it; return these."""
    earlier, mine = (cells.origin < year) & (cells.year <= year), cells.origin == year
    base, recorded, found = chances["persistence"], cells.recorded[earlier], {}
    for partner in PARTNERS:
        theirs = chances[partner]
        given = [chances_of(one[earlier], recorded) for one in (theirs, base)]
        found[partner] = share = weight(given[0], given[1], past.reporting.years_apart)
        pooled = chances.setdefault(f"pool_{partner}", np.zeros_like(base))
        pooled[mine] = share * theirs[mine] + (1.0 - share) * base[mine]
    return found


def by_origin(found: Backtest) -> Iterator[dict[str, Any]]:
    """Yield the scores of every forecast from every origin, as rows of a table."""
    for origin in ORIGINS:
        for row in _rows(found, found.cells.origin == origin):
            yield {"origin": origin, **row, "hindsight": row["forecast"] in HINDSIGHT and origin < ORIGINS[-1]}


def by_forum(found: Backtest) -> Iterator[dict[str, Any]]:
    """Yield the scores of every forecast in every forum, over all origins, as rows of a table."""
    names = Index(found.scenario).forums
    for forum in np.unique(found.cells.forum).tolist():
        yield from ({"forum": names[forum], **row} for row in _rows(found, found.cells.forum == forum))


def _rows(found: Backtest, here: Flags) -> Iterator[dict[str, Any]]:
    """Yield the scores of every forecast over some cells."""
    for name in (*NAMES, *HINDSIGHT):
        log_score, brier = found.score(name, here)
        yield {"forecast": name, "cells": int(here.sum()), "log_score": log_score, "brier": brier}
