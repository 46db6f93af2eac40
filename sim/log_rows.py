"""Rows of the log of meetings: what both lanes note of proposals and answers, as columns with the futures in order."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from trustladder.sim.arrays.tables import Floats, Integers, ModelTables
from trustladder.sim.month.log import WEIGHED, Answer, Happened, Log, Noted, Proposal, Small, Weighed, empty_log

MARGIN = 64  # proposals for which there is room beyond those expected


class Rows(NamedTuple):
    """Proposals of some futures, one future after the other, and the answers to each, one proposal after the other."""

    replicates: Integers  # [proposal]
    numbers: Integers  # [proposal] within its future, from 0
    proposals: Small  # [Proposal, proposal]; months count from the start
    answers: Small  # [Answer, answer]
    weighed: Floats  # [Weighed, answer]
    living: Integers  # [note] the future of each note of what else happened
    happened: Small  # [Happened, note]; months count from the start
    harm: Floats  # [note] of crises

    @property
    def of(self) -> Integers:
        """The place of the proposal that each answer answers [answer]."""
        return np.repeat(np.arange(len(self.replicates)), self.proposals[Proposal.ANSWERS])

    def term(self, name: str) -> Floats:
        """Return what was weighed for each answer, by its name among WEIGHED."""
        found: Floats = self.weighed[WEIGHED.index(name)]
        return found


class LogKeeper(Protocol):
    """Takes the rows of the first futures of an ensemble, chunk by chunk, from any thread."""

    @property
    def futures(self) -> int:
        """Of how many replicates, from the first, a log is kept."""

    def keep(self, place: int, rows: Rows) -> None:
        """Take the rows of one chunk; places count the chunks in their order, from 0."""


class Rowed(NamedTuple):
    """Some chunks of an ensemble, whose places begin at another one's end."""

    keeper: LogKeeper
    futures: int
    first: int  # place of its first chunk

    def keep(self, place: int, rows: Rows) -> None:
        """Take the rows of one chunk."""
        self.keeper.keep(self.first + place, rows)


def room_for(tables: ModelTables, runs: int) -> Log:
    """Return a log with room for what so many runs will hardly exceed: as many meetings as full interest would call."""
    if not runs:
        return empty_log(tables)
    rates, seats = tables.agenda["rate"] * float(tables.months), tables.forums["size"].max(axis=0)
    proposals = float(rates.sum()) + MARGIN
    answers = float((rates.sum(axis=1) * seats).sum()) + MARGIN * int(seats.max(initial=1))
    return empty_log(tables, runs, int(runs * proposals), int(runs * answers), runs * (MARGIN + int(tables.months)))


def is_too_small(log: Log) -> bool:
    """Return whether some rows did not fit into a log."""
    return any(
        one > room
        for one, room in zip(counts_of(log), (len(log.proposals[0]), len(log.answers[0]), len(log.harm)), strict=True)
    )


def counts_of(log: Log) -> list[int]:
    """Return how many proposals, answers and other notes a log has counted."""
    counts: list[int] = log.noted[Noted.PROPOSALS :].tolist()
    return counts


def larger(tables: ModelTables, log: Log) -> Log:
    """Return an empty log with room for all that another has counted."""
    return empty_log(tables, int(log.noted[Noted.RUNS]), *counts_of(log))


def rows_of(log: Log, which: Sequence[int], first_month: int) -> Rows:
    """Return the rows of a log of some replicates, as views where possible."""
    asked, answered, more = counts_of(log)
    proposals, happened = log.proposals[:, :asked], log.happened[:, :more]
    runs, numbers = proposals[Proposal.RUN], np.array(which, dtype=np.int64)
    proposals[Proposal.MONTH] -= first_month
    happened[Happened.MONTH] -= first_month
    return Rows(
        numbers[runs],
        np.arange(asked) - np.searchsorted(runs, runs),
        proposals,
        log.answers[:, :answered],
        log.weighed[:, :answered],
        numbers[happened[Happened.RUN]],
        happened,
        log.harm[:more],
    )


def nothing() -> Rows:
    """Return the rows of no future."""
    empty, small = np.zeros(0, dtype=np.int64), np.int32
    proposals, answers = np.zeros((Proposal.COUNT, 0), small), np.zeros((Answer.COUNT, 0), small)
    weighed, happened = np.zeros((Weighed.COUNT, 0)), np.zeros((Happened.COUNT, 0), small)
    return Rows(empty, empty, proposals, answers, weighed, empty, happened, np.zeros(0))


def joined(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, in their order."""
    if len(parts) == 1:
        return parts[0]
    return Rows(*(np.concatenate(fields, axis=-1) for fields in zip(*parts, strict=True))) if parts else nothing()


def by_replicate(rows: Rows) -> Rows:
    """Return rows with the futures in the order of their replicates."""
    if (np.diff(rows.replicates) >= 0).all() and (np.diff(rows.living) >= 0).all():
        return rows
    order, notes = (np.argsort(one, kind="stable") for one in (rows.replicates, rows.living))
    return picked(rows, order, notes)


def of_future(rows: Rows, replicate: int) -> Rows:
    """Return the rows of one future."""
    return picked(rows, *(np.flatnonzero(one == replicate) for one in (rows.replicates, rows.living)))


def picked(rows: Rows, which: Integers, notes: Integers) -> Rows:
    """Return some proposals, by their places, with their answers, and some notes."""
    counts = rows.proposals[Proposal.ANSWERS].astype(np.int64)
    behind = np.cumsum(counts)
    here = counts[which]
    starts = np.repeat(behind[which] - here - (np.cumsum(here) - here), here)
    answers: Any = starts + np.arange(len(starts))
    return Rows(
        rows.replicates[which],
        rows.numbers[which],
        rows.proposals[:, which],
        rows.answers[:, answers],
        rows.weighed[:, answers],
        rows.living[notes],
        rows.happened[:, notes],
        rows.harm[notes],
    )
