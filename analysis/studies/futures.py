"""Read the futures of runs and sweeps, scenario by scenario, and estimate by when an event happens."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from trustladder.analysis.statistics import clusters_of, pasts_of, share_ends
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
    kinds: tuple[
        Integers, ...
    ]  # [run] each: runs of a cluster are alike, since they share a point, luck, a set or a past
    month: bool  # whether the metric is a month that may never come

    @property
    def filled(self) -> Floats:
        """Return the values, with the horizon for a month that never came."""
        return np.where(np.isnan(self.values), float(self.scenario.months), self.values) if self.month else self.values


class Curve(NamedTuple):
    """The share of futures with the event before each month from 0 to the horizon [month], with 95% intervals.

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
    """Yield one metric in the futures of each scenario of a result. Raises InputError if there is no such metric."""
    folder = Folder(path)
    manifest = folder.manifest()
    if not manifest.get("finished"):
        raise InputError(f"{path}: is not finished; the same command goes on with it")
    scenarios = folder.scenarios()
    known = {one.name: one for scenario in scenarios.values() for one in metrics_of(scenario)}
    if metric not in known:
        raise unknown(str(path), metric, known, "metric")
    table = folder.table("runs", ["scenario", "point", "replicate", metric])
    if table is None or not table.num_rows:
        raise InputError(f"{path}: holds no finished run")
    names = np.array(table.column("scenario").to_pylist(), dtype=object)
    values = numbers(table.column(metric))
    replicates, points = (numbers(table.column(name)).astype(np.int64) for name in ("replicate", "point"))
    sets = len(manifest.get("sets", ()))
    swept = "scenarios" in manifest
    for name, scenario in scenarios.items():
        here = names == name
        if here.any():
            pasts = pasts_of(scenario)
            kinds = (
                sweep_kinds(points[here], replicates[here], pasts)
                if swept
                else clusters_of(replicates[here], sets, pasts)
            )
            yield Futures(scenario, values[here], replicates[here], kinds, known[metric].unit == "months")


def sweep_kinds(points: Integers, replicates: Integers, pasts: int) -> tuple[Integers, ...]:
    """Return the clusters of a sweep's runs: by their point, and by their luck, which all points share."""
    luck = replicates % pasts if pasts else replicates
    return tuple(kind for kind in (points, luck) if len(np.unique(kind)) > 1)


def curve(futures: Futures) -> Curve:
    """Return the curve of one scenario; intervals allow for clusters of runs."""
    share, low, high = rising(futures.values, futures.kinds, futures.scenario.months)
    scenario = futures.scenario
    return Curve(scenario.short_name, scenario.first_month, share, low, high, len(futures.values))


def rising(values: Floats, kinds: Sequence[Integers], months: int) -> tuple[Floats, Floats, Floats]:
    """Return the share of futures with the event before each month from 0 to the last, and its ends [month].

    A share that can only rise is above the lower ends of all earlier months and below the upper ends of all later ones
    (Korn 1982). Where few events tell little of how alike clusters are, as at the first and the last ones, a month's
    own interval would be far wider, or narrower, than those beside it.
    """
    grid = np.arange(months + 1)
    share = np.searchsorted(np.sort(values[~np.isnan(values)]), grid, side="left") / len(values)
    steps, which = np.unique(share, return_index=True)  # equal shares are the same futures
    ends = np.array([share_ends((values < month).astype(float), kinds) for month in grid[which]])
    lowest, highest = np.maximum.accumulate(ends[:, 0]), np.minimum.accumulate(ends[::-1, 1])[::-1]
    place = np.searchsorted(steps, share)
    return share, lowest[place], highest[place]


def by_replicate(futures: Futures) -> Floats:
    """Return the mean of a metric in each replicate, in order [replicate].

    In a sweep, the mean is over its points, which share the replicate's luck.
    """
    filled = futures.filled
    known = ~np.isnan(filled)
    counts = np.bincount(futures.replicates[known])
    sums = np.bincount(futures.replicates[known], filled[known])
    return sums[counts > 0] / counts[counts > 0]
