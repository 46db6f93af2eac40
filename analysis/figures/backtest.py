"""Draw the back-test: the chance that forecasts gave to what was recorded later, by their year and by forum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.fit_source import FitSource, Progress, prepare, steps
from trustladder.analysis.figures.kit.labels import forum
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page, sides
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import INK, Target, apart
from trustladder.sim.arrays.index import Index

if TYPE_CHECKING:
    from trustladder.analysis.history.backtest import Backtest
    from trustladder.analysis.history.finding import Finding

POOLED = "pool_model"


class Line(NamedTuple):
    """The look of a forecast: distinct in grey, too."""

    forecast: str
    colour: str
    style: Any
    mark: str


LINES = (
    Line("persistence", "C3", (0, (4.0, 1.6)), "s"),
    Line("model", "C0", "-", "o"),
    Line(POOLED, "C2", (0, (1.2, 1.2)), "^"),
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
        return self.noted(say("figure.backtest.source", model=model, pool=pool, seed=self.seed, law=law[:8]), law)

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
    """Draw chances by the year of the forecast, and those of model and persistence by forum."""
    kind, values = told(data)
    page = Page(target, data.head("backtest", kind, **values), 2.9 * target.text / 8.0)
    (left, right) = sides(page, [1.0, 1.05], 1.6)
    _by_origin(page, data, *left, values)
    _by_forum(page, data, *right, values)
    return page.figure


def _by_origin(page: Page, data: BacktestSource, left: float, width: float, values: dict[str, Any]) -> None:
    """Draw a line for each forecast, named at its end."""
    target, say = page.target, data.words
    chances = {
        line.forecast: {year: 100.0 * one for year, one in data.by_origin(line.forecast).items()} for line in LINES
    }
    years = list(chances["model"])
    names = {line.forecast: data.name(line.forecast) for line in LINES}
    room = max(width_of(name, target.small(), bold=True) for name in names.values()) + page.em(0.8)
    axes = page.axes(left + page.em(1.9), page.em(1.8), width - page.em(1.9) - room, page.height - page.em(4.8))
    most = max(max(one.values()) for one in chances.values())
    top = next(one for one in (20.0, 40.0, 60.0, 80.0, 100.0) if one >= min(most, 100.0))
    for line in LINES:
        series = chances[line.forecast]
        look: dict[str, Any] = {"color": line.colour, "linestyle": line.style, "marker": line.mark}
        axes.plot(years, list(series.values()), markersize=0.4 * target.text, **look)
    axes.set_ylim(0.0, top)
    axes.set_yticks(np.linspace(0.0, top, 5 if top in (20.0, 40.0, 80.0) else 4 if top == 60.0 else 6))
    axes.set_xlim(years[0] - 0.4, years[-1] + 0.4)
    axes.set_xticks(years[:: max(1, len(years) // 3)])
    axes.tick_params(axis="x", pad=0.5 * target.text)
    least = 1.35 * target.small() / 72.0 / (page.height - page.em(4.8)) * top
    ends = [chances[line.forecast][years[-1]] for line in LINES]
    for line, height in zip(LINES, apart(ends, least, 0.4 * least, top), strict=True):
        place = ("axes fraction", "data"), "offset points"
        look = {"color": line.colour, "weight": "semibold", "size": target.small(), "va": "center"}
        axes.annotate(
            names[line.forecast], (1.0, height), (0.4 * target.text, 0.0), *place, annotation_clip=False, **look
        )
    page.heading(left, page.height, say("figure.backtest.by_origin", **values), say("figure.backtest.chance"))


def _by_forum(page: Page, data: BacktestSource, left: float, width: float, values: dict[str, Any]) -> None:
    """Draw the chances of model and persistence for each forum, joined; the forum where the model does best on top."""
    target, say = page.target, data.words
    model, same = data.by_forum("model"), data.by_forum("persistence")
    order = sorted(model, key=lambda name: same[name] / model[name])
    size, scenario = target.small(), data.run().scenario
    names = [fitted(forum(say, scenario, name), 0.5 * width, size, 1) for name in order]
    room = max(width_of(name, size) for name in names) + page.em(0.7)
    axes = page.axes(left + room, page.em(1.8), width - room - page.em(0.9), page.height - page.em(4.8))
    for row, name in enumerate(order):
        ahead = model[name] > same[name]
        colour, ends = "C0" if ahead else "C1", (100.0 * same[name], 100.0 * model[name])
        axes.plot(ends, [row, row], color=colour, linewidth=0.8 * target.line, alpha=0.5)
        axes.plot(ends[:1], [row], LINES[0].mark, color=LINES[0].colour, markersize=0.42 * target.text)
        axes.plot(ends[1:], [row], LINES[1].mark, color=colour, markersize=0.52 * target.text)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_yticks(range(len(order)), names, size=size, color=INK)
    axes.set_xlim(0.0, 100.0)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")
    page.heading(left, page.height, say("figure.backtest.by_forum", **values), say("figure.backtest.marks"))


def told(data: BacktestSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: the verdict, the chances, how often it is ahead."""
    from trustladder.analysis.history.finding import title

    say, found, one = data.words, data.run(), data.finding
    by_year = data.by_origin("model"), data.by_origin("persistence")
    by_forum = data.by_forum("model"), data.by_forum("persistence")
    overall = {
        name: float(np.exp(found.score(name, np.ones(len(found.cells.year), dtype=bool))[0]))
        for name in ("model", "persistence")
    }
    return "", {
        "finding": title(say, one),
        "model": say.number(100.0 * overall["model"], 0),
        "same": say.number(100.0 * overall["persistence"], 0),
        "years": len(by_year[0]),
        "ahead": sum(by_year[0][year] > by_year[1][year] for year in by_year[0]),
        "forums": len(by_forum[0]),
        "won": sum(by_forum[0][name] > by_forum[1][name] for name in by_forum[0]),
        "cells": say.number(len(found.cells.year), 0),
        "first": one.first,
        "last": one.last,
        "until": found.last_year,
    }


def describe(data: BacktestSource) -> Description:
    """Describe the finding; rows of chances over all, by year of the forecast and by forum."""
    kind, values = told(data)
    rows: list[tuple[object, ...]] = []
    for line in LINES:
        score = data.run().score(line.forecast, np.ones(len(data.run().cells.year), dtype=bool))[0]
        rows.append(("all", len(data.run().cells.year), line.forecast, float(np.exp(score))))
        rows += [("origin", year, line.forecast, chance) for year, chance in data.by_origin(line.forecast).items()]
        rows += [("forum", name, line.forecast, chance) for name, chance in data.by_forum(line.forecast).items()]
    return data.described("backtest", ("by", "of", "forecast", "chance"), rows, kind, **values)
