"""Load the facts that a history must show (scenarios/evidence/facts.toml), and read them from the records of runs.

A fact is one number a run: the month in which something first happened (NaN for never), or 1 where it is true. The file
also holds the month or the truth value of the real record.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.tables import Flags, Floats, Integers
from trustladder.sim.metrics import refusal_share
from trustladder.sim.month.run import Record
from trustladder.sim.recorded_runs import Runs, censored
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.entities import Day
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.parameters import Table
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.scenario.validation import checked

LONG = 10.0  # tolerances: the largest miss, also of what never happens, so that waves can improve on it
NEVER = 1e9  # months: a date that never came lies after every other


class Step(Table):
    """A rung of a forum's ladder."""

    forum: str
    rung: str


class Fact(Table):
    """One fact of the record, with the tolerance or the probability that the model must reach."""

    said: str
    kind: Literal["stands", "meets", "never", "order"]
    domain: str
    rung: str
    source: str
    forum: str | None = None
    club: Literal["both rivals"] | None = None
    before: Step | None = None
    date: Day | None = None
    tolerance_months: Annotated[int, Field(ge=1, le=120)] = 24
    probability: Annotated[float, Field(gt=0.0, le=1.0)] = 0.5

    @property
    def dated(self) -> bool:
        """Return whether it is a month, not a truth value."""
        return self.kind in ("stands", "meets")

    @property
    def target(self) -> float:
        """Return the value in the record: months since year 0, or 1 for true."""
        return float(month_number(self.date)) if self.dated and self.date is not None else 1.0


class Scale(Table):
    """A plausible range; where it is `matched`, parameter sets whose median run lies outside are ruled out."""

    said: str
    low: float
    high: float
    matched: bool
    source: str


class Reporting(Table):
    """How often the record is wrong."""

    confidence: Literal["low", "medium", "high"]
    missed: Annotated[float, Field(ge=0.0, lt=0.9)]
    wrong: Annotated[float, Field(gt=0.0, lt=0.5)]
    years_apart: Annotated[float, Field(ge=1.0, le=10.0)]


class Targets(Table):
    """All facts, the errors of the record, and its last day."""

    scenario: str
    until: Day
    reporting: Reporting
    facts: dict[str, Fact]
    scale: dict[str, Scale]


def shipped_targets() -> Path:
    """Return the path of the shipped facts."""
    return shipped_folder() / "evidence" / "facts.toml"


def targets(path: Path | None = None) -> Targets:
    """Load facts from a file, by default the shipped ones. Raises InputError, one line, where anything is wrong."""
    file = path or shipped_targets()
    known = checked(file, Targets)
    scenario = Scenario.load(known.scenario)
    for name in known.scale:
        if name not in SCALES:
            raise unknown(f"{file}: scale", name, SCALES, "scale")
    for name, fact in known.facts.items():
        _check(f"{file}: facts.{name}", fact, scenario)
    return known


def fitted(known: Targets) -> Scenario:
    """Return the scenario of the facts, up to their last day."""
    scenario = Scenario.load(known.scenario)
    return scenario.with_months(month_number(known.until) + 1 - scenario.first_month)


def _check(where: str, fact: Fact, scenario: Scenario) -> None:
    if fact.domain not in scenario.domains:
        raise unknown(f"{where}.domain", fact.domain, scenario.domains, "domain")
    rungs = scenario.domains[fact.domain].rungs
    if (fact.forum is None) == (fact.club is None):
        raise InputError(f"{where}: a forum or a club is needed, and not both")
    if fact.dated and fact.date is None:
        raise InputError(f"{where}.date: is missing")
    if (fact.kind == "order") != (fact.before is not None):
        raise InputError(f"{where}.before: belongs to facts of the kind 'order', and only to these")
    steps = [Step(forum=fact.forum, rung=fact.rung)] if fact.forum else []
    for step in [*steps, *([fact.before] if fact.before else [])]:
        if step.forum not in scenario.forums:
            raise unknown(f"{where}.forum", step.forum, scenario.forums, "forum")
        if step.rung not in rungs:
            raise unknown(f"{where}.rung", step.rung, rungs, "rung")
    if fact.rung not in rungs:
        raise unknown(f"{where}.rung", fact.rung, rungs, "rung")


def observed(fact: Fact, scenario: Scenario, record: Record) -> Floats:
    """Return a fact in every run of a record [run]: a month since year 0 (NaN for never), or 1 for true and 0."""
    if fact.kind == "stands":
        return _first(scenario, record.first_stood, fact.forum, fact.domain, fact.rung)
    met = _together(scenario, record, fact) if fact.club else _met(scenario, record, fact)
    if fact.kind == "meets":
        return met
    if fact.before is None:
        return np.isnan(met).astype(float)
    stood = _first(scenario, record.first_stood, fact.before.forum, fact.domain, fact.before.rung)
    return (np.nan_to_num(met, nan=NEVER) < np.nan_to_num(stood, nan=NEVER)).astype(float)


def _together(scenario: Scenario, record: Record, fact: Fact) -> Floats:
    """Return the first month, since year 0, of a meeting to which both rivals came [run]; NaN for never."""
    domain, rungs = Index(scenario).domains.index(fact.domain), list(scenario.domains[fact.domain].rungs)
    return censored(record.first_together[:, domain, rungs.index(fact.rung)]) + scenario.first_month


def _met(scenario: Scenario, record: Record, fact: Fact) -> Floats:
    return _first(scenario, record.first_formed, fact.forum, fact.domain, fact.rung)


def _first(scenario: Scenario, months: Integers, forum: str | None, domain: str, rung: str) -> Floats:
    """Return the first month, since year 0, of a forum [run]; NaN for never."""
    names = Index(scenario)
    level = list(scenario.domains[domain].rungs).index(rung)
    cells = months[:, names.forums.index(str(forum)), names.domains.index(domain), level]
    return censored(cells) + scenario.first_month


def _activities(scenario: Scenario, record: Record) -> Floats:
    """Return the number of meetings that formed, for each forum and year of its existence [run]."""
    last = scenario.first_month + scenario.months
    months = sum(
        last - max(scenario.first_month, month_number(forum.founded) if forum.founded else 0)
        for forum in scenario.forums.values()
    )
    counted: Floats = record.total[:, Series.FORMED] * 12.0 / months
    return counted


SCALES: dict[str, Callable[[Scenario, Record], Floats]] = {  # each a number a run
    "activities": _activities,
    "refusals": lambda scenario, record: refusal_share(Runs(scenario, record)),
    "interdiction": lambda scenario, record: Runs(scenario, record).mean("interdicted"),
}


def misses(fact: Fact, values: Floats) -> float:
    """Return by how far the median run, or the share of runs, misses a fact; in tolerances, 0 where it does not."""
    if not fact.dated:
        return max(0.0, fact.probability - float(values.mean())) / fact.probability
    middle = float(np.median(np.nan_to_num(values, nan=NEVER)))
    return min(LONG, max(0.0, abs(middle - fact.target) - fact.tolerance_months) / fact.tolerance_months)


def out_of(scale: Scale, values: Floats) -> float:
    """Return by how far the median run lies outside a scale, in widths of it; 0 inside."""
    middle = float(np.median(values))
    return max(scale.low - middle, middle - scale.high, 0.0) / (scale.high - scale.low)


def agree(fact: Fact, values: Floats, target: float) -> Flags:
    """Return whether each run agrees with the record within the tolerance [run]; `target` NaN is "never"."""
    if np.isnan(target):
        return np.isnan(values)
    agreed: Flags = np.abs(values - target) <= (fact.tolerance_months if fact.dated else 0.5)
    return agreed
