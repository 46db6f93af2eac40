"""Score a back-test: the model fitted to the record to 2012 against the later record, beside two simple forecasts.

Standing as recorded is forecast and scored for every forum, domain and year. Forecasts are probabilities of a recorded
standing, so errors of the record (`Reporting`) are part of the model's forecast: an activity that was not recorded is
a lower standing. The other two forecasts are estimated from the same record to 2012: persistence, and a constant
hazard of moving from one standing to another.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.history.evidence import at_least, events, later_events
from trustladder.analysis.history.facts import Targets
from trustladder.analysis.history.likelihood import emission, observable_cells
from trustladder.analysis.history.observed_standing import ladders, observed_standing
from trustladder.analysis.history.posterior import Fit
from trustladder.analysis.history.scoreboard import records
from trustladder.analysis.statistics import clustered_mean
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Flags, Floats, Integers
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.scenario import Scenario

SCENARIO = "later"
RUNS_A_SET = 5
BINS = np.array([0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])


class Forecast(NamedTuple):
    """Probabilities of every standing [forum, domain, year, standing], and the name of the forecast."""

    name: str
    chances: Floats


class Score(NamedTuple):
    """The scores of one forecast; differences are from the model, with 95 percent intervals over forums."""

    name: str
    log_score: float  # mean logarithm of the probability of what was recorded; higher is better
    brier: float  # mean squared error over all standings; lower is better
    log_behind: tuple[float, float, float]  # log score of the model minus this one's: mean, low, high
    brier_behind: tuple[float, float, float]  # Brier score of this one minus the model's: mean, low, high


class Backtest(NamedTuple):
    """Forecasts, recorded standing, and scores."""

    years: list[int]
    scenario: Scenario
    recorded: Integers  # [forum, domain, year]
    looked: Flags  # [forum, domain, year]
    forecasts: list[Forecast]  # the model's first
    scores: list[Score]

    @property
    def rows(self) -> int:
        """Return the number of pairs of forum and domain that are scored."""
        return int(self.looked.any(axis=-1).sum())

    def by_forum(self) -> list[dict[str, Any]]:
        """Return recorded and expected standing, and mean log scores, of each forum and domain."""
        names = Index(self.scenario)
        levels = np.arange(self.forecasts[0].chances.shape[-1])
        return [
            {
                "forum": names.forums[forum],
                "domain": names.domains[domain],
                "recorded": self.recorded[forum, domain].tolist(),
                "expected": (self.forecasts[0].chances[forum, domain] @ levels).round(2).tolist(),
                **{
                    one.name: round(float(log_scores(one.chances, self.recorded)[forum, domain].mean()), 3)
                    for one in self.forecasts
                },
            }
            for forum, domain in zip(*np.nonzero(self.looked.any(axis=-1)), strict=True)
        ]


def backtest(known: Targets, fit: Fit, *, seed: int = 1, progress: Callable[[int], None] | None = None) -> Backtest:
    """Run a fit to the end of the later record, given only dated external shocks, and score it."""
    scenario = Scenario.load(SCENARIO)
    recorded, looked = _recorded(known, scenario)
    first, split = year_of(scenario.first_month), known.until.year + 1
    simulated = records(scenario, fit.sets, RUNS_A_SET, seed, progress).shown
    levels = np.arange(_levels(scenario))
    standing = (simulated[..., None] == levels).mean(axis=0)
    past, later = (slice(None, split - first), slice(split - first, None))
    known_then, after = (recorded[:, :, past], looked[:, :, past]), recorded[:, :, later]
    ahead, reporting = after.shape[-1], emission(known.reporting, len(levels))
    forecasts = [
        Forecast("model", (standing @ reporting)[:, :, later]),
        Forecast("persistence", persistence(*known_then, ahead, len(levels))),
        Forecast("constant hazard", constant_hazard(*known_then, ahead, len(levels))),
    ]
    scores = scored(forecasts, after, looked[:, :, later])
    return Backtest(list(range(split, split + ahead)), scenario, after, looked[:, :, later], forecasts, scores)


def _levels(scenario: Scenario) -> int:
    return max(len(domain.rungs) for domain in scenario.domains.values()) + 1


def _recorded(known: Targets, scenario: Scenario) -> tuple[Integers, Flags]:
    """Return standing in the whole record, and where it could be recorded [forum, domain, year]."""
    last = scenario.first_month + scenario.months - 1
    record = [*events(known.until), *later_events(date(year_of(last), 12, 31))]
    years = range(year_of(scenario.first_month), year_of(last) + 1)
    trusted = at_least(record, known.reporting.confidence)
    return observed_standing(trusted, ladders(scenario), Index(scenario).forums, years), observable_cells(scenario)


def pairs(recorded: Integers, looked: Flags, apart: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of recorded standings `apart` years apart, where both could be recorded."""
    for forum, domain in zip(*np.nonzero(looked.any(axis=-1)), strict=True):
        row, seen = recorded[forum, domain], looked[forum, domain]
        for year in range(len(row) - apart):
            if seen[year] and seen[year + apart]:
                yield int(row[year]), int(row[year + apart])


def persistence(recorded: Integers, looked: Flags, years: int, levels: int) -> Floats:
    """Forecast the last standing, with its past frequency of persisting as long [forum, domain, year, standing]."""
    chances = np.zeros((*recorded.shape[:2], years, levels))
    for ahead in range(1, years + 1):
        kept = [before == after for before, after in pairs(recorded, looked, ahead)]
        sure = (sum(kept) + 1.0) / (len(kept) + levels)
        chances[:, :, ahead - 1] = (1.0 - sure) / (levels - 1)
        np.put_along_axis(chances[:, :, ahead - 1], recorded[:, :, -1:], sure, axis=-1)
    return chances


def constant_hazard(recorded: Integers, looked: Flags, years: int, levels: int) -> Floats:
    """Forecast by the yearly transition frequencies of the past [forum, domain, year, standing]."""
    moves = np.full((levels, levels), 1.0 / levels)
    for before, after in pairs(recorded, looked, 1):
        moves[before, after] += 1.0
    moves /= moves.sum(axis=1, keepdims=True)
    chances = np.zeros((*recorded.shape[:2], years, levels))
    now = np.eye(levels)[recorded[:, :, -1]]
    for ahead in range(years):
        now = now @ moves
        chances[:, :, ahead] = now
    return chances


def log_scores(chances: Floats, recorded: Integers) -> Floats:
    """Return the log probability of the recorded standing [forum, domain, year]."""
    found = np.take_along_axis(chances, recorded[..., None].astype(np.int64), axis=-1)[..., 0]
    return np.log(np.maximum(found, 1e-6))


def brier_scores(chances: Floats, recorded: Integers) -> Floats:
    """Return the Brier score of the recorded standing [forum, domain, year]."""
    truth = np.eye(chances.shape[-1])[recorded]
    squared: Floats = ((chances - truth) ** 2).sum(axis=-1)
    return squared


def scored(forecasts: list[Forecast], recorded: Integers, looked: Flags) -> list[Score]:
    """Return the scores of every forecast, and their differences from the first."""
    logs = [_by_forum(log_scores(one.chances, recorded), looked) for one in forecasts]
    briers = [_by_forum(brier_scores(one.chances, recorded), looked) for one in forecasts]
    return [
        Score(one.name, _mean(log), _mean(brier), _ahead(logs[0], log), _ahead(brier, briers[0]))
        for one, log, brier in zip(forecasts, logs, briers, strict=True)
    ]


def _by_forum(scores: Floats, looked: Flags) -> Floats:
    """Return the sum of scores over years, and their number, of each forum and domain scored [pair, 2]."""
    used = looked.any(axis=-1)
    return np.stack([np.where(looked, scores, 0.0).sum(axis=-1)[used], looked.sum(axis=-1)[used]], axis=-1)


def _mean(sums: Floats) -> float:
    return float(sums[:, 0].sum() / sums[:, 1].sum())


def _ahead(model: Floats, other: Floats) -> tuple[float, float, float]:
    """Return the mean difference a cell, with its 95 percent interval over forums."""
    difference, cells = model[:, 0] - other[:, 0], model[:, 1]
    return float(difference.sum() / cells.sum()), *clustered_mean(difference, cells)


def calibration(forecast: Forecast, recorded: Integers, looked: Flags) -> list[tuple[float, float, int]]:
    """Return forecast probability, frequency and number of "on this rung or higher", in bins of the forecast."""
    levels = forecast.chances.shape[-1]
    chances = np.concatenate([forecast.chances[..., rung:].sum(axis=-1)[looked] for rung in range(1, levels)])
    came = np.concatenate([(recorded >= rung)[looked] for rung in range(1, levels)])
    places = np.digitize(chances, BINS[1:-1])
    return [
        (float(chances[places == bin].mean()), float(came[places == bin].mean()), int((places == bin).sum()))
        for bin in range(len(BINS) - 1)
        if (places == bin).any()
    ]
