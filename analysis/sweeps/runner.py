"""Making the parts of a sweep: every point's runs side by side, their metrics together, and a row for each run that fails."""

import threading
from functools import partial
from typing import Any

import numpy as np

from trustladder.analysis.sweeps.changes import COUNTERFACTUALS, changed, counterfactual
from trustladder.analysis.sweeps.chunks import Columns, Failed
from trustladder.analysis.sweeps.folder import varied
from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.analysis.sweeps.parallel import parallel_map
from trustladder.analysis.sweeps.plans import Sweep, Value
from trustladder.analysis.sweeps.points import Ground, Pasts, ground_of, runs_of
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import CHUNK, Cancelled, Progress
from trustladder.sim.metrics import measure, metrics_of
from trustladder.sim.month.run import Record, gathered, some_of
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import column, texts

HEADLINE = ("region_held", "region_held_month", "region_meeting_month")  # what is kept of the other arms
Point = tuple[str, tuple[Value, ...]]
Left = list[Record] | str  # what a point leaves, arm by arm, or why it failed


class Runner:
    """Makes parts of a sweep; needs nothing but the plan, so that any machine could.

    `_records` leaves one entry a point; or, where a subclass runs them one by one, one a run.
    """

    def __init__(self, plan: Sweep, threads: int, progress: Progress | None, cancel: threading.Event) -> None:
        self.plan, self.threads, self.progress, self.cancel = plan, threads, progress, cancel
        self.grounds = {name: ground_of(scenario) for name, scenario in plan.scenarios.items()}
        self.pasts = Pasts(plan.plan.seed)
        every = (metric.name for scenario in plan.scenarios.values() for metric in metrics_of(scenario))
        self.metrics = list(dict.fromkeys(every))

    def close(self) -> None:
        """Nothing is left to be let go of."""

    def part(self, unit: WorkUnit, points: list[Point] | None = None) -> tuple[Columns, Failed]:
        """The columns of one part, or of a piece of one, and its failures; `points` where the plan has no design by it."""
        points = self.plan.values(unit.points.start, unit.points.stop) if points is None else points
        made = self._records(points, unit.replicates)
        times = unit.runs // len(made)
        each = [point for point in points for _ in range(len(made) // len(points))]
        good = np.concatenate([np.zeros(times, bool) if isinstance(one, str) else sound(one) for one in made])
        columns: dict[str, Any] = {
            "scenario": texts([name for name, _ in points for _ in unit.replicates]),
            "point": np.repeat(np.array(unit.points), len(unit.replicates)),
            "replicate": np.tile(np.array(unit.replicates), len(points)),
            **varied(self.plan, points, len(unit.replicates)),
            **self._metrics(each, made, times),
        }
        if not good.all():
            columns = {key: kept(values, good) for key, values in columns.items()}
        return columns, failures_of(unit, made, good)

    def _records(self, points: list[Point], which: range) -> list[Left]:
        """What every point leaves, arm by arm, or why it failed; side by side where there are points enough."""
        wide = len(points) >= 2 * self.threads or len(which) < CHUNK * self.threads
        tasks = [partial(self._point, point, which, 1 if wide else self.threads) for point in points]
        return parallel_map(tasks, self.threads if wide else 1, self.cancel)

    def _point(self, point: Point, which: range, threads: int) -> Left:
        name, values = point
        ground = self.grounds[name]
        try:
            scenario = self.changed(name, values)
            arms = (
                [scenario, *(counterfactual(scenario, name) for name in COUNTERFACTUALS)]
                if self.plan.plan.arms
                else [scenario]
            )
            return [
                runs_of(one, ground, self.pasts, which, threads, None if number else self.progress, self.cancel)
                for number, one in enumerate(arms)
            ]
        except Cancelled:
            raise
        except Exception as error:  # a point that fails becomes rows, never a lost sweep
            return f"{type(error).__name__}: {error}"

    def changed(self, name: str, values: tuple[Value, ...]) -> Scenario:
        """The scenario of a point."""
        settings = {
            factor.path: value
            for factor, value in zip(self.plan.factors, values, strict=True)
            if value is not None and factor.path != "scenario"
        }
        return changed(self.grounds[name].scenario, settings)

    def _metrics(self, points: list[Point], made: list[Left], times: int) -> dict[str, Floats]:
        """Every metric of every run of a part; NaN for those that failed, or have no such metric."""
        width = len(points) * times
        columns = {name: np.full(width, np.nan) for name in self.metrics}
        beside = {f"{name}.{metric}": np.full(width, np.nan) for name in COUNTERFACTUALS for metric in HEADLINE}
        for name, ground in self.grounds.items():
            here = zip(points, made, strict=True)
            found = [
                (place, one) for place, (point, one) in enumerate(here) if point[0] == name and not isinstance(one, str)
            ]
            if not found:
                continue
            rows = np.concatenate([np.arange(place * times, (place + 1) * times) for place, _ in found])
            self._fill(columns, ground, [records[0] for _, records in found], rows)
            for number, other in enumerate(COUNTERFACTUALS if self.plan.plan.arms else (), 1):
                into = {metric: beside[f"{other}.{metric}"] for metric in HEADLINE}
                self._fill(into, ground, [records[number] for _, records in found], rows)
        return {**columns, **caused(columns["region_held"], beside)} if self.plan.plan.arms else columns

    def _fill(self, columns: dict[str, Floats], ground: Ground, records: list[Record], rows: np.ndarray) -> None:
        """Measure records together, and put the numbers where they belong."""
        many = len(records) > 1  # a part of one point is large, and need not be copied
        whole = gathered(records) if many else records[0]
        good = whole.failed == 0
        found = measure(ground.scenario, whole if good.all() else some_of(whole, good))
        for name, values in columns.items():
            if name in found:
                values[rows[good]] = found[name]


def caused(held: Floats, beside: dict[str, Floats]) -> dict[str, Floats]:
    """The other arms' headline, and what it comes to in each future: energy held because of meetings, or of trust.

    1 where it is held with and not without, -1 where it is the other way round.
    """
    without, with_others = beside["without.region_held"], beside["with.region_held"]
    return {**beside, "held_by_gate": with_others - without, "held_by_trust": held - with_others}


def sound(records: list[Record]) -> np.ndarray:
    """Whether each run ended with finite numbers in every arm."""
    whole: np.ndarray = np.all([record.failed == 0 for record in records], axis=0)
    return whole


def kept(values: Any, good: np.ndarray) -> Any:
    """The rows of runs that did not fail."""
    return values[good] if isinstance(values, np.ndarray) else values.take(column(np.flatnonzero(good)))


def failures_of(unit: WorkUnit, made: list[Left], good: np.ndarray) -> dict[str, list[Any]]:
    """One row for each run that failed: point, replicate, month (-1 where unknown), error."""
    rows: dict[str, list[Any]] = {"point": [], "replicate": [], "month": [], "error": []}
    times, runs = len(unit.replicates), len(good) // len(made)
    for place in np.flatnonzero(~good).tolist():
        why = made[place // runs]
        rows["point"].append(unit.points[place // times])
        rows["replicate"].append(unit.replicates[place % times])
        rows["month"].append(-1)
        rows["error"].append(why if isinstance(why, str) else "a number is not finite in the end")
    return rows
