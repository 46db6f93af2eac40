"""By when region-wide cooperation in the domain aimed at is held, in how many futures; censored at the horizon."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.data import Data
from analysis.figures.source import Told
from analysis.figures.style import FAINT, INK, Target, fitted, percent_axis, title_block, year_axis
from analysis.summary import wilson
from sim.world import Floats

NAME = "energy-opens"
OF = Data
CURVES = (("region_meeting_month", "met", "C1", "--"), ("region_held_month", "held", "C0", "-"))


def draw(data: Data, target: Target) -> Figure:
    """Two curves with 95 percent intervals: a first region-wide meeting, and cooperation held."""
    months = {name: data.metric(name) for name, *_ in CURVES}
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.52 if target.wide else 0.85)))
    ends = [_curve(axes, data, months[name], key, colour, style) for name, key, colour, style in CURVES]
    highest = max(
        float(reached(known, data.scenario.months)[1][-1, 1]) if len(known) > 1 else 0.0 for known in months.values()
    )
    percent_axis(axes, max(0.1, min(1.0, max(1.35 * max(ends), 1.05 * highest))), data.words)
    axes.set_ylabel(data.words("axis.futures"))
    year_axis(axes, data.span)
    _legend(axes, data, ends[1], target)
    title_block(figure, target, _title(data, ends[1]), data.note)
    return figure


def _title(data: Data, share: float) -> str:
    key = "title" if share > 0.0 else "never"
    return data.words(
        f"figure.energy-opens.{key}",
        aim=data.field(data.scenario.aim),
        share=data.words.percent(share),
        last=data.ends[1],
    )


def reached(months: Floats, horizon: int) -> tuple[Floats, Floats]:
    """The share of futures that are there by each month [month], with its interval [month, 2]."""
    counts = [int((months < month).sum()) for month in range(horizon + 1)]
    return np.array(counts) / len(months), np.array([wilson(count, len(months)) for count in counts])


def told(data: Data) -> Told:
    """By when a tenth, a quarter and half of the futures are there, and how many are in the end."""
    say, rows, sentences = data.words, [], []
    for name, key, *_ in CURVES:
        months = data.metric(name)
        share, interval = reached(months, data.scenario.months)
        rows += [
            (name, data.month(month - 1), float(share[month]), *map(float, interval[month]))
            for month in range(1, len(share))
        ]
        low, high = interval[-1]
        sentences.append(
            say(
                f"figure.energy-opens.{key}_told",
                share=say.percent(share[-1]),
                low=say.percent(low),
                high=say.percent(high),
                last=data.ends[1],
            )
        )
    known = data.metric("region_held_month")
    came = known[~np.isnan(known)]
    if len(came):
        sentences.append(say("figure.energy-opens.median", month=data.month(round(float(np.median(came))))))
    said = " ".join(sentences)
    caption = say("figure.energy-opens.caption", aim=data.field(data.scenario.aim), said=said)
    alt = say("figure.energy-opens.alt", aim=data.field(data.scenario.aim), said=said)
    return Told(caption, alt, ("metric", "by_month", "share", "low", "high"), rows)


def _curve(axes: Axes, data: Data, months: Floats, key: str, colour: str, style: str) -> float:
    """The cumulative share with its interval; returns the share at the horizon."""
    share, interval = reached(months, data.scenario.months)
    years = (data.scenario.first_month + np.arange(len(share))) / 12.0
    if len(months) > 1:  # of a single future there is nothing to be sure of
        axes.fill_between(years, interval[:, 0], interval[:, 1], color=colour, alpha=0.2, linewidth=0, step="post")
    end = float(share[-1])
    label = data.words(f"figure.energy-opens.{key}", share=data.words.percent(end))
    axes.step(years, share, color=colour, linestyle=style, where="post", label=label)
    return end


def _legend(axes: Axes, data: Data, share: float, target: Target) -> None:
    """The curves in words, and what the horizon hides, where they cover least."""
    hidden = data.words("figure.energy-opens.hidden", last=data.ends[1], share=data.words.percent(1 - share))
    axes.plot(
        [],
        [],
        linestyle="none",
        label=fitted(hidden, (0.45 if target.wide else 0.62) * target.width, target.text * 0.85),
        color=INK,
    )
    axes.legend(
        loc="best", labelcolor="linecolor", fontsize=target.text * 0.85, frameon=True, framealpha=1.0, edgecolor="none"
    )
    axes.axvline(data.span[1], color=FAINT, linewidth=target.line * 0.6, linestyle=":")
