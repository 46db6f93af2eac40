"""Aggregate a sweep by point: mean and standard deviation of every metric over its replicates, from the parts."""

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from trustladder.analysis.sweeps.folder import SweptFolder, varied
from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.analysis.sweeps.plans import BLOCK, Sweep
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Progress
from trustladder.sim.store.arrow import column, numbers, texts, together
from trustladder.sim.store.parts import part_name, read_part

IDS = ("scenario", "point", "replicate")


def write_points(folder: SweptFolder, plan: Sweep, parts: Sequence[WorkUnit], progress: Progress | None = None) -> None:
    """Write points.parquet, some points at a time; `progress` gets the number of runs since its last call."""
    folder.write_blocks("points.parquet", _tables(folder, plan, parts, progress or (lambda _: None)))


def _tables(folder: SweptFolder, plan: Sweep, parts: Sequence[WorkUnit], progress: Progress) -> Iterator[pa.Table]:
    for first in range(0, plan.points, BLOCK):
        last = min(first + BLOCK, plan.points)
        here = [part for part in parts if part.points.start < last and part.points.stop > first]
        yield points_table(folder, plan, here, first, last, progress)


class Sums:
    """Sums, sums of squares and counts of the known values of every metric [metric, point]."""

    def __init__(self, names: list[str], points: int) -> None:
        self.names, self.points = names, points
        self.sums, self.squares, self.counts = (np.zeros((len(names), points)) for _ in range(3))

    def add(self, row: int, values: Floats, points: np.ndarray) -> None:
        """Add values of one metric to the sums of their points; NaN ("never") is left out."""
        known = ~np.isnan(values)
        self.sums[row] += np.bincount(points[known], values[known], minlength=self.points)
        self.squares[row] += np.bincount(points[known], values[known] ** 2, minlength=self.points)
        self.counts[row] += np.bincount(points[known], minlength=self.points)

    def columns(self, runs: np.ndarray) -> dict[str, Floats]:
        """Return mean and standard deviation by metric; for months also the share of futures in which they came."""
        columns: dict[str, Floats] = {}
        with np.errstate(invalid="ignore", divide="ignore"):
            for name, total, squares, count in zip(self.names, self.sums, self.squares, self.counts, strict=True):
                mean = total / count
                variance = np.maximum(squares - total * mean, 0.0) / (count - 1.0)
                columns[name] = mean
                columns[f"sd.{name}"] = np.where(count > 1, np.sqrt(variance), np.nan)
                if "_month" in name and "months" not in name:
                    columns[f"happened.{name}"] = count / runs
            if "held_by_trust" in columns:
                columns["share_by_trust"] = columns["held_by_trust"] / columns["region_held"]
        return columns


def points_table(
    folder: SweptFolder, plan: Sweep, parts: Sequence[WorkUnit], first: int, last: int, progress: Progress
) -> pa.Table:
    """Return one row for each point from `first` to `last`: its number of runs, and each metric's mean and spread."""
    points, width = plan.values(first, last), last - first
    sums, runs = Sums([], width), np.zeros(width, dtype=np.int64)
    for part in parts:
        table = read_part(folder.path / "runs" / part_name(part.number))
        if not sums.names:
            beside = {*IDS, *(factor.path for factor in plan.factors)}
            sums = Sums([name for name in table.column_names if name not in beside], width)
        at = numbers(table.column("point")) - first
        inside = (at >= 0) & (at < width)
        runs += np.bincount(at[inside], minlength=width)
        progress(int(inside.sum()))
        for row, name in enumerate(sums.names):
            sums.add(row, numbers(table.column(name))[inside], at[inside])
    columns = {"point": np.arange(first, last), "scenario": texts([name for name, _ in points])}
    columns = together(columns, varied(plan, points, 1), {"runs": runs}, sums.columns(runs))
    return pa.table({key: column(values) for key, values in columns.items()})
