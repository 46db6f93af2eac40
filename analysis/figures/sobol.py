"""Draw which factors explain the variance of a metric, alone and with interactions, and the share of noise."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.bars import MOST, intervals, legend, rows
from trustladder.analysis.figures.kit.labels import localized
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import FAINT, INK, PALE, Target
from trustladder.analysis.figures.kit.sweep_source import SensitivitySource
from trustladder.analysis.numbers import distinct
from trustladder.sim.scenario.errors import InputError

SOURCE = SensitivitySource
BARS = (("total", "C0", -0.19), ("first", "C3", 0.19))  # index, colour, shift in its row


def kind(data: SensitivitySource) -> str:
    """Return "sobol" or "pawn". Raises InputError for a design that moves one factor at a time."""
    row = data.finding.rows[0]
    if "total" not in row and "pawn" not in row:
        raise InputError(f"{data.folder.path}: {data.found.method} of {data.metric} has no bars; draw tornado")
    return "sobol" if "total" in row else "pawn"


def draw(data: SensitivitySource, target: Target) -> Figure:
    """Draw two bars for each factor with 95 percent intervals, and noise; for PAWN, one bar and its dummy."""
    which, say = kind(data), data.words
    shown = data.finding.ranked()[:MOST]
    luck = [say("figure.sobol.luck")] if which == "sobol" else []
    head = data.head("sobol", f"_{which}", **_values(data, shown))
    figure, axes = rows([*data.labels(shown), *luck], target, head, say(f"figure.sobol.unit_{which}"))
    (_sobol if which == "sobol" else _pawn)(axes, data, shown, target)
    axes.xaxis.set_major_formatter(
        lambda value, _: say.percent(value, 0) if which == "sobol" else localized(say, f"{value:.4g}")
    )
    legend(axes, target)
    return figure


def _sobol(axes: Axes, data: SensitivitySource, shown: list[int], target: Target) -> None:
    found, places = data.finding, np.arange(len(shown), dtype=float)
    for key, colour, shift in BARS:
        values, low, high = (_column(data, shown, name) for name in (key, f"{key}_low", f"{key}_high"))
        label = data.words(f"figure.sobol.{key}")
        axes.barh(places + shift, np.maximum(values, 0.0), height=0.36, color=colour, label=label)
        intervals(axes, places + shift, low.clip(0.0, 1.0), high.clip(0.0, 1.0), target)
    if found.luck is not None:
        axes.barh([len(shown)], [found.luck.share], height=0.5, color=FAINT)
    else:
        axes.text(0.01, len(shown), data.words("figure.sobol.no_luck"), va="center", fontsize=target.small(0.8))
    axes.set_xlim(0.0, 1.0)


def _pawn(axes: Axes, data: SensitivitySource, shown: list[int], target: Target) -> None:
    values, chance = (_column(data, shown, key) for key in ("pawn", "dummy"))
    places = np.arange(len(shown))
    colours = ["C0" if value > dummy else PALE for value, dummy in zip(values, chance, strict=True)]
    axes.barh(places, values, height=0.6, color=colours)
    text = data.words("figure.sobol.dummy")
    axes.vlines(chance, places - 0.4, places + 0.4, color=INK, linewidth=target.line * 0.7)
    axes.plot([], [], "|", color=INK, markersize=target.text, markeredgewidth=target.line * 0.7, label=text)
    axes.set_xlim(0.0, None)


def _column(data: SensitivitySource, shown: list[int], key: str) -> np.ndarray:
    return np.array([data.finding.rows[row][key] for row in shown])


def _values(data: SensitivitySource, shown: list[int]) -> dict[str, Any]:
    """Return what the sentences need: the strongest factor, its share, what luck is, and how many factors there are."""
    say, first = data.words, data.finding.rows[shown[0]]
    return {
        "metric": data.measure.label, "factor": data.labels(shown[:1])[0], "of_variance": _of_variance(data, first),
        "count": len(data.finding.rows), "luck": noise_in_words(data), "points": say.number(data.swept.points, 0),
        "value": say.number(first.get("pawn", 0.0)), "chance": say.number(first.get("dummy", 0.0)),
    }  # fmt: skip


def _of_variance(data: SensitivitySource, row: dict[str, float]) -> str:
    """Return what share of the variance a factor explains in all, with its interval where there is one."""
    say, ends = data.words, ("total", "total_low", "total_high")
    total, low, high = distinct(say.percent, *(min(max(row.get(key, 0.0), 0.0), 1.0) for key in ends))
    known = "of_variance" if math.isnan(row.get("total_low", math.nan)) else "of_variance_between"
    return say(f"figure.sobol.{known}", share=total, low=low, high=high)


def describe(data: SensitivitySource) -> Description:
    """Describe the share of the strongest factor, and that of luck."""
    which, found = kind(data), data.finding
    shown, luck = found.ranked(), found.luck
    keys = list(found.rows[0])
    table = [(data.found.factors[row], *(found.rows[row][key] for key in keys)) for row in shown]
    if luck and which == "sobol":
        table.append(("luck", *(luck.share if key == "total" else float("nan") for key in keys)))
    return data.described("sobol", ("factor", *keys), table, f"_{which}", **_values(data, shown))


def noise_in_words(data: SensitivitySource) -> str:
    """Return the share of the variance that is noise, with its interval where there is one."""
    say, luck = data.words, data.finding.luck
    if luck is None:
        return say("figure.sobol.no_luck_told")
    if luck.share_low != luck.share_low:
        return say("figure.sobol.luck_told", share=say.percent(luck.share))
    share, low, high = distinct(
        lambda value, more: say.percent(value, more or None), luck.share, luck.share_low, luck.share_high
    )
    return say("figure.sobol.luck_between", share=share, low=low, high=high)
