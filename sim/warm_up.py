"""Warm-up: the runs of a scenario's past, and the states with which its replicates begin."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import State, joined, take
from trustladder.sim.arrays.tables import ModelTables
from trustladder.sim.arrays.warm_start import warm_start
from trustladder.sim.engine import CHUNK, IN_FULL, Execution, Starts, blank_starts, replicates
from trustladder.sim.past_store import PastStore
from trustladder.sim.scenario.changes import Identity
from trustladder.sim.scenario.scenario import Scenario

LOG = logging.getLogger(__name__)
WARM_UP_BYTES = 128_000_000  # of the last states of pasts that are kept
PastKey = tuple[Any, ...]
BEGUN = 2  # half as many bytes again for states as scenarios began with them
BEGUN_FROM = ("attributes", "governments", "rungs", "agenda")  # tables that tell them apart, beside those of the past


@dataclass
class LastStates:
    """The last states of those runs of one past that have been run."""

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
        """Return the last states of some runs, a stack."""
        assert self.states is not None
        rows = [self.rows[replicate] for replicate in which]
        return self.states if rows == list(range(len(self.rows))) else take(self.states, rows)


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
        self._lock = threading.Lock()
        self._pasts: OrderedDict[PastKey, LastStates] = OrderedDict()  # what was used last stands last
        self._begun, self._begun_size = dict[PastKey, State](), 0

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
        before, past = scenario.history(), scenario.past
        if before is None or past is None:
            return blank_starts(tables, len(which))
        needed = sorted({replicate % past.replicates for replicate in which})
        key = (past.content, scenario.start, scenario.uncertainties, scenario.structure, seed)
        row = {replicate: i for i, replicate in enumerate(needed)}
        begun = (key, *needed, *(Identity(getattr(tables, name)) for name in BEGUN_FROM))
        states = self._known(begun)
        if states is None:
            last = self._last_states(key, before, needed, seed, chunk, execution)
            states = warm_start(tables, Index(scenario), last, Index(before))
            self._keep_begun(begun, states)
        return Starts(states, [row[replicate % past.replicates] for replicate in which])

    def _known(self, begun: PastKey) -> State | None:
        """Return the states with which a scenario of late began that differs by levers alone."""
        with self._lock:
            if begun not in self._begun:
                return None
            self._pasts.move_to_end(begun[0])
            return self._begun[begun]

    def _keep_begun(self, begun: PastKey, states: State) -> None:
        """Keep the states with which a scenario begins, as long as its past is kept and there is room."""
        with self._lock:
            if begun[0] in self._pasts and begun not in self._begun:
                self._begun[begun] = states
                self._begun_size += size_of(states)
            while self._begun_size > self.limit // BEGUN:
                self._begun_size -= size_of(self._begun.pop(next(iter(self._begun))))

    def _last_states(
        self, key: PastKey, before: Scenario, needed: Sequence[int], seed: int, chunk: int, execution: Execution
    ) -> State:
        with self._lock:
            past = self._pasts.setdefault(key, LastStates())
            self._pasts.move_to_end(key)
        with past.lock:
            before_disk = len(past.rows)
            missing = self._not_on_disk(key, past, needed)
            if missing:
                LOG.debug("running the past %s times from %s", len(missing), before.start)
                past.add(missing, self._run(before, missing, seed, chunk, execution))
                if self.store is not None and execution.keep_pasts:
                    self.store.write(name_of(key), list(past.rows), past.of(list(past.rows)))
            if len(past.rows) > before_disk:
                self._account(key, past, len(missing))
            return past.of(needed)

    def _not_on_disk(self, key: PastKey, past: LastStates, needed: Sequence[int]) -> list[int]:
        """Return the replicates that neither memory nor disk knows, after reading those that the disk knows."""
        missing = [replicate for replicate in needed if replicate not in past.rows]
        kept = self.store.read(name_of(key)) if missing and self.store is not None else None
        if kept is None:
            return missing
        new = [row for row, replicate in enumerate(kept.replicates) if replicate not in past.rows]
        if new:
            past.add([kept.replicates[row] for row in new], take(kept.states, new))
        return [replicate for replicate in missing if replicate not in past.rows]

    def _run(self, before: Scenario, which: Sequence[int], seed: int, chunk: int, execution: Execution) -> State:
        tables = tables_of(before)
        starts = self.starts(before, tables, which, seed, chunk=chunk, execution=execution)
        done = replicates(
            tables,
            Index(before),
            starts,
            seed,
            which,
            keep=len(which),
            keep_months=False,
            chunk=chunk,
            execution=execution,
        )
        assert done.last_states is not None
        return done.last_states

    def _account(self, key: PastKey, past: LastStates, runs: int) -> None:
        """Count a past that has grown, and forget those unused longest while all are larger than allowed."""
        with self._lock:
            self.runs += runs
            if self._pasts.get(key) is not past:  # forgotten meanwhile
                return
            self.size += past.size - past.counted
            past.counted = past.size
            while self.size > self.limit and (oldest := next(iter(self._pasts))) != key:
                self.size -= self._pasts.pop(oldest).counted
                for begun in [begun for begun in self._begun if begun[0] == oldest]:
                    self._begun_size -= size_of(self._begun.pop(begun))


def size_of(states: State) -> int:
    """Return the bytes of a stack of states."""
    return sum(one.nbytes for one in states)


def name_of(key: PastKey) -> str:
    """Return the name under which a past is kept on disk."""
    content, start, uncertainties, structure, seed = key
    parts = (content, start.isoformat(), uncertainties.model_dump_json(), structure.model_dump_json(), str(seed))
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


WARM_UPS = WarmUpCache(store=PastStore())
