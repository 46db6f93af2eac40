"""The futures of results, of a run or of a sweep, scenario by scenario: by when a thing came, and what more of them change."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from trustladder.analysis.shares import Z95
from trustladder.analysis.summary import wilson
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder


class Futures(NamedTuple):
    """One metric in all futures of one scenario."""

    scenario: Scenario
    values: Floats  # [run]; NaN is "never within the horizon" where the metric is a month
    replicates: Integers  # [run]
    groups: Integers | None  # [run]: runs of a group are alike, since they share a point or a parameter set
    month: bool  # whether the metric is a month that may never come

    @property
    def filled(self) -> Floats:
        """The values, with the horizon for a month that never came."""
        return np.where(np.isnan(self.values), float(self.scenario.months), self.values) if self.month else self.values


class Curve(NamedTuple):
    """The share of futures in which a thing came before each month from 0 to the horizon [month], with its 95 % interval.

    All futures of a scenario are censored at the same horizon, so that the estimate of Kaplan and Meier (1958) is the
    plain share.
    """

    name: str
    first_month: int  # counted from year 0
    share: Floats
    low: Floats
    high: Floats
    runs: int


def futures_of(path: Path, metric: str) -> Iterator[Futures]:
    """One metric in the futures of each scenario of a result. Raises InputError where there is no such metric."""
    folder = Folder(path)
    manifest = folder.manifest()
    if not manifest.get("finished"):
        raise InputError(f"{path}: is not finished; the same command goes on with it")
    trees = manifest.get("scenarios") or {manifest["scenario"]["name"]: manifest["scenario"]}
    scenarios = {name: Scenario.from_tree(tree) for name, tree in trees.items()}
    known = {one.name: one for scenario in scenarios.values() for one in metrics_of(scenario)}
    if metric not in known:
        raise unknown(str(path), metric, known, "metric")
    table = folder.table("runs", ["scenario", "point", "replicate", metric])
    if table is None or not table.num_rows:
        raise InputError(f"{path}: holds no finished run")
    names = np.array(table.column("scenario").to_pylist(), dtype=object)
    values, replicates, points = (numbers(table.column(name)) for name in (metric, "replicate", "point"))
    sets = len(manifest.get("sets", ()))
    groups = points if "scenarios" in manifest else replicates % sets if sets else None
    for name, scenario in scenarios.items():
        here = names == name
        if here.any():
            yield Futures(
                scenario, values[here], replicates[here], None if groups is None else groups[here], known[metric].unit == "months"
            )  # fmt: skip


def curves_of(paths: Sequence[Path], metric: str) -> list[Curve]:
    """By when a thing came, in each scenario of some results. Raises InputError where the metric is no month."""
    found = []
    for path in paths:
        for futures in futures_of(path, metric):
            if not futures.month:
                raise InputError(f"{path}: {metric} is no month; allowed: region_held_month, region_meeting_month, ...")
            found.append(curve(futures))
    return found


def curve(futures: Futures) -> Curve:
    """By when a thing came in the futures of one scenario; intervals rest on groups and luck where runs share them."""
    months, total = futures.scenario.months, len(futures.values)
    grid = np.arange(months + 1)
    ordered = np.sort(futures.values[~np.isnan(futures.values)])
    share = np.searchsorted(ordered, grid, side="left") / total
    if futures.groups is None:
        ends = np.array([wilson(round(one * total), total) for one in share.tolist()])
    else:
        ends = np.array([crossed(futures.values < month, futures.groups, futures.replicates) for month in grid])
    scenario = futures.scenario
    return Curve(scenario.title, scenario.first_month, share, ends[:, 0], ends[:, 1], total)


def crossed(came: np.ndarray, groups: Integers, replicates: Integers) -> tuple[float, float]:
    """The 95 percent interval of a share where runs of a group are alike, and so are those of a replicate, by their luck.

    Two-way clusters (Cameron, Gelbach and Miller 2011): the variance by groups and that by replicates, less that of single
    runs, which stands in both. Of a single replicate nobody knows what luck adds.
    """
    middle = float(came.mean())
    by_group, by_replicate = (variance_of_mean(came - middle, clusters) for clusters in (groups, replicates))
    single = middle * (1.0 - middle) / max(len(came) - 1, 1)
    luck = max(by_replicate - single, 0.0) if np.isfinite(by_replicate) else 0.0
    half = min(Z95 * (by_group + luck) ** 0.5, 1.0)
    return max(0.0, middle - half), min(1.0, middle + half)


def variance_of_mean(rest: Floats, clusters: Integers) -> float:
    """The variance of a mean, from what every cluster is off it in sum; infinite of a single cluster."""
    counts = np.bincount(clusters)
    many = int((counts > 0).sum())
    sums = np.bincount(clusters, rest)
    return float(sums @ sums) / len(rest) ** 2 * many / (many - 1) if many > 1 else np.inf


def by_replicate(futures: Futures) -> Floats:
    """The mean of a metric in each replicate, in order [replicate]: over the points of a sweep, which share its luck."""
    filled = futures.filled
    known = ~np.isnan(filled)
    counts = np.bincount(futures.replicates[known])
    sums = np.bincount(futures.replicates[known], filled[known])
    means: Floats = sums[counts > 0] / counts[counts > 0]
    return means


def running(values: Floats) -> tuple[Floats, Floats]:
    """The mean of the first 1, 2, ... values, and half of its 95 percent interval (infinite of one value)."""
    count = np.arange(1.0, len(values) + 1.0)
    mean = np.cumsum(values) / count
    spread = np.maximum(np.cumsum(values**2) - count * mean**2, 0.0) / np.maximum(count - 1.0, 1.0)
    half = np.where(count > 1.0, Z95 * np.sqrt(spread / count), np.inf)
    return mean, half
