"""How columns lie in memory."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.state import blank, repeated, take
from trustladder.sim.machine.memory import (
    CACHE_LINE,
    WIDTH,
    aligned_copy,
    aligned_zeros,
    pad_to_width,
    padded_length,
    padded_length_unaligned,
)
from trustladder.sim.month.scratch import scratch_of
from trustladder.sim.scenario.scenario import Scenario

COLUMNS = ("kept", "broken", "trust", "rivalry", "governments", "donors", "gifts", "attributes", "dependence")


def begins_a_line(array):
    return array.ctypes.data % CACHE_LINE == 0


@given(st.integers(0, 100))
def test_columns_are_long_enough_for_whole_eights_and_no_longer(actors):
    assert padded_length(actors) % WIDTH == 0
    assert actors <= padded_length(actors) < actors + WIDTH
    columns = pad_to_width(np.ones((2, actors)))
    assert columns.shape == (2, padded_length(actors))
    assert columns.flags.c_contiguous
    assert columns.sum() == 2 * actors


@given(st.integers(1, 100))
def test_eights_may_begin_at_any_actor_where_there_is_room(actors):
    assert padded_length_unaligned(actors) >= actors - 1 + WIDTH


@given(st.lists(st.integers(1, 9), min_size=1, max_size=3))
def test_what_is_laid_begins_with_a_line_and_is_the_same(shape):
    array = np.arange(float(np.prod(shape))).reshape(shape)
    assert np.array_equal(aligned_copy(array), array)
    assert begins_a_line(aligned_copy(array))
    assert begins_a_line(aligned_zeros(*shape))
    assert not aligned_zeros(*shape).any()


def test_every_column_of_every_run_begins_with_a_line():
    tables = tables_of(Scenario.load("baseline"))
    states = take(repeated(blank(tables), 3), [2, 0, 1])
    for run in range(3):
        assert all(begins_a_line(getattr(states, name)[run]) for name in COLUMNS)
    scratch = scratch_of(tables, 47)
    assert all(begins_a_line(column) for column in (*scratch.seats, *scratch.pulls, scratch.sums, scratch.coming))
    assert all(begins_a_line(getattr(tables, name)) for name in ("prior", "governments", "donors", "attend", "seated"))
