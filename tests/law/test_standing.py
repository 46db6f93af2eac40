"""Step 10: standing."""

from trustladder.sim.agents.ladder import Ladder
from trustladder.sim.arrays.tables import DomainRow, RungRow
from trustladder.sim.law.standing import earned, lapses, reaches, shows


def test_a_rung_is_held_after_its_successes():
    assert not earned(3, 4)
    assert earned(4, 4)


def test_what_is_not_practised_is_lost():
    assert lapses(36, 36)
    assert not lapses(35, 36)


def test_an_activity_shows_a_forums_standing_for_three_years():
    assert shows(0)
    assert shows(35)
    assert not shows(36)


def ladder(standing, successes, needed=(2, 2, 2)):
    rungs = [RungRow(1.0, 0.5, 0.1, 0.3, 2, 0, number, False, False, 0) for number in needed]
    return Ladder(DomainRow(len(rungs), 0.0, 0.0, False, -1, -1), rungs, standing, list(successes), [0] * len(rungs))


def test_a_success_keeps_all_rungs_below_it_alive_and_none_above():
    climbed = ladder(standing=3, successes=(2, 2, 2))
    for _ in range(24):
        climbed.climb([1], idle_limit=24)
    assert climbed.standing == 2
    assert climbed.successes[2] == 0 and climbed.successes[0] == 2


def test_who_meets_for_nothing_but_talk_loses_what_is_not_practised():
    climbed = ladder(standing=3, successes=(2, 2, 2))
    for _ in range(23):
        climbed.climb([0], idle_limit=24)
    assert climbed.standing == 3
    climbed.climb([0], idle_limit=24)
    assert climbed.standing == 1


def test_successes_that_never_earned_a_rung_are_void_after_a_while_too():
    climbed = ladder(standing=0, successes=(0, 1, 0))
    for _ in range(24):
        climbed.climb([], idle_limit=24)
    climbed.climb([1], idle_limit=24)
    assert climbed.standing == 0 and climbed.successes == [0, 1, 0]


def test_a_rung_is_reached_region_wide_by_its_successes_within_the_window_where_the_forum_stands_on_it():
    assert reaches(now=100, earliest=65, window=36, held=True)
    assert not reaches(now=101, earliest=65, window=36, held=True)
    assert not reaches(now=100, earliest=65, window=36, held=False)
