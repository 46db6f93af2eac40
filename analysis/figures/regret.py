"""Draw policies in scenarios: the regret of each against the best, and the best by each rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.labels import Measure
from trustladder.analysis.figures.kit.lettering import fitted, unbroken
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.saved import RobustnessTable, read
from trustladder.analysis.figures.kit.source import Description, Head, Options, Source, typed
from trustladder.analysis.figures.kit.style import INK, SHADES, Target
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from trustladder.sim.arrays.tables import Floats

FILE, COMMAND = "regret.json", "trustladder compare --policies --worlds --out"
RULES = ("maximin", "minimax regret", "domain")


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

    def score(self, rule: str, policy: str) -> str:
        """Return the score of a policy by a rule, as text."""
        value = self.known.criteria[rule].scores[policy]  # type: ignore[index]
        if rule == "domain":
            return self.words.percent(value, 0)
        return self.measure.size(value) if rule == "minimax regret" else self.measure.written(value)

    @property
    def good(self) -> str:
        """Return the condition that the domain criterion counts: a future that is good enough."""
        if self.known.unit == "flag":
            return self.measure.axis
        key = "from" if self.known.better > 0 else "to"
        return self.words(f"figure.regret.{key}", threshold=self.measure.written(self.known.threshold))

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
    """Draw a cell for each policy and scenario, shaded by regret, and a table of the rules' scores."""
    known, wide = data.known, target.wide
    policies, worlds = len(known.policies), len(known.scenarios)
    em = target.text / 72.0
    tall = 3.6 * policies * em
    beside = max(2.6, 0.55 * worlds)
    shape = {"ncols": 2, "width_ratios": [worlds, beside]} if wide else {"nrows": 2}
    width = target.width * (0.79 * worlds / (worlds + beside) if wide else 0.66)
    upright = _upright([data.title(name) for name in known.scenarios], width, target)
    height = (tall + 13.0 * em if wide else 2.0 * tall + 26.0 * em) + (6.0 * em if upright else 0.0)
    made: Any = plt.subplots(figsize=(target.width, height), **shape)
    figure, panels = made
    _cells(panels[0], data, target, width)
    _rules(
        panels[1], data, target, target.width * (0.79 * beside / (worlds + beside) if wide else 0.66), names=not wide
    )
    say = data.words
    framed(
        figure,
        target,
        Head(
            say("figure.regret.title", **_values(data)),
            "",
            f"{say('figure.regret.key', unit=data.measure.change_axis)} {data.note}",
        ),
    )
    return figure


def _cells(axes: Axes, data: RobustnessSource, target: Target, width: float) -> None:
    regret, mean, write = data.grid("regret"), data.grid("mean"), data.measure.written
    top = float(regret.max()) or 1.0
    axes.imshow(regret, cmap=SHADES, vmin=0.0, vmax=1.15 * top, aspect="auto")
    texts = [f"({write(float(value))})" for value in mean.flat]
    size = unbroken(texts, 0.94 * width / mean.shape[1], target.small(0.7), 0.0)
    if size >= target.small(0.59):  # else shades alone
        for (row, column), value in np.ndenumerate(regret):
            words: dict[str, Any] = {"ha": "center", "color": "white" if value > 0.55 * top else INK}
            axes.text(
                column,
                row - 0.06,
                data.measure.size(float(value)),
                va="bottom",
                fontsize=max(size, target.small(0.95)),
                **words,
            )
            axes.text(column, row + 0.1, f"({write(float(mean[row, column]))})", va="top", fontsize=size, **words)
    _bare(axes, data, [data.title(name) for name in data.known.scenarios], target, width, names=True)


def _rules(axes: Axes, data: RobustnessSource, target: Target, width: float, names: bool) -> None:
    """Write the score of every policy by every rule; the best in bold, with the share of resamples."""
    known, say = data.known, data.words
    headings = [say("figure.regret.maximin"), say("figure.regret.minimax_regret"), data.good]
    for column, rule in enumerate(RULES):
        found = known.criteria[rule]  # type: ignore[index]
        for row, policy in enumerate(known.policies):
            first = policy == found.winner
            weight = "bold" if first else "normal"
            axes.text(
                column,
                row - 0.06,
                data.score(rule, policy),
                ha="center",
                va="bottom",
                fontsize=target.small(0.95),
                fontweight=weight,
            )
            if found.first_in[policy] >= 0.005:
                sure = f"({say.percent(found.first_in[policy], 0)})"
                axes.text(column, row + 0.1, sure, ha="center", va="top", fontsize=target.small(0.7))
    axes.set_xlim(-0.5, len(RULES) - 0.5)
    axes.set_ylim(len(known.policies) - 0.5, -0.5)
    axes.hlines(
        np.arange(len(known.policies) - 1) + 0.5, -0.5, len(RULES) - 0.5, color="#D0D0D0", linewidth=target.line * 0.4
    )
    _bare(axes, data, headings, target, width, names)


def _upright(columns: list[str], width: float, target: Target) -> bool:
    """Return whether headings stand upright, because words would have to be cut."""
    return unbroken(columns, 0.94 * width / len(columns), target.small(0.8), 0.0) < target.small(0.6)


def _bare(axes: Axes, data: RobustnessSource, columns: list[str], target: Target, width: float, names: bool) -> None:
    """Label columns above and policies on the left, without a frame."""
    room, places = 0.94 * width / len(columns), range(len(columns))
    if _upright(columns, width, target):
        high, size = 11.0 * target.text / 72.0, target.small(0.7)
        axes.set_xticks(places, [fitted(name, high, size, 3) for name in columns], fontsize=size, rotation=90)
    else:
        size = unbroken(columns, room, target.small(0.8), 0.0)
        axes.set_xticks(places, [fitted(name, room, size, 6) for name in columns], fontsize=size)
    axes.xaxis.tick_top()
    room, tall = (0.18 if target.wide else 0.3) * target.width, target.small(0.8)
    rows = [fitted(data.title(name), room, tall, 4) for name in data.known.policies] if names else []
    axes.set_yticks(range(len(rows)), rows, fontsize=tall)
    axes.grid(False)
    axes.spines[:].set_visible(False)


def _values(data: RobustnessSource) -> dict[str, Any]:
    """Return the best policy by each rule, with its score and share of resamples, for texts."""
    known, say = data.known, data.words
    found: dict[str, Any] = {"metric": data.measure.label, "unit": data.measure.axis}
    for rule in RULES:
        key, criterion = rule.replace(" ", "_"), known.criteria[rule]  # type: ignore[index]
        found[key] = data.title(criterion.winner)
        found[f"{key}_score"] = data.score(rule, criterion.winner)
        found[f"{key}_sure"] = say.percent(criterion.first_in[criterion.winner], 0)
    found.update(
        policies=len(known.policies), worlds=len(known.scenarios), good=data.good, lost=data.measure.change_axis
    )
    return found


def describe(data: RobustnessSource) -> Description:
    """Describe the best policy in the worst case, by regret, and by the share that is good enough."""
    columns = ("policy", "world", "mean", "standard_error", "regret", "share_good_enough")
    rows = [
        (cell.policy, cell.world, cell.mean, cell.error, cell.regret, cell.meets_threshold) for cell in data.known.cells
    ]
    return data.described("regret", columns, rows, **_values(data))
