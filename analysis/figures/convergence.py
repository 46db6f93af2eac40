"""Draw how the mean of a metric converges with more replicates."""

from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import stdtrit

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.labels import Measure
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.source import Description, Nothing, Source
from trustladder.analysis.figures.kit.style import FAINT, Target, counted, measured_axis, subplots
from trustladder.analysis.figures.kit.sweep_source import HEADLINE, SweepSource, run_or_sweep
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
    say, (count, mean, half), wide = data.words, data.means, target.wide
    shape = (1, 2) if wide else (2, 1)
    figure, (left, right) = subplots(*shape, figsize=(target.width, target.width * (0.48 if wide else 1.35)))
    low, high = data.ends
    left.fill_between(count, low, high, color="C0", alpha=0.25, linewidth=0)
    left.plot(count, mean, color="C0")
    right.plot(count, half, color="C0", label=say("figure.convergence.measured"))
    expected = half[-1] * np.sqrt(count[-1] / count)
    right.plot(count, expected, color="C1", linestyle="--", label=say("figure.convergence.expected"))
    right.set_ylim(0.0, 1.3 * max(float(half.max()), float(expected.max())) or 1.0)
    right.legend(frameon=False, fontsize=target.small(0.8), loc="upper right", borderaxespad=0.0)
    for axes, level, key in ((left, mean[-1], "mean"), (right, half[-1], "half")):
        _panel(axes, data, float(level), say(f"figure.convergence.{key}"), target)
    framed(figure, target, data.head("convergence", **_values(data)))
    return figure


def _panel(axes: Axes, data: ConvergenceSource, level: float, title: str, target: Target) -> None:
    say = data.words
    counted(axes, say)
    axes.locator_params(axis="y", nbins=6)
    measured_axis(axes.yaxis, data.measure)
    axes.set_xlabel(say("figure.convergence.of_each" if data.swept else "figure.convergence.futures"))
    axes.axhline(level, color=FAINT, linewidth=target.line * 0.5, linestyle=":")
    axes.set_title(fitted(title, (0.4 if target.wide else 0.85) * target.width, target.text, 2, bold=True))


def _values(data: ConvergenceSource) -> dict[str, str]:
    """Return the mean, its interval, and the replicates that half of the interval would need, for texts."""
    say, write, (count, mean, half) = data.words, data.measure.written, data.means
    beside = {"points": data.swept, "censored": data.futures.month}
    last, most, margin = float(mean[-1]), int(count[-1]), float(half[-1])
    return {
        "metric": data.measure.label,
        "unit": data.measure.axis,
        "mean": write(last),
        "around": data.measure.around(last, margin),
        "low": write(float(data.ends[0][-1])),
        "high": write(float(data.ends[1][-1])),
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
