"""By when region-wide cooperation in the domain aimed at is held, in how many futures; censored at the horizon."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.data import Data
from analysis.figures.style import BLUE, FAINT, INK, SLIDE, VERMILION, Target, percent_axis, title_block, year_axis
from analysis.summary import wilson
from sim.world import Floats

NAME = "energy-opens"
ANSWERS = "By when, and in how many futures, does region-wide cooperation in the domain aimed at come?"


def draw(data: Data, target: Target) -> Figure:
    """Two curves with 95 percent intervals: a first region-wide meeting, and cooperation held."""
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.52 if target is SLIDE else 0.85)))
    curves = (
        ("region_meeting_month", "a first region-wide meeting", VERMILION, "--"),
        ("region_held_month", "region-wide cooperation held", BLUE, "-"),
    )
    ends = [_curve(axes, data, data.metric(name), said, colour, style) for name, said, colour, style in curves]
    percent_axis(axes, max(0.1, min(1.0, 1.35 * max(ends))))
    axes.set_ylabel("share of futures")
    year_axis(axes, data.span)
    _legend(axes, data, ends[1], target)
    aim = data.scenario.domains[data.scenario.aim].name.lower()
    title_block(figure, target, f"Cooperation on {aim}: held in {ends[1]:.0%} of futures", data.note)
    return figure


def _curve(axes: Axes, data: Data, months: Floats, said: str, colour: str, style: str) -> float:
    """The cumulative share with its interval; returns the share at the horizon."""
    grid = np.arange(data.scenario.months + 1)
    reached = np.array([(months < month).sum() for month in grid])
    years = data.scenario.first_month / 12.0 + grid / 12.0
    intervals = np.array([wilson(int(count), len(months)) for count in reached])
    axes.fill_between(years, intervals[:, 0], intervals[:, 1], color=colour, alpha=0.2, linewidth=0, step="post")
    share = float(reached[-1] / len(months))
    label = f"{said}: {share:.0%} of futures"
    axes.step(years, reached / len(months), color=colour, linestyle=style, where="post", label=label)
    return share


def _legend(axes: Axes, data: Data, reached: float, target: Target) -> None:
    """The curves in words, and what the horizon hides, where they cover least."""
    end = (data.scenario.first_month + data.scenario.months - 1) // 12
    hidden = f"not held by the end of {end}: {1 - reached:.0%} of futures;\nwhat comes later is not known (censored)"
    axes.plot([], [], linestyle="none", label=hidden, color=INK)
    axes.legend(
        loc="best", labelcolor="linecolor", fontsize=target.text * 0.85, frameon=True, framealpha=1.0, edgecolor="none"
    )
    axes.axvline(data.span[1], color=FAINT, linewidth=target.line * 0.6, linestyle=":")
