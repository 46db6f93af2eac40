"""Run the first replicates of scenarios, as many as a picture needs, and cache them."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from trustladder.analysis.statistics import clusters_of, pasts_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.arrays.tables import Integers
from trustladder.sim.engine import Execution, Progress
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.fits import default_sets
from trustladder.sim.month.run import Record, gathered
from trustladder.sim.scenario.scenario import Scenario

SAMPLES = 60  # points along the horizon
SMALL_CHUNK = 8  # replicates of a task of what is counted ahead, which has to make room at once
CHUNK = 32  # replicates of a task at most: a count that is given up ends within one, and cores end together
SHARES = 4  # tasks at least, so that two cores, one of them busy with a page, finish at about the same time
CACHE_SIZE = 6  # scenarios whose runs stay in memory


Key = TypeVar("Key")
Value = TypeVar("Value")


def evict(kept: OrderedDict[Key, Value], key: Key, size: Callable[[Value], int]) -> None:
    """Drop the entries with the fewest runs, the oldest first, until there is room for `key`."""
    while key not in kept and len(kept) >= CACHE_SIZE:
        del kept[min(kept, key=lambda one: size(kept[one]))]


def chunk_size(which: range, most: int = CHUNK) -> int:
    """Return how many replicates make a task."""
    return min(most, -(-len(which) // SHARES))


def drawn_months(months: int) -> Integers:
    """Return the months that are drawn: about `SAMPLES` of them, the first and the last included."""
    return np.unique(np.linspace(0, months - 1, min(months, SAMPLES + 1)).round().astype(np.int64))


def spread(scenario: Scenario) -> UncertainScenario:
    """Return a scenario spread over what is not known about it, as every picture and every replay has it."""
    return UncertainScenario(scenario, default_sets(scenario))


class LeversMoved(UncertainScenario):
    """A scenario that differs by its levers alone from one that is spread: what its sets make of it is made already."""

    def __init__(self, scenario: Scenario, still: UncertainScenario) -> None:
        vars(self).update(vars(still))
        self.scenario, self._still, self._known = scenario, still, {}

    def under(self, group: int) -> Scenario:
        """Return the scenario under the parameter set of a group of equal ones."""
        if group not in self._known:
            found = self._still.under(group)
            self._known[group] = found.model_copy(update={"levers": self.scenario.levers})
        return self._known[group]


class Spreads:
    """The scenario that was spread last, for those that differ from it by their levers alone."""

    def __init__(self) -> None:
        self._key = ""
        self._still: UncertainScenario | None = None

    def of(self, scenario: Scenario, key: str, build: Callable[[], Scenario]) -> UncertainScenario:
        """Return a scenario spread; `build` makes the same scenario, under a key, with its levers as they are."""
        if self._still is None or self._key != key:
            self._key, self._still = key, spread(build())
        of_sets = any(path.startswith("levers.") for path in self._still.sets[0])
        return spread(scenario) if of_sets else LeversMoved(scenario, self._still)

    def drop(self, base: str) -> None:
        """Drop an uploaded scenario that has been replaced, by its name."""
        if base in self._key:
            self._still = None


class ScenarioRuns:
    """Replicates 0 to `count` of one scenario; `keep_pasts` keeps its pasts on disk too, for the next command."""

    def __init__(self, scenario: Scenario, keep_pasts: bool = True, uncertain: UncertainScenario | None = None) -> None:
        self.scenario, self.names, self.count, self.keep_pasts = scenario, Index(scenario), 0, keep_pasts
        self.uncertain = spread(scenario) if uncertain is None else uncertain
        self.columns = {name: index for index, name in enumerate(series_names(self.names.domains))}
        self.made = dict[str, Any]()  # what was made of the replicates, by its name
        self._records = list[Record]()

    def extend(
        self,
        to: int,
        cancel: threading.Event | None = None,
        progress: Progress | None = None,
        chunk: int = CHUNK,
    ) -> None:
        """Run the replicates that are missing up to `to`.

        Raises Cancelled, and keeps what there was, once `cancel` is set.
        """
        if to <= self.count:
            return
        which = range(self.count, to)
        execution = Execution(cancel=cancel, progress=progress, keep_pasts=self.keep_pasts)
        size = chunk_size(which, chunk)
        part = run_parameter_sets(self.uncertain, which, self.scenario.seed, chunk=size, execution=execution)
        self._records.append(part.record)
        self.count = to
        self.made.clear()

    @property
    def clusters(self) -> tuple[Integers, ...]:
        """The kinds of clusters in which replicates are alike: parameter sets, and pasts."""
        return clusters_of(np.arange(self.count), len(self.uncertain.sets), pasts_of(self.scenario))

    def record(self) -> Record:
        """Return the record of all replicates."""
        return self._records[0] if len(self._records) == 1 else gathered(self._records)


class RunCache:
    """Runs of the last few scenarios, so that undo and a comparison of A and B need no new runs."""

    def __init__(self) -> None:
        self._runs = OrderedDict[str, ScenarioRuns]()

    def runs(self, key: str, build: Callable[[], ScenarioRuns], keep: bool = True) -> ScenarioRuns:
        """Return the runs of the scenario under a key; build them where they are not cached, and cache them."""
        if key not in self._runs:
            made = build()
            if not keep:
                return made
            evict(self._runs, key, lambda one: one.count)
            self._runs[key] = made
        self._runs.move_to_end(key)
        return self._runs[key]

    def drop(self, base: str) -> None:
        """Drop the runs of an uploaded scenario that has been replaced, by its name."""
        for key in [key for key in list(self._runs) if base in key]:
            self._runs.pop(key, None)
