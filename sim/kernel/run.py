"""The compiled lane's runs: months in order, and what each run leaves for its metrics."""

from typing import NamedTuple

import numpy as np

from sim.kernel.month import copy
from sim.law import standing
from sim.law.rule import rule
from sim.series import Block, Series, Watched, observe, observe_trust
from sim.state import NOTHING, State
from sim.world import Floats, Integers, World


class Record(NamedTuple):
    """What one run leaves, run first; the material of every metric."""

    total: Floats  # [run, series] summed over months; not for the series of domains
    first: Integers  # [run, series] first month above 0, counted from 0, -1 for never; not for the series of domains
    start: Floats  # [run, series] in the first month
    final: Floats  # [run, series] in the last month
    first_formed: Integers  # [run, forum, domain, rung] first month in which such a meeting formed; -1 for never
    first_stood: Integers  # [run, forum, domain, rung] first month in which the forum stood on the rung
    last_formed: Integers  # [run, forum, domain, rung] last month in which such a meeting formed; -1 for never
    shown: Integers  # [run, forum, domain, year] standing at the end of a calendar year as its activities show it
    months_on: Integers  # [run, domain, club, standing] months stood exactly there
    failed: Integers  # [run] 1 where a number is not finite in the end


def empty_record(world: World, columns: int, runs: int) -> Record:
    """A record for a number of runs, to be filled."""
    (forums, domains), rungs = world.agenda.shape, world.rungs.shape[1]
    years = (world.first_month + world.months - 1) // 12 - world.first_month // 12 + 1
    return Record(
        total=np.zeros((runs, Series.FIXED)),
        first=np.full((runs, Series.FIXED), -1, dtype=np.int64),
        start=np.zeros((runs, columns)),
        final=np.zeros((runs, columns)),
        first_formed=np.full((runs, forums, domains, rungs), -1, dtype=np.int64),
        first_stood=np.full((runs, forums, domains, rungs), -1, dtype=np.int64),
        last_formed=np.full((runs, forums, domains, rungs), -1, dtype=np.int64),
        shown=np.zeros((runs, forums, domains, years), dtype=np.int8),
        months_on=np.zeros((runs, domains, 4, rungs + 1), dtype=np.int64),
        failed=np.zeros(runs, dtype=np.int64),
    )


@rule
def state_at(stack: State, run: int) -> State:
    """The state of one run, as views into a stack of states with the run first."""
    return State(
        stack.kept[run],
        stack.broken[run],
        stack.trust[run],
        stack.rivalry[run],
        stack.calm[run],
        stack.governments[run],
        stack.donors[run],
        stack.gifts[run],
        stack.ladders[run],
        stack.successes[run],
        stack.agenda[run],
        stack.seats[run],
        stack.region_meetings[run],
        stack.region_held[run],
        stack.attributes[run],
        stack.usual_rivalry[run],
        stack.dependence[run],
        stack.supply[run],
        stack.active_until[run],
    )


@rule
def note(
    world: World, state: State, who: Watched, month: int, row: Floats, run: int, record: Record, months: Floats
) -> None:
    """Observe a month of one run, and add it to the run's record, and to its months where they are kept."""
    observe(world, state, who, row)
    last, kept = month == world.months - 1, run < len(months)
    if kept or last or month == 0:
        observe_trust(world, state, who, row)
    add_up(row, month, record.total[run], record.first[run])
    if month == 0:
        copy(row, record.start[run])
    if kept:
        copy(row, months[run, month])
    if last:
        copy(row, record.final[run])
        record.failed[run] = 0 if is_finite(record.total[run]) and is_finite(row) else 1
    note_ladders(world, state, month, row, run, record)


@rule
def note_ladders(world: World, state: State, month: int, row: Floats, run: int, record: Record) -> None:
    """Where clubs and forums stand, and what they met for."""
    for domain in range(len(world.domains)):
        start = Series.FIXED + Block.WIDTH * domain + Block.STANDING
        for club in range(4):
            record.months_on[run, domain, club, int(row[start + club])] += 1
        for forum in range(len(world.forums)):
            rung, held = state.agenda[forum, domain].formed, state.ladders[world.forums[forum].ladder, domain].standing
            if rung != NOTHING:
                record.last_formed[run, forum, domain, rung] = month
                if record.first_formed[run, forum, domain, rung] < 0:
                    record.first_formed[run, forum, domain, rung] = month
            if held > 0 and record.first_stood[run, forum, domain, held - 1] < 0:
                record.first_stood[run, forum, domain, held - 1] = month
            if month == world.months - 1 or (world.first_month + month) % 12 == 11:
                year = (world.first_month + month) // 12 - world.first_month // 12
                record.shown[run, forum, domain, year] = shown(record.last_formed[run, forum, domain], month)


@rule
def shown(last_formed: Integers, month: int) -> int:
    """The standing that an observer of activities sees: the highest rung with one lately."""
    highest = 0
    for rung in range(len(last_formed)):
        if last_formed[rung] >= 0 and standing.shows(month - last_formed[rung]):
            highest = rung + 1
    return highest


@rule
def clear(row: Floats) -> None:
    """Set a row to 0."""
    for column in range(len(row)):
        row[column] = 0.0


@rule
def add_up(row: Floats, month: int, total: Floats, first: Integers) -> None:
    """One month of a run's sums and first months above 0."""
    for column in range(len(total)):
        total[column] += row[column]
        first[column] = month if first[column] < 0 and row[column] > 0.0 else first[column]


@rule
def is_finite(row: Floats) -> bool:
    """Whether no number of a row is infinite or undefined."""
    check = 0.0
    for value in row:
        check += value * 0.0
    return check == 0.0
