"""What a report of results says: its title, its sentences and its limits, each computed."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from trustladder.analysis.answer import Change, answer, changes, named, obstacles
from trustladder.analysis.comparison.compare import SMALLEST_ASKED
from trustladder.analysis.figures.effects import Row, effects
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.labels import about, capital
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST, size_of
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.figures.kit.ties import first_domain
from trustladder.analysis.history.finding import sentence
from trustladder.analysis.history.shipped_forecast import Kept, kept
from trustladder.analysis.numbers import distinct
from trustladder.analysis.statistics import mean_ends, share_ends
from trustladder.analysis.words import Words
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.fits import SHIPPED, read_fit
from trustladder.sim.machine.version import law_hash
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.naming import HELD

SIZES = {  # smallest effects of interest, of metrics and of families of them
    **SMALLEST_ASKED, **SMALLEST, "refusal_share": SMALLEST[HELD], "region_at_end": SMALLEST[HELD],
    "trust_region": SMALLEST["trust"],
}  # fmt: skip
SENTENCES = 4  # after the first


class Answer(NamedTuple):
    """The first page of a report in words: the finding, the question that it answers, and sentences."""

    title: str
    question: str
    sentences: list[str]  # the first in bold


def asked(data: ResultSource) -> str:
    """Return the metric with which the scenario's own question is answered; cooperation where the result lacks it."""
    metric = data.scenario.asks
    return metric if data.has_metric(metric) else HELD


def subject(several: list[ResultSource]) -> ResultSource:
    """Return the result whose question is answered: the other one of two, else the first."""
    return several[1] if len(several) == 2 else several[0]


def answered(several: list[ResultSource]) -> Answer:
    """Return the answer of results, the others against the first."""
    first, metric = several[0], asked(subject(several))
    question = first.words.said(subject(several).scenario.question)
    if not first.finished:
        return Answer(first.title, question, answer(first))
    (held, *others), refused = answer(first), list(obstacles(first))
    lead, rest = (held, []) if metric == HELD else (_lead(several, metric), [held])
    if len(several) == 1:
        rest += others[: len(others) - len(refused)]  # what would be without other meetings
    rest += [*_changes(several, metric), *refused, *_trust(first)]
    title = capital(_held(several) if metric == HELD else _asked(several, metric))
    return Answer(title, question, [lead, *rest[:SENTENCES]])


def effects_on(several: list[ResultSource], metric: str) -> list[Row]:
    """Return the effects of the other results on a metric; none where results are not paired, or lack it."""
    if len(several) < 2:
        return []
    try:
        return effects(several, [(metric, False)])
    except Nothing:
        return []


def strongest(several: list[ResultSource], metric: str) -> list[Row]:
    """Return the effects on a metric, the largest first."""
    return sorted(effects_on(several, metric), key=lambda row: -abs(row.effect.difference))


def smallest_of(metric: str) -> float | None:
    """Return the smallest effect of interest on a metric; None where none is set."""
    return SIZES.get(metric, SIZES.get(metric.partition(".")[0]))


def size_on(row: Row) -> str:
    """Return whether an effect matters, is small, clear or open."""
    return size_of(row.effect, smallest_of(row.metric) or SMALLEST[HELD])


def _held(several: list[ResultSource]) -> str:
    """Return the title of a report on cooperation: how often it takes hold, and what the strongest other makes it."""
    first, say = several[0], several[0].words
    on = about(say, first.scenario, [first.scenario.aim])
    share = float(first.metric(HELD).mean())
    if first.finished == 1:
        title = say("report.title.one" if share else "report.title.one_never", on=on)
    else:
        title = say("report.title.held" if share else "report.title.never", on=on, share=say.of_hundred(share))
    rows = strongest(several, HELD)
    if not rows:
        return title if len(several) > 1 else say("report.title.of", name=first.short, said=title)
    kinds = [size_on(row) for row in rows]
    other = several[rows[0].which]
    key = "makes" if kinds[0] in ("matters", "clear") else "small" if set(kinds) == {"small"} else "open"
    values = {"noun": labels.noun(say, other.scenario), "share": say.of_hundred(rows[0].effect.level)}
    key += "_one" if len(rows) == 1 and key != "makes" else ""
    return f"{title}; {say(f'report.title.{key}', **values)}"


def _asked(several: list[ResultSource], metric: str) -> str:
    """Return the title of a report on another metric: how the subject changes it, or where it stands."""
    one, say = subject(several), several[0].words
    what, rows = named(say, metric), strongest(several, metric)
    if not rows:
        value = written(say, metric, float(one.metric(metric).mean()))
        return say("report.title.stands", name=one.short, what=what, value=value)
    row, other = rows[0], several[rows[0].which]
    before, now = (level_of(say, metric, value) for value in (row.base, row.effect.level))
    noun, kind = labels.noun(say, other.scenario), size_on(row)
    if kind in ("matters", "clear"):
        unit = say(f"report.level.{metric}", value=now)
        return say("report.title.matters", noun=noun, what=what, before=before, now=unit)
    stands = say("report.title.stands", name=several[0].short, what=what, value=written(say, metric, row.base))
    return f"{stands}; {say(f'report.title.{kind}_one', noun=noun)}"


def written(say: Words, metric: str, value: float) -> str:
    """Return a level of a metric with its unit, as a title writes it."""
    return say(f"report.level.{metric}", value=level_of(say, metric, value))


def level_of(say: Words, metric: str, value: float) -> str:
    """Return a level of a metric without its unit."""
    return say.of_hundred(value) if metric in ("collusion", "flow_interdicted") else say.number(value)


def _lead(several: list[ResultSource], metric: str) -> str:
    """Return the first sentence on another metric than cooperation: its change, else its level with an interval."""
    one, say = subject(several), several[0].words
    rows = effects_on(several, metric)
    if rows:
        return change_in_words(several, rows[0].which, [metric])
    mean, low, high = distinct(say.figure, *mean_with_interval(one, one.metric(metric)))
    what = capital(named(say, metric))
    return say("report.finding.level", what=what, mean=mean, low=low, high=high, last=one.ends[1])


def _changes(several: list[ResultSource], metric: str) -> Iterator[str]:
    """Yield what the two strongest others change: cooperation, and what each asks for itself."""
    if len(several) > 1 and not effects_on(several, HELD):
        yield _why_not_paired(several)
    for row in strongest(several, HELD)[:2]:
        own = asked(several[row.which])
        wanted = [HELD] if own in (HELD, metric) and len(several) == 2 else list(dict.fromkeys((HELD, own)))
        yield change_in_words(several, row.which, wanted)


def _why_not_paired(several: list[ResultSource]) -> str:
    try:
        effects(several, [(HELD, False)])
    except Nothing as reason:
        return several[0].words(reason.key, **reason.values)
    return ""


def change_in_words(several: list[ResultSource], which: int, metrics: list[str]) -> str:
    """Return what a result changes in metrics of the first, each with its interval, in one sentence."""
    first, known = several[0], []
    units = {metric.name: metric.unit for metric in metrics_of(first.scenario)}
    for metric in metrics:
        row = next(row for row in effects_on(several, metric) if row.which == which)
        known.append(Change(metric, units[metric], row.base, row.effect, smallest_of(metric) or SMALLEST[HELD]))
    return changes(first.words, first.scenario, several[which].short, known)


def _trust(data: ResultSource) -> Iterator[str]:
    """Yield how trust among the governments ends, and how it changed."""
    domain, say = first_domain(data), data.words
    try:
        mean, low, high = mean_with_interval(data, data.metric(f"trust_region_change.{domain}"))
        level = float(data.metric(f"trust_region.{domain}").mean())
    except Nothing:
        return
    first, last = data.ends
    known = not math.isnan(low) and data.finished > 1
    change, low_end, high_end = distinct(lambda value, more: say.signed(value, 3 + more), mean, low, high)
    yield say(
        "report.finding.trust",
        domain=data.field(domain),
        level=say.number(level),
        change=change,
        ends=say("report.finding.ends", low=low_end, high=high_end) if known else "",
        first=first,
        last=last,
    )


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


def tested(law: str, fit: object) -> Kept | None:
    """Return the back-test of a version of the model and of a fit; None where another one was tested."""
    known, shipped = kept(), read_fit()
    versions = {shipped.origin["law"], *([law_hash()] if shipped.current else [])}
    return known if (known.fit, fit) == (shipped.origin["hash"], SHIPPED) and law in versions else None


def said_of_forecasts(data: ResultSource) -> list[str]:
    """Return how well the model forecasts the region of a result, in a sentence; nothing where it was not tested."""
    known = tested(data.manifest["law"], data.scenario.fit)
    return [] if known is None else [sentence(data.words, known.finding())]


def limits(say: Words, law: str, fit: object, sets: int) -> list[tuple[str, str]]:
    """Return four limits, each with its heading: the second from the back-test, the third from what futures vary in."""
    known, values = tested(law, fit), dict[str, object]()
    if known is not None:
        one = known.finding()
        ratio, low, high = distinct(lambda value, more: say.number(math.exp(value), 2 + more), *one.model)
        verdict = say(f"forecast.verdict.{one.model.verdict}")
        values = {"verdict": verdict, "first": one.first, "until": one.until, "ratio": ratio, "low": low, "high": high}
    keys = ("tool", "forecast" if known else "untested", "sets" if sets else "luck", "carry" if fit else "region")
    values["count"] = sets
    return [tuple(say(f"report.limit.{key}.{part}", **values) for part in ("head", "text")) for key in keys]  # type: ignore[misc]
