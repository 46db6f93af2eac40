"""The brief's claims as measured: each effect against the smallest that matters, at three places; one figure a claim, and all."""

from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.claims.measure import Measured, Report, Tested
from analysis.claims.places import BELIEFS, DEFAULT
from analysis.claims.words import brief, told, unit
from analysis.comparison.paired import Effect
from analysis.figures import write_whole
from analysis.figures.style import BLUE, COLUMN, FAINT, GREEN, INK, SLIDE, VERMILION, Target, house_style, title_block

LOOKS = {"default": (BLUE, "o"), "posterior": (GREEN, "s"), "ranges": (VERMILION, "D")}
SAID = {"default": "default numbers", "posterior": "posterior", "ranges": "whole ranges"}
FOR, AGAINST = "#DCEAF5", "#F6E3D6"
EDGE = 100.0  # smallest effects; what lies farther is drawn at the edge as an arrow
TICKS = (-100.0, -10.0, -1.0, 0.0, 1.0, 10.0, 100.0)


class Layout(NamedTuple):
    """Where things stand in a row, from its top, in inches at a text size of 10 points."""

    label: float
    verdict: float
    first: float  # of the three intervals
    step: float
    dots: float  # 0 where they are left out
    height: float


ALONE = Layout(0.11, 0.28, 0.48, 0.15, 1.02, 1.28)
TOGETHER = Layout(0.10, 0.10, 0.28, 0.10, 0.0, 0.60)


def save_claims(report: Report, folder: Path) -> list[Path]:
    """Every figure in PNG for slides and SVG for a column of print; returns where they lie."""
    places = []
    for target in (SLIDE, COLUMN):
        with house_style(target):
            for tested in report.tested:
                places.append(folder / "figures" / f"{tested.name}-{target.name}.{target.suffix}")
                write_whole(draw_claim(report, tested, target), places[-1])
            places.append(folder / "figures" / f"claims-{target.name}.{target.suffix}")
            write_whole(draw(report, target), places[-1])
    return places


def draw(report: Report, target: Target = SLIDE) -> Figure:
    """All parts of all claims, a row each."""
    rows = [(f"{tested.name}  {part.part.said}", part) for tested in report.tested for part in tested.parts]
    figure = _drawn(rows, TOGETHER, target)
    title_block(figure, target, "What the brief claims, and what the model makes of it", _note(report))
    return figure


def draw_claim(report: Report, tested: Tested, target: Target = SLIDE) -> Figure:
    """One claim: a row for each of its parts."""
    figure = _drawn([(part.part.said, part) for part in tested.parts], ALONE, target)
    verdict = told(tested.verdict, tested.drivers)
    title_block(figure, target, "", f"Label: {tested.claim.label}. {_note(report)}")
    words = fill(f"{tested.name} {tested.claim.said}: {verdict}", int(target.width * 72 / (target.text * 0.78)))
    figure.suptitle(words, x=0.01, ha="left", fontsize=target.text * 1.15, fontweight="bold")
    return figure


def _note(report: Report) -> str:
    place = report.places[0]
    runs = len(place.sets) * place.replicates
    return (
        f"{report.scenario}: {runs:,} paired futures of each arm at each place, 95\u00a0% intervals, seed {report.seed}, law "
        f"{report.law[:8]}. A test of an argument, not a forecast."
    )


def _drawn(rows: list[tuple[str, Measured]], layout: Layout, target: Target) -> Figure:
    """A figure of rows, in multiples of the smallest effect of interest, to the right as the brief has it."""
    wide = target is SLIDE and layout is TOGETHER
    size = target.text * (0.85 if layout is ALONE else 0.62 if wide else 0.66)
    blocks = [rows[: -(-len(rows) // 2)], rows[-(-len(rows) // 2) :]] if wide else [rows]
    deep = len(blocks[0]) * layout.height
    figure, panels = plt.subplots(
        1, len(blocks), squeeze=False, figsize=(target.width, deep * size / 9.0 + 1.35 * target.text / 10.0 + 0.45)
    )
    for axes, block in zip(panels.flat, blocks, strict=True):
        for number, (label, measured) in enumerate(block):
            _row(axes, number * layout.height, label, measured, layout, size)
        _axis(axes, deep, target)
    _legend(panels.flat[0], layout, target)
    return figure


def _axis(axes: Axes, deep: float, target: Target) -> None:
    axes.set_xscale("symlog", linthresh=1.0)
    axes.set_xlim(-EDGE * 1.6, EDGE * 1.6)
    axes.set_ylim(deep, 0.0)
    axes.set_xticks(TICKS, [f"{tick:g}".replace("-", "−") for tick in TICKS])
    axes.minorticks_off()
    axes.tick_params(axis="x", labelsize=target.text * 0.75)
    axes.set_yticks([])
    axes.grid(False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("effect, in smallest effects of interest", fontsize=target.text * 0.8)


def _legend(axes: Axes, layout: Layout, target: Target) -> None:
    handles: list[Line2D | Patch] = [
        Line2D([], [], color=colour, marker=marker, markersize=target.text * 0.45, label=SAID[name])
        for name, (colour, marker) in LOOKS.items()
    ]
    if layout.dots:
        small = target.text * 0.25
        one = Line2D([], [], color=VERMILION, marker="o", linestyle="", alpha=0.5, markersize=small, label="one set")
        handles.append(one)
    handles += [Patch(color=AGAINST, label="against the claim"), Patch(color=FOR, label="as claimed")]
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, frameon=False, borderpad=0.2,
        fontsize=target.text * 0.75, handlelength=1.4, columnspacing=1.2,
    )  # fmt: skip


def _row(axes: Axes, top: float, label: str, measured: Measured, layout: Layout, size: float) -> None:
    """One part: what it says, its verdict, its three intervals, and the sets of the whole ranges."""
    sign = 1.0 if measured.part.direction.endswith("higher") else -1.0
    denies = measured.part.direction.startswith("not")
    factor = (-sign if denies else sign) / measured.part.smallest
    bottom = (top + layout.first - 0.09, top + layout.height - 0.06)
    threshold = -1.0 if denies else 1.0
    axes.fill_between([threshold, EDGE * 1.6], *bottom, color=FOR, linewidth=0, zorder=0)
    axes.fill_between([-EDGE * 1.6, -1.0], *bottom, color=AGAINST, linewidth=0, zorder=0)
    axes.plot([0.0, 0.0], bottom, color=FAINT, linewidth=plt.rcParams["axes.linewidth"], zorder=1)
    words: dict[str, Any] = {"va": "center", "transform": axes.get_yaxis_transform(), "fontsize": size}
    axes.text(0.0, top + layout.label, label, ha="left", color=INK, **words)
    if layout is ALONE:
        verdict = told(measured.verdict, measured.drivers[:1])
        verdict += f"; by default {brief(measured.effects[DEFAULT], measured.unit)} {unit(measured.unit)}"
        axes.text(0.0, top + layout.verdict, verdict, ha="left", color=FAINT, **{**words, "fontsize": size * 0.88})
    else:
        axes.text(1.0, top + layout.verdict, measured.verdict, ha="right", color=FAINT, **words)
    for number, place in enumerate(BELIEFS):
        _interval(axes, top + layout.first + number * layout.step, measured.effects[place], factor, place)
    if layout.dots and len(measured.spread):
        _dots(axes, top + layout.dots, factor * measured.spread, size)


def _interval(axes: Axes, height: float, effect: Effect, factor: float, place: str) -> None:
    """An effect with its interval; an arrow where it lies off the axis."""
    if effect.low != effect.low:
        return
    colour, marker = LOOKS[place]
    middle, *ends = (factor * value for value in (effect.difference, effect.low, effect.high))
    axes.plot(np.clip(ends, -EDGE * 1.3, EDGE * 1.3), [height, height], color=colour, zorder=3)
    beyond = abs(middle) > EDGE * 1.3
    shape = (">" if middle > 0.0 else "<") if beyond else marker
    size = plt.rcParams["font.size"] * 0.42
    axes.plot(
        np.clip(middle, -EDGE * 1.3, EDGE * 1.3), height, shape, color=colour, markersize=size, markeredgecolor="white",
        markeredgewidth=size * 0.1, zorder=4,
    )  # fmt: skip


def _dots(axes: Axes, height: float, effects: np.ndarray, size: float) -> None:
    """The sets of the whole ranges, a dot each, a little apart in height so that equal ones show."""
    apart = 0.13 * (np.arange(len(effects)) * 0.6180339887 % 1.0 - 0.5)
    axes.plot(
        np.clip(effects, -EDGE * 1.3, EDGE * 1.3), height + 0.03 + apart, "o", color=VERMILION, alpha=0.4,
        markersize=size * 0.22, markeredgewidth=0.0, zorder=2,
    )  # fmt: skip
