"""How a metric's mean settles with more futures, and how many its interval asks for."""

from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from analysis.figures.style import BLUE, FAINT, SLIDE, VERMILION, Target, capital, counted, title_block, worded
from analysis.studies.futures import Futures, by_replicate, futures_of, running
from analysis.summary import number
from sim.errors import InputError
from sim.results import Folder
from sim.world import Floats

NAME = "convergence"
ANSWERS = "How many futures does a metric ask for before its mean settles?"
FIRST = 5  # futures before which a mean says nothing


class Data(NamedTuple):
    """What is drawn: one metric of a run or of a sweep; there, the mean over points in each replicate."""

    folder: Path
    metric: str
    scenario: str | None = None

    def futures(self) -> Futures:
        """The metric in the futures of one scenario."""
        found = list(futures_of(self.folder, self.metric))
        mine = [one for one in found if self.scenario in (None, one.scenario.name)]
        if len(mine) != 1:
            names = ", ".join(one.scenario.name for one in found)
            raise InputError(f"{self.folder}: holds several scenarios; choose one with --scenario: {names}")
        return mine[0]


def draw(data: Data, target: Target) -> Figure:
    """The running mean with its interval, and the interval's half beside the line that luck alone would follow."""
    futures = data.futures()
    values = by_replicate(futures)
    if len(values) < 2 * FIRST:
        raise InputError(
            f"{data.folder}: {len(values)} replicates are too few to converge; allowed: {2 * FIRST} or more"
        )
    wide = target is SLIDE
    shape = (1, 2) if wide else (2, 1)
    figure, (left, right) = plt.subplots(*shape, figsize=(target.width, target.width * (0.46 if wide else 1.25)))
    mean, half = running(values)
    count = np.arange(1, len(values) + 1)[FIRST - 1 :]
    mean, half = mean[FIRST - 1 :], half[FIRST - 1 :]
    left.fill_between(count, mean - half, mean + half, color=BLUE, alpha=0.25, linewidth=0)
    left.plot(count, mean, color=BLUE)
    left.set_title("mean so far, 95 %")
    right.plot(count, half, color=BLUE, label="as measured")
    right.plot(
        count, half[-1] * np.sqrt(count[-1] / count), color=VERMILION, linestyle="--", label="one over root of number"
    )
    right.set_title("half of the interval")
    right.legend(frameon=False, fontsize=target.text * 0.8)
    swept = "scenarios" in Folder(data.folder).manifest()
    right.set_ylim(0.0, None)
    for axes in (left, right):
        counted(axes)
        axes.set_xlabel("futures of each point" if swept else "futures")
        axes.axhline(
            float(mean[-1]) if axes is left else float(half[-1]),
            color=FAINT,
            linewidth=target.line * 0.5,
            linestyle=":",
        )
    title_block(figure, target, told(data, values, mean, half), note(data, futures, swept))
    return figure


def told(data: Data, values: Floats, mean: Floats, half: Floats) -> str:
    """The mean, its interval, and how many futures half of it would ask for."""
    return (
        f"{capital(worded(data.metric))}: {number(float(mean[-1]))} ± {number(float(half[-1]))} after {len(values):,} futures; half of that "
        f"asks for {4 * len(values):,}"
    )


def note(data: Data, futures: Futures, swept: bool) -> str:
    """What the mean rests on."""
    manifest = Folder(data.folder).manifest()
    over = f"mean over {manifest['points']:,} points, which share their luck. " if swept else ""
    never = "A month that never came counts as the horizon. " if futures.month else ""
    return f"{futures.scenario.name}: {over}{never}Seed {manifest['seed']}, law {manifest['law'][:8]}. A scenario, not a forecast."
