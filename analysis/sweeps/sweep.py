"""Sweeps: run what is missing of a plan, part by part, and keep every point that fails.

sweep("plan.toml") or sweep({"scenario": "baseline", "design": "lhs", "points": 400, "factors": [...]})
"""

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analysis.sweeps.chunks import Columns, Failed, Piece
from analysis.sweeps.folder import SweptFolder, stages_of, varied
from analysis.sweeps.locks import Ruler, locked
from analysis.sweeps.plans import Sweep, Value
from analysis.sweeps.points import ARMS, Ground, Pasts, arm, changed, ground_of, runs_of
from analysis.sweeps.stages import Block, share_of
from sim.columns import texts
from sim.ensemble import CHUNK, Cancelled, Progress
from sim.errors import InputError
from sim.kernel.run import Record
from sim.metrics import measure, metrics_of
from sim.results import part_name
from sim.scenario import Scenario
from sim.world import Floats

HEADLINE = ("region_held", "region_held_month", "region_meeting_month")  # what is kept of the other arms
Point = tuple[str, tuple[Value, ...]]
Left = list[Record] | str  # what a point leaves, arm by arm, or why it failed


class Outcome(NamedTuple):
    """How a sweep went."""

    place: Path
    runs: int  # made now
    reused: int  # there already
    failures: int  # made now
    seconds: float
    finished: bool  # whether every part of every stage is there


class Work(NamedTuple):
    """A sweep that is ready to go on: its folder is held, and what is missing is known."""

    sweep: Sweep
    folder: SweptFolder
    ruler: Ruler
    command: list[str]
    mine: Sequence[Block]  # of this shard
    missing: Sequence[Block]

    @property
    def runs(self) -> int:
        """How many runs are missing."""
        return sum(block.runs for block in self.missing)


def sweep(plan: str | Path | Mapping[str, Any], out: str | Path | None = None, **options: Any) -> SweptFolder:
    """Run a plan, or go on with it, and return its folder; options as of `opened` and `go`.

    A `model`, `government` or `donor` of one's own, a subclass of the Mesa lane's, is swept on that lane, in processes.

    >>> from analysis import sweep
    >>> sweep("plan.toml", "out/mine").table("runs").to_pandas()  # doctest: +SKIP
    """
    changes = {name: options.pop(name, None) for name in ("points", "replicates")}
    agents = {str(name): options.pop(name) for name in ("model", "government", "donor") if name in options}
    if agents and options.get("cluster") is not None:
        raise InputError("cluster: agents of one's own are swept on one machine; allowed: either the one or the other")
    known = with_agents(plan, agents, **changes) if agents else Sweep.load(plan, **changes)
    going = {name: options.pop(name) for name in ("threads", "progress", "cancel", "cluster") if name in options}
    place = Path(out) if out is not None else default_place(known)
    with opened(known, place, **options) as work:
        go(work, **going)
    return SweptFolder(place)


def with_agents(plan: str | Path | Mapping[str, Any], agents: Mapping[str, Any], **changes: Any) -> Sweep:
    """A plan for the Mesa lane, which is imported only here."""
    from analysis.sweeps.subclassed import loaded

    return loaded(plan, agents, **changes)


def default_place(plan: Sweep) -> Path:
    """Where a sweep goes by default; the same for more points or replicates, so that it grows there."""
    name = Path(plan.place).stem if plan.place.endswith(".toml") else next(iter(plan.scenarios))
    return Path("out") / f"{name}-{plan.plan.seed}-{plan.hash()}"


@contextmanager
def opened(
    plan: Sweep, place: Path, shard: tuple[int, int] = (1, 1), command: Sequence[str] = (), overwrite: bool = False
) -> Iterator[Work]:
    """A sweep's folder, checked and held. Raises InputError before anything is written where it must not be used."""
    folder = SweptFolder(place)
    if not overwrite:
        folder.check(plan)
    with locked(place, *shard) as ruler:
        if overwrite:
            folder.clear()
        folder.check(plan)
        if shard == (1, 1):
            folder.tidy()
        mine = share_of(folder.enter(plan, list(command), ruler), *shard)
        yield Work(plan, folder, ruler, list(command), mine, [block for block in mine if not folder.is_there(block)])


def go(
    work: Work,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    cluster: str | None = None,
) -> Outcome:
    """Run what is missing, here or on a cluster. Raises KeyboardInterrupt, with what is kept, when cancelled."""
    started, failures = time.perf_counter(), 0
    cancel = cancel or threading.Event()
    try:
        for block, columns, failed in produced(work, threads, progress, cancel, cluster):
            if failed["replicate"]:
                work.folder.write(f"failures/{part_name(block.number)}", failed)
            work.folder.write(f"runs/{part_name(block.number)}", columns)
            failures += len(failed["replicate"])
    except (Cancelled, KeyboardInterrupt):
        cancel.set()
        raise KeyboardInterrupt(
            f"stopped; finished parts are kept in {work.folder.path}, and the same command goes on"
        ) from None
    seconds = time.perf_counter() - started
    finished = finish(work, seconds)
    reused = sum(block.runs for block in work.mine) - work.runs
    return Outcome(work.folder.path, work.runs, reused, failures, seconds, finished)


def produced(
    work: Work, threads: int | None, progress: Progress | None, cancel: threading.Event, cluster: str | None
) -> Iterator[Piece]:
    """Every missing part, as it is finished: by threads here, by a cluster, or by agents of one's own."""
    if cluster is not None:
        from analysis.sweeps.cluster import parts_from

        yield from parts_from(cluster, work.sweep, work.missing, progress, cancel)
        return
    with closing(runner_of(work.sweep, threads or os.cpu_count() or 1, progress, cancel)) as runner:
        for block in work.missing:
            yield Piece(block, *runner.part(block))


def runner_of(plan: Sweep, threads: int, progress: Progress | None, cancel: threading.Event) -> "Runner":
    """Who makes the parts of a plan."""
    from analysis.sweeps.subclassed import SubclassedRunner, SubclassedSweep

    if isinstance(plan, SubclassedSweep):
        return SubclassedRunner(plan, threads, progress, cancel)
    return Runner(plan, threads, progress, cancel)


def finish(work: Work, seconds: float) -> bool:
    """Mark the sweep as complete where every part of every shard is there."""
    from analysis.sweeps.pointwise import write_points
    from analysis.sweeps.stages import blocks

    folder, plan = work.folder, work.sweep
    with work.ruler.moment():
        manifest = folder.manifest()
        stages = stages_of(manifest)
        every = blocks(stages, plan.plan.runs_a_part)
        complete = all((folder.path / "runs" / part_name(block.number)).is_file() for block in every)
        if complete and not (manifest["finished"] and not work.missing and (folder.path / "points.parquet").is_file()):
            write_points(folder, plan, every)
            folder.note(plan, stages, work.command, True, {"seconds": round(seconds, 3)})
    return complete


class Runner:
    """Makes parts of a sweep; needs nothing but the plan, so that any machine could.

    `_records` leaves one entry a point; or, where a subclass runs them one by one, one a run.
    """

    def __init__(self, plan: Sweep, threads: int, progress: Progress | None, cancel: threading.Event) -> None:
        self.plan, self.threads, self.progress, self.cancel = plan, threads, progress, cancel
        self.grounds = {name: ground_of(name, scenario) for name, scenario in plan.scenarios.items()}
        self.pasts = Pasts(plan.plan.seed)
        every = (metric.name for scenario in plan.scenarios.values() for metric in metrics_of(scenario))
        self.metrics = list(dict.fromkeys(every))

    def close(self) -> None:
        """Nothing is left to be let go of."""

    def part(self, block: Block, points: list[Point] | None = None) -> tuple[Columns, Failed]:
        """The columns of one part, or of a piece of one, and its failures; `points` where the plan has no design by it."""
        points = self.plan.values(block.points.start, block.points.stop) if points is None else points
        made = self._records(points, block.replicates)
        times = block.runs // len(made)
        each = [point for point in points for _ in range(len(made) // len(points))]
        good = np.concatenate([np.zeros(times, bool) if isinstance(one, str) else sound(one) for one in made])
        columns: dict[str, Any] = {
            "scenario": texts([name for name, _ in points for _ in block.replicates]),
            "point": np.repeat(np.array(block.points), len(block.replicates)),
            "replicate": np.tile(np.array(block.replicates), len(points)),
            **varied(self.plan, points, len(block.replicates)),
            **self._metrics(each, made, times),
        }
        if not good.all():
            columns = {key: kept(values, good) for key, values in columns.items()}
        return columns, failures_of(block, made, good)

    def _records(self, points: list[Point], which: range) -> list[Left]:
        """What every point leaves, arm by arm, or why it failed; side by side where there are points enough."""
        wide = len(points) >= 2 * self.threads or len(which) < CHUNK * self.threads
        made: list[Left] = [""] * len(points)
        with ThreadPoolExecutor(self.threads if wide else 1) as pool:
            tasks = {
                pool.submit(self._point, point, which, 1 if wide else self.threads): place
                for place, point in enumerate(points)
            }
            try:
                for task in as_completed(tasks):
                    made[tasks[task]] = task.result()
            except BaseException:
                self.cancel.set()
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
        return made

    def _point(self, point: Point, which: range, threads: int) -> Left:
        name, values = point
        ground = self.grounds[name]
        try:
            scenario = self.changed(name, values)
            arms = [scenario, *(arm(scenario, name) for name in ARMS)] if self.plan.plan.arms else [scenario]
            return [
                runs_of(one, ground, self.pasts, which, threads, None if number else self.progress, self.cancel)
                for number, one in enumerate(arms)
            ]
        except Cancelled:
            raise
        except Exception as error:  # a point that fails becomes rows, never a lost sweep
            return f"{type(error).__name__}: {error}"

    def changed(self, name: str, values: tuple[Value, ...]) -> Scenario:
        """The scenario of a point."""
        settings = {
            factor.path: value
            for factor, value in zip(self.plan.factors, values, strict=True)
            if value is not None and factor.path != "scenario"
        }
        return changed(self.grounds[name].scenario, settings)

    def _metrics(self, points: list[Point], made: list[Left], times: int) -> dict[str, Floats]:
        """Every metric of every run of a part; NaN for those that failed, or have no such metric."""
        width = len(points) * times
        columns = {name: np.full(width, np.nan) for name in self.metrics}
        beside = {f"{name}.{metric}": np.full(width, np.nan) for name in ARMS for metric in HEADLINE}
        for name, ground in self.grounds.items():
            here = zip(points, made, strict=True)
            found = [
                (place, one) for place, (point, one) in enumerate(here) if point[0] == name and not isinstance(one, str)
            ]
            if not found:
                continue
            rows = np.concatenate([np.arange(place * times, (place + 1) * times) for place, _ in found])
            self._fill(columns, ground, [records[0] for _, records in found], rows)
            for number, other in enumerate(ARMS if self.plan.plan.arms else (), 1):
                into = {metric: beside[f"{other}.{metric}"] for metric in HEADLINE}
                self._fill(into, ground, [records[number] for _, records in found], rows)
        return {**columns, **caused(columns["region_held"], beside)} if self.plan.plan.arms else columns

    def _fill(self, columns: dict[str, Floats], ground: Ground, records: list[Record], rows: np.ndarray) -> None:
        """Measure records together, and put the numbers where they belong."""
        whole = Record._make(np.concatenate(fields) for fields in zip(*records, strict=True))
        good = whole.failed == 0
        found = measure(ground.scenario, Record._make(field[good] for field in whole))
        for name, values in columns.items():
            if name in found:
                values[rows[good]] = found[name]


def caused(held: Floats, beside: dict[str, Floats]) -> dict[str, Floats]:
    """The other arms' headline, and what it comes to in each future: energy held because of meetings, or of trust.

    1 where it is held with and not without, -1 where it is the other way round.
    """
    without, with_others = beside["without.region_held"], beside["with.region_held"]
    return {**beside, "held_by_gate": with_others - without, "held_by_trust": held - with_others}


def sound(records: list[Record]) -> np.ndarray:
    """Whether each run ended with finite numbers in every arm."""
    whole: np.ndarray = np.all([record.failed == 0 for record in records], axis=0)
    return whole


def kept(values: Any, good: np.ndarray) -> Any:
    """The rows of runs that did not fail."""
    return values[good] if isinstance(values, np.ndarray) else values.take(np.flatnonzero(good).tolist())


def failures_of(block: Block, made: list[Left], good: np.ndarray) -> dict[str, list[Any]]:
    """One row for each run that failed: point, replicate, month (-1 where unknown), error."""
    rows: dict[str, list[Any]] = {"point": [], "replicate": [], "month": [], "error": []}
    times, runs = len(block.replicates), len(good) // len(made)
    for place in np.flatnonzero(~good).tolist():
        why = made[place // runs]
        rows["point"].append(block.points[place // times])
        rows["replicate"].append(block.replicates[place % times])
        rows["month"].append(-1)
        rows["error"].append(why if isinstance(why, str) else "a number is not finite in the end")
    return rows
