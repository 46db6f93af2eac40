"""A comparison in words and in a small table: the terminal and notebooks print them."""

import math
from collections.abc import Iterator

from trustladder.analysis.answer import Change, changes, first_label, first_scale
from trustladder.analysis.comparison.compare import Comparison, Finding
from trustladder.analysis.figures.kit.labels import metric as label
from trustladder.analysis.numbers import distinct
from trustladder.analysis.words import Words


def asked(say: Words, found: Comparison, name: str) -> str:
    """Return the question that a scenario asks; nothing where the reference asks the same."""
    one, first = found.scenarios[name], found.scenarios[found.reference]
    return "" if one.question == first.question else say.said(one.question)


def in_words(say: Words, found: Comparison, name: str) -> str:
    """Return what a scenario changes in the headline metrics, each with its interval, in one sentence."""
    known = [
        Change(one.metric.name, one.metric.unit, one.reference, one.effect, one.smallest)
        for one in found.variants[name]
        if one.smallest is not None
    ]
    return changes(say, found.scenarios[found.reference], say.said(found.scenarios[name].short_name), known)


def first_rows(say: Words, found: Comparison, name: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield the metrics of the first screen: label, level of the reference, change, and the change's interval."""
    scenario = found.scenarios[found.reference]
    for one in found.variants[name]:
        if first_label(say, scenario, one.metric) or one.smallest is not None:
            yield _cells(say, found, one)


def _cells(say: Words, found: Comparison, one: Finding) -> tuple[str, str, str, str]:
    scenario, effect = found.scenarios[found.reference], one.effect
    scale = first_scale(one.metric)
    name = first_label(say, scenario, one.metric)
    name = name or label(say, scenario, one.metric.name) + (", of 100" if scale > 1.0 else "")

    change, low, high = distinct(say.signed_figure, *(scale * value for value in effect[1:]))
    ends = say("report.range", low=low, high=high)
    level = "" if math.isnan(one.reference) else say.figure(scale * one.reference)
    between = f"{ends}{'' if effect.clear else ' ·'}" if effect.known else "?"
    return name, level, change, between
