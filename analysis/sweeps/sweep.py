"""Sweeps: run what is missing of a plan, part by part, and keep every point that fails.

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
from trustladder.analysis.sweeps.connecting import check_address
from trustladder.analysis.sweeps.folder import SweptFolder, rows_if_whole, stages_of
from trustladder.analysis.sweeps.growth import WorkUnit, share_of, work_units
from trustladder.analysis.sweeps.lanes import runner_of
from trustladder.analysis.sweeps.locks import RangeLock, lock_share
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Runner
from trustladder.sim.agents.own import ROLES
from trustladder.sim.engine import Cancelled, Progress
from trustladder.sim.runs import MOST_THREADS
from trustladder.sim.scenario.errors import InputError, check_options, whole_number
from trustladder.sim.scenario.loading import name_of
from trustladder.sim.store.parts import part_name

OPTIONS = (*ROLES, "points", "replicates", "threads", "progress", "cancel", "cluster", "shard", "command", "overwrite")


class Outcome(NamedTuple):
    """How a sweep went."""

    place: Path
    runs: int  # made now
    reused: int  # there already
    failures: int  # there, made now or before
    seconds: float
    finished: bool  # whether every part of every stage is there


class Work(NamedTuple):
    """A sweep that is ready to go on: its folder is held, and what is missing is known."""

    sweep: Sweep
    folder: SweptFolder
    lock: RangeLock
    command: list[str]
    mine: Sequence[WorkUnit]  # of this shard
    missing: Sequence[WorkUnit]

    @property
    def runs(self) -> int:
        """How many runs are missing."""
        return sum(unit.runs for unit in self.missing)


def sweep(plan: str | Path | Mapping[str, Any], out: str | Path | None = None, **options: Any) -> SweptFolder:
    """Run a plan, or go on with it, and return its folder; options as of `opened` and `go`.

    A `model`, `government` or `donor` of one's own, a subclass of the Mesa lane's, is swept on that lane, in processes or on
    a cluster.

    >>> from analysis import sweep
    >>> sweep("plan.toml", "out/mine").table("runs").to_pandas()  # doctest: +SKIP
    """
    check_options("sweep", options, OPTIONS)
    changes = {name: options.pop(name, None) for name in ("points", "replicates")}
    agents = {name: one for name in ROLES if (one := options.pop(name, None)) is not None}
    going = {name: options.pop(name) for name in ("threads", "progress", "cancel", "cluster") if name in options}
    if going.get("cluster") is not None:
        check_address(going["cluster"])
    if going.get("threads") is not None:
        going["threads"] = whole_number("threads", going["threads"], 1, MOST_THREADS)
    alone = going.get("cluster") is None and (going.get("threads") or os.cpu_count()) == 1
    known = with_agents(plan, agents, alone, **changes) if agents else Sweep.load(plan, **changes)
    place = Path(out) if out is not None else default_place(known)
    with open_sweep(known, place, **options) as work:
        run_missing(work, **going)
    return SweptFolder(place)


def with_agents(plan: str | Path | Mapping[str, Any], agents: Mapping[str, Any], alone: bool, **changes: Any) -> Sweep:
    """A plan for the Mesa lane; agents that do not stay `alone` in this process must be able to travel."""
    from trustladder.analysis.sweeps.subclassed import loaded

    known = loaded(plan, agents, **changes)
    if not alone:
        known.agents.pack()
    return known


def default_place(plan: Sweep) -> Path:
    """Where a sweep goes by default; the same for more points or replicates, so that it grows there."""
    name = name_of(Path(plan.place)) if plan.place.endswith(".toml") else next(iter(plan.scenarios))
    return Path("out") / f"{name}-{plan.plan.seed}-{plan.hash()}"


def check_share(shard: tuple[int, int], overwrite: bool) -> None:
    """Raise InputError for a share that is none, or one that would remove what the others have made."""
    if not 1 <= shard[0] <= shard[1]:
        raise InputError(f"shard: {shard[0]} of {shard[1]}; allowed: 1 of 4 to 4 of 4 for four machines")
    if overwrite and shard[1] > 1:
        raise InputError(
            f"overwrite: shard {shard[0]} of {shard[1]} would remove what the others have made; allowed: a sweep as a whole"
        )


@contextmanager
def open_sweep(
    plan: Sweep, place: Path, shard: tuple[int, int] = (1, 1), command: Sequence[str] = (), overwrite: bool = False
) -> Iterator[Work]:
    """A sweep's folder, checked and held. Raises InputError before anything is written where it must not be used."""
    check_share(shard, overwrite)
    folder = SweptFolder(place)
    folder.check_instead(plan) if overwrite else folder.check(plan)
    with lock_share(place, *shard) as lock:
        if overwrite:
            folder.clear()
        folder.check(plan)
        if shard == (1, 1):
            folder.tidy()
        mine = share_of(folder.enter(plan, list(command), lock), *shard)
        yield Work(plan, folder, lock, list(command), mine, [unit for unit in mine if not folder.is_there(unit)])


def run_missing(work: Work, **options: Any) -> Outcome:
    """Run what is missing, with options as of `make`, and sum it up."""
    return finalize(work, execute(work, **options))


def execute(
    work: Work,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    cluster: str | None = None,
) -> float:
    """Run what is missing, here or on a cluster; the seconds that it took.

    Raises KeyboardInterrupt, with what is kept, when cancelled.
    """
    started = time.perf_counter()
    cancel = cancel or threading.Event()
    try:
        with closing(iter_parts(work, threads, progress, cancel, cluster)) as parts:
            for unit, columns, failed in parts:
                if failed["replicate"]:
                    work.folder.write(f"failures/{part_name(unit.number)}", failed)
                work.folder.write(f"runs/{part_name(unit.number)}", columns)
    except (Cancelled, KeyboardInterrupt):
        cancel.set()
        raise KeyboardInterrupt(
            f"stopped; finished parts are kept in {work.folder.path}, and the same command goes on"
        ) from None
    return time.perf_counter() - started


def iter_parts(
    work: Work, threads: int | None, progress: Progress | None, cancel: threading.Event, cluster: str | None
) -> Generator[PartialResult, None, None]:
    """Every missing part, as it is finished: by threads here, by a cluster, or by agents of one's own."""
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
    """Parts one after the other; the next is in the making while one is measured and written."""
    rest, making = deque(parts), deque[tuple[WorkUnit, Future[tuple[Columns, Failed]]]]()
    with ThreadPoolExecutor(at_once) as pool:
        try:
            while rest or making:
                while rest and len(making) < at_once:
                    making.append((rest[0], pool.submit(runner.part, rest.popleft())))
                unit, made = making.popleft()
                yield PartialResult(unit, *made.result())
        finally:
            if making:
                cancel.set()


def finalize(work: Work, seconds: float, progress: Progress | None = None) -> Outcome:
    """Sum up what is there, and mark the sweep as complete, where every part of every shard is there."""
    complete, reused = whole(work, seconds, progress), sum(unit.runs for unit in work.mine) - work.runs
    return Outcome(work.folder.path, work.runs, reused, work.folder.failures(), seconds, complete)


def whole(work: Work, seconds: float, progress: Progress | None) -> bool:
    """Whether every part of every shard is there; then they are summed up by point, and the folder says so."""
    folder, plan = work.folder, work.sweep
    with work.lock.manifest_lock():
        manifest = folder.manifest()
        stages = stages_of(manifest)
        every = work_units(stages, plan.plan.runs_a_part)
        complete = all((folder.path / "runs" / part_name(unit.number)).is_file() for unit in every)
        told = rows_if_whole(folder.path / "points.parquet") == plan.points
        if complete and not (manifest["finished"] and not work.missing and told):
            write_points(folder, plan, every, progress)
            folder.note(plan, stages, work.command, True, {"seconds": round(seconds, 3)})
    return complete
