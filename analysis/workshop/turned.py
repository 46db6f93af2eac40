"""Find an answer that a change turns: refused without it and accepted with it, at the same meeting of one future."""

import threading
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.workshop.futures import spread
from trustladder.analysis.workshop.replay import decision_details
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import Execution
from trustladder.sim.given_answers import Order
from trustladder.sim.log import MeetingLog
from trustladder.sim.log_runs import log_of
from trustladder.sim.month.log import Answer, Proposal, Weighed
from trustladder.sim.scenario.scenario import Scenario

FUTURES = 20  # that are searched, from the first


class Answers(NamedTuple):
    """Answers of futures, by a number that an invitation has in both scenarios, each once."""

    log: MeetingLog
    keys: Integers  # [answer], -1 for a forum that only one of the scenarios has
    came: Integers  # [answer] 1 or 0
    chance: Floats  # [answer] of coming


def turned_answer(variant: Scenario, base: Scenario, cancel: threading.Event | None = None) -> dict[str, Any]:
    """Return the answer that a variant turns most, with what was weighed in the base, on the same luck.

    Refusals turned into coming go before the reverse, and the domain aimed at before others. Raises UserError where no
    answer differs, and Cancelled.
    """
    forums = [name for name in Index(base).forums if name in Index(variant).forums]
    ours, theirs = (answers_of(one, forums, cancel) for one in (variant, base))
    _, mine, other = np.intersect1d(ours.keys, theirs.keys, return_indices=True)
    known = (ours.keys[mine] >= 0) & (ours.came[mine] != theirs.came[other])
    mine, other = mine[known], other[known]
    if not len(mine):
        raise UserError("nothing-turned")
    domains, rise = (
        ours.log.rows.proposals[Proposal.DOMAIN][ours.log.rows.of[mine]],
        ours.chance[mine] - theirs.chance[other],
    )
    aimed = domains == ours.log.names.domains.index(variant.aim)
    came = ours.came[mine]
    best = np.lexsort((np.where(came == 1, rise, -rise), aimed, came))[-1]
    where = place_of(theirs.log, int(other[best]))
    return {"replicate": where[0], "order": where[1], "was": details_at(theirs.log, int(other[best]))}


def answers_of(scenario: Scenario, forums: list[str], cancel: threading.Event | None) -> Answers:
    """Run the first futures of a scenario, and return every answer that was asked for."""
    log = log_of(spread(scenario), range(FUTURES), Execution(cancel=cancel))
    of, table = log.rows.of, log.rows.proposals
    number = np.array([forums.index(name) if name in forums else -1 for name in log.names.forums])[
        table[Proposal.FORUM]
    ]
    actors = log.rows.answers[Answer.ACTOR].astype(np.int64)
    keys, sizes = log.rows.replicates[of], (scenario.months, len(forums), len(log.names.domains), len(log.names.actors))
    for part, size in zip(
        (table[Proposal.MONTH][of], number[of], table[Proposal.DOMAIN][of], actors), sizes, strict=True
    ):
        keys = keys * size + part
    asked = (number[of] >= 0) & (actors != table[Proposal.CHAIR][of]) & (table[Proposal.RUNG][of] >= 0)
    return Answers(log, np.where(asked, keys, -1), log.rows.answers[Answer.CAME], log.rows.weighed[Weighed.CHANCE])


def place_of(log: MeetingLog, answer: int) -> tuple[int, Order]:
    """Return the replicate of an answer, and its month since the start, forum, domain and actor."""
    proposal, names = int(log.rows.of[answer]), log.names
    month, forum, domain = (
        int(log.rows.proposals[one][proposal]) for one in (Proposal.MONTH, Proposal.FORUM, Proposal.DOMAIN)
    )
    actor = names.actors[int(log.rows.answers[Answer.ACTOR][answer])]
    return int(log.rows.replicates[proposal]), (month, names.forums[forum], names.domains[domain], actor)


def details_at(log: MeetingLog, answer: int) -> dict[str, Any]:
    """Describe an answer: what it was, its terms, and what would have turned it."""
    meeting, actor = (
        log.meeting(int(log.rows.of[answer])),
        log.names.actors[int(log.rows.answers[Answer.ACTOR][answer])],
    )
    return decision_details(next(one for one in meeting.decisions if one.actor == actor))
