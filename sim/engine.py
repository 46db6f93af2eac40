"""The compiled lane: many replicates of a scenario on all cores, cancellable, with progress.

The compiled month releases the interpreter's lock, so plain threads share it. Each chunk of runs is independent and
chance is a function of its key, so neither threads nor chunks change a bit of the result.
"""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import observed_groups, series_names
from trustladder.sim.arrays.state import State, copy_states, part_of, unfilled
from trustladder.sim.arrays.tables import Floats, ModelTables
from trustladder.sim.log_rows import LogKeeper, is_too_small, larger, room_for, rows_of
from trustladder.sim.machine import draws
from trustladder.sim.month.log import NO_CHANGES, Changes, Log
from trustladder.sim.month.run import Record, empty_record, some_of
from trustladder.sim.month.scratch import Scratch, scratch_of
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


class Point(NamedTuple):
    """Replicates of one model: its tables, and their numbers."""

    tables: ModelTables
    which: Sequence[int]


class Piece(NamedTuple):
    """Replicates of one point that one call of the kernel runs, and where they stand among those of all points."""

    tables: ModelTables
    which: Sequence[int]
    place: slice  # among all
    kept: slice  # among those that are kept: the first of every point
    logged: int  # of how many, from the first, a log is kept
    chunk: int  # of the log, from 0

    @property
    def keep(self) -> int:
        """Of how many, from the first, states are kept."""
        return self.kept.stop - self.kept.start


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
    logged = [0 if log is None else log.futures]
    pieces = pieces_of([Point(tables, which)], [keep], logged, chunk)
    run = EnsembleRun(pieces, names, starts, seed, keep_months, log, changes)
    return run.done(chunk, execution)


def pieces_of(points: Sequence[Point], keep: Sequence[int], logged: Sequence[int], chunk: int) -> list[Piece]:
    """Return points cut into pieces of at most `chunk` replicates; the first of each point are kept, or logged.

    Each has as many numbers as there are points.
    """
    found, place, kept, chunks = list[Piece](), 0, 0, 0
    for point, keeping, logging in zip(points, keep, logged, strict=True):
        for start in range(0, len(point.which), chunk):
            which = point.which[start : start + chunk]
            here, noted = (min(max(most - start, 0), len(which)) for most in (keeping, logging))
            places = slice(place, place + len(which)), slice(kept, kept + here)
            found.append(Piece(point.tables, which, *places, noted, chunks))
            place, kept, chunks = place + len(which), kept + here, chunks + (noted > 0)
    return found


def tasks_of(pieces: Sequence[Piece], chunk: int) -> list[list[Piece]]:
    """Return pieces in order, together as long as they have at most `chunk` replicates."""
    found, runs = list[list[Piece]](), chunk
    for piece in pieces:
        if runs + len(piece.which) > chunk:
            found.append([])
            runs = 0
        found[-1].append(piece)
        runs += len(piece.which)
    return found


class Room(NamedTuple):
    """What a thread works in."""

    states: State  # a stack; what is kept of a run's last state
    scratch: Scratch
    log: Log


class EnsembleRun:
    """Replicates of points that are alike but for the numbers of their tables, and what is recorded of them.

    `starts` has the rows of all replicates, point by point.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        names: Index,
        starts: Starts,
        seed: int,
        keep_months: bool = True,
        log: LogKeeper | None = None,
        changes: Changes = NO_CHANGES,
    ) -> None:
        self.pieces, self.starts, self.log, self.changes = pieces, starts, log, changes
        self.columns, self.key = series_names(names.domains), np.uint64(draws.seed_key(seed))
        tables, kept, states = pieces[0].tables, pieces[-1].kept.stop, starts.states
        self.record = empty_record(tables, len(self.columns), pieces[-1].place.stop)
        self.months = np.zeros((kept if keep_months else 0, tables.months, len(self.columns)))
        self._lasts = unfilled(states, kept) if kept else None
        self._firsts = unfilled(states, kept) if kept and keep_months else None
        self._rows, self._rooms = np.array(starts.rows, dtype=np.int64), list[Room]()  # that no thread works in

    def done(self, chunk: int, execution: Execution) -> Ensemble:
        """Run all of them, and return what came of them, point by point."""
        tasks = [partial(self._work_on, task, execution) for task in tasks_of(self.pieces, chunk)]
        in_parallel(tasks, execution.cores)
        return Ensemble(self.columns, self.record, self.months, self._firsts, self._lasts)

    def _work_on(self, pieces: list[Piece], execution: Execution) -> None:
        """Run the pieces of one task, one after the other."""
        room = self._room(pieces[0].tables)
        for piece in pieces:
            execution.check()
            own, record = self._own_room(piece, room), some_of(self.record, piece.place)
            months = self.months[piece.kept] if len(self.months) else self.months
            simulate(*self._given(piece.tables, piece.place, piece.which, record, months, own))
            self._keep(piece, own, room)
        self._rooms.append(room)
        execution.advance(sum(len(piece.which) for piece in pieces))

    def _room(self, tables: ModelTables) -> Room:
        """Return a room that no thread works in, for what keeps nothing but the record; a new one if there is none."""
        with suppress(IndexError):
            return self._rooms.pop()
        return Room(unfilled(self.starts.states, 1), scratch_of(tables, len(self.columns)), room_for(tables, 0))

    def _own_room(self, piece: Piece, room: Room) -> Room:
        """Return the room of a thread, but for what is to be kept of a piece."""
        if self._lasts is not None and piece.keep == len(piece.which):
            room = room._replace(states=part_of(self._lasts, piece.kept))
        elif piece.keep:
            room = room._replace(states=unfilled(self.starts.states, piece.keep + 1))
        return room._replace(log=room_for(piece.tables, piece.logged)) if piece.logged else room

    def _given(
        self, tables: ModelTables, place: slice, which: Sequence[int], record: Record, months: Floats, room: Room
    ) -> tuple[Any, ...]:
        """Return what the kernel takes for replicates of one model, which stand at a place among all."""
        states = self.starts.states, self._rows[place], room.states
        chance = self.key, np.array(which, dtype=np.uint64)
        kept = room.scratch, record, months, room.log
        return tables, *states, observed_groups(tables), *chance, *kept, self.changes

    def _keep(self, piece: Piece, own: Room, room: Room) -> None:
        """Keep what is to be kept of a piece that was run in a room of its own, in the thread's other one."""
        if self._lasts is not None and 0 < piece.keep < len(piece.which):
            copy_states(part_of(own.states, slice(piece.keep)), part_of(self._lasts, piece.kept))
        if self._firsts is not None and piece.keep:
            self._run_first_month(piece, room._replace(states=part_of(self._firsts, piece.kept)))
        if self.log is not None and piece.logged:
            self._keep_log(self.log, piece, own.log, room)

    def _keep_log(self, log: LogKeeper, piece: Piece, noted: Log, room: Room) -> None:
        """Hand on the log of a piece; where it was too small, the futures run again with room for all that happened."""
        while is_too_small(noted):
            noted = larger(piece.tables, noted)
            self._run_again(piece, piece.tables, piece.logged, room._replace(log=noted))
        log.keep(piece.chunk, rows_of(noted, piece.which[: piece.logged], int(piece.tables.first_month)))

    def _run_first_month(self, piece: Piece, room: Room) -> None:
        """Leave in the room's states those of the replicates that are kept after their first month."""
        self._run_again(piece, piece.tables._replace(months=1), piece.keep, room)

    def _run_again(self, piece: Piece, tables: ModelTables, runs: int, room: Room) -> None:
        """Run the first replicates of a piece once more, for what was not kept of them."""
        record, start = empty_record(tables, len(self.columns), runs), piece.place.start
        place, which = slice(start, start + runs), piece.which[:runs]
        simulate(*self._given(tables, place, which, record, self.months[:0], room))
