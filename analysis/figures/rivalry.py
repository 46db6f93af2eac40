"""Draw the rivalry between donors over time, and how often governments play donors off."""

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.fan import Box
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page, sides
from trustladder.analysis.figures.kit.result_source import QUANTILES, ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import INK, Target, apart, number_axis, year_axis
from trustladder.analysis.numbers import distinct
from trustladder.sim.arrays.tables import Floats

SOURCE = ResultSource
LINES = (("rivalry_of_rivals", "C0", "-"), ("rivalry", "C3", (0, (5.0, 1.5))))
ALIKE = 0.1  # of the larger number of rounds: a change of less is none


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw rivalry, and beside it, or below it where there is no room, rounds of playing off per year."""
    kind, values = told(data)
    page = Page(target, data.head("rivalry", kind, **values), target.em(18.0 if target.wide else 34.0))
    if target.wide:
        (one, wide), (two, narrow) = sides(page, [1.35, 1.0], 2.4)
        boxes = Box(one, 0.0, wide, page.height), Box(two, 0.0, narrow, page.height)
    else:
        half = 0.5 * page.height - page.em(0.8)
        boxes = Box(0.0, page.height - half, page.width, half), Box(0.0, 0.0, page.width, half)
    _lines(page, data, boxes[0])
    _bars(page, data, boxes[1])
    return page.figure


def _panel(page: Page, data: ResultSource, box: Box, key: str, right: float = 0.0) -> Axes:
    """Return axes in a box under the name of a panel and its unit."""
    say = data.words
    head = fitted(say(f"figure.rivalry.{key}"), box.width, page.target.text, 2, bold=True)
    page.heading(box.left, box.bottom + box.height, head, say(f"figure.rivalry.unit_{key}"))
    left, above = page.em(2.2), page.em(2.2 + 1.2 * (head.count("\n") + 1))
    return page.axes(
        box.left + left, box.bottom + page.em(1.8), box.width - left - right, box.height - page.em(1.8) - above
    )


def _lines(page: Page, data: ResultSource, box: Box) -> None:
    """Draw rivalry with its bands; every line is named where it ends."""
    say, target = data.words, page.target
    bands = {name: data.band(name) for name, *_ in LINES}
    names = [
        fitted(say("figure.rivalry.end", name=say(f"figure.rivalry.{name}"), level=say.number(band["mean"][-1])),
               0.33 * box.width, target.small(), 3)
        for name, band in bands.items()
    ]  # fmt: skip
    axes = _panel(page, data, box, "above", max(width_of(name, target.small()) for name in names) + page.em(0.8))
    for name, colour, dash in LINES:
        band = bands[name]
        axes.fill_between(data.years, band["p05"], band["p95"], color=colour, alpha=0.18, linewidth=0)
        axes.plot(data.years, band["mean"], color=colour, linestyle=dash)
    top = min(1.0, 1.25 * max(float(band["p95"].max()) for band in bands.values()) or 1.0)
    axes.set_ylim(0.0, top)
    axes.locator_params(axis="y", nbins=5)
    number_axis(axes, say)
    year_axis(axes, data.span)
    lines = max(name.count("\n") + 1 for name in names)
    least = 1.25 * lines * target.small() / 72.0 / (axes.get_position().height * page.full) * top
    heights = apart([float(band["mean"][-1]) for band in bands.values()], least, 0.4 * least, top)
    for (_, colour, _), name, height in zip(LINES, names, heights, strict=True):
        look: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False, "va": "center"}
        spot = (data.span[1], height), (0.5 * target.text, 0.0)
        axes.annotate(name, *spot, color=colour, size=target.small(), linespacing=1.0, **look)


def _bars(page: Page, data: ResultSource, box: Box) -> None:
    """Draw the rounds of playing off of every year, the first and the last with their numbers."""
    say, target, (years, rounds) = data.words, page.target, played(data)
    axes = _panel(page, data, box, "below")
    axes.bar(years, rounds, width=0.7, color="C3", linewidth=0)
    axes.set_ylim(0.0, 1.2 * float(rounds.max()) or 1.0)
    axes.locator_params(axis="y", nbins=5)
    number_axis(axes, say)
    year_axis(axes, data.span, ticks=4)
    axes.spines["bottom"].set_linewidth(mpl.rcParams["axes.linewidth"])
    if not rounds.any():
        axes.text(0.5, 0.5, say("figure.rivalry.none"), transform=axes.transAxes, ha="center", va="center")
        return
    for year, count in {0: rounds[0], len(years) - 1: rounds[-1]}.items():
        look: dict[str, Any] = {"ha": "center", "textcoords": "offset points", "size": target.small(), "color": INK}
        axes.annotate(say.number(float(count), 1), (years[year], count), (0.0, 0.2 * target.text), **look)


def _rivals(data: ResultSource) -> str:
    """Return the names of the rivals, pair by pair. Raises Nothing where the scenario names none."""
    pairs = [[data.subject(rival) for rival in pair] for pair in data.scenario.rivals]
    if not pairs:
        raise Nothing("nothing.rivals")
    return data.words.listed(pairs[0] if len(pairs) == 1 else map("\N{EN DASH}".join, pairs))


def played(data: ResultSource) -> tuple[Floats, Floats]:
    """Return the middles of whole years, and the mean number of rounds of playing off in each [year]."""
    so_far = data.band("played_off_so_far")["mean"]
    whole = len(so_far) // 12
    if whole == 0:
        return data.years[:1], so_far[-1:]
    ends = so_far[11 : 12 * whole : 12]
    return data.years[0] + 0.5 + np.arange(whole), np.diff(ends, prepend=0.0)


def told(data: ResultSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: rivalry and playing off, first and last."""
    say, (first, last) = data.words, data.ends
    rivals, mean = (data.band(name) for name, *_ in LINES)
    _, rounds = played(data)
    change = float(rivals["mean"][-1] - rivals["mean"][0])
    low, high = distinct(lambda level, more: say.number(level, 2 + more), rivals["p05"][-1], rivals["p95"][-1])
    values = {
        "names": _rivals(data),
        "first": first,
        "last": last,
        "start": say.number(rivals["mean"][0]),
        "end": say.number(rivals["mean"][-1]),
        "low": low,
        "high": high,
        "all_start": say.number(mean["mean"][0]),
        "all_end": say.number(mean["mean"][-1]),
        "rounds_start": say.figure(float(rounds[0])),
        "rounds_end": say.figure(float(rounds[-1])),
    }
    moved = float(rounds[-1] - rounds[0])
    alike = abs(moved) <= ALIKE * max(float(rounds[-1]), float(rounds[0]))
    values["often"] = say(f"figure.rivalry.{'as_often' if alike else 'more_often' if moved > 0.0 else 'less_often'}")
    return "_stays" if abs(change) < SMALLEST["trust"] else "_rises" if change > 0.0 else "_falls", values


def describe(data: ResultSource) -> Description:
    """Describe rivalry at the start and the end, and rounds of playing off in the first and the last year."""
    kind, values = told(data)
    names = [*(name for name, *_ in LINES), "played_off_so_far"]
    years, rounds = played(data)
    blank = float("nan")
    yearly = [("rounds", str(int(year)), float(count), *[blank] * 5) for year, count in zip(years, rounds, strict=True)]
    rows = [*data.rows_of(names), *yearly]
    return data.described("rivalry", ("series", "month", *QUANTILES), rows, kind, **values)
