"""Region-wide cooperation: how many successes are remembered, and how many never lie within a window."""

import pytest

from tests.test_lanes import assert_lanes_agree
from tests.worlds import tiny
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.periods import in_period
from trustladder.sim.arrays.state import blank
from trustladder.sim.month.activity import record_region_success
from trustladder.sim.month.ladders import reach

WINDOW, A_MILLION = 24, 1_000_000


def asking_for(successes, **changes):
    """The tiny world, where the rung of the aim takes so many successes."""
    rungs = {"maps": {"successes": successes}, "more": {"name": "m", "quorum_governments": 2, "successes": 2}}
    aim = {"water": {"rungs": rungs}}
    return tiny(domains=aim, uncertainties={"region_window": WINDOW, "region_share": 0.6}, **changes)


def reached(scenario, months):
    """The rungs held region-wide after a success on the second rung in each of so many months, on both lanes."""
    tables, model = in_period(tables_of(scenario), 0), CooperationModel(scenario, record=False)
    state, forum = blank(tables), model.forums[0]
    first, aim = model.month, model.aim
    state.standing[:, aim] = forum.ladders[aim].standing = 1
    for month in range(first, first + months):
        record_region_success(state.region_meetings[0], 1, month)
        for kept in forum.recent:
            kept[:] = [*kept[1:], month]
        reach(tables, state, month)
        forum.reach(month)
    assert state.region_standing[0] == forum.region_standing
    return forum.region_standing


@pytest.mark.parametrize(
    ("successes", "months", "rungs"),
    [(2, 1, 0), (2, 2, 1), (WINDOW, WINDOW - 1, 0), (WINDOW, WINDOW, 1), (WINDOW + 1, 90, 0), (A_MILLION, 90, 0)],
)
def test_a_rung_is_held_region_wide_after_its_successes_if_a_window_has_as_many_months(successes, months, rungs):
    assert reached(asking_for(successes), months) == rungs


def test_a_rung_that_takes_a_million_successes_takes_no_more_room_than_a_window_of_months():
    states = {successes: blank(tables_of(asking_for(successes))) for successes in (2, WINDOW + 1, A_MILLION)}
    kept = {successes: state.region_meetings.shape[-1] for successes, state in states.items()}
    assert kept == {2: 2, WINDOW + 1: WINDOW + 1, A_MILLION: WINDOW + 1}


def test_the_lanes_agree_where_a_rung_can_never_be_held():
    before = asking_for(2, start="1996-01-01").model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    gate = {"structure": {"gate": False}}
    assert_lanes_agree(asking_for(A_MILLION, past={"scenario": before, "replicates": 2}, **gate), replicate=1)
