"""A comparison in words and in a small table: the terminal and notebooks print them."""

import math
from collections.abc import Iterator

from trustladder.analysis.answer import Change, changes
from trustladder.analysis.comparison.compare import Comparison, Finding
from trustladder.analysis.figures.kit.labels import SHARES
from trustladder.analysis.figures.kit.labels import metric as label
from trustladder.analysis.words import Words


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
        family, _, domain = one.metric.name.partition(".")
        if (f"first.{family}" in say.texts and domain != scenario.aim) or one.smallest is not None:
            yield _cells(say, found, one)


def _cells(say: Words, found: Comparison, one: Finding) -> tuple[str, str, str, str]:
    scenario, effect = found.scenarios[found.reference], one.effect
    key, hundred = f"first.{one.metric.name.partition('.')[0]}", one.metric.unit in SHARES
    scale = 100.0 if hundred and "trust" not in one.metric.name else 1.0
    name = say(key) if key in say.texts else label(say, scenario, one.metric.name) + (", of 100" if hundred else "")

    def signed(value: float) -> str:
        return ("+" if value > 0.0 else "") + say.figure(scale * value)

    ends = say("report.range", low=signed(effect.low), high=signed(effect.high))
    level = "" if math.isnan(one.reference) else say.figure(scale * one.reference)
    between = f"{ends}{'' if effect.clear else ' ·'}" if effect.known else "?"
    return name, level, signed(effect.difference), between
