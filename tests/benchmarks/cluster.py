"""One sweep, by turns one experiment at a time, by threads of one process, and by Dask workers; then it grows."""

import shutil
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.prepared import CORES
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import Spread, in_turns, ratios, spread
from tests.clusters import Cluster, cluster
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.sweep import sweep
from trustladder.sim.runs import run

EFFICIENCY = 0.9  # of as many workers against as many threads


def plan_of(setup: Setup) -> dict[str, Any]:
    """A sweep of the baseline over two levers and an uncertainty, so that every point has a past of its own."""
    points, replicates = (4, 20) if setup.quick else (100, 200)
    return {
        "scenario": "baseline",
        "design": "sobol",
        "points": points,
        "replicates": replicates,
        "runs_a_part": 40 if setup.quick else 1_000,
        "factors": ["levers.joint_share", "levers.training_share", "uncertainties.omega"],
    }


def one_at_a_time(plan: dict[str, Any], some: int) -> None:
    """The first points of a plan as experiments of their own; nothing is stored."""
    known = Sweep.load(plan)
    for name, values in known.values(0, some):
        settings = {factor.path: value for factor, value in zip(known.factors, values, strict=True)}
        run(known.scenarios[name].changed(settings), known.plan.replicates, seed=known.plan.seed, threads=CORES)


def swept(plan: dict[str, Any], place: Path, **options: Any) -> Callable[[], object]:
    """Return a sweep into an empty folder, of another seed each time, since workers keep their warm-up runs."""
    seeds = count(1)

    def make() -> None:
        shutil.rmtree(place, ignore_errors=True)
        sweep({**plan, "seed": next(seeds)}, place, **options)

    return make


def grown(plan: dict[str, Any], place: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Return processor seconds of a sweep, and of as many replicates again; assert that no run is redone."""
    first, more = list[float](), list[float]()

    def note(costs: list[float], one: dict[str, Any], **options: Any) -> None:
        before = time.process_time()
        sweep(one, place, threads=CORES, **options)
        costs.append(time.process_time() - before)

    for seed in range(100, 100 + rounds):
        shutil.rmtree(place, ignore_errors=True)
        own, made = {**plan, "seed": seed}, list[int]()
        note(first, own)
        before = {part: part.stat().st_mtime_ns for part in place.rglob("part-*")}
        twice = {**own, "replicates": 2 * plan["replicates"]}
        note(more, twice, progress=made.append)
        assert sum(made) == plan["points"] * plan["replicates"]
        assert {part: part.stat().st_mtime_ns for part in before} == before
    return first, more


def same_bytes(one: Path, other: Path) -> int:
    """How many Parquet files two sweeps have. Raises AssertionError where a byte differs."""
    files = sorted(one.rglob("*.parquet"))
    assert files
    for file in files:
        assert file.read_bytes() == (other / file.relative_to(one)).read_bytes(), file.name
    return len(files)


def processor_seconds(found: Cluster) -> float:
    """Return the processor time of this process, the scheduler and the workers so far."""
    theirs = [psutil.Process(process.pid).cpu_times() for process in (found.scheduler, *found.workers)]
    return time.process_time() + sum(one.user + one.system for one in theirs)


def costing(task: Callable[[], object], found: Cluster, noted: list[float]) -> Callable[[], object]:
    """A task that notes the processor time that it took."""

    def run_it() -> None:
        before = processor_seconds(found)
        task()
        noted.append(processor_seconds(found) - before)

    return run_it


def measure(setup: Setup) -> Report:
    """Seconds of the sweep by threads and by workers; of a fraction of it one experiment at a time."""
    plan, rounds, some = plan_of(setup), 1 if setup.quick else 3, 2 if setup.quick else 10
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder) / "cluster", CORES) as found:
        here, there = Path(folder) / "threads", Path(folder) / "workers"
        tasks = {
            "one at a time": lambda: one_at_a_time(plan, some),
            "threads": swept(plan, here, threads=CORES),
            "workers": swept(plan, there, cluster=found.address),
        }
        cost: dict[str, list[float]] = {name: [] for name in tasks}
        taken = in_turns({name: costing(task, found, cost[name]) for name, task in tasks.items()}, rounds)
        files = same_bytes(here, there)
        growth = ratios(*grown(plan, here, rounds))
    return report(plan, taken, {name: values[1:] for name, values in cost.items()}, some, files, growth)


def report(
    plan: dict[str, Any],
    taken: dict[str, list[float]],
    cost: dict[str, list[float]],
    some: int,
    files: int,
    growth: Spread,
) -> Report:
    """The table."""
    runs = dict.fromkeys(taken, plan["points"] * plan["replicates"])
    runs["one at a time"] = some * plan["replicates"]
    rates = {name: spread(values).per(runs[name]) for name, values in taken.items()}
    efficiency = ratios(taken["threads"], taken["workers"])
    sparing = ratios(cost["threads"], cost["workers"])
    gain = ratios(taken["one at a time"], taken["threads"], plan["points"] / some)
    rows = [goal_row(f"{name}, {CORES} cores", rate, "runs/s") for name, rate in rates.items()]
    rows.append(goal_row("workers against threads", efficiency, "efficiency", EFFICIENCY))
    rows.append(goal_row("the same by processor time", sparing, "efficiency", EFFICIENCY))
    rows.append(goal_row("sweep against one experiment at a time", gain, "times", 1.0))
    rows.append(goal_row("as many replicates again, by processor time", growth, "efficiency", EFFICIENCY))
    return Report(
        [Table(f"{plan['points']} points of the baseline x {plan['replicates']} replicates", GOALS, rows)],
        [
            f"workers and threads left the same {files} Parquet files, byte for byte.",
            "one experiment at a time stores nothing, and runs every past in full, as a loop over `run` does.",
            "more replicates made just their own runs, and touched no part that was there.",
        ],
        {
            "runs_per_second": rates,
            "efficiency": efficiency,
            "by_processor_time": sparing,
            "gain": gain,
            "growth": growth,
            "runs": runs,
        },
    )
