"""Who trusts whom at the start and at the end."""

import math
from itertools import permutations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from analysis.figures.data import Data
from analysis.figures.style import BLUE, INK, ORANGE, SLIDE, Target, title_block

NAME = "trust-network"
ANSWERS = "Who trusts whom at the start, and at the end?"
WEAKEST = 0.5  # mutual trust under which no tie is drawn
TIES = LinearSegmentedColormap.from_list("ties", ["#D7E3EE", "#3A86C0", "#05264A"])


def draw(data: Data, target: Target) -> Figure:
    """Governments on the inner ring, donors on the outer one; the darker and wider the tie, the more mutual trust."""
    wide = target is SLIDE
    domain = next(iter(sorted(data.scenario.domains)))
    figure, panels = plt.subplots(
        *((1, 2) if wide else (2, 1)), squeeze=False, figsize=(target.width, target.width * (0.56 if wide else 2.05))
    )
    places = layout(data)
    scale = Normalize(WEAKEST, 0.85)
    colleagues = {pair for forum in data.scenario.forums.values() for pair in permutations(forum.members, 2)}
    for axes, (moment, title) in zip(panels.flat, _moments(data), strict=True):
        _ties(axes, places, data.network(moment, domain), colleagues, scale, target)
        _actors(axes, data, places, target)
        axes.text(0.0, 0.96, title, transform=axes.transAxes, va="top", fontsize=target.text, fontweight="bold")
    mapped = plt.cm.ScalarMappable(scale, TIES)
    bar = figure.colorbar(mapped, ax=list(panels.flat), orientation="horizontal", shrink=0.4, aspect=40, pad=0.01)
    bar.set_label(
        f"mutual trust on {data.scenario.domains[domain].name.lower()} (ties under {WEAKEST:g} are left out)",
        fontsize=target.text * 0.8,
    )
    bar.ax.tick_params(labelsize=target.text * 0.8)
    bar.outline.set_visible(False)
    title_block(
        figure, target, "Who trusts whom: governments (circles), donors (squares)", f"Mean over futures. {data.note}"
    )
    return figure


def _moments(data: Data) -> tuple[tuple[str, str], tuple[str, str]]:
    first, last = data.span
    return ("start", f"{int(first)}"), ("end", f"{math.ceil(last) - 1}")


def layout(data: Data) -> dict[str, tuple[float, float]]:
    """Places on two rings, in the order of ids."""
    places: dict[str, tuple[float, float]] = {}
    seated = {member for forum in data.scenario.forums.values() for member in forum.members}
    donors = [name for name in data.scenario.donors if name in seated]
    for names, radius in ((list(data.scenario.governments), 0.52), (donors, 1.0)):
        for number, name in enumerate(names):
            angle = math.pi / 2 - 2 * math.pi * number / len(names)
            places[name] = (radius * math.cos(angle), radius * math.sin(angle))
    return places


def _ties(
    axes: Axes,
    places: dict[str, tuple[float, float]],
    trust: dict[tuple[str, str], float],
    colleagues: set[tuple[str, str]],
    scale: Normalize,
    target: Target,
) -> None:
    """A line for every two that sit in a forum together and trust each other enough."""
    names = sorted(places)
    mutual = [
        (0.5 * (trust[one, two] + trust[two, one]), places[one], places[two])
        for number, one in enumerate(names)
        for two in names[number + 1 :]
        if (one, two) in colleagues
    ]
    shown = sorted(tie for tie in mutual if tie[0] >= WEAKEST)
    values = [value for value, _, _ in shown]
    lines = LineCollection(
        [(one, two) for _, one, two in shown],
        colors=[TIES(scale(value)) for value in values],
        linewidths=[target.line * (0.3 + 2.2 * float(scale(value))) for value in values],
        zorder=1,
    )
    axes.add_collection(lines)


def _actors(axes: Axes, data: Data, places: dict[str, tuple[float, float]], target: Target) -> None:
    for name, (x, y) in places.items():
        government = name in data.scenario.governments
        size = (target.text * (2.3 if government else 1.1)) ** 2
        axes.scatter(
            [x], [y], s=size, color=BLUE if government else ORANGE, marker="o" if government else "s",
            edgecolor="white", linewidth=target.line * 0.7, zorder=2,
        )  # fmt: skip
        if government:
            axes.text(
                x, y, name, ha="center", va="center", fontsize=target.text * 0.62, color="white", fontweight="bold",
                zorder=3,
            )  # fmt: skip
        else:
            side = "left" if x > 0.2 else "right" if x < -0.2 else "center"
            above = "bottom" if y > 0.8 else "top" if y < -0.8 else "center"
            axes.text(x * 1.1, y * 1.1, name, ha=side, va=above, fontsize=target.text * 0.8, color=INK, zorder=3)
    axes.set_xlim(-1.45, 1.45)
    axes.set_ylim(-1.25, 1.25)
    axes.set_aspect("equal")
    axes.axis("off")
