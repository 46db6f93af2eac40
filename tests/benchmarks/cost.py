"""What ten million and a thousand million runs cost, extrapolated for docs/beyond-one-machine.md."""

import pickle
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.prepared import CORES
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from tests.benchmarks.timing import seconds
from tests.clusters import cluster
from trustladder.analysis.sweeps.aggregate import write_points
from trustladder.analysis.sweeps.chunks import PartAssembler, PartialResult
from trustladder.analysis.sweeps.cluster import ChunkResult
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.analysis.sweeps.growth import Stage, WorkUnit, work_units
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Runner
from trustladder.analysis.sweeps.sweep import sweep
from trustladder.sim.store.parts import part_name

SIZES = {"10 million": 10**7, "1,000 million": 10**9}
MACHINES = (2, 20, 200, 2_000)  # cores
AT_ONCE = 30.0  # seconds that starting a cluster takes at least
LEVERS = ["levers.joint_share", "levers.training_share"]


class Cost(NamedTuple):
    """What one machine did."""

    rate: float  # runs a second and core, of processor time, from a plan to its files
    with_pasts: float  # the same where every point has a past of its own
    on_disk: float  # bytes a run
    on_the_way: float  # bytes a run that a worker sends
    writing: float  # runs a second that one process takes back and writes
    summing: float  # runs a second that the table of points takes
    looking: float  # seconds to look into a part that is there
    chunks: float  # a second that the scheduler hands out, with two workers


def processor(task: Callable[[], object]) -> float:
    """Processor seconds of a task."""
    before = time.process_time()
    task()
    return time.process_time() - before


def fastest(task: Callable[[], object]) -> float:
    """Seconds of the fastest of three; a disk that is waited for counts."""
    return min(seconds(task) for _ in range(3))


def plan_of(points: int, replicates: int, *more: str) -> dict[str, Any]:
    """A sweep of the baseline."""
    size = points * replicates
    return {
        "scenario": "baseline",
        "design": "sobol",
        "points": points,
        "replicates": replicates,
        "factors": [*LEVERS, *more],
        "runs_a_part": size,
    }


def measured(folder: Path, setup: Setup) -> Cost:
    """Each figure by itself, in one process."""
    points, replicates = (4, 20) if setup.quick else (40, 250)
    runs, plan = points * replicates, plan_of(points, replicates)
    sweep(plan_of(2, 2, "uncertainties.omega"), folder / "warm")
    alone = processor(lambda: sweep(plan, folder / "alone", threads=CORES))
    pasts = processor(
        lambda: sweep(plan_of(points, replicates, "uncertainties.omega"), folder / "pasts", threads=CORES)
    )
    known, swept = Sweep.load(plan), SweptFolder(folder / "alone")
    (part,) = work_units([Stage(points, replicates, "")], runs)
    piece = PartialResult(part, *Runner(known, CORES, None, threading.Event()).part(part))
    sent = pickle.dumps(ChunkResult("", "", 0.0, [piece]))
    return Cost(
        runs / alone,
        runs / pasts,
        sum(place.stat().st_size for place in (folder / "alone").rglob("part-*")) / runs,
        len(sent) / runs,
        runs / fastest(lambda: taken_back(sent, part, SweptFolder(folder / "back"))),
        runs / fastest(lambda: write_points(swept, known, [part])),
        fastest(lambda: [swept.is_there(part) for _ in range(20)]) / 20.0,
        handed_out(folder / "cluster", 20 if setup.quick else 300),
    )


def taken_back(sent: bytes, part: WorkUnit, folder: SweptFolder) -> None:
    """What the process with --cluster does with a part that came back whole."""
    (piece,) = pickle.loads(sent).results
    (whole,) = PartAssembler([part]).add(piece)
    folder.write(f"runs/{part_name(part.number)}", whole.columns)


def handed_out(folder: Path, chunks: int) -> float:
    """How many chunks a second a scheduler hands to two workers and brings back, where they take no time themselves."""
    from distributed import Client

    with cluster(folder, CORES) as found, Client(found.address, set_as_default=False) as client:
        client.gather([client.submit(len, b"", pure=False) for _ in range(4)])
        started = time.perf_counter()
        client.gather([client.submit(len, bytes(1000), pure=False) for _ in range(chunks)])
        return chunks / (time.perf_counter() - started)


def told(seconds: float) -> str:
    """A time in words."""
    if seconds < AT_ONCE:
        return "starting takes longer"
    for unit, length in (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0)):
        if seconds >= 1.5 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} seconds"


def markdown(cost: Cost) -> list[str]:
    """The table of the document."""
    lines = [
        "| runs of the baseline (240 months) | disk | " + " | ".join(f"{cores:,} cores" for cores in MACHINES) + " |",
        "|---" * (2 + len(MACHINES)) + "|",
    ]
    for name, runs in SIZES.items():
        cells = []
        for cores in MACHINES:
            time_taken = told(runs / (cores * cost.rate))
            alone = cores * cost.rate > cost.writing and "starting" not in time_taken
            cells.append(f"{time_taken}, in shares only" if alone else time_taken)
        lines.append(f"| {name} | {runs * cost.on_disk / 1e9:,.3g} GB | " + " | ".join(cells) + " |")
    return lines


def measure(setup: Setup) -> Report:
    """One process, then a cluster of two workers."""
    with tempfile.TemporaryDirectory() as place:
        cost = measured(Path(place), setup)
    rows = [
        goal_row("runs a second and core", cost.rate, "runs/s"),
        goal_row("the same, each point with its own past", cost.with_pasts, "runs/s"),
        goal_row("on disk", cost.on_disk, "bytes/run"),
        goal_row("from worker to writer", cost.on_the_way, "bytes/run"),
        goal_row("taken back and written by one process", cost.writing, "runs/s"),
        goal_row("cores that keep it busy", cost.writing / cost.rate, "cores"),
        goal_row("points.parquet", cost.summing, "runs/s"),
        goal_row("looking into a part that is there", 1e3 * cost.looking, "ms"),
        goal_row("chunks that the scheduler hands out", cost.chunks, "chunks/s"),
    ]
    return Report(
        [Table(f"10,000 runs of 240 months, {CORES} cores; runs a second and core by processor time", GOALS, rows)],
        ["the table of docs/beyond-one-machine.md:", *markdown(cost)],
        {"cost": cost._asdict(), "table": "\n".join(markdown(cost))},
    )
