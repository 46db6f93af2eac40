"""Draw between whom trust changed: only pairs that did, named, each from its start to its end."""

from collections import Counter
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, INK, Target
from trustladder.analysis.figures.kit.ties import COLUMNS, Tie, first_domain, rows, ties

SOURCE = ResultSource
MOST = 15  # pairs that are listed; others are in the table
BULGE = 1.2  # ems by which lines between actors of one side bend outward
DASH = (0, (2.2, 1.1))  # of a loss
Places = dict[str, tuple[float, float]]


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw lines between donors (left) and governments (right), and a list of the same pairs."""
    shown, kind, values = listed(data), *told(data)
    page = Page(target, data.head("trust-network", kind, **values), (1.65 * len(shown) + 3.0) * target.text / 72.0)
    split = 0.46 * page.width
    _lines(page, data, shown, split)
    _list(page, data, shown, split)
    return page.figure


def changed(data: ResultSource) -> list[Tie]:
    """Return the pairs that changed by as much as matters. Raises Nothing if none did."""
    every = ties(data, first_domain(data))
    found = [tie for tie in every if abs(tie.change) >= SMALLEST["trust"]]
    if not found:
        raise Nothing("nothing.steady", count=len(every), smallest=data.words.number(SMALLEST["trust"]))
    return found


def listed(data: ResultSource) -> list[Tie]:
    """Return the pairs that changed most, those that gained first."""
    kept = sorted(changed(data), key=lambda tie: -abs(tie.change))[:MOST]
    return sorted(kept, key=lambda tie: -tie.change)


def _list(page: Page, data: ResultSource, shown: list[Tie], left: float) -> None:
    """Draw an arrow from start to end for each pair, with its names and its change."""
    say, target, foot = data.words, page.target, page.em(1.6)
    size = min(target.text, 72.0 * (page.height - foot) / len(shown) / 1.25)
    names = [f"{data.actor(tie.one)} – {data.actor(tie.two)}" for tie in shown]
    room = min(0.54 * (page.width - left), max(width_of(name, size) for name in names))
    names = [fitted(name, room, size, 1) for name in names]
    room = max(width_of(name, size) for name in names) + page.em(0.8)
    width = page.width - left - room - page.em(3.4)
    axes = page.axes(left + room, foot, width, page.height - foot)
    for row, tie in enumerate(shown):
        colour = "C0" if tie.change > 0.0 else "C1"
        arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 0.75 * target.line, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (tie.end, row), (tie.start, row), arrowprops={**arrow, "mutation_scale": 0.7 * target.text})
        look: dict[str, Any] = {"ha": "right", "va": "center", "size": size, "weight": "bold", "color": colour}
        at = 1.0 + page.em(3.2) / width
        axes.text(at, row, say.signed(tie.change), transform=axes.get_yaxis_transform(), **look)
    ends = [value for tie in shown for value in (tie.start, tie.end)]
    low, high = np.floor(20.0 * min(ends) - 0.2) / 20.0, np.ceil(20.0 * max(ends) + 0.2) / 20.0
    axes.set_xlim(low, high)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_yticks(range(len(shown)), names, size=size, color=INK)
    ticks = [round(0.1 * tenth, 1) for tenth in range(11) if low - 1e-9 <= 0.1 * tenth <= high + 1e-9]
    axes.set_xticks(ticks, [say.number(tick, 1) for tick in ticks], size=target.small())
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")


def _lines(page: Page, data: ResultSource, shown: list[Tie], width: float) -> None:
    """Draw two columns of actors, and a line for each pair: wide for much, dashed for a loss."""
    canvas, target = page.canvas(0.0, 0.0, width - page.em(1.2), page.height), page.target
    actors = list(dict.fromkeys(name for tie in shown for name in tie[:2]))
    sides = {
        "donors": _beside([name for name in actors if name not in data.scenario.governments], shown),
        "governments": _beside([name for name in actors if name in data.scenario.governments], shown),
    }
    away = {side: _away(page, names, shown) for side, names in sides.items()}
    texts = {name: fitted(data.actor(name), 0.3 * width, target.text, 2, bold=True) for name in actors}
    room = {
        side: max((width_of(texts[name], target.text, bold=True) for name in names), default=0.0) + away[side]
        for side, names in sides.items()
    }
    columns = {"donors": room["donors"], "governments": width - page.em(1.2) - room["governments"]}
    places: Places = {}
    for side, names in sides.items():
        for number, name in enumerate(names):
            places[name] = columns[side], (page.height - page.em(2.0)) * (1.0 - (number + 0.5) / len(names))
        if names:
            look: dict[str, Any] = {"size": target.small(), "color": FAINT, "va": "top"}
            edge = "right" if side == "donors" else "left"
            canvas.text(columns[side], page.height, data.words(f"figure.trust-network.{side}"), ha=edge, **look)
    _ties(canvas, page, places, shown, columns["donors"])
    for side, names in sides.items():
        out = -1.0 if side == "donors" else 1.0
        for name in names:
            x, y = places[name]
            mark = "s" if side == "donors" else "o"
            canvas.plot([x], [y], mark, color=INK, markersize=0.6 * target.text, zorder=3, gid=f"actor:{name}")
            look = {"weight": "semibold", "va": "center", "linespacing": 0.95, "ha": "right" if out < 0.0 else "left"}
            canvas.text(x + out * away[side], y, texts[name], **look)


def _away(page: Page, names: list[str], shown: list[Tie]) -> float:
    """Return how far from its mark a name stands: beyond the lines that bend outward on its side."""
    inside = any(tie.one in names and tie.two in names for tie in shown)
    return page.em(BULGE + 0.5 if inside else 0.7)


def _ties(canvas: Axes, page: Page, places: Places, shown: list[Tie], left: float) -> None:
    """Draw the lines; those between two actors of one side bend outward, past whoever stands between them."""
    most = max(abs(tie.change) for tie in shown)
    for tie in shown:
        (x, y), (other_x, other_y) = places[tie.one], places[tie.two]
        width = page.target.line * (0.5 + 2.0 * abs(tie.change) / most)
        look: dict[str, Any] = {"linewidth": width, "linestyle": "-" if tie.change > 0.0 else DASH, "zorder": 1}
        colour, gid = "C0" if tie.change > 0.0 else "C1", f"tie:{tie.one}:{tie.two}"
        if x != other_x:
            canvas.plot([x, other_x], [y, other_y], color=colour, gid=gid, **look)
            continue
        out = 2.0 * page.em(BULGE if x > left else -BULGE)
        path = Path([(x, y), (x + out, 0.5 * (y + other_y)), (x, other_y)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
        canvas.add_patch(PathPatch(path, fill=False, edgecolor=colour, capstyle="butt", gid=gid, **look))


def _beside(names: list[str], shown: list[Tie]) -> list[str]:
    """Return the actors of a side in an order in which who changed towards others of it stands between them."""
    inside = [tie for tie in shown if tie.one in names and tie.two in names]
    count = Counter(name for tie in inside for name in tie[:2])
    if not count:
        return names
    hub = count.most_common(1)[0][0]
    partners = [name for tie in inside if hub in tie[:2] for name in tie[:2] if name != hub]
    rest = [name for name in names if name != hub and name not in partners]
    half = (len(partners) + 1) // 2
    return [*partners[half:], hub, *partners[:half], *rest]


def told(data: ResultSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: who gains or loses with most others."""
    say, every, found = data.words, ties(data, first_domain(data)), changed(data)
    gains, losses = ([tie for tie in found if tie.change * side > 0.0] for side in (1.0, -1.0))
    main = gains if len(gains) >= len(losses) else losses
    hub, count = Counter(name for tie in main for name in tie[:2]).most_common(1)[0]
    top = max(found, key=lambda tie: abs(tie.change))
    values = {
        "hub": data.subject(hub),
        "count": data.counted(count),
        "steady": len(every) - len(found),
        "pairs": len(every),
        "domain": data.field(first_domain(data)),
        "first": data.ends[0],
        "last": data.ends[1],
        "gains": len(gains),
        "losses": len(losses),
        "smallest": say.number(SMALLEST["trust"]),
        "one": data.subject(top.one),
        "two": data.subject(top.two),
        "start": say.number(top.start),
        "end": say.number(top.end),
        "more": say("figure.trust-network.more", count=MOST) if len(found) > MOST else "",
    }
    return ("_gains" if main is gains else "_losses") + ("_one" if count == 1 else ""), values


def describe(data: ResultSource) -> Description:
    """Describe how many pairs changed, and the largest change; the table has every pair in every domain."""
    kind, values = told(data)
    return data.described("trust-network", COLUMNS, rows(data), kind, **values)
