"""Draw all that is known of one claim: every part in three regimes, and at single parameter sets."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.claim_scale import EDGE, directions, on_scale, scale, threshold, towards
from trustladder.analysis.figures.kit.claims_source import ClaimsSource, effect_of
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.saved import Part, RegimeEffect
from trustladder.analysis.figures.kit.source import Head
from trustladder.analysis.figures.kit.style import FAINT, INK, Target
from trustladder.sim.arrays.tables import Floats

MARKERS = {"default": ("C0", "o"), "posterior": ("C2", "s"), "ranges": ("C1", "D")}  # distinct in grey, too
FOR, AGAINST = "#CFE2F3", "#FBEDE2"
LABEL, VERDICT, FIRST, DOTS, DEEP = 0.8, 1.5, 4.4, 7.8, 9.7  # from the top of a row: text, marks, and the next row, ems
SIGN, GAP = 1.6, 1.4  # ems: a sign of the key, and what lies between two


class Rows(NamedTuple):
    """The area of the rows, and the size of their text in points and its width in inches."""

    axes: Axes
    data: ClaimsSource
    size: float
    width: float
    least: float  # points, of the medium


def draw_claim(data: ClaimsSource, target: Target) -> Figure:
    """Draw every part of one claim in three regimes, and at single parameter sets of the whole ranges."""
    say, parts = data.words, data.claims[0].parts
    deep, size, keys = len(parts) * DEEP, target.small(0.88), _places(data, target)
    above, foot = target.em(1.4 * (keys[-1][1] + 1) + 1.9), target.em(3.0)
    head = Head(headline(data), say("figure.claims.subtitle_of_one"), data.note)
    page = Page(target, head, above + foot + deep * size / 72.0)
    height = page.height - above - foot
    size = max(min(size, 72.0 * height / deep), target.least)
    rows = Rows(page.axes(0.0, foot, page.width, height), data, size, page.width, target.least)
    scale(rows.axes, say, deep, 0.0, target)
    rows.axes.grid(visible=False)
    for number, part in enumerate(parts):
        _row(rows, number * DEEP, part)
    directions(page, say, 0.0, page.width, page.height - above + page.em(0.3))
    _key(page, data, keys)
    return page.figure


def headline(data: ClaimsSource) -> str:
    """Return the finding: the claim, and its verdict."""
    claim = data.claims[0]
    values = {"name": data.words.said(claim.claim, 20), "said": data.words.said(claim.said)}
    return data.words("figure.claims.one_title", **values, verdict=data.verdict(claim.verdict, claim.depends_on))


def _names(data: ClaimsSource) -> list[str]:
    return [data.words(f"figure.claims.{name}") for name in (*MARKERS, "set")]


def _places(data: ClaimsSource, target: Target) -> list[tuple[float, int]]:
    """Return the place of each sign of the key, in inches from the left, and the number of its line."""
    widths = [width_of(name, target.small(0.8)) + target.em(SIGN + GAP + 0.4) for name in _names(data)]
    if sum(widths) - target.em(GAP) <= target.room:
        return [(end - width, 0) for end, width in zip(accumulate(widths), widths, strict=True)]
    wide = max(widths)
    columns = max(1, int((target.room + target.em(GAP)) / wide))
    return [(wide * (number % columns), number // columns) for number in range(len(widths))]


def _key(page: Page, data: ClaimsSource, places: list[tuple[float, int]]) -> None:
    """Say at the top of the page what each kind of mark is."""
    target, sign = page.target, page.em(SIGN)
    height = page.em(1.4 * (places[-1][1] + 1))
    canvas = page.canvas(0.0, page.height - height, page.width, height)
    for (left, line), (colour, mark), name in zip(places, (*MARKERS.values(), ("C1", "")), _names(data), strict=True):
        y, middle = height - page.em(1.4 * line + 0.7), left + 0.5 * sign
        if mark:
            canvas.plot([left, left + sign], [y, y], color=colour, linewidth=target.line)
            canvas.plot([middle], [y], mark, color=colour, markersize=0.45 * target.text)
        else:
            canvas.plot([middle], [y], "o", color=colour, alpha=0.5, markersize=0.3 * target.text)
        canvas.text(left + sign + page.em(0.4), y, name, va="center", size=target.small(0.8))


def _row(rows: Rows, top: float, part: Part) -> None:
    """Draw one part: its text, its verdict, its three intervals, and the parameter sets of the prior ranges."""
    axes, factor, bottom = rows.axes, towards(part), (top + FIRST - 0.5, top + DEEP - 0.4)
    axes.fill_between([threshold(part), EDGE * 1.6], *bottom, color=FOR, linewidth=0, zorder=0)
    axes.fill_between([-EDGE * 1.6, -1.0], *bottom, color=AGAINST, linewidth=0, zorder=0)
    axes.plot([0.0, 0.0], bottom, color=FAINT, linewidth=rcParams["axes.linewidth"], zorder=1)
    _write(rows, top, part)
    for number, regime in enumerate(MARKERS):
        at = part.places.get(regime)  # type: ignore[call-overload]
        if at is not None:
            _interval(axes, top + FIRST + number, at, factor, regime, rows.size)
    spread = np.array([value for value in part.spread if value is not None])
    _dots(axes, top + DOTS, factor * spread, rows.size)


def _write(rows: Rows, top: float, part: Part) -> None:
    """Write the text of a part, and under it its verdict with the effect at the shipped numbers."""
    axes, data, size, width, least = rows
    look: dict[str, Any] = {"ha": "left", "transform": axes.get_yaxis_transform()}
    text = fitted(labels.capital(data.words.said(part.said)), width, size, 1)
    axes.text(0.0, top + LABEL, text, color=INK, va="center", size=size, **look)
    verdict = data.verdict(part.verdict, [driver.path for driver in part.drivers[:1]])
    if "default" in part.places:
        brief = data.effect(part.places["default"], part.unit, brief=True)
        verdict += f"; {data.words('figure.claims.by_default', effect=brief)}"
    small = max(0.88 * size, least)
    axes.text(0.0, top + VERDICT, fitted(verdict, width, small, 2), color=FAINT, va="top", size=small, **look)


def _interval(axes: Axes, height: float, at: RegimeEffect, factor: float, regime: str, size: float) -> None:
    """Draw an effect with its interval; an arrow if it lies off the axis."""
    effect = effect_of(at)
    if effect is None:
        return
    colour, mark = MARKERS[regime]
    middle, *ends = (factor * value for value in effect[1:])
    axes.plot(on_scale(ends), [height, height], color=colour, linewidth=size * 0.12, zorder=3)
    beyond = on_scale(middle) != middle
    shape = (">" if middle > 0.0 else "<") if beyond else mark
    edge: dict[str, Any] = {"markeredgecolor": "white", "markeredgewidth": size * 0.05}
    axes.plot(on_scale(middle), height, shape, color=colour, markersize=size * 0.55, zorder=4, **edge)


def _dots(axes: Axes, height: float, effects: Floats, size: float) -> None:
    """Draw a dot for each parameter set of the prior ranges, spread in height so that equal ones show."""
    heights = height + 0.9 * (np.arange(len(effects)) * 0.6180339887 % 1.0 - 0.5)
    look: dict[str, Any] = {"alpha": 0.45, "markersize": size * 0.25, "markeredgewidth": 0.0, "zorder": 2}
    axes.plot(on_scale(effects), heights, "o", color="C1", **look)
