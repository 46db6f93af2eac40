"""Step 10: standing."""

from trustladder.sim.law.standing import earned, lapses, shows


def test_a_rung_is_held_after_its_successes():
    assert not earned(3, 4)
    assert earned(4, 4)


def test_idleness_costs_a_rung_only_to_who_stands_on_one():
    assert lapses(36, 36, standing=1)
    assert not lapses(35, 36, standing=1)
    assert not lapses(99, 36, standing=0)


def test_an_activity_shows_a_forums_standing_for_three_years():
    assert shows(0)
    assert shows(35)
    assert not shows(36)
