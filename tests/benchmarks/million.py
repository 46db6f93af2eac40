"""A million runs of the baseline to Parquet on all cores: runs a second, the share of storing, memory as it goes on."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.prepared import CORES
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from trustladder.analysis.simulate import simulate
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan

SECONDS = 120.0  # of a million runs
SHARE = 10.0  # percent of the time for storing
MEGABYTES = 1074.0  # 1 GiB
ROOT = Path(__file__).resolve().parents[2]


def resident() -> float:
    """Resident memory of this process now, MB; nan where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return float("nan")
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(runs: int, past: int) -> None:
    """Make the result in a temporary folder, and print what it took; meant for a process of its own."""
    plan = Plan(Scenario.load("baseline", {"past.replicates": past} if past else {}), runs, 1, "compiled", "bands")
    with tempfile.TemporaryDirectory() as warm:
        simulate(Plan(plan.scenario, 1, 1, "compiled", "bands"), Path(warm) / "r", [], threads=CORES)
    held: list[tuple[int, float]] = []
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        if done >= len(held) * runs // 20:
            held.append((done, resident()))

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "r"
        started, spent = time.perf_counter(), time.process_time()
        outcome = simulate(plan, folder, [], threads=CORES, progress=advance)
        seconds, spent = time.perf_counter() - started, time.process_time() - spent
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    told = {"seconds": seconds, "simulating": outcome.simulating, "processor": spent, "bytes": size, "held": held}
    print(json.dumps(told))


def measured(runs: int, past: int) -> dict[str, Any]:
    """The same in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.benchmarks.million", str(runs), str(past)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(setup: Setup) -> Report:
    """One result; a tenth of it where nobody asks for the full million."""
    runs = 400 if setup.quick else 1_000_000 if setup.full else 100_000
    found = measured(runs, 16 if setup.quick else 0)
    rate, share = runs / found["seconds"], 100.0 * (1.0 - found["simulating"] / found["seconds"])
    memory = [held for _, held in found["held"]]
    later = memory[len(memory) // 4 :]
    rows = [
        goal_row("runs a second", rate, "runs/s", 1e6 / SECONDS),
        goal_row("the same by processor time", CORES * runs / found["processor"], "runs/s", 1e6 / SECONDS),
        goal_row("a million at this rate", 1e6 / rate, "s", SECONDS, least=False),
        goal_row("storing", share, "% of time", SHARE, least=False),
        goal_row("largest resident memory", max(memory), "MB", MEGABYTES, least=False),
        goal_row("on disk", found["bytes"] / runs, "bytes a run"),
    ]
    growth = later[-1] - later[0]
    each = 1e6 * growth / (0.75 * runs)
    note = f"memory from a quarter of the way to the end: {growth:+.0f} MB, {each:,.0f} bytes a run."
    numbers = {"runs": runs, "runs_per_second": rate, "storing_percent": share, **found}
    return Report([Table(f"{runs:,} runs of 240 months, {CORES} cores, one process", GOALS, rows)], [note], numbers)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
