"""Mutual trust as ties between actors: at the start, at the end, and its change; for rings and maps."""

from collections.abc import Callable, Mapping
from itertools import combinations, permutations
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import INK, Target

WEAKEST = 0.5  # mutual trust; weaker ties are not drawn
SMALLEST = 0.02  # change of mutual trust; smaller ones are not drawn
TIES = LinearSegmentedColormap.from_list("ties", ["#C9D8E6", "#3A86C0", "#05264A"])
SCALE = Normalize(WEAKEST, 0.85)
MOMENTS = ("start", "end", "change")
Places = Mapping[str, tuple[float, float]]
Pairs = dict[tuple[str, str], float]
Ground = Callable[[Axes, Target], None]


def seated(data: ResultSource) -> list[str]:
    """Return the actors that are members of some forum, governments first."""
    members = {member for forum in data.scenario.forums.values() for member in forum.ids}
    return [name for name in (*data.scenario.governments, *data.scenario.donors) if name in members]


def mutual(data: ResultSource, moment: str, domain: str) -> Pairs:
    """Return the mean mutual trust of every two members of a common forum."""
    trust = data.network(moment, domain)
    colleagues = {pair for forum in data.scenario.forums.values() for pair in permutations(forum.ids, 2)}
    return {
        (one, two): 0.5 * (trust[one, two] + trust[two, one])
        for one, two in combinations(seated(data), 2)
        if (one, two) in colleagues
    }


def first_domain(data: ResultSource) -> str:
    """Return the domain whose trust is shown: one that is not the aim, else the aim."""
    return next((name for name in sorted(data.scenario.domains) if name != data.scenario.aim), data.scenario.aim)


def three(data: ResultSource, target: Target, places: Places, title: str, ground: Ground, shape: float = 1.0) -> Figure:
    """Draw start, end and change in three panels; `shape` is a panel's height over its width."""
    domain, wide = first_domain(data), target.wide
    start, end = (mutual(data, moment, domain) for moment in ("start", "end"))
    key = 5.2 * target.text / 72  # height of the key, inches
    height = target.width * shape / 3 + key + 0.9 if wide else target.width * shape + 0.9
    figure = plt.figure(figsize=(target.width, height))
    grid = figure.add_gridspec(2, 3 if wide else 2, height_ratios=[target.width * shape / 3, key] if wide else [1, 1])
    first, last = data.ends
    titles = (str(first), str(last), data.words("figure.trust-network.change", first=first, last=last))
    for number, (moment, heading) in enumerate(zip(MOMENTS, titles, strict=True)):
        axes = figure.add_subplot(grid[0, number] if wide else grid[divmod(number, 2)])
        ground(axes, target)
        axes.set_aspect("equal")
        axes.axis("off")
        stands = set_apart(places, set(data.scenario.governments), _points_per_unit(axes, target), target)
        if moment == "change":
            _changes(axes, stands, {pair: end[pair] - start[pair] for pair in end}, data, target)
        else:
            _ties(axes, stands, start if moment == "start" else end, data, target)
        _actors(axes, data, stands, target)
        axes.set_title(heading, fontsize=target.text)
    _key(figure.add_subplot(grid[1, :] if wide else grid[1, 1]), data, target)
    framed(figure, target, Head(title, "", f"{data.words('note.mean')} {data.note}"))
    return figure


def _ties(axes: Axes, places: Places, trust: Pairs, data: ResultSource, target: Target) -> None:
    """Draw a line for every tie that is strong enough: the darker and wider, the stronger."""
    shown = sorted((value, pair) for pair, value in trust.items() if value >= WEAKEST)
    lines = LineCollection(
        [[places[one], places[two]] for _, (one, two) in shown],
        colors=[TIES(SCALE(value)) for value, _ in shown],
        linewidths=[target.line * (0.3 + 2.0 * float(SCALE(value))) for value, _ in shown],
        zorder=2,
    )
    axes.add_collection(lines)
    if not shown:
        _remark(axes, data, "figure.trust-network.none", target)


def _changes(axes: Axes, places: Places, change: Pairs, data: ResultSource, target: Target) -> None:
    """Draw a solid line where trust grew, a dashed one where it shrank: the wider, the more."""
    shown = sorted((abs(value), value > 0.0, pair) for pair, value in change.items() if abs(value) >= SMALLEST)
    for size, grew, (one, two) in shown:
        (x, y), (to_x, to_y) = places[one], places[two]
        axes.plot(
            [x, to_x],
            [y, to_y],
            color="C0" if grew else "C1",
            linestyle="-" if grew else (0, (3, 1.6)),
            linewidth=target.line * min(0.4 + 9.0 * size, 2.6),
            zorder=2,
            solid_capstyle="butt",
        )
    if not shown:
        _remark(axes, data, "figure.trust-network.steady", target)


def _remark(axes: Axes, data: ResultSource, key: str, target: Target) -> None:
    """Write that there is nothing to draw."""
    axes.text(0.5, -0.02, data.words(key), transform=axes.transAxes, ha="center", va="top", fontsize=target.small(0.75))


def _actors(axes: Axes, data: ResultSource, places: Places, target: Target) -> None:
    """Draw governments as dark plates with their ids, donors as squares beside theirs."""
    plate = {
        "boxstyle": "round,pad=0.2,rounding_size=0.5",
        "facecolor": INK,
        "edgecolor": "white",
        "linewidth": target.line * 0.6,
    }
    for name, (x, y) in places.items():
        if name in data.scenario.governments:
            words: Any = {
                "ha": "center",
                "va": "center",
                "fontsize": target.small(0.6),
                "color": "white",
                "fontweight": "bold",
            }
            axes.text(x, y, name[:4], bbox=plate, zorder=4, **words)
        else:
            axes.scatter(
                [x],
                [y],
                s=target.text**2,
                color="white",
                marker="s",
                edgecolor=INK,
                linewidth=target.line * 0.6,
                zorder=3,
            )
            _beside(axes, name, x, y, target)


def _points_per_unit(axes: Axes, target: Target) -> float:
    """Return the points of print in a unit of the panel."""
    left, right = axes.get_xlim()
    return 72.0 * target.width / (3 if target.wide else 2) / (right - left)


def set_apart(places: Places, plates: set[str], scale: float, target: Target) -> dict[str, tuple[float, float]]:
    """Return positions in which plates, moved up or down, do not overlap; `scale` is in points per unit."""
    wide, tall = 2.9 * target.small(0.6) / scale, 1.75 * target.small(0.6) / scale
    found = dict(places)
    near = [
        (one, two)
        for one, two in combinations(sorted(plates & set(places), key=lambda name: (places[name][1], name)), 2)
        if abs(places[one][0] - places[two][0]) < wide
    ]
    for _ in range(50):  # enough for any map; each round moves plates that overlap
        for low, high in near:
            (x, y), (other_x, other_y) = found[low], found[high]
            lack = max(0.0, tall - (other_y - y))
            found[low], found[high] = (x, y - 0.5 * lack), (other_x, other_y + 0.5 * lack)
    return found


def _beside(axes: Axes, name: str, x: float, y: float, target: Target) -> None:
    """Write the id of a donor outward of its square."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    along, up = (2 * x - left - right) / (right - left), (2 * y - low - high) / (high - low)
    sideways = abs(along) > abs(up)
    side = "center" if not sideways else "left" if along > 0 else "right"
    above = "center" if sideways else "bottom" if up > 0 else "top"
    step = target.text * 0.75
    shift = (step if along > 0 else -step, 0.0) if sideways else (0.0, step if up > 0 else -step)
    axes.annotate(
        name[:8],
        (x, y),
        shift,
        textcoords="offset points",
        ha=side,
        va=above,
        fontsize=target.small(0.7),
        color=INK,
        zorder=4,
        annotation_clip=False,
    ).set_in_layout(False)


def _key(axes: Axes, data: ResultSource, target: Target) -> None:
    """Draw the scale of ties and the legend of changes."""
    say, small = data.words, target.small(0.75)
    axes.axis("off")
    bar_axes = axes.inset_axes((0.02, 0.62, 0.38, 0.14) if target.wide else (0.04, 0.93, 0.92, 0.06))
    bar = axes.figure.colorbar(plt.cm.ScalarMappable(SCALE, TIES), cax=bar_axes, orientation="horizontal")
    label = say("figure.trust-network.scale", least=say.number(WEAKEST, 1))
    bar.set_label(fitted(label, (0.36 if target.wide else 0.45) * target.width, small, 3), fontsize=small)
    bar.set_ticks([0.5, 0.6, 0.7, 0.8], labels=[say.number(value, 1) for value in (0.5, 0.6, 0.7, 0.8)])
    bar.ax.tick_params(labelsize=small)
    bar.outline.set_visible(False)
    handles = [
        Line2D([], [], color="C0", linewidth=target.line * 1.6, label=say("figure.trust-network.grew")),
        Line2D(
            [],
            [],
            color="C1",
            linewidth=target.line * 1.6,
            linestyle=(0, (3, 1.6)),
            label=say("figure.trust-network.shrank"),
        ),
        Patch(color=INK, label=say("figure.trust-network.governments")),
        Line2D(
            [],
            [],
            color="white",
            markeredgecolor=INK,
            marker="s",
            linestyle="none",
            markersize=target.text * 0.7,
            label=say("figure.trust-network.donors"),
        ),
    ]
    where = {"loc": "center right", "bbox_to_anchor": (1.0, 0.5)} if target.wide else {"loc": "lower center"}
    axes.legend(
        handles=handles,
        frameon=False,
        fontsize=small,
        ncols=2 if target.wide else 1,
        handlelength=2.4,
        labelspacing=0.35,
        **where,
    )


def rows(data: ResultSource) -> list[tuple[Any, ...]]:
    """Return every pair of colleagues in every domain: mutual trust at the start, at the end, its change."""
    found = []
    for domain in sorted(data.scenario.domains):
        start, end = (mutual(data, moment, domain) for moment in ("start", "end"))
        found += [
            (domain, one, two, start[one, two], end[one, two], end[one, two] - start[one, two]) for one, two in end
        ]
    return found


COLUMNS = ("domain", "one", "two", "start", "end", "change")


def describe_ties(figure: str, data: ResultSource) -> Description:
    """Describe the ties in the words of a figure; the table has every tie."""
    first, last = data.ends
    values = {
        "domain": data.field(first_domain(data)),
        "first": first,
        "last": last,
        "said": sentences(data),
        "smallest": data.words.number(SMALLEST),
    }
    return data.described(figure, COLUMNS, rows(data), **values)


def sentences(data: ResultSource) -> str:
    """Return sentences on the strongest tie, the largest rise and the largest fall."""
    say, domain = data.words, first_domain(data)
    start, end = (mutual(data, moment, domain) for moment in ("start", "end"))
    change = {pair: end[pair] - start[pair] for pair in end}
    strongest, rise, fall = (
        max(end, key=end.__getitem__),
        max(change, key=change.__getitem__),
        min(change, key=change.__getitem__),
    )
    found = [("strongest", strongest, say.number(end[strongest]))]
    found += [("rise", rise, say.signed(change[rise]))] if change[rise] > 0.0 else []
    found += [("fall", fall, say.signed(change[fall]))] if change[fall] < 0.0 else []
    return " ".join(
        say(f"figure.trust-network.{key}", one=data.name(pair[0]), two=data.name(pair[1]), value=value)
        for key, pair, value in found
    )
