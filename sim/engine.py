"""The compiled lane: many replicates of a scenario on all cores, cancellable, with progress.

The compiled month releases the interpreter's lock, so plain threads share it. Each chunk of runs is independent and
chance is a function of its key, so neither threads nor chunks change a bit of the result.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import observed_groups, series_names
from trustladder.sim.arrays.state import State, blank, joined, stacked, take
from trustladder.sim.arrays.tables import Codes, Floats, ModelTables
from trustladder.sim.log_rows import LogKeeper, is_too_small, larger, room_for, rows_of
from trustladder.sim.machine import draws
from trustladder.sim.month.log import NO_CHANGES, Changes, Log
from trustladder.sim.month.run import Record, empty_record, some_of
from trustladder.sim.month.scratch import scratch_of
from trustladder.sim.month.simulate import simulate

CHUNK = 50  # runs a task: short enough to cancel at once, long enough to cost no overhead
ParameterSets = Sequence[Mapping[str, Any]]  # dotted settings of a scenario
Progress = Callable[[int], None]  # is called with the number of runs that were just finished
Task = TypeVar("Task")


class Cancelled(Exception):
    """The runs were asked to stop before they were done."""


@dataclass(frozen=True)
class Execution:
    """How runs are carried out, which changes none of their numbers."""

    threads: int | None = None  # None is all cores
    progress: Progress | None = None
    cancel: threading.Event | None = None  # once it is set, Cancelled is raised before the next chunk of runs
    keep_pasts: bool = True  # on disk, for the commands to come; not worth it for points that come once

    @property
    def cores(self) -> int:
        """The number of threads to use."""
        return self.threads or os.cpu_count() or 1

    def advance(self, runs: int) -> None:
        """Report finished runs."""
        if self.progress is not None:
            self.progress(runs)

    def check(self) -> None:
        """Raise Cancelled if the runs were asked to stop."""
        if self.cancel is not None and self.cancel.is_set():
            raise Cancelled


IN_FULL = Execution()


class Ensemble(NamedTuple):
    """The outcome of a number of runs."""

    columns: list[str]  # series, the last axis of `record` and `months`
    record: Record
    months: Floats  # [run, month, series] of the first `keep` runs
    first_states: State | None  # their states after the first month, a stack
    last_states: State | None  # their last states


class Starts(NamedTuple):
    """The states with which replicates begin."""

    states: State  # a stack
    rows: Sequence[int]  # the row of the stack for each replicate, in order


def blank_starts(tables: ModelTables, runs: int) -> Starts:
    """Return the starts of a number of replicates without a past."""
    return Starts(stacked([blank(tables)]), [0] * runs)


def in_parallel(tasks: Sequence[Callable[[], Task]], threads: int, cancel: threading.Event | None = None) -> list[Task]:
    """Run tasks on threads, on this one where one is enough, and return their results in order.

    Where one raises, or Ctrl-C is pressed, `cancel` is set for those that have begun, and no more begin.
    """
    pool = ThreadPoolExecutor(threads) if min(threads, len(tasks)) > 1 else None
    try:
        if pool is None:
            return [task() for task in tasks]
        futures = [pool.submit(task) for task in tasks]
        for future in as_completed(futures):
            future.result()
        return [future.result() for future in futures]
    except BaseException:
        if cancel is not None:
            cancel.set()
        raise
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def replicates(
    tables: ModelTables,
    names: Index,
    starts: Starts,
    seed: int,
    which: Sequence[int],
    *,
    keep: int = 0,
    keep_months: bool = True,
    chunk: int = CHUNK,
    execution: Execution = IN_FULL,
    log: LogKeeper | None = None,
    changes: Changes = NO_CHANGES,
) -> Ensemble:
    """Run chosen replicates of a model from given states; keep the states, and months if wanted, of the first `keep`.

    `log` takes the meetings of the first; `changes` holds answers given in members' places, in every replicate.
    Raises Cancelled, at the next chunk, once the execution is cancelled.
    """
    columns = series_names(names.domains)
    record = empty_record(tables, len(columns), len(which))
    months = np.zeros((min(keep, len(which)) if keep_months else 0, tables.months, len(columns)))
    who, key = observed_groups(tables), np.uint64(draws.seed_key(seed))
    firsts: dict[int, State] = {}
    lasts: dict[int, State] = {}

    def work_on(start: int) -> None:
        execution.check()
        here = slice(start, min(start + chunk, len(which)))
        numbers = np.array(which[here], dtype=np.uint64)
        rows = list(starts.rows[here])
        states = take(starts.states, rows)
        logged = min(max(log.futures - start, 0), len(numbers)) if log is not None else 0
        noted, scratch = room_for(tables, logged), scratch_of(tables, len(columns))
        simulate(tables, states, who, key, numbers, scratch, some_of(record, here), months[here], noted, changes)
        if start < keep:
            kept = min(chunk, keep - start, len(numbers))
            lasts[start] = take(states, list(range(kept)))
            if keep_months:
                firsts[start] = first_month(take(starts.states, rows[:kept]), numbers[:kept])
        if log is not None and logged:
            while is_too_small(noted):
                again, blank_record = take(starts.states, rows[:logged]), empty_record(tables, len(columns), logged)
                noted = live(tables, again, numbers[:logged], blank_record, months[:0], larger(tables, noted))
            log.keep(start // chunk, rows_of(noted, which[here][:logged], int(tables.first_month)))
        execution.advance(len(numbers))

    def live(now: ModelTables, states: State, numbers: Codes, part: Record, kept: Floats, noted: Log) -> Log:
        simulate(now, states, who, key, numbers, scratch_of(now, len(columns)), part, kept, noted, changes)
        return noted

    def first_month(states: State, numbers: Codes) -> State:
        short = tables._replace(months=1)
        live(short, states, numbers, empty_record(short, len(columns), len(numbers)), months[:0], room_for(short, 0))
        return states

    in_parallel([partial(work_on, start) for start in range(0, len(which), chunk)], execution.cores)
    return Ensemble(columns, record, months, in_order(firsts), in_order(lasts))


def in_order(chunks: dict[int, State]) -> State | None:
    """Return the states of chunks as one stack."""
    return joined([chunks[start] for start in sorted(chunks)]) if chunks else None
