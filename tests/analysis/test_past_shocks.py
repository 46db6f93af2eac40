"""Shocks of a past: which of them moved trust by enough to be named on a picture."""

import numpy as np
import pytest

from trustladder.analysis.past_shocks import MOVED, NAMED, dated_shocks, moved_by, named_shocks
from trustladder.sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def past():
    found = Scenario.load("baseline").history()
    assert found is not None
    return found


def trust(past, steps):
    """Trust of one half that steps in the months of these shocks, by their keys."""
    months = {shock.key: shock.month for shock in dated_shocks(past)}
    mean = np.full(past.months, 0.5)
    for key, step in steps.items():
        mean[months[key] :] += step
    return mean


def test_dated_shocks_stand_in_the_order_of_their_days_in_the_month_of_the_calendar(past):
    shocks = dated_shocks(past)
    assert [one.day for one in shocks] == sorted(one.day for one in shocks) and len(shocks) > NAMED
    for one in shocks:
        assert divmod(past.first_month + one.month, 12) == (one.day.year, one.day.month - 1)
        assert 0 < one.month < past.months and int(one.year) == one.day.year


def test_the_largest_moves_are_named_up_or_down_and_no_more_than_there_is_room_for(past):
    keys = [one.key for one in dated_shocks(past)][::3][: NAMED + 1]
    steps = dict(zip(keys, (0.02, -0.05, 0.03, -0.04), strict=False))
    named = named_shocks(past, trust(past, steps))
    assert [shock.key for shock, _ in named] == sorted(steps, key=lambda key: -abs(steps[key]))[:NAMED]
    assert [size for _, size in named] == pytest.approx([steps[shock.key] for shock, _ in named])


def test_what_moves_trust_by_less_than_can_be_seen_is_not_named(past):
    key = dated_shocks(past)[2].key
    assert not named_shocks(past, trust(past, {key: 0.99 * MOVED}))
    assert [shock.key for shock, _ in named_shocks(past, trust(past, {key: 1.01 * MOVED}))] == [key]


def test_a_shock_may_show_in_the_month_after_it():
    assert moved_by(np.array([0.5, 0.5, 0.5, 0.4]), 2) == pytest.approx(-0.1)
    assert moved_by(np.array([0.5, 0.5, 0.5, 0.4]), 1) == 0.0
