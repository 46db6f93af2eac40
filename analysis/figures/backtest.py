"""Draw the back-test: frequency against forecast chance, and the scores of the forecasts by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.fit_source import FitSource, Progress, prepare, steps
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import (
    FAINT,
    Target,
    apart,
    fitted,
    height_of,
    number_axis,
    percent_axis,
    title_block,
)

if TYPE_CHECKING:
    from trustladder.analysis.history.backtest import Backtest, Forecast, Score
    from trustladder.sim.arrays.tables import Floats

STYLES = (("C0", "-", "o"), ("C1", "--", "s"), ("C2", ":", "^"))  # colour, line, mark: distinct in grey, too


class BacktestSource(FitSource["Backtest"]):
    """The back-test of a fit: forecasts from the data to its last year, against the later record."""

    @property
    def histories(self) -> int:
        """Return the number of histories to simulate."""
        from trustladder.analysis.history.backtest import RUNS_A_SET

        return len(self.fit.sets) * RUNS_A_SET

    def simulate(self, progress: Progress | None) -> Backtest:
        """Simulate the histories, and score the forecasts."""
        from trustladder.analysis.history.backtest import backtest

        return backtest(self.known, self.fit, seed=self.seed, progress=progress)

    def name(self, forecast: str) -> str:
        """Return the label of a forecast."""
        return self.words(f"forecast.{forecast.replace(' ', '_')}")

    def yearly(self, forecast: Forecast) -> Floats:
        """Return the mean log score of a forecast by year [year]."""
        from trustladder.analysis.history.backtest import log_scores

        found = self.run()
        scores = np.where(found.looked, log_scores(forecast.chances, found.recorded), np.nan)
        mean: Floats = np.nanmean(scores, axis=(0, 1))
        return mean


SOURCE = BacktestSource
__all__ = ["SOURCE", "describe", "draw", "prepare", "steps"]


def draw(data: BacktestSource, target: Target) -> Figure:
    """Draw forecast chance against frequency (left), and the mean log score of every year (right)."""
    wide, say, found = target.wide, data.words, data.run()
    shape, height = ((1, 2), 0.5) if wide else ((2, 1), 1.75)
    figure, (left, right) = plt.subplots(*shape, figsize=(target.width, target.width * height))
    left.plot([0.0, 1.0], [0.0, 1.0], color=FAINT, linewidth=target.line * 0.6)
    for forecast, line in zip(found.forecasts, STYLES, strict=True):
        _calibration(left, data, forecast, line, target)
        colour, style, mark = line
        right.plot(
            found.years,
            data.yearly(forecast),
            color=colour,
            linestyle=style,
            marker=mark,
            markersize=target.text * 0.35,
        )
    _chances(left, data, target)
    _named(right, data, target)
    title_block(
        figure, target, say("figure.backtest.title", **_span(data)), f"{say('figure.backtest.key')} {data.note}"
    )
    return figure


def _span(data: BacktestSource) -> dict[str, Any]:
    found = data.run()
    return {"known": data.known.until.year, "first": found.years[0], "last": found.years[-1]}


def _chances(axes: Axes, data: BacktestSource, target: Target) -> None:
    """Scale both axes of the left panel in percent."""
    say = data.words
    percent_axis(axes, 1.0, say)
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(axes.yaxis.get_major_formatter())
    axes.set_xticks([0.2, 0.4, 0.6, 0.8, 1.0])
    room = (0.4 if target.wide else 0.8) * target.width
    axes.set_xlabel(fitted(say("figure.backtest.forecast"), room, target.text))
    axes.set_ylabel(say("figure.backtest.came"))


def _named(axes: Axes, data: BacktestSource, target: Target) -> None:
    """Label the years, and each forecast at the end of its line."""
    found = data.run()
    room = (0.4 if target.wide else 0.8) * target.width
    tall = height_of(axes) * (0.62 if target.wide else 0.33)
    axes.set_ylabel(fitted(data.words("figure.backtest.score"), tall, target.text, 2))
    number_axis(axes, data.words)
    axes.margins(y=0.12)
    axes.set_xticks(found.years[:: 4 if target.wide else 3])
    axes.set_xlim(found.years[0] - 0.3, found.years[-1] + (0.75 if target.wide else 0.5) * len(found.years))
    low, high = axes.get_ylim()
    ends = [float(data.yearly(one)[-1]) for one in found.forecasts]
    size = target.small(0.85)
    least = (high - low) * 1.25 * size / 72.0 / tall
    names = [fitted(data.name(one.name), 0.44 * room, size, 1) for one in found.forecasts]
    for name, height, (colour, *_) in zip(
        names, apart(ends, least, low + 0.5 * least, high - 0.5 * least), STYLES, strict=True
    ):
        axes.text(found.years[-1] + 0.4, height, name, color=colour, va="center", fontsize=size, linespacing=1.0)


def _calibration(
    axes: Axes, data: BacktestSource, forecast: Forecast, line: tuple[str, str, str], target: Target
) -> None:
    """Draw the calibration of one forecast; larger marks stand for more cases."""
    colour, style, mark = line
    chances, came, counts = (np.array(column, dtype=float) for column in zip(*bins(data, forecast), strict=True))
    axes.plot(chances, came, color=colour, linestyle=style)
    size = (1.0 + 7.5 * counts / counts.max()) * 12.0 * (target.text / 14.0) ** 2
    axes.scatter(chances, came, s=size, color=colour, marker=mark, zorder=3, clip_on=False)


def bins(data: BacktestSource, forecast: Forecast) -> list[tuple[float, float, int]]:
    """Return forecast chance, frequency and number of cases of each bin."""
    from trustladder.analysis.history.backtest import calibration

    found = data.run()
    return calibration(forecast, found.recorded, found.looked)


def describe(data: BacktestSource) -> Description:
    """Describe the mean scores, and how far the model is ahead or behind."""
    say, found = data.words, data.run()
    text = " ".join(_sentence(data, score) for score in found.scores)
    values = {**_span(data), "said": text, "rows": found.rows}
    rows = [
        ("calibration", forecast.name, chance, came, count)
        for forecast in found.forecasts
        for chance, came, count in bins(data, forecast)
    ]
    for forecast in found.forecasts:
        rows += [
            ("log score", forecast.name, year, float(score), 0)
            for year, score in zip(found.years, data.yearly(forecast), strict=True)
        ]
    columns = ("panel", "forecast", "chance_or_year", "came_or_score", "cases")
    return Description(say("figure.backtest.caption", **values), say("figure.backtest.alt", **values), columns, rows)


def _sentence(data: BacktestSource, score: Score) -> str:
    say, name = data.words, data.name(score.name)
    if score is data.run().scores[0]:
        return say("figure.backtest.model", score=say.number(score.log_score))
    ahead, low, high = (say.signed(one) for one in score.log_behind)
    return say("figure.backtest.other", name=name, score=say.number(score.log_score), ahead=ahead, low=low, high=high)
