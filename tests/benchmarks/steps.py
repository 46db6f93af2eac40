"""The steps of the compiled month one by one, each repeated on states that real runs left."""

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import partial

import numpy as np

from tests.benchmarks.prepared import Prepared
from tests.benchmarks.timing import Spread, in_turns, spread
from trustladder.sim.arrays.periods import in_period
from trustladder.sim.arrays.series import ObservedGroups, observed_groups, series_names
from trustladder.sim.arrays.state import State, copy_states, take
from trustladder.sim.arrays.tables import Codes, Floats, ModelTables
from trustladder.sim.law.arithmetic import logistic
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.draws import folded, seed_key, uniform
from trustladder.sim.month.activity import learn_bilaterally
from trustladder.sim.month.assistance import attend_and_reform, give, play_off
from trustladder.sim.month.columns import clear
from trustladder.sim.month.drift import fade
from trustladder.sim.month.events import apply_events
from trustladder.sim.month.evidence import know_all
from trustladder.sim.month.ladders import climb, update_gates
from trustladder.sim.month.log import NO_CHANGES, Changes, Log, empty_log
from trustladder.sim.month.meetings import meet, prepare
from trustladder.sim.month.purses import gather, spend_purses
from trustladder.sim.month.reference import by_reference, by_references
from trustladder.sim.month.run import Record, empty_record, record_month, state_at
from trustladder.sim.month.scratch import Scratch, scratch_of
from trustladder.sim.month.security import secure
from trustladder.sim.month.stocks import build

REPEATS = 12  # of a step on one state: a year, so that no state drifts far from where a run left it


class Step(IntEnum):
    """The steps in the order of the month, and what is added in observed months."""

    NOTHING = 0
    HAPPEN = 1
    ATTEND = 2
    GIVE = 3
    PLAY_OFF = 4
    BUILD = 5
    PREPARE = 6
    MEET = 7
    CLIMB = 8
    LEARN_BILATERALLY = 9
    FADE = 10
    SECURE = 11
    NOTE = 12
    TRUST = 13  # of all pairs, in observed months


SAID = {
    Step.HAPPEN: "happen: events",
    Step.ATTEND: "attend and reform",
    Step.GIVE: "give: plans and matching",
    Step.PLAY_OFF: "play off",
    Step.BUILD: "build: stocks",
    Step.PREPARE: "prepare: interest and joint money",
    Step.MEET: "meet: convene, answer, act, learn",
    Step.CLIMB: "climb, and what hangs on standing",
    Step.LEARN_BILATERALLY: "learn bilaterally",
    Step.FADE: "fade",
    Step.SECURE: "secure: flow and crises",
    Step.NOTE: "note: observe and record",
}


@rule
def money(tables: ModelTables, state: State, scratch: Scratch, log: Log, month_key: int, month: int, step: int) -> None:
    """One of the steps up to the stocks."""
    if step == Step.HAPPEN:
        apply_events(tables, state, log, month_key, month)
    elif step == Step.ATTEND:
        attend_and_reform(tables, state)
    elif step == Step.GIVE:
        give(tables, state, scratch)
    elif step == Step.PLAY_OFF:
        play_off(tables, state, scratch, month_key)
    elif step == Step.BUILD:
        build(tables, state, scratch)


@rule
def company(
    tables: ModelTables,
    state: State,
    scratch: Scratch,
    log: Log,
    changes: Changes,
    month_key: int,
    month: int,
    step: int,
) -> None:
    """One of the steps from trust to human security."""
    if step == Step.PREPARE:
        prepare(tables, state, scratch)
        gather(tables, state, scratch, month)
    elif step == Step.MEET:
        meet(tables, state, scratch, log, changes, month_key, month)
        spend_purses(tables, state, scratch)
    elif step == Step.CLIMB:
        if climb(tables, state):
            update_gates(tables, state)
    elif step == Step.LEARN_BILATERALLY:
        learn_bilaterally(tables, state)
    elif step == Step.FADE:
        fade(tables, state, scratch)
    elif step == Step.SECURE:
        secure(tables, state, scratch, log, month_key, month)


@cached
def repeat(
    tables: ModelTables,
    states: State,
    who: ObservedGroups,
    seed: int,
    which: Codes,
    scratch: Scratch,
    record: Record,
    months: Floats,
    log: Log,
    changes: Changes,
    step: int,
    times: int,
) -> None:
    """One step, `times` months running, on the state of every run."""
    tables, groups, record, scratch, log, changes = by_references((tables, who, record, scratch, log, changes))
    middle = tables.months // 2
    for run in range(len(which)):
        key, state = folded(seed, which[run]), by_reference(state_at(states, run))
        prepare(tables, state, scratch)
        for time in range(times):
            month = tables.first_month + middle + time
            month_key = folded(key, np.uint64(month))
            clear(scratch.row)
            if step <= Step.BUILD:
                money(tables, state, scratch, log, month_key, month, step)
            elif step <= Step.SECURE:
                company(tables, state, scratch, log, changes, month_key, month, step)
            elif step == Step.NOTE:
                record_month(tables, state, groups, middle, scratch.row, run, record, months, False)
            elif step == Step.TRUST:
                know_all(tables, state)


@cached
def chain_of_draws(month_key: int, questions: int, times: int) -> float:
    """Draws one after the other, each question taken from the draw before it."""
    last = 0.0
    for time in range(times):
        last = uniform(month_key, np.uint64(questions + time + int(last * 4.0)))  # type: ignore[arg-type]
    return last


@cached
def many_draws(month_key: int, questions: int, times: int) -> float:
    """The same number of draws, none waiting for another."""
    total = 0.0
    for time in range(times):
        total += uniform(month_key, np.uint64(questions + time))  # type: ignore[arg-type]
    return total


@cached
def chain_of_logistics(values: Floats, times: int) -> float:
    """Logistic functions one after the other, each of what the one before it gave."""
    last = 0.0
    for time in range(times):
        last = logistic(values[time & 1023] + last)
    return last


@cached
def many_logistics(values: Floats, times: int) -> float:
    """The same number of logistic functions, none waiting for another."""
    total = 0.0
    for time in range(times):
        total += logistic(values[time & 1023])
    return total


class Bench:
    """States in the middle of real runs, on which steps are timed."""

    def __init__(self, ready: Prepared, runs: int) -> None:
        self.ready = ready
        first_half = ready._replace(tables=ready.tables._replace(months=ready.tables.months // 2))
        states = first_half.run(runs, keep=runs).last_states
        assert states is not None
        self.source, self.states = states, take(states, list(range(runs)))
        self.who = observed_groups(ready.tables)
        self.columns = len(series_names(ready.names.domains))
        self.seed, self.which = np.uint64(seed_key(ready.scenario.seed)), np.arange(runs, dtype=np.uint64)
        self.record = empty_record(ready.tables, self.columns, runs)

    def refresh(self) -> None:
        """Begin again with the states that the runs left."""
        copy_states(self.source, self.states)

    def months(self, tables: ModelTables, step: Step) -> None:
        """Repeat a step on the states, which it changes."""
        scratch, months = scratch_of(tables, self.columns), np.zeros((0, int(tables.months), self.columns))
        middle = int(tables.first_month) + int(tables.months) // 2
        now = in_period(tables, int(np.searchsorted(tables.periods, middle, side="right")) - 1)
        given = (now, self.states, self.who, self.seed, self.which, scratch, self.record, months)
        repeat(*given, empty_log(tables), NO_CHANGES, int(step), REPEATS)

    def nanoseconds(
        self, steps: Mapping[str, tuple[ModelTables, Step]], rounds: int
    ) -> tuple[dict[str, Spread], Spread]:
        """Nanoseconds a run and month of each step in a World, less what repeating nothing takes, and of a whole month.

        All take turns. What repeating nothing takes is the least that it took: more was other work of the machine.
        """
        runs = len(self.which)
        tasks: dict[str, Callable[[], object]] = {
            "nothing": partial(self.months, self.ready.tables, Step.NOTHING),
            "month": partial(self.ready.run, runs),
        }
        tasks.update({name: partial(self.months, tables, step) for name, (tables, step) in steps.items()})
        taken = in_turns(tasks, rounds, before=self.refresh)
        nothing, month = min(taken.pop("nothing")), spread(taken.pop("month"))
        unit = 1e9 / (runs * REPEATS)
        found = {name: spread([max(0.0, one - nothing) * unit for one in values]) for name, values in taken.items()}
        return found, month.scaled(1e9 / (runs * self.ready.scenario.months))
