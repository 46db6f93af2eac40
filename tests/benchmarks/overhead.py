"""Time of a sweep, a comparison and the claims, load of the cores, and the share outside of the kernel."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.prepared import CORES
from tests.benchmarks.report import GOALS, Report, Setup, Table, goal_row
from trustladder.analysis.claims.measure import measure_claims, prepared
from trustladder.analysis.cli.claims import ABLATED
from trustladder.analysis.comparison.compare import compare
from trustladder.analysis.comparison.tables import ablations, as_it_is, rows
from trustladder.analysis.sweeps.sweep import sweep
from trustladder.sim import engine as ensemble
from trustladder.sim.runs import run

OTHERS = 20.0  # percent of the processor time, but for the kernel
CLAIMS = 120.0  # seconds, of two cores
LEVERS = ("levers.joint_share", "levers.training_share")
NEVER = {"region_held": 1e-12}  # a smallest effect that no comparison settles


class Cost(NamedTuple):
    """What a study cost, in seconds."""

    seconds: float
    processor: float  # of all threads
    kernel: float  # of that, inside the kernel

    @property
    def others(self) -> float:
        """All but the kernel, percent of the processor time."""
        return 100.0 * (1.0 - self.kernel / self.processor)

    @property
    def busy(self) -> float:
        """How busy the cores were, percent."""
        return 100.0 * self.processor / (CORES * self.seconds)


@contextmanager
def watched_kernel() -> Iterator[list[float]]:
    """Processor seconds of each call of the kernel, by the clock of its own thread."""
    kernel, calls = ensemble.simulate, list[float]()

    def timed(*arguments: Any) -> None:
        before = time.thread_time()
        kernel(*arguments)
        calls.append(time.thread_time() - before)

    ensemble.simulate = timed
    try:
        yield calls
    finally:
        ensemble.simulate = kernel


def cost(study: Callable[[], object]) -> Cost:
    """What a study cost."""
    with watched_kernel() as calls:
        started, spent = time.perf_counter(), time.process_time()
        study()
        return Cost(time.perf_counter() - started, time.process_time() - spent, sum(calls))


def swept(points: int, replicates: int, factors: tuple[str, ...]) -> object:
    """A sweep into a folder that is thrown away."""
    plan = {
        "scenario": "baseline",
        "design": "sobol",
        "points": points,
        "replicates": replicates,
        "factors": list(factors),
    }
    with tempfile.TemporaryDirectory() as folder:
        return sweep(plan, Path(folder) / "r", threads=CORES)


def claimed(runs: int) -> object:
    """The claims, with up to so many futures of each arm at each place, and the table of mechanisms beside them."""
    work = prepared(runs)
    report, base = measure_claims(work, threads=CORES), work.known.base
    return report, rows([as_it_is(base), *ablations(base)], min(runs, ABLATED), work.seed, threads=CORES)


def studies(setup: Setup) -> dict[str, Callable[[], object]]:
    """What is measured."""
    points, replicates, futures, claims = (
        (4, 4, 60, 16) if setup.quick else (400, 50, 4000, 1024 if setup.full else 256)
    )
    pair = partial(compare, "baseline", "border-technology", runs=futures, smallest=NEVER, threads=CORES)
    return {
        f"sweep, {points} x {replicates}, levers": partial(swept, points, replicates, LEVERS),
        f"sweep, {points} x {replicates}, one uncertainty too": partial(
            swept, points, replicates, (*LEVERS, "uncertainties.omega")
        ),
        f"compare, 2 x {futures:,}": partial(pair, uncertainty="none"),
        f"compare, 2 x {futures:,}, posterior": partial(pair, uncertainty="posterior"),
        f"claims, {claims:,} futures": partial(claimed, claims),
    }


def measure(setup: Setup) -> Report:
    """Each study once, after the kernel and all that is imported late have been called."""
    run("baseline", 1)
    swept(2, 2, LEVERS)
    found = {name: cost(study) for name, study in studies(setup).items()}
    rows = []
    for name, one in found.items():
        goal = CLAIMS if setup.full and name.startswith("claims") else None
        rows += [
            goal_row(name, one.seconds, "s", goal, least=False),
            goal_row("  of the cores, busy", one.busy, "%"),
            goal_row("  processor time, kernel", one.kernel, "s"),
            goal_row("  processor time, all else", one.processor - one.kernel, "s"),
            goal_row("  that is", one.others, "% of it", OTHERS, least=False),
        ]
    numbers = {name: one._asdict() for name, one in found.items()}
    note = "pasts count as kernel; where the machine is busy with other work, seconds are longer, and shares stay."
    return Report([Table(f"studies of 240 months, {CORES} cores", GOALS, rows)], [note], numbers)
