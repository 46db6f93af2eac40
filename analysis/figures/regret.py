"""Draw what each policy gives up in each world against the best policy of that world."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.labels import Measure
from trustladder.analysis.figures.kit.lettering import fitted, width_of
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.saved import RobustnessTable, read
from trustladder.analysis.figures.kit.sizes import SMALLEST
from trustladder.analysis.figures.kit.source import Description, Options, Source, typed
from trustladder.analysis.figures.kit.style import FAINT, INK, ZONE, Target
from trustladder.analysis.numbers import distinct
from trustladder.sim.scenario.naming import HELD
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from trustladder.sim.arrays.tables import Floats

FILE, COMMAND = "regret.json", "trustladder compare --policies --worlds --out"
MARKS = "osD^vPX<>"  # of worlds


class RobustnessSource(Source):
    """A table of policies in scenarios."""

    KIND = "table"

    def __init__(self, known: RobustnessTable, language: str = "en") -> None:
        super().__init__(language)
        self.known = known
        self.scenario = Scenario.from_tree(known.base, None, FILE)

    @classmethod
    def from_folders(cls, folders: Sequence[Path], language: str, options: Options) -> Self:
        """Read the table from a folder."""
        return cls(read(folders[0] / FILE, RobustnessTable, COMMAND), language, **options)

    @cached_property
    def measure(self) -> Measure:
        """Return the metric with its label."""
        return labels.measure(self.words, self.scenario, self.known.metric, self.known.unit)

    def grid(self, column: str) -> Floats:
        """Return a number of every policy in every scenario [policy, scenario]."""
        found = np.array([getattr(cell, column) for cell in self.known.cells], dtype=float)
        return found.reshape(len(self.known.policies), len(self.known.scenarios))

    def title(self, name: str) -> str:
        """Return the title of a scenario."""
        return self.words.said(self.known.titles.get(name, name), 80)

    @property
    def times(self) -> float:
        """Return the factor with which values are written: shares as so many of 100."""
        return 100.0 if self.measure.share else 1.0

    def range(self, values: Floats) -> str:
        """Return the least and the largest of some values as text."""
        write = (lambda value: self.words.number(value, 0)) if self.measure.share else self.words.figure
        low, high = write(float(values.min())), write(float(values.max()))
        return low if low == high else f"{low}–{high}"

    @property
    def note(self) -> str:
        """Return the note: the number of futures in a cell."""
        known, say = self.known, self.words
        return self.noted(
            say("note.table", runs=say.number(known.runs, 0), seed=known.seed, law=known.law[:8]), known.law
        )

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what the table depends on."""
        known = self.known
        return [
            {
                "scenario": self.scenario.name,
                "policies": known.policies,
                "worlds": known.scenarios,
                "seed": known.seed,
                "runs": known.runs,
                "months": self.scenario.months,
                "law": known.law,
                "command": typed(known.command, "compare"),
            }
        ]


SOURCE = RobustnessSource


def draw(data: RobustnessSource, target: Target) -> Figure:
    """Draw a row for each policy, the best first, with a mark for what it gives up in each world."""
    kind, values = told(data)
    policies, say = ordered(data), data.words
    page = Page(target, data.head("regret", kind, **values), (2.3 * len(policies) + 6.5) * target.text / 72.0)
    top, foot = _key(page, data), page.em(1.7)
    left = min(0.36 * page.width, max(width_of(data.title(name), target.text, bold=True) for name in policies))
    columns = [say("figure.regret.gives_up"), say("figure.regret.level")]
    rooms = [max(width_of(word, target.small()), page.em(3.6)) + page.em(0.8) for word in columns]
    width = page.width - left - page.em(0.9) - sum(rooms) - page.em(0.4)
    axes = page.axes(left + page.em(0.9), foot, width, top - foot - page.em(1.5))
    smallest, lost = smallest_of(data), data.grid("regret")
    _scale(axes, data, len(policies), max(float(lost.max()), 1.5 * smallest))
    if smallest:
        axes.axvspan(0.0, data.times * smallest, color=ZONE, linewidth=0, zorder=0)
        zone: dict[str, Any] = {"size": target.small(), "color": FAINT, "textcoords": "offset points", "va": "bottom"}
        axes.annotate(say("figure.effects.zone"), (0.0, -0.6), (0.0, 0.3 * target.text), **zone)
    edges = [page.width - rooms[1], page.width]
    for x, word in zip(edges, columns, strict=True):
        page.text(x, top - page.em(1.3), word, size=target.small(), color=FAINT, ha="right", va="bottom")
    height = top - foot - page.em(1.5)
    for row, name in enumerate(policies):
        y = foot + height * (1.0 - (row + 0.6) / (len(policies) + 0.2))
        _row(page, axes, data, row, name, y, edges, left)
    return page.figure


def ordered(data: RobustnessSource) -> list[str]:
    """Return the policies, that which gives up least in its worst world first."""
    lost = data.grid("regret").max(axis=1)
    return [data.known.policies[place] for place in np.argsort(lost, kind="stable")]


def smallest_of(data: RobustnessSource) -> float:
    """Return the smallest loss of interest; 0 for a metric that has none."""
    return SMALLEST.get(data.known.metric, SMALLEST[HELD] if data.measure.share else 0.0)


def _scale(axes: Axes, data: RobustnessSource, rows: int, most: float) -> None:
    """Scale the losses from 0, with lines across them."""
    axes.set_xlim(0.0, 1.04 * data.times * most or 1.0)  # no policy regrets anything
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: labels.localized(data.words, f"{value:g}"))
    axes.axvline(0.0, color=INK, linewidth=mpl.rcParams["axes.linewidth"])
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="x")
    axes.grid(visible=False, axis="y")


def _row(
    page: Page, axes: Axes, data: RobustnessSource, row: int, name: str, y: float, edges: list[float], left: float
) -> None:
    """Draw the marks of a policy, its name, and the ranges of what it gives up and of what it reaches."""
    place, target = data.known.policies.index(name), page.target
    lost, mean = data.times * data.grid("regret")[place], data.times * data.grid("mean")[place]
    good = lost.max() <= data.times * smallest_of(data) + 1e-9
    colour = "C0" if good else "C1" if name == ordered(data)[-1] else "C3"
    spread = np.linspace(-0.22, 0.22, len(lost)) if len(lost) > 1 else [0.0]
    for world, (value, shift) in enumerate(zip(lost, spread, strict=True)):
        mark = MARKS[world % len(MARKS)]
        axes.plot([value], [row + shift], mark, color=colour, markersize=0.5 * target.text, zorder=3, clip_on=False)
    weight = "bold" if good else "normal"
    page.text(0.0, y, fitted(data.title(name), left, target.text, 2, good), va="center", weight=weight, linespacing=1.0)
    for x, values, look in zip(edges, (lost, mean), ("bold", "normal"), strict=True):
        page.text(x, y, data.range(values), ha="right", va="center", weight=look, color=colour)


def _key(page: Page, data: RobustnessSource) -> float:
    """Name the marks of the worlds in rows over the plot; return the height under them."""
    canvas, x, y = page.canvas(0.0, 0.0, page.width, page.height), 0.0, page.height - page.em(0.9)
    for number, name in enumerate(data.known.scenarios):
        text = fitted(data.title(name), 0.6 * page.width, page.target.text, 1)
        need = page.em(3.0) + width_of(text, page.target.text)
        if x and x + need > page.width:
            x, y = 0.0, y - page.em(1.4)
        mark = MARKS[number % len(MARKS)]
        canvas.plot([x + page.em(0.5)], [y], mark, color=FAINT, markersize=0.5 * page.target.text)
        canvas.text(x + page.em(1.3), y, text, va="center")
        x += need
    return y - page.em(0.9)


def told(data: RobustnessSource) -> tuple[str, dict[str, Any]]:
    """Return the kind of the finding, and what its sentences need: which policies are good in every world."""
    say, policies, known = data.words, ordered(data), data.known
    lost = {name: data.times * data.grid("regret")[known.policies.index(name)] for name in policies}
    good = [name for name in policies if lost[name].max() <= data.times * smallest_of(data) + 1e-9]
    worst = policies[1] if len(good) == 1 and len(policies) > 1 else policies[-1]
    kind = "_none" if not good else "_best" if len(good) == 1 else "_all" if len(good) == len(policies) else "_several"
    inside = {name: labels.inside(say, known.titles.get(name, name)) for name in policies}
    show = say.number if data.measure.share else say.figure
    low, high = distinct(show, float(lost[worst].min()), float(lost[worst].max()))
    unit = say("figure.regret.unit") if data.measure.share else data.measure.change_axis
    values = {
        "good": say.listed(inside[name] for name in (good or policies[:1])),
        "worst": inside[worst],
        "low": low,
        "high": high,
        "least": show(float(lost[policies[0]].max()), 0),
        "unit": unit,
        "metric": data.measure.label,
        "smallest": show(data.times * smallest_of(data), 0),
        "policies": len(policies),
        "worlds": len(known.scenarios),
    }
    return kind, values


def describe(data: RobustnessSource) -> Description:
    """Describe which policies are good in every world, and what the others cost there."""
    columns = ("policy", "world", "mean", "standard_error", "regret", "share_good_enough")
    rows = [
        (cell.policy, cell.world, cell.mean, cell.error, cell.regret, cell.meets_threshold) for cell in data.known.cells
    ]
    kind, values = told(data)
    return data.described("regret", columns, rows, kind, **values)
