"""Indices: known answers, luck told apart from influence, and what SALib would get wrong in silence."""

import numpy as np
import pytest

from trustladder.analysis.studies.indices import Resampled, morris, one_at_a_time, pawn, sobol
from trustladder.analysis.studies.luck import Luck, Sums
from trustladder.analysis.sweeps import designs


def ishigami(shares):
    """Ishigami and Homma (1990), a = 7, b = 0.1: the indices are known in closed form."""
    x = np.pi * (2.0 * shares - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def radial(base):
    return ishigami(designs.saltelli(3, 1, 0, 5 * base))


def test_sobol_indices_of_ishigamis_function_are_the_known_ones_and_lie_within_their_intervals():
    (rows,) = sobol(radial(2048)[np.newaxis], 3, Resampled.of(2048))
    for row, first, total in zip(rows, (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), strict=True):
        assert row["first"] == pytest.approx(first, abs=0.03)
        assert row["total"] == pytest.approx(total, abs=0.03)
        assert row["first_low"] <= row["first"] <= row["first_high"]
        assert row["total_low"] <= row["total"] <= row["total_high"]


def test_indices_of_many_outcomes_at_once_are_salibs_own():
    from SALib.analyze.sobol import analyze

    values = np.stack([radial(256), radial(256) ** 2, (radial(256) > 4.0).astype(float)])
    for outcome, rows in zip(values, sobol(values, 3, Resampled.of(256)), strict=True):
        own = analyze(dict(designs.unit_problem(3)), outcome, calc_second_order=False, num_resamples=2, seed=1)
        assert [row["first"] for row in rows] == pytest.approx(own["S1"], abs=1e-12)
        assert [row["total"] for row in rows] == pytest.approx(own["ST"], abs=1e-12)


def test_where_the_base_samples_do_not_differ_nothing_is_shared_out():
    """As SALib has it; a variance of rounding errors would make indices of any size."""
    blocks = np.ones((64, 5))
    blocks[3, 2] = 2.0
    for row in sobol(blocks.reshape(1, -1), 3, Resampled.of(64))[0]:
        assert set(row.values()) == {0.0}


def test_intervals_are_as_wide_as_salibs_own():
    from SALib.analyze.sobol import analyze

    values = radial(512)
    own = analyze(dict(designs.unit_problem(3)), values, calc_second_order=False, num_resamples=500, seed=1)
    for place, row in enumerate(sobol(values[np.newaxis], 3, Resampled.of(512))[0]):
        for key, conf in (("first", "S1_conf"), ("total", "ST_conf")):
            assert 0.5 * (row[f"{key}_high"] - row[f"{key}_low"]) == pytest.approx(own[conf][place], rel=0.3, abs=0.005)


def test_elementary_effects_of_a_plane_are_its_slopes():
    shares = designs.morris(3, 4, 1, 0, 80)
    rows = morris(shares, shares @ np.array([2.0, -1.0, 0.0]), 4, Luck(0.01, 0.1, 0.5))
    assert [row["mu"] for row in rows] == pytest.approx([2.0, -1.0, 0.0], abs=1e-9)
    assert [row["mu_star"] for row in rows] == pytest.approx([2.0, 1.0, 0.0], abs=1e-9)
    assert [row["sigma"] for row in rows] == pytest.approx([0.0] * 3, abs=1e-9)


def test_a_factor_without_influence_shows_as_much_as_luck_alone_would():
    """Elementary effects of pure noise are as large as is said of a factor without influence."""
    shares, noise = designs.morris(3, 4, 1, 0, 4000), 0.04
    values = np.random.default_rng(1).normal(0.0, noise**0.5, 4000)
    rows = morris(shares, values, 4, Luck(noise, 1.0, 1.0))
    for row in rows:
        assert row["mu_star"] == pytest.approx(row["luck"], rel=0.06)


def test_pawn_lifts_what_matters_above_the_dummy():
    shares = np.random.default_rng(2).random((2000, 3))
    (rows,) = pawn(shares, (shares[:, 0] ** 3 + 0.3 * shares[:, 1])[np.newaxis])
    assert rows[0]["pawn"] > rows[1]["pawn"] > rows[1]["dummy"] > 0.5 * rows[2]["pawn"]


@pytest.mark.parametrize("count", [60, 1000])
def test_pawn_is_salibs_own_with_and_without_ties(count):
    from SALib.analyze.pawn import analyze

    rng = np.random.default_rng(4)
    shares = np.stack(
        [rng.random(count), rng.integers(0, 2, count) / 2.0 + 0.25, rng.integers(0, 5, count) / 5.0 + 0.1], axis=1
    )
    smooth = shares @ np.array([1.0, 2.0, 3.0])
    values = np.stack([smooth, (smooth > 2.5).astype(float), np.round(smooth)])
    for outcome, rows in zip(values, pawn(shares, values), strict=True):
        for share, cut, row in zip(shares.T, (10, 2, 5), rows, strict=True):
            place = np.empty(count)
            place[np.argsort(share, kind="stable")] = np.arange(count)
            own = analyze(dict(designs.unit_problem(1)), place[:, np.newaxis], outcome, S=cut, seed=1)
            assert row["pawn"] == pytest.approx(own["median"][0], abs=1e-12)


@pytest.mark.parametrize("values", range(2, 12))
def test_pawn_takes_factors_of_few_values(values):
    """SALib itself fails on six and nine slices, and never looks at the last value of a choice."""
    rng = np.random.default_rng(3)
    choice = rng.integers(0, values, 600)
    shares = np.stack([(choice + 0.5) / values, rng.random(600)], axis=1)
    (rows,) = pawn(shares, ((choice == values - 1) + 0.05 * rng.random(600))[np.newaxis])
    assert rows[0]["pawn"] > rows[0]["dummy"]


def test_the_dummy_of_a_choice_of_two_is_cut_in_two():
    """Small slices differ more by chance, so a dummy of ten slices would hide a choice."""
    rng = np.random.default_rng(5)
    gate, noise = rng.integers(0, 2, 60), rng.random(60)
    (rows,) = pawn(np.stack([gate * 0.5 + 0.25, rng.random(60)], axis=1), (gate + noise)[np.newaxis])
    assert rows[0]["dummy"] < rows[0]["pawn"] < rows[1]["dummy"] + 0.2
    assert rows[0]["dummy"] < rows[1]["dummy"]


def test_one_at_a_time_swings_from_the_lowest_to_the_highest_around_the_scenario_as_it_is():
    rows = one_at_a_time([-1, 0, 0, 1, 1], np.array([0.5, 0.2, 0.9, 0.6, 0.55]), 0.5, 2, Luck(0.02, 0.1, 0.5))
    assert (rows[0]["low"], rows[0]["high"], rows[0]["swing"]) == pytest.approx((0.2, 0.9, 0.7))
    assert rows[1]["swing"] == pytest.approx(0.1), "the base is an end where all values lie on one side"
    assert rows[0]["luck"] == pytest.approx(0.2)


# --- luck ----------------------------------------------------------------------------------------------------------


def luck_of(points, shared, own, replicates=20, count=400):
    """What is told of outcomes made of influence of points, luck that all share, and luck of each run."""
    rng = np.random.default_rng(4)
    values = (
        points * rng.normal(size=(count, 1))
        + shared * rng.normal(size=(1, replicates))
        + own * rng.normal(size=(count, replicates))
    )
    sums = Sums(replicates)
    for block in np.array_split(np.arange(count), 3):
        sums.add(values[block].ravel(), np.tile(np.arange(replicates), len(block)))
    return sums.luck(values.mean(axis=1), np.full(count, float(replicates)))


def test_luck_that_all_points_share_moves_none_against_another():
    found = luck_of(1.0, 5.0, 0.0)
    assert found.share == pytest.approx(0.0, abs=1e-9)
    assert found.single > 0.9, "but a single future is mostly luck"


def test_the_share_of_luck_falls_with_replicates():
    few, many = luck_of(1.0, 1.0, 2.0, replicates=5), luck_of(1.0, 1.0, 2.0, replicates=40)
    assert few.share == pytest.approx(0.8 / 1.8, abs=0.06)
    assert many.share == pytest.approx(0.1 / 1.1, abs=0.02)
    assert few.noise == pytest.approx(0.8, rel=0.1)


def test_where_points_do_not_differ_all_is_luck():
    found = luck_of(0.0, 1.0, 1.0)
    assert found.share > 0.85 and found.single > 0.98


def test_one_replicate_a_point_cannot_tell_luck():
    assert luck_of(1.0, 1.0, 1.0, replicates=1) is None
