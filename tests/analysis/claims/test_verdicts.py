"""The rule for verdicts, by table; effects, shares of variance, and what an effect depends on."""

import math

import numpy as np
import pytest

from trustladder.analysis.claims.claims import Part
from trustladder.analysis.claims.drivers import drivers, least_correlation, partial
from trustladder.analysis.claims.effects import (
    difference_of_shares,
    effect_at,
    most_beyond,
    over_worlds,
    room_of,
    values_of,
    variances,
)
from trustladder.analysis.claims.experiment import Futures, cells
from trustladder.analysis.claims.regimes import Regime
from trustladder.analysis.claims.verdicts import (
    CANNOT,
    DEPENDS,
    EITHER,
    IN_PART,
    NOT,
    REVERSED,
    SMALL,
    STRUCTURAL,
    SUPPORTED,
    TOO_FEW,
    claim_verdict,
    part_verdict,
    reaches,
    shares,
    turns,
    verdict,
)
from trustladder.analysis.claims.words import brief, told
from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.statistics import clusters_of, share_ends


def interval(low, high):
    return Effect(0.0, 0.5 * (low + high), low, high)


@pytest.mark.parametrize(
    ("direction", "low", "high", "found"),
    [
        ("higher", 0.02, 0.05, SUPPORTED),
        ("higher", 0.005, 0.05, TOO_FEW),  # may matter, may not
        ("higher", 0.001, 0.009, SMALL),  # sure, but less than matters
        ("higher", -0.005, 0.005, SMALL),
        ("higher", -0.02, -0.005, TOO_FEW),  # not for it, but perhaps against
        ("higher", -0.05, -0.02, REVERSED),
        ("higher", -0.05, 0.05, TOO_FEW),
        ("lower", -0.05, -0.02, SUPPORTED),
        ("lower", 0.02, 0.05, REVERSED),
        ("lower", -0.009, 0.02, TOO_FEW),
        ("lower", -0.009, 0.009, SMALL),
        ("not lower", -0.009, 0.05, SUPPORTED),
        ("not lower", 0.02, 0.05, SUPPORTED),
        ("not lower", -0.05, -0.02, REVERSED),
        ("not lower", -0.02, 0.02, TOO_FEW),
        ("not higher", -0.05, 0.009, SUPPORTED),
        ("not higher", 0.02, 0.05, REVERSED),
        ("higher", math.nan, math.nan, TOO_FEW),
    ],
)
def test_an_interval_is_held_against_the_smallest_effect_that_matters(direction, low, high, found):
    assert verdict(interval(low, high), direction, 0.01) == found


@pytest.mark.parametrize(
    ("room", "middle", "found"),
    [
        ((0.001, 0.005), -0.002, CANNOT),  # so little is there that nothing could fall by as much as matters
        ((0.005, 0.02), -0.002, EITHER),
        ((0.005, 0.02), -0.02, SUPPORTED),  # it did fall that far
        ((0.02, 0.03), -0.002, SMALL),
        ((0.02, 0.03), -0.02, SUPPORTED),
    ],
)
def test_what_could_not_fall_that_far_is_no_test(room, middle, found):
    assert verdict(interval(middle - 0.001, middle + 0.001), "lower", 0.01, room) == found


@pytest.mark.parametrize(
    ("direction", "unit", "level", "room"),
    [
        ("lower", "share", 0.1, 0.1),
        ("not lower", "flag", 0.1, 0.1),
        ("higher", "share", 0.1, 0.9),
        ("lower", "harm/decade", 0.3, 0.3),
        ("higher", "harm/decade", 0.3, math.inf),
        ("lower", "index", 0.3, math.inf),
    ],
)
def test_a_share_can_fall_to_nothing_and_rise_to_all(direction, unit, level, room):
    luck = np.random.default_rng(1).random((1, 1000))
    known = futures(a=luck, b=(luck < level).astype(float))
    low, high = room_of(part(["a", "b"]).model_copy(update={"direction": direction}), known, unit, 0, 0.999)
    assert low <= room <= high and (room == math.inf or high - low < 0.2)


def test_a_share_of_all_futures_is_held_against_its_bound_with_the_interval_of_a_share():
    found = effect_at(part(["a"], bound=0.5), futures(a=np.ones((4, 5))), flags=True)
    assert (found.level, found.difference, found.high) == (1.0, 0.5, 0.5)
    assert found.low == pytest.approx(share_ends(np.ones(20), clusters_of(np.arange(20), 4))[0] - 0.5)


@pytest.mark.parametrize(
    ("regimes", "ranges", "turning", "assumed", "found"),
    [
        ([SUPPORTED] * 2, SUPPORTED, False, False, SUPPORTED),
        ([SUPPORTED] * 2, SUPPORTED, False, True, STRUCTURAL),
        ([SUPPORTED] * 2, SUPPORTED, False, None, TOO_FEW),  # it may yet turn out to be assumed
        ([SUPPORTED] * 2, TOO_FEW, False, False, SUPPORTED),  # its size over all ranges decides nothing
        ([SUPPORTED] * 2, SMALL, False, False, SUPPORTED),
        ([SUPPORTED] * 2, REVERSED, False, False, DEPENDS),
        ([SMALL] * 2, SMALL, False, True, SMALL),
        ([SUPPORTED, TOO_FEW], SUPPORTED, False, False, TOO_FEW),  # the second may yet differ
        ([TOO_FEW] * 2, SUPPORTED, False, False, TOO_FEW),
        ([SUPPORTED, SMALL], SUPPORTED, False, False, DEPENDS),
        ([SUPPORTED, CANNOT], SUPPORTED, False, False, SUPPORTED),  # a place that is no test says nothing
        ([CANNOT] * 2, SUPPORTED, False, None, CANNOT),
        ([SMALL, EITHER], SMALL, False, False, SMALL),
        ([SUPPORTED, EITHER], SUPPORTED, False, False, TOO_FEW),  # it depends, or that place says nothing
        ([CANNOT, EITHER], CANNOT, False, False, TOO_FEW),
        ([SUPPORTED] * 2, SUPPORTED, True, False, DEPENDS),
        ([SUPPORTED] * 2, SUPPORTED, None, False, TOO_FEW),  # worlds may turn out against it with more futures
        ([REVERSED] * 2, REVERSED, False, True, REVERSED),
    ],
)
def test_a_part_depends_where_the_sign_turns_or_places_differ(regimes, ranges, turning, assumed, found):
    assert part_verdict(regimes, ranges, turning, assumed) == found


def test_a_sign_turns_where_worlds_are_surely_on_both_sides_and_does_not_where_luck_hides_none():
    worlds = [SUPPORTED] * 88 + [REVERSED] * 40
    assert turns(shares(worlds), (0.7, 0.3), 128) is True
    assert turns(shares([SUPPORTED] * 113 + [REVERSED] * 15), (0.9, 0.12), 128) is None, "about a tenth: not told"
    assert turns(shares([SUPPORTED] * 128), (1.0, 0.0), 128) is False
    assert turns(shares([SUPPORTED] * 100), (0.8, 0.2), 128) is None, "luck may hide worlds that are against"
    assert turns(shares([SUPPORTED] * 4), (1.0, 0.0), 4) is None, "too few worlds"
    assert turns(shares([]), (0.0, 0.0), 0) is False


def test_an_effect_that_matters_does_so_either_way():
    assert reaches(interval(0.02, 0.03), 0.01) and reaches(interval(-0.03, -0.02), 0.01)
    assert not reaches(interval(-0.005, 0.03), 0.01) and not reaches(interval(math.nan, math.nan), 0.01)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([SUPPORTED, SUPPORTED], SUPPORTED),
        ([SUPPORTED, REVERSED], IN_PART),
        ([SUPPORTED, DEPENDS], DEPENDS),
        ([SMALL, TOO_FEW], TOO_FEW),
        ([TOO_FEW, REVERSED], TOO_FEW),
        ([SUPPORTED, TOO_FEW], TOO_FEW),
        ([DEPENDS, TOO_FEW], DEPENDS),
        ([SMALL, REVERSED], NOT),
        ([SMALL, CANNOT], NOT),
        ([SUPPORTED, STRUCTURAL], STRUCTURAL),
        ([STRUCTURAL], STRUCTURAL),
    ],
)
def test_a_claim_is_as_good_as_its_parts(parts, found):
    assert claim_verdict(parts) == found


def part(arms, **changes):
    return Part(said="x", metric="m", arms=arms, direction="higher", smallest=0.1, reason="x", **changes)


def futures(**arms):
    width = next(iter(arms.values())).shape
    regime = Regime("ranges", [{}] * width[0], np.zeros((width[0], 0)), width[1])
    return Futures(regime, {name: {"m": values} for name, values in arms.items()}, {})


def test_a_contrast_of_contrasts_is_how_much_less_one_thing_does_where_another_is():
    ones = np.ones((3, 4))
    found = futures(a=5 * ones, b=3 * ones, c=9 * ones, d=2 * ones)
    assert (values_of(part(["a", "b"]), found) == 2.0).all()
    assert (values_of(part(["a", "b", "c", "d"]), found) == -5.0).all()
    assert (values_of(part(["a"], bound=4.0), found) == 1.0).all()


def test_worlds_that_differ_widen_the_interval_though_luck_is_small():
    draws = np.random.default_rng(1).normal(size=(20, 50))
    alike, apart = 0.01 * draws, 0.01 * draws + np.linspace(-1, 1, 20)[:, None]
    narrow, wide = over_worlds(alike, False), over_worlds(apart, False)
    assert wide.high - wide.low > 20 * (narrow.high - narrow.low)


def test_what_never_differed_in_a_few_runs_may_differ_yet():
    found = over_worlds(np.zeros((1, 16)), True)
    assert found.low < -0.1 and found.high > 0.1
    assert verdict(found, "higher", 0.02) == TOO_FEW
    numbers = over_worlds(np.zeros((1, 16)), False)
    assert not numbers.known and verdict(numbers, "higher", 0.02) == TOO_FEW


def test_worlds_that_only_luck_drives_apart_are_not_taken_for_worlds_that_differ():
    random = np.random.default_rng(6)
    alike = 0.05 + random.normal(size=(128, 8))
    apart = alike + 2.0 * random.choice([-1.0, 1.0], size=(128, 1))
    assert (alike.mean(axis=1) < -0.5).mean() > 0.05, "by luck alone"
    assert most_beyond(-alike, 0.5) < 0.02
    assert most_beyond(-apart, 0.5) == pytest.approx(0.5, abs=0.1)


def test_the_least_of_all_futures_has_no_luck_in_it():
    found = effect_at(part(["a"], statistic="least"), futures(a=np.array([[3.0, 2.0], [5.0, 4.0]])))
    assert (found.low, found.high) == (2.0, 2.0)


def test_shares_of_variance_find_which_group_moves_the_outcome_and_leave_luck_out():
    random, asked = np.random.default_rng(4), part(["a"], statistic="shares", varied=["x"], beside=["y"])
    x, y = random.uniform(size=(400, 2)), random.uniform(size=(400, 2))
    grid = {
        cell: x[:, [one]] + 3.0 * y[:, [two]] + random.normal(0.0, 0.5, (400, 16))
        for cell, (one, two) in zip(cells(asked), [(0, 0), (0, 1), (1, 0), (1, 1)], strict=True)
    }
    one, two, luck = variances(asked, futures(**grid))
    assert one.mean() == pytest.approx(1 / 12, rel=0.2)
    assert two.mean() == pytest.approx(9 / 12, rel=0.2)
    assert luck.mean() == pytest.approx(0.25, rel=0.1)
    found = difference_of_shares(one, two)
    assert found.low < 0.8 < found.high
    assert found.low > 0.6


def test_nothing_is_said_of_shares_where_nothing_varies():
    assert math.isnan(difference_of_shares(np.zeros(8), np.zeros(8)).difference)


def test_the_parameter_on_which_an_effect_turns_is_named_and_its_shadow_is_not():
    random = np.random.default_rng(2)
    points = random.uniform(size=(128, 40))
    points[:, 1] = 0.9 * points[:, 0] + 0.1 * points[:, 1]  # goes with the first, but does nothing
    effects = points[:, 0] - 0.5 + 0.4 * points[:, 7] + random.normal(0.0, 0.02, 128)
    found = drivers(effects, points, tuple(f"p{number}" for number in range(40)))
    assert {one.path for one in found} == {"p0", "p7"}


def test_too_few_worlds_name_no_parameter():
    points = np.random.default_rng(3).uniform(size=(30, 20))
    assert drivers(points[:, 0], points, tuple(f"p{number}" for number in range(20))) == []


def test_a_parameter_is_hardly_ever_named_by_chance():
    random, named = np.random.default_rng(5), 0
    for _ in range(100):
        points = random.uniform(size=(60, 20))
        named += bool(drivers(random.normal(size=60), points, tuple(f"p{number}" for number in range(20))))
    assert named <= 12
    assert least_correlation(60, 20) > least_correlation(60, 1) > least_correlation(600, 1)


def test_partial_correlation_is_plain_correlation_with_one_parameter():
    random = np.random.default_rng(6)
    x = random.normal(size=50)
    y = x + random.normal(size=50)
    assert partial(y, x[:, None]) == [pytest.approx(np.corrcoef(x, y)[0, 1])]


def test_effects_are_told_in_points_with_their_intervals():
    assert brief(interval(-0.02, 0.04), "flag") == "+1.0 ±3.0"
    assert brief(interval(1.0, 1.0), "harm/decade") == "+1.00"
    assert brief(interval(math.nan, math.nan), "flag") == "not known"
    assert brief(interval(0.663901, 0.663903), "harm/decade") == "+0.6639 ±0.000001"
    assert told(DEPENDS, []) == "depends"
    assert told(SUPPORTED, []) == "supported"
