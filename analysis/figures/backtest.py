"""The back-test: how often what was forecast came, and how the forecasts did year by year."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.style import BLUE, FAINT, GREEN, SLIDE, VERMILION, Target, percent_axis, title_block
from analysis.history.backtest import Backtest, calibration, log_scores

LINES = ((BLUE, "-", "o"), (VERMILION, "--", "s"), (GREEN, ":", "^"))


def draw(found: Backtest, target: Target = SLIDE) -> Figure:
    """Left: forecast chance against frequency. Right: the mean log score of every year."""
    wide = target is SLIDE
    shape, height = ((1, 2), 0.5) if wide else ((2, 1), 1.7)
    figure, (left, right) = plt.subplots(*shape, figsize=(target.width, target.width * height))
    left.plot([0.0, 1.0], [0.0, 1.0], color=FAINT, linewidth=target.line * 0.6)
    for forecast, (colour, style, marker) in zip(found.forecasts, LINES, strict=True):
        _calibration(left, calibration(forecast, found.recorded, found.looked), colour, style, marker)
        scores = np.where(found.looked, log_scores(forecast.chances, found.recorded), np.nan)
        yearly = np.nanmean(scores, axis=(0, 1))
        right.plot(
            found.years,
            yearly,
            color=colour,
            linestyle=style,
            marker=marker,
            markersize=target.text * 0.35,
            label=forecast.name,
        )
    percent_axis(left)
    left.set_xlim(0.0, 1.0)
    left.xaxis.set_major_formatter(left.yaxis.get_major_formatter())
    left.set_xlabel("forecast: on this rung or higher")
    left.set_ylabel("came")
    right.set_ylabel("mean log score (higher is better)")
    right.set_xticks(found.years[:: 3 if wide else 4])
    right.margins(y=0.25)
    right.legend(frameon=False, labelcolor="linecolor", fontsize=target.text * 0.85, loc="upper right")
    span = f"{found.years[0]} to {found.years[-1]}"
    title_block(
        figure, target, f"The fit to 2012 against the record of {span}",
        f"{found.rows} forums and domains, recorded standing at years' ends. Only dated shocks from outside were given.",
    )  # fmt: skip
    return figure


def _calibration(axes: Axes, bins: list[tuple[float, float, int]], colour: str, style: str, marker: str) -> None:
    """One forecast's calibration; larger marks stand for more cases."""
    chances, came, counts = (np.array(column, dtype=float) for column in zip(*bins, strict=True))
    axes.plot(chances, came, color=colour, linestyle=style)
    axes.scatter(
        chances, came, s=12.0 + 90.0 * counts / counts.max(), color=colour, marker=marker, zorder=3, clip_on=False
    )
