"""Sobol' indices of every metric of 100,000 points, with intervals, PAWN and the share of noise; and SALib's time."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, spread
from trustladder.analysis.studies.cells import Cells, block_of, cells_of
from trustladder.analysis.studies.indices import pawn, sobol
from trustladder.analysis.studies.sensitivity import sensitivity
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.designs import unit_problem
from trustladder.analysis.sweeps.folder import SweptFolder, varied
from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Point
from trustladder.analysis.sweeps.sweep import finalize, open_sweep
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.metrics import metrics_of
from trustladder.sim.store.arrow import texts
from trustladder.sim.store.parts import part_name

SECONDS = 10.0  # for all metrics
REPLICATES = 8  # from which there are intervals
FACTORS = (
    "levers.training_share",
    "levers.policing_share",
    "levers.joint_share",
    "levers.anti_corruption_share",
    "uncertainties.omega",
    "uncertainties.precision",
    "uncertainties.play_off",
    "uncertainties.memory_half_life",
)


def made_up(place: Path, base: int, replicates: int) -> SweptFolder:
    """Write a finished sweep of the baseline in Saltelli's design with synthetic outcomes."""
    known = Sweep.load(
        {
            "scenario": "baseline",
            "design": "saltelli",
            "points": base,
            "replicates": replicates,
            "factors": list(FACTORS),
        }
    )
    with open_sweep(known, place) as work:
        for unit in work.missing:
            points = known.values(unit.points.start, unit.points.stop)
            work.folder.write(f"runs/{part_name(unit.number)}", outcomes(known, unit, points))
        finalize(work, 0.0)
    return SweptFolder(place)


def outcomes(known: Sweep, unit: WorkUnit, points: list[Point]) -> dict[str, Any]:
    """Return a part's columns: every metric depends on all factors and on noise."""
    rng, times = np.random.default_rng(unit.number), len(unit.replicates)
    scenario = known.scenarios["baseline"]
    shares = known.design.rows(unit.points.start, unit.points.stop)
    found: dict[str, Any] = {
        "scenario": texts(["baseline"] * unit.runs),
        "point": np.repeat(np.array(unit.points), times),
        "replicate": np.tile(np.array(unit.replicates), len(points)),
        **varied(known, points, times),
    }
    for number, metric in enumerate(metrics_of(scenario)):
        weights = np.random.default_rng(number).random(len(FACTORS)) ** 3
        values = np.repeat((shares * weights).sum(axis=1) + shares[:, 0] * shares[:, 1], times)
        values += 0.3 * rng.normal(size=unit.runs)
        if metric.unit == "flag":
            values = (values > 1.5).astype(float)
        found[metric.name] = np.where(values > 2.0, np.nan, 60.0 * values) if metric.unit == "months" else values
    return found


def read(place: Path) -> list[Cells]:
    """All that is read of a sweep: the outcomes of every point under the luck of every replicate."""
    swept = Swept(place)
    return list(cells_of(swept, swept.outcomes).values())


def salib(values: Floats) -> object:
    """The same of one metric by SALib: it takes metrics one by one, and tells neither PAWN nor luck."""
    from SALib.analyze.sobol import analyze

    return analyze(dict(unit_problem(len(FACTORS))), values, calc_second_order=False, num_resamples=200, seed=1)


def tasks_of(place: Path) -> tuple[dict[str, Callable[[], object]], int]:
    """The whole analysis and its parts, each by itself; and how many metrics there are."""
    swept, cells, width = Swept(place), read(place), len(FACTORS)
    shares = np.stack([swept.shares(factor) for factor in swept.factors], axis=1)
    means = np.stack([one.values.mean(axis=1) for one in cells])
    return {
        "all metrics": partial(sensitivity, place),
        "reading": partial(read, place),
        "indices and intervals": lambda: [sobol(one.values, width) for one in cells],
        "luck": lambda: [one.luck for one in cells],
        "PAWN": lambda: pawn(shares, means, block_of(swept)),
        "SALib": lambda: salib(means[0]),
    }, len(cells)


def measure(setup: Setup) -> Report:
    """Everything takes turns on one folder; a fiftieth of the points in a smoke run."""
    base = 200 if setup.quick else 10_000
    with tempfile.TemporaryDirectory() as folder:
        made_up(Path(folder) / "r", base, REPLICATES)
        tasks, metrics = tasks_of(Path(folder) / "r")
        taken = {name: spread(values) for name, values in in_turns(tasks, 1 if setup.quick else 3).items()}
    points, whole = base * (len(FACTORS) + 2), taken["all metrics"].median
    rows = [goal_row(f"all {metrics} metrics", taken["all metrics"], "s", SECONDS, least=False)]
    rows += [
        goal_row(f"{name}, alone", 100.0 * taken[name].median / whole, "% of that")
        for name in ("reading", "indices and intervals", "luck", "PAWN")
    ]
    rows.append(goal_row(f"SALib's Sobol' alone, {metrics} metrics one by one", taken["SALib"].scaled(metrics), "s"))
    caption = f"{points:,} points of {len(FACTORS)} factors (saltelli) x {REPLICATES} replicates"
    note = "outcomes are made up: the indices cost the same of any; "
    note += "SALib's time is that of one metric, times their number."
    return Report([Table(caption, GOALS, rows)], [note], {"seconds": taken, "points": points, "metrics": metrics})
