"""An answer that a change turns: refused without it and accepted with it, at the same meeting of one future."""

import threading

import pytest

from tests.worlds import tiny
from trustladder.analysis.workshop.turned import FUTURES, turned_answer
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.engine import Cancelled

WORLD = tiny(months=60)
TRUSTING = WORLD.changed({"uncertainties.prior_trust": 0.9})


def answer_in(world, found):
    """The answer at that place, as the Mesa lane gives it."""
    month, forum, domain, actor = found["order"]
    model = CooperationModel(world, replicate=found["replicate"]).run()
    [meeting] = [
        one
        for one in model.meetings
        if (one.month - world.first_month, one.forum.name, model.names.domains[one.domain]) == (month, forum, domain)
    ]
    return next(one for one in meeting.decisions if one.actor == actor)


def test_the_same_invitation_is_refused_without_the_change_and_accepted_with_it():
    found = turned_answer(TRUSTING, WORLD)
    assert found["replicate"] < FUTURES
    refused, accepted = answer_in(WORLD, found), answer_in(TRUSTING, found)
    assert (refused.came, accepted.came) == (False, True)
    assert found["was"]["chance"] == round(refused.chance, 3) < accepted.chance
    assert found["was"]["terms"]["gain"] == round(refused.terms.gain, 3)
    assert found["was"]["reason"] == refused.reason and not found["was"]["came"]


def test_it_is_on_the_domain_aimed_at_where_one_there_is():
    assert turned_answer(TRUSTING, WORLD)["order"][2] == WORLD.aim


def test_where_no_answer_differs_there_is_none_to_show():
    with pytest.raises(UserError, match="nothing-turned"):
        turned_answer(WORLD, WORLD.changed({"uncertainties.linear_gain": 0.11}))  # of a rule that is not in force


def test_a_search_that_nobody_waits_for_is_given_up():
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        turned_answer(TRUSTING, WORLD, cancel)
