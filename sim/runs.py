"""Running a scenario: replicates in parts, on either lane, as metrics, bands over time, mean networks and failures."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from sim.building import world_of
from sim.ensemble import Cancelled, Ensemble, Progress, replicates, starting_states
from sim.kernel.run import Record
from sim.metrics import measure
from sim.names import Names
from sim.scenario import Scenario
from sim.series import BLOCK_REGISTER, series_names
from sim.world import Floats, Integers, World

PART = 10_000  # runs in one part of a result
FULL_PART = 1_000  # the same where every run's months are kept
KEPT = 1_000  # runs whose months and networks are kept, from the first; more would not change a band visibly
Lane = Literal["compiled", "mesa"]
QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


class Failure(NamedTuple):
    """A run that failed: which, when, and why."""

    replicate: int
    month: int  # counted from the start, -1 where unknown
    error: str


class Part(NamedTuple):
    """Some replicates of a scenario."""

    number: int
    replicates: Integers
    metrics: dict[str, Floats]  # one value a replicate
    failures: list[Failure]
    months: Floats  # [run, month, series] of the first runs
    trust_start: Floats  # [run, domain, observed, observer] of the first runs
    trust_end: Floats


def parts(
    scenario: Scenario,
    runs: int,
    *,
    seed: int | None = None,
    lane: Lane = "compiled",
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    full: bool = False,
    skip: Callable[[int], bool] = lambda number: False,
    model: Callable[..., Any] | None = None,
) -> Iterator[Part]:
    """The parts of a result in order, but for those that `skip` names.

    `full` keeps every run's months. `model` takes the place of CooperationModel on the Mesa lane.
    """
    seed = scenario.seed if seed is None else seed
    size = FULL_PART if full else PART
    for number in range(-(-runs // size)):
        which = range(number * size, min((number + 1) * size, runs))
        kept = KEPT if full or number == 0 else 0
        if skip(number):
            if progress is not None:
                progress(len(which))
        elif lane == "mesa":
            yield _mesa_part(scenario, number, which, kept, seed, progress, cancel, model)
        else:
            yield _compiled_part(scenario, number, which, kept, seed, threads, progress, cancel)


def _compiled_part(
    scenario: Scenario,
    number: int,
    which: range,
    kept: int,
    seed: int,
    threads: int | None,
    progress: Progress | None,
    cancel: threading.Event | None,
) -> Part:
    world, names = world_of(scenario), Names(scenario)
    starts = starting_states(scenario, seed, threads, cancel)
    done = replicates(world, names, starts, seed, which, keep=kept, threads=threads, progress=progress, cancel=cancel)
    first_month = replicates(world._replace(months=1), names, starts, seed, which[:kept], keep=kept, threads=threads)
    return _part(scenario, number, which, done.record, done.months, _trust(world, first_month), _trust(world, done))


def _trust(world: World, done: Ensemble) -> Floats:
    """Trust [run, domain, observed, observer] with which the runs that were kept entered their last month."""
    return np.array([state.trust for state in done.states]).reshape(-1, *world.prior.shape)


def _part(
    scenario: Scenario, number: int, which: Sequence[int], record: Record, months: Floats, start: Floats, end: Floats
) -> Part:
    """A part from a record; failed runs move to the failures."""
    good = record.failed == 0
    failures = [
        Failure(which[place], scenario.months - 1, "a number is not finite in the end") for place in np.flatnonzero(~good)
    ]
    kept = good[: len(months)]
    return Part(
        number,
        np.array(which, dtype=np.int64)[good],
        measure(scenario, Record(*(field[good] for field in record))),
        failures,
        months[kept],
        start[kept],
        end[kept],
    )


def _mesa_part(
    scenario: Scenario,
    number: int,
    which: range,
    kept: int,
    seed: int,
    progress: Progress | None,
    cancel: threading.Event | None,
    model: Callable[..., Any] | None,
) -> Part:
    from sim.model import CooperationModel  # Mesa takes most of a second to import

    build = model or CooperationModel
    scenario = scenario.changed({"seed": seed})
    finished: list[Any] = []
    failures: list[Failure] = []
    for replicate in which:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        elapsed = -1
        try:
            future = build(scenario, replicate=replicate)
            elapsed = 0
            future.run()
            finished.append((replicate, future))
        except Exception as error:  # a run that fails becomes a row, never a lost result
            elapsed = getattr(future, "elapsed", -1) if elapsed == 0 else -1
            failures.append(Failure(replicate, elapsed, f"{type(error).__name__}: {error}"))
        if progress is not None:
            progress(1)
    return _mesa_result(scenario, number, kept, finished, failures)


def _mesa_result(scenario: Scenario, number: int, keep: int, finished: list[Any], failures: list[Failure]) -> Part:
    shape = world_of(scenario).prior.shape
    kept = [future for _, future in finished[:keep]]
    records = [future.record for _, future in finished]
    empty = np.zeros((0, scenario.months, len(series_names(sorted(scenario.domains)))))
    if not records:
        return Part(number, np.zeros(0, dtype=np.int64), {}, failures, empty, np.zeros((0, *shape)), np.zeros((0, *shape)))
    record = Record(*(np.concatenate(fields) for fields in zip(*records, strict=True)))
    which = [replicate for replicate, _ in finished]
    months = np.concatenate([future.months for future in kept]) if kept else empty
    start, end = (np.array([future.trust_by_month[at] for future in kept]).reshape(-1, *shape) for at in (0, -1))
    part = _part(scenario, number, which, record, months, start, end)
    return part._replace(failures=sorted([*failures, *part.failures]))


def bands(scenario: Scenario, months: Floats) -> dict[str, np.ndarray]:
    """Mean and quantiles over runs of every series in every month, and the share of futures on each rung; long form."""
    names = Names(scenario)
    columns = series_names(names.domains)
    ordered = np.sort(months.transpose(2, 1, 0), axis=2)  # [series, month, run]
    means = ordered.mean(axis=2)
    quantiles = {name: _quantile(ordered, at) for name, at in QUANTILES.items()}
    rungs, shares = _rung_shares(scenario, columns, ordered)
    count, length = len(columns) + len(rungs), months.shape[1]
    return {
        "series": np.repeat(np.array([*columns, *rungs]), length),
        "month": np.tile(np.arange(length), count),
        "mean": np.concatenate([means, shares]).reshape(-1),
        **{name: np.concatenate([values, shares]).reshape(-1) for name, values in quantiles.items()},
    }


def _quantile(ordered: Floats, at: float) -> Floats:
    """A quantile of sorted values along the last axis, by linear interpolation."""
    place = at * (ordered.shape[2] - 1)
    low = int(place)
    high = min(low + 1, ordered.shape[2] - 1)
    result: Floats = ordered[:, :, low] + (place - low) * (ordered[:, :, high] - ordered[:, :, low])
    return result


def _rung_shares(scenario: Scenario, columns: list[str], ordered: Floats) -> tuple[list[str], Floats]:
    """The share of futures in which a forum of each club stands on a rung or higher, month by month."""
    clubs = [name for name in BLOCK_REGISTER if name.startswith("standing_")]
    names: list[str] = []
    shares: list[Floats] = []
    for domain in sorted(scenario.domains):
        for number, rung in enumerate(scenario.domains[domain].rungs):
            for club in clubs:
                names.append(f"share_{club}.{domain}.{rung}")
                shares.append((ordered[columns.index(f"{club}.{domain}")] > number).mean(axis=1))
    return names, np.array(shares)


def network(scenario: Scenario, part: Part) -> dict[str, np.ndarray]:
    """Mean trust between every two actors at the start and at the end; long form."""
    names = Names(scenario)
    rows: dict[str, list[Any]] = {"moment": [], "domain": [], "observer": [], "observed": [], "trust": []}
    for moment, trust in (("start", part.trust_start), ("end", part.trust_end)):
        mean = trust.mean(axis=0) if len(trust) else np.full((len(names.domains), len(names.actors), len(names.actors)), np.nan)
        for domain, field in enumerate(names.domains):
            for observed, subject in enumerate(names.actors):
                for observer, who in enumerate(names.actors):
                    if observed != observer:
                        values = (moment, field, who, subject, float(mean[domain, observed, observer]))
                        for column, value in zip(rows, values, strict=True):
                            rows[column].append(value)
    return {column: np.array(values) for column, values in rows.items()}
