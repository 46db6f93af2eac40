"""A metric over two parameters of a full design."""

from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from analysis.figures.style import INK, SLIDE, Target, capital, measured, short, title_block, worded
from analysis.studies.swept import Swept
from analysis.summary import number
from analysis.sweeps.factors import Factor, first_day
from sim.errors import InputError
from sim.world import Floats

NAME = "heatmap"
ANSWERS = "How does a metric depend on two parameters together?"
SHADES = LinearSegmentedColormap.from_list("shades", ["#F7FBFF", "#9CC4E0", "#2171B5", "#08306B"])


class Data(NamedTuple):
    """What is drawn: one metric of a full design of two factors."""

    swept: Swept
    metric: str

    def grid(self) -> tuple[list[str], list[str], Floats]:
        """The values of the two factors, and the metric [second, first]. Raises InputError for another design."""
        swept, (name,) = self.swept, self.swept.chosen([self.metric])
        if swept.design != "full" or len(swept.factors) != 2:
            raise InputError(
                f"{swept.folder.path}: a {swept.design} design of {len(swept.factors)} factors makes no heat map; allowed: full, of two"
            )
        values = swept.outcome(name)
        if np.isnan(values).any():
            raise InputError(f"{swept.folder.path}: {name} {swept.wrong(name)}; it cannot be drawn")
        one, two = (ticks(swept, factor) for factor in swept.factors)
        return one, two, values.reshape(len(one), len(two)).T


def ticks(swept: Swept, factor: Factor) -> list[str]:
    """The values of a factor in the order of the grid, as texts."""
    if factor.kind == "choice":
        return [value.lower() if value in ("True", "False") else value for value in factor.values]
    values = np.unique(swept.values(factor))
    if factor.kind == "month":
        return [first_day(round(value)).isoformat()[:7] for value in values.tolist()]
    return [f"{value:.3g}" for value in values.tolist()]


def draw(data: Data, target: Target) -> Figure:
    """Cells shaded by the metric; its number in each where there is room."""
    one, two, values = data.grid()
    entry = data.swept.entry(data.metric)
    wide = target is SLIDE
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.58 if wide else 0.95)))
    share = entry.unit in ("flag", "share")
    low, high = (0.0, 1.0) if share and np.ptp(values) > 0.3 else (float(values.min()), float(values.max()))
    shown = axes.imshow(values, origin="lower", aspect="auto", cmap=SHADES, vmin=low, vmax=high or 1.0)
    axes.grid(False)
    for side, (factor, names) in zip("xy", zip(data.swept.factors, (one, two), strict=True), strict=True):
        step = -(-len(names) // (8 if wide or side == "y" else 5))
        getattr(axes, f"set_{side}ticks")(range(0, len(names), step), names[::step])
        getattr(axes, f"set_{side}label")(short(factor.path))
    if values.size <= (120 if wide else 36):
        _numbers(axes, values, share, low, high, target)
    bar = figure.colorbar(
        shown, ax=axes, shrink=0.9, pad=0.02, format=PercentFormatter(1.0, decimals=0) if share else None
    )
    bar.outline.set_visible(False)  # type: ignore[operator]
    bar.set_label(measured(entry.unit))
    spread = (
        f"{values.min():.0%} to {values.max():.0%}" if share else f"{number(values.min())} to {number(values.max())}"
    )
    both = " and ".join(short(factor.path) for factor in data.swept.factors)
    title_block(
        figure,
        target,
        f"{capital(worded(data.metric))}: {spread} over {both}",
        f"{capital(entry.meaning)}. {data.swept.note}",
    )
    return figure


def _numbers(axes: Axes, values: Floats, share: bool, low: float, high: float, target: Target) -> None:
    middle = low + 0.55 * (high - low)
    for (row, column), value in np.ndenumerate(values):
        text = f"{100 * value:.0f}" if share else number(float(value))
        axes.text(
            column,
            row,
            text,
            ha="center",
            va="center",
            fontsize=target.text * 0.75,
            color="white" if value > middle else INK,
        )
