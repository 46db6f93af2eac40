"""One answer changed: what is counted goes on from the told future to the last bit."""

import threading

import numpy as np
import pytest

from tests.mesa_branches import ResampledModel, meeting_outcomes, meeting_streams, model_until
from tests.test_members import COMING_AND_GOING
from tests.worlds import tiny
from trustladder.analysis.workshop import counterfactual
from trustladder.analysis.workshop.counterfactual import counterfactual_effects
from trustladder.analysis.workshop.session import Session
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import stacked
from trustladder.sim.changed_answers import FUTURES, OUTCOMES
from trustladder.sim.engine import Cancelled, Starts, replicates
from trustladder.sim.machine import draws
from trustladder.sim.scenario.scenario import Scenario

WORLD = tiny(months=60)
FUTURE = 2  # in which the forum of two meets, and does not


def shocked():
    """The baseline with two conditions that hold for years, a blow, and levers that reform assistance."""
    session = Session(Store(None), "baseline")
    session.apply(session.with_settings({"levers.joint_share": 0.5, "levers.training_share": 0.8}))
    for kind, month in (("flow-doubles", 2), ("donors-return", 3), ("rivals-quarrel", 4)):
        session.apply(session.with_event(kind, month))
    return session.scenario(session.now)


@pytest.mark.parametrize(
    ("build", "months", "month"),
    [
        (shocked, 24, 6),
        (lambda: Scenario.load("afghan-shock"), 60, 20),
        (lambda: Scenario.load("malacca-piracy"), 80, 30),
        (lambda: COMING_AND_GOING, 48, 20),
    ],
    ids=["live events and reforms", "a condition that lapses", "random events", "members who come and go"],
)
def test_a_compiled_run_goes_on_from_a_mesa_state_to_the_last_bit(build, months, month):
    scenario = build().with_months(months)
    model = CooperationModel(scenario, replicate=3)
    while model.elapsed < month:
        model.step()
    world = model.all_tables._replace(first_month=scenario.first_month + month, months=months - month)
    done = replicates(world, model.names, Starts(stacked([model.state()]), [0]), scenario.seed, [3], keep=1)
    model.run()
    assert np.array_equal(done.months[0], model.months[0, month:])


def meetings(world=WORLD, replicate=FUTURE):
    """Meetings of a future with whoever came and whoever did not, by month, forum and domain."""
    model = CooperationModel(world, replicate=replicate).run()
    for meeting in model.meetings:
        place = (meeting.month - world.first_month, meeting.forum.name, model.names.domains[meeting.domain])
        yield meeting, place


def turned(*, formed):
    """An answer whose change makes the first meeting of two form, or not form."""
    for meeting, place in meetings():
        if meeting.forum.name == "PAIR" and meeting.formed == formed and place[0] < 40:
            decision = next(one for one in meeting.decisions if formed or not one.came)
            if formed or sum(one.came for one in meeting.decisions) == 1:
                return (*place, decision.actor), not decision.came
    raise AssertionError("no such meeting in this future")


@pytest.mark.parametrize("formed", [True, False])
def test_who_stays_away_prevents_the_meeting_and_who_comes_makes_it(formed):
    order, comes = turned(formed=formed)
    found = counterfactual_effects(WORLD, FUTURE, {order: comes}, [order], None)
    with_, without = (found["was"], found["now"]) if formed else (found["now"], found["was"])
    assert (with_["formed"], without["formed"]) == (1.0, 0.0)
    assert 0.0 < with_["success"] < 1.0
    assert without["success"] == 0.0
    assert any(figure["a"] != figure["b"] for figure in found["figures"].values())


def test_nothing_differs_before_the_answer_counts_and_nothing_at_all_where_it_changes_nothing():
    order, _ = turned(formed=True)
    came = next(meeting for meeting, place in meetings() if place == order[:3])
    same = next(one.came for one in came.decisions if one.actor == order[3])
    found = counterfactual_effects(WORLD, FUTURE, {order: same}, [order], None)
    assert found["was"] == found["now"]
    assert found["held"][0] == found["held"][1]
    assert all(figure["a"] == figure["b"] and figure["higher"] == 0.0 for figure in found["figures"].values())


def test_only_what_follows_the_answers_is_asked_of_chance_anew():
    order, comes = turned(formed=True)
    before = model_until(WORLD, FUTURE, order[0])
    told = next(meeting for meeting, place in meetings() if place == order[:3])
    lived_again = [meeting for meeting, _ in meeting_outcomes(before, {}, order[:3], 99)]
    assert len(lived_again) == OUTCOMES
    answers = [decision.came for decision in told.decisions]
    assert all([decision.came for decision in meeting.decisions] == answers for meeting in lived_again)
    assert len({(meeting.success, len(meeting.broke)) for meeting in lived_again}) > 1
    assert len(meeting_streams(before, order[:3])) == 1 + 2 * len(told.decisions)
    assert comes is False


def test_asking_anew_with_the_same_key_tells_the_same_future():
    order, _ = turned(formed=True)
    model = ResampledModel(WORLD, replicate=FUTURE)
    model.resampled, model.draw_key = meeting_streams(model, order[:3]), draws.run_key(WORLD.seed, FUTURE)
    assert np.array_equal(model.run().months, CooperationModel(WORLD, replicate=FUTURE).run().months)


def test_the_interval_holds_the_difference_and_the_curves_end_at_the_levels():
    order, comes = turned(formed=True)
    found = counterfactual_effects(WORLD, FUTURE, {order: comes}, [order], None)
    for figure in found["figures"].values():
        assert figure["low"] - 1e-5 <= figure["b"] - figure["a"] <= figure["high"] + 1e-5
    held = found["figures"]["region_held"]
    assert [curve[-1] for curve in found["held"]] == [round(1000 * held["a"]), round(1000 * held["b"])]
    assert found["at"][0] == order[0] + 1 and found["at"][-1] == WORLD.months - 1
    assert found["futures"] == FUTURES


def test_more_futures_agree_with_what_is_counted(monkeypatch):
    order, comes = turned(formed=True)
    few = counterfactual_effects(WORLD, FUTURE, {order: comes}, [order], None)["figures"]["activities_succeeded"]
    monkeypatch.setattr(counterfactual, "FUTURES", 4000)
    monkeypatch.setattr(counterfactual, "OUTCOMES", 100)
    many = counterfactual_effects(WORLD, FUTURE, {order: comes}, [order], None)["figures"]["activities_succeeded"]
    assert few["low"] <= many["b"] - many["a"] <= few["high"]
    assert many["high"] - many["low"] < few["high"] - few["low"]


def test_answers_of_one_meeting_change_together():
    order, _ = turned(formed=True)
    came = next(meeting for meeting, place in meetings() if place == order[:3])
    changed = {(*order[:3], one.actor): False for one in came.decisions}
    found = counterfactual_effects(WORLD, FUTURE, changed, [*changed], None)
    assert (found["was"]["formed"], found["now"]["formed"]) == (1.0, 0.0)
    alone = [counterfactual_effects(WORLD, FUTURE, changed, [one], None) for one in changed]
    assert {one["now"]["formed"] for one in alone} == {0.0}
    assert all(one["now"] == found["now"] for one in alone), "with all answers changed it is the same meeting"


def test_what_cannot_be_counted_is_refused():
    def asked(month, *actors, forum="PAIR"):
        changed = {(month, forum, "fish", actor): True for actor in actors}
        counterfactual_effects(WORLD, FUTURE, changed, [*changed], None)

    with pytest.raises(UserError, match="fork-last"):
        asked(59, "ANA")
    known = {place for _, place in meetings()}
    quiet = next(month for month in range(50) if (month, "PAIR", "fish") not in known)
    with pytest.raises(UserError, match="fork-no-meeting"):
        asked(quiet, "ANA")
    busy = next(month for month in range(50) if (month, "PAIR", "fish") in known)
    with pytest.raises(UserError, match="fork-not-invited"):
        asked(busy, "FAR")
    with pytest.raises(UserError, match="malformed"):
        asked(busy)


def test_a_count_that_nobody_waits_for_is_given_up():
    order, comes = turned(formed=True)
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        counterfactual_effects(WORLD, FUTURE, {order: comes}, [order], cancel)
