"""How far each factor alone moves a metric, either way; the widest on top."""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.style import (
    BLUE,
    FAINT,
    INK,
    SLIDE,
    VERMILION,
    Target,
    capital,
    legend_below,
    measured,
    percent_of,
    short,
    title_block,
    worded,
)
from analysis.studies.sensitivity import Finding, Sensitivity
from sim.errors import InputError

NAME = "tornado"
ANSWERS = "How far does each factor alone move a metric?"
MOST = 14  # factors shown


class Data(NamedTuple):
    """What is drawn: one metric of a design that moves one factor at a time."""

    found: Sensitivity
    metric: str

    @property
    def finding(self) -> Finding:
        """The metric's finding."""
        finding = self.found.finding(self.metric)
        if finding is None or self.found.method not in ("oat", "morris"):
            raise InputError(
                f"{self.found.swept.folder.path}: the design {self.found.swept.design} makes no tornado; allowed: oat, morris"
            )
        return finding


def draw(data: Data, target: Target) -> Figure:
    """Of oat, from the lowest to the highest mean around the scenario as it is; of Morris, mean effects and their sizes."""
    finding = data.finding
    shown = finding.ranked()[:MOST]
    height = (0.36 if target is SLIDE else 0.21) * len(shown) + (2.2 if target is SLIDE else 1.75)
    figure, axes = plt.subplots(figsize=(target.width, max(height, target.width * 0.42)))
    swings = data.found.method == "oat"
    (_swings if swings else _effects)(axes, finding, shown, target)
    axes.set_yticks(range(len(shown)), [short(data.found.factors[row]) for row in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    percent_of(axes, finding.unit)
    title = f"What moves {worded(finding.metric)}: {short(data.found.factors[shown[0]])} most"
    legend_below(axes, target, 3 if target is SLIDE else 1)
    title_block(figure, target, title, f"{capital(finding.meaning)}. {data.found.swept.note}")
    return figure


def _swings(axes: Axes, finding: Finding, shown: list[int], target: Target) -> None:
    base = finding.rows[0]["base"]
    for place, row in enumerate(shown):
        one = finding.rows[row]
        rises = one["last"] >= one["first"]
        for end, with_high in (("low", not rises), ("high", rises)):
            axes.barh(place, one[end] - base, left=base, height=0.6, color=VERMILION if with_high else BLUE)
    axes.barh([-9], [0.0], color=VERMILION, label="towards the factor's high end")
    axes.barh([-9], [0.0], color=BLUE, label="towards its low end")
    axes.axvline(base, color=INK, linewidth=target.line * 0.5)
    _luck(axes, base, finding, "luck (95 %)", 1.96)
    axes.set_xlabel(f"{measured(finding.unit)}; the line: the scenario as it is")
    axes.margins(x=0.08)


def _effects(axes: Axes, finding: Finding, shown: list[int], target: Target) -> None:
    size = np.array([finding.rows[row]["mu_star"] for row in shown])
    mean = np.array([finding.rows[row]["mu"] for row in shown])
    places = np.arange(len(shown))
    axes.barh(
        places,
        np.where(mean < 0.0, -size, size),
        height=0.6,
        color=BLUE,
        alpha=0.35,
        label="mean size of the effect (mu*)",
    )
    axes.plot(mean, places, "o", color=VERMILION, markersize=target.text * 0.5, label="mean effect (mu)")
    ends = (np.array([finding.rows[row][f"mu_star_{end}"] for row in shown]) for end in ("low", "high"))
    low, high = (np.where(mean < 0.0, -end, end) for end in ends)
    axes.hlines(places, low, high, color=INK, linewidth=target.line * 0.6)
    axes.axvline(0.0, color=INK, linewidth=target.line * 0.5)
    _luck(axes, 0.0, finding, "what luck alone would show", 1.0)
    axes.set_xlabel(f"change over the whole range of the factor ({measured(finding.unit)})")


def _luck(axes: Axes, base: float, finding: Finding, said: str, times: float) -> None:
    half = times * finding.rows[0]["luck"]
    if half == half:
        axes.axvspan(base - half, base + half, color=FAINT, alpha=0.18, linewidth=0, label=said, zorder=0)
