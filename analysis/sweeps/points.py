"""One point of a sweep: the past with which it begins, shared with other points, and its runs.

A past depends on uncertainties and structure only, so points that differ in levers, forums or events share one, and so do
scenarios with the same past; and only as many futures of the past are run as the point's replicates begin with.
"""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from hashlib import blake2b
from typing import Any, NamedTuple

from trustladder.analysis.sweeps.changes import changed
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import State, blank, stacked
from trustladder.sim.arrays.tables import ModelTables
from trustladder.sim.arrays.warm_start import begun
from trustladder.sim.engine import ParameterSets, Progress, ends_of, replicates
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.scenario import Scenario

PASTS_KEPT = 128_000_000  # bytes of last states of pasts
PastKey = tuple[Any, ...]


class Ground(NamedTuple):
    """A scenario on which points lay their changes, with its past read once."""

    past: str  # the same for grounds whose pasts differ in uncertainties and structure alone
    scenario: Scenario
    before: Scenario | None


def ground_of(scenario: Scenario) -> Ground:
    """The ground of a scenario."""
    before = scenario.history()
    text = "" if before is None else before.model_dump_json(exclude={"uncertainties", "structure"})
    return Ground(blake2b(text.encode(), digest_size=8).hexdigest(), scenario, before)


def worlds_of(sets: ParameterSets) -> dict[str, list[int]]:
    """The worlds of parameter sets, by name: the numbers of those that believe the same."""
    found: dict[str, list[int]] = {}
    for number, beliefs in enumerate(sets):
        found.setdefault(repr(sorted(beliefs.items())), []).append(number)
    return found


def with_parameters(ground: Ground, settings: Mapping[str, Any], world: str) -> Ground:
    """A ground in a world, named by a word of its own, of which settings hold, in its past too."""
    before = ground.before
    if before is not None:
        before = changed(before, settings) if before.past is None else before.with_parameters(settings)
    return Ground(f"{world}, {ground.past}", changed(ground.scenario, settings), before)


class Pasts:
    """Last states of pasts, shared between points; safe to ask from several threads, and bounded in memory."""

    def __init__(self, seed: int) -> None:
        self.seed, self.lock, self.size = seed, threading.Lock(), 0
        self.known: dict[PastKey, Future[State]] = {}  # what was asked for last stands last
        self.made = 0  # how many were run

    def begin(
        self, tables: ModelTables, scenario: Scenario, ground: Ground, which: Sequence[int], threads: int
    ) -> tuple[State, bool]:
        """The states with which replicates of a scenario begin, and whether there is one for each of them, in order.

        Otherwise there is one for each past there is, or a single one that is blank: replicate k has state k modulo their
        number.
        """
        if ground.before is None or scenario.past is None:
            return stacked([blank(tables)]), False
        now = {"uncertainties": scenario.uncertainties, "structure": scenario.structure}
        before, pasts = ground.before.model_copy(update=now), scenario.past.replicates
        aligned = len(which) < pasts
        wanted = tuple(replicate % pasts for replicate in which) if aligned else tuple(range(pasts))
        ends = self._ends((ground.past, wanted, *now.values()), before, wanted, threads)
        return begun(tables, Index(scenario), ends, Index(before)), aligned

    def _ends(self, key: PastKey, before: Scenario, wanted: tuple[int, ...], threads: int) -> State:
        with self.lock:
            known = self.known.pop(key, None)
            promise = self.known[key] = known or Future()
        if known:
            return known.result()
        try:
            ends = self._run(before, wanted, threads)
        except BaseException as error:
            with self.lock:
                self.known.pop(key, None)
            promise.set_exception(error)
            raise
        promise.set_result(ends)
        self._forget(ends)
        return ends

    def _run(self, before: Scenario, wanted: tuple[int, ...], threads: int) -> State:
        ends = ends_of(before, wanted, self.seed, threads=threads)
        self.made += 1
        return ends

    def _forget(self, newest: State) -> None:
        """Let go of the pasts that were not asked for longest."""
        with self.lock:
            self.size += size_of(newest)
            while self.size > PASTS_KEPT and len(self.known) > 1:
                key, oldest = next(iter(self.known.items()))
                if not oldest.done():
                    break
                self.size -= size_of(self.known.pop(key).result())


def size_of(states: State) -> int:
    """Bytes of a stack of states."""
    return sum(field.nbytes for field in states)


def runs_of(
    scenario: Scenario,
    ground: Ground,
    pasts: Pasts,
    which: Sequence[int],
    threads: int = 1,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Record:
    """What some replicates of a point leave."""
    tables = tables_of(scenario)
    starts, aligned = pasts.begin(tables, scenario, ground, which, threads)
    done = replicates(
        tables, Index(scenario), starts, pasts.seed, which, aligned=aligned, threads=threads, progress=progress, cancel=cancel
    )  # fmt: skip
    return done.record
