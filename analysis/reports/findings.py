"""Findings of results, in sentences with intervals."""

from collections.abc import Iterator

import numpy as np

from trustladder.analysis.figures.effects import Row, effects, label, written
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.history.finding import sentence
from trustladder.analysis.history.shipped_forecast import kept
from trustladder.analysis.statistics import half_by, mean_ends, share_ends
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.fits import SHIPPED, read_fit
from trustladder.sim.law.responding import REASONS
from trustladder.sim.metric_families import REFUSED


def findings(several: list[ResultSource]) -> list[str]:
    """Return the headline of every result, the findings of the first, and what the others change."""
    first, say = several[0], several[0].words
    own = list(first_sentences(first))
    if len(several) > 1:
        own = [say("report.finding.of", title=first.title, said=sentence) for sentence in own]
    return [*map(headline, several), *own, *changes(several)]


def share_with_interval(data: ResultSource, values: Floats) -> tuple[float, float, float]:
    """Return a share of futures with its 95 percent interval, which allows for parameter sets and shared pasts."""
    return float(values.mean()), *share_ends(values, data.clusters)


def mean_with_interval(data: ResultSource, values: Floats) -> tuple[float, float, float]:
    """Return a mean with its 95 percent interval, of the same kind; of one future, without width."""
    there = ~np.isnan(values)
    known = values[there]
    if len(known) < 2:
        return (float(known[0]) if len(known) else float("nan"),) * 3
    return float(known.mean()), *mean_ends(known, [kind[there] for kind in data.clusters])


def headline(data: ResultSource) -> str:
    """Return the share of futures in which cooperation is held, and the median month."""
    say = data.words
    try:
        months = data.metric("region_held_month")
    except Nothing as reason:
        return f"{data.title}: {say(reason.key, **reason.values)}"
    share, low, high = share_with_interval(data, (~np.isnan(months)).astype(float))
    text = say(
        "report.finding.held",
        title=data.title,
        aim=data.field(data.scenario.aim),
        share=say.percent(share, 1),
        low=say.percent(low, 1),
        high=say.percent(high, 1),
        runs=say.number(len(months), 0),
        last=data.ends[1],
    )
    half = half_by(months)
    return text if np.isnan(half) else f"{text} {say('report.finding.half', month=data.month(round(half)))}"


def first_sentences(data: ResultSource) -> Iterator[str]:
    """Yield the findings of the first result: trust, refusals and their commonest reason, flow, harm."""
    try:
        yield from _trust(data)
        yield from _refusals(data)
        for key, metric in (("flow", "flow_interdicted"), ("harm", "civilian_harm")):
            mean, low, high = mean_with_interval(data, data.metric(metric))
            show = data.words.figure if key == "harm" else lambda value: data.words.percent(value, 1)
            yield data.words(f"report.finding.{key}", mean=show(mean), low=show(low), high=show(high))
    except Nothing as reason:
        yield data.words(reason.key, **reason.values)


def _trust(data: ResultSource) -> Iterator[str]:
    for domain in sorted(data.scenario.domains):
        mean, low, high = mean_with_interval(data, data.metric(f"trust_region_change.{domain}"))
        level = mean_with_interval(data, data.metric(f"trust_region.{domain}"))[0]
        show = data.words.signed
        yield data.words(
            "report.finding.trust",
            domain=data.field(domain),
            level=data.words.number(level),
            change=show(mean, 3),
            low=show(low, 3),
            high=show(high, 3),
            last=data.ends[1],
        )


def _refusals(data: ResultSource) -> Iterator[str]:
    mean, low, high = mean_with_interval(data, data.metric("refusal_share"))
    say = data.words
    yield say("report.finding.refused", mean=say.percent(mean, 1), low=say.percent(low, 1), high=say.percent(high, 1))
    if mean > 0.0 and all(data.has_metric(name) for name in REFUSED):  # reasons of another version are others
        shares = {name: float(data.metric(metric).mean()) / mean for name, metric in zip(REASONS, REFUSED, strict=True)}
        commonest = max(shares, key=shares.__getitem__)
        yield say("report.finding.reason", reason=say(f"reason.{commonest}"), share=say.percent(shares[commonest], 0))


def said_of_forecasts(data: ResultSource) -> list[str]:
    """Return how well the model forecasts the region of a result, in a sentence.

    Nothing where its version is not the one that was back-tested, or where it was not fitted to the shipped record.
    """
    known, origin = kept(), read_fit().origin
    if (known.fit, data.manifest["law"], data.scenario.fit) != (origin["hash"], origin["law"], SHIPPED):
        return []
    return [sentence(data.words, known.finding())]


def changes(several: list[ResultSource]) -> Iterator[str]:
    """Yield the effects of the other results against the first whose interval excludes 0."""
    if len(several) < 2:
        return
    try:
        rows = effects(several)
    except Nothing as reason:
        yield several[0].words(reason.key, **reason.values)
        return
    for which, other in enumerate(several[1:], 1):
        mine = [row for row in rows if row.which == which]
        yield from (_change(several, other, row) for row in mine if row.effect.clear)
        open_ones = [label(several, row.metric) for row in mine if not row.effect.clear]
        if open_ones:
            yield several[0].words("report.finding.open", title=other.title, metrics="; ".join(open_ones))


def _change(several: list[ResultSource], other: ResultSource, row: Row) -> str:
    say = several[0].words
    return say(
        "report.finding.change",
        title=other.title,
        metric=label(several, row.metric),
        effect=written(say, row, row.effect.difference, True),
        low=written(say, row, row.effect.low, True),
        high=written(say, row, row.effect.high, True),
        base=written(say, row, row.base),
        unit=f" {say('unit.points')}" if row.percent else "",
        percent=say("number.percent") if row.percent else "",
    )
