"""The room plays: invitations, votes that decide in place of agents, undo, votes by hand."""

import json
import time
from itertools import pairwise

import pytest

from tests.worlds import tiny
from trustladder.analysis.workshop.messages import Future, validate
from trustladder.analysis.workshop.replay import meeting_details, meeting_row, parse_decisions, simulate, timeline
from trustladder.analysis.workshop.room import BACK_S, GRACE_S, Room, new_game
from trustladder.analysis.workshop.store import Store
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.series import Series
from trustladder.sim.law import responding
from trustladder.sim.law.responding import COSTS
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

WORLD = tiny(months=60)


@pytest.fixture
def room():
    found = Room(Store(None))
    found.start(2)
    return found


def opened(room, wait=0):
    meeting = room.next_meeting(WORLD, wait, None)
    room.open(meeting, None)
    return meeting


def test_an_invitation_tells_each_actor_what_it_weighs_and_hides_what_the_model_does(room):
    room.join(WORLD, "One", "ANA")
    meeting = opened(room)
    assert "ANA" in meeting["invited"]
    known = meeting["invited"]["ANA"]
    assert set(known) == {"belief", "needed", "terms"}
    assert set(known["terms"]) == {"gain", "inducement", *(cost.term for cost in COSTS)}


def test_the_vote_decides_in_place_of_the_agent_and_the_rest_of_luck_stays(room):
    voter = room.join(WORLD, "One", "ANA")
    meeting = opened(room)
    wish = not meeting["model"]["room"]["ANA"]
    room.vote(voter, 1, wish)
    room.close(WORLD)
    outcome = room.game["round"]["outcome"]
    assert outcome["room"]["ANA"] == wish
    assert outcome["decided"] == {"ANA": wish}
    others = {actor: came for actor, came in outcome["room"].items() if actor != "ANA"}
    assert others == {actor: came for actor, came in meeting["model"]["room"].items() if actor != "ANA"}


def test_the_majority_decides_and_a_split_or_silent_delegation_is_left_to_the_model(room):
    voters = [room.join(WORLD, f"No {number}", "ANA") for number in range(3)]
    room.join(WORLD, "Silent", "BEN")
    opened(room)
    room.vote(voters[0], 1, True)
    assert room.tally() == {"ANA": True}
    room.vote(voters[1], 1, False)
    assert room.tally() == {}
    room.vote(voters[2], 1, False)
    assert room.tally() == {"ANA": False}


def test_an_outcome_tells_split_delegations_from_silent_ones(room):
    voters = [room.join(WORLD, f"No {number}", "ANA") for number in range(2)]
    room.join(WORLD, "Silent", "BEN")
    opened(room)
    room.vote(voters[0], 1, True)
    room.vote(voters[1], 1, False)
    room.by_hand("BEN", 0, 0)
    room.close(WORLD)
    outcome = room.game["round"]["outcome"]
    assert outcome["decided"] == {} and outcome["split"] == ["ANA"]
    assert outcome["room"] == room.game["round"]["model"]["room"]


def test_hands_count_like_phones(room):
    voter = room.join(WORLD, "One", "ANA")
    opened(room)
    room.vote(voter, 1, True)
    room.by_hand("ANA", 2, 7)
    room.by_hand("BEN", 1, 0)
    assert room.tally() == {"ANA": False, "BEN": True}
    with pytest.raises(InputError):
        room.by_hand("NOBODY", 1, 0)


def test_without_anybody_seated_hands_alone_can_play(room):
    meeting = opened(room)
    room.by_hand("ANA", 0, 9)
    room.close(WORLD)
    assert room.game["round"]["outcome"]["room"]["ANA"] is False
    assert room.game["month"] == meeting["month"] + 1


def test_rounds_follow_each_other_in_time_and_carry_what_was_decided(room):
    room.join(WORLD, "One", "ANA")
    months = []
    for number in range(1, 4):
        months.append(opened(room, wait=3)["month"])
        room.by_hand("ANA", 0, 1)
        room.close(WORLD)
        assert room.number == number + 1
    assert months == sorted(months)
    assert all(later - earlier > 3 for earlier, later in pairwise(months))
    assert [entry[4] for entry in room.game["decisions"]] == [False] * 3


def test_a_round_can_be_taken_back_and_comes_again_the_same(room):
    room.join(WORLD, "One", "ANA")
    first = opened(room)
    room.by_hand("ANA", 0, 1)
    room.close(WORLD)
    room.undo()
    assert (room.game["decisions"], room.game["rounds"], room.game["month"]) == ([], [], 0)
    assert opened(room) == first
    room.undo()
    assert room.game["round"] is None


def test_a_game_is_there_again_after_a_restart(tmp_path):
    place = tmp_path / "kept.sqlite"
    room = Room(Store(place))
    room.start(2)
    voter = room.join(WORLD, "One", "ANA")
    opened(room)
    room.vote(voter, 1, False)
    room.store.close()
    again = Room(Store(place))
    assert json.dumps(again.game) == json.dumps(room.game)
    assert again.voted() == {voter}
    again.close(WORLD)
    assert again.game["round"]["outcome"]["room"]["ANA"] is False


def test_a_vote_whose_time_ran_out_while_the_server_was_away_goes_on_for_a_moment(tmp_path):
    room = Room(Store(tmp_path / "kept.sqlite"))
    room.start(2)
    opened(room)
    room.timer(-100.0)
    assert room.overdue
    room.store.close()
    again = Room(Store(tmp_path / "kept.sqlite"))
    assert not again.overdue
    assert 0.0 < again.game["deadline"] - time.time() <= BACK_S


def test_more_time_is_added_to_what_the_server_has_left_and_ends_no_vote(room):
    opened(room)
    for left, then in [(100.0, 130.0), (-100.0, 30.0), (None, 30.0), (890.0, 900.0)]:
        room.timer(left)
        room.more(30)
        assert room.left == pytest.approx(then, abs=1.0) and not room.overdue
    room.undo()
    with pytest.raises(InputError, match="vote-closed"):
        room.more(30)


def test_who_has_a_seat_moves_to_another_and_does_not_vote_again(room):
    voter = room.join(WORLD, "One", "ANA")
    opened(room)
    room.vote(voter, 1, True)
    assert room.join(WORLD, "One", "BEN", voter) == voter
    assert room.game["seats"] == {voter: ["One", "BEN"]}
    with pytest.raises(InputError, match="voted-already"):
        room.vote(voter, 1, False)
    assert room.tally() == {"ANA": True}
    assert room.join(WORLD, "Two", "ANA", "removed or unknown") not in (voter, "removed or unknown")


def test_a_game_is_over_in_another_scenario_and_seats_that_it_lacks_are_back_once_one_has_them_again(room):
    other = Scenario.load("malacca-piracy")
    one = room.join(WORLD, "One", "ANA")
    kept = room.join(other, "Two", "IDN")
    opened(room)
    room.by_hand("ANA", 1, 0)
    room.end(other)
    assert room.game == {**new_game(), "seats": {kept: ["Two", "IDN"]}, "away": {one: ["One", "ANA"]}}
    assert room.seat(one) is None and not room.is_gone(one)
    room.end(WORLD)
    assert room.game == {**new_game(), "seats": {one: ["One", "ANA"]}, "away": {kept: ["Two", "IDN"]}}
    assert room.join(WORLD, "Two", "BEN", kept) == kept and not room.game["away"]
    room.remove(kept)
    assert room.is_gone(kept)


def test_a_future_is_told_with_every_meeting_and_its_changed_decisions():
    told = timeline(simulate(WORLD, 3, {}))
    model = CooperationModel(WORLD, replicate=3).run()
    assert told["meetings"] == [meeting_row(model.names, WORLD, meeting) for meeting in model.meetings]
    assert told["held"] == next((month for month, row in enumerate(model.months[0]) if row[Series.REGION_HELD]), None)
    month, forum, domain, _, came, refused, *_ = next(one for one in told["meetings"] if one[4])
    changed = simulate(WORLD, 3, {(month, forum, domain, came[0]): False})
    again = next(one for one in timeline(changed)["meetings"] if one[:3] == [month, forum, domain])
    assert again[4] == came[1:]
    assert sorted(again[5]) == sorted([*refused, came[0]])
    earlier = [one for one in told["meetings"] if one[0] < month]
    assert [one for one in timeline(changed)["meetings"] if one[0] < month] == earlier


def test_a_told_future_names_what_happened_dated_or_random():
    shock = {
        "name": "A quarrel",
        "date": "2001-03-01",
        "effects": [{"change": "rivalry", "of": ["BIG"], "toward": ["FAR"], "blow": 0.5}],
    }
    often = {"name": "Bad luck", "hazard": 0.2, "effects": [{"change": "collusion", "of": ["BEN"], "blow": 0.1}]}
    told = timeline(simulate(WORLD.changed({"events.quarrel": shock, "events.luck": often}), 3, {}))
    assert (14, "quarrel") in told["events"]
    assert sum(name == "luck" for _, name in told["events"]) > 3


def test_the_change_that_is_said_to_turn_a_decision_turns_it():
    model = simulate(WORLD, 3, {})
    turned = 0
    for meeting in model.meetings:
        full = meeting_details(model.names, WORLD, meeting)
        for decision, told in zip(meeting.decisions, full["decisions"], strict=True):
            assert told["terms"]["gain"] == pytest.approx(decision.terms.gain, abs=1e-3)
            for change in told["turns"]:
                terms = changed_terms(decision, change)
                assert responding.worth(terms) == pytest.approx(0.0, abs=0.01)
                turned += 1
    assert turned > 50


def changed_terms(decision, change):
    terms = decision.terms
    if change["what"] != "trust":
        return terms._replace(**{change["what"]: change["to"]})
    p = change["to"]
    return terms._replace(gain=p * terms.full_gain, risk=(1.0 - p) * terms.full_risk)


def test_the_first_change_named_is_the_smallest():
    model = simulate(WORLD, 3, {})
    for meeting in model.meetings:
        for told in meeting_details(model.names, WORLD, meeting)["decisions"]:
            sizes = [size_of(change) for change in told["turns"]]
            assert all(one <= two + 0.05 for one, two in pairwise(sizes))


def size_of(change):
    distance = abs(change["to"] - change["from"])
    return distance if change["what"] == "trust" else distance / max(change["from"], 0.05)


@pytest.mark.parametrize(
    "given",
    [
        3,
        [[1, 2]],
        [["0", "CLUB", "fish", "ANA", True]],
        [[0, "CLUB", "fish", "ANA", 1]],
        [[99, "CLUB", "fish", "ANA", True]],
        [[0, "NONE", "fish", "ANA", True]],
        [[0, "CLUB", "fish", "ANA", True]] * 401,
    ],
)
def test_malformed_decisions_are_refused(given):
    with pytest.raises(InputError):
        parse_decisions(validate(Future, {"do": "tell", "replicate": 0, "decisions": given}).decisions, WORLD)


def test_a_vote_ends_soon_once_everybody_who_is_there_and_asked_has_voted(room):
    one, two = room.join(WORLD, "One", "ANA"), room.join(WORLD, "Two", "BEN")
    opened(room)
    room.end_soon({one, two})
    assert room.game["deadline"] is None  # nobody has voted yet
    room.vote(one, 1, True)
    room.end_soon({one, two})
    assert room.game["deadline"] is None
    room.end_soon({one})  # the other has left: only those present are waited for
    assert not room.overdue and 0.0 < room.game["deadline"] - time.time() <= GRACE_S


def test_a_vote_with_hands_to_count_waits_for_the_facilitator_and_one_on_frozen_phones_for_the_room(room):
    one = room.join(WORLD, "One", "ANA")
    opened(room)
    room.update(hands=True)
    room.vote(one, 1, True)
    room.end_soon({one})
    assert room.game["deadline"] is None
    room.timer(-1.0)
    room.update(frozen=True)
    assert not room.overdue
    room.update(frozen=False)
    assert room.overdue
    room.close(WORLD)
    assert not room.overdue and room.game["deadline"] is None


def test_a_vote_that_has_little_time_left_gets_no_more_by_the_last_vote(room):
    one = room.join(WORLD, "One", "ANA")
    opened(room)
    room.timer(0.5)
    before = room.game["deadline"]
    room.vote(one, 1, True)
    room.end_soon({one})
    assert room.game["deadline"] == before
