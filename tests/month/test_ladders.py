"""Ladders on both lanes: what is lost to idleness, and how many region-wide successes are remembered."""

import pytest

from tests.test_lanes import assert_lanes_agree
from tests.worlds import tiny
from trustladder.sim.agents.ladder import ladders_at
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.periods import in_period
from trustladder.sim.arrays.state import blank
from trustladder.sim.month.activity import record_region_success
from trustladder.sim.month.ladders import lapse, reach

WINDOW, LIMIT, A_MILLION = 24, 24, 1_000_000


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


@pytest.mark.parametrize(
    ("idle", "standing"),
    [((1, 1, 1, 1), 4), ((1, 1, 1, LIMIT), 3), ((1, LIMIT, LIMIT, LIMIT), 1), ((1, LIMIT, 1, LIMIT), 1)],
    ids=["none is idle", "the highest is", "all above are", "some are, of a past with another order"],
)
def test_a_rung_that_lapses_takes_all_above_with_it_and_none_that_lapses_later_brings_them_back(idle, standing):
    more = {name: {"name": name} for name in "abcd"}
    scenario = tiny(domains={"fish": {"rungs": more}}, uncertainties={"idle_limit": LIMIT})
    tables = in_period(tables_of(scenario), 0)
    state, fish = blank(tables), Index(scenario).domains.index("fish")
    tables.rungs["successes"][fish] = 1
    state.standing[:, fish], state.successes[:, fish, :4] = 4, 1
    state.idle[:, fish, :4] = [months - 1 for months in idle]
    mesa = ladders_at(state, tables)[0][fish]
    mesa.climb([], LIMIT)
    state.idle[:] += 1
    assert lapse(tables, state, 0, fish) == (standing != 4)
    assert (state.standing[0, fish], state.successes[0, fish].tolist()) == (mesa.standing, mesa.successes)
    assert mesa.standing == standing
