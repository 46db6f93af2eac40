"""A scenario made ready for the compiled lane: its World, and the states that its runs begin with."""

import os
from functools import cache
from typing import Any, NamedTuple

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import State
from trustladder.sim.arrays.tables import ModelTables
from trustladder.sim.engine import Ensemble, Execution, Starts, replicates
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WARM_UPS

CORES = os.cpu_count() or 1


class Prepared(NamedTuple):
    """Everything that is worked out once, before any run."""

    scenario: Scenario
    tables: ModelTables
    names: Index
    starts: State  # a stack

    def run(self, runs: int, threads: int = 1, first: int = 0, **options: Any) -> Ensemble:
        """Replicates `first` to `first + runs` on the compiled lane."""
        which, pasts = range(first, first + runs), len(self.starts.supply)
        starts = Starts(self.starts, [replicate % pasts for replicate in which])
        execution = Execution(threads)
        return replicates(self.tables, self.names, starts, self.scenario.seed, which, execution=execution, **options)


def prepare(scenario: Scenario) -> Prepared:
    """A scenario made ready."""
    tables, pasts = tables_of(scenario), scenario.past.replicates if scenario.past else 1
    starts = WARM_UPS.starts(scenario, tables, range(pasts), scenario.seed)
    return Prepared(scenario, tables, Index(scenario), starts.states)


@cache
def baseline(quick: bool) -> Prepared:
    """The baseline, made ready once for all benchmarks; in a smoke run with a shorter list of pasts."""
    return prepare(Scenario.load("baseline", {"past.replicates": 16} if quick else {}))
