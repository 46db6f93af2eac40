"""Draw paired effects of scenarios against the first of them, on the same random draws: size before significance."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.figure import Figure

from trustladder.analysis.comparison.directions import better
from trustladder.analysis.comparison.paired import Effect, Tally
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.effect_table import EffectTable, Mark, Scale, panel_width
from trustladder.analysis.figures.kit.found_source import FoundSource
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST, size_of
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, INK, Target
from trustladder.analysis.statistics import pasts_of
from trustladder.sim.scenario.naming import HELD

SOURCE = ComparisonSource
PANELS = {HELD: 0, "human_security": 3}  # metrics that are drawn, with the decimals of their effects
METRICS = (  # name, and whether in percent; those of the table
    (HELD, True),
    ("trust_region.{domain}", False),
    ("trust_region.{aim}", False),
    ("refusal_share", True),
    ("rivalry", False),
    ("play_off_months", False),
    ("flow_interdicted", True),
    ("civilian_harm", False),
    ("collusion", True),
)


class Row(NamedTuple):
    """The effect of one scenario on one metric."""

    metric: str
    percent: bool
    which: int  # index of the scenario among the results
    base: float
    effect: Effect
    runs: int


def metrics(several: Sequence[ResultSource]) -> list[tuple[str, bool]]:
    """Return the metrics to compare (name, whether in percent), for the domains of the first scenario."""
    first = several[0].scenario
    other = next((name for name in sorted(first.domains) if name != first.aim), first.aim)
    found = {name.format(domain=other, aim=first.aim): percent for name, percent in METRICS}
    return list(found.items())


def effects(several: Sequence[ResultSource], chosen: Sequence[tuple[str, bool]] = ()) -> list[Row]:
    """Return every effect, metric by metric, of those chosen or all. Raises Nothing if the results are not paired."""
    first, others = several[0], several[1:]
    for other in others:
        if other.seed != first.seed or (other.scenario.start, other.scenario.months) != (
            first.scenario.start,
            first.scenario.months,
        ):
            raise Nothing("nothing.paired", one=first.scenario.name, two=other.scenario.name)
    shared = min(one.finished for one in several)
    if shared < 2:
        raise Nothing("nothing.pairs", count=shared)
    rows = []
    for name, percent in chosen or metrics(several):
        base = first.metric(name)[:shared]
        for which, other in enumerate(others, 1):
            tally = Tally(math.gcd(first.sets, other.sets), pasts_of(first.scenario, other.scenario))
            tally.add(other.metric(name)[:shared], base)
            rows.append(Row(name, percent, which, tally.base, tally.effect(flags=name == HELD), shared))
    return rows


def label(several: Sequence[ResultSource], metric: str) -> str:
    """Return the label of a metric."""
    return labels.metric(several[0].words, several[0].scenario, metric)


def draw(data: ComparisonSource, target: Target) -> Figure:
    """Draw two panels with a row for each scenario, sorted by its effect within each group."""
    rows, say = panels(data), data.words
    groups = grouped(data, rows)
    lines: list[str | int] = []
    for key, group in groups.items():
        lines += [key, *group]
    page = Page(target, data.head("effects", **told(data)), (1.5 * len(lines) + 6.4) * target.text / 72.0)
    texts = [
        say(f"figure.effects.{one}") if isinstance(one, str) else labels.capital(data.every[one].short) for one in lines
    ]
    bold = [isinstance(one, str) for one in lines]
    widest = max(width_of(text, target.text, heavy) for text, heavy in zip(texts, bold, strict=True))
    left = min(0.42 * page.width, widest) + page.em(0.9)
    room = panel_width(page, left, len(PANELS))
    named = {one: labels.capital(label(data.every, one)) for one in PANELS}
    named[HELD] = say(f"figure.effects.{HELD}")
    headings = {one: fitted(name, room, target.text, 2, bold=True) for one, name in named.items()}
    above, below = page.em(4.0 + 1.16 * max(text.count("\n") for text in headings.values())), page.em(1.3)
    height = page.height - above - below
    size = min(target.text, 72.0 * height / len(lines) / 1.22)
    table = EffectTable(page, say, len(lines), size, left, below, height)
    matter = {row.which for row in rows if size_of(row.effect, SMALLEST[row.metric]) == "matters"}
    for line, (one, text) in enumerate(zip(lines, texts, strict=True)):
        look = {"weight": "bold"} if isinstance(one, str) else {"color": INK if one in matter else FAINT}
        table.write(line, fitted(text, left - page.em(0.9), size, 1, isinstance(one, str)), **look)
    for number, (metric, digits) in enumerate(PANELS.items()):
        shown = [row for row in rows if row.metric == metric]
        times = 100.0 if shown[0].percent else 1.0
        base = say.number(times * shown[0].base, 0 if digits == 0 else 2)
        unit = say(f"figure.effects.unit_{metric}", base=base)
        scale = Scale(headings[metric], unit, times * SMALLEST[metric], digits, 0 if digits == 0 else 2)
        table.panel(number, len(PANELS), scale, [_mark(row, lines.index(row.which), times) for row in shown])
    return page.figure


def _mark(row: Row, line: int, times: float) -> Mark:
    """Return an effect on its line."""
    middle, low, high = (times * value for value in row.effect[1:])
    matters = size_of(row.effect, SMALLEST[row.metric]) == "matters"
    return Mark(line, middle, low, high, matters, better(row.metric) * middle >= 0.0)


def panels(data: ComparisonSource) -> list[Row]:
    """Return the effects that are drawn: on the aim, and on human security."""
    return found(data, [(HELD, True), ("human_security", False)])


def found(data: ComparisonSource, chosen: Sequence[tuple[str, bool]]) -> list[Row]:
    """Return the effects on metrics: those of results, or of a comparison that was run."""
    if not isinstance(data, FoundSource):
        return effects(data.every, chosen)
    percent = dict(chosen)
    return [
        Row(one.metric.name, percent[one.metric.name], which, one.reference, one.effect, one.runs)
        for which, one in data.findings([*percent])
    ]


def grouped(data: ComparisonSource, rows: list[Row]) -> dict[str, list[int]]:
    """Return the scenarios by their effect on the aim, in two groups: what donors can do, what may happen to them."""
    held = {row.which: row.effect.difference for row in rows if row.metric == HELD}
    order = sorted(held, key=lambda which: -held[which])
    events = data.every[0].scenario.events
    happens = [which for which in order if data.every[which].scenario.events != events]
    found = {"choices": [which for which in order if which not in happens], "events": happens}
    return {key: group for key, group in found.items() if group}


def told(data: ComparisonSource) -> dict[str, Any]:
    """Return what the sentences need: what raises the aim by as much as matters, and what hardly moves it."""
    say, first = data.words, data.every[0]
    rows = [row for row in panels(data) if row.metric == HELD]
    kinds = {row.which: size_of(row.effect, SMALLEST[HELD]) for row in rows}
    order = sorted(rows, key=lambda row: -row.effect.difference)
    up = [row.which for row in order if kinds[row.which] == "matters" and row.effect.difference > 0.0][:3]
    down = [row.which for row in order[::-1] if kinds[row.which] == "matters" and row.effect.difference < 0.0][:2]
    small = sorted((row for row in rows if kinds[row.which] == "small"), key=lambda row: abs(row.effect.difference))
    on, said = labels.about(say, first.scenario, [first.scenario.aim]), []
    for key, group in (("up", up), ("down", down if not up else [])):
        if group:
            nouns = say.listed(labels.noun(say, data.every[which].scenario) for which in group)
            said.append(say(f"figure.effects.{key}{'_one' if len(group) == 1 else ''}", nouns=nouns, on=on))
    if not said:
        said.append(say("figure.effects.none", on=on))
    elif small:
        said.append(
            say(
                "figure.effects.flat",
                nouns=say.listed(labels.noun(say, data.every[row.which].scenario) for row in small[:2]),
            )
        )
    top = max(rows, key=lambda row: abs(row.effect.difference))
    return {
        "said": "; ".join(said), "name": first.short, "first": first.ends[0], "last": first.ends[1],
        "count": len(rows), "small": sum(kind != "matters" for kind in kinds.values()), "on": on,
        "top": data.every[top.which].short, "effect": say.signed(100.0 * top.effect.difference, 0),
        "futures": say.number(100.0 * SMALLEST[HELD], 0), "index": say.number(SMALLEST["human_security"]),
    }  # fmt: skip


def describe(data: ComparisonSource) -> Description:
    """Describe the largest effect, and how many do not matter; the table has the effects on all metrics."""
    columns = ("metric", "scenario", "reference", "effect", "low", "high", "runs", "size")
    every = panels(data)
    every += [row for row in found(data, metrics(data.every)) if row.metric not in PANELS]
    table = [
        (
            row.metric,
            data.every[row.which].short,
            row.base,
            *row.effect[1:],
            row.runs,
            size_of(row.effect, SMALLEST[row.metric]) if row.metric in SMALLEST else "",
        )
        for row in every
    ]
    return data.described("effects", columns, table, **told(data))
