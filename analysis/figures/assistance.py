"""Draw the assistance figure: money from donors to governments, and through common forums."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import JOINT, ResultSource
from trustladder.analysis.figures.kit.sampled_runs import Rows, prepare_sample, sample_runs, sample_steps
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import INK, Target, subplots

SOURCE = ResultSource
prepare, steps = prepare_sample, sample_steps  # run futures again first
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
    figure, axes = subplots(figsize=(target.width, target.width * (0.52 if target.wide else 1.1)))
    axes.axis("off")
    left, right = _stack(givers), _stack(takers)
    scale = _scale(givers, takers)
    down = dict(left), dict(right)
    for giver in givers:
        for taker in takers:
            width = found.get((giver, taker), 0.0) * scale
            if width > 0.0:
                _band(axes, down[0][giver], down[1][taker], width, "C0" if giver == next(iter(givers)) else "C3")
                down[0][giver] -= width
                down[1][taker] -= width
    _names(axes, data, givers, left, scale, 0.0, target)
    _names(axes, data, takers, right, scale, 1.0, target)
    axes.set_xlim(*((-0.5, 1.32) if target.wide else (-0.72, 1.52)))
    axes.set_ylim(-0.02, 1.02)
    framed(figure, target, data.head("assistance", **told(data)))
    return figure


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
    upper = [(0.03, start), (0.5, start), (0.5, end), (0.97, end)]
    lower = [(0.97, end - width), (0.5, end - width), (0.5, start - width), (0.03, start - width)]
    codes = [Path.MOVETO, *3 * [Path.CURVE4], Path.LINETO, *3 * [Path.CURVE4], Path.CLOSEPOLY]
    axes.add_patch(
        PathPatch(
            Path([*upper, *lower, upper[0]], codes),
            facecolor=colour,
            alpha=0.6 if colour == "C0" else 0.3,
            linewidth=0.0,
        )
    )


def _names(
    axes: Axes,
    data: ResultSource,
    sums: Mapping[str, float],
    edges: Mapping[str, float],
    scale: float,
    x: float,
    target: Target,
) -> None:
    """Draw a bar for each donor or government, with its name and its sum beside it."""
    for name, money in sums.items():
        top, height = edges[name], money * scale
        axes.add_patch(Rectangle((x - 0.03 if x else 0.0, top - height), 0.03, height, color=INK, linewidth=0.0))
        text = data.words("figure.assistance.jointly") if name == JOINT else data.actor(name)
        room = (0.22 if target.wide else 0.25) * target.width
        label = f"{fitted(text, room, target.small(0.8), 2)}\u2002{data.words.figure(money)}"
        axes.text(
            x + (0.02 if x else -0.02),
            top - 0.5 * height,
            label,
            ha="left" if x else "right",
            va="center",
            fontsize=target.small(0.8),
        )


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
