"""Runs of the baseline a second: the kernel alone, and end to end with metrics and Parquet files."""

import tempfile
import time
from pathlib import Path

from tests.benchmarks.prepared import CORES, baseline
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import in_turns, spread
from trustladder.sim.engine import Execution
from trustladder.sim.runs import parts
from trustladder.sim.store.results import Plan, RunFolder
from trustladder.sim.store.run_tables import part_tables

AIM = 20_000.0  # runs a second on two cores


def stored(plan: Plan, threads: int, storing: list[float]) -> None:
    """A result from its scenario to finished files in a temporary folder; notes the seconds spent on writing."""
    with tempfile.TemporaryDirectory() as place:
        folder = RunFolder(Path(place) / "result")
        writing = -time.perf_counter()
        folder.begin(plan, [])
        writing += time.perf_counter()
        for part in parts(plan.scenario, plan.runs, seed=plan.seed, execution=Execution(threads)):
            started = time.perf_counter()
            folder.write_part(part.number, part_tables(plan, part))
            writing += time.perf_counter() - started
        folder.write_manifest(plan.identity(), [], finished=True)
        storing.append(writing)


def measure(setup: Setup) -> Report:
    """Four tasks taking turns: kernel and end to end, on one core and on all."""
    ready = baseline(setup.quick)
    rounds, runs, warm = (1, 200, False) if setup.quick else (3, 4000, False)
    plan = Plan(ready.scenario, runs, ready.scenario.seed, "compiled", "bands")
    storing: dict[int, list[float]] = {1: [], CORES: []}
    ready.run(1)
    tasks = {
        "kernel, one core": lambda: ready.run(runs, threads=1),
        "kernel, all cores": lambda: ready.run(runs, threads=CORES),
        "end to end, one core": lambda: stored(plan, 1, storing[1]),
        "end to end, all cores": lambda: stored(plan, CORES, storing[CORES]),
    }
    taken = in_turns(tasks, rounds, warm)
    rates = {name: spread(values).per(runs) for name, values in taken.items()}
    rows = [
        goal_row(name, rate, "runs/s", AIM if name == "kernel, all cores" else None) for name, rate in rates.items()
    ]
    shares = {}
    for name, threads in (("end to end, one core", 1), ("end to end, all cores", CORES)):
        whole, kernel = taken[name], taken[name.replace("end to end", "kernel")]
        shares[f"storing, {name}"] = spread([part / all_ for part, all_ in zip(storing[threads], whole, strict=True)])
        shares[f"all but the kernel, {name}"] = spread([1 - a / b for a, b in zip(kernel, whole, strict=True)])
    rows += [goal_row(name, share.scaled(100.0), "% of time") for name, share in shares.items()]
    return Report(
        [Table(f"baseline, {ready.scenario.months} months, {runs:,} runs a measurement", GOALS, rows)],
        [
            f"{CORES} cores give {rates['kernel, all cores'].median / rates['kernel, one core'].median:.2f} times one;"
            " bands and networks are computed once, from the first thousand runs, so storing weighs less in large ones."
        ],
        {"runs_per_second": rates, "share": shares, "aim": AIM, "runs": runs},
    )
