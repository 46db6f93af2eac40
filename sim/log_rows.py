"""Rows of the log of meetings: what both lanes note of proposals and answers, as columns with the futures in order."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from trustladder.sim.arrays.tables import Floats, Integers, ModelTables
from trustladder.sim.month.log import Log, Noted, Proposal, Small, empty_log

MARGIN = 64  # proposals for which there is room beyond those expected


class Rows(NamedTuple):
    """Proposals of some futures, one future after the other, and the answers to each, one proposal after the other."""

    replicates: Integers  # [proposal]
    numbers: Integers  # [proposal] within its future, from 0
    proposals: Small  # [Proposal, proposal]; months count from the start
    answers: Small  # [Answer, answer]
    weighed: Floats  # [Weighed, answer]

    @property
    def of(self) -> Integers:
        """The place of the proposal that each answer answers [answer]."""
        return np.repeat(np.arange(len(self.replicates)), self.proposals[Proposal.ANSWERS])


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
    sizes, rates = tables.sizes[0], tables.agenda["rate"] * float(tables.months)
    seats = tables.forums["size"].max(axis=0)
    proposals = float(rates.sum()) + MARGIN
    answers = float((rates.sum(axis=1) * seats).sum()) + MARGIN * int(seats.max(initial=1))
    return empty_log(int(sizes["actors"]), runs, int(runs * proposals), int(runs * answers))


def is_too_small(log: Log) -> bool:
    """Return whether some rows did not fit into a log."""
    noted = log.noted
    return bool(noted[Noted.PROPOSALS] > log.proposals.shape[1] or noted[Noted.ANSWERS] > log.answers.shape[1])


def larger(log: Log) -> Log:
    """Return an empty log with room for all that another has counted."""
    noted = log.noted
    return empty_log(log.terms.shape[1], int(noted[Noted.RUNS]), int(noted[Noted.PROPOSALS]), int(noted[Noted.ANSWERS]))


def rows_of(log: Log, which: Sequence[int], first_month: int) -> Rows:
    """Return the rows of a log of some replicates, as views where possible."""
    noted = log.noted
    proposals = log.proposals[:, : noted[Noted.PROPOSALS]]
    answers = slice(0, int(noted[Noted.ANSWERS]))
    runs = proposals[Proposal.RUN]
    proposals[Proposal.MONTH] -= first_month
    return Rows(
        np.array(which, dtype=np.int64)[runs],
        np.arange(len(runs)) - np.searchsorted(runs, runs),
        proposals,
        log.answers[:, answers],
        log.weighed[:, answers],
    )


def nothing() -> Rows:
    """Return the rows of no future."""
    return rows_of(empty_log(1), [], 0)


def joined(parts: Sequence[Rows]) -> Rows:
    """Return the rows of all parts, in their order."""
    if len(parts) == 1:
        return parts[0]
    return Rows(*(np.concatenate(fields, axis=-1) for fields in zip(*parts, strict=True))) if parts else nothing()


def by_replicate(rows: Rows) -> Rows:
    """Return rows with the futures in the order of their replicates."""
    if (np.diff(rows.replicates) >= 0).all():
        return rows
    return picked(rows, np.argsort(rows.replicates, kind="stable"))


def picked(rows: Rows, which: Integers) -> Rows:
    """Return some proposals, by their places, with their answers."""
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
    )
