"""Read the outcomes of a sweep by point and replicate, in one pass over its parts, as the basis of its intervals."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from trustladder.analysis import statistics
from trustladder.analysis.statistics import NO_INTERVAL, Clustered, Ends, pasts_of
from trustladder.analysis.studies.crossed import LEAST_REPLICATES
from trustladder.analysis.studies.luck import Luck, luck_of
from trustladder.analysis.studies.swept import HAPPENED, Swept
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.parts import part_name, read_part

BATCHES = 24  # of replicates, at most, that are distinguished; a batch counts as one
RESAMPLES = 1000  # of points and luck together
AT_ONCE = 4_000_000  # means of resamples in memory at once
SAMPLED = ("lhs", "sobol", "random")  # designs whose points are samples, one by one
BLOCKED = ("saltelli", "morris")  # designs whose base samples or trajectories are


class Cells(NamedTuple):
    """One outcome by point and replicate."""

    values: Floats  # [point, replicate], or [point, batch] of as many replicates each, or nearly so
    batch: float  # replicates in a column
    runs: int
    flags: bool  # whether every future has 0 or 1

    @property
    def luck(self) -> Luck | None:
        """Return the share of luck; None where there is one replicate a point."""
        return luck_of(self.values, self.batch)

    def level(self, units: Integers | None) -> Ends:
        """Return the interval of the mean over points and luck.

        `units` [point] are the samples of the design; None for a fixed design.
        """
        points, replicates = self.values.shape
        if replicates < LEAST_REPLICATES:
            return NO_INTERVAL
        many, mean = 1 if units is None else int(units.max()) + 1, float(self.values.mean())
        sums = self.values.reshape(many, -1, replicates).sum(axis=1)
        kinds = [Clustered(np.full(replicates, float(points)), sums.sum(axis=0))]
        if units is not None:
            kinds.append(Clustered(np.full(many, self.values.size / many), sums.sum(axis=1)))
        both = Clustered(np.full(sums.size, self.values.size / sums.size), sums.ravel())
        known = statistics.spread(kinds, both, mean)
        if self.flags:
            return statistics.clustered_wilson(mean, self.runs, known)
        return statistics.around(mean, known) if statistics.enough(known, self.runs) else NO_INTERVAL


def units_of(swept: Swept) -> Integers | None:
    """Return the sample of the design that each point belongs to [point]; None where points are no samples."""
    if swept.design in SAMPLED:
        return np.arange(swept.points)
    if swept.design not in BLOCKED:
        return None
    return np.arange(swept.points) // block_of(swept)


def block_of(swept: Swept) -> int:
    """Return how many points a sample of the design has."""
    return len(swept.factors) + {"saltelli": 2, "morris": 1}.get(swept.design, 0) if swept.design in BLOCKED else 1


def cells_of(swept: Swept, outcomes: Sequence[str], most: int = BATCHES) -> Mapping[str, Cells]:
    """Return outcomes by point and replicate, in at most `most` batches of replicates.

    Raises InputError where runs are missing.
    """
    batches = min(swept.replicates, most)
    width = swept.replicates if swept.replicates <= most else batches
    sums = {name: np.zeros((2, swept.points * width)) for name in outcomes}
    columns = ["point", "replicate", *dict.fromkeys(name.removeprefix(HAPPENED) for name in outcomes)]
    flags, read = dict.fromkeys(outcomes, True), 0
    indices = np.full(swept.manifest["points"], -1)
    indices[swept.rows] = np.arange(swept.points)
    pasts = pasts_of(*swept.scenarios.values()) or swept.replicates
    for path in sorted((swept.folder.path / "runs").glob(part_name(0).replace("00000", "*"))):
        table = read_part(path, columns)
        point = indices[numbers(table.column("point")).astype(np.int64)]
        here = np.flatnonzero(point >= 0)
        replicate = numbers(table.column("replicate")).astype(np.int64)[here]
        where = point[here] * width + replicate % pasts % width  # those that share a past stand in one batch
        read += len(here)
        for name, both in sums.items():
            values = _column(swept, table, name, point[here], here)
            there = ~np.isnan(values)
            _add(both, where[there], values[there])
            flags[name] &= bool(np.isin(values[there], (0.0, 1.0)).all())
    runs = int(numbers(swept.table.column("runs")).sum())
    if read != runs:
        raise InputError(
            f"{swept.folder.path}: {read:,} runs in its parts, {runs:,.0f} in points.parquet; the same trustladder "
            "sweep makes what is missing"
        )
    shape = 2, swept.points, width
    means = {name: filled(*both.reshape(shape)) for name, both in sums.items()}
    return {name: Cells(values, swept.replicates / width, runs, flags[name]) for name, values in means.items()}


def _add(sums: Floats, where: Integers, values: Floats) -> None:
    """Add the values of a part and their number to the sums of cells [2, cell]; a part holds few cells, in a row."""
    first = int(where.min(initial=sums.shape[1]))
    for whole, added in zip(sums, (np.bincount(where - first, values), np.bincount(where - first)), strict=True):
        whole[first : first + len(added)] += added


def _column(swept: Swept, table: object, name: str, point: Integers, here: Integers) -> Floats:
    """Return an outcome in the runs of a part [run]; NaN where it has none."""
    base = name.removeprefix(HAPPENED)
    if base not in table.column_names:  # type: ignore[attr-defined]
        return np.full(len(here), np.nan)
    values = numbers(table.column(base))[here]  # type: ignore[attr-defined]
    if base != name:
        return (~np.isnan(values)).astype(float)
    return np.where(np.isnan(values), swept.horizon[point], values) if swept.censored(name) else values


def filled(sums: Floats, counts: Floats) -> Floats:
    """Return the means of cells; a cell without a run gets the sum of its point's and its replicate's mean effect."""
    means = np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0)
    missing = np.isnan(means)
    if missing.any() and not missing.all(axis=1).any() and not missing.all(axis=0).any():
        by_point, by_luck = np.nanmean(means, axis=1, keepdims=True), np.nanmean(means, axis=0, keepdims=True)
        means = np.where(missing, by_point + by_luck - np.nanmean(means), means)
    return means


def reached_ends(values: Floats, threshold: float, below: bool) -> Ends:
    """Return the interval of the share of points whose mean reaches a threshold, from samples [point, replicate].

    By bootstrap of points and of replicates, which all points share; the replicates' resamples are stretched by the
    ratio of Student's quantile to the normal one, for few replicates. Never narrower than Wilson's interval of the
    points.
    """
    points, replicates = values.shape
    if points == 0 or replicates < LEAST_REPLICATES:
        return NO_INTERVAL
    draw, middle = np.random.default_rng(1).multinomial, values.mean(axis=1, keepdims=True)
    stretch = statistics.quantile(replicates - 1.0) / statistics.Z95 * (replicates / (replicates - 1)) ** 0.5
    luck = draw(replicates, np.full(replicates, 1.0 / replicates), size=RESAMPLES).T / replicates
    shares, many = [], max(1, AT_ONCE // points)
    for first in range(0, RESAMPLES, many):
        means = middle + stretch * (values @ luck[:, first : first + many] - middle)
        weights = draw(points, np.full(points, 1.0 / points), size=means.shape[1]).T
        reached = means < threshold if below else means >= threshold
        shares.append((reached * weights).sum(axis=0) / points)
    low, high = np.quantile(np.concatenate(shares), [0.025, 0.975]).tolist()
    count = int((middle < threshold).sum() if below else (middle >= threshold).sum())
    least, most = statistics.wilson(count, points)
    return min(low, least), max(high, most)
