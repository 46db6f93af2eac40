"""Run the parts of a sweep: every point's replicates, their metrics, and a row for each run that fails."""

import threading
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from trustladder.analysis.sweeps.chunks import Columns, Failed
from trustladder.analysis.sweeps.counterfactuals import COUNTERFACTUALS, counterfactual
from trustladder.analysis.sweeps.folder import varied
from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.point_files import Value
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Cancelled, Execution, Progress, in_parallel
from trustladder.sim.ensemble import run_points
from trustladder.sim.metrics import measure, metrics_of
from trustladder.sim.month.run import Record, gathered, some_of
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import column, texts

HEADLINE = ("region_held", "region_held_month", "region_meeting_month")  # metrics of the counterfactuals
TOGETHER = 250  # futures of points that are run at one go
Point = tuple[str, tuple[Value, ...]]
RecordsOrError = list[Record] | str  # of a point: its record and those of its counterfactuals, or why it failed


class Runner:
    """Runs parts of a sweep; it needs nothing but the plan, so any machine can do it.

    `_outcomes` returns one entry a point; a subclass that runs them one by one, one entry a run.
    """

    def __init__(self, plan: Sweep, threads: int, progress: Progress | None, cancel: threading.Event) -> None:
        self.plan, self.threads, self.progress, self.cancel = plan, threads, progress, cancel
        every = (metric.name for scenario in plan.scenarios.values() for metric in metrics_of(scenario))
        self.metrics = list(dict.fromkeys(every))

    def close(self) -> None:
        """Release what the runner holds: nothing here."""

    def part(self, unit: WorkUnit, points: list[Point] | None = None) -> tuple[Columns, Failed]:
        """Run a work unit and return its columns and failures; `points` where the plan came without its design."""
        points = self.plan.values(unit.points.start, unit.points.stop) if points is None else points
        outcomes = self._outcomes(points, unit.replicates)
        times = unit.runs // len(outcomes)
        each = [point for point in points for _ in range(len(outcomes) // len(points))]
        good = np.concatenate([np.zeros(times, bool) if isinstance(one, str) else sound(one) for one in outcomes])
        columns: dict[str, Any] = {
            "scenario": texts([name for name, _ in points for _ in unit.replicates]),
            "point": np.repeat(np.array(unit.points), len(unit.replicates)),
            "replicate": np.tile(np.array(unit.replicates), len(points)),
            **varied(self.plan, points, len(unit.replicates)),
            **self._metrics(each, outcomes, times),
        }
        if not good.all():
            columns = {key: rows_of_runs(values, good) for key, values in columns.items()}
        return columns, failures_of(unit, outcomes, good)

    def _outcomes(self, points: list[Point], which: range) -> list[RecordsOrError]:
        """Return the outcome of every point; a few run at one go, and those in parallel where there are enough."""
        few = max(1, TOGETHER // len(which))
        several = [points[start : start + few] for start in range(0, len(points), few)]
        wide = len(several) >= 2 * self.threads
        tasks = [partial(self._together, some, which, 1 if wide else self.threads) for some in several]
        return [one for some in in_parallel(tasks, self.threads if wide else 1, self.cancel) for one in some]

    def _together(self, points: list[Point], which: range, threads: int) -> list[RecordsOrError]:
        """Return the outcomes of a few points; one by one where any of them fails."""
        others = Execution(threads, None, self.cancel, keep_pasts=False)
        first = replace(others, progress=self.progress)
        try:
            scenarios = [self.changed(*point) for point in points]
            names = COUNTERFACTUALS if self.plan.plan.arms else ()
            variants = [scenarios, *([counterfactual(one, name) for one in scenarios] for name in names)]
            records = [
                run_points(one, which, self.plan.plan.seed, others if number else first)
                for number, one in enumerate(variants)
            ]
            return [list(each) for each in zip(*records, strict=True)]
        except Cancelled:
            raise
        except Exception as error:  # a point that fails becomes rows, never a lost sweep
            if len(points) == 1:
                return [f"{type(error).__name__}: {error}"]
            return [one for point in points for one in self._together([point], which, threads)]

    def changed(self, name: str, values: tuple[Value, ...]) -> Scenario:
        """Return the scenario of a point."""
        settings = {
            factor.path: value
            for factor, value in zip(self.plan.factors, values, strict=True)
            if value is not None and factor.path != "scenario"
        }
        return changed(self.plan.scenarios[name], settings)

    def _metrics(self, points: list[Point], outcomes: list[RecordsOrError], times: int) -> dict[str, Floats]:
        """Return every metric of every run of a part; NaN for those that failed, or have no such metric."""
        width = len(points) * times
        columns = {name: np.full(width, np.nan) for name in self.metrics}
        beside = {f"{name}.{metric}": np.full(width, np.nan) for name in COUNTERFACTUALS for metric in HEADLINE}
        for name, scenario in self.plan.scenarios.items():
            here = enumerate(zip(points, outcomes, strict=True))
            found = [(at, one) for at, (point, one) in here if point[0] == name and not isinstance(one, str)]
            if not found:
                continue
            rows = np.concatenate([np.arange(at * times, (at + 1) * times) for at, _ in found])
            self._fill(columns, scenario, [records[0] for _, records in found], rows)
            for number, other in enumerate(COUNTERFACTUALS if self.plan.plan.arms else (), 1):
                into = {metric: beside[f"{other}.{metric}"] for metric in HEADLINE}
                self._fill(into, scenario, [records[number] for _, records in found], rows)
        return {**columns, **caused(columns["region_held"], beside)} if self.plan.plan.arms else columns

    def _fill(self, columns: dict[str, Floats], scenario: Scenario, records: list[Record], rows: np.ndarray) -> None:
        """Measure records together, and put the numbers into their rows."""
        many = len(records) > 1  # a part of one point is large, and need not be copied
        whole = gathered(records) if many else records[0]
        good = whole.failed == 0
        found = measure(scenario, whole if good.all() else some_of(whole, good))
        for name, values in columns.items():
            if name in found:
                values[rows[good]] = found[name]


def caused(held: Floats, beside: dict[str, Floats]) -> dict[str, Floats]:
    """Return the counterfactuals' metrics, and the difference that meetings and trust make in each future.

    1 where cooperation is held with and not without them, -1 the other way round.
    """
    without, with_others = beside["without.region_held"], beside["with.region_held"]
    return {**beside, "held_by_gate": with_others - without, "held_by_trust": held - with_others}


def sound(records: list[Record]) -> np.ndarray:
    """Return whether each run ended with finite numbers, and all its counterfactuals did."""
    return np.all([record.failed == 0 for record in records], axis=0)


def rows_of_runs(values: Any, good: np.ndarray) -> Any:
    """Return the rows of runs that did not fail."""
    return values[good] if isinstance(values, np.ndarray) else values.take(column(np.flatnonzero(good)))


def failures_of(unit: WorkUnit, outcomes: list[RecordsOrError], good: np.ndarray) -> Failed:
    """Return one row for each run that failed: point, replicate, month (-1 where unknown), error."""
    rows: Failed = {"point": [], "replicate": [], "month": [], "error": []}
    times, runs = len(unit.replicates), len(good) // len(outcomes)
    for row in np.flatnonzero(~good).tolist():
        why = outcomes[row // runs]
        rows["point"].append(unit.points[row // times])
        rows["replicate"].append(unit.replicates[row % times])
        rows["month"].append(-1)
        rows["error"].append(why if isinstance(why, str) else "a number is not finite in the end")
    return rows
