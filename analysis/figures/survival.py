"""Draw by which month cooperation takes hold, for each scenario: cumulative incidence, censored at the horizon."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.curves import share_axis, stepped
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.source import MANY, Description, Head, Nothing, Options, Source, is_other_law
from trustladder.analysis.figures.kit.style import Target, apart, height_of, year_axis
from trustladder.analysis.figures.kit.sweep_source import run_or_sweep
from trustladder.analysis.studies.futures import Curve, curve, futures_of
from trustladder.sim.scenario.dates import month_name, year_of
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

STYLES: tuple[Any, ...] = (
    "-",
    "--",
    "-.",
    ":",
    (0, (6, 1, 1, 1, 1, 1)),
    (0, (9, 2)),
)  # one for each scenario: distinct in grey, too


class SurvivalSource(Source):
    """A month-valued metric of every scenario of some results, of runs or of sweeps."""

    KIND, OPTIONS, FOLDERS = "futures", ("metric",), (1, MANY)

    def __init__(self, folders: Sequence[str | Path], language: str = "en", metric: str | None = None) -> None:
        self.metric = metric or "region_held_month"
        super().__init__(language, metric=self.metric)
        if len({Path(folder).resolve() for folder in folders}) < len(folders):
            raise InputError(f"{', '.join(map(str, folders))}: allowed: each result once")
        self.folders = [Path(folder) for folder in folders]
        self.every = [run_or_sweep(folder, language) for folder in self.folders]

    @classmethod
    def from_folders(cls, folders: Sequence[Path], language: str, options: Options) -> Self:
        """Read every folder."""
        return cls(folders, language, **options)

    @cached_property
    def curves(self) -> list[Curve]:
        """Return a curve for each scenario, the highest first. Raises InputError if there are too many."""
        found, self.scenarios = [], dict[str, Scenario]()
        for folder, one in zip(self.folders, self.every, strict=True):
            if not one.manifest.get("finished"):
                raise Nothing("nothing.unfinished", name=folder.name)
            for futures in futures_of(folder, self.metric):
                if not futures.month:
                    raise InputError(
                        f"{folder}: {self.metric} is no month; allowed: region_held_month, region_meeting_month, ..."
                    )
                self.scenarios[futures.scenario.name] = futures.scenario
                found.append((folder.name, curve(futures)))
        if len(found) > len(STYLES):
            raise InputError(
                f"{self.folders[0]}: {len(found)} scenarios are too many for one figure; allowed: {len(STYLES)}"
            )
        same = Counter(one.name for _, one in found)
        named = [one._replace(name=self._name(one.name, folder if same[one.name] > 1 else "")) for folder, one in found]
        return sorted(named, key=lambda one: -float(one.share[-1]))

    def _name(self, title: str, folder: str) -> str:
        """Return the title of a scenario, with the name of its folder if another has the same title."""
        name = self.words.said(title, 80)
        return f"{name} ({self.words.said(folder, 40)})" if folder else name

    @property
    def label(self) -> str:
        """Return the label of the metric."""
        return labels.metric(self.words, next(iter(self.scenarios.values())), self.metric)

    @property
    def note(self) -> str:
        """Return the note of a single folder, or one on all folders."""
        return self.every[0].note if len(self.every) == 1 else self._of_many()

    def _of_many(self) -> str:
        say, known = self.words, [one.manifest for one in self.every]
        laws = list(dict.fromkeys(str(manifest["law"]) for manifest in known))
        seeds = ", ".join(dict.fromkeys(str(manifest["seed"]) for manifest in known))
        text = say("note.many", count=len(known), seeds=seeds, laws=", ".join(law[:8] for law in laws))
        return self.noted(text, next(filter(is_other_law, laws), laws[0]))

    @property
    def origins(self) -> list[dict[str, Any]]:
        """Return what each folder depends on."""
        return [origin for one in self.every for origin in one.origins]


SOURCE = SurvivalSource


def draw(data: SurvivalSource, target: Target) -> Figure:
    """Draw a step curve with its 95 percent interval for each scenario, labelled with its final share."""
    curves, say, wide = data.curves, data.words, target.wide
    room = target.text / 72.0 * (0.0 if wide else 2.7 * len(curves) + 1.0)  # names go above if there is no room beside
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.54 if wide else 0.75) + room))
    top = share_axis(axes, curves, 1.1, say)
    for number, (one, style) in enumerate(zip(curves, STYLES, strict=False)):
        stepped(axes, one, _ending(data, one), f"C{number}", style, 0.13)
    first = min(one.first_month for one in curves) / 12.0
    last = max(one.first_month + len(one.share) - 1 for one in curves) / 12.0
    year_axis(axes, (first, last))
    axes.set_ylabel(say("axis.futures"))
    if wide:
        _beside(axes, curves, [_ending(data, one) for one in curves], target, top)
    else:
        _above(axes, target)
    framed(figure, target, Head(_title(data), "", data.note))
    return figure


def _ending(data: SurvivalSource, one: Curve) -> str:
    return f"{one.name}: {data.words.percent(float(one.share[-1]))}"


def _beside(axes: Axes, curves: list[Curve], names: list[str], target: Target, top: float) -> None:
    """Write names beside the ends of the curves, moved apart, with thin lines to them."""
    size = target.small(0.8)
    texts = [fitted(name, 0.22 * target.width, size, 4) for name in names]
    inches = height_of(axes) * 0.72
    line = 1.25 * size / 72.0 / inches
    least = line * (max(text.count("\n") + 1 for text in texts) + 0.3)
    heights = apart([float(one.share[-1]) / top for one in curves], least, 0.5 * least, 1.0 - 0.4 * least)
    for number, (text, one, height) in enumerate(zip(texts, curves, heights, strict=True)):
        end = (one.first_month + len(one.share) - 1) / 12.0, float(one.share[-1])
        axes.annotate(
            text,
            end,
            (1.035, height),
            textcoords="axes fraction",
            va="center",
            ha="left",
            fontsize=size,
            annotation_clip=False,
            linespacing=1.05,
            arrowprops={
                "arrowstyle": "-",
                "color": f"C{number}",
                "linewidth": target.line * 0.5,
                "shrinkA": 1.0,
                "shrinkB": 0.0,
            },
        )


def _above(axes: Axes, target: Target) -> None:
    """Write names in a legend above the panel."""
    size = target.small(0.9)
    lines, names = axes.get_legend_handles_labels()
    axes.legend(
        lines,
        [fitted(name, 0.8 * target.width, size, 2) for name in names],
        loc="lower left",
        bbox_to_anchor=(-0.14, 1.0),
        frameon=False,
        fontsize=size,
        handlelength=2.8,
        borderaxespad=0.2,
    )


def _title(data: SurvivalSource) -> str:
    reached = any(float(one.share[-1]) > 0.0 for one in data.curves)
    return data.words("figure.survival.title" if reached else "figure.survival.never", metric=data.label)


def describe(data: SurvivalSource) -> Description:
    """Describe each scenario's share of futures at the horizon, and the month by which half of them came."""
    say, curves = data.words, data.curves
    text = " ".join(_sentence(data, one) for one in curves)
    runs = say.number(sum(one.runs for one in curves), 0)
    values = {"metric": data.label, "said": text, "count": len(curves), "runs": runs}
    rows = [
        (
            one.name,
            month_name(one.first_month + month - 1),
            float(one.share[month]),
            float(one.low[month]),
            float(one.high[month]),
        )
        for one in curves
        for month in range(1, len(one.share))
    ]
    columns = ("scenario", "by_month", "share", "low", "high")
    return Description(say("figure.survival.caption", **values), say("figure.survival.alt", **values), columns, rows)


def _sentence(data: SurvivalSource, one: Curve) -> str:
    say, share = data.words, float(one.share[-1])
    low, high = (say.percent(float(end[-1])) for end in (one.low, one.high))
    last = year_of(one.first_month + len(one.share) - 2)
    text = say("figure.survival.one", name=one.name, share=say.percent(share), low=low, high=high, last=last)
    if share == 0.0:
        return text
    half = int(np.argmax(one.share >= 0.5 * share))
    return f"{text} {say('figure.survival.half', month=month_name(one.first_month + half - 1))}"
