"""Warm-up: the runs of a scenario's past, and the states with which its replicates begin."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import count
from typing import Any

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import State, blanks, joined, part_of, take
from trustladder.sim.arrays.tables import ModelTables
from trustladder.sim.arrays.warm_start import warm_starts
from trustladder.sim.engine import CHUNK, IN_FULL, EnsembleRun, Execution, Point, Starts, pieces_of
from trustladder.sim.past_store import PastStore
from trustladder.sim.scenario.changes import Identity
from trustladder.sim.scenario.scenario import Scenario

LOG = logging.getLogger(__name__)
WARM_UP_BYTES = 128_000_000  # of the last states of pasts that are kept
Begun = tuple[Any, ...]  # what the states hang on with which scenarios begin
BEGUN = 2  # half as many bytes again for states as scenarios began with them
BEGUN_FROM = ("attributes", "governments", "rungs", "agenda")  # tables that tell them apart, beside those of the past


@dataclass
class LastStates:
    """The last states of those runs of one past that have been run."""

    number: int  # in the order in which pasts became known
    lock: threading.Lock = field(default_factory=threading.Lock)
    states: State | None = None  # a stack
    rows: dict[int, int] = field(default_factory=dict)  # by replicate of the past
    counted: int = 0  # bytes that the cache has counted

    @property
    def size(self) -> int:
        """The bytes of the states."""
        return 0 if self.states is None else size_of(self.states)

    def add(self, which: Sequence[int], states: State) -> None:
        """Add the last states of some more runs."""
        self.rows |= {replicate: len(self.rows) + i for i, replicate in enumerate(which)}
        self.states = states if self.states is None else joined([self.states, states])

    def of(self, which: Sequence[int]) -> State:
        """Return the last states of some runs, a stack; nothing may write into it."""
        assert self.states is not None
        rows = [self.rows[replicate] for replicate in which]
        neighbours = slice(rows[0], rows[0] + len(rows)) if rows else slice(0, 0)
        if rows == list(range(neighbours.start, neighbours.stop)):
            return part_of(self.states, neighbours)
        return take(self.states, rows)


class WarmUpCache:
    """The last states of the runs of pasts, with which the replicates of scenarios begin; each is run once.

    Scenarios share a past where its content, with uncertainties and structure, and the seed are the same, so that
    policies, points of a sweep and arms of an experiment do. Threads that need the same past wait for one of them to
    run it. The pasts that were used longest ago are forgotten once all take more than `limit` bytes. What a `store`
    holds is read from it, and what was run is kept there if the execution says so.
    """

    def __init__(self, limit: int = WARM_UP_BYTES, store: PastStore | None = None) -> None:
        self.limit, self.size, self.store = limit, 0, store  # bytes
        self.runs = 0  # of pasts, simulated so far
        self._lock, self._numbers = threading.Lock(), count()
        self._pasts: OrderedDict[str, LastStates] = OrderedDict()  # what was used last stands last
        self._begun, self._begun_size = OrderedDict[Begun, State](), 0  # likewise

    def __len__(self) -> int:
        return len(self._pasts)

    def starts(
        self,
        scenario: Scenario,
        tables: ModelTables,
        which: Sequence[int],
        seed: int,
        *,
        chunk: int = CHUNK,
        execution: Execution = IN_FULL,
    ) -> Starts:
        """Return the states with which replicates of a scenario begin: blank, or what its past leaves.

        `execution` is of the past.

        Only those runs of the past are made that the replicates need and that are not there yet. Raises Cancelled, and
        keeps nothing of a past that was not finished, once the execution is cancelled.
        """
        return self.starts_of([scenario], [Point(tables, which)], seed, chunk=chunk, execution=execution)

    def starts_of(
        self,
        scenarios: Sequence[Scenario],
        points: Sequence[Point],
        seed: int,
        *,
        chunk: int = CHUNK,
        execution: Execution = IN_FULL,
    ) -> Starts:
        """Return the same for the replicates of several scenarios, one after the other, that differ in numbers alone.

        Their pasts are run side by side.
        """
        if all(one.past is None for one in scenarios):
            return blank_starts_of(points)
        pasts = [0 if one.past is None else one.past.replicates for one in scenarios]
        needed = [sorted({one % many for one in point.which}) for many, point in zip(pasts, points, strict=True)]
        keys = [past_key(one, seed) for one in scenarios]
        begun = tuple(
            (key, *which, *(Identity(getattr(point.tables, name)) for name in BEGUN_FROM))
            for key, which, point in zip(keys, needed, points, strict=True)
        )
        states = self._known(begun)
        if states is None:
            befores = [before for one in scenarios if (before := one.history()) is not None]
            last = self._last_states(keys, befores, needed, seed, chunk, execution)
            counts, models = [len(which) for which in needed], [point.tables for point in points]
            states = warm_starts(models, counts, Index(scenarios[0]), last, Index(befores[0]))
            self._keep_begun(begun, states)
        return Starts(states, rows_of(points, needed, pasts))

    def _known(self, begun: Begun) -> State | None:
        """Return the states with which scenarios of late began that differ by levers alone."""
        with self._lock:
            if begun not in self._begun:
                return None
            self._begun.move_to_end(begun)
            for key, *_ in begun:
                if key in self._pasts:
                    self._pasts.move_to_end(key)
            return self._begun[begun]

    def _keep_begun(self, begun: Begun, states: State) -> None:
        """Keep the states with which scenarios begin, as long as there is room."""
        with self._lock:
            if begun not in self._begun:
                self._begun[begun] = states
                self._begun_size += size_of(states)
            while self._begun_size > self.limit // BEGUN:
                self._begun_size -= size_of(self._begun.popitem(last=False)[1])

    def _last_states(
        self,
        keys: Sequence[str],
        befores: Sequence[Scenario],
        needed: Sequence[list[int]],
        seed: int,
        chunk: int,
        execution: Execution,
    ) -> State:
        """Return the last states of runs of pasts, one past after the other; what nobody knows yet is run."""
        wanted: dict[str, tuple[Scenario, list[int]]] = {}
        for key, before, which in zip(keys, befores, needed, strict=True):
            wanted[key] = before, which if key not in wanted else sorted({*wanted[key][1], *which})
        with self._lock:
            pasts = {key: self._pasts.setdefault(key, LastStates(next(self._numbers))) for key in wanted}
            for key in wanted:
                self._pasts.move_to_end(key)
        with ExitStack() as held:  # in one order everywhere, so that no two threads wait for each other
            for past in sorted(pasts.values(), key=lambda one: one.number):
                held.enter_context(past.lock)
            known = {key: len(past.rows) for key, past in pasts.items()}
            missing = {key: self._not_on_disk(key, pasts[key], which) for key, (_, which) in wanted.items()}
            self._run(
                {key: (wanted[key][0], pasts[key], which) for key, which in missing.items() if which},
                seed,
                chunk,
                execution,
            )
            for key, past in pasts.items():
                if len(past.rows) > known[key]:
                    self._account(key, past, len(missing[key]))
            return joined([pasts[key].of(which) for key, which in zip(keys, needed, strict=True)])

    def _not_on_disk(self, key: str, past: LastStates, needed: Sequence[int]) -> list[int]:
        """Return the replicates that neither memory nor disk knows, after reading those that the disk knows."""
        missing = [replicate for replicate in needed if replicate not in past.rows]
        kept = self.store.read(key) if missing and self.store is not None else None
        if kept is None:
            return missing
        new = [row for row, replicate in enumerate(kept.replicates) if replicate not in past.rows]
        if new:
            states = kept.states if len(new) == len(kept.replicates) else take(kept.states, new)
            past.add([kept.replicates[row] for row in new], states)
        return [replicate for replicate in missing if replicate not in past.rows]

    def _run(
        self,
        missing: dict[str, tuple[Scenario, LastStates, list[int]]],
        seed: int,
        chunk: int,
        execution: Execution,
    ) -> None:
        """Run what is missing of pasts side by side, and add it to what is known of each."""
        if not missing:
            return
        befores = [before for before, _, _ in missing.values()]
        points = [Point(tables_of(before), which) for before, _, which in missing.values()]
        LOG.debug("running %s pasts from %s", sum(len(point.which) for point in points), befores[0].start)
        starts = self.starts_of(befores, points, seed, chunk=chunk, execution=execution)
        keep = [len(point.which) for point in points]
        pieces = pieces_of(points, keep, [0] * len(points), chunk)
        done = EnsembleRun(pieces, Index(befores[0]), starts, seed, keep_months=False).done(chunk, execution)
        assert done.last_states is not None
        end = 0
        for key, (_, past, which) in missing.items():
            past.add(which, part_of(done.last_states, slice(end, end := end + len(which))))
            if self.store is not None and execution.keep_pasts:
                self.store.write(key, list(past.rows), past.of(list(past.rows)))

    def _account(self, key: str, past: LastStates, runs: int) -> None:
        """Count a past that has grown, and forget those unused longest while all are larger than allowed."""
        with self._lock:
            self.runs += runs
            if self._pasts.get(key) is not past:  # forgotten meanwhile
                return
            self.size += past.size - past.counted
            past.counted = past.size
            while self.size > self.limit and (oldest := next(iter(self._pasts))) != key:
                self.size -= self._pasts.pop(oldest).counted


def blank_starts_of(points: Sequence[Point]) -> Starts:
    """Return the starts of replicates without a past, point by point."""
    rows = [row for row, point in enumerate(points) for _ in point.which]
    return Starts(blanks([point.tables for point in points], [1] * len(points)), rows)


def rows_of(points: Sequence[Point], needed: Sequence[Sequence[int]], pasts: Sequence[int]) -> list[int]:
    """Return the row of the start of each replicate, where those of a point's pasts follow those of the one before."""
    rows, first = list[int](), 0
    for point, which, many in zip(points, needed, pasts, strict=True):
        row = {past: first + place for place, past in enumerate(which)}
        rows += [row[replicate % many] for replicate in point.which]
        first += len(which)
    return rows


def past_key(scenario: Scenario, seed: int) -> str:
    """Return a hash of what the past of a scenario depends on, under which it is kept in memory and on disk."""
    known = map(Identity, (scenario.past, scenario.start, scenario.uncertainties, scenario.structure))
    return _past_key(*known, seed)


@lru_cache(maxsize=1024)  # the sets of a fit, for every lever and every arm again
def _past_key(past: Identity, start: Identity, facts: Identity, structure: Identity, seed: int) -> str:
    law = (table.one.model_dump_json() for table in (facts, structure))
    text = "\n".join((past.one.content, start.one.isoformat(), *law, str(seed)))
    return blake2b(text.encode(), digest_size=16).hexdigest()


def size_of(states: State) -> int:
    """Return the bytes of a stack of states."""
    return sum(one.nbytes for one in states)


WARM_UPS = WarmUpCache(store=PastStore())
