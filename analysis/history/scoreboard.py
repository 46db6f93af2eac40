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
from trustladder.sim.fits import Fit
from trustladder.sim.month.run import Record, gathered
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.scenario import Scenario

RUNS_A_SET = 5
RUNS_AT_ONE = 4000  # of the median and of the medoid: 400 could not tell 59 from 61 percent


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
    medoid: float = math.nan  # at the posterior's medoid
    medoid_met: bool = False


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
    single = [records(scenario, [one], RUNS_AT_ONE, seed, progress) for one in (fit.median(), fit.medoid)]
    lines = [_fact(name, fact, scenario, single, ensemble) for name, fact in known.facts.items()]
    lines.extend(_scales(known, scenario, single, ensemble))
    levels = np.arange(max(len(domain.rungs) for domain in scenario.domains.values()) + 1)
    standing = (ensemble.shown[..., None] == levels).mean(axis=0)
    return Scoreboard(lines, scenario, record_of(known, scenario), events(known.until), standing)


def histories(fit: Fit) -> int:
    """Return the number of histories that a scoreboard runs."""
    return len(fit.sets) * RUNS_A_SET + 2 * RUNS_AT_ONE


def records(
    scenario: Scenario, sets: list[dict[str, Any]], runs: int, seed: int, progress: Callable[[int], None] | None
) -> Record:
    """Return the records of `runs` replicates of every set, concatenated; replicates differ between sets."""
    parts = []
    for number, settings in enumerate(sets):
        which = range(number * runs, (number + 1) * runs)
        parts.append(run_history(scenario, settings, which, seed, Execution(progress=progress))[1])
    return gathered(parts)


def _fact(name: str, fact: Fact, scenario: Scenario, single: list[Record], ensemble: Record) -> Line:
    """Return the line of a fact; `single` are the records at the median and at the medoid."""
    at_one, all_sets = [observed(fact, scenario, one) for one in single], observed(fact, scenario, ensemble)
    never = float(np.isnan(all_sets).mean())
    if fact.dated:
        target, width = fact.target / 12.0, fact.tolerance_months / 12.0
        at = [_median_date(one) / 12.0 for one in at_one]
        spread = np.nanquantile(all_sets, (0.05, 0.95)) / 12.0
        allowed = (target - width, target + width)
    else:
        target, allowed = 1.0, (fact.probability, 1.0)
        at = [float(one.mean()) for one in at_one]
        spread = np.quantile(all_sets.reshape(-1, RUNS_A_SET).mean(axis=1), (0.05, 0.95))
    return _line(name, fact.said, target, allowed, at, spread, never, True, fact.source)


def _line(
    name: str,
    said: str,
    target: float,
    allowed: tuple[float, float],
    at: list[float],
    spread: Floats,
    never: float,
    counted: bool,
    source: str,
) -> Line:
    (low, high), (first, last) = allowed, spread.tolist()
    met, medoid_met = (low <= one <= high for one in at)
    return Line(name, said, target, low, high, at[0], first, last, never, met, counted, source, at[1], medoid_met)


def _median_date(dates: Floats) -> float:
    """Return the median, with "never" after every date; infinite where more than half never came."""
    return float(np.median(np.where(np.isnan(dates), math.inf, dates)))


def _scales(known: Targets, scenario: Scenario, single: list[Record], ensemble: Record) -> Iterator[Line]:
    for name, scale in known.scale.items():
        at = [float(np.median(SCALES[name](scenario, one))) for one in single]
        spread = np.quantile(SCALES[name](scenario, ensemble), (0.05, 0.95))
        allowed = (scale.low, scale.high)
        yield _line(name, scale.said, math.nan, allowed, at, spread, 0.0, scale.matched, scale.source)
