"""Say in sentences which factors move a metric of a sweep most: the terminal, reports and notebooks print them."""

import math
from collections.abc import Iterator, Sequence
from functools import partial

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.numbers import distinct
from trustladder.analysis.studies.sensitivity import STRENGTHS, Finding, Sensitivity
from trustladder.analysis.words import Words
from trustladder.sim.scenario.naming import HELD
from trustladder.sim.scenario.scenario import Scenario

AFTER = 3  # factors named after the strongest


def strongest(say: Words, found: Sensitivity, one: Finding) -> Iterator[str]:
    """Yield which factor moves a metric most, with its interval, and which come after it."""
    scenario, (first, *others) = scenario_of(found), one.ranked()
    metric, (factor,) = in_a_sentence(say, scenario, one.metric), named(say, found, [first])
    size = strength(say, found, one, first)
    if one.unit in labels.SHARES and found.method in ("morris", "oat"):
        size = say("answer.change.points", size=size)
    value = f"{size}{interval(say, found, one, first)}"
    yield say(f"report.sweep.most_{found.method}", metric=metric, factor=factor, strength=value)
    if some := others[:AFTER]:
        names = zip(named(say, found, some), some, strict=True)
        told = say.listed(f"{name} ({strength(say, found, one, row)})" for name, row in names)
        yield say("report.sweep.next", names=told)


def scenario_of(found: Sensitivity) -> Scenario:
    """Return the scenario whose metrics are analysed."""
    return found.swept.scenarios[found.swept.scenario_name]


def in_a_sentence(say: Words, scenario: Scenario, metric: str) -> str:
    """Return a metric as it is called inside a sentence."""
    if metric == HELD:
        return say("answer.change.cooperation", on=labels.about(say, scenario, [scenario.aim]))
    return labels.inside(say, labels.metric(say, scenario, metric))


def named(say: Words, found: Sensitivity, rows: Sequence[int]) -> list[str]:
    """Return the labels of factors by their row numbers."""
    return [labels.factor(say, scenario_of(found), found.factors[row]) for row in rows]


def strength(say: Words, found: Sensitivity, one: Finding, row: int) -> str:
    """Return the index by which a factor is ranked."""
    return _written(say, found, one, one.rows[row][STRENGTHS[found.method]])


def interval(say: Words, found: Sensitivity, one: Finding, row: int, text: str = "report.finding.ends") -> str:
    """Return the interval of a factor's index by a text with its ends, such as in brackets; nothing if it has none."""
    ends = [one.rows[row].get(f"{STRENGTHS[found.method]}_{end}", math.nan) for end in ("low", "high")]
    if any(map(math.isnan, ends)):
        return ""
    low, high = distinct(partial(_written, say, found, one), *ends)
    return say(text, low=low, high=high)


def _written(say: Words, found: Sensitivity, one: Finding, value: float, more: int = 0) -> str:
    if found.method == "pawn":
        return say.number(value, 2 + more)
    if found.method == "sobol":
        return say.number(100.0 * min(max(value, 0.0), 1.0), more)
    return say.figure(100.0 * value if one.unit in labels.SHARES else value, more)
