"""Sobol' indices of every metric of 100,000 points, with intervals, PAWN and the share of luck; where the time goes; SALib."""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from analysis.studies.cells import Cells, block_of, cells_of
from analysis.studies.indices import pawn, sobol
from analysis.studies.sensitivity import sensitivity
from analysis.studies.swept import Swept
from analysis.sweeps.designs import unit_problem
from analysis.sweeps.folder import SweptFolder, varied
from analysis.sweeps.plans import Sweep
from analysis.sweeps.runner import Point
from analysis.sweeps.stages import Block
from analysis.sweeps.sweep import finish, opened
from sim.columns import texts
from sim.metrics import metrics_of
from sim.results import part_name
from sim.world import Floats
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, spread

SECONDS = 10.0  # for all metrics
REPLICATES = 8  # from which there are intervals
FACTORS = (
    "levers.training_share", "levers.policing_share", "levers.joint_share", "levers.anti_corruption_share",
    "uncertainties.omega", "uncertainties.precision", "uncertainties.play_off", "uncertainties.memory_half_life",
)  # fmt: skip


def made_up(place: Path, base: int, replicates: int) -> SweptFolder:
    """A finished sweep of the baseline in Saltelli's design whose outcomes are made up: indices cost the same of any."""
    known = Sweep.load({"scenario": "baseline", "design": "saltelli", "points": base, "replicates": replicates, "factors": list(FACTORS)})  # fmt: skip
    with opened(known, place) as work:
        for block in work.missing:
            points = known.values(block.points.start, block.points.stop)
            work.folder.write(f"runs/{part_name(block.number)}", outcomes(known, block, points))
        finish(work, 0.0)
    return SweptFolder(place)


def outcomes(known: Sweep, block: Block, points: list[Point]) -> dict[str, Any]:
    """A part's columns: every metric leans on all factors, on luck that its replicate shares, and on luck of its own."""
    rng, times = np.random.default_rng(block.number), len(block.replicates)
    scenario = known.scenarios["baseline"]
    shares = known.design.rows(block.points.start, block.points.stop)
    found: dict[str, Any] = {
        "scenario": texts(["baseline"] * block.runs),
        "point": np.repeat(np.array(block.points), times),
        "replicate": np.tile(np.array(block.replicates), len(points)),
        **varied(known, points, times),
    }
    for number, metric in enumerate(metrics_of(scenario)):
        weights = np.random.default_rng(number).random(len(FACTORS)) ** 3
        values = np.repeat((shares * weights).sum(axis=1) + shares[:, 0] * shares[:, 1], times)
        values += 0.3 * rng.normal(size=block.runs)
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
    note = "outcomes are made up: the indices cost the same of any; SALib's time is that of one metric, times their number."
    return Report([Table(caption, GOALS, rows)], [note], {"seconds": taken, "points": points, "metrics": metrics})
