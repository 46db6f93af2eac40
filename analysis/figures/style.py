"""The house style: sizes, fonts, colours that colour-blind readers can tell apart, axes in years."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator, PercentFormatter
from matplotlib.transforms import ScaledTranslation

# Okabe and Ito (2008)
BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY = "#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9"
INK, FAINT, GRID = "#222222", "#767676", "#E3E3E3"
RUNGS = ("#C6DBEF", "#6BAED6", "#2171B5", "#08306B", "#041B3D", "#000000")  # light to dark, also in grey


class Target(NamedTuple):
    """Where a figure is read: its width in inches, its text in points, its format."""

    name: str
    width: float
    text: float
    line: float
    suffix: str


SLIDE = Target("slide", 10.0, 14.0, 2.2, "png")
COLUMN = Target("column", 3.5, 7.5, 1.1, "svg")


@contextmanager
def house_style(target: Target) -> Iterator[None]:
    """Matplotlib's settings while a figure for this target is drawn."""
    settings: dict[Any, Any] = {
        "font.size": target.text,
        "font.family": "DejaVu Sans",  # ships with matplotlib, and knows Cyrillic
        "axes.titlesize": target.text,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "axes.labelsize": target.text,
        "xtick.labelsize": target.text * 0.9,
        "ytick.labelsize": target.text * 0.9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": FAINT,
        "axes.linewidth": target.line * 0.4,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": GRID,
        "grid.linewidth": target.line * 0.4,
        "lines.linewidth": target.line,
        "lines.solid_capstyle": "round",
        "text.color": INK,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "svg.fonttype": "none",
        "svg.hashsalt": "trustladder",
        "pdf.fonttype": 42,
        "figure.constrained_layout.use": True,
        "savefig.dpi": 160,
    }
    with plt.style.context("default"), plt.rc_context(settings):  # other libraries set styles of their own
        yield


def year_axis(axes: Axes, years: tuple[float, float], ticks: int = 5) -> None:
    """A horizontal axis of calendar years."""
    axes.set_xlim(*years)
    axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True))


def percent_axis(axes: Axes, top: float | None = 1.0) -> None:
    """A vertical axis in percent of 1."""
    axes.set_ylim(0.0, top)
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None if top is None or top < 0.05 else 0))


def zoomed(axes: Axes, low: float, high: float, least: float = 0.4) -> None:
    """A vertical axis around the data, in tenths, at least `least` high, within 0..1."""
    middle, half = 0.5 * (low + high), max(0.5 * least, 0.75 * (high - low))
    bottom = max(0.0, int((middle - half) * 10) / 10)
    axes.set_ylim(bottom, min(1.0, max(bottom + least, int((middle + half) * 10 + 1) / 10)))


def title_block(figure: Figure, target: Target, title: str, subtitle: str) -> None:
    """A title in bold, wrapped to the width, with a quieter line under it."""
    width = int(target.width * 72 / (target.text * 0.7))
    figure.suptitle(_wrapped(title, width), x=0.01, ha="left", fontsize=target.text * 1.15, fontweight="bold")
    figure.supxlabel(_wrapped(subtitle, int(width * 1.62)), x=0.01, ha="left", fontsize=target.text * 0.8, color=FAINT)


def _wrapped(text: str, width: int) -> str:
    from textwrap import fill

    return fill(text, width)


def short(path: str) -> str:
    """A parameter's path as a reader knows it: without its table where the rest is clear, words apart."""
    table, _, rest = path.partition(".")
    if table in ("uncertainties", "levers", "structure", "actors", "forums", "domains", "assets", "events") and rest:
        return rest.replace("_", " ").replace(".", " ")
    return path.replace("_", " ")


def worded(metric: str) -> str:
    """A metric's name as a reader knows it."""
    return metric.replace("happened.", "whether ").replace("_", " ").replace(".", ", ")


def capital(text: str) -> str:
    """A text that begins a line."""
    return text[:1].upper() + text[1:]


def measured(unit: str) -> str:
    """A metric's unit as an axis names it."""
    return {"flag": "share of futures"}.get(unit, unit)


def percent_of(axes: Axes, unit: str) -> None:
    """A horizontal axis in percent where the unit is a share of something."""
    if unit in ("flag", "share"):
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))


def legend_below(axes: Axes, target: Target, columns: int = 3) -> None:
    """A legend under the label of the horizontal axis, where it hides nothing; one line an entry in a column of print."""
    shift = ScaledTranslation(0.0, -3.4 * target.text / 72.0, axes.figure.dpi_scale_trans)
    axes.legend(
        loc="upper right", bbox_to_anchor=(1.0, 0.0), bbox_transform=axes.transAxes + shift, ncols=columns, frameon=False,
        fontsize=target.text * 0.8, handletextpad=0.5, handlelength=1.4, columnspacing=1.2, borderaxespad=0.0,
    )  # fmt: skip


def counted(axes: Axes) -> None:
    """A logarithmic horizontal axis with plain numbers at 1, 2 and 5."""
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.xaxis.set_minor_locator(NullLocator())
