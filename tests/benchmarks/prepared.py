"""A scenario made ready for the compiled lane: its World, and the states that its runs begin with."""

import os
from functools import cache
from typing import Any, NamedTuple

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import ModelTables
from trustladder.sim.engine import Ensemble, replicates, starting_states
from trustladder.sim.scenario.scenario import Scenario

CORES = os.cpu_count() or 1


class Prepared(NamedTuple):
    """Everything that is worked out once, before any run."""

    scenario: Scenario
    tables: ModelTables
    names: Index
    starts: State  # a stack

    def run(self, runs: int, threads: int = 1, first: int = 0, **options: Any) -> Ensemble:
        """Replicates `first` to `first + runs` on the compiled lane."""
        which = range(first, first + runs)
        return replicates(self.tables, self.names, self.starts, self.scenario.seed, which, threads=threads, **options)


def prepare(scenario: Scenario) -> Prepared:
    """A scenario made ready."""
    return Prepared(scenario, tables_of(scenario), Index(scenario), starting_states(scenario, scenario.seed))


@cache
def baseline(quick: bool) -> Prepared:
    """The baseline, made ready once for all benchmarks; in a smoke run with a shorter list of pasts."""
    return prepare(Scenario.load("baseline", {"past.replicates": 16} if quick else {}))
