"""Draw a metric over the two factors of a full design."""

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.labels import capital, level
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import FAINT, INK, PALEBLUE, SHADES, WHITE_FROM, Target
from trustladder.analysis.figures.kit.sweep_source import SweepSource
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.errors import InputError


class Grid(NamedTuple):
    """The levels of two factors, as texts and as numbers, and the metric [second, first]."""

    texts: tuple[list[str], list[str]]
    numbers: tuple[Floats, Floats]
    values: Floats


class Error(NamedTuple):
    """Half of the 95 percent interval of a cell and of the mean of a row, both means over the grid."""

    cell: float
    row: float


class HeatmapSource(SweepSource):
    """A sweep with a full design of two factors."""

    @property
    def error(self) -> Error | None:
        """Return how uncertain cells are; None for a metric that is no share of futures."""
        if self.measure.unit != "flag":
            return None
        values, runs = self.grid.values, int(self.manifest["replicates"])
        rows = values.mean(axis=1)
        cell, row = (1.96 * np.sqrt(share * (1.0 - share)) for share in (values, rows))
        return Error(float(cell.mean() / np.sqrt(runs)), float(row.mean() / np.sqrt(runs * values.shape[1])))

    @property
    def bottom(self) -> float:
        """Return the value at the light end of the shades."""
        return 0.0 if self.measure.share else float(self.grid.values.min())

    @property
    def top(self) -> float:
        """Return the value at the dark end of the shades."""
        highest = float(self.grid.values.max())
        return max(0.6, highest) if self.measure.share and highest > 0.2 else highest

    @property
    def last(self) -> int:
        """Return the last year."""
        return year_of(self.scenario.first_month + self.scenario.months - 1)

    @property
    def unit(self) -> str:
        """Return the unit of the numbers in the cells."""
        return self.words("figure.heatmap.of_100") if self.measure.share else self.measure.axis

    def brief(self, value: float) -> str:
        """Return a value as a cell has it: shares as so many of 100."""
        return self.words.number(100.0 * value, 0) if self.measure.share else self.words.figure(value)

    @cached_property
    def grid(self) -> Grid:
        """Return the grid of the design. Raises InputError for another design."""
        swept = self.swept
        if swept.design != "full" or len(swept.factors) != 2:
            here = f"a {swept.design} design of {len(swept.factors)} factors"
            raise InputError(f"{swept.folder.path}: {here} makes no heat map; allowed: full, of two")
        numbers = [np.unique(swept.values(factor)) for factor in swept.factors]
        texts = [
            [level(self.words, factor, number) for number in found.tolist()]
            for factor, found in zip(swept.factors, numbers, strict=True)
        ]
        values = self.values.reshape(len(numbers[0]), len(numbers[1])).T
        return Grid((texts[0], texts[1]), (numbers[0], numbers[1]), values)


SOURCE = HeatmapSource
HARDLY = 0.25  # a factor that moves the metric by less than this part of what the other does hardly matters


def draw(data: HeatmapSource, target: Target) -> Figure:
    """Draw cells shaded by the metric, each with its number if there is room, and the means of rows beside them."""
    kind, values = told(data)
    rows, columns = data.grid.values.shape
    page = Page(target, data.head("heatmap", kind, **values), max(2.4, 0.36 * min(rows, 10)) * target.text / 8.0)
    names = [fitted(capital(data.factor(one.path)), 0.5 * page.width, target.text, 2) for one in data.swept.factors]
    texts = data.grid.texts
    left = max(width_of(text, target.text) for text in texts[1]) + page.em(0.8)
    right, head, foot = page.em(7.4), page.em(2.9), page.em(3.4)
    width, height = page.width - left - right, page.height - head - foot
    axes = page.axes(left, foot, width, height)
    top = data.top
    axes.pcolormesh(
        data.grid.values, cmap=SHADES, vmin=data.bottom, vmax=top, edgecolor="white", linewidth=0.5 * target.line
    )
    axes.set_xlim(0.0, columns)
    axes.set_ylim(0.0, rows)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    for side, count, room in (
        ("x", columns, width / (1.2 * max(width_of(text, target.text) for text in texts[0]))),
        ("y", rows, height / page.em(1.4)),
    ):
        step = max(1, -(-count // int(max(room, 1.0))))
        getattr(axes, f"set_{side}ticks")(np.arange(0, count, step) + 0.5, texts["xy".index(side)][::step])
    if width / columns > page.em(2.6) and height / rows > page.em(1.2):
        _numbers(axes, data)
    page.text(left + 0.5 * width, page.em(1.4), f"{names[0]} →", ha="center", va="top", linespacing=1.0)
    page.text(0.0, page.height - head + page.em(0.6), f"↑ {names[1]}", va="bottom", linespacing=1.0)
    _means(page, data, (page.width - right, foot, right, height))
    return page.figure


def _numbers(axes: Axes, data: HeatmapSource) -> None:
    """Write the metric in each cell; shares as so many of 100."""
    span = data.top - data.bottom
    for (row, column), value in np.ndenumerate(data.grid.values):
        shade = (float(value) - data.bottom) / span if span else 0.0
        colour = "white" if shade >= WHITE_FROM else INK
        axes.text(column + 0.5, row + 0.5, data.brief(float(value)), ha="center", va="center", color=colour)


def _means(page: Page, data: HeatmapSource, box: tuple[float, float, float, float]) -> None:
    """Draw a bar for the mean of each row, with its interval where it is known."""
    left, bottom, width, height = box
    means, most = data.grid.values.mean(axis=1), page.em(3.6)
    canvas, step = page.canvas(left, bottom, width, height), height / len(data.grid.values)
    heading = fitted(data.words("figure.heatmap.row"), width - page.em(0.8), page.target.small(), 2)
    look: dict[str, Any] = {"size": page.target.small(), "color": FAINT, "va": "bottom", "linespacing": 1.0}
    page.text(left + page.em(0.8), bottom + height + page.em(0.4), heading, **look)
    low = min(0.0, float(means.min()))
    scale = most / ((float(means.max()) - low) or 1.0)
    for row, mean in enumerate(means.tolist()):
        start, end, y = page.em(0.8), page.em(0.8) + scale * (mean - low), (row + 0.5) * step
        canvas.fill_between([start, end], y - 0.3 * step, y + 0.3 * step, color=PALEBLUE, linewidth=0)
        half = 0.0 if data.error is None else scale * float(data.error.row)
        canvas.plot([end - half, end + half], [y, y], color="C0", linewidth=0.6 * page.target.line)
        canvas.text(end + half + page.em(0.35), y, data.brief(mean), weight="bold", color="C0", va="center")


def told(data: HeatmapSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: which factor moves the metric, and how far."""
    values, say = data.grid.values, data.words
    sums = (values.mean(axis=0), values.mean(axis=1))  # along the first factor, along the second
    spans = [float(one[-1] - one[0]) for one in sums]
    first = 0 if abs(spans[0]) >= abs(spans[1]) else 1
    names = [data.factor(factor.path) for factor in data.swept.factors]
    found = {
        "metric": data.measure.label, "unit": data.unit, "strong": names[first], "weak": names[1 - first],
        "start": data.brief(float(sums[first][0])), "end": data.brief(float(sums[first][-1])),
        "rows": values.shape[0], "columns": values.shape[1], "low": data.brief(float(values.min())),
        "high": data.brief(float(values.max())), "last": data.last,
    }  # fmt: skip
    if data.error is not None:
        found |= {"cell": data.brief(data.error.cell), "row": data.brief(data.error.row)}
        found["known"] = say("figure.heatmap.known", **found)
    else:
        found["known"] = ""
    return "_hardly" if abs(spans[1 - first]) < HARDLY * abs(spans[first]) else "", found


def describe(data: HeatmapSource) -> Description:
    """Describe how far the two factors move the metric."""
    columns = (*(factor.path for factor in data.swept.factors), data.metric)
    rows = [
        (_cell(data, 0, column), _cell(data, 1, row), float(value))
        for (row, column), value in np.ndenumerate(data.grid.values)
    ]
    kind, values = told(data)
    return data.described("heatmap", columns, rows, kind, **values)


def _cell(data: HeatmapSource, which: int, number: int) -> float | str:
    """Return a level of a factor for the table: a number if it is one, else its text."""
    plain = data.swept.factors[which].kind in ("number", "whole")
    return float(data.grid.numbers[which][number]) if plain else data.grid.texts[which][number]
