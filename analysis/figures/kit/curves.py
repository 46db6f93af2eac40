"""Step curves of cumulative incidence with their intervals, each named at its end."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.style import apart
from trustladder.analysis.studies.futures import Curve

ROOM = 0.3  # of the width of the page, for names


class Arm(NamedTuple):
    """A curve with what is written at its end, and its look; distinct in grey, too."""

    curve: Curve
    name: str
    colour: str
    dash: Any = "-"


def paint(page: Page, arms: list[Arm]) -> Axes:
    """Draw curves over the body of a page, from 0 to a round number of futures of 100; return the axes."""
    target, first = page.target, min(one.curve.first_month for one in arms) / 12.0
    last = max(one.curve.first_month + len(one.curve.share) - 1 for one in arms) / 12.0
    names = [fitted(one.name, ROOM * page.width, target.text, 4, bold=True) for one in arms]
    right, left = max(width_of(name, target.text, bold=True) for name in names) + page.em(1.0), page.em(2.0)
    axes = page.axes(left, page.em(1.8), page.width - left - right, page.height - page.em(2.4))
    top = top_of(arms)
    for one in arms:
        _step(axes, one)
    axes.set_xlim(first, last)
    axes.set_ylim(0.0, top)
    axes.set_yticks(np.linspace(0.0, top, 6 if round(top) % 20 else 5))
    axes.set_yticks([tick for tick in axes.get_yticks() if tick <= top])
    years = [year for year in range(int(first), int(last) + 1) if year == round(first) or year % 5 == 0]
    axes.set_xticks([year for year in years if year == years[0] or year - years[0] > 0.08 * (last - first)])
    axes.tick_params(axis="x", pad=0.5 * target.text)
    lines = max(name.count("\n") + 1 for name in names)
    least = (1.3 * lines + 0.1) * target.text / 72.0 / (page.height - page.em(2.4)) * top
    heights = apart([100.0 * float(one.curve.share[-1]) for one in arms], least, 0.4 * least, top - 0.3 * least)
    for one, name, height in zip(arms, names, heights, strict=True):
        place: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False, "va": "center"}
        look: dict[str, Any] = {"weight": "semibold", "color": one.colour, "linespacing": 1.0}
        axes.annotate(name, (last, height), (0.6 * target.text, 0.0), **place, **look)
    return axes


def top_of(arms: list[Arm]) -> float:
    """Return the end of the scale: a round number of futures of 100 over the highest interval."""
    highest = max(100.0 * float(one.curve.high[-1] if one.curve.runs > 1 else one.curve.share[-1]) for one in arms)
    return next(one for one in (5.0, 10.0, 20.0, 40.0, 60.0, 80.0, 100.0) if one >= min(highest, 100.0))


def _step(axes: Axes, one: Arm) -> None:
    """Draw a curve, and its interval as a band; a single future has none."""
    curve = one.curve
    years = (curve.first_month + np.arange(len(curve.share))) / 12.0
    if curve.runs > 1:
        low, high = 100.0 * curve.low, 100.0 * curve.high
        axes.fill_between(years, low, high, color=one.colour, alpha=0.16, linewidth=0, step="post")
    axes.step(years, 100.0 * curve.share, color=one.colour, linestyle=one.dash, where="post")
