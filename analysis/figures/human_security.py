"""Draw human security over time: the index of each year; flow stopped, officials, police, coercion, crises, harm."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import Target, number_axis, panel_title, percent_axis, year_axis

SOURCE = ResultSource
INDEX = "human_security"  # which results of earlier versions lack
PANELS = {  # series, as percent
    "interdicted_so_far": True,
    "collusion": True,
    "policing": True,
    "coercion": True,
    "crises_so_far": False,
    "harm_so_far": False,
}


def series_of(data: ResultSource) -> list[str]:
    """Return the series that a result has: the index, and one for each small panel."""
    return [INDEX, *PANELS] if data.has_band(INDEX) else list(PANELS)


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw the index over six small panels with scales of their own: mean, half and nine tenths of the futures."""
    figure, panels = _panels(target, data.has_band(INDEX))
    for series, axes in panels.items():
        band, columns = data.band(series), 1 if series == INDEX else 3 if target.wide else 2
        axes.fill_between(data.years, band["p05"], band["p95"], color="C2", alpha=0.2, linewidth=0)
        axes.fill_between(data.years, band["p25"], band["p75"], color="C2", alpha=0.4, linewidth=0)
        axes.plot(data.years, band["mean"], color="C2")
        panel_title(axes, data.words(f"series.{series}"), 0.8 * target.width / columns, target.small(0.95))
        top = 1.25 * float(band["p95"].max())
        if PANELS.get(series):
            percent_axis(axes, 1.0 if top > 0.3 else top or 1.0, data.words)
        else:
            axes.set_ylim(0.0, 1.0 if series == INDEX else top or 1.0)
            number_axis(axes, data.words)
        year_axis(axes, data.span, ticks=3)
    framed(figure, target, Head(data.words("figure.human-security.title"), "", data.note))
    return figure


def _panels(target: Target, index: bool) -> tuple[Figure, dict[str, Axes]]:
    """Return axes by series: the index along the top where it is there, six below."""
    names, columns = list(PANELS), 3 if target.wide else 2
    small = [names[start : start + columns] for start in range(0, len(names), columns)]
    rows: list[Any] = [*[[INDEX] * columns] * index, *small]
    height = target.width * (0.28 if target.wide else 0.383) * len(rows)
    figure, panels = plt.subplot_mosaic(rows, sharex=True, figsize=(target.width, height))
    return figure, panels


def describe(data: ResultSource) -> Description:
    """Describe each series in the last month: its mean and the 5 to 95 percent range."""
    say, last, sentences = data.words, data.ends[1], []
    for series in series_of(data):
        band, percent = data.band(series), PANELS.get(series)
        mean, low, high = (
            say.percent(float(band[name][-1])) if percent else say.figure(float(band[name][-1]))
            for name in ("mean", "p05", "p95")
        )
        sentences.append(
            say("figure.human-security.panel", series=say(f"series.{series}"), mean=mean, low=low, high=high)
        )
    return data.described_bands("human-security", series_of(data), last=last, said="; ".join(sentences))
