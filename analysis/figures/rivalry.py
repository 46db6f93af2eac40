"""Draw the rivalry between donors over time, and how often governments play donors off."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import QUANTILES, ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import Target, number_axis, panel_title, subplots, year_axis
from trustladder.sim.arrays.tables import Floats

SOURCE = ResultSource
LINES = (("rivalry_of_rivals", "C1", "--"), ("rivalry", "C0", "-"))
BESIDE = {"rivalry_of_rivals": 0.35, "rivalry": 0.72}  # position of a name along its line


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw rivalry above, rounds of playing off per year below."""
    _rivals(data)
    bands = {name: data.band(name) for name, *_ in LINES}
    years, rounds = played(data)
    figure, (above, below) = subplots(
        2, 1, sharex=True, figsize=(target.width, target.width * (0.58 if target.wide else 1.1)), height_ratios=[2, 1]
    )
    for name, colour, style in LINES:
        band = bands[name]
        above.fill_between(data.years, band["p05"], band["p95"], color=colour, alpha=0.18, linewidth=0)
        above.plot(data.years, band["mean"], color=colour, linestyle=style)
        (other,) = (bands[one] for one, *_ in LINES if one != name)
        _name(above, data, name, band, other, colour, target)
    above.set_ylim(0.0, min(1.0, 1.25 * max(float(band["p95"].max()) for band in bands.values()) or 1.0))
    panel_title(above, data.words("figure.rivalry.above"), 0.85 * target.width, target.small(0.9), 2, bold=False)
    number_axis(above, data.words)
    below.bar(years, rounds, width=0.7, color="C3", linewidth=0)
    panel_title(below, data.words("figure.rivalry.below"), 0.85 * target.width, target.small(0.9), 2, bold=False)
    below.set_ylim(0.0, 1.2 * float(rounds.max()) or 1.0)
    number_axis(below, data.words)
    if not rounds.any():
        below.text(0.5, 0.5, data.words("figure.rivalry.none"), transform=below.transAxes, ha="center", va="center")
    year_axis(below, data.span)
    kind, values = told(data)
    framed(figure, target, data.head("rivalry", kind, **values))
    return figure


def _rivals(data: ResultSource) -> str:
    """Return the names of the rivals, pair by pair. Raises Nothing where the scenario names none."""
    pairs = [[data.name(rival) for rival in pair] for pair in data.scenario.rivals]
    if not pairs:
        raise Nothing("nothing.rivals")
    return data.words.listed(pairs[0] if len(pairs) == 1 else map("\N{EN DASH}".join, pairs))


def _name(
    axes: Axes,
    data: ResultSource,
    series: str,
    band: dict[str, Floats],
    other: dict[str, Floats],
    colour: str,
    target: Target,
) -> None:
    """Write the name of a line above its band, or below it if another band is above."""
    count = len(data.years)
    index, around = int(BESIDE[series] * count), max(1, count // 6)
    near = slice(max(0, index - around), index + around)
    top, bottom = float(band["p95"][near].max()), float(band["p05"][near].min())
    higher = other["mean"][index] > band["mean"][index]
    below = higher and float(other["p05"][near].min()) - top < bottom
    axes.annotate(
        data.words(f"figure.rivalry.{series}"),
        (data.years[index], bottom if below else top),
        (0, (-0.25 if below else 0.25) * target.text),
        textcoords="offset points",
        color=colour,
        fontsize=target.small(0.85),
        ha="center",
        va="top" if below else "bottom",
    )


def played(data: ResultSource) -> tuple[Floats, Floats]:
    """Return the middles of whole years, and the mean number of rounds of playing off in each [year]."""
    so_far = data.band("played_off_so_far")["mean"]
    whole = len(so_far) // 12
    if whole == 0:
        return data.years[:1], so_far[-1:]
    ends = so_far[11 : 12 * whole : 12]
    return data.years[0] + 0.5 + np.arange(whole), np.diff(ends, prepend=0.0)


def told(data: ResultSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: rivalry and playing off, first and last."""
    say, (first, last) = data.words, data.ends
    rivals, mean = (data.band(name) for name, *_ in LINES)
    _, rounds = played(data)
    change = float(rivals["mean"][-1] - rivals["mean"][0])
    values = {
        "names": _rivals(data),
        "first": first,
        "last": last,
        "start": say.number(rivals["mean"][0]),
        "end": say.number(rivals["mean"][-1]),
        "low": say.number(rivals["p05"][-1]),
        "high": say.number(rivals["p95"][-1]),
        "all_start": say.number(mean["mean"][0]),
        "all_end": say.number(mean["mean"][-1]),
        "rounds_start": say.figure(float(rounds[0])),
        "rounds_end": say.figure(float(rounds[-1])),
    }
    return "_stays" if abs(change) < SMALLEST["trust"] else "_rises" if change > 0.0 else "_falls", values


def describe(data: ResultSource) -> Description:
    """Describe rivalry at the start and the end, and rounds of playing off in the first and the last year."""
    kind, values = told(data)
    names = [*(name for name, *_ in LINES), "played_off_so_far"]
    years, rounds = played(data)
    blank = float("nan")
    yearly = [("rounds", str(int(year)), float(count), *[blank] * 5) for year, count in zip(years, rounds, strict=True)]
    rows = [*data.rows_of(names), *yearly]
    return data.described("rivalry", ("series", "month", *QUANTILES), rows, kind, **values)
