"""What size costs: against the number of actors, of forums, of months and of runs, in synthetic worlds."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tests.benchmarks.prepared import CORES, Prepared, prepare
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.timing import Spread, figure, in_turns, spread
from tests.benchmarks.worlds import SEATS, world_with
from trustladder.sim.runs import PART


class Axis(NamedTuple):
    """One way of growing, and what it may cost."""

    name: str
    sizes: tuple[int, ...]
    limit: float  # the highest exponent that is good enough
    unit: str


ACTORS = Axis("actors", (11, 20, 50, 100, 200), 2.0, "µs per run and month")
FORUMS = Axis("forums", (1, 4, 9, 18, 36), 1.0, "µs per run and month")
MONTHS = Axis("months", (24, 120, 480, 2_400), 1.0, "µs per run")
RUNS = Axis("runs", (100, 1_000, 10_000, 100_000), 1.0, "Seconds in all")
AXES = (ACTORS, FORUMS, MONTHS, RUNS)
BASE_ACTORS, BASE_FORUMS = 20, 9
TOLERANCE = 0.05  # of an exponent, for noise


def run_in_parts(ready: Prepared, runs: int, threads: int) -> None:
    """Replicates part by part, as results are made, so that memory stays flat."""
    for first in range(0, runs, PART):
        ready.run(min(PART, runs - first), threads, first)


def measure(setup: Setup) -> Report:
    """The four axes, each in turns over its sizes."""
    months, runs, rounds = (6, 2, 1) if setup.quick else (120, 16, 5)
    short = months // 6  # for the ensembles of up to 100,000 runs
    found: dict[str, dict[int, Spread]] = {}
    for axis in (ACTORS, FORUMS):
        ready = {size: prepare(grown(axis, size, months)) for size in axis.sizes}
        tasks: dict[str, Callable[[], object]] = {str(size): partial(one.run, runs) for size, one in ready.items()}
        found[axis.name] = timed(tasks, rounds, 1e6 / (months * runs))
    ready = {size: prepare(world_with(11, 4, size)) for size in (MONTHS.sizes[:2] if setup.quick else MONTHS.sizes)}
    tasks = {str(size): partial(one.run, runs) for size, one in ready.items()}
    found[MONTHS.name] = timed(tasks, rounds, 1e6 / runs)
    small = prepare(world_with(11, 4, short))
    sizes = RUNS.sizes[:2] if setup.quick else RUNS.sizes
    ensembles = {str(size): partial(run_in_parts, small, size, CORES) for size in sizes}
    found[RUNS.name] = timed(ensembles, 1 if setup.quick else 3, 1.0, warm=False)
    exponents = {axis.name: exponent(found[axis.name]) for axis in AXES}
    if setup.figures is not None:
        draw(setup.figures, found, exponents)
    return report(found, exponents, short)


def grown(axis: Axis, size: int, months: int) -> Any:
    """The synthetic world of a size along an axis."""
    return world_with(size, BASE_FORUMS, months) if axis is ACTORS else world_with(BASE_ACTORS, size, months)


def timed(tasks: Mapping[str, Callable[[], object]], rounds: int, unit: float, warm: bool = True) -> dict[int, Spread]:
    """The cost at each size."""
    return {int(size): spread(taken).scaled(unit) for size, taken in in_turns(tasks, rounds, warm).items()}


def exponent(costs: dict[int, Spread]) -> tuple[float, float]:
    """The slope of cost against size on log-log axes: fitted to all sizes, and between the two largest."""
    x, y = np.log(list(costs)), np.log([cost.median for cost in costs.values()])
    return float(np.polyfit(x, y, 1)[0]), float((y[-1] - y[-2]) / (x[-1] - x[-2]))


def report(found: dict[str, dict[int, Spread]], exponents: dict[str, tuple[float, float]], months: int) -> Report:
    """A table an axis, and one of exponents."""
    said = {
        "actors": f"{BASE_FORUMS} forums of {2 * SEATS}, one core",
        "forums": f"{BASE_ACTORS} actors, forums of {2 * SEATS}, one core",
        "months": "11 actors, 4 forums, one core",
        "runs": f"11 actors, 4 forums, {months} months, all cores",
    }
    tables = []
    for axis in AXES:
        rows = [(f"{size:,}", str(cost)) for size, cost in found[axis.name].items()]
        tables.append(Table(f"against {axis.name}: {said[axis.name]}", (axis.name, axis.unit), rows))
    slopes = []
    for axis in AXES:
        fitted, last = exponents[axis.name]
        outcome = "reached" if last <= axis.limit + TOLERANCE else "MISSED"
        slopes.append((axis.name, f"{fitted:.2f}", f"{last:.2f}", f"at most {figure(axis.limit)}", outcome))
    head = ("against", "fitted to all sizes", "between the two largest", "goal", "")
    tables.append(Table("cost grows with size to the power of", head, slopes))
    goals = {axis.name: axis.limit for axis in AXES}
    notes = [
        "small worlds cost more than their size tells, since part of a month does not grow; the slope between the two"
        " largest is where it is heading. The law does at most the square of the actors in arithmetic: a steeper last"
        " slope is the state of a run (about 50 bytes a pair of actors) outgrowing a cache."
    ]
    return Report(tables, notes, {"cost": found, "exponent": exponents, "goal": goals})


def draw(folder: Path, found: dict[str, dict[int, Spread]], exponents: dict[str, tuple[float, float]]) -> Path:
    """A panel an axis on log-log axes, each with a line of the steepest slope that is good enough."""
    from trustladder.analysis.figures.kit.page import Page
    from trustladder.analysis.figures.kit.source import Head
    from trustladder.analysis.figures.kit.style import SLIDE, style

    target = SLIDE
    with style(target):
        head = Head(
            "Cost grows as the power " + ", ".join(f"{last:.1f} of {name}" for name, (_, last) in exponents.items()),
            "",
            "Powers: between the two largest sizes. Points: medians, with the least and greatest of several rounds."
            " Dashed: the steepest growth that meets the goal. Synthetic worlds, compiled lane.",
        )
        page = Page(target, head)
        wide, tall, beside, under = page.width / 2, page.height / 2, page.em(5.5), page.em(2.0)
        for place, axis in enumerate(AXES):
            left, bottom = place % 2 * wide + beside, (1 - place // 2) * tall + under
            axes = page.axes(left, bottom, wide - beside - page.em(1.0), tall - under - page.em(2.2))
            panel(axes, axis, found[axis.name], exponents[axis.name][1])
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / "scaling.png"
        page.figure.savefig(place)
    return place


def panel(axes: Any, axis: Axis, costs: dict[int, Spread], last: float) -> None:
    """One axis of growth."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    from trustladder.analysis.figures.kit.style import BLUE, FAINT, RUST

    sizes, medians = np.array(list(costs), dtype=float), np.array([cost.median for cost in costs.values()])
    below = medians - np.array([cost.low for cost in costs.values()])
    above = np.array([cost.high for cost in costs.values()]) - medians
    axes.set_xscale("log")
    axes.set_yscale("log")
    guide = medians[-1] * (sizes / sizes[-1]) ** axis.limit
    axes.plot(sizes, guide, linestyle="--", color=RUST, linewidth=1.6)
    look = {"color": BLUE, "marker": "o", "markersize": 6, "capsize": 3, "ecolor": FAINT, "elinewidth": 1.2}
    axes.errorbar(sizes, medians, yerr=[below, above], **look)
    axes.margins(x=0.1)
    slope = "square" if axis.limit == 2.0 else "linear"
    axes.annotate(slope, (sizes[-2], guide[-2]), (8, -16), textcoords="offset points", color=RUST, fontweight="bold")
    axes.set_title(f"{axis.name.capitalize()}: to the power of {last:.2f}")
    axes.set_ylabel(axis.unit)
    axes.set_xticks(sizes, [f"{size:,.0f}" for size in sizes])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.minorticks_off()
    axes.set_ylim(0.5 * (medians - below).min(), 1.5 * (medians + above).max())
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if axis in (ACTORS, FORUMS) else (1.0,)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
