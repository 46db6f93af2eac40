"""Arithmetic that gives the same bits everywhere."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trustladder.sim.law.arithmetic import (
    clip,
    exponential,
    logistic,
    maximum,
    minimum,
    monthly_retention,
    safe_divide,
    sqrt,
    where,
)

ordinary = st.floats(-40.0, 40.0)


@given(st.floats(-10.0, 10.0))
def test_the_exponential_is_as_good_as_the_libraries(x):
    assert math.isclose(exponential(x), math.exp(x), rel_tol=1e-11)


@given(ordinary)
def test_the_exponential_holds_to_a_millionth_at_the_ends(x):
    assert math.isclose(exponential(x), math.exp(x), rel_tol=1e-6)


@given(st.floats(-1e6, 1e6))
def test_a_logistic_is_a_share(x):
    assert 0.0 <= logistic(x) <= 1.0


@given(ordinary, ordinary)
def test_a_logistic_never_falls(x, y):
    assert logistic(minimum(x, y)) <= logistic(maximum(x, y)) + 1e-15


def test_a_logistic_is_one_half_at_zero_and_symmetric():
    assert logistic(0.0) == 0.5
    for x in np.linspace(0.0, 12.0, 25):
        assert math.isclose(logistic(x) + logistic(-x), 1.0, rel_tol=1e-12)


@given(st.floats(-5, 5), st.floats(-1, 0), st.floats(0, 1))
def test_a_clipped_number_stays_between_its_limits(x, low, high):
    assert low <= clip(x, low, high) <= high
    assert clip(x, low, high) == min(max(x, low), high)


def test_nothing_of_nothing_is_nothing():
    assert safe_divide(0.0, 0.0) == 0.0
    assert safe_divide(1.0, 4.0) == 0.25


def test_half_is_left_after_a_half_life():
    assert math.isclose(monthly_retention(48.0) ** 48, 0.5)


@given(ordinary, ordinary)
def test_a_choice_is_one_of_the_two(x, y):
    assert where(x < y, x, y) == min(x, y)


@given(st.floats(0.0, 1e6))
def test_a_root_is_the_librarys_to_the_last_bit(x):
    assert sqrt(x) == np.sqrt(x)
