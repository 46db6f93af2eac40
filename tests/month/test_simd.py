"""Eight numbers side by side: each gets the bits that it would get alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numba.core.errors import TypingError

from trustladder.sim.law import assistance, conduct, drift, responding, security, stocks
from trustladder.sim.law.arithmetic import logistic, where
from trustladder.sim.machine.compiled import cached
from trustladder.sim.machine.draws import uniform
from trustladder.sim.machine.eights import lane_ids
from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import broadcast, flat, load, movemask, popcount, store

numbers = arrays(np.float64, (6, WIDTH), elements=st.floats(0.0, 1.0, allow_subnormal=False))
codes = arrays(np.uint64, WIDTH, elements=st.integers(0, 2**64 - 1))
PRECISION, WEIGHT = 5.0, 0.4


def some_rules(a, b, c, d, e, f):
    """A rule of every kind: with quotients, choices, roots, exponentials, and answers that are reasons."""
    terms = responding.terms(a, b, c, d, responding.NO_COSTS, 0.2)
    return (
        assistance.matched(a, b, WEIGHT),
        stocks.cleaned(a, b, c),
        drift.attention_left(a, b),
        logistic(PRECISION * (a - b)),
        security.crisis_hazard(0.1, a, b, c, 1.5, -0.5),
        responding.acceptance(responding.QUANTAL, responding.worth(terms), PRECISION),
        responding.acceptance(responding.THRESHOLD, responding.worth(terms), PRECISION),
        1.0 * responding.refusal(terms, responding.acceptance(responding.QUANTAL, responding.worth(terms), PRECISION)),
        where(conduct.keeps_word(a, WEIGHT, b, c) & (d < e), f, -f),
        responding.indifference_trust(terms),
    )


@cached
def in_eights(given_, found):
    a, b, c = load(given_[0], 0), load(given_[1], 0), load(given_[2], 0)
    d, e, f = load(given_[3], 0), load(given_[4], 0), load(given_[5], 0)
    terms = responding.terms(a, b, c, d, responding.NO_COSTS, 0.2)
    store(found[0], 0, assistance.matched(a, b, WEIGHT))
    store(found[1], 0, stocks.cleaned(a, b, c))
    store(found[2], 0, drift.attention_left(a, b))
    store(found[3], 0, logistic(PRECISION * (a - b)))
    store(found[4], 0, security.crisis_hazard(0.1, a, b, c, 1.5, -0.5))
    store(found[5], 0, responding.acceptance(responding.QUANTAL, responding.worth(terms), PRECISION))
    store(found[6], 0, responding.acceptance(responding.THRESHOLD, responding.worth(terms), PRECISION))
    store(
        found[7],
        0,
        1.0 * responding.refusal(terms, responding.acceptance(responding.QUANTAL, responding.worth(terms), PRECISION)),
    )
    store(found[8], 0, where(conduct.keeps_word(a, WEIGHT, b, c) & (d < e), f, -f))
    store(found[9], 0, responding.indifference_trust(terms))


@settings(max_examples=200, deadline=None)
@given(numbers)
def test_a_rule_gives_each_of_eight_actors_what_it_gives_one(given_):
    found = np.zeros((10, WIDTH))
    in_eights(given_, found)
    alone = np.array([some_rules(*actor) for actor in given_.T.tolist()]).T
    assert np.array_equal(found, alone)


@cached
def eight_draws(moment, questions, found):
    store(found, 0, uniform(moment, load(questions, 0)))


@settings(deadline=None)
@given(st.integers(0, 2**64 - 1), codes)
def test_chance_answers_eight_questions_as_it_answers_one(moment, questions):
    found = np.zeros(WIDTH)
    eight_draws(np.uint64(moment), questions, found)
    assert found.tolist() == [uniform(moment, question) for question in questions.tolist()]


@cached
def counted(column, limit):
    """Truths as a number, how many hold, how many do not, and that of the third place."""
    few = load(column, 0) < limit
    return movemask(few), popcount(few), popcount(few ^ (broadcast(0.0) < 1.0)), movemask(lane_ids(0) == 2)


def test_truths_are_counted_and_found_in_their_places():
    column = np.array([0.1, 0.9, 0.2, 0.8, 0.7, 0.3, 0.6, 0.5])
    assert counted(column, 0.5) == (0b100101, 3, 5, 0b100)


@cached
def moved(source, truths, target, kept, start):
    store(target, start, load(source, start) + 1.0)
    store(kept, start, load(truths, start))


def test_eight_are_written_where_they_belong_and_nowhere_else():
    source, target = np.arange(24.0), np.full(24, -1.0)
    truths, kept = np.arange(24) % 3 == 0, np.zeros(24, dtype=np.bool_)
    moved(source, truths, target, kept, 5)
    inside = (np.arange(24) >= 5) & (np.arange(24) < 5 + WIDTH)
    assert np.array_equal(target, np.where(inside, source + 1.0, -1.0))
    assert np.array_equal(kept, truths & inside)


@cached
def whole_table(table):
    column = flat(table)
    for start in range(0, len(column), WIDTH):
        store(column, start, 2.0 * load(column, start))
    return len(column)


def test_a_table_is_one_column():
    table = np.arange(3.0 * 2.0 * WIDTH).reshape(3, 2, WIDTH)
    twice = 2.0 * table
    assert whole_table(table) == 6 * WIDTH
    assert np.array_equal(table, twice)


@cached
def first_eight(column, found):
    store(found, 0, load(column, 0))


def test_a_column_whose_numbers_lie_apart_is_refused():
    with pytest.raises(TypingError):
        first_eight(np.zeros((WIDTH, 2))[:, 0], np.zeros(WIDTH))
