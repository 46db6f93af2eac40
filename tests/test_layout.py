"""How columns lie in memory."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.state import blank, chosen, repeated
from trustladder.sim.machine.memory import LINE, WIDTH, eights, laid, room_for, widened, zeros
from trustladder.sim.month.scratch import slate_of
from trustladder.sim.scenario.scenario import Scenario

COLUMNS = ("kept", "broken", "trust", "rivalry", "governments", "donors", "gifts", "attributes", "dependence")


def begins_a_line(array):
    return array.ctypes.data % LINE == 0


@given(st.integers(0, 100))
def test_columns_are_long_enough_for_whole_eights_and_no_longer(actors):
    assert eights(actors) % WIDTH == 0
    assert actors <= eights(actors) < actors + WIDTH
    columns = widened(np.ones((2, actors)))
    assert columns.shape == (2, eights(actors))
    assert columns.flags.c_contiguous
    assert columns.sum() == 2 * actors


@given(st.integers(1, 100))
def test_eights_may_begin_at_any_actor_where_there_is_room(actors):
    assert room_for(actors) >= actors - 1 + WIDTH


@given(st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_what_is_laid_begins_with_a_line_and_is_the_same(shape):
    array = np.arange(float(np.prod(shape))).reshape(shape)
    assert np.array_equal(laid(array), array)
    assert begins_a_line(laid(array))
    assert begins_a_line(zeros(*shape))
    assert not zeros(*shape).any()


def test_every_column_of_every_run_begins_with_a_line():
    tables = tables_of(Scenario.load("baseline"))
    states = chosen(repeated(blank(tables), 3), [2, 0, 1])
    for run in range(3):
        assert all(begins_a_line(getattr(states, name)[run]) for name in COLUMNS)
    slate = slate_of(tables, 47)
    assert all(begins_a_line(column) for column in (*slate.seats, *slate.pulls, slate.sums, slate.coming))
    assert all(begins_a_line(getattr(tables, name)) for name in ("prior", "governments", "donors", "attend", "seated"))
