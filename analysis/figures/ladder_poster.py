"""Draw the model's argument on one page: the ladders, what raises cooperation, and what holds it back."""

import math
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from trustladder.analysis.figures.kit.lettering import fitted, unbroken, width_of
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import FAINT, INK, RUNGS, Target, height_of

SOURCE = ResultSource
STEPS = ("meet", "keep", "trust", "accept")  # the loop that carries cooperation upward


def ladders(data: ResultSource) -> list[str]:
    """Return the domains from left to right: a gated one after its gate."""
    domains = data.scenario.domains
    return sorted(domains, key=lambda name: (domains[name].gate != "none", name))


def held(data: ResultSource, domain: str) -> dict[str, float]:
    """Return the share of futures in which some forum stands on each rung in the last month."""
    rungs = data.scenario.domains[domain].rungs
    return {rung: float(data.band(f"share_standing_anywhere.{domain}.{rung}")["mean"][-1]) for rung in rungs}


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw two ladders as stairs in the upper part, the loop and the forces against it in the lower."""
    wide = target.wide
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.8 if wide else 1.95)))
    axes.axis("off")
    axes.set_xlim(-0.01, 1.0)
    axes.set_ylim(0.0, 1.0)
    names = ladders(data)
    shares = {name: held(data, name) for name in names}
    room = (1.0 + 0.04) / len(names)
    for number, name in enumerate(names):
        box = (number * room, 0.53, room - 0.04, 0.46) if wide else (0.0, 0.79 - 0.23 * number, 1.0, 0.2)
        _stairs(axes, data, name, shares[name], box, target)
    top = 0.43 if wide else 0.79 - 0.23 * (len(names) - 1) - 0.08
    half = 0.5 if wide else 1.0
    _loop(axes, data, (0.0, top), half - 0.02, target)
    _forces(axes, data, (half if wide else 0.0, top if wide else top - 0.25), target, half)
    title = data.words("figure.ladder-poster.title", **measured(data))
    framed(figure, target, Head(title, "", f"{data.words('figure.ladder-poster.key', **measured(data))} {data.note}"))
    return figure


def measured(data: ResultSource) -> dict[str, Any]:
    """Return the share of futures in which the aim was held, and the settings that define it, for texts."""
    known, governments = data.scenario.uncertainties, len(data.scenario.governments)
    return {
        "aim": data.field(data.scenario.aim),
        "share": data.words.percent(float(data.metric("region_held").mean())),
        "last": data.ends[1],
        "successes": next(iter(data.scenario.domains[data.scenario.aim].rungs.values())).successes,
        "window": known.region_window,
        "idle": known.idle_limit,
        "least": math.ceil(known.region_share * governments - 1e-9),
        "count": governments,
    }


def _stairs(
    axes: Axes,
    data: ResultSource,
    domain: str,
    shares: dict[str, float],
    box: tuple[float, float, float, float],
    target: Target,
) -> None:
    """Draw a ladder as stairs: a step for each rung, with its name and its share of futures."""
    x, y, width, height = box
    rungs, small = data.scenario.domains[domain].rungs, target.small(0.72)
    rise, run = 0.7 * height / (len(rungs) + 0.4), width / len(rungs)
    names = {rung: data.words.said(one.name) for rung, one in rungs.items()}
    room = 0.92 * run * target.width
    step = unbroken(names.values(), 1.3 * room, small, target.small(0.6))
    for number, (rung, share) in enumerate(shares.items()):
        top = y + rise * (number + 1)
        shade = RUNGS[min(number, 3)]
        axes.add_patch(
            FancyBboxPatch(
                (x + run * number + 0.002, y),
                run - 0.004,
                top - y,
                boxstyle="square,pad=0",
                facecolor=shade,
                edgecolor="none",
            )
        )
        middle = x + run * (number + 0.5)
        name = fitted(names[rung], _wrapped_at(names[rung], room, step) if number else room, step, 3)
        reach = 0.5 * max(width_of(line, step) for line in name.split("\n")) / target.width
        at = min(middle, x + run * (number + 1) - 1.06 * reach)  # a long word may start over the step below
        axes.text(at, top + 0.008, name, ha="center", va="bottom", fontsize=step, linespacing=1.05)
        light = number < 2
        axes.text(
            middle,
            top - 0.012,
            data.words.percent(share),
            ha="center",
            va="top",
            fontsize=target.text,
            fontweight="bold",
            color=INK if light else "white",
        )
    _heading(axes, data, domain, box, target)


def _wrapped_at(name: str, room: float, size: float) -> float:
    """Return the room for a name's lines, widened for a long word so that none is cut."""
    return min(1.3 * room, max(room, 1.05 * max(width_of(word, size) for word in name.split())))


def _heading(
    axes: Axes, data: ResultSource, domain: str, box: tuple[float, float, float, float], target: Target
) -> None:
    """Write the name of a ladder and its gate; below the one aimed at, the share in which it was held."""
    x, y, width, height = box
    gate, small = data.scenario.domains[domain].gate, target.small(0.72)
    heading = fitted(data.domain(domain), 0.9 * width * target.width, target.text, 2, bold=True)
    axes.text(x, y + height, heading, va="top", fontsize=target.text, fontweight="bold")
    quiet: Any = {"va": "top", "fontsize": small, "color": FAINT, "linespacing": 1.15}
    if gate != "none":
        rung_name = data.words.said(data.scenario.domains[gate.domain].rungs[gate.rung].name)
        text = data.words("figure.ladder-poster.gate", rung=rung_name)
        line = 1.5 * target.text / 72 / height_of(axes) * (1 + heading.count("\n"))
        axes.text(x, y + height - line, fitted(text, 0.6 * width * target.width, small, 2), **quiet)
    if domain == data.scenario.aim:
        text = data.words("figure.ladder-poster.held", **measured(data))
        axes.text(x, y - 0.008, fitted(text, 0.9 * width * target.width, small, 3), **quiet)


def _loop(axes: Axes, data: ResultSource, corner: tuple[float, float], width: float, target: Target) -> None:
    """Draw the loop of meeting, keeping one's word, trusting and accepting more, as four boxes."""
    x, y = corner
    wide, small = target.wide, target.small(0.78)
    axes.text(x, y, data.words("figure.ladder-poster.upward"), va="top", fontsize=target.small(0.9), fontweight="bold")
    size = (0.44 * width, 0.115 if wide else 0.07)
    level = (y - 0.2, y - 0.385) if wide else (y - 0.11, y - 0.215)
    places = ((x, level[0]), (x + 0.56 * width, level[0]), (x + 0.56 * width, level[1]), (x, level[1]))
    room = 0.88 * size[0] * target.width
    for key, index in zip(STEPS, places, strict=True):
        axes.add_patch(
            FancyBboxPatch(
                index,
                *size,
                boxstyle="round,pad=0,rounding_size=0.01",
                facecolor="#EAF2F8",
                edgecolor="C0",
                linewidth=target.line * 0.5,
            )
        )
        text = fitted(data.words(f"figure.ladder-poster.{key}"), room, small, 3)
        axes.text(index[0] + 0.5 * size[0], index[1] + 0.5 * size[1], text, ha="center", va="center", fontsize=small)
    for number in range(4):
        start, end = _edges(places[number], places[(number + 1) % 4], size)
        axes.add_patch(
            FancyArrowPatch(
                start, end, arrowstyle="-|>", mutation_scale=target.text, color="C0", linewidth=target.line * 0.6
            )
        )


def _edges(
    one: tuple[float, float], two: tuple[float, float], size: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return where an arrow leaves a box and where it reaches the next."""
    if one[1] == two[1]:
        forth = two[0] > one[0]
        middle = one[1] + 0.5 * size[1]
        return (one[0] + (size[0] if forth else 0.0), middle), (two[0] + (0.0 if forth else size[0]), middle)
    down = two[1] < one[1]
    middle = one[0] + 0.5 * size[0]
    return (middle, one[1] + (0.0 if down else size[1])), (middle, two[1] + (size[1] if down else 0.0))


def levels(data: ResultSource) -> dict[str, float]:
    """Return the strength of each force in this scenario, 0..1: means over the actors it works on."""
    governments, donors = data.scenario.governments.values(), data.scenario.donors.values()
    ends = data.band("attention")["mean"]
    return {
        "rivalry": float(data.band("rivalry_of_rivals")["mean"].mean()),
        "playing_off": float(data.band("played_off")["mean"].mean()) / max(len(governments), 1),
        "collusion": float(data.band("collusion")["mean"].mean()),
        "secrecy": sum(one.secrecy.value for one in governments) / max(len(governments), 1),
        "attention": max(0.0, 1.0 - float(ends[-1]) / float(ends[0])) if donors and ends[0] > 0.0 else 0.0,
    }


def _forces(axes: Axes, data: ResultSource, corner: tuple[float, float], target: Target, width: float) -> None:
    """Draw the forces against cooperation, each with its strength as a bar."""
    x, y = corner
    small, step = target.small(0.78), 0.07 if target.wide else 0.042
    axes.text(x, y, data.words("figure.ladder-poster.against"), va="top", fontsize=target.small(0.9), fontweight="bold")
    room = 0.95 * (width - 0.11) * target.width
    for number, (key, level) in enumerate(levels(data).items()):
        height = y - (0.11 if target.wide else 0.06) - step * number
        axes.add_patch(
            FancyBboxPatch(
                (x, height - 0.1 * step),
                0.085,
                0.2 * step,
                boxstyle="square,pad=0",
                facecolor="#EEEEEE",
                edgecolor="none",
            )
        )
        axes.add_patch(
            FancyBboxPatch(
                (x, height - 0.1 * step),
                0.085 * min(level, 1.0),
                0.2 * step,
                boxstyle="square,pad=0",
                facecolor="C1",
                edgecolor="none",
            )
        )
        text = _force(data, key, level)
        axes.text(x + 0.1, height, fitted(text, room, small, 2), va="center", fontsize=small, linespacing=1.05)


def _force(data: ResultSource, key: str, level: float) -> str:
    """Describe a force and its strength."""
    first, last = data.ends
    return data.words(f"figure.ladder-poster.{key}", level=data.words.percent(level, 0), first=first, last=last)


def describe(data: ResultSource) -> Description:
    """Describe the share of futures on each rung at the end, and the strength of each force."""
    say, rows, sentences = data.words, [], []
    for domain in ladders(data):
        shares = held(data, domain)
        rungs = data.scenario.domains[domain].rungs
        rows += [("rung", f"{domain}.{rung}", share) for rung, share in shares.items()]
        row = "; ".join(f"{say.said(rungs[rung].name)} {say.percent(share)}" for rung, share in shares.items())
        sentences.append(say("figure.ladder-poster.ladder", domain=data.domain(domain), said=row))
    strong = levels(data)
    rows += [("force", name, level) for name, level in strong.items()]
    forces = "; ".join(_force(data, name, level) for name, level in strong.items())
    values = {**measured(data), "said": " ".join(sentences), "title": data.title, "forces": forces}
    return data.described("ladder-poster", ("kind", "name", "share"), rows, **values)
