"""Draw human security: the index by spans of five years, where its missing points go, and what it is made of."""

import math
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trustladder.analysis.figures.kit.fan import Box
from trustladder.analysis.figures.kit.labels import capital, localized
from trustladder.analysis.figures.kit.lettering import width_of
from trustladder.analysis.figures.kit.page import Page, sides
from trustladder.analysis.figures.kit.result_source import QUANTILES, ResultSource
from trustladder.analysis.figures.kit.sizes import SMALLEST
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import PALE, PALEBLUE, Target, apart
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.bands import SPAN, SPANNED
from trustladder.sim.metrics import BEST_INTERDICTION, WEIGHTINGS

SOURCE = ResultSource
INDEX, SAME = "human_security", 1e-3  # bands as narrow have no luck in them
SLOW = (("collusion", "C1", "-"), ("coercion", "C4", (0, (5.0, 1.5))), ("policing", "C0", (0, (1.2, 1.2))))
FRAME = 4.7  # ems around a panel: its heading above, its scale below


class Spans(NamedTuple):
    """A quantity by spans of five years: its means, and the ends of nine in ten futures."""

    names: list[str]
    mean: Floats
    low: Floats
    high: Floats


def spans(data: ResultSource, series: str, times: float = 1.0) -> Spans:
    """Return the mean of a series over each span, and between which values it is in nine of ten futures."""
    band, first = data.band(f"{series}_span"), data.ends[0]
    starts = range(0, len(band["mean"]), SPAN)
    names = [f"{first + start // 12}–{min(first + start // 12 + 4, data.ends[1]) % 100:02d}" for start in starts]
    return Spans(names, *(times * band[name][::SPAN] for name in ("mean", "p05", "p95")))


def lost(data: ResultSource) -> dict[str, float]:
    """Return the points of the index that are lost, mean over the horizon, by what loses them; the most first."""
    flow, civilians, honesty = WEIGHTINGS[INDEX]
    stopped = (data.metric("flow_interdicted") / BEST_INTERDICTION).clip(0.0, 1.0)
    found = {
        "flow": flow * (1.0 - float(stopped.mean())),
        "harm": civilians * float(data.metric("civilian_harm").clip(0.0, 1.0).mean()),
        "honesty": honesty * float(data.metric("collusion").mean()),
    }
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw index and losses above, flow, harm and what changes slowly below."""
    kind, values = told(data)
    page = Page(target, data.head("human-security", kind, **values), 3.7 * target.text / 8.0)
    upper, gap = 0.5 * page.height, page.em(0.8)
    lower = page.height - upper - gap
    (left, right) = sides(page, [1.15, 1.0], 3.0)
    _spans(page, data, spans(data, INDEX), Box(left[0], lower + gap, left[1], upper), INDEX, (0.0, 1.0))
    _losses(page, data, Box(right[0], lower + gap, right[1], upper))
    one, two, three = sides(page, [0.85, 0.85, 1.8], 1.6)
    flow, harm = spans(data, "interdicted", 100.0), spans(data, "harm", 120.0 / len(data.scenario.governments))
    for what, key, (x, width) in ((flow, "flow", one), (harm, "harm", two)):
        _spans(page, data, what, Box(x, 0.0, width, lower), key, (0.0, _top(float(what.high.max()))))
    _slow(page, data, Box(three[0], 0.0, three[1], lower))
    return page.figure


def _top(value: float) -> float:
    """Return the end of a scale: a round number well over a value."""
    power = 10.0 ** np.floor(np.log10(max(value, 1e-6)))
    return float(next(step * power for step in (1.0, 2.0, 4.0, 6.0, 10.0, 20.0) if step * power >= 1.2 * value))


def _axes(page: Page, box: Box, right: float = 0.0) -> Axes:
    """Return axes in a box under the heading of a panel, with labels of the least size."""
    axes = page.axes(
        box.left + page.em(2.0),
        box.bottom + page.em(1.6),
        box.width - page.em(2.0) - right,
        box.height - page.em(FRAME),
    )
    axes.tick_params(labelsize=page.target.small())
    axes.grid(visible=False, axis="x")
    return axes


def _spans(page: Page, data: ResultSource, what: Spans, box: Box, key: str, limits: tuple[float, float]) -> None:
    """Draw the means of spans as dots with their numbers, and nine in ten futures as bars where they differ."""
    say, target = data.words, page.target
    axes, digits = _axes(page, box), 1 if limits[1] > 2.0 else 2
    wide = box.width > page.em(2.0 + 4.6 * len(what.names))
    for place, (mean, low, high) in enumerate(zip(what.mean, what.low, what.high, strict=True)):
        if high - low > SAME * limits[1]:
            axes.plot([place, place], [low, high], color=PALEBLUE, linewidth=2.6 * target.line)
        axes.plot([place], [mean], "o", color="C0", markersize=0.5 * target.text)
        look: dict[str, Any] = {"size": target.small(), "weight": "bold", "color": "C0", "textcoords": "offset points"}
        if wide:
            axes.annotate(say.number(mean, digits), (place, mean), (0.7 * target.text, 0.0), va="center", **look)
        else:
            top = max(high, mean)
            axes.annotate(say.number(mean, digits), (place, top), (0.0, 0.5 * target.text), ha="center", **look)
    axes.set_xlim(-0.5, len(what.names) - 0.4)
    axes.set_ylim(*limits)
    axes.set_xticks(range(len(what.names)), what.names if wide else [one[2:] for one in what.names])
    axes.set_yticks(
        [0.0, limits[1] / 2.0, limits[1]], [localized(say, f"{one:g}") for one in (0.0, limits[1] / 2.0, limits[1])]
    )
    heading = capital(say("metric.human_security")) if key == INDEX else say(f"figure.human-security.{key}")
    unit = say(f"figure.human-security.unit_{key}")
    page.heading(box.left, box.bottom + box.height, heading, unit)


def _losses(page: Page, data: ResultSource, box: Box) -> None:
    """Draw a bar for each part of what is missing from 1, with its name over it."""
    say, target, parts = data.words, page.target, lost(data)
    page.heading(
        box.left,
        box.bottom + box.height,
        say("figure.human-security.missing", lost=say.number(sum(parts.values()))),
        say("figure.human-security.unit_missing"),
    )
    height, most = box.height - page.em(2.9), max(parts.values()) or 1.0
    canvas, step = page.canvas(box.left, box.bottom, box.width, height), height / len(parts)
    room, size = box.width - page.em(3.4), min(target.text, 72.0 * step / 2.3)
    for place, (key, value) in enumerate(parts.items()):
        colour, y = "C1" if place == 0 else PALE, height - step * (place + 1)
        end = room * value / most
        canvas.text(0.0, y + 0.5 * step, say(f"figure.human-security.lost_{key}"), size=size, va="bottom")
        canvas.fill_between([0.0, end], y + 0.1 * step, y + 0.46 * step, color=colour, linewidth=0)
        look: dict[str, Any] = {"weight": "bold", "color": "C1" if place == 0 else "C3", "va": "center", "size": size}
        canvas.text(end + page.em(0.4), y + 0.28 * step, say.number(value), **look)


def _slow(page: Page, data: ResultSource, box: Box) -> None:
    """Draw as plain lines what is the same in every future, with bands what is not."""
    say, target = data.words, page.target
    bands = {name: data.band(name) for name, *_ in SLOW}
    same = all(float((band["p95"] - band["p05"]).max()) <= SAME for band in bands.values())
    ends = [100.0 * float(bands[name]["mean"][-1]) for name, *_ in SLOW]
    said = zip(SLOW, ends, strict=True)
    names = [f"{say(f'series.{name}')} {say.number(end, 0)}" for (name, *_), end in said]
    axes = _axes(page, box, max(width_of(name, target.small()) for name in names) + page.em(0.6))
    for name, colour, dash in SLOW:
        band = bands[name]
        if float((band["p95"] - band["p05"]).max()) > SAME:
            axes.fill_between(
                data.years, 100.0 * band["p05"], 100.0 * band["p95"], color=colour, alpha=0.15, linewidth=0
            )
        axes.plot(data.years, 100.0 * band["mean"], color=colour, linestyle=dash)
    axes.set_xlim(*data.span)
    axes.set_ylim(0.0, 100.0)
    axes.set_yticks([0.0, 50.0, 100.0])
    axes.xaxis.set_major_locator(MaxNLocator(3, integer=True, steps=[1, 2, 5, 10]))
    least = 1.3 * target.small() / 72.0 / (box.height - page.em(FRAME)) * 100.0
    look: dict[str, Any] = {"size": target.small(), "va": "center", "annotation_clip": False}
    for (_, colour, _), name, height in zip(SLOW, names, apart(ends, least, 0.0, 100.0), strict=True):
        axes.annotate(
            name,
            (1.0, height),
            (0.5 * target.text, 0.0),
            ("axes fraction", "data"),
            "offset points",
            color=colour,
            **look,
        )
    key = "same" if same else "slow"
    page.heading(
        box.left, box.bottom + box.height, say(f"figure.human-security.{key}"), say(f"figure.human-security.unit_{key}")
    )


def told(data: ResultSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: the index in the first span and the last."""
    say, index, parts = data.words, spans(data, INDEX), lost(data)
    change = float(index.mean[-1] - index.mean[0])
    kind = "_stays" if abs(change) < SMALLEST[INDEX] else "_rises" if change > 0.0 else "_falls"
    flow, civilians, honesty = WEIGHTINGS[INDEX]
    values = {
        "start": say.number(float(index.mean[0])),
        "end": say.number(float(index.mean[-1])),
        "stopped": say.number(100.0 * float(data.metric("flow_interdicted").mean()), 0),
        "first": data.ends[0],
        "last": data.ends[1],
        "flow": say.number(flow, 1),
        "civilians": say.number(civilians, 1),
        "honesty": say.number(honesty, 1),
        "best": say.number(100.0 * BEST_INTERDICTION, 0),
        **{f"lost_{key}": say.number(value) for key, value in parts.items()},
    }
    most = [key for key, value in parts.items() if max(parts.values()) - value < SMALLEST[INDEX]]
    values["because"] = say.listed(say(f"figure.human-security.because_{key}", **values) for key in most[:2])
    return kind, values


def describe(data: ResultSource) -> Description:
    """Describe the index in the first and the last span, and where its missing points go."""
    kind, values = told(data)
    rows: list[tuple[Any, ...]] = []
    for series in (INDEX, *SPANNED):
        band = data.band(f"{series}_span")
        ends = zip(*(band[quantile][::SPAN].tolist() for quantile in QUANTILES), strict=True)
        rows += [(f"{series}_span", name, *row) for name, row in zip(spans(data, series).names, ends, strict=True)]
    rows += data.rows_of([name for name, *_ in SLOW])
    rows += [(f"lost_{key}", "", value, *[math.nan] * 5) for key, value in lost(data).items()]
    rows.append(("flow_interdicted", "", float(data.metric("flow_interdicted").mean()), *[math.nan] * 5))
    return data.described("human-security", ("series", "month", *QUANTILES), rows, kind, **values)
