"""Draw how the mean of a metric converges with more replicates."""

from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import stdtrit

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.fan import Box
from trustladder.analysis.figures.kit.labels import Measure
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import Page, sides
from trustladder.analysis.figures.kit.source import Description, Nothing, Source
from trustladder.analysis.figures.kit.style import FAINT, Target, counted, measured_axis
from trustladder.analysis.figures.kit.sweep_source import HEADLINE, SweepSource, run_or_sweep
from trustladder.analysis.numbers import distinct
from trustladder.analysis.statistics import pasts_of
from trustladder.analysis.studies.futures import Futures, by_replicate, futures_of
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.errors import InputError

FIRST = 5  # replicates; means of fewer say nothing


class Means(NamedTuple):
    """The running mean, and half of its 95 percent interval, from the first FIRST replicates on."""

    number: Floats
    mean: Floats
    half: Floats


class ConvergenceSource(Source):
    """One metric of a run, or of a sweep (there, of each replicate the mean over points)."""

    KIND, OPTIONS = "either", ("metric", "scenario")

    def __init__(
        self, folder: str | Path, language: str = "en", metric: str | None = None, scenario: str | None = None
    ) -> None:
        self.folder, self.metric, self.chosen = Path(folder), metric or HEADLINE, scenario
        super().__init__(language, metric=self.metric, scenario=scenario)
        self.one = run_or_sweep(self.folder, language)

    @property
    def swept(self) -> bool:
        """Return whether the folder holds a sweep."""
        return isinstance(self.one, SweepSource)

    @cached_property
    def futures(self) -> Futures:
        """Return the metric of every replicate of one scenario. Raises InputError if several could be meant."""
        if not self.one.manifest.get("finished"):
            raise Nothing("nothing.unfinished", name=self.folder.name)
        found = list(futures_of(self.folder, self.metric))
        mine = [one for one in found if self.chosen in (None, one.scenario.name)]
        if len(mine) != 1:
            names = ", ".join(one.scenario.name for one in found)
            raise InputError(f"{self.folder}: holds several scenarios; choose one with --scenario: {names}")
        return mine[0]

    @cached_property
    def measure(self) -> Measure:
        """Return the metric with its label; months that never came count as the horizon."""
        scenario = self.futures.scenario
        unit = next(one.unit for one in metrics_of(scenario) if one.name == self.metric)
        return labels.measure(self.words, scenario, self.metric, unit)

    @cached_property
    def means(self) -> Means:
        """Return the running mean. Raises Nothing if there are too few replicates."""
        values = by_replicate(self.futures)
        if len(values) < 2 * FIRST:
            raise Nothing("nothing.replicates", count=len(values), least=2 * FIRST)
        mean, half = running(values, len(self.one.manifest.get("sets", ())) or pasts_of(self.futures.scenario))
        return Means(np.arange(1.0, len(values) + 1.0)[FIRST - 1 :], mean[FIRST - 1 :], half[FIRST - 1 :])

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """Return the ends of the interval [replicate]; those of a share are within 0 and 1."""
        _, mean, half = self.means
        low, high = mean - half, mean + half
        return (low.clip(0.0, 1.0), high.clip(0.0, 1.0)) if self.measure.share and mean.min() >= 0.0 else (low, high)

    @property
    def note(self) -> str:
        """Return the note of the run or the sweep."""
        return self.one.note

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return the origins of the run or the sweep."""
        return self.one.origins


SOURCE = ConvergenceSource


def draw(data: ConvergenceSource, target: Target) -> Figure:
    """Draw the running mean with its interval, and half of the interval beside the expected 1/sqrt(n)."""
    page = Page(target, data.head("convergence", **_values(data)), target.em(17.0 if target.wide else 34.0))
    if target.wide:
        boxes = [Box(left, 0.0, width, page.height) for left, width in sides(page, [1.0, 1.0], 2.4)]
    else:
        half = 0.5 * page.height - page.em(0.8)
        boxes = [Box(0.0, bottom, page.width, half) for bottom in (page.height - half, 0.0)]
    (count, mean, half_width), (low, high) = data.means, data.ends
    axes = _panel(page, data, boxes[0], "mean", float(mean[-1]))
    axes.fill_between(count, low, high, color="C0", alpha=0.25, linewidth=0)
    axes.plot(count, mean, color="C0")
    axes = _panel(page, data, boxes[1], "half", float(half_width[-1]))
    expected = half_width[-1] * np.sqrt(count[-1] / count)
    axes.plot(count, expected, color="C3", linestyle="--")
    axes.plot(count, half_width, color="C0")
    axes.set_ylim(0.0, 1.1 * max(float(half_width.max()), float(expected.max())) or 1.0)
    for axes in page.figure.axes:
        counted(axes, data.words)
        axes.set_xlim(float(count[0]), float(count[-1]))
    return page.figure


def _panel(page: Page, data: ConvergenceSource, box: Box, key: str, level: float) -> Axes:
    """Return axes under the name of a panel and how it is read, with a line at the last value."""
    say, size = data.words, page.target.text
    head = fitted(say(f"figure.convergence.{key}"), box.width, size, 2, bold=True)
    unit = fitted(say(f"figure.convergence.unit_{key}"), box.width, page.target.small(), 2)
    page.heading(box.left, box.bottom + box.height, head, unit)
    above = page.em(1.2 + 1.2 * (head.count("\n") + 1)) + 1.3 * (unit.count("\n") + 1) * page.target.small() / 72.0
    left, foot = page.em(3.4), page.em(3.4)
    axes = page.axes(box.left + left, box.bottom + foot, box.width - left - page.em(1.2), box.height - foot - above)
    axes.locator_params(axis="y", nbins=5)
    measured_axis(axes.yaxis, data.measure)
    axes.set_xlabel(say("figure.convergence.of_each" if data.swept else "figure.convergence.futures"))
    axes.axhline(level, color=FAINT, linewidth=page.target.line * 0.5, linestyle=":")
    return axes


def _values(data: ConvergenceSource) -> dict[str, str]:
    """Return the mean, its interval, and the replicates that half of the interval would need, for texts."""
    say, write, (count, mean, half) = data.words, data.measure.written, data.means
    beside = {"points": data.swept, "censored": data.futures.month}
    last, most, margin = float(mean[-1]), int(count[-1]), float(half[-1])
    level, low, high = distinct(write, last, *(float(end[-1]) for end in data.ends))
    return {
        "metric": data.measure.label,
        "unit": data.measure.axis,
        "mean": level,
        "around": data.measure.around(last, margin),
        "low": low,
        "high": high,
        "count": say.number(most, 0),
        "more": say.number(4 * most, 0),
        "tenth": write(float(mean[len(mean) // 10])),
        "early": say.number(float(count[len(count) // 10]), 0),
        "beside": " ".join(say(f"figure.convergence.{key}") for key, there in beside.items() if there),
    }


def describe(data: ConvergenceSource) -> Description:
    """Describe the mean, the width of its interval, and the replicates that half of the width would need."""
    rows = [tuple(map(float, row)) for row in zip(*data.means, strict=True)]
    return data.described("convergence", ("futures", "mean", "half_of_interval"), rows, **_values(data))


def running(values: Floats, period: int = 0) -> tuple[Floats, Floats]:
    """Return the mean of the first 1, 2, ... values, and half of its 95 percent interval (infinite of one value).

    Values whose indices are equal modulo `period`, the number of parameter sets or of pasts, are alike.
    """
    count, width = np.arange(1.0, len(values) + 1.0), period or max(len(values), 1)
    before, earlier = _before(values, width), np.arange(len(values)) // width
    mean = np.cumsum(values) / count
    squares = np.cumsum(2.0 * before * values + values**2)
    crossed = np.cumsum(before + (earlier + 1.0) * values)
    sizes = np.cumsum(2.0 * earlier + 1.0)
    clusters = np.minimum(count, width)
    freedom = np.maximum(clusters - 1.0, 1.0)
    rest = np.maximum(squares - 2.0 * mean * crossed + mean**2 * sizes, 0.0) / count**2 * clusters / freedom
    return mean, np.where(clusters > 1.0, stdtrit(freedom, 0.975) * np.sqrt(rest), np.inf)


def _before(values: Floats, width: int) -> Floats:
    """Return the sum of the earlier values that are alike with each value."""
    padded = np.zeros(-(-len(values) // width) * width)
    padded[: len(values)] = values
    rows = padded.reshape(-1, width)
    found: Floats = (np.cumsum(rows, axis=0) - rows).ravel()[: len(values)]
    return found
