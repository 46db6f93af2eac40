"""Another scenario: what fits it goes on, what does not is over, and nothing else is lost."""

import pytest

from trustladder.analysis.workshop.session import initial_view
from trustladder.analysis.workshop.state import WorkshopState, comparable
from trustladder.analysis.workshop.store import Store
from trustladder.sim.scenario.scenario import Scenario


def opened(scenario, store=None):
    return WorkshopState(store or Store(None), scenario, [], lambda message: None)


def played(scenario, store=None):
    """A desk on which a round was played and a comparison is held, and the voter who played it."""
    found = opened(scenario, store)
    base = found.session.base(scenario)
    voter = found.room.join(base, "Ana", "KAZ")
    found.room.start(7)
    found.room.open(found.room.next_meeting(base, 0, None), None)
    found.room.by_hand(sorted(found.room.voting["invited"])[0], 1, 0)
    found.room.close(base)
    found.session.compare(True)
    return found, voter


def turned(found, name):
    before = found.session.base(found.session.now["base"])
    found.session.apply(initial_view(name))
    return found.scenario_changed(before)


@pytest.mark.parametrize("name", ["energy-first", "sustained-attention", "recommendations", "baseline"])
def test_the_scenarios_of_the_story_leave_the_room_its_rounds(name):
    found, voter = played("baseline")
    assert turned(found, name) == (name != "baseline")
    assert len(found.room.game["rounds"]) == 1
    assert found.room.game["playing"]
    assert voter in found.room.game["seats"]
    assert found.session.against is not None


@pytest.mark.parametrize(("name", "seats"), [("history", 1), ("malacca-piracy", 0)])
def test_where_another_world_opens_the_game_is_over_and_known_delegations_keep_their_seats(name, seats):
    found, _ = played("baseline")
    assert turned(found, name)
    assert found.room.game["rounds"] == []
    assert not found.room.game["playing"]
    assert len(found.room.game["seats"]) == seats
    assert found.session.against is None


def test_a_command_that_names_another_scenario_opens_it_and_undo_leads_back(tmp_path):
    store = Store(tmp_path / "kept.sqlite")
    found, _ = played("baseline", store)
    found.session.apply(found.session.with_settings({"levers.assistance": 2.0}))
    store.close()
    again = opened("energy-first", Store(tmp_path / "kept.sqlite"))
    assert again.session.now == initial_view("energy-first")
    assert len(again.room.game["rounds"]) == 1
    again.session.undo()
    assert again.session.now["settings"] == {"levers.assistance": 2.0}
    again.store.close()
    same = opened("energy-first", Store(tmp_path / "kept.sqlite"))
    assert same.session.now == again.session.now


def test_scenarios_of_other_times_are_not_laid_over_each_other():
    baseline = Scenario.load("baseline")
    assert comparable(baseline, Scenario.load("recommendations"))
    assert not comparable(baseline, Scenario.load("history"))
    assert not comparable(baseline, baseline.with_months(60))
