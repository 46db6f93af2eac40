"""The first futures of a scenario, run as far as they are asked for; what a lever leaves as it was is not run again."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.building import world_of
from sim.ensemble import Ensemble, replicates
from sim.kernel.run import Record
from sim.names import Names
from sim.scenario import Scenario
from sim.series import series_names
from sim.state import State, begun, blank, chosen, joined, repeated, trust_in
from sim.world import Floats, Integers

SAMPLES = 60  # points along the horizon
KEPT = 300  # futures whose months are kept: a band of more would look the same
CHUNK = 25  # futures a task: two cores share a hundred evenly
REMEMBERED = 4  # scenarios whose futures stay in memory, and facts of the world whose pasts do


class Pasts:
    """What runs of the past leave; kept as long as facts of the world stay as they were."""

    def __init__(self) -> None:
        self._ends: OrderedDict[tuple[str, int], tuple[State, Names]] = OrderedDict()

    def starts(self, scenario: Scenario, which: range, cancel: threading.Event | None) -> State:
        """The states with which these replicates begin, one each."""
        world = world_of(scenario)
        if scenario.past is None:
            return repeated(blank(world), len(which))
        facts = scenario.model_dump_json(include={"uncertainties", "structure", "past", "start"})
        needed = min(which.stop, scenario.past.replicates)
        ends, names_before = self._grown((facts, scenario.seed), scenario, needed, cancel)
        pasts = [replicate % scenario.past.replicates for replicate in which]
        return begun(world, Names(scenario), chosen(ends, pasts), names_before)

    def _grown(
        self, key: tuple[str, int], scenario: Scenario, needed: int, cancel: threading.Event | None
    ) -> tuple[State, Names]:
        """The last states of the first `needed` runs of the past, at least; only what is missing is run."""
        known = self._ends.get(key)
        have = 0 if known is None else len(known[0].gifts)
        if known is None or have < needed:
            more, names = run_past(scenario, range(have, needed), cancel)
            known = (more if known is None else joined([known[0], more]), names)
            self._ends[key] = known
        self._ends.move_to_end(key)
        while len(self._ends) > REMEMBERED:
            self._ends.popitem(last=False)
        return known


def run_past(scenario: Scenario, which: range, cancel: threading.Event | None) -> tuple[State, Names]:
    """The last states of some runs of a scenario's past, and the names of its tables."""
    before = scenario.history()
    assert before is not None
    world, names = world_of(before), Names(before)
    starts = repeated(blank(world), len(which))
    done = replicates(
        world, names, starts, scenario.seed, which, keep=len(which), aligned=True, chunk=CHUNK, cancel=cancel
    )
    assert done.states is not None
    return done.states, names


def sampled(months: int) -> Integers:
    """The months that are drawn: about `SAMPLES` of them, the first and the last among them."""
    found: Integers = np.unique(np.linspace(0, months - 1, min(months, SAMPLES + 1)).round().astype(np.int64))
    return found


class Piece(NamedTuple):
    """What is kept of some runs; their months only where they are drawn."""

    record: Record
    months: Floats  # [run, drawn month, series] of the first runs
    so_far: Floats  # the same, added up from the first month on
    trust: tuple[Floats, Floats]  # [domain, observed, observer] summed over the first runs, first and last month


class Futures:
    """Replicates 0 to `count` of one scenario."""

    def __init__(self, scenario: Scenario, pasts: Pasts) -> None:
        self.scenario, self.names, self.count = scenario, Names(scenario), 0
        self.columns = {name: place for place, name in enumerate(series_names(self.names.domains))}
        self.drawn: tuple[int, Any] | None = None  # the picture of so many futures, which A shows again and again
        self._pasts, self._pieces = pasts, list[Piece]()

    def extend(self, to: int, cancel: threading.Event | None = None) -> int:
        """Run what is missing up to `to` futures; returns how many that were.

        Raises Cancelled, and leaves what there was, once `cancel` is set.
        """
        if to <= self.count:
            return 0
        which = range(self.count, to)
        starts = self._pasts.starts(self.scenario, which, cancel)
        keep = max(0, min(to, KEPT) - which.start)
        world = world_of(self.scenario)
        part = replicates(
            world, self.names, starts, self.scenario.seed, which, keep=keep, aligned=True, chunk=CHUNK, cancel=cancel
        )
        self._pieces.append(piece(part, self.scenario.months))
        self.count = to
        return len(which)

    def record(self) -> Record:
        """What all runs left."""
        return Record._make(np.concatenate(fields) for fields in zip(*(p.record for p in self._pieces), strict=True))

    def months(self) -> Floats:
        """The months that are drawn [run, drawn month, series] of the first runs."""
        return np.concatenate([part.months for part in self._pieces])

    def so_far(self, series: str) -> Floats:
        """A series added up from the first month on [run, drawn month]."""
        return np.concatenate([part.so_far[:, :, self.columns[series]] for part in self._pieces])

    def trust(self, moment: int) -> Floats:
        """Mean trust [domain, observed, observer] with which the first runs entered the first (0) or last month (1)."""
        found: Floats = np.sum([part.trust[moment] for part in self._pieces if len(part.months)], axis=0) / len(
            self.months()
        )
        return found


def piece(part: Ensemble, months: int) -> Piece:
    """What is kept of an ensemble."""
    at = sampled(months)
    trust = [np.zeros(()) if states is None else trust_in(states).sum(axis=0) for states in (part.begun, part.states)]
    return Piece(part.record, part.months[:, at], np.cumsum(part.months, axis=1)[:, at], (trust[0], trust[1]))


class Library:
    """The futures of the last few scenarios, so that undo, and A beside B, cost nothing."""

    def __init__(self) -> None:
        self._pasts, self._kept = Pasts(), OrderedDict[str, Futures]()

    def futures(self, key: str, build: Callable[[], Scenario]) -> Futures:
        """The futures of a scenario, by a key that tells scenarios apart."""
        if key not in self._kept:
            while len(self._kept) >= REMEMBERED:
                self._kept.popitem(last=False)
            self._kept[key] = Futures(build(), self._pasts)
        self._kept.move_to_end(key)
        return self._kept[key]

    def forget(self, base: str) -> None:
        """Let go of the futures of a scenario that has been replaced, by its name."""
        for key in [key for key in self._kept if base in key]:
            del self._kept[key]
