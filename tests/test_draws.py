"""Chance as a pure function of its key: checked statistically, and against a library generator."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator, Philox
from scipy import stats

from trustladder.sim.machine import draws

keys = st.integers(0, 2**64 - 1)


def sample(count=20_000, **fixed):
    """Draws over months of one question, or over questions of one month."""
    run = draws.run_key(fixed.get("seed", 7), fixed.get("replicate", 3))
    if "question" in fixed:
        return np.array([draws.uniform(draws.folded(run, month), fixed["question"]) for month in range(count)])
    moment = draws.folded(run, fixed.get("month", 24_000))
    return np.array([draws.uniform(moment, draws.stream_key(draws.ATTEND, one)) for one in range(count)])


@given(keys, keys, keys, st.integers(0, 9), keys, keys)
def test_the_same_question_gets_the_same_answer(seed, replicate, month, stream, one, other):
    first = draws.draw(seed, replicate, month, stream, one, other)
    assert first == draws.draw(seed, replicate, month, stream, one, other)
    assert 0.0 <= first < 1.0


@given(keys, keys)
def test_mixing_is_one_to_one(z, other):
    assert (draws.mixed(z) == draws.mixed(other)) == (z == other)


def test_compiled_code_gives_the_same_answers():
    import numba

    import trustladder.sim.machine.compiled  # noqa: F401  (hands the rules to the compiler)

    @numba.njit
    def compiled(key, month, question):
        return draws.uniform(draws.folded(key, np.uint64(month)), question)

    for replicate in range(200):
        key, question = (
            draws.run_key(11, replicate),
            draws.stream_key(draws.KEEP, draws.stable_hash("KAZ"), draws.stable_hash("RUS")),
        )
        plain = draws.uniform(draws.folded(key, 24_168), question)
        assert plain == compiled(np.uint64(key), 24_168, np.uint64(question))


@pytest.mark.parametrize("fixed", [{"month": 24_000}, {"question": draws.stream_key(draws.CONVENE, 5, 9)}])
def test_draws_are_uniform(fixed):
    assert stats.kstest(sample(**fixed), "uniform").pvalue > 0.001


def test_draws_pass_the_tests_that_a_library_generator_passes():
    """Side by side with Philox (Salmon et al. 2011): digits, runs up and down, neighbours, bits."""
    ours, library = sample(50_000), Generator(Philox(7)).random(50_000)
    for values in (ours, library):
        digits = np.bincount((values * 100).astype(int), minlength=100)
        assert stats.chisquare(digits).pvalue > 0.001
        turns = np.count_nonzero(np.diff(np.sign(np.diff(values))))
        expected, spread = 2 * (len(values) - 2) / 3, np.sqrt((16 * len(values) - 29) / 90)
        assert abs(turns - expected) < 4 * spread
        assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 4 / np.sqrt(len(values))
        bits = (values * 2**53).astype(np.uint64)
        for bit in range(53):
            ones = np.count_nonzero((bits >> np.uint64(bit)) & np.uint64(1))
            assert abs(ones - len(values) / 2) < 5 * np.sqrt(len(values)) / 2
    assert stats.ks_2samp(ours, library).pvalue > 0.001


@pytest.mark.parametrize("part", ["seed", "replicate", "month", "stream", "one", "other"])
def test_every_part_of_the_key_matters_and_neighbours_are_independent(part):
    base = {"seed": 1, "replicate": 0, "month": 24_168, "stream": 3, "one": 77, "other": 12}
    one = [draws.draw(**{**base, "other": base["other"] + 1000 * k}) for k in range(4000)]
    two = [
        draws.draw(**{**base, part: base[part] + 1, **({} if part == "other" else {"other": base["other"] + 1000 * k})})
        if part != "other"
        else draws.draw(**{**base, "other": base["other"] + 1000 * k + 1})
        for k in range(4000)
    ]
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / np.sqrt(4000)


def test_a_pair_is_not_its_mirror_image():
    kaz, rus = draws.stable_hash("KAZ"), draws.stable_hash("RUS")
    assert draws.stream_key(draws.SCANDAL, kaz, rus) != draws.stream_key(draws.SCANDAL, rus, kaz)


def test_no_two_questions_of_a_large_world_share_a_key():
    codes = [draws.stable_hash(f"A{number}") for number in range(120)]
    found = Counter(draws.stream_key(stream, one, other) for stream in range(3) for one in codes for other in codes)
    assert max(found.values()) == 1


def test_a_code_depends_on_the_letters_of_an_id_alone():
    assert draws.stable_hash("KAZ") == draws.stable_hash("KAZ") != draws.stable_hash("KGZ")
    assert draws.stable_hash("KAZ") == 8403239190291257688
