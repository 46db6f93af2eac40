"""Draw by which month region-wide cooperation takes hold, in how many futures of 100, censored at the horizon."""

from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.curves import Arm, paint
from trustladder.analysis.figures.kit.labels import about
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import Target
from trustladder.analysis.numbers import distinct
from trustladder.analysis.statistics import half_by
from trustladder.analysis.studies.futures import Curve, Futures, curve

SOURCE = ResultSource
CURVES = (("region_meeting_month", "met", "C3", "-"), ("region_held_month", "held", "C0", "-"))


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw two curves with 95 percent intervals: a first region-wide meeting, and cooperation that takes hold."""
    kind, values = told(data)
    page = Page(target, data.head("energy-opens", kind, **values), 2.5 * target.text / 8.0)
    arms = []
    for name, key, colour, dash in CURVES:
        one = reached(data, name)
        count = data.words.of_hundred(float(one.share[-1]))
        arms.append(Arm(one, data.words(f"figure.energy-opens.{key}", count=count), colour, dash))
    paint(page, arms)
    return page.figure


@lru_cache(maxsize=4)  # of the results drawn last: sentences, several figures and their tables ask for it
def reached(data: ResultSource, name: str) -> Curve:
    """Return the cumulative incidence of a month, with intervals that allow for parameter sets."""
    replicates = data.metric("replicate").astype(np.int64)
    return curve(Futures(data.scenario, data.metric(name), replicates, data.clusters, True))


def told(data: ResultSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: the share at the end, and the month of half."""
    say, known = data.words, data.scenario.uncertainties
    met, held = (reached(data, name) for name, *_ in CURVES)
    share, low, high = distinct(say.of_hundred, *(float(one[-1]) for one in (held.share, held.low, held.high)))
    values = {
        "on": about(say, data.scenario, [data.scenario.aim]),
        "first": data.ends[0],
        "last": data.ends[1],
        "runs": say.number(data.finished, 0),
        "count": share,
        "low": low,
        "high": high,
        "met": say.of_hundred(float(met.share[-1])),
        "window": known.region_window,
    }
    half = half_by(data.metric("region_held_month"))
    if np.isnan(half):
        return "_never", values
    return "", {**values, "month": say.by_month(data.scenario.first_month + round(half))}


def describe(data: ResultSource) -> Description:
    """Describe the shares of futures at the horizon, and the median month."""
    kind, values = told(data)
    rows = []
    for name, *_ in CURVES:
        one = reached(data, name)
        rows += [
            (name, data.month(month - 1), float(one.share[month]), float(one.low[month]), float(one.high[month]))
            for month in range(1, len(one.share))
        ]
    return data.described("energy-opens", ("metric", "by_month", "share", "low", "high"), rows, kind, **values)
