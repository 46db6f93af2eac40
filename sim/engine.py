"""The compiled lane: many replicates of a World on all cores, cancellable, with progress.

The kernel releases the interpreter's lock, so plain threads share it. Each chunk of runs is independent and chance is
a function of its key, so neither threads nor chunks change a bit of the result.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, NamedTuple

import numpy as np

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names, watched
from trustladder.sim.arrays.state import State, blank, chosen, joined, stacked
from trustladder.sim.arrays.tables import Codes, Floats, ModelTables
from trustladder.sim.arrays.warm_start import begun
from trustladder.sim.machine import draws
from trustladder.sim.month.run import Record, empty_record, gathered, some_of
from trustladder.sim.month.scratch import slate_of
from trustladder.sim.month.simulate import simulate
from trustladder.sim.scenario.scenario import Scenario

CHUNK = 50  # runs a task: short enough to cancel at once, long enough to cost no overhead
ParameterSets = Sequence[Mapping[str, Any]]  # parameter sets: dotted changes of a scenario
Progress = Callable[[int], None]  # is told how many more runs are done


class Cancelled(Exception):
    """The ensemble was asked to stop before it was done."""


class Ensemble(NamedTuple):
    """What a number of runs leave."""

    columns: list[str]  # series, the last axis of `record` and `months`
    record: Record
    months: Floats  # [run, month, series] for the first runs, as many as were asked for
    begun: State | None  # the states of the first runs after their first month, a stack, as many as were asked for
    states: State | None  # their last states


def starting_states(
    scenario: Scenario, seed: int, threads: int | None = None, cancel: threading.Event | None = None
) -> State:
    """The states with which replicates begin, a stack: what the runs of the past leave, else one blank state."""
    tables, before = tables_of(scenario), scenario.history()
    if before is None:
        return stacked([blank(tables)])
    assert scenario.past is not None
    ends = _past(before, scenario.past.replicates, seed, threads, cancel)
    return begun(tables, Index(scenario), ends, Index(before))


_pasts: dict[tuple[str, int, int], State] = {}  # the last few pasts, by scenario, seed and number


def _past(before: Scenario, runs: int, seed: int, threads: int | None, cancel: threading.Event | None) -> State:
    """The last states of a past's runs; kept, because every policy on one future begins with the same past."""
    key = (before.model_dump_json(), seed, runs)
    if key not in _pasts:
        while len(_pasts) >= 4:
            _pasts.pop(next(iter(_pasts)))
        _pasts[key] = ends_of(before, range(runs), seed, threads=threads, cancel=cancel)
    return _pasts[key]


def replicates(
    tables: ModelTables,
    names: Index,
    starts: State,
    seed: int,
    which: Sequence[int],
    *,
    keep: int = 0,
    keep_months: bool = True,
    aligned: bool = False,
    threads: int | None = None,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Ensemble:
    """Chosen replicates of a World, with the last states of the first `keep` of them, and their months where wanted.

    Replicate k begins with the start k modulo their number; where `aligned`, it is the place among `which` that counts, so
    that each can have a start of its own.
    Raises Cancelled, at the next chunk, once `cancel` is set.
    """
    columns = series_names(names.domains)
    record = empty_record(tables, len(columns), len(which))
    months = np.zeros((min(keep, len(which)) if keep_months else 0, tables.months, len(columns)))
    who, key = watched(tables), np.uint64(draws.seed_key(seed))
    opened: dict[int, State] = {}
    ends: dict[int, State] = {}

    def work_on(start: int) -> int:
        if cancel is not None and cancel.is_set():
            raise Cancelled
        here = slice(start, min(start + chunk, len(which)))
        numbers = np.array(which[here], dtype=np.uint64)
        places = list(range(here.start, here.stop))
        began = [(place if aligned else which[place]) % len(starts.supply) for place in places]
        states = chosen(starts, began)
        part = some_of(record, here)
        simulate(tables, states, who, key, numbers, slate_of(tables, len(columns)), part, months[here])
        if start < keep:
            kept = min(chunk, keep - start, len(numbers))
            ends[start] = chosen(states, list(range(kept)))
            if keep_months:
                opened[start] = first_month(chosen(starts, began[:kept]), numbers[:kept])
        return len(numbers)

    def first_month(states: State, numbers: Codes) -> State:
        short = tables._replace(months=1)
        record = empty_record(short, len(columns), len(numbers))
        simulate(short, states, who, key, numbers, slate_of(tables, len(columns)), record, months[:0])
        return states

    for done in each(work_on, range(0, len(which), chunk), threads or os.cpu_count() or 1):
        if progress is not None:
            progress(done)
    return Ensemble(columns, record, months, in_order(opened), in_order(ends))


def each(task: Callable[[int], int], starts: Sequence[int], threads: int) -> Iterator[int]:
    """What a task returns for each start, as it is done; by this thread where one is enough."""
    if min(threads, len(starts)) <= 1:
        yield from map(task, starts)
        return
    with ThreadPoolExecutor(threads) as pool:
        tasks = [pool.submit(task, start) for start in starts]
        try:
            for done in as_completed(tasks):
                yield done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def in_order(chunks: dict[int, State]) -> State | None:
    """The states of chunks as one stack."""
    return joined([chunks[start] for start in sorted(chunks)]) if chunks else None


def starts_for(scenario: Scenario, tables: ModelTables, which: Sequence[int], seed: int, **options: Any) -> State:
    """The states with which just these replicates begin, one each, or a single blank one; options as of `ends_of`.

    Only the pasts that they need are run, each of them once.
    """
    before = scenario.history()
    if before is None or scenario.past is None:
        return stacked([blank(tables)])
    pasts = [one % scenario.past.replicates for one in which]
    needed = sorted(set(pasts))
    ends = ends_of(before, needed, seed, **options)
    if needed != pasts:
        places = {past: place for place, past in enumerate(needed)}
        ends = chosen(ends, [places[past] for past in pasts])
    return begun(tables, Index(scenario), ends, Index(before))


def ends_of(before: Scenario, which: Sequence[int], seed: int, **options: Any) -> State:
    """The last states of some replicates of a past, after its own past where it has one; options as of `replicates`."""
    tables = tables_of(before)
    options = {"threads": 1, **options}
    starts = starts_for(before, tables, which, seed, **options)
    done = replicates(
        tables, Index(before), starts, seed, which, keep=len(which), keep_months=False, aligned=True, **options
    )
    assert done.states is not None
    return done.states


def ensemble(
    scenario: Scenario, runs: int, *, seed: int | None = None, first: int = 0, sets: ParameterSets = (), **options: Any
) -> Ensemble:
    """Replicates `first` to `first + runs` of a scenario; options as of `replicates`, or of `believed` where there are sets."""
    seed = scenario.seed if seed is None else seed
    which = range(first, first + runs)
    if sets:
        return believed(scenario, sets, seed, which, **options)
    starts = starting_states(scenario, seed, options.get("threads"), options.get("cancel"))
    return replicates(tables_of(scenario), Index(scenario), starts, seed, which, **options)


def believed(
    scenario: Scenario,
    sets: ParameterSets,
    seed: int,
    which: range,
    *,
    keep: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Ensemble:
    """Replicates under what is not known: replicate k lives in the world of parameter set k modulo their number."""
    groups = [group for group in (list(which[number :: len(sets)]) for number in range(len(sets))) if group]

    def work_on(group: list[int]) -> Ensemble:
        one = scenario.with_parameters(sets[group[0] % len(sets)])
        tables = tables_of(one)
        starts, kept = starts_for(one, tables, group, seed), sum(replicate < which.start + keep for replicate in group)
        return replicates(
            tables, Index(one), starts, seed, group, keep=kept, aligned=True, threads=1, progress=progress,
            cancel=cancel,
        )  # fmt: skip

    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        done = list(pool.map(work_on, groups))
    return shuffled_back(done, groups, which.start + keep)


def shuffled_back(done: list[Ensemble], groups: list[list[int]], end: int) -> Ensemble:
    """The ensembles of groups of replicates as one, in the order of replicates; `end` is the first that was not kept."""
    every = np.argsort([replicate for group in groups for replicate in group])
    kept = np.argsort([replicate for group in groups for replicate in group if replicate < end])
    record = some_of(gathered(one.record for one in done), every)
    months = np.concatenate([one.months for one in done])[kept]
    stacks = [
        [state for state in (getattr(one, name) for one in done) if state is not None] for name in ("begun", "states")
    ]
    first, last = (chosen(joined(stack), kept.tolist()) if stack else None for stack in stacks)
    return Ensemble(done[0].columns, record, months, first, last)
