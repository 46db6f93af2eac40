"""Draw how far each factor alone moves a metric, either way; the widest on top."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.bars import MOST, intervals, legend, rows
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import INK, Target, measured_axis
from trustladder.analysis.figures.kit.sweep_source import SensitivitySource
from trustladder.analysis.numbers import distinct
from trustladder.sim.scenario.errors import InputError

SOURCE = SensitivitySource


def kind(data: SensitivitySource) -> str:
    """Return "oat" or "morris". Raises InputError for a design that moves factors together."""
    if data.found.method not in ("oat", "morris"):
        here = f"{data.found.method} of the design {data.swept.design}"
        raise InputError(f"{data.folder.path}: {here} makes no tornado; allowed: oat, morris")
    return data.found.method


def draw(data: SensitivitySource, target: Target) -> Figure:
    """Draw the swing of each factor around the scenario's mean; for Morris, mean effects and mu*."""
    which, say = kind(data), data.words
    shown = data.finding.ranked()[:MOST]
    unit = say(f"figure.tornado.unit_{which}", unit=data.measure.axis if which == "oat" else data.measure.change_axis)
    figure, axes = rows(data.labels(shown), target, data.head("tornado", f"_{which}", **_values(data, shown)), unit)
    (_swings if which == "oat" else _effects)(axes, data, shown, target)
    measured_axis(axes.xaxis, data.measure, changes=which == "morris")
    axes.locator_params(axis="x", nbins=7 if target.wide else 4)
    legend(axes, target)
    return figure


def _swings(axes: Axes, data: SensitivitySource, shown: list[int], target: Target) -> None:
    say, base = data.words, data.finding.rows[0]["base"]
    for index, row in enumerate(shown):
        one = data.finding.rows[row]
        rises = one["last"] >= one["first"]
        for end, with_high in (("low", not rises), ("high", rises)):
            axes.barh(index, one[end] - base, left=base, height=0.6, color="C0" if with_high else "C3")
    axes.barh([-9], [0.0], left=base, color="C0", label=say("figure.tornado.high"))
    axes.barh([-9], [0.0], left=base, color="C3", label=say("figure.tornado.low"))
    axes.axvline(base, color=INK, linewidth=target.line * 0.5)
    places = np.arange(len(shown))
    for end in ("low", "high"):
        low, high = (np.array([data.finding.rows[row][f"{end}_{side}"] for row in shown]) for side in ("low", "high"))
        intervals(axes, places, low, high, target)
    axes.margins(x=0.08)


def _effects(axes: Axes, data: SensitivitySource, shown: list[int], target: Target) -> None:
    say, places = data.words, np.arange(len(shown))
    size, mean, low, high = (
        np.array([data.finding.rows[row][key] for row in shown])
        for key in ("mu_star", "mu", "mu_star_low", "mu_star_high")
    )
    side = np.where(mean < 0.0, -1.0, 1.0)
    axes.barh(places, side * size, height=0.6, color="C0", alpha=0.45, linewidth=0, label=say("figure.tornado.mu_star"))
    intervals(axes, places, side * low, side * high, target)
    axes.plot(
        mean,
        places,
        "D",
        color="C1",
        markeredgecolor="white",
        markersize=target.text * 0.5,
        label=say("figure.tornado.mu"),
    )
    axes.axvline(0.0, color=INK, linewidth=target.line * 0.5)


def _values(data: SensitivitySource, shown: list[int]) -> dict[str, Any]:
    """Return what the sentences need: the factor that moves the metric most, and how far."""
    which, write, found = kind(data), data.measure, data.finding
    first = found.rows[shown[0]]
    ends = ("low", "high") if which == "oat" else ("mu_star_low", "mu_star_high")
    low, high = distinct(write.written if which == "oat" else write.size, *(first[key] for key in ends))
    return {
        "metric": write.label,
        "unit": write.axis if which == "oat" else write.change_axis,
        "base": write.written(found.rows[0].get("base", found.mean)),
        "factor": data.labels(shown[:1])[0],
        "count": len(found.rows),
        "low": low,
        "high": high,
        "size": write.size(first["mu_star"]) if which == "morris" else "",
    }


def describe(data: SensitivitySource) -> Description:
    """Describe how far the strongest factor moves the metric."""
    which, found = kind(data), data.finding
    shown, keys = found.ranked(), list(found.rows[0])
    table = [(data.found.factors[row], *(found.rows[row][key] for key in keys)) for row in shown]
    return data.described("tornado", ("factor", *keys), table, f"_{which}", **_values(data, shown))
