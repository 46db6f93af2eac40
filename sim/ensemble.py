"""The compiled lane: many replicates of a World on all cores, cancellable, with progress.

The kernel releases the interpreter's lock, so plain threads share it. Each chunk of runs is independent and chance is
a function of its key, so neither threads nor chunks change a bit of the result.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple

import numpy as np

from sim import draws
from sim.building import world_of
from sim.compiled import cached
from sim.draws import folded
from sim.kernel.activity import climb, learn_bilaterally
from sim.kernel.meetings import meet, prepare
from sim.kernel.month import attend_and_reform, build, fade, give, happen, play_off, secure
from sim.kernel.reference import by_reference
from sim.kernel.run import Record, clear, empty_record, note, state_at
from sim.names import Names
from sim.scenario import Scenario
from sim.series import Watched, series_names, watched
from sim.state import State, begun, blank, chosen, joined, stacked
from sim.world import Codes, Floats, World

CHUNK = 50  # runs a task: short enough to cancel at once, long enough to cost no overhead
Progress = Callable[[int], None]  # is told how many more runs are done


class Cancelled(Exception):
    """The ensemble was asked to stop before it was done."""


class Ensemble(NamedTuple):
    """What a number of runs leave."""

    columns: list[str]  # series, the last axis of `record` and `months`
    record: Record
    months: Floats  # [run, month, series] for the first runs, as many as were asked for
    states: State | None  # the last states of the first runs, a stack, as many as were asked for


@cached
def simulate(
    world: World, states: State, who: Watched, keys: Codes, row: Floats, record: Record, months: Floats
) -> None:
    """Runs of one chunk, each from its state in `states`, where it leaves its last one."""
    tables, groups, left = by_reference(world), by_reference(who), by_reference(record)
    for run in range(len(keys)):
        state = by_reference(state_at(states, run))
        for month in range(world.first_month, world.first_month + world.months):
            moment = folded(keys[run], np.uint64(month))
            clear(row)
            happen(tables, state, moment, month)
            attend_and_reform(tables, state)
            give(tables, state, row)
            play_off(tables, state, moment, row)
            build(tables, state, row)
            prepare(tables, state)
            meet(tables, state, moment, month, row)
            climb(tables, state)
            learn_bilaterally(tables, state)
            fade(tables, state)
            secure(tables, state, moment, row)
            note(tables, state, groups, month - world.first_month, row, run, left, months)


def starting_states(
    scenario: Scenario, seed: int, threads: int | None = None, cancel: threading.Event | None = None
) -> State:
    """The states with which replicates begin, a stack: what the runs of the past leave, else one blank state."""
    before = scenario.history()
    if before is None:
        return stacked([blank(world_of(scenario))])
    assert scenario.past is not None
    world, names, names_before = world_of(scenario), Names(scenario), Names(before)
    ends = _past(before, scenario.past.replicates, seed, threads, cancel)
    return begun(world, names, ends, names_before)


_pasts: dict[tuple[str, int, int], State] = {}  # the last few pasts, by scenario, seed and number


def _past(before: Scenario, runs: int, seed: int, threads: int | None, cancel: threading.Event | None) -> State:
    """The last states of a past's runs; kept, because every policy on one future begins with the same past."""
    key = (before.model_dump_json(), seed, runs)
    if key not in _pasts:
        while len(_pasts) >= 4:
            _pasts.pop(next(iter(_pasts)))
        starts = starting_states(before, seed, threads, cancel)
        done = replicates(
            world_of(before), Names(before), starts, seed, range(runs), keep=runs, threads=threads, cancel=cancel
        )
        assert done.states is not None
        _pasts[key] = done.states
    return _pasts[key]


def replicates(
    world: World,
    names: Names,
    starts: State,
    seed: int,
    which: Sequence[int],
    *,
    keep: int = 0,
    threads: int | None = None,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Ensemble:
    """Chosen replicates of a World, with the months and last states of the first `keep` of them.

    Replicate k begins with the start k modulo their number. Raises Cancelled, at the next chunk, once `cancel` is set.
    """
    columns = series_names(names.domains)
    record = empty_record(world, len(columns), len(which))
    months = np.zeros((min(keep, len(which)), world.months, len(columns)))
    who = watched(world)
    ends: dict[int, State] = {}

    def work_on(start: int) -> int:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        here = slice(start, min(start + chunk, len(which)))
        keys = np.array([draws.run_key(seed, replicate) for replicate in which[here]], dtype=np.uint64)
        states = chosen(starts, [replicate % len(starts.gifts) for replicate in which[here]])
        part = Record._make(field[here] for field in record)
        simulate(world, states, who, keys, np.zeros(len(columns)), part, months[here])
        if start < keep:
            ends[start] = chosen(states, list(range(min(chunk, keep - start, len(keys)))))
        return len(keys)

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        tasks = [pool.submit(work_on, start) for start in range(0, len(which), chunk)]
        try:
            for task in as_completed(tasks):
                done = task.result()
                if progress is not None:
                    progress(done)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return Ensemble(columns, record, months, joined([ends[start] for start in sorted(ends)]) if ends else None)


def ensemble(scenario: Scenario, runs: int, *, seed: int | None = None, first: int = 0, **options: Any) -> Ensemble:
    """Replicates `first` to `first + runs` of a scenario; options as of `replicates`."""
    seed = scenario.seed if seed is None else seed
    starts = starting_states(scenario, seed, options.get("threads"), options.get("cancel"))
    return replicates(world_of(scenario), Names(scenario), starts, seed, range(first, first + runs), **options)
