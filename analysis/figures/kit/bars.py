"""Rows of horizontal bars, one for each factor, the strongest on top."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.source import Head
from trustladder.analysis.figures.kit.style import INK, Target, legend_below, subplots
from trustladder.sim.arrays.tables import Floats

MOST = 14  # rows


def rows(labels: Iterable[str], target: Target) -> tuple[Figure, Axes]:
    """Return a figure and axes with a labelled row for each bar."""
    room = (0.3 if target.wide else 0.38) * target.width
    named = [fitted(capital(label), room, target.small(0.9), 2) for label in labels]
    pitch = 0.6 + 1.05 * max(name.count("\n") + 1 for name in named)  # in ems
    height = target.text / 72.0 * (pitch * len(named) + (9.0 if target.wide else 16.5))
    figure, axes = subplots(figsize=(target.width, height))
    axes.set_yticks(range(len(named)), named, linespacing=1.0)
    axes.set_ylim(len(named) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    return figure, axes


def intervals(axes: Axes, places: np.ndarray, low: Floats, high: Floats, target: Target) -> None:
    """Draw the interval of each bar as a line over it."""
    axes.hlines(places, low, high, color=INK, linewidth=target.line * 0.6)


def finish(figure: Figure, axes: Axes, target: Target, unit: str, head: Head) -> None:
    """Label the horizontal axis, and add the legend and the head."""
    axes.set_xlabel(fitted(unit, 0.62 * target.room, target.text))
    legend_below(axes, target, 3)
    framed(figure, target, head)
