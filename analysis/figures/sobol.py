"""Which factors explain a metric, alone and with all their interactions, and how much is mere luck."""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.style import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    SLIDE,
    Target,
    capital,
    legend_below,
    short,
    title_block,
    worded,
)
from analysis.studies.sensitivity import Finding, Sensitivity
from sim.errors import InputError

NAME = "sobol"
ANSWERS = "Which factors explain a metric, alone and together with the others, and how much is luck?"
MOST = 14  # factors shown


class Data(NamedTuple):
    """What is drawn: one metric of an analysis by Sobol' or PAWN."""

    found: Sensitivity
    metric: str

    @property
    def finding(self) -> Finding:
        """The metric's finding."""
        finding = self.found.finding(self.metric)
        if finding is None or ("pawn" not in finding.rows[0] and "total" not in finding.rows[0]):
            raise InputError(
                f"{self.found.swept.folder.path}: {self.found.method} of {self.metric} has no bars; draw tornado"
            )
        return finding


def draw(data: Data, target: Target) -> Figure:
    """Two bars a factor with 95 percent intervals, the strongest on top; luck as one more bar. PAWN: one bar each."""
    finding = data.finding
    shown = finding.ranked()[:MOST]
    sobol = "total" in finding.rows[0]
    count = len(shown) + sobol
    height = (0.34 if target is SLIDE else 0.2) * count + (2.2 if target is SLIDE else 1.75)
    figure, axes = plt.subplots(figsize=(target.width, max(height, target.width * 0.42)))
    if sobol:
        _bars(axes, finding, shown, target)
        title, what = _sentence(data, finding, shown), "share of the variance between points"
    else:
        _pawn(axes, finding, shown, target)
        title = f"What moves the distribution of {worded(finding.metric)}: {short(data.found.factors[shown[0]])} most"
        what = "PAWN index: distance between distributions, 0 to 1"
    names = [short(data.found.factors[row]) for row in shown] + ["luck"] * sobol
    axes.set_yticks(range(count), names)
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlabel(what)
    axes.grid(axis="y", visible=False)
    legend_below(axes, target, 3 if target is SLIDE else 1)
    title_block(figure, target, title, f"{capital(finding.meaning)}. {data.found.swept.note}")
    return figure


def _sentence(data: Data, finding: Finding, shown: list[int]) -> str:
    first = finding.rows[shown[0]]
    return f"What explains {worded(finding.metric)}: {short(data.found.factors[shown[0]])} most ({first['total']:.0%} of the variance)"


def _bars(axes: Axes, finding: Finding, shown: list[int], target: Target) -> None:
    for key, said, colour, shift in (
        ("total", "with all interactions (ST)", BLUE, -0.19),
        ("first", "alone (S1)", ORANGE, 0.19),
    ):
        values = np.array([finding.rows[row][key] for row in shown])
        low, high = (np.array([finding.rows[row][f"{key}_{end}"] for row in shown]) for end in ("low", "high"))
        places = np.arange(len(shown)) + shift
        axes.barh(places, np.maximum(values, 0.0), height=0.36, color=colour, label=said)
        axes.hlines(places, np.maximum(low, 0.0), np.maximum(high, 0.0), color=INK, linewidth=target.line * 0.6)
    if finding.luck is not None:
        axes.barh([len(shown)], [finding.luck.share], height=0.5, color=FAINT, label="luck, within the bars above")
    highest = max(finding.rows[row]["total_high"] for row in shown)
    axes.set_xlim(0.0, max(1.0, min(1.05 * highest, 1.5)))


def _pawn(axes: Axes, finding: Finding, shown: list[int], target: Target) -> None:
    values, chance = (np.array([finding.rows[row][key] for row in shown]) for key in ("pawn", "dummy"))
    places = np.arange(len(shown))
    axes.barh(
        places,
        values,
        height=0.6,
        color=[BLUE if value > dummy else FAINT for value, dummy in zip(values, chance, strict=True)],
    )
    axes.vlines(
        chance, places - 0.4, places + 0.4, color=INK, linewidth=target.line * 0.7, label="what chance alone would show"
    )
    axes.set_xlim(0.0, None)
