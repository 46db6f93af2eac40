"""Answer a scenario's question in sentences, each with its interval: the terminal, reports and notebooks print them.

How often cooperation takes hold in the domain aimed at; what would be without meetings on other domains; and what most
stands in the way.
"""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from trustladder.analysis.causes import NO_GATE, NO_GATE_WITHOUT, WITHOUT, Causes, causes
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.labels import about, inside
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sizes import size_of
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.numbers import apportioned, distinct
from trustladder.analysis.refusals import CLEARLY, METRICS, refusals
from trustladder.analysis.statistics import half_by, share_ends
from trustladder.analysis.words import Words
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.recorded_runs import Metric
from trustladder.sim.scenario.naming import HELD, HELD_MONTH
from trustladder.sim.scenario.scenario import Scenario

NAMED = {  # metrics in sentences
    "human_security": "security",
    "civilian_harm": "harm",
    "collusion": "smuggling",
    "flow_interdicted": "flow",
}


class Change(NamedTuple):
    """What a scenario changes in one metric of another, whose level is `before`."""

    metric: str
    unit: str
    before: float
    effect: Effect
    smallest: float


def question_of(say: Words, scenario: Scenario) -> str:
    """Return the question that the headline of one scenario answers: its own, where that asks about cooperation.

    What it asks about another metric takes a second scenario to answer.
    """
    if scenario.asks == HELD:
        return say.said(scenario.question)
    return say("answer.asked", on=about(say, scenario, [scenario.aim]))


def own_question(say: Words, scenario: Scenario) -> list[str]:
    """Return what a scenario itself asks, with how to answer it, where its headline answers another question."""
    if scenario.asks == HELD:
        return []
    return [say("answer.own", question=say.said(scenario.question))]


def answer(data: ResultSource) -> list[str]:
    """Return the answer in three sentences or fewer. Of a result without a finished future, the one that says so."""
    told = first_sentence(data)
    return [told, *_without_other_meetings(data), *obstacles(data)] if data.has_metric(HELD_MONTH) else [told]


def first_sentence(data: ResultSource) -> str:
    """Return the headline of a result; of one without a finished future, the sentence that says so."""
    try:
        return headline(data, data.metric(HELD_MONTH))
    except Nothing as reason:
        return data.words(reason.key, **reason.values)


def headline(data: ResultSource, months: Floats) -> str:
    """Return in how many futures cooperation takes hold, by when, and in how many it stands at the end."""
    say, on = data.words, about(data.words, data.scenario, [data.scenario.aim])
    held, half = ~np.isnan(months), half_by(months)
    if len(months) == 1:
        month = say.month(data.scenario.first_month + round(half)) if held[0] else ""
        return say("answer.one" if held[0] else "answer.one_never", on=on, month=month)
    low, high = share_ends(held.astype(float), data.clusters)
    if not held.any():
        key, most = ("never_few", "") if math.isnan(high) else ("never", say.of_hundred(high))
        return say(f"answer.{key}", on=on, runs=say.number(len(months), 0), high=most)
    first = next(iter(data.scenario.domains[data.scenario.aim].rungs))
    return say(
        "answer.held",
        on=on,
        share=say.of_hundred(float(held.mean())),
        ends=ends(say, low, high),
        half=""
        if math.isnan(half)
        else say("answer.half", month=say.by_month(data.scenario.first_month + round(half))),
        last=say.of_hundred(float(data.metric(f"region_at_end.{first}").mean())),
    )


def _without_other_meetings(data: ResultSource) -> Iterator[str]:
    found = causes(data.folder)
    if found is not None:
        yield without_other_meetings(data.words, data.scenario, found)


def without_other_meetings(say: Words, scenario: Scenario, found: Causes) -> str:
    """Return what would be without meetings on the other domains; of a gated aim, also if it did not wait for them."""
    others = about(say, scenario, sorted(name for name in scenario.domains if name != scenario.aim))
    share, low, high = found.shares[WITHOUT]
    waits, trust = "", found.by_trust
    if trust is not None and not math.isnan(trust.low):
        points, least, most = distinct(say.points, trust.difference, trust.low, trust.high)
        with_them, alone = say.two_of_hundred(found.shares[NO_GATE][0], found.shares[NO_GATE_WITHOUT][0])
        waits = say(
            "answer.waits",
            on=about(say, scenario, [scenario.aim]),
            with_them=with_them,
            without=alone,
            points=points,
            low=least,
            high=most,
        )
    return say("answer.without", others=others, share=say.of_hundred(share), ends=ends(say, low, high), waits=waits)


def obstacles(data: ResultSource) -> Iterator[str]:
    """Yield what most stood in the way: refusals of 100 invitations, by how close they were."""
    if not all(data.has_metric(name) for name in METRICS):  # a result of a version with other reasons
        return
    say, (every, *some) = data.words, refusals(data.folder)
    if not every.share > 0.0:
        yield say("answer.refused_none")
        return
    shares = {one.reason: one.share for one in some}
    clear = {reason: shares[reason] for reason in CLEARLY}
    kinds = {"either_way": shares["either_way"], "clearly": sum(clear.values())}
    kinds["against_interest"] = shares["against_interest"]
    reason = say(f"reason.{max(clear, key=clear.__getitem__)}")
    whole = round(100.0 * every.share)
    counts = apportioned([100.0 * share for share in kinds.values()], whole)
    texts = [say.number(count, 0) for count in counts] if whole else [say.of_hundred(share) for share in kinds.values()]
    told = [
        say(f"answer.{kind}", share=text, reason=reason)
        for (kind, _), text in sorted(zip(kinds.items(), texts, strict=True), key=lambda item: -item[0][1])
        if text != "0"
    ]
    parts = "; ".join(told)
    yield say("answer.refused", mean=say.of_hundred(every.share), ends=ends(say, every.low, every.high), parts=parts)


def ends(say: Words, low: float, high: float) -> str:
    """Return the ends of a share's interval, of 100; nothing where there are too few futures for one."""
    if math.isnan(low):
        return ""
    shown = distinct(say.of_hundred, low, high)
    return say("answer.ends", low=shown[0], high=shown[1])


def changes(say: Words, scenario: Scenario, name: str, known: Iterable[Change]) -> str:
    """Return what a scenario, by its name, changes in metrics of another, each with its interval, in one sentence."""
    return f"{name}: {'; '.join(_change(say, scenario, one) for one in known)}."


def _change(say: Words, scenario: Scenario, one: Change) -> str:
    """Return the effect on one metric; that it is none that matters, or not clear, where it is."""
    label, effect = labels.metric(say, scenario, one.metric), one.effect
    if not effect.known:
        return say("answer.change.few", what=label)
    on = about(say, scenario, [scenario.aim])
    what = (
        say("answer.change.cooperation", on=on) if one.metric == HELD else named(say, one.metric) or inside(say, label)
    )
    size, kind = _size(say, one), size_of(effect, one.smallest)
    if kind in ("small", "open"):
        return say(f"answer.change.{kind}", what=what, size=size)
    if one.metric != HELD:
        return say(f"answer.change.{'rises' if effect.difference > 0.0 else 'falls'}", what=what, size=size)
    now, before = say.two_of_hundred(one.before + effect.difference, one.before)
    return say("answer.change.held", what=what, now=now, before=before, size=size)


def first_label(say: Words, scenario: Scenario, metric: Metric) -> str:
    """Return what a metric of the first screen is called there; nothing for others, and for trust on the aim."""
    family, _, domain = metric.name.partition(".")
    return say.texts.get(f"first.{family}", "") if domain != scenario.aim else ""


def first_scale(metric: Metric) -> float:
    """Return by how much a metric is multiplied on the first screen: shares are of 100, but for trust."""
    return 100.0 if metric.unit in labels.SHARES and "trust" not in metric.name else 1.0


def named(say: Words, metric: str) -> str:
    """Return what a metric is called in a sentence; nothing where it has no name for it."""
    return say(f"answer.named.{NAMED[metric]}") if metric in NAMED else ""


def _size(say: Words, one: Change) -> str:
    """Return the size of an effect with its interval; of shares in points."""
    share, effect = one.unit in labels.SHARES, one.effect
    show = say.points if share else say.signed_figure
    size, low, high = distinct(show, effect.difference, effect.low, effect.high)
    size = say("answer.change.points", size=size) if share else size
    return size if size == low == high else say("answer.change.size", size=size, low=low, high=high)
