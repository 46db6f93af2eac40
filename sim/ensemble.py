"""Many replicates of a scenario on the compiled lane: each after its past, and under its parameter set."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate

import numpy as np

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import joined, take
from trustladder.sim.engine import CHUNK, IN_FULL, Ensemble, Execution, ParameterSets, in_parallel, replicates
from trustladder.sim.log_rows import LogKeeper, Rowed
from trustladder.sim.month.run import gathered, some_of
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WARM_UPS


def run_replicates(
    scenario: Scenario,
    which: Sequence[int],
    seed: int,
    *,
    keep: int = 0,
    chunk: int = CHUNK,
    execution: Execution = IN_FULL,
    log: LogKeeper | None = None,
) -> Ensemble:
    """Run chosen replicates of a scenario, each from what its run of the past leaves; arguments as of `replicates`."""
    tables = tables_of(scenario)
    starts = WARM_UPS.starts(scenario, tables, which, seed, chunk=chunk, execution=replace(execution, progress=None))
    return replicates(
        tables, Index(scenario), starts, seed, which, keep=keep, chunk=chunk, execution=execution, log=log
    )


def equal_sets(parameter_sets: ParameterSets) -> list[list[int]]:
    """Return the numbers of parameter sets, those of equal ones together."""
    found: dict[str, list[int]] = {}
    for number, settings in enumerate(parameter_sets):
        found.setdefault(repr(sorted(settings.items())), []).append(number)
    return list(found.values())


class UncertainScenario:
    """A scenario under parameter sets: replicate k has set k modulo their number; without sets it is as it stands."""

    def __init__(self, scenario: Scenario, parameter_sets: ParameterSets = ()) -> None:
        self.scenario, self.sets = scenario, parameter_sets or [{}]
        self.groups = equal_sets(self.sets)
        self._group_of = {number: group for group, numbers in enumerate(self.groups) for number in numbers}
        self._known: dict[int, Scenario] = {}

    def under(self, group: int) -> Scenario:
        """Return the scenario under the parameter set of a group of equal ones."""
        if group not in self._known:
            self._known[group] = with_parameters(self.scenario, self.sets[self.groups[group][0]])
        return self._known[group]

    def of(self, replicate: int) -> Scenario:
        """Return the scenario of a replicate."""
        return self.under(self._group_of[replicate % len(self.sets)])

    def split(self, which: Sequence[int]) -> list[tuple[int, list[int]]]:
        """Return the groups of sets that some replicates have, each with its replicates in order."""
        found: dict[int, list[int]] = {}
        for replicate in which:
            found.setdefault(self._group_of[replicate % len(self.sets)], []).append(replicate)
        return list(found.items())


def run_parameter_sets(
    uncertain: UncertainScenario,
    which: range,
    seed: int,
    *,
    keep: int = 0,
    chunk: int = CHUNK,
    execution: Execution = IN_FULL,
    log: LogKeeper | None = None,
) -> Ensemble:
    """Run replicates of a scenario under parameter sets, those of equal sets together; arguments as of `replicates`."""
    groups, end = uncertain.split(which), which.start + keep
    if len(groups) == 1:
        scenario = uncertain.under(groups[0][0])
        return run_replicates(scenario, which, seed, keep=keep, chunk=chunk, execution=execution, log=log)
    cancel = execution.cancel or threading.Event()
    alone = replace(execution, threads=1, cancel=cancel)
    logs = logs_of([mine for _, mine in groups], which.start, chunk, log)

    def work_on(group: int, mine: list[int], log: LogKeeper | None) -> Ensemble:
        kept = sum(replicate < end for replicate in mine)
        return run_replicates(uncertain.under(group), mine, seed, keep=kept, chunk=chunk, execution=alone, log=log)

    tasks = [partial(work_on, *group, mine) for group, mine in zip(groups, logs, strict=True)]
    done = in_parallel(tasks, execution.cores, cancel)
    return merged(done, [mine for _, mine in groups], end)


def logs_of(groups: list[list[int]], first: int, chunk: int, log: LogKeeper | None) -> Sequence[LogKeeper | None]:
    """Return who keeps the log of each group: chunks count on from group to group."""
    if log is None:
        return [None] * len(groups)
    logged = [sum(replicate < first + log.futures for replicate in mine) for mine in groups]
    places = accumulate((-(-count // chunk) for count in logged), initial=0)
    return [Rowed(log, count, place) for count, place in zip(logged, places, strict=False)]


def merged(done: list[Ensemble], groups: list[list[int]], end: int) -> Ensemble:
    """Merge the ensembles of groups of replicates, in the order of replicates; those from `end` on were not kept."""
    every = np.argsort([replicate for group in groups for replicate in group])
    kept = np.argsort([replicate for group in groups for replicate in group if replicate < end])
    record = some_of(gathered(one.record for one in done), every)
    months = np.concatenate([one.months for one in done])[kept]
    stacks = [[one.first_states for one in done], [one.last_states for one in done]]
    known = ([state for state in stack if state is not None] for stack in stacks)
    first, last = (take(joined(stack), kept.tolist()) if stack else None for stack in known)
    return Ensemble(done[0].columns, record, months, first, last)


def ensemble(
    scenario: Scenario,
    runs: int,
    *,
    seed: int | None = None,
    first: int = 0,
    parameter_sets: ParameterSets = (),
    keep: int = 0,
    chunk: int = CHUNK,
    execution: Execution = IN_FULL,
    log: LogKeeper | None = None,
) -> Ensemble:
    """Run replicates `first` to `first + runs` of a scenario, under parameter sets if given.

    Arguments as of `replicates`.
    """
    seed = scenario.seed if seed is None else seed
    which = range(first, first + runs)
    return run_parameter_sets(
        UncertainScenario(scenario, parameter_sets), which, seed, keep=keep, chunk=chunk, execution=execution, log=log
    )
