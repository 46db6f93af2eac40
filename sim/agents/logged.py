"""The log of a future of the Mesa lane, as the compiled lane keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trustladder.sim.law.responding import REASONS
from trustladder.sim.log_rows import Rows
from trustladder.sim.month.log import BROKE, CAME, CAUGHT, DECIDED_BY, KEPT, NONE, Answer, Happened, Proposal, Weighed

if TYPE_CHECKING:
    from trustladder.sim.agents.meeting import Decision, Meeting
    from trustladder.sim.agents.model import CooperationModel


def rows_of_model(model: CooperationModel) -> Rows:
    """Return the rows of a model's meetings so far; it must have kept them."""
    forums = {name: number for number, name in enumerate(model.names.forums)}

    def order(meeting: Meeting) -> tuple[int, int, int]:
        return meeting.month, forums[meeting.forum.name], meeting.domain

    every = sorted([*model.meetings, *model.postponed], key=order)
    proposals = np.zeros((Proposal.COUNT, len(every)), dtype=np.int32)
    for row, one in enumerate(every):
        formed, success, chair = int(one.formed), int(one.success), model.names.actor(one.chair.name)
        place = (one.month - int(model.all_tables.first_month), forums[one.forum.name], one.domain, one.rung_number)
        proposals[:, row] = (0, *place, chair, formed, success, len(one.decisions))
    answers = [_answer(model, meeting, one) for meeting in every for one in meeting.decisions]
    weighed = [_weighed(one) for meeting in every for one in meeting.decisions]
    return Rows(
        np.full(len(every), model.replicate, dtype=np.int64),
        np.arange(len(every)),
        proposals,
        np.array(answers, dtype=np.int32).reshape(-1, Answer.COUNT).T,
        np.array(weighed).reshape(-1, Weighed.COUNT).T,
        np.full(len(model.happened), model.replicate, dtype=np.int64),
        np.array([row for row, _ in model.happened], dtype=np.int32).reshape(-1, Happened.COUNT).T,
        np.array([harm for _, harm in model.happened], dtype=np.float64),
    )


def _answer(model: CooperationModel, meeting: Meeting, one: Decision) -> tuple[int, ...]:
    """Return an answer in the order of Answer."""
    kept, broke, caught = ({actor.name for actor in some} for some in (meeting.kept, meeting.broke, meeting.caught))
    name = one.actor
    conduct = KEPT if name in kept else CAUGHT if name in caught else BROKE if name in broke else NONE
    reason = CAME if one.reason is None else REASONS.index(one.reason)
    return model.names.actor(name), int(one.came), conduct, reason, DECIDED_BY.index(one.decided_by)


def _weighed(one: Decision) -> tuple[float, ...]:
    """Return what was weighed in the order of Weighed."""
    return *one.terms, one.belief, one.needed, one.worth, one.chance
