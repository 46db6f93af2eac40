"""Many replicates of a scenario on the compiled lane: each after its past, and under its parameter set."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.keys import shape_of
from trustladder.sim.arrays.state import joined, take
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import CHUNK, IN_FULL, Ensemble, EnsembleRun, Execution, ParameterSets, Point, pieces_of
from trustladder.sim.log_rows import LogKeeper, Rowed
from trustladder.sim.month.run import Record, gathered, some_of
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WARM_UPS

Numbers = Sequence[int]  # of replicates
BLOCK = 1000  # futures that are run at one go, whatever their parameter sets


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
    logged = [0 if log is None else log.futures]
    return run_alike([scenario], [which], seed, [keep], logged, chunk, execution, log)


def run_alike(
    scenarios: Sequence[Scenario],
    which: Sequence[Sequence[int]],
    seed: int,
    keep: Sequence[int],
    logged: Sequence[int],
    chunk: int = CHUNK,
    execution: Execution = IN_FULL,
    log: LogKeeper | None = None,
) -> Ensemble:
    """Run replicates of scenarios that differ in numbers alone, one scenario after the other, their pasts at first.

    Arguments as of `replicates`, for each scenario.
    """
    points = [Point(tables_of(one), mine) for one, mine in zip(scenarios, which, strict=True)]
    starts = WARM_UPS.starts_of(scenarios, points, seed, chunk=chunk, execution=replace(execution, progress=None))
    run = EnsembleRun(pieces_of(points, keep, logged, chunk), Index(scenarios[0]), starts, seed, log=log)
    return run.done(chunk, execution)


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
    end, noted_end = which.start + keep, which.start + (0 if log is None else log.futures)
    done, order, place = list[Ensemble](), list[int](), 0
    split = uncertain.split(which)
    for block in blocks((uncertain.under(group), numbers) for group, numbers in split):
        scenarios, mine = map(list, zip(*block, strict=True))
        kept, noted = ([bisect_left(one, before) for one in mine] for before in (end, noted_end))
        keeper = None if log is None else Rowed(log, sum(noted), place)
        done.append(run_alike(scenarios, mine, seed, kept, noted, chunk, execution, keeper))
        place += sum(-(-count // chunk) for count in noted)
        order += [replicate for one in mine for replicate in one]
    return done[0] if len(done) == 1 and order == list(which) else merged(done, order, end)


def run_points(
    scenarios: Sequence[Scenario], which: Sequence[int], seed: int, execution: Execution = IN_FULL
) -> list[Record]:
    """Run the same replicates of several scenarios, those that are alike at one go; return the record of each."""
    found = list[Record]()
    for block in blocks((one, which) for one in scenarios):
        alike, mine = map(list, zip(*block, strict=True))
        nothing = [0] * len(alike)
        record = run_alike(alike, mine, seed, nothing, nothing, execution=execution).record
        ends = range(0, len(alike) * len(which), len(which))
        found += [some_of(record, slice(end, end + len(which))) for end in ends]
    return found


def blocks(points: Iterable[tuple[Scenario, Numbers]]) -> Iterator[list[tuple[Scenario, Numbers]]]:
    """Yield scenarios with their replicates in blocks to be run at one go; about `BLOCK` futures at a time.

    So memory stays flat, and the states of a block have one shape.
    """
    block, futures, shape = list[tuple[Scenario, Numbers]](), 0, tuple[Any, ...]()
    for one, numbers in points:
        here = shape_of(one)
        if block and (futures + len(numbers) > BLOCK or here != shape):
            yield block
            block, futures = [], 0
        shape = here
        block.append((one, numbers))
        futures += len(numbers)
    yield block


def merged(done: list[Ensemble], order: list[int], end: int) -> Ensemble:
    """Merge ensembles in the order of replicates; those from `end` on were not kept."""
    every, kept = np.argsort(order), np.argsort([replicate for replicate in order if replicate < end])
    record = some_of(done[0].record if len(done) == 1 else gathered(one.record for one in done), every)
    months = done[0].months if len(done) == 1 else np.concatenate([one.months for one in done])
    put_in_order(months, kept)
    stacks = [[one.first_states for one in done], [one.last_states for one in done]]
    known = ([state for state in stack if state is not None] for stack in stacks)
    first, last = (take(joined(stack) if len(stack) > 1 else stack[0], kept) if stack else None for stack in known)
    return Ensemble(done[0].columns, record, months, first, last)


def put_in_order(rows: Floats, order: Integers) -> None:
    """Let row k be what row `order[k]` was, in place: the months of many runs are too large for a second copy."""
    placed = np.zeros(len(order), dtype=np.bool_)
    for start in np.flatnonzero(order != np.arange(len(order))).tolist():
        if placed[start]:
            continue
        first, at = rows[start].copy(), start
        while (source := int(order[at])) != start:
            rows[at] = rows[source]
            placed[at], at = True, source
        rows[at], placed[at] = first, True


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
