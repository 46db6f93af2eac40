"""Draw the brief's claims: each effect against the smallest of interest; all claims with their verdicts, or one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.claims_source import ClaimsSource, effect_of
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page, framed
from trustladder.analysis.figures.kit.saved import Claim, Part, RegimeEffect
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import FAINT, INK, LEAST, ZONE, Target, subplots

MARKERS = {"default": ("C0", "o"), "posterior": ("C2", "s"), "ranges": ("C1", "D")}  # distinct in grey, too
FOR, AGAINST = "#CFE2F3", "#FBEDE2"
EDGE = 100.0  # smallest effects; effects beyond are drawn as arrows
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


def draw(data: ClaimsSource, target: Target) -> Figure:
    """Draw a row for each claim, or all that is known of one; in multiples of the smallest effect of interest."""
    return _alone(data, target) if data.claim is not None else _together(data, target)


def _together(data: ClaimsSource, target: Target) -> Figure:
    """Draw a row for each claim: its effects over the posterior, coloured where they matter, and its verdict."""
    claims, say = data.claims, data.words
    page = Page(target, data.head("claims", **told(data)), (1.62 * len(claims) + 5.0) * target.text / 72.0)
    above, foot = page.em(1.9), page.em(3.0)
    height = page.height - above - foot
    size = min(target.text, 72.0 * height / len(claims) / 1.25)
    verdicts = [fitted(data.verdict(one.verdict, []), 0.22 * page.width, size, 1) for one in claims]
    names = [fitted(labels.capital(data.short(one)), 0.4 * page.width, size, 1) for one in claims]
    left = max(width_of(name, size) for name in names) + page.em(1.0)
    right = max(width_of(verdict, size) for verdict in verdicts) + page.em(1.0)
    axes = page.axes(left, foot, page.width - left - right, height)
    _scale(axes, data, len(claims), target)
    for row, (one, name, verdict) in enumerate(zip(claims, names, verdicts, strict=True)):
        y = foot + height * (1.0 - (row + 0.5) / len(claims))
        page.text(0.0, y, name, size=size, va="center")
        page.text(page.width, y, verdict, size=size, ha="right", va="center", color=FAINT)
        for place, part in enumerate(one.parts):
            spread = (place + 1.0) / (len(one.parts) + 1.0) - 0.5
            _mark(axes, row + 0.8 * spread, part, target)
    words: dict[str, Any] = {"size": target.small(), "color": FAINT, "va": "bottom"}
    page.text(left, page.height - page.em(1.6), f"← {say('figure.claims.against')}", **words)
    page.text(page.width - right, page.height - page.em(1.6), f"{say('figure.claims.for')} →", ha="right", **words)
    page.text(left + 0.5 * (page.width - left - right), 0.0, say("figure.claims.axis"), ha="center", **words)
    return page.figure


def _scale(axes: Axes, data: ClaimsSource, rows: int, target: Target) -> None:
    """Scale effects around the zone of those too small to matter."""
    axes.set_xscale("symlog", linthresh=1.0)
    axes.set_xlim(-EDGE * 1.6, EDGE * 1.6)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks(TICKS, [labels.localized(data.words, f"{tick:g}") for tick in TICKS], size=target.small())
    axes.minorticks_off()
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.axvspan(-1.0, 1.0, color=ZONE, linewidth=0, zorder=0)
    axes.axvline(0.0, color=INK, linewidth=0.35 * target.line, zorder=1)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")


def _mark(axes: Axes, height: float, part: Part, target: Target) -> None:
    """Draw the effect of a part over the posterior with its interval: blue as claimed, rust against, grey if small."""
    at = part.places.get("posterior") or part.places.get("default")
    effect = None if at is None else effect_of(at)
    if effect is None:
        return
    factor = _towards(part)
    middle, *ends = (float(np.clip(factor * one, -EDGE * 1.3, EDGE * 1.3)) for one in effect[1:])
    low, high = sorted(ends)
    threshold = -1.0 if part.direction.startswith("not") else 1.0
    colour = "C0" if low > threshold else "C1" if high < -1.0 else "C3"
    axes.plot([low, high], [height, height], color=colour, linewidth=0.6 * target.line, zorder=2)
    mark = "s" if colour == "C1" else "o"
    axes.plot(
        [middle], [height], mark, color=colour, markersize=target.text * (0.3 if colour == "C3" else 0.4), zorder=3
    )


def told(data: ClaimsSource) -> dict[str, Any]:
    """Return what the sentences need: how many claims have which verdict."""
    from trustladder.analysis.claims.words import counted

    verdicts = [one.verdict for one in data.claims]
    return {
        "count": len(data.claims),
        "said": counted(verdicts, data.words, most=2),
        "parts": sum(len(one.parts) for one in data.claims),
    }


def _alone(data: ClaimsSource, target: Target) -> Figure:
    """Draw every part of one claim in three regimes, and at single parameter sets."""
    layout, size, parts = ALONE, target.small(0.88), data.claims[0].parts
    deep = len(parts) * layout.height
    height = (deep * size + 9.0 * target.text) / 72.0
    figure, axes = subplots(figsize=(target.width, height))
    panel = Panel(axes, data, layout, size, target.room)
    for number, part in enumerate(parts):
        _row(panel, number * layout.height, data.claims[0], part)
    _axis(axes, data, deep, target, size)
    _legend(axes, data, layout, target)
    framed(
        figure, target, Head(_headline(data, data.claims[0]), data.words("figure.claims.subtitle_of_one"), data.note)
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
    axes.plot([0.0, 0.0], bottom, color=FAINT, linewidth=rcParams["axes.linewidth"], zorder=1)
    _write_alone(panel, top, claim, part)
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
    """Describe how many claims have each verdict; of a single claim, its verdict and where it holds."""
    columns = (
        "claim", "part", "metric", "unit", "smallest", "place", "effect", "low", "high", "verdict", "verdict_on_part",
    )  # fmt: skip
    if data.claim is None:
        return data.described("claims", columns, _rows(data), **told(data))
    say, claim = data.words, data.claims[0]
    label = say(f"figure.claims.label_{claim.label.replace(' ', '_')}")
    title = _headline(data, claim)
    caption = f"{title.rstrip('.')}. {say('figure.claims.subtitle_of_one')}. {label}"
    return Description(
        caption, say("figure.claims.alt_of_one", title=title, parts=len(claim.parts)), columns, list(_rows(data))
    )


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
