"""By when cooperation comes, scenario by scenario: cumulative incidence, censored at each scenario's horizon."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from analysis.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SLIDE,
    VERMILION,
    Target,
    percent_axis,
    title_block,
    year_axis,
)
from analysis.studies.futures import Curve, curves_of
from sim.errors import InputError
from sim.results import Folder

NAME = "survival"
ANSWERS = "By when, and in how many futures, does cooperation come in each scenario?"
LINES: tuple[tuple[str, Any], ...] = (
    (BLUE, "-"), (VERMILION, "--"), (GREEN, "-."), (PURPLE, ":"), (ORANGE, (0, (6, 1, 1, 1, 1, 1))), (SKY, (0, (9, 2))),
)  # fmt: skip


class Data(NamedTuple):
    """What is drawn: a month, in the futures of every scenario of some results, of runs or of a sweep."""

    folders: Sequence[Path]
    metric: str = "region_held_month"

    def curves(self) -> list[Curve]:
        """One curve a scenario, the highest first. Raises InputError where there are more than can be told apart."""
        found = sorted(curves_of(self.folders, self.metric), key=lambda one: -float(one.share[-1]))
        if len(found) > len(LINES):
            raise InputError(
                f"{self.folders[0]}: {len(found)} scenarios are too many for one figure; allowed: {len(LINES)}"
            )
        return found


def draw(data: Data, target: Target) -> Figure:
    """A step curve with its 95 percent interval for each scenario, named with its share at the horizon."""
    curves = data.curves()
    wide = target is SLIDE
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.54 if wide else 0.95 + 0.06 * len(curves))))
    for one, (colour, style) in zip(curves, LINES, strict=False):
        years = (one.first_month + np.arange(len(one.share))) / 12.0
        axes.fill_between(years, one.low, one.high, color=colour, alpha=0.15, linewidth=0, step="post")
        label = f"{one.name}: {one.share[-1]:.0%}"
        axes.step(years, one.share, color=colour, linestyle=style, where="post", label=label)
    percent_axis(axes, max(0.1, min(1.0, 1.15 * max(float(one.high[-1]) for one in curves))))
    axes.set_ylabel("share of futures")
    year_axis(
        axes,
        (
            min(one.first_month for one in curves) / 12.0,
            max(one.first_month + len(one.share) - 1 for one in curves) / 12.0,
        ),
    )
    place = (
        {"loc": "upper left"} if wide else {"loc": "lower left", "bbox_to_anchor": (-0.02, 1.0), "borderaxespad": 0.2}
    )
    axes.legend(**place, frameon=True, framealpha=0.9, edgecolor="none", labelcolor=INK, fontsize=target.text * 0.8)
    title_block(figure, target, title_of(data.metric), note(data, curves))
    return figure


def title_of(metric: str) -> str:
    """What the curves show, in words."""
    return {
        "region_held_month": "By when region-wide cooperation in the domain aimed at is held",
        "region_meeting_month": "By when a first region-wide meeting succeeds",
    }.get(metric, f"By when: {metric}")


def note(data: Data, curves: Sequence[Curve]) -> str:
    """What the curves rest on, and what the horizon hides."""
    manifest = Folder(Path(data.folders[0])).manifest()
    runs = sum(one.runs for one in curves)
    return (
        f"{runs:,} futures, seed {manifest['seed']}, law {manifest['law'][:8]}; shades: 95 % intervals. What comes after the "
        "horizon is not known (censored). A scenario, not a forecast."
    )
