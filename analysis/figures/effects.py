"""Draw paired effects of scenarios against the first of them, on the same random draws, with intervals."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.comparison.directions import better
from trustladder.analysis.comparison.paired import Effect, Tally
from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.result_source import ComparisonSource, ResultSource
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, INK, Target, fitted, panel_title, title_block
from trustladder.analysis.statistics import pasts_of
from trustladder.analysis.words import Words

SOURCE = ComparisonSource
METRICS = (  # name, and whether in percent; as many as fit on a page
    ("region_held", True),
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


def effects(several: Sequence[ResultSource]) -> list[Row]:
    """Return every effect, metric by metric. Raises Nothing if the results are not paired."""
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
    for name, percent in metrics(several):
        base = first.metric(name)[:shared]
        for which, other in enumerate(others, 1):
            tally = Tally(math.gcd(first.sets, other.sets), pasts_of(first.scenario, other.scenario))
            tally.add(other.metric(name)[:shared], base)
            rows.append(Row(name, percent, which, tally.base, tally.effect(flags=name == "region_held"), shared))
    return rows


def label(several: Sequence[ResultSource], metric: str) -> str:
    """Return the label of a metric."""
    return labels.metric(several[0].words, several[0].scenario, metric)


def written(say: Words, row: Row, value: float, signed: bool = False) -> str:
    """Return a value, or an effect with the digits that its interval supports; shares in percent."""
    if not signed:
        return say.number(100.0 * value, 1) if row.percent else say.figure(value)
    scale, width = 100.0 if row.percent else 1.0, row.effect.high - row.effect.low
    digits = _digits(scale * width, 1) if width > 0.0 else 2
    most = _digits(scale * abs(row.effect.difference), 3) if row.effect.difference else digits
    return say.signed(scale * value, min(max(min(digits, most), 1), 6))


def _digits(value: float, counting: int) -> int:
    """Return the decimals that leave `counting` significant digits."""
    return counting - 1 - math.floor(math.log10(value))


def draw(data: ComparisonSource, target: Target) -> Figure:
    """Draw a panel for each metric, a row for each scenario; marks are filled if the interval excludes 0."""
    several, wide = data.every, target.wide
    rows, say = effects(several), data.words
    shown = list(dict.fromkeys(row.metric for row in rows))
    columns = 3 if wide else 1
    lines = -(-len(shown) // columns)
    height = target.text / 72 * (lines * ((2.7 if wide else 2.3) * (len(several) - 1) + (4.8 if wide else 4.2)) + 8.0)
    figure, panels = plt.subplots(lines, columns, sharey=True, squeeze=False, figsize=(target.width, height))
    for axes, metric in zip(panels.flat, shown, strict=False):
        _panel(axes, several, [row for row in rows if row.metric == metric], target)
    for axes in panels.flat[len(shown) :]:
        axes.axis("off")
    title = say("figure.effects.title", name=several[0].short, runs=say.number(rows[0].runs, 0))
    title_block(figure, target, title, f"{say('figure.effects.key')} {data.note}")
    return figure


def _panel(axes: Axes, several: Sequence[ResultSource], rows: list[Row], target: Target) -> None:
    say, places = several[0].words, np.arange(len(rows))
    for index, row in zip(places, rows, strict=True):
        effect, side = row.effect, better(row.metric)
        good = side * effect.difference > 0.0
        colour = FAINT if not effect.clear or side == 0 else "C0" if good else "C1"
        axes.plot([effect.low, effect.high], [index, index], color=colour, linewidth=target.line, solid_capstyle="butt")
        mark = "D" if side == 0 else "o" if good else "s"
        axes.plot(
            [effect.difference],
            [index],
            mark,
            color=colour if effect.clear else "white",
            markeredgecolor=colour,
            markersize=target.text * (0.42 if side == 0 else 0.5),
        )
    axes.axvline(0.0, color=INK, linewidth=target.line * 0.5, zorder=0)
    reach = float(np.nanmax(np.abs([row.effect[1:] for row in rows]))) or 1.0
    axes.set_xlim(-1.15 * reach, 1.15 * reach)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    room, size = (0.2 if target.wide else 0.34) * target.width, target.small(0.9 if target.wide else 0.8)
    axes.set_yticks(places, [fitted(one.short, room, size, 2) for one in several[1:]], fontsize=size, linespacing=1.0)
    axes.grid(axis="y", visible=False)
    axes.locator_params(axis="x", nbins=3)
    axes.xaxis.set_major_formatter(lambda value, _: _tick(say, rows[0], value))
    unit = say("unit.points") if rows[0].percent else ""
    base = say(
        "figure.effects.base",
        value=written(say, rows[0], rows[0].base) + (say("number.percent") if rows[0].percent else ""),
    )
    title_room = (0.26 if target.wide else 0.6) * target.width
    panel_title(axes, label(several, rows[0].metric), title_room, target.small(0.85), 5)
    axes.set_xlabel(f"{unit and f'{unit}, '}{base}", fontsize=target.small(0.75), color=FAINT, labelpad=1.0)


def _tick(say: Words, row: Row, value: float) -> str:
    size = 100.0 * value if row.percent else value
    return labels.localized(say, f"{size:+.3g}") if abs(size) > 1e-12 else "0"


def describe(data: ComparisonSource) -> Description:
    """Describe the clear effects of each scenario."""
    several, say, sentences = data.every, data.words, []
    rows = effects(several)
    for which in range(1, len(several)):
        clear = [row for row in rows if row.which == which and row.effect.clear]
        text = "; ".join(_sentence(several, row) for row in clear)
        sentences.append(
            say("figure.effects.scenario", name=several[which].short, said=text or say("figure.effects.unclear"))
        )
    values = {"name": several[0].short, "runs": say.number(rows[0].runs, 0), "said": " ".join(sentences)}
    columns = ("metric", "scenario", "reference", "effect", "low", "high", "runs")
    table = [
        (
            row.metric,
            several[row.which].short,
            row.base,
            row.effect.difference,
            row.effect.low,
            row.effect.high,
            row.runs,
        )
        for row in rows
    ]
    return data.described("effects", columns, table, **values)


def _sentence(several: Sequence[ResultSource], row: Row) -> str:
    say = several[0].words
    return say(
        "figure.effects.one",
        metric=label(several, row.metric),
        effect=written(say, row, row.effect.difference, True),
        low=written(say, row, row.effect.low, True),
        high=written(say, row, row.effect.high, True),
        unit=say("unit.points") if row.percent else "",
    ).rstrip()
