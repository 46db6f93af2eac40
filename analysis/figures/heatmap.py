"""Draw a metric over the two factors of a full design."""

from functools import cached_property
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.labels import capital, level
from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.figures.kit.page import framed
from trustladder.analysis.figures.kit.source import Description, Head
from trustladder.analysis.figures.kit.style import INK, SHADES, Target, measured_axis
from trustladder.analysis.figures.kit.sweep_source import SweepSource
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.errors import InputError


class Grid(NamedTuple):
    """The levels of two factors, as texts and as numbers, and the metric [second, first]."""

    texts: tuple[list[str], list[str]]
    numbers: tuple[Floats, Floats]
    values: Floats


class HeatmapSource(SweepSource):
    """A sweep with a full design of two factors."""

    @cached_property
    def grid(self) -> Grid:
        """Return the grid of the design. Raises InputError for another design."""
        swept = self.swept
        if swept.design != "full" or len(swept.factors) != 2:
            here = f"a {swept.design} design of {len(swept.factors)} factors"
            raise InputError(f"{swept.folder.path}: {here} makes no heat map; allowed: full, of two")
        numbers = [np.unique(swept.values(factor)) for factor in swept.factors]
        texts = [
            [level(self.words, factor, number) for number in found.tolist()]
            for factor, found in zip(swept.factors, numbers, strict=True)
        ]
        values = self.values.reshape(len(numbers[0]), len(numbers[1])).T
        return Grid((texts[0], texts[1]), (numbers[0], numbers[1]), values)


SOURCE = HeatmapSource


def draw(data: HeatmapSource, target: Target) -> Figure:
    """Draw cells shaded by the metric; its number is in each if there is room."""
    values, wide = data.grid.values, target.wide
    figure, axes = plt.subplots(figsize=(target.width, target.width * (0.58 if wide else 1.0)))
    share = data.measure.share
    low, high = (0.0, 1.0) if share and np.ptp(values) > 0.3 else (float(values.min()), float(values.max()))
    shown = axes.imshow(values, origin="lower", aspect="auto", cmap=SHADES, vmin=low, vmax=high)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    for side, factor, names in zip("xy", data.swept.factors, data.grid.texts, strict=True):
        step = -(-len(names) // (8 if wide or side == "y" else 5))
        getattr(axes, f"set_{side}ticks")(range(0, len(names), step), names[::step])
        label = fitted(capital(data.factor(factor.path)), (0.45 if wide else 0.55) * target.width, target.text, 2)
        getattr(axes, f"set_{side}label")(label)
    if values.size <= (120 if wide else 49):
        _numbers(axes, data, low + 0.5 * (high - low), target)
    bar = figure.colorbar(shown, ax=axes, shrink=0.9, pad=0.02, aspect=25 if wide else 18)
    measured_axis(bar.ax.yaxis, data.measure)
    bar.ax.tick_params(labelsize=target.small(0.8))
    bar.outline.set_visible(False)  # type: ignore[operator]
    framed(figure, target, Head(data.words("figure.heatmap.title", **_values(data)), "", data.note))
    return figure


def _numbers(axes: Axes, data: HeatmapSource, middle: float, target: Target) -> None:
    """Write the metric in each cell; shares in percent without the sign."""
    say, share = data.words, data.measure.share
    for (row, column), value in np.ndenumerate(data.grid.values):
        text = say.number(100 * value, 0) if share else say.figure(float(value))
        shade = "white" if value > middle else INK
        axes.text(column, row, text, ha="center", va="center", fontsize=target.small(0.75), color=shade)


def _values(data: HeatmapSource) -> dict[str, str]:
    """Return the lowest and the highest cell with their levels, for texts."""
    values, write = data.grid.values, data.measure.written
    found = {"metric": data.measure.label, "unit": data.measure.axis}
    found["one"], found["two"] = (data.factor(factor.path) for factor in data.swept.factors)
    for end, spot in (("low", int(values.argmin())), ("high", int(values.argmax()))):
        row, column = np.unravel_index(spot, values.shape)
        found[end] = write(float(values[row, column]))
        found[f"{end}_one"], found[f"{end}_two"] = data.grid.texts[0][column], data.grid.texts[1][row]
    return found


def describe(data: HeatmapSource) -> Description:
    """Describe the lowest and the highest cell."""
    columns = (*(factor.path for factor in data.swept.factors), data.metric)
    rows = [
        (_cell(data, 0, column), _cell(data, 1, row), float(value))
        for (row, column), value in np.ndenumerate(data.grid.values)
    ]
    return data.described("heatmap", columns, rows, **_values(data))


def _cell(data: HeatmapSource, which: int, number: int) -> float | str:
    """Return a level of a factor for the table: a number if it is one, else its text."""
    plain = data.swept.factors[which].kind in ("number", "whole")
    return float(data.grid.numbers[which][number]) if plain else data.grid.texts[which][number]
