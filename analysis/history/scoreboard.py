"""Compare the fitted model with the record, fact by fact."""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.history.calibrate import record_of, run_history
from trustladder.analysis.history.evidence import Event, events
from trustladder.analysis.history.facts import SCALES, Fact, Targets, fitted, observed
from trustladder.analysis.history.likelihood import Evidence
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Execution
from trustladder.sim.month.run import Record, gathered
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.fits import Fit
from trustladder.sim.scenario.scenario import Scenario

RUNS_A_SET = 5
RUNS_AT_MEDIAN = 400


class Line(NamedTuple):
    """One fact. Dates are years with a fraction; where a fact is true or false, the model's are probabilities."""

    name: str
    said: str
    target: float
    low: float  # what is allowed
    high: float
    model: float  # at the posterior's median
    model_low: float  # over the ensemble, 5 and 95 percent
    model_high: float
    never: float  # share of histories, over the ensemble, in which it never came
    met: bool
    counted: bool  # a test, not a report of scale
    source: str


class Scoreboard(NamedTuple):
    """All lines, and the standing of the ensemble beside the recorded one."""

    lines: list[Line]
    scenario: Scenario
    evidence: Evidence
    events: list[Event]
    standing: Floats  # [forum, domain, year, standing] shares of histories

    @property
    def known_until(self) -> int:
        """Return the last year of the comparison."""
        return year_of(self.scenario.first_month + self.scenario.months - 1)

    @property
    def within_one(self) -> float:
        """Return the share of recorded forum-years that the model's most likely standing meets within one rung."""
        likely = self.standing.argmax(axis=-1)
        return float((np.abs(likely - self.evidence.standing) <= 1)[self.evidence.looked].mean())


def scoreboard(known: Targets, fit: Fit, *, seed: int = 1, progress: Callable[[int], None] | None = None) -> Scoreboard:
    """Run the histories of a fit and compare them with the record."""
    scenario = fitted(known)
    ensemble = records(scenario, fit.sets, RUNS_A_SET, seed, progress)
    median = records(scenario, [fit.median()], RUNS_AT_MEDIAN, seed, progress)
    lines = [_fact(name, fact, scenario, median, ensemble) for name, fact in known.facts.items()]
    lines.extend(_scales(known, scenario, median, ensemble))
    levels = np.arange(max(len(domain.rungs) for domain in scenario.domains.values()) + 1)
    standing = (ensemble.shown[..., None] == levels).mean(axis=0)
    return Scoreboard(lines, scenario, record_of(known, scenario), events(known.until), standing)


def histories(fit: Fit) -> int:
    """Return the number of histories that a scoreboard runs."""
    return len(fit.sets) * RUNS_A_SET + RUNS_AT_MEDIAN


def records(
    scenario: Scenario, sets: list[dict[str, Any]], runs: int, seed: int, progress: Callable[[int], None] | None
) -> Record:
    """Return the records of `runs` replicates of every set, concatenated; replicates differ between sets."""
    parts = []
    for number, settings in enumerate(sets):
        which = range(number * runs, (number + 1) * runs)
        parts.append(run_history(scenario, settings, which, seed, Execution(progress=progress))[1])
    return gathered(parts)


def _fact(name: str, fact: Fact, scenario: Scenario, median: Record, ensemble: Record) -> Line:
    at_median, all_sets = observed(fact, scenario, median), observed(fact, scenario, ensemble)
    never = float(np.isnan(all_sets).mean())
    if fact.dated:
        target, width = fact.target / 12.0, fact.tolerance_months / 12.0
        model = _median_date(at_median) / 12.0
        low, high = (float(q) / 12.0 for q in np.nanquantile(all_sets, (0.05, 0.95)))
        met = abs(model - target) <= width
        return Line(
            name, fact.said, target, target - width, target + width, model, low, high, never, met, True, fact.source
        )
    chance = float(at_median.mean())
    by_set = all_sets.reshape(-1, RUNS_A_SET).mean(axis=1)
    low, high = (float(q) for q in np.quantile(by_set, (0.05, 0.95)))
    met = chance >= fact.probability
    return Line(name, fact.said, 1.0, fact.probability, 1.0, chance, low, high, never, met, True, fact.source)


def _median_date(dates: Floats) -> float:
    """Return the median, with "never" after every date; infinite where more than half never came."""
    return float(np.median(np.where(np.isnan(dates), math.inf, dates)))


def _scales(known: Targets, scenario: Scenario, median: Record, ensemble: Record) -> Iterator[Line]:
    for name, scale in known.scale.items():
        at_median, all_sets = (SCALES[name](scenario, record) for record in (median, ensemble))
        model = float(np.median(at_median))
        low, high = (float(q) for q in np.quantile(all_sets, (0.05, 0.95)))
        met = scale.low <= model <= scale.high
        yield Line(
            name, scale.said, math.nan, scale.low, scale.high, model, low, high, 0.0, met, scale.matched, scale.source
        )
