"""Draw the back-test: the chance that forecasts gave to what was recorded later, by their year and by forum."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trustladder.analysis.figures.kit.fit_source import FitSource, Progress, prepare, steps
from trustladder.analysis.figures.kit.labels import forum
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import FAINT, PALE, Target, apart, height_of, percent_axis
from trustladder.sim.arrays.index import Index

if TYPE_CHECKING:
    from trustladder.analysis.history.backtest import Backtest
    from trustladder.analysis.history.finding import Finding

POOLED = "pool_model"


class Line(NamedTuple):
    """The look of a forecast: distinct in grey, too."""

    forecast: str
    colour: str
    style: str
    mark: str


LINES = (
    Line("persistence", FAINT, "-", "s"),
    Line("model", "C0", "-", "o"),
    Line(POOLED, "C2", "--", "^"),
)


class BacktestSource(FitSource["Backtest"]):
    """The back-test: forecasts from the record up to several years, against what was recorded later."""

    @property
    def histories(self) -> int:
        """Return the number of histories to simulate."""
        from trustladder.analysis.history.backtest import work

        return work(self.fit)

    def simulate(self, progress: Progress | None) -> Backtest:
        """Simulate the histories, and score the forecasts."""
        from trustladder.analysis.history.backtest import backtest

        return backtest(self.known, self.fit, seed=self.seed, progress=progress)

    @property
    def finding(self) -> Finding:
        """Return what the back-test found."""
        from trustladder.analysis.history.finding import finding

        return finding(self.run())

    @property
    def note(self) -> str:
        """Return the note: differences of scores, what forecasts know, and the version of the model."""
        from trustladder.analysis.history.finding import interval

        say, law, one = self.words, self.origins[0]["law"], self.finding
        model, pool = interval(say, one.model), interval(say, one.pool)
        return self.noted(say("figure.backtest.note", model=model, pool=pool, seed=self.seed, law=law[:8]), law)

    def name(self, forecast: str) -> str:
        """Return the label of a forecast; that the model is told the record stands in the title."""
        return self.words("figure.backtest.model" if forecast == "model" else f"forecast.{forecast}")

    def by_origin(self, forecast: str) -> dict[int, float]:
        """Return the chance that a forecast gave to what was recorded, by the year in which it was made."""
        return self._by(forecast, self.run().cells.origin)

    def by_forum(self, forecast: str) -> dict[str, float]:
        """Return the chance that a forecast gave to what was recorded, by forum."""
        found = self.run()
        names = Index(found.scenario).forums
        return {names[number]: chance for number, chance in self._by(forecast, found.cells.forum).items()}

    def _by(self, forecast: str, groups: np.ndarray) -> dict[int, float]:
        """Return the geometric mean of chances in groups of cells."""
        found = self.run()
        scores = {int(one): found.score(forecast, groups == one)[0] for one in np.unique(groups)}
        return {one: float(np.exp(score)) for one, score in scores.items()}


SOURCE = BacktestSource
__all__ = ["SOURCE", "describe", "draw", "prepare", "steps"]


def draw(data: BacktestSource, target: Target) -> Figure:
    """Draw chances by the year of the forecast (left or above), and of model and persistence by forum."""
    from trustladder.analysis.history.finding import title

    if target.wide:
        figure, (first, second) = plt.subplots(
            1, 2, figsize=(target.width, 0.5 * target.width), width_ratios=(1.0, 1.1)
        )
    else:
        figure, (first, second) = plt.subplots(
            2, 1, figsize=(target.width, 1.6 * target.width), height_ratios=(0.85, 1.0)
        )
    _by_origin(first, data, target)
    _by_forum(second, data, target)
    framed(figure, target, Head(title(data.words, data.finding), "", data.note))
    return figure


def _head(axes: Axes, data: BacktestSource, key: str, unit: str, target: Target) -> None:
    """Write the title of a panel, and its unit or key under it."""
    room, size = (0.42 if target.wide else 0.66) * target.width, target.small(0.8)
    name, unit = data.words(f"figure.backtest.{key}"), fitted(unit, room, size, 2)
    axes.set_title(fitted(name, room, target.text, 2, bold=True), pad=(unit.count("\n") + 1) * 1.3 * size + 0.6 * size)
    axes.annotate(
        unit, (0.0, 1.0), (0.0, 0.5 * size), "axes fraction", "offset points", va="bottom", fontsize=size, color=FAINT
    )


def _by_origin(axes: Axes, data: BacktestSource, target: Target) -> None:
    """Draw a line for each forecast, named at its end."""
    values = {line.forecast: data.by_origin(line.forecast) for line in LINES}
    years = list(values["model"])
    top = 1.15 * max(max(one.values()) for one in values.values())
    percent_axis(axes, top, data.words)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    for line in LINES:
        chances = values[line.forecast]
        axes.plot(
            years,
            list(chances.values()),
            color=line.colour,
            linestyle=line.style,
            marker=line.mark,
            markersize=0.4 * target.text,
        )
    size = target.small(0.85)
    axes.grid(visible=False, axis="x")
    axes.set_xticks(years[::4])
    axes.set_xlim(years[0] - 0.8, years[-1] + (0.8 if target.wide else 0.6) * len(years))
    room = (0.17 if target.wide else 0.3) * target.width
    names = [fitted(data.name(line.forecast), room, size, 1) for line in LINES]
    least = 1.4 * size / 72.0 / (height_of(axes) * (0.6 if target.wide else 0.3)) * top
    ends = [values[line.forecast][years[-1]] for line in LINES]
    for line, name, height in zip(LINES, names, apart(ends, least, 0.5 * least, top - 0.5 * least), strict=True):
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}  # over lines of the grid
        axes.text(years[-1] + 0.5, height, name, color=line.colour, va="center", fontsize=size, bbox=box)
    _head(axes, data, "by_origin", data.words("figure.backtest.chance"), target)


def _by_forum(axes: Axes, data: BacktestSource, target: Target) -> None:
    """Draw the chances of model and persistence for each forum, joined; the forum where the model does best on top."""
    model, same = data.by_forum("model"), data.by_forum("persistence")
    order = sorted(model, key=lambda name: model[name] / same[name])
    rows = range(len(order))
    axes.hlines(rows, [model[name] for name in order], [same[name] for name in order], color=PALE, zorder=1)
    for line, values in zip(LINES, (same, model), strict=False):
        axes.plot(
            [values[name] for name in order],
            rows,
            line.mark,
            color=line.colour,
            markersize=0.6 * target.text,
        )
    size = target.small(0.8)
    room = (0.17 if target.wide else 0.33) * target.width
    scenario = data.run().scenario
    names = [fitted(forum(data.words, scenario, name), room, size, 2) for name in order]
    axes.set_yticks(rows, names, fontsize=size, linespacing=1.0)
    axes.set_ylim(-0.6, len(order) - 0.4)
    percents = [0.0, 0.25, 0.5, 0.75, 1.0]
    axes.set_xlim(0.0, 1.0)
    axes.set_xticks(percents, [data.words.percent(one, 0) for one in percents])
    axes.grid(visible=False, axis="y")
    _head(axes, data, "by_forum", data.words("figure.backtest.marks"), target)


def describe(data: BacktestSource) -> Description:
    """Describe the finding with its intervals; rows of chances by year of the forecast and by forum."""
    from trustladder.analysis.history.finding import sentence

    say, found, one = data.words, data.run(), data.finding
    values = {
        "finding": sentence(say, one),
        "cells": say.number(len(found.cells.year), 0),
        "until": found.last_year,
        "first": one.first,
        "last": one.last,
        "forums": len(data.by_forum("model")),
    }
    rows: list[tuple[object, ...]] = []
    for line in LINES:
        rows += [("origin", year, line.forecast, chance) for year, chance in data.by_origin(line.forecast).items()]
        rows += [("forum", name, line.forecast, chance) for name, chance in data.by_forum(line.forecast).items()]
    columns = ("by", "of", "forecast", "chance")
    return Description(say("figure.backtest.caption", **values), say("figure.backtest.alt", **values), columns, rows)
