"""Draw the assistance figure: money from donors to governments, and through common forums."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import JOINT, ResultSource
from trustladder.analysis.figures.kit.sampled_runs import Rows, prepare_sample, sample_runs, sample_steps
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import INK, Target

SOURCE = ResultSource
prepare, steps = prepare_sample, sample_steps  # run futures again first
BAR = 0.03  # width of a bar, as a share of the width between names
GAP = 0.05  # between bars, as a share of the height
Flows = dict[tuple[str, str], float]


def flows(gifts: Rows) -> Flows:
    """Return money per year by (donor, government), or (donor, JOINT); donors that give nothing are left out."""
    found = {(row["donor"], row["government"]): row["money"] for row in gifts if row["money"] > 1e-9}
    if not found:
        raise Nothing("nothing.assistance")
    return found


def totals(found: Flows, index: int) -> dict[str, float]:
    """Return the sum of each donor (side 0) or government (side 1), the largest first, joint money last."""
    sums: dict[str, float] = {}
    for pair, money in found.items():
        sums[pair[index]] = sums.get(pair[index], 0.0) + money
    return dict(sorted(sums.items(), key=lambda item: (item[0] == JOINT, -item[1], item[0])))


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw bands from donors (left) to governments (right); a band's width is the money per year."""
    found = flows(sample_runs(data).gifts)
    givers, takers = totals(found, 0), totals(found, 1)
    page = Page(target, data.head("assistance", **told(data)), target.room * (0.48 if target.wide else 0.9))
    texts = [_labels(data, sums, target) for sums in (givers, takers)]
    left, right = (max(width_of(text, target.small(0.8)) for text in side.values()) + page.em(0.4) for side in texts)
    axes = page.axes(
        left, page.em(0.3), page.width - left - right, page.height - page.em(0.6), xlim=(0, 1), ylim=(0, 1)
    )
    axes.axis("off")
    down, scale = (_stack(givers), _stack(takers)), _scale(givers, takers)
    for sums, edges, side, x in zip((givers, takers), down, texts, (0.0, 1.0), strict=True):
        _bars(axes, sums, edges, scale, x)
        for name, money in sums.items():
            middle = page.em(0.3) + (edges[name] - 0.5 * money * scale) * (page.height - page.em(0.6))
            place = left - page.em(0.4) if x == 0.0 else page.width - right + page.em(0.4)
            look: Any = {"size": target.small(0.8), "va": "center", "ha": "left" if x else "right"}
            page.text(place, middle, side[name], **look)
    below = {**down[0]}, {**down[1]}
    for giver in givers:
        for taker in takers:
            width = found.get((giver, taker), 0.0) * scale
            if width > 0.0:
                _band(axes, below[0][giver], below[1][taker], width, "C0" if giver == next(iter(givers)) else "C3")
                below[0][giver] -= width
                below[1][taker] -= width
    return page.figure


def _labels(data: ResultSource, sums: Mapping[str, float], target: Target) -> dict[str, str]:
    """Return the name of each donor or government, with its sum beside it."""
    names = {name: data.words("figure.assistance.jointly") if name == JOINT else data.actor(name) for name in sums}
    room, size = (0.2 if target.wide else 0.24) * target.room, target.small(0.8)
    return {
        name: f"{fitted(names[name], room, size, 2)}\u2002{data.words.figure(money)}" for name, money in sums.items()
    }


def _scale(givers: Mapping[str, float], takers: Mapping[str, float]) -> float:
    """Return the height of one unit of money, such that the longer side fills the height."""
    room = 1.0 - GAP * (max(len(givers), len(takers)) - 1)
    return room / sum(givers.values())


def _stack(sums: Mapping[str, float]) -> dict[str, float]:
    """Return the upper edge of each bar, stacked from the top, centred on the height."""
    room = 1.0 - GAP * (len(sums) - 1)
    scale, top, edges = room / sum(sums.values()), 1.0, {}
    for name, money in sums.items():
        edges[name] = top
        top -= money * scale + GAP
    return edges


def _band(axes: Axes, start: float, end: float, width: float, colour: str) -> None:
    """Draw a band that leaves to the right and arrives from the left."""
    upper = [(BAR, start), (0.5, start), (0.5, end), (1.0 - BAR, end)]
    lower = [(1.0 - BAR, end - width), (0.5, end - width), (0.5, start - width), (BAR, start - width)]
    codes = [Path.MOVETO, *3 * [Path.CURVE4], Path.LINETO, *3 * [Path.CURVE4], Path.CLOSEPOLY]
    axes.add_patch(
        PathPatch(
            Path([*upper, *lower, upper[0]], codes),
            facecolor=colour,
            alpha=0.6 if colour == "C0" else 0.3,
            linewidth=0.0,
        )
    )


def _bars(axes: Axes, sums: Mapping[str, float], edges: Mapping[str, float], scale: float, x: float) -> None:
    """Draw a bar for each donor or government."""
    for name, money in sums.items():
        height = money * scale
        axes.add_patch(Rectangle((x - BAR if x else 0.0, edges[name] - height), BAR, height, color=INK, linewidth=0.0))


def told(data: ResultSource) -> dict[str, Any]:
    """Return what the sentences need: the largest donor and recipient, and the share of money given jointly."""
    say, found = data.words, flows(sample_runs(data).gifts)
    givers, takers = totals(found, 0), totals(found, 1)
    whole, got = sum(givers.values()), {name: money for name, money in takers.items() if name != JOINT}
    giver, taker = next(iter(givers)), next(iter(got), "")
    return {
        "count": say.number(sample_steps(data), 0),
        "money": say.figure(whole),
        "giver": data.subject(giver),
        "giver_share": say.percent(givers[giver] / whole, 0),
        "taker": data.subject(taker) if taker else say("figure.assistance.jointly"),
        "taker_share": say.percent(got.get(taker, 0.0) / whole, 0),
        "joint": say.percent(takers.get(JOINT, 0.0) / whole, 0),
        "first": data.ends[0],
        "last": data.ends[1],
    }


def describe(data: ResultSource) -> Description:
    """Describe the largest donor and recipient, and the share of money given jointly."""
    found = flows(sample_runs(data).gifts)
    rows = [(giver, taker or "jointly", money) for (giver, taker), money in sorted(found.items())]
    return data.described("assistance", ("donor", "government", "money_a_year"), rows, **told(data))
