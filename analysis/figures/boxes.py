"""Draw where a metric reaches a threshold: points over two factors, and the first box of each method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from trustladder.analysis.figures.kit.labels import capital, level, value
from trustladder.analysis.figures.kit.lettering import balanced, fitted, unbroken, width_of
from trustladder.analysis.figures.kit.page import Page, sides
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, INK, PALE, Target
from trustladder.analysis.figures.kit.sweep_source import SweepSource
from trustladder.analysis.studies.boxes import Box, Limit, member
from trustladder.analysis.sweeps.factors import Factor
from trustladder.sim.arrays.tables import Floats

if TYPE_CHECKING:
    from trustladder.analysis.studies.discovery import Discovery, Found

JITTER = 0.32  # of the distance between choices, so that points do not overlap
LONG = 110  # signs: what a title says of a box beside its numbers
TICKS = 5  # of an axis, or about so many
MANY = 3000  # points; from here on they are rasterized


class DiscoverySource(SweepSource):
    """A sweep, and the boxes of factors in which a metric reaches a threshold."""

    OPTIONS = ("metric", "threshold", "below", "density", "boxes", "scenario")

    def __init__(
        self,
        folder: str | Path,
        language: str = "en",
        metric: str | None = None,
        threshold: float = 0.3,
        below: bool = False,
        density: float = 0.8,
        boxes: int = 3,
        scenario: str | None = None,
        found: Discovery | None = None,
    ) -> None:
        super().__init__(folder, language, metric, scenario)
        self.threshold, self.below, self.density, self.boxes = threshold, below, density, boxes
        self.options |= {"threshold": threshold, "below": below, "density": density, "boxes": boxes}
        self._found = found

    def find(self, progress: Callable[[int], None] = lambda _: None) -> Discovery:
        """Return the boxes of every method. Raises Nothing if there are too few points."""
        from trustladder.analysis.studies.discovery import FITTING, LEAST, LEAST_OF_INTEREST, discover

        if self._found is None:
            if self.swept.design in FITTING and self.swept.points < LEAST:
                raise Nothing("nothing.points", count=self.swept.points, least=LEAST)
            count = int(self.interest.sum())
            if self.swept.design in FITTING and min(count, self.swept.points - count) < LEAST_OF_INTEREST:
                write, values = self.measure.written, self.values
                raise Nothing(
                    "nothing.interest",
                    count=count,
                    points=self.words.number(self.swept.points, 0),
                    low=write(values.min()),
                    high=write(values.max()),
                )
            self._found = discover(
                self.folder.path,
                self.metric,
                self.threshold,
                self.below,
                self.density,
                self.boxes,
                self.chosen,
                progress,
            )
        return self._found

    @cached_property
    def interest(self) -> np.ndarray:
        """Return which points are of interest [point]."""
        return self.values < self.threshold if self.below else self.values >= self.threshold

    @property
    def methods(self) -> list[Found]:
        """Return the methods that found a box. Raises Nothing if none did."""
        found = [one for one in self.find().methods if one.boxes]
        if not found:
            raise Nothing("nothing.boxes")
        return found


SOURCE = DiscoverySource


def steps(_: DiscoverySource) -> int:
    """Return the number of steps of `prepare`: two fits for each method."""
    return 4


def prepare(data: DiscoverySource, progress: Callable[[int], None]) -> None:
    """Find the boxes before the figure is drawn."""
    data.find(progress)


def draw(data: DiscoverySource, target: Target) -> Figure:
    """Draw a panel for each method that found a box: points over the first two factors of its first box."""
    found, wide = data.methods, target.wide
    kind, values = told(data)
    body = target.room * (0.52 if wide else 0.8 * len(found))
    page = Page(target, data.head("boxes", kind, **values), body)
    if wide:
        places = [(left, 0.0, width, page.height) for left, width in sides(page, [1.0] * len(found), 2.0)]
    else:
        tall = page.height / len(found)
        places = [(0.0, page.height - (row + 1) * tall, page.width, tall - page.em(1.0)) for row in range(len(found))]
    for place, one in zip(places, found, strict=True):
        _panel(page, data, one, *place)
    return page.figure


def _panel(
    page: Page, data: DiscoverySource, found: Found, left: float, bottom: float, width: float, height: float
) -> None:
    """Draw one method in a place of the page, in inches: what its box holds, the upright factor, and points."""
    target, first = page.target, found.boxes[0]
    two = foremost(data.swept.factors, first)
    here = member(data.swept, [limit for limit in first.limits if limit.factor not in {factor.path for factor in two}])
    size, small = target.small(0.85), target.small(0.8)
    lines = [text for one in _heading(data, found, two) for text in balanced(one, width, size, bold=True).split("\n")]
    upright = fitted(capital(data.factor(two[1].path)), width, small, 1)
    page.text(left, bottom + height, "\n".join(lines), size=size, va="top", weight="bold", linespacing=1.15)
    above, below = 1.3 * size * len(lines) / 72.0 + page.em(0.4), page.em(3.4)
    page.text(left, bottom + height - above, upright, size=small, va="top", color=FAINT)
    above += 1.2 * small / 72.0 + page.em(0.6)
    ticks = max(width_of(text, target.small(0.9)) for text in _ticks(data, two[1], target, 0.28 * width)) + page.em(0.6)
    room = width - ticks - page.em(0.8)
    axes = page.axes(left + ticks, bottom + below, room, height - above - below)
    _points(axes, data, two, here, target)
    _outline(axes, first, two, target)
    axes.set_xlabel(fitted(capital(data.factor(two[0].path)), room, small, 1), loc="left", fontsize=small)
    for side, factor, space in zip("xy", two, (room, 0.28 * width), strict=True):
        _scale(axes, side, data, factor, target, space)


def _heading(data: DiscoverySource, found: Found, two: Sequence[Factor]) -> list[str]:
    """Return what the first box of a method holds, and which other limits it sets."""
    say, first = data.words, found.boxes[0]
    coverage, density = say.percent(first.coverage, 0), say.percent(first.density, 0)
    rest = [limit for limit in first.limits if limit.factor not in {factor.path for factor in two}]
    shown = [say("figure.boxes.shown", limits="; ".join(limited(data, limit) for limit in rest))] if rest else []
    return [say("figure.boxes.panel", method=found.method, coverage=coverage, density=density), *shown]


def _points(axes: Axes, data: DiscoverySource, two: Sequence[Factor], here: np.ndarray, target: Target) -> None:
    """Draw points over two factors: those of interest as diamonds, the others as pale circles."""
    across, upward = (jittered(data.swept.values(factor), factor, number) for number, factor in enumerate(two))
    size = max(1.0, min(9.0, 2600.0 / data.swept.points)) * (target.text / 14.0) ** 2 * 2.0
    for wanted, colour, mark in ((False, PALE, "o"), (True, "C0", "D")):
        those = here & (data.interest == wanted)
        axes.scatter(
            across[those], upward[those], s=size, color=colour, alpha=0.8, marker=mark, linewidth=0,
            rasterized=len(across) > MANY,
        )  # fmt: skip


def limited(data: DiscoverySource, limit: Limit) -> str:
    """Describe the limit that a box sets to one factor."""
    say = data.words
    factor = next(one for one in data.swept.factors if one.path == limit.factor)
    name = data.factor(limit.factor)
    if limit.values:
        return say("figure.boxes.values", factor=name, values=say.listed(value(say, str(one)) for one in limit.values))
    low, high = (None if end is None else level(say, factor, end) for end in (limit.low, limit.high))
    key = "between" if low and high else "least" if low else "most"
    return say(f"figure.boxes.{key}", factor=name, low=low, high=high)


def foremost(factors: Sequence[Factor], box: Box) -> list[Factor]:
    """Return the first two factors that a box limits, numbers before choices; a free one if it limits only one."""
    known = {factor.path: factor for factor in factors}
    limited = [known[limit.factor] for limit in box.limits]
    others = [factor for factor in factors if factor not in limited]
    if len(limited) > 1:
        return sorted(limited, key=lambda factor: factor.kind == "choice")[:2]
    return [*limited, *others][:2]


def jittered(values: Floats, factor: Factor, number: int) -> Floats:
    """Return the values of a factor; those of a choice are spread about their index."""
    if factor.kind != "choice":
        return values
    return values + np.random.default_rng(number).uniform(-JITTER, JITTER, len(values))


def span(limit: Limit | None, factor: Factor) -> tuple[float, float]:
    """Return where a box begins and ends along a factor."""
    if limit is None or limit.values:
        chosen = [index for index, value in enumerate(factor.values) if limit is None or value in limit.values]
        return (min(chosen) - 0.45, max(chosen) + 0.45) if factor.values else (factor.low, factor.high)
    return factor.low if limit.low is None else limit.low, factor.high if limit.high is None else limit.high


def _outline(axes: Axes, box: Box, two: Sequence[Factor], target: Target) -> None:
    """Draw a box as a rectangle."""
    limits = {limit.factor: limit for limit in box.limits}
    (left, right), (bottom, top) = (span(limits.get(factor.path), factor) for factor in two)
    axes.add_patch(
        Rectangle(
            (left, bottom),
            right - left,
            top - bottom,
            fill=False,
            edgecolor=INK,
            linewidth=target.line,
            zorder=3,
            clip_on=False,
        )
    )


def _ticks(data: DiscoverySource, factor: Factor, target: Target, room: float) -> list[str]:
    """Return the labels of an upright axis: choices, each wrapped into some room, or levels."""
    say = data.words
    if factor.kind == "choice":
        size = target.small(0.9)
        return [fitted(value(say, str(one)), room, size, 2) for one in factor.values]
    ends = MaxNLocator(TICKS).tick_values(factor.low, factor.high)
    return [level(say, factor, end) for end in ends]


def _scale(axes: Axes, side: str, data: DiscoverySource, factor: Factor, target: Target, room: float) -> None:
    """Scale an axis for numbers, dates or choices, with a small margin."""
    say = data.words
    if factor.kind == "choice":
        each = 0.9 * room / len(factor.values) if side == "x" else room
        texts = [value(say, str(one)) for one in factor.values]
        size = unbroken(texts, each, target.small(0.9), target.small(0.65))
        getattr(axes, f"set_{side}ticks")(
            range(len(texts)), [fitted(text, each, size, 2) for text in texts], fontsize=size
        )
        getattr(axes, f"set_{side}lim")(-0.55, len(texts) - 0.45)
        return
    margin = 0.03 * (factor.high - factor.low)
    getattr(axes, f"set_{side}lim")(factor.low - margin, factor.high + margin)
    axis = getattr(axes, f"{side}axis")
    axis.set_major_formatter(lambda number, _: level(say, factor, number))
    axis.set_major_locator(MaxNLocator(TICKS))
    axis.set_tick_params(labelsize=target.small(0.9))


def told(data: DiscoverySource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: the box that keeps most of its density unseen."""
    say, count = data.words, int(data.interest.sum())
    key = "under" if data.below else "from"
    best = max(data.methods, key=lambda one: one.unseen if one.unseen == one.unseen else -1.0)
    box, seen = best.boxes[0], best.unseen != best.unseen
    asked = say(f"figure.boxes.{key}", metric=data.measure.label, threshold=data.measure.written(data.threshold))
    limits = [limited(data, limit) for limit in box.limits[:2]]
    values = {
        "asked": asked,
        "share": say.percent(count / data.swept.points, 0),
        "points": say.number(data.swept.points, 0),
        "method": best.method,
        "limits": say.listed(limits if len(asked) + sum(map(len, limits)) < LONG else limits[:1]),
        "unseen": say.percent(box.density if seen else best.unseen, 0),
        "coverage": say.percent(box.coverage, 0),
        "density": say.percent(box.density, 0),
    }
    return "_seen" if seen else "", values


def describe(data: DiscoverySource) -> Description:
    """Describe the best box by its density in points that it was not fitted to."""
    found = data.methods
    boxes = [f"in_first_box_of_{one.method}" for one in found]
    columns = ("point", *(factor.path for factor in data.swept.factors), data.metric, "reached", *boxes)
    kind, values = told(data)
    return data.described("boxes", columns, _rows(data, found), kind, **values)


def _rows(data: DiscoverySource, found: list[Found]) -> Iterator[tuple[Any, ...]]:
    """Yield each point: its factors, the metric, and whether it lies in the first box of each method."""
    swept = data.swept
    levels = [
        swept.months(one.path).tolist()
        if one.kind == "month"
        else swept.values(one).tolist()
        if one.kind != "choice"
        else swept.words(one.path)
        for one in swept.factors
    ]
    boxes = [member(swept, one.boxes[0].limits).tolist() for one in found]
    yield from zip(swept.rows.tolist(), *levels, data.values.tolist(), data.interest.tolist(), *boxes, strict=True)
