"""Draw the brief's claims: each effect against the smallest of interest, in three regimes; all claims, or one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.claims_source import ClaimsSource, effect_of
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.saved import Claim, Part, RegimeEffect
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import FAINT, INK, LEAST, Target

MARKERS = {"default": ("C0", "o"), "posterior": ("C2", "s"), "ranges": ("C1", "D")}  # distinct in grey, too
FOR, AGAINST = "#CFE2F3", "#FBEDE2"
EDGE = 100.0  # smallest effects; effects beyond are drawn as arrows
ROOM = 40.0  # ems; in a panel as wide the text of a part fits beside its verdict
TICKS = (-100.0, -10.0, -1.0, 0.0, 1.0, 10.0, 100.0)


SOURCE = ClaimsSource


class Layout(NamedTuple):
    """The positions of what a row contains, from its top, in ems."""

    label: float
    verdict: float
    first: float  # of the three intervals
    step: float
    dots: float  # of single parameter sets; 0 if they are left out
    height: float


class Panel(NamedTuple):
    """An area for rows: the size of their text in points, and its width in inches."""

    axes: Axes
    data: ClaimsSource
    layout: Layout
    size: float
    width: float


ALONE = Layout(0.8, 1.5, 4.4, 1.0, 7.8, 9.7)
TOGETHER = Layout(0.62, 0.62, 1.55, 0.45, 0.0, 3.0)


def draw(data: ClaimsSource, target: Target) -> Figure:
    """Draw a row for each part of a claim, in multiples of the smallest effect of interest; right is as claimed."""
    alone, say = data.claim is not None, data.words
    layout, size = (ALONE, target.small(0.88)) if alone else (TOGETHER, target.small(0.62 if target.wide else 0.72))
    every = [(claim, part) for claim in data.claims for part in claim.parts]
    beside = 36.0 * target.width / size >= ROOM and not alone
    half = -(-len(every) // 2) if beside else len(every)
    blocks = [block for block in (every[:half], every[half:]) if block]
    deep = half * layout.height
    height = (deep * size + (11.0 if target.wide else 14.5) * target.text) / 72.0
    figure, panels = plt.subplots(1, len(blocks), squeeze=False, figsize=(target.width, height))
    for axes, block in zip(panels.flat, blocks, strict=True):
        panel = Panel(axes, data, layout, size, target.width / len(blocks))
        for number, (claim, part) in enumerate(block):
            _row(panel, number * layout.height, claim, part)
        _axis(axes, data, deep, target, size)
    _legend(panels.flat[0], data, layout, target)
    framed(
        figure,
        target,
        Head(say("figure.claims.title") if not alone else _headline(data, data.claims[0]), "", data.note),
    )
    return figure


def _headline(data: ClaimsSource, claim: Claim) -> str:
    verdict = data.verdict(claim.verdict, claim.depends_on)
    return data.words(
        "figure.claims.one_title",
        name=data.words.said(claim.claim, 20),
        said=data.words.said(claim.said),
        verdict=verdict,
    )


def _axis(axes: Axes, data: ClaimsSource, deep: float, target: Target, size: float) -> None:
    say = data.words
    axes.set_xscale("symlog", linthresh=1.0)
    axes.set_xlim(-EDGE * 1.6, EDGE * 1.6)
    axes.set_ylim(deep, -1.3 - 1.3 * target.text / size * (1 if target.wide else 2))
    axes.set_xticks(TICKS, [f"{tick:g}".replace("-", "−") for tick in TICKS])
    axes.minorticks_off()
    axes.tick_params(axis="x", labelsize=target.small(0.75))
    axes.set_yticks([])
    axes.grid(False)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(say("figure.claims.axis"), fontsize=target.small(0.8))
    words: dict[str, Any] = {"va": "center", "transform": axes.get_yaxis_transform(), "fontsize": size, "color": FAINT}
    axes.text(0.0, -0.6, f"← {say('figure.claims.against')}", ha="left", **words)
    axes.text(1.0, -0.6, f"{say('figure.claims.for')} →", ha="right", **words)


def _legend(axes: Axes, data: ClaimsSource, layout: Layout, target: Target) -> None:
    say = data.words
    handles = [
        Line2D([], [], color=colour, marker=mark, markersize=target.text * 0.45, label=say(f"figure.claims.{name}"))
        for name, (colour, mark) in MARKERS.items()
    ]
    if layout.dots:
        small = target.text * 0.3
        handles.append(
            Line2D(
                [],
                [],
                color="C1",
                marker="o",
                linestyle="",
                alpha=0.5,
                markersize=small,
                label=say("figure.claims.set"),
            )
        )
    legend = axes.legend(
        handles=handles,
        loc="upper left",
        ncols=4 if target.wide else 2,
        frameon=False,
        borderaxespad=0.0,
        borderpad=0.0,
        fontsize=target.small(0.8),
        handlelength=1.6,
        columnspacing=1.2,
        labelspacing=0.35,
    )
    legend.set_in_layout(False)  # it may extend over the next panel
    axes.set_zorder(2)


def _row(panel: Panel, top: float, claim: Claim, part: Part) -> None:
    """Draw one part: its text, its verdict, its three intervals, and the parameter sets of the prior ranges."""
    axes, layout, factor = panel.axes, panel.layout, _towards(part)
    bottom = (top + layout.first - 0.5, top + layout.height - 0.4)
    threshold = -1.0 if part.direction.startswith("not") else 1.0
    axes.fill_between([threshold, EDGE * 1.6], *bottom, color=FOR, linewidth=0, zorder=0)
    axes.fill_between([-EDGE * 1.6, -1.0], *bottom, color=AGAINST, linewidth=0, zorder=0)
    axes.plot([0.0, 0.0], bottom, color=FAINT, linewidth=plt.rcParams["axes.linewidth"], zorder=1)
    (_write_alone if layout.dots else _write_in_row)(panel, top, claim, part)
    for number, regime in enumerate(MARKERS):
        at = part.places.get(regime)  # type: ignore[call-overload]
        if at is not None:
            _interval(axes, top + layout.first + number * layout.step, at, factor, regime, panel.size)
    if layout.dots:
        spread = np.array([value for value in part.spread if value is not None])
        _dots(axes, top + layout.dots, factor * spread, panel.size)


def _towards(part: Part) -> float:
    """Return the factor that turns an effect into multiples of the smallest, positive as claimed."""
    sign = 1.0 if part.direction.endswith("higher") else -1.0
    return (-sign if part.direction.startswith("not") else sign) / part.smallest


def _words(panel: Panel, size: float) -> dict[str, Any]:
    """Return the keywords of texts in a row; such texts take no room from the panel."""
    return {"va": "center", "transform": panel.axes.get_yaxis_transform(), "fontsize": size, "in_layout": False}


def _write_alone(panel: Panel, top: float, _: Claim, part: Part) -> None:
    """Write the text of a part, and under it its verdict with the effect at the shipped numbers."""
    axes, data, layout, size, width = panel
    text = fitted(labels.capital(data.words.said(part.said)), 0.95 * width, size, 1)
    axes.text(0.0, top + layout.label, text, ha="left", color=INK, **_words(panel, size))
    verdict = data.verdict(part.verdict, [driver.path for driver in part.drivers[:1]])
    if "default" in part.places:
        brief = data.effect(part.places["default"], part.unit, brief=True)
        verdict += f"; {data.words('figure.claims.by_default', effect=brief)}"
    small = max(LEAST, 0.88 * size)
    line = fitted(verdict, 0.95 * width, small, 2)
    axes.text(0.0, top + layout.verdict, line, ha="left", color=FAINT, **{**_words(panel, small), "va": "top"})


def _write_in_row(panel: Panel, top: float, claim: Claim, part: Part) -> None:
    """Write the text of a part on the left, its verdict on the right."""
    axes, data, layout, size, width = panel
    verdict = fitted(data.verdict(part.verdict, []), 0.35 * width, size, 1)
    room = 0.95 * width - width_of(f"{verdict}  ", size)
    label = fitted(f"{data.words.said(claim.claim, 20)}  {data.words.said(part.said)}", room, size, 1)
    axes.text(0.0, top + layout.label, label, ha="left", color=INK, **_words(panel, size))
    axes.text(1.0, top + layout.verdict, verdict, ha="right", color=FAINT, **_words(panel, size))


def _interval(axes: Axes, height: float, at: RegimeEffect, factor: float, regime: str, size: float) -> None:
    """Draw an effect with its interval; an arrow if it lies off the axis."""
    effect = effect_of(at)
    if effect is None:
        return
    colour, mark = MARKERS[regime]
    middle, *ends = (factor * value for value in (effect.difference, effect.low, effect.high))
    axes.plot(np.clip(ends, -EDGE * 1.3, EDGE * 1.3), [height, height], color=colour, linewidth=size * 0.12, zorder=3)
    beyond = abs(middle) > EDGE * 1.3
    shape = (">" if middle > 0.0 else "<") if beyond else mark
    axes.plot(
        np.clip(middle, -EDGE * 1.3, EDGE * 1.3),
        height,
        shape,
        color=colour,
        markersize=size * 0.55,
        markeredgecolor="white",
        markeredgewidth=size * 0.05,
        zorder=4,
    )


def _dots(axes: Axes, height: float, effects: np.ndarray, size: float) -> None:
    """Draw a dot for each parameter set of the prior ranges, spread in height so that equal ones show."""
    apart = 0.9 * (np.arange(len(effects)) * 0.6180339887 % 1.0 - 0.5)
    axes.plot(
        np.clip(effects, -EDGE * 1.3, EDGE * 1.3),
        height + apart,
        "o",
        color="C1",
        alpha=0.45,
        markersize=size * 0.25,
        markeredgewidth=0.0,
        zorder=2,
    )


def describe(data: ClaimsSource) -> Description:
    """Describe every claim with its verdict; of a single claim, every part with its effects."""
    say, rows = data.words, _rows(data)
    columns = (
        "claim",
        "part",
        "metric",
        "unit",
        "smallest",
        "place",
        "effect",
        "low",
        "high",
        "verdict",
        "verdict_on_part",
    )
    if data.claim is None:
        text = "; ".join(
            f"{say.said(one.claim, 20)} {data.verdict(one.verdict, one.depends_on)}" for one in data.claims
        )
        return data.described("claims", columns, rows, count=len(data.claims), said=text)
    claim = data.claims[0]
    text = " ".join(_sentence(data, part) for part in claim.parts)
    label = say(f"figure.claims.label_{claim.label.replace(' ', '_')}")
    title = _headline(data, claim)
    return data.described("claims", columns, rows, "_of_one", title=title, label=label, said=text)


def _rows(data: ClaimsSource) -> Iterator[tuple[Any, ...]]:
    for claim in data.claims:
        for part in claim.parts:
            for regime, at in part.places.items():
                yield (
                    claim.claim,
                    part.said,
                    part.metric,
                    part.unit,
                    part.smallest,
                    regime,
                    at.effect,
                    at.low,
                    at.high,
                    at.verdict,
                    part.verdict,
                )


def _sentence(data: ClaimsSource, part: Part) -> str:
    """Return a sentence with the effect of one part in each regime."""
    say = data.words
    found = "; ".join(
        f"{say(f'figure.claims.{regime}')} {data.effect(at, part.unit)}" for regime, at in part.places.items()
    )
    verdict = data.verdict(part.verdict, [driver.path for driver in part.drivers[:1]])
    return say("figure.claims.one", said=labels.capital(say.said(part.said)), verdict=verdict, found=found)
