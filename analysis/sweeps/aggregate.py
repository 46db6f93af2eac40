"""A sweep point by point: mean and spread of every metric, in as many futures as each has; made from the parts."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from trustladder.analysis.sweeps.folder import SweptFolder, varied
from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.analysis.sweeps.plans import BLOCK, Sweep
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Progress
from trustladder.sim.store.arrow import column, numbers, texts
from trustladder.sim.store.parts import part_name, read_part

IDS = ("scenario", "point", "replicate")


def write_points(folder: SweptFolder, plan: Sweep, parts: Sequence[WorkUnit], progress: Progress | None = None) -> None:
    """Write points.parquet, a block of points at a time; `progress` is told how many more runs are summed up."""
    folder.write_blocks("points.parquet", _blocks(folder, plan, parts, progress or (lambda _: None)))


def _blocks(folder: SweptFolder, plan: Sweep, parts: Sequence[WorkUnit], progress: Progress) -> Iterator[pa.Table]:
    for first in range(0, plan.points, BLOCK):
        last = min(first + BLOCK, plan.points)
        here = [part for part in parts if part.points.start < last and part.points.stop > first]
        yield summary(folder, plan, here, first, last, progress)


def summary(
    folder: SweptFolder, plan: Sweep, parts: Sequence[WorkUnit], first: int, last: int, progress: Progress
) -> pa.Table:
    """One row for each of some points: runs, and per metric its mean, standard deviation and how many have it."""
    points = plan.values(first, last)
    names: list[str] = []
    sums = squares = counts = np.zeros((0, 0))
    runs = np.zeros(last - first, dtype=np.int64)
    for part in parts:
        table = read_part(folder.path / "runs" / part_name(part.number))
        if not names:
            beside = {*IDS, *(factor.path for factor in plan.factors)}
            names = [name for name in table.column_names if name not in beside]
            sums, squares, counts = (np.zeros((len(names), last - first)) for _ in range(3))
        places = numbers(table.column("point")) - first
        inside = (places >= 0) & (places < last - first)
        runs += np.bincount(places[inside], minlength=last - first)
        progress(int(inside.sum()))
        for row, name in enumerate(names):
            add(numbers(table.column(name))[inside], places[inside], sums[row], squares[row], counts[row])
    columns = {"point": np.arange(first, last), "scenario": texts([name for name, _ in points])}
    columns.update(varied(plan, points, 1))
    columns["runs"] = runs
    columns.update(told(names, sums, squares, counts, runs))
    return pa.table({key: column(values) for key, values in columns.items()})


def add(values: Floats, places: np.ndarray, sums: Floats, squares: Floats, counts: Floats) -> None:
    """Add values to the sums of their points; NaN, "never", counts for nothing."""
    known = ~np.isnan(values)
    width = len(sums)
    sums += np.bincount(places[known], values[known], minlength=width)
    squares += np.bincount(places[known], values[known] ** 2, minlength=width)
    counts += np.bincount(places[known], minlength=width)


def told(names: list[str], sums: Floats, squares: Floats, counts: Floats, runs: np.ndarray) -> dict[str, Floats]:
    """Mean and standard deviation by metric; for months also the share of futures in which it happened at all."""
    columns: dict[str, Floats] = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        for row, name in enumerate(names):
            mean = sums[row] / counts[row]
            spread = np.maximum(squares[row] - sums[row] * mean, 0.0) / (counts[row] - 1.0)
            columns[name] = mean
            columns[f"sd.{name}"] = np.where(counts[row] > 1, np.sqrt(spread), np.nan)
            if "_month" in name and "months" not in name:
                columns[f"happened.{name}"] = counts[row] / runs
        if "held_by_trust" in columns:
            columns["share_by_trust"] = columns["held_by_trust"] / columns["region_held"]
    return columns
