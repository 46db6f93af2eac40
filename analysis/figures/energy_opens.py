"""Draw by which month region-wide cooperation takes hold, as a share of futures, censored at the horizon."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.curves import share_axis, stepped
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import FAINT, INK, Target, year_axis
from trustladder.analysis.statistics import half_by
from trustladder.analysis.studies.futures import Curve, Futures, curve

SOURCE = ResultSource
CURVES = (("region_meeting_month", "met", "C1", "--"), ("region_held_month", "held", "C0", "-"))


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw two curves with 95 percent intervals: a first region-wide meeting, and cooperation held."""
    curves = {name: reached(data, name) for name, *_ in CURVES}
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.56 if target.wide else 0.95)))
    for name, key, colour, style in CURVES:
        share = data.words.percent(float(curves[name].share[-1]))
        stepped(axes, curves[name], data.words(f"figure.energy-opens.{key}", share=share), colour, style, 0.2)
    share_axis(axes, curves.values(), 1.05, data.words)
    held = float(curves["region_held_month"].share[-1])
    axes.set_ylabel(data.words("axis.futures"))
    year_axis(axes, data.span)
    _legend(axes, data, held, target)
    framed(figure, target, Head(_title(data, held), "", data.note))
    return figure


def _title(data: ResultSource, share: float) -> str:
    key = "title" if share > 0.0 else "never"
    return data.words(
        f"figure.energy-opens.{key}",
        aim=data.field(data.scenario.aim),
        share=data.words.percent(share),
        last=data.ends[1],
    )


def reached(data: ResultSource, name: str) -> Curve:
    """Return the cumulative incidence of a month, with intervals that allow for parameter sets."""
    replicates = data.metric("replicate").astype(np.int64)
    return curve(Futures(data.scenario, data.metric(name), replicates, data.clusters, True))


def describe(data: ResultSource) -> Description:
    """Describe the shares of futures at the horizon, and the median month."""
    say, rows, sentences = data.words, [], []
    for name, key, *_ in CURVES:
        one = reached(data, name)
        rows += [
            (name, data.month(month - 1), float(one.share[month]), float(one.low[month]), float(one.high[month]))
            for month in range(1, len(one.share))
        ]
        sentences.append(
            say(
                f"figure.energy-opens.{key}_told",
                share=say.percent(one.share[-1]),
                low=say.percent(one.low[-1]),
                high=say.percent(one.high[-1]),
                last=data.ends[1],
            )
        )
    half = half_by(data.metric("region_held_month"))
    if not np.isnan(half):
        sentences.append(say("figure.energy-opens.median", month=data.month(round(half))))
    aim, columns = data.field(data.scenario.aim), ("metric", "by_month", "share", "low", "high")
    return data.described("energy-opens", columns, rows, aim=aim, said=" ".join(sentences))


def _legend(axes: Axes, data: ResultSource, share: float, target: Target) -> None:
    """Draw the legend and the share that is censored above the panel, where nothing is covered."""
    size, room = target.small(0.85), 0.78 * target.width
    hidden = data.words("figure.energy-opens.hidden", last=data.ends[1], share=data.words.percent(1 - share))
    axes.plot([], [], linestyle="none", label=fitted(hidden, room, size), color=INK)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        labelcolor="linecolor",
        fontsize=size,
        frameon=False,
        borderaxespad=0.2,
    )
    axes.axvline(data.span[1], color=FAINT, linewidth=target.line * 0.6, linestyle=":")
