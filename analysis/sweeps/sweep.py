"""Run a sweep: what is missing of a plan, part by part; every point that fails is kept as rows.

sweep("plan.toml") or sweep({"scenario": "baseline", "design": "lhs", "points": 400, "factors": [...]})
"""

import os
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from trustladder.analysis.sweeps.aggregate import write_points
from trustladder.analysis.sweeps.chunks import Columns, Failed, PartialResult
from trustladder.analysis.sweeps.connecting import check_cluster
from trustladder.analysis.sweeps.folder import SweptFolder, rows_if_readable, stages_of
from trustladder.analysis.sweeps.growth import WorkUnit, share_of, work_units
from trustladder.analysis.sweeps.lanes import runner_of
from trustladder.analysis.sweeps.locks import RangeLock, lock_share
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Runner
from trustladder.sim.engine import Progress
from trustladder.sim.scenario.errors import InputError, checked_keywords, whole_number
from trustladder.sim.scenario.limits import MOST_THREADS
from trustladder.sim.scenario.loading import name_of
from trustladder.sim.store.parts import part_name


class Outcome(NamedTuple):
    """What a sweep did, and what its folder holds."""

    path: Path
    runs: int  # run now
    reused: int  # there already
    failures: int  # there, of this run or an earlier one
    seconds: float
    finished: bool  # whether every part of every stage is there


class OpenSweep(NamedTuple):
    """An open sweep: its folder is locked and its missing parts are listed."""

    sweep: Sweep
    folder: SweptFolder
    lock: RangeLock
    command: list[str]
    mine: Sequence[WorkUnit]  # of this shard
    missing: Sequence[WorkUnit]

    @property
    def runs(self) -> int:
        """Return the number of missing runs."""
        return sum(unit.runs for unit in self.missing)


@checked_keywords
def sweep(
    plan: str | Path | Mapping[str, Any],
    out: str | Path | None = None,
    *,
    points: int | None = None,
    replicates: int | None = None,
    shard: tuple[int, int] = (1, 1),
    threads: int | None = None,
    cluster: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    command: Sequence[str] = (),
    model: type | None = None,
    government: type | None = None,
    donor: type | None = None,
) -> SweptFolder:
    """Run a plan, or what is missing of it, and return its folder.

    Parameters
    ----------
    plan : path or mapping
        A TOML file (`trustladder sweep --help` shows one), or a dictionary with its keys.
    out : path, optional
        Folder of the result; by default out/PLAN-SEED-HASH.
    points, replicates : int, optional
        Number of points, and of runs of each point, in place of the plan's.
    shard : pair of int
        The share to run, counted from 1: (3, 4) is the third of four.
    threads : int, optional
        Threads, or processes for user-defined agents; by default all cores.
    cluster : str, optional
        Address of a Dask scheduler, tls://host:port, or tcp://host:port on this machine; in place of threads.
    overwrite : bool
        Replace the result that the folder holds.
    progress : callable, optional
        Called with the number of runs finished since its last call.
    cancel : threading.Event, optional
        Stops the sweep when it is set; finished parts are kept.
    command : sequence of str
        What was typed, for the manifest.
    model, government, donor : type, optional
        Subclasses of CooperationModel, Government and Donor, which the Mesa lane runs.

    Raises
    ------
    InputError
        Where an argument, the plan or the folder is not allowed, before anything is written.
    KeyboardInterrupt
        When cancelled.

    Examples
    --------
    >>> from trustladder import sweep
    >>> sweep("plan.toml", "out/mine").table("runs").to_pandas()  # doctest: +SKIP
    """
    if cluster is not None:
        check_cluster(cluster)
    if threads is not None:
        threads = whole_number("threads", threads, 1, MOST_THREADS)
    given = {"model": model, "government": government, "donor": donor}
    agents = {role: one for role, one in given.items() if one is not None}
    if agents:
        from trustladder.analysis.sweeps.subclassed import load_with_agents

        here = cluster is None and (threads or os.cpu_count()) == 1
        known: Sweep = load_with_agents(plan, agents, here, points=points, replicates=replicates)
    else:
        known = Sweep.load(plan, points=points, replicates=replicates)
    path = Path(out) if out is not None else default_path(known)
    with open_sweep(known, path, shard, command, overwrite) as work:
        run_missing(work, threads, progress, cancel, cluster)
    return SweptFolder(path)


def default_path(plan: Sweep) -> Path:
    """Return the default folder of a sweep; the same for more points or replicates, so that it grows there."""
    name = name_of(Path(plan.where)) if plan.where.endswith(".toml") else next(iter(plan.scenarios))
    return Path("out") / f"{name}-{plan.plan.seed}-{plan.hash()}"


def check_share(shard: tuple[int, int], overwrite: bool) -> None:
    """Raise InputError for a shard that does not exist, or one that would remove the others' parts."""
    if not 1 <= shard[0] <= shard[1]:
        raise InputError(f"shard: {shard[0]} of {shard[1]}; allowed: 1 of 4 to 4 of 4 for four machines")
    if overwrite and shard[1] > 1:
        raise InputError(
            f"overwrite: shard {shard[0]} of {shard[1]} would remove what the others have made; "
            "allowed: a sweep as a whole"
        )


@contextmanager
def open_sweep(
    plan: Sweep, path: Path, shard: tuple[int, int] = (1, 1), command: Sequence[str] = (), overwrite: bool = False
) -> Iterator[OpenSweep]:
    """Check and lock a sweep's folder. Raises InputError, before anything is written, where it must not be used."""
    check_share(shard, overwrite)
    folder = SweptFolder(path)
    folder.check_replacing(plan) if overwrite else folder.check(plan)
    with lock_share(path, *shard) as lock:
        if overwrite:
            folder.clear()
        folder.check(plan)
        if shard == (1, 1):
            folder.remove_leftovers()
        mine = share_of(folder.register_stage(plan, list(command), lock), *shard)
        missing = [unit for unit in mine if not folder.is_there(unit)]
        yield OpenSweep(plan, folder, lock, list(command), mine, missing)


def run_missing(
    work: OpenSweep,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    cluster: str | None = None,
) -> Outcome:
    """Run the missing parts, as `execute` does, and aggregate them."""
    return finalize(work, execute(work, threads, progress, cancel, cluster))


def execute(
    work: OpenSweep,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    cluster: str | None = None,
) -> float:
    """Run and write the missing parts, here or on a cluster; return the seconds that it took.

    Raises KeyboardInterrupt, with what is kept, when cancelled.
    """
    started = time.perf_counter()
    made = iter_parts(work, threads, progress, cancel or threading.Event(), cluster)
    with work.folder.keeping_parts(), closing(made) as parts:
        for part in parts:
            work.folder.write_part(*part.tables())
    return time.perf_counter() - started


def iter_parts(
    work: OpenSweep, threads: int | None, progress: Progress | None, cancel: threading.Event, cluster: str | None
) -> Generator[PartialResult, None, None]:
    """Yield every missing part, as it is finished, by threads or processes here, or by a cluster."""
    if cluster is not None:
        from trustladder.analysis.sweeps.cluster import parts_from_cluster

        yield from parts_from_cluster(cluster, work.sweep, work.missing, progress, cancel)
        return
    threads = threads or os.cpu_count() or 1
    with closing(runner_of(work.sweep, threads, progress, cancel)) as runner:
        yield from in_order(runner, work.missing, 1 if threads == 1 else 2, cancel)


def in_order(
    runner: Runner, parts: Sequence[WorkUnit], at_once: int, cancel: threading.Event
) -> Iterator[PartialResult]:
    """Yield parts in their order; the next one runs while one is measured and written."""
    rest, running = deque(parts), deque[tuple[WorkUnit, Future[tuple[Columns, Failed]]]]()
    with ThreadPoolExecutor(at_once) as pool:
        try:
            while rest or running:
                while rest and len(running) < at_once:
                    running.append((rest[0], pool.submit(runner.part, rest.popleft())))
                unit, done = running.popleft()
                yield PartialResult(unit, *done.result())
        finally:
            if running:
                cancel.set()


def finalize(work: OpenSweep, seconds: float, progress: Progress | None = None) -> Outcome:
    """Aggregate the sweep and mark it as finished, where every part of every shard is there."""
    finished, reused = is_complete(work, seconds, progress), sum(unit.runs for unit in work.mine) - work.runs
    return Outcome(work.folder.path, work.runs, reused, work.folder.failures(), seconds, finished)


def is_complete(work: OpenSweep, seconds: float, progress: Progress | None) -> bool:
    """Return whether every part of every shard is there; if so, they are aggregated and the manifest says so."""
    folder, plan = work.folder, work.sweep
    with work.lock.manifest_lock():
        manifest = folder.manifest()
        stages = stages_of(manifest)
        units = work_units(stages, plan.plan.runs_a_part)
        complete = all((folder.path / "runs" / part_name(unit.number)).is_file() for unit in units)
        points_are_written = rows_if_readable(folder.path / "points.parquet") == plan.points
        if complete and not (manifest["finished"] and not work.missing and points_are_written):
            write_points(folder, plan, units, progress)
            folder.note(plan, stages, work.command, True, {"seconds": round(seconds, 3)})
    return complete
