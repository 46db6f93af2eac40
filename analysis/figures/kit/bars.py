"""Rows of horizontal bars, one for each factor, the strongest on top."""

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.source import Head
from trustladder.analysis.figures.kit.style import INK, Target
from trustladder.sim.arrays.tables import Floats

MOST = 14  # rows
MARK = 3.2  # ems of a mark in a legend, with the gaps beside it
EDGE = 0.1  # of a row, over the first and under the last


def rows(labels: Iterable[str], target: Target, head: Head, unit: str) -> tuple[Figure, Axes]:
    """Return a page with a row for each bar, named at the left edge, and axes in a unit that stands under them."""
    size, share = target.small(0.9), 0.3 if target.wide else 0.38
    named = [fitted(capital(label), share * target.room, size, 2) for label in labels]
    pitch = target.em(0.6 + 1.05 * max(name.count("\n") + 1 for name in named))
    left = max(width_of(name, size) for name in named) + target.em(0.8)
    room = target.room - left - target.em(1.6)
    said = fitted(unit, room, target.text)
    above, below = target.em(1.9), target.em(2.3 + 1.25 * (said.count("\n") + 1))
    page = Page(target, head, pitch * len(named) + above + below)
    height = page.height - above - below
    axes = page.axes(left, below, room, height)
    for row, name in enumerate(named):
        middle = below + height * (1.0 - (row + 0.5 + EDGE) / (len(named) + 2.0 * EDGE))
        page.text(0.0, middle, name, size=size, va="center", linespacing=1.0)
    axes.set_yticks([])
    axes.set_ylim(len(named) - 0.5 + EDGE, -0.5 - EDGE)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(said, loc="left")
    return page.figure, axes


def intervals(axes: Axes, places: np.ndarray, low: Floats, high: Floats, target: Target) -> None:
    """Draw the interval of each bar as a line over it."""
    axes.hlines(places, low, high, color=INK, linewidth=target.line * 0.6)


def legend(axes: Axes, target: Target) -> None:
    """Say above the bars what each kind of mark is; from the edge of the page where the bars have no room for it."""
    size, place = target.small(0.8), axes.get_position()
    needed = sum(width_of(text, size) + MARK * size / 72.0 for text in axes.get_legend_handles_labels()[1])
    left = 0.0 if needed <= place.width * target.width else target.margin / target.width - place.x0
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(left / place.width, 1.0),
        ncols=3,
        frameon=False,
        fontsize=size,
        handletextpad=0.5,
        handlelength=1.4,
        columnspacing=1.2,
        borderaxespad=0.2,
        borderpad=0.0,
    )
