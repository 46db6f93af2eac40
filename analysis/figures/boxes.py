"""Where a metric reaches a threshold: the points over two factors, and the first box of each method."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.figures.style import (
    BLUE,
    FAINT,
    SLIDE,
    VERMILION,
    Target,
    capital,
    legend_below,
    short,
    title_block,
    worded,
)
from analysis.studies.discovery import Box, Discovery, Found, Limit, member
from analysis.studies.swept import Swept
from analysis.sweeps.factors import Factor, first_day
from sim.errors import InputError
from sim.world import Floats

NAME = "boxes"
ANSWERS = "Where, in the space that a sweep covered, does cooperation open?"
JITTER = 0.32  # of a choice's place, so that points do not hide each other


def draw(data: Discovery, target: Target) -> Figure:
    """A panel for each method that found a box: points over the first box's two foremost factors."""
    found = [one for one in data.methods if one.boxes]
    if not found:
        raise InputError(f"{data.swept.folder.path}: no box is denser than the whole; there is nothing to draw")
    wide = target is SLIDE
    shape = (1, len(found)) if wide else (len(found), 1)
    height = target.width * (0.56 if wide else 0.2 + 0.92 * len(found))
    figure, panels = plt.subplots(*shape, squeeze=False, figsize=(target.width, height))
    interest = inside(data)
    for axes, one in zip(panels.flat, found, strict=True):
        _panel(axes, data.swept, one, interest, target)
    legend_below(panels.flat[-1], target)
    side = "below" if data.below else "at or above"
    title = f"{capital(worded(data.metric))} {side} {data.threshold:g}: in {data.interest / data.swept.points:.0%} of points; where?"
    title_block(figure, target, title, f"{capital(data.swept.entry(data.metric).meaning)}. {data.swept.note}")
    return figure


def inside(data: Discovery) -> np.ndarray:
    """Which points are of interest."""
    values = data.swept.outcome(data.metric)
    return values < data.threshold if data.below else values >= data.threshold


def _panel(axes: Axes, swept: Swept, found: Found, interest: np.ndarray, target: Target) -> None:
    first = found.boxes[0]
    two = foremost(swept, first)
    shown = {factor.path for factor in two}
    here = member(swept, [limit for limit in first.limits if limit.factor not in shown])
    places = [jittered(swept, factor, number) for number, factor in enumerate(two)]
    size = max(1.0, min(9.0, 2600.0 / swept.points)) * (target.text / 14.0) ** 2 * 2.0
    for wanted, colour, said, mark in ((False, FAINT, "other points", "o"), (True, BLUE, "points of interest", "D")):
        those = here & (interest == wanted)
        axes.scatter(
            places[0][those], places[1][those], s=size, color=colour, alpha=0.75 if wanted else 0.4, marker=mark, linewidth=0, label=said
        )  # fmt: skip
    _outline(axes, first, two, target)
    for side, factor in zip("xy", two, strict=True):
        _scale(axes, side, factor)
    text = f"{found.method}: holds {first.coverage:.0%}, {first.density:.0%} dense"
    axes.set_title(text + rest_of(first, two), fontsize=target.text * 0.85)


def rest_of(box: Box, shown: Sequence[Factor]) -> str:
    """What the first box asks beside the factors that are drawn."""
    other = [
        f"{short(limit.factor)} {limit.said}" for limit in box.limits if limit.factor not in {one.path for one in shown}
    ]
    return f"\nshown: points with {', '.join(other)}" if other else ""


def foremost(swept: Swept, box: Box) -> list[Factor]:
    """The two factors that a box limits first, numbers before choices; another where it limits only one."""
    known = {factor.path: factor for factor in swept.factors}
    limited = [known[limit.factor] for limit in box.limits]
    others = [factor for factor in swept.factors if factor not in limited]
    return (
        sorted(limited, key=lambda factor: factor.kind == "choice")[:2] if len(limited) > 1 else [*limited, *others][:2]
    )


def jittered(swept: Swept, factor: Factor, number: int) -> Floats:
    """The values of a factor; those of a choice spread about their place."""
    values = swept.values(factor)
    if factor.kind != "choice":
        return values
    return values + np.random.default_rng(number).uniform(-JITTER, JITTER, len(values))


def span(limit: Limit | None, factor: Factor) -> tuple[float, float]:
    """Where a box begins and ends along a factor."""
    if limit is None or limit.values:
        chosen = [place for place, value in enumerate(factor.values) if limit is None or value in limit.values]
        return (min(chosen) - 0.45, max(chosen) + 0.45) if factor.values else (factor.low, factor.high)
    return factor.low if limit.low is None else limit.low, factor.high if limit.high is None else limit.high


def _outline(axes: Axes, box: Box, two: Sequence[Factor], target: Target) -> None:
    """A box as a rectangle."""
    limits = {limit.factor: limit for limit in box.limits}
    (left, right), (bottom, top) = (span(limits.get(factor.path), factor) for factor in two)
    corner, width, height = (left, bottom), right - left, top - bottom
    axes.add_patch(
        Rectangle(
            corner,
            width,
            height,
            fill=False,
            edgecolor=VERMILION,
            linewidth=target.line,
            zorder=3,
            label="the first box",
        )
    )


def _scale(axes: Axes, side: str, factor: Factor) -> None:
    """An axis of numbers, dates or choices, with a little room around."""
    getattr(axes, f"set_{side}label")(short(factor.path))
    if factor.kind == "choice":
        names = [value.lower() if value in ("True", "False") else value for value in factor.values]
        getattr(axes, f"set_{side}ticks")(range(len(names)), names)
        getattr(axes, f"set_{side}lim")(-0.55, len(names) - 0.45)
        return
    margin = 0.03 * (factor.high - factor.low)
    getattr(axes, f"set_{side}lim")(factor.low - margin, factor.high + margin)
    if factor.kind == "month":
        axis = getattr(axes, f"{side}axis")
        axis.set_major_formatter(lambda value, _: first_day(round(value)).isoformat()[:7])
