"""The log of meetings of the compiled lane: every proposal with what each member weighed and answered.

It is kept for the first runs of a chunk, `Noted.RUNS` of them; where that is 0, a meeting costs one comparison more.
Rows are written into columns of a fixed length. What no longer fits is counted and not written, so that whoever reads
the counts can run the chunk again with longer columns.
"""

from enum import IntEnum
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trustladder.sim.arrays.state import NOTHING, State
from trustladder.sim.arrays.tables import Codes, Floats, Integers, ModelTables
from trustladder.sim.law import responding
from trustladder.sim.law.rule import rule
from trustladder.sim.machine.draws import folded
from trustladder.sim.machine.eights import eights
from trustladder.sim.machine.memory import aligned_zeros, padded_length_unaligned
from trustladder.sim.machine.simd import load, store
from trustladder.sim.month.responding import weigh
from trustladder.sim.month.scratch import UNORDERED, Scratch, Seat

Small = NDArray[np.int32]
AGENT, CHAIR, OVERRIDE = range(3)  # who decided
DECIDED_BY = ("agent", "chair", "override")
NONE, KEPT, BROKE, CAUGHT = range(4)  # what became of a word that was given
CAME = -1  # the reason of whoever came


class Noted(IntEnum):
    """What a log has noted."""

    RUN = 0  # the run that is lived, counted from the chunk's first
    RUNS = 1  # of how many, from the first, a log is kept
    PROPOSALS = 2
    ANSWERS = 3
    EVENTS = 4
    COUNT = 5


class Proposal(IntEnum):
    """Columns of proposals."""

    RUN = 0
    MONTH = 1  # counted from year 0
    FORUM = 2
    DOMAIN = 3
    RUNG = 4  # NOTHING where the chair would accept none and the meeting was postponed
    CHAIR = 5
    FORMED = 6
    SUCCESS = 7
    ANSWERS = 8  # how many there are, behind those of the proposal before
    COUNT = 9


class Answer(IntEnum):
    """Columns of answers, which are those of all members in their order; who proposes is among them."""

    ACTOR = 0
    CAME = 1
    CONDUCT = 2  # NONE where the meeting did not form
    REASON = 3  # in the order of trustladder.sim.law.responding.REASONS; CAME where it came
    DECIDED_BY = 4
    COUNT = 5


class Weighed(IntEnum):
    """Columns of what was weighed for an answer, behind those of `Terms`."""

    BELIEF = len(responding.Terms._fields)
    NEEDED = BELIEF + 1
    WORTH = BELIEF + 2
    CHANCE = BELIEF + 3
    COUNT = BELIEF + 4


WEIGHED = (*responding.Terms._fields, "belief", "needed", "worth", "chance")  # all of these columns, by name
EVENT, STANDING, CRISIS, SCANDAL = range(4)  # what else is noted of a month


class Happened(IntEnum):
    """Columns of what else happened: events, standing won and lost, crises, and scandals."""

    RUN = 0
    MONTH = 1  # counted from year 0
    KIND = 2
    ONE = 3  # the event, the ladder, the government, or the donor
    OTHER = 4  # the domain of a ladder, the government of a scandal
    BEFORE = 5  # rungs on which a ladder stood
    AFTER = 6
    COUNT = 7


class Log(NamedTuple):
    """Columns to be filled, for one thread."""

    noted: Integers  # [Noted]
    proposals: Small  # [Proposal, row]
    answers: Small  # [Answer, row]
    weighed: Floats  # [Weighed, row]
    terms: Floats  # [Weighed, actor] of one meeting, and behind it the reason of each if it refuses
    happened: Small  # [Happened, row]
    harm: Floats  # [row] of crises
    standing: Integers  # [ladder, domain] before a month's meetings


class Changes(NamedTuple):
    """What is changed by hand: answers given in members' places, and a meeting whose outcome is drawn anew."""

    orders: Integers  # [order, 5] month, forum, domain, actor, and 1 where it comes
    redrawn: Integers  # [1] number on the agenda, -1 for none
    keys: Codes  # [run] keys of the runs from which conduct and success of that meeting are drawn


NO_CHANGES = Changes(np.zeros((0, 5), dtype=np.int64), np.full(1, -1, dtype=np.int64), np.zeros(0, dtype=np.uint64))


def empty_log(tables: ModelTables, runs: int = 0, proposals: int = 0, answers: int = 0, events: int = 0) -> Log:
    """Return a log of so many runs with room for so many rows; of none where nothing is to be kept."""
    sizes = tables.sizes[0]
    noted = np.zeros(Noted.COUNT, dtype=np.int64)
    noted[Noted.RUNS] = runs
    return Log(
        noted,
        np.empty((Proposal.COUNT, proposals), dtype=np.int32),
        np.empty((Answer.COUNT, answers), dtype=np.int32),
        np.empty((Weighed.COUNT, answers)),
        aligned_zeros(Weighed.COUNT + 1, padded_length_unaligned(int(sizes["actors"]))),
        np.empty((Happened.COUNT, events), dtype=np.int32),
        np.empty(events),
        np.zeros((int(sizes["ladders"]), int(sizes["domains"])), dtype=np.int64),
    )


@rule
def is_kept(log: Log) -> bool:
    """Whether a log is kept of this run."""
    return log.noted[Noted.RUN] < log.noted[Noted.RUNS]


@rule
def note(log: Log, month: int, kind: int, one: int, other: int, before: int, after: int, harm: float) -> None:
    """Note what else happened, if a log is kept of this run."""
    if is_kept(log):
        row, happened = log.noted[Noted.EVENTS], log.happened
        log.noted[Noted.EVENTS] = row + 1
        if row < happened.shape[1]:
            happened[Happened.RUN, row] = log.noted[Noted.RUN]
            happened[Happened.MONTH, row] = month
            happened[Happened.KIND, row] = kind
            happened[Happened.ONE, row] = one
            happened[Happened.OTHER, row] = other
            happened[Happened.BEFORE, row] = before
            happened[Happened.AFTER, row] = after
            log.harm[row] = harm


@rule
def remember_standing(log: Log, standing: Integers) -> None:
    """Remember where ladders stand before a month's meetings."""
    if is_kept(log):
        for ladder in range(standing.shape[0]):
            for domain in range(standing.shape[1]):
                log.standing[ladder, domain] = standing[ladder, domain]


@rule
def note_standing(log: Log, month: int, standing: Integers) -> None:
    """Note the ladders that stand elsewhere than before."""
    if is_kept(log):
        for ladder in range(standing.shape[0]):
            for domain in range(standing.shape[1]):
                before, after = log.standing[ladder, domain], standing[ladder, domain]
                if before != after:
                    note(log, month, STANDING, ladder, domain, before, after, 0.0)


@rule
def note_proposal(
    log: Log, month: int, item: Any, rung: int, chair: int, formed: bool, success: bool, answers: int
) -> bool:
    """Note a proposal; return whether there was room for it and its answers."""
    noted, proposals = log.noted, log.proposals
    row, behind = noted[Noted.PROPOSALS], noted[Noted.ANSWERS] + answers
    noted[Noted.PROPOSALS], noted[Noted.ANSWERS] = row + 1, behind
    if row >= proposals.shape[1] or behind > log.answers.shape[1]:
        return False
    proposals[Proposal.RUN, row] = noted[Noted.RUN]
    proposals[Proposal.MONTH, row] = month
    proposals[Proposal.FORUM, row] = item.forum
    proposals[Proposal.DOMAIN, row] = item.domain
    proposals[Proposal.RUNG, row] = rung
    proposals[Proposal.CHAIR, row] = chair
    proposals[Proposal.FORMED, row] = 1 if formed else 0
    proposals[Proposal.SUCCESS, row] = 1 if success else 0
    proposals[Proposal.ANSWERS, row] = answers
    return True


@rule
def note_meeting(
    tables: ModelTables,
    state: State,
    scratch: Scratch,
    log: Log,
    month: int,
    number: int,
    rung: int,
    offer: float,
    chair: int,
) -> None:
    """Note what came of a proposal, and every member's answer."""
    item, formed = tables.agenda_items[number], state.formed[number] != NOTHING
    size = tables.forums[item.forum].size
    if note_proposal(log, month, item, rung, chair, formed, state.success[number] != NOTHING, size):
        weigh_again(tables, scratch, log.terms, item.forum, item.domain, rung, offer)
        for seat in range(size):
            row = log.noted[Noted.ANSWERS] - size + seat
            note_answer(scratch, log, row, tables.members[item.forum, seat], chair, formed)


@rule
def weigh_again(
    tables: ModelTables, scratch: Scratch, columns: Floats, forum: int, domain: int, rung: int, offer: float
) -> None:
    """Weigh an invitation as `invite` does, and keep the terms of everybody, with the reason if it refuses."""
    law, beliefs = tables.law[0], scratch.seats[Seat.BELIEF]
    for start in eights(tables.sizes[0].actors):
        terms = weigh(tables, scratch, forum, domain, rung, offer, start)
        worth = responding.worth(terms)
        chance = responding.acceptance(law.response_rule, worth, law.precision)
        for number, term in enumerate(terms):
            store(columns[number], start, term)
        store(columns[Weighed.BELIEF], start, load(beliefs, start))
        store(columns[Weighed.NEEDED], start, responding.indifference_trust(terms))
        store(columns[Weighed.WORTH], start, worth)
        store(columns[Weighed.CHANCE], start, chance)
        store(columns[Weighed.COUNT], start, responding.refusal(terms, chance))


@rule
def note_answer(scratch: Scratch, log: Log, row: int, actor: int, chair: int, formed: bool) -> None:
    """Note one member's answer, and what it weighed."""
    columns, weighed, answers, came = log.terms, log.weighed, log.answers, scratch.coming[actor]
    for column in range(Weighed.COUNT):
        weighed[column, row] = columns[column, actor]
    answers[Answer.ACTOR, row] = actor
    answers[Answer.CAME, row] = 1 if came else 0
    answers[Answer.CONDUCT, row] = conduct_of(scratch, actor) if formed and came else NONE
    answers[Answer.REASON, row] = CAME if came else int(columns[Weighed.COUNT, actor])
    answers[Answer.DECIDED_BY, row] = OVERRIDE if scratch.ordered[actor] >= 0.0 else CHAIR if actor == chair else AGENT


@rule
def conduct_of(scratch: Scratch, actor: int) -> int:
    """Return what became of the word of an actor that came to a meeting that formed."""
    if scratch.keeping[actor]:
        return KEPT
    return CAUGHT if scratch.caught[actor] else BROKE


@rule
def take_orders(changes: Changes, ordered: Floats, month: int, forum: int, domain: int) -> None:
    """Set the answers that are given in members' places: 1 where it comes, 0 where it stays away, -1 for its own."""
    if len(changes.orders) > 0:
        ordered[:] = UNORDERED
        for row in range(len(changes.orders)):
            order = changes.orders[row]
            if order[0] == month and order[1] == forum and order[2] == domain:
                ordered[order[3]] = float(order[4])


@rule
def luck_of(changes: Changes, month_key: int, month: int, number: int, run: int) -> int:
    """Return the key from which conduct and success of a meeting are drawn: the month's, or that of another run."""
    if changes.redrawn[0] == number:
        return folded(changes.keys[run], np.uint64(month))
    return month_key
