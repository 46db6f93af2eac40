"""Record the months of runs on the compiled lane, for metrics."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from trustladder.sim.arrays.series import ObservedGroups, Series, observe, observe_domains
from trustladder.sim.arrays.state import NOTHING, State
from trustladder.sim.arrays.tables import (
    ANYWHERE,
    MEMBERSHIPS,
    Floats,
    Integers,
    ModelTables,
)
from trustladder.sim.law import standing
from trustladder.sim.law.rule import rule
from trustladder.sim.month.columns import clear, copy
from trustladder.sim.scenario.dates import year_of


class Record(NamedTuple):
    """The record of runs, run first, from which every metric is computed."""

    total: Floats  # [run, series] summed over months; not for the series of domains
    first: Integers  # [run, series] first month above 0, counted from 0, -1 for never; not for the series of domains
    start: Floats  # [run, series] in the first month
    final: Floats  # [run, series] in the last month
    first_formed: Integers  # [run, forum, domain, rung] first month in which such a meeting formed; -1 for never
    first_stood: Integers  # [run, forum, domain, rung] first month in which the forum stood on the rung
    first_reached: Integers  # [run, rung] first month in which the rung of the aim was held region-wide; -1 for never
    first_met: Integers  # [run, domain, club, rung] first month in which a forum of the club met on it; -1 for never
    first_together: Integers  # [run, domain, rung] first month in which two rivals came to such a meeting; -1 for never
    last_formed: Integers  # [run, forum, domain, rung] last month in which such a meeting formed; -1 for never
    shown: Integers  # [run, forum, domain, year] standing at the end of a calendar year as its activities show it
    months_on: Integers  # [run, domain, club, standing] months stood exactly there
    # [run, donor, recipient] money summed over months: bilateral by government, and in the last column joint
    given: Floats
    failed: Integers  # [run] 1 where a number is not finite in the end


def empty_record(tables: ModelTables, columns: int, runs: int) -> Record:
    """Return a record for a number of runs, to be filled."""
    (forums, domains), rungs = tables.agenda.shape, tables.rungs.shape[1]
    years = year_of(tables.first_month + tables.months - 1) - year_of(tables.first_month) + 1
    return Record(
        total=np.zeros((runs, Series.FIXED)),
        first=np.full((runs, Series.FIXED), -1, dtype=np.int64),
        start=np.zeros((runs, columns)),
        final=np.zeros((runs, columns)),
        first_formed=np.full((runs, forums, domains, rungs), -1, dtype=np.int64),
        first_stood=np.full((runs, forums, domains, rungs), -1, dtype=np.int64),
        first_reached=np.full((runs, rungs), -1, dtype=np.int64),
        first_met=np.full((runs, domains, len(MEMBERSHIPS), rungs), -1, dtype=np.int64),
        first_together=np.full((runs, domains, rungs), -1, dtype=np.int64),
        last_formed=np.full((runs, forums, domains, rungs), -1, dtype=np.int64),
        shown=np.zeros((runs, forums, domains, years), dtype=np.int8),
        months_on=np.zeros((runs, domains, len(MEMBERSHIPS), rungs + 1), dtype=np.int64),
        given=np.zeros((runs, int(tables.sizes[0].donors), int(tables.sizes[0].governments) + 1)),
        failed=np.zeros(runs, dtype=np.int64),
    )


def some_of(record: Record, which: Any) -> Record:
    """Return some runs of a record: a slice, numbers, or flags."""
    return Record._make(field[which] for field in record)


def gathered(records: Iterable[Record]) -> Record:
    """Return the runs of records as one, in order."""
    return Record._make(np.concatenate(fields) for fields in zip(*records, strict=True))


@rule
def state_at(stack: State, run: int) -> State:
    """Return the state of one run, as views into a stack of states with the run first."""
    return State(
        stack.kept[run],
        stack.broken[run],
        stack.memory[run],
        stack.trust[run],
        stack.load[run],
        stack.rivalry[run],
        stack.calm[run],
        stack.governments[run],
        stack.donors[run],
        stack.gifts[run],
        stack.standing[run],
        stack.idle[run],
        stack.successes[run],
        stack.closed_until[run],
        stack.purse[run],
        stack.formed[run],
        stack.success[run],
        stack.together[run],
        stack.open[run],
        stack.best_standing[run],
        stack.region_meetings[run],
        stack.region_standing[run],
        stack.region_held[run],
        stack.attributes[run],
        stack.usual_rivalry[run],
        stack.dependence[run],
        stack.supply[run],
        stack.let_through[run],
        stack.damage[run],
        stack.active_until[run],
    )


@rule
def record_month(
    tables: ModelTables,
    state: State,
    who: ObservedGroups,
    month: int,
    row: Floats,
    run: int,
    record: Record,
    months: Floats,
    moved: bool = True,
) -> None:
    """Observe a month of one run, and add it to the run's record, and to its months where they are kept.

    `moved` says whether some standing may have changed this month.
    """
    observe(tables, state, who, row)
    last, kept = month == tables.months - 1, run < len(months)
    if shows_domains(tables, month, run, months):
        observe_domains(tables, state, who, row)
    add_up(row, month, record.total[run], record.first[run])
    if month == 0:
        copy(row, record.start[run])
    if kept:
        copy(row, months[run, month])
    if last:
        copy(row, record.final[run])
        record.failed[run] = 0 if is_finite(record.total[run]) and is_finite(row) else 1
    record_standing(state.best_standing, record.months_on[run])
    if row[Series.FORMED] > 0.0:
        record_meetings(tables, state, month, run, record)
    record_reached(int(row[Series.REGION_STANDING]), month, record.first_reached[run])
    if moved or month == 0:
        record_first_standing(tables, state, month, record.first_stood[run])
    if last or (tables.first_month + month) % 12 == 11:
        year = (tables.first_month + month) // 12 - tables.first_month // 12
        record_year(record.last_formed[run], month, record.shown[run], year)


@rule
def shows_domains(tables: ModelTables, month: int, run: int, months: Floats) -> bool:
    """Whether a month's domains and trust are observed: in the first, the last, and in all of a run that is kept."""
    return run < len(months) or month == 0 or month == tables.months - 1


@rule
def record_standing(best_standing: Integers, months_on: Integers) -> None:
    """Add a month where the best forum of each kind of membership stands."""
    for domain in range(best_standing.shape[0]):
        for membership in range(best_standing.shape[1]):
            months_on[domain, membership, best_standing[domain, membership]] += 1


@rule
def hand_over_gifts(bilateral: Floats, joint: Floats, given: Floats) -> None:
    """Move the sums of all months' money into a run's record, and begin them anew for the next run."""
    for donor in range(given.shape[0]):
        copy(bilateral[donor, : given.shape[1] - 1], given[donor])
        given[donor, given.shape[1] - 1] = joint[donor]
        clear(bilateral[donor])
    clear(joint)


@rule
def record_meetings(tables: ModelTables, state: State, month: int, run: int, record: Record) -> None:
    """Record the rungs for which forums met, kinds of club met, and two rivals came."""
    first_formed, last_formed = record.first_formed[run], record.last_formed[run]
    first_met, first_together = record.first_met[run], record.first_together[run]
    for number in range(len(tables.agenda_items)):
        rung = state.formed[number]
        if rung != NOTHING:
            forum, domain = tables.agenda_items[number].forum, tables.agenda_items[number].domain
            last_formed[forum, domain, rung] = month
            if first_formed[forum, domain, rung] < 0:
                first_formed[forum, domain, rung] = month
            for club in (tables.forums[forum].membership, ANYWHERE):
                if first_met[domain, club, rung] < 0:
                    first_met[domain, club, rung] = month
            if state.together[number] and first_together[domain, rung] < 0:
                first_together[domain, rung] = month


@rule
def record_reached(rungs: int, month: int, first_reached: Integers) -> None:
    """Record the rungs of the aim that are held region-wide for the first time."""
    for rung in range(rungs):
        if first_reached[rung] < 0:
            first_reached[rung] = month


@rule
def record_first_standing(tables: ModelTables, state: State, month: int, first_stood: Integers) -> None:
    """Record where forums stand for the first time."""
    for forum in range(len(tables.forums)):
        for domain in range(len(tables.domains)):
            held = state.standing[tables.forums[forum].ladder, domain]
            if held > 0 and first_stood[forum, domain, held - 1] < 0:
                first_stood[forum, domain, held - 1] = month


@rule
def record_year(last_formed: Integers, month: int, standing_shown: Integers, year: int) -> None:
    """Record where an observer of activities places forums at the end of a year."""
    for forum in range(last_formed.shape[0]):
        for domain in range(last_formed.shape[1]):
            standing_shown[forum, domain, year] = shown(last_formed[forum, domain], month)


@rule
def shown(last_formed: Integers, month: int) -> int:
    """Return the standing that an observer of activities sees: the highest rung with one lately."""
    highest = 0
    for rung in range(len(last_formed)):
        if last_formed[rung] >= 0 and standing.shows(month - last_formed[rung]):
            highest = rung + 1
    return highest


@rule
def add_up(row: Floats, month: int, total: Floats, first: Integers) -> None:
    """Add one month to a run's sums, and note first months above 0."""
    for column in range(len(total)):
        total[column] += row[column]
    for column in range(len(first)):
        if first[column] < 0 and row[column] > 0.0:
            first[column] = month


@rule
def is_finite(row: Floats) -> bool:
    """Whether no number of a row is infinite or undefined."""
    check = 0.0
    for value in row:
        check += value * 0.0
    return check == 0.0
