"""Indices: known answers, luck told apart from influence, and what SALib would get wrong in silence."""

import numpy as np
import pytest

from trustladder.analysis.studies.elementary import morris
from trustladder.analysis.studies.indices import one_at_a_time, pawn, sobol
from trustladder.analysis.studies.luck import luck_of
from trustladder.analysis.sweeps import designs


def ishigami(shares):
    """Ishigami and Homma (1990), a = 7, b = 0.1: the indices are known in closed form."""
    x = np.pi * (2.0 * shares - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def radial(base):
    return ishigami(designs.saltelli(3, 1, 0, 5 * base))


def lucky(means, replicates, own=0.0, seed=8):
    """Outcomes [point, replicate] with luck that all points share, and luck of each run."""
    rng = np.random.default_rng(seed)
    return means[:, None] + 5.0 * rng.normal(size=replicates) + own * rng.normal(size=(len(means), replicates))


def test_sobol_indices_of_ishigamis_function_are_the_known_ones_and_lie_within_their_intervals():
    for row, first, total in zip(
        sobol(lucky(radial(2048), 8), 3), (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), strict=True
    ):
        assert row["first"] == pytest.approx(first, abs=0.03)
        assert row["total"] == pytest.approx(total, abs=0.03)
        assert row["first_low"] <= row["first"] <= row["first_high"]
        assert row["total_low"] <= row["total"] <= row["total_high"]


def test_luck_adds_nothing_to_an_index():
    """Luck as large as all influence would be half of every total order, and more for the weakest factor."""
    values = lucky(radial(2048), 8, own=3.7 * 8**0.5)
    for row, total in zip(sobol(values, 3), (0.5576, 0.4424, 0.2437), strict=True):
        assert row["total"] == pytest.approx(total, abs=0.08)
    naive = sobol(values.mean(axis=1, keepdims=True), 3)
    assert naive[2]["total"] > 0.5


def test_indices_of_a_single_future_a_point_are_salibs_own_and_have_no_interval():
    from SALib.analyze.sobol import analyze

    for outcome in (radial(256), radial(256) ** 2, (radial(256) > 4.0).astype(float)):
        rows = sobol(outcome[:, None], 3)
        own = analyze(dict(designs.unit_problem(3)), outcome, calc_second_order=False, num_resamples=2, seed=1)
        assert [row["first"] for row in rows] == pytest.approx(own["S1"], abs=1e-12)
        assert [row["total"] for row in rows] == pytest.approx(own["ST"], abs=1e-12)
        assert all(np.isnan(row["total_low"]) for row in rows), "how far luck moves them is not known"


@pytest.mark.parametrize(("base", "replicates", "given"), [(16, 8, False), (32, 7, False), (32, 8, True)])
def test_too_few_base_samples_or_replicates_give_no_interval(base, replicates, given):
    for row in sobol(lucky(radial(base), replicates, own=0.1), 3):
        assert np.isfinite([row["first_low"], row["total_high"]]).all() == given


def test_where_the_base_samples_do_not_differ_nothing_is_shared_out():
    """As SALib has it; a variance of rounding errors would make indices of any size."""
    blocks = np.ones((64, 5))
    blocks[3, 2] = 2.0
    for row in sobol(blocks.reshape(-1, 1), 3):
        assert (row["first"], row["total"]) == (0.0, 0.0)


def test_intervals_are_as_wide_as_salibs_own_where_luck_has_no_part():
    from SALib.analyze.sobol import analyze

    values = radial(512)
    own = analyze(dict(designs.unit_problem(3)), values, calc_second_order=False, num_resamples=500, seed=1)
    for place, row in enumerate(sobol(lucky(values, 8), 3)):
        for key, conf in (("first", "S1_conf"), ("total", "ST_conf")):
            assert row[key] - row[f"{key}_low"] == pytest.approx(own[conf][place], rel=0.3, abs=0.005)


def test_elementary_effects_of_a_plane_are_its_slopes():
    shares = designs.morris(3, 4, 1, 0, 80)
    rows = morris(shares, lucky(shares @ np.array([2.0, -1.0, 0.0]), 8))
    assert [row["mu"] for row in rows] == pytest.approx([2.0, -1.0, 0.0], abs=1e-9)
    assert [row["mu_star"] for row in rows] == pytest.approx([2.0, 1.0, 0.0], abs=1e-9)
    assert [row["sigma"] for row in rows] == pytest.approx([0.0] * 3, abs=1e-6)


def test_elementary_effects_without_luck_are_salibs_own():
    from SALib.analyze.morris import analyze

    shares = designs.morris(3, 4, 1, 0, 80)
    values = ishigami(shares)
    own, rows = (
        analyze(dict(designs.unit_problem(3)), shares, values, num_levels=4, seed=1),
        morris(shares, lucky(values, 4)),
    )
    for key in ("mu", "mu_star", "sigma"):
        assert [row[key] for row in rows] == pytest.approx(list(own[key]), abs=1e-9)


def test_effects_that_are_all_alike_do_not_spread():
    shares = designs.morris(3, 4, 1, 0, 24)
    (row, *_) = morris(shares, np.repeat((shares @ np.array([2.0 / 3.0, 0.0, 0.0]))[:, np.newaxis], 3, axis=1))
    assert (row["mu"], row["sigma"]) == (pytest.approx(2.0 / 3.0), 0.0)


def test_luck_does_not_blow_up_the_size_of_an_effect():
    """Noise has no sign, so that sizes of effects of means that luck moves grow: here 0.1 would be told as 0.9."""
    shares, rng = designs.morris(3, 4, 1, 0, 4 * 300), np.random.default_rng(9)
    values = (shares @ np.array([2.0, 0.1, 0.0]))[:, None] + rng.normal(size=(len(shares), 4))
    rows, naive = morris(shares, values), morris(shares, values.mean(axis=1, keepdims=True))
    assert rows[0]["mu_star"] == pytest.approx(2.0, abs=0.15)
    assert naive[1]["mu_star"] > 0.7
    assert rows[1]["mu_star"] < 0.25 and rows[2]["mu_star"] < 0.25


def test_a_factor_that_moves_nothing_shows_exactly_0_and_one_that_moves_hardly_anything_has_no_interval():
    shares = designs.morris(3, 4, 1, 0, 80)
    values = lucky(shares @ np.array([1.0, 0.0, 0.0]), 8, own=0.0)
    values[40, 3] += 1.0  # one trajectory, one replicate
    rows = morris(shares, values)
    assert [row["mu_star"] for row in morris(shares, lucky(shares[:, 0], 8))][2] == 0.0
    assert all(np.isnan(row["mu_star_low"]) for row in rows[1:])


def test_pawn_lifts_what_matters_above_the_dummy():
    shares = np.random.default_rng(2).random((2000, 3))
    (rows,) = pawn(shares, (shares[:, 0] ** 3 + 0.3 * shares[:, 1])[np.newaxis])
    assert rows[0]["pawn"] > rows[1]["pawn"] > rows[1]["dummy"] > 0.5 * rows[2]["pawn"]


def test_a_dummy_is_laid_out_like_the_factors_of_a_design():
    """In Saltelli's design a factor keeps its value for most of a base sample.

    A dummy that does not shows less by chance.
    """
    rng = np.random.default_rng(6)
    beyond = {1: 0, 5: 0}
    for number in range(60):
        shares = designs.saltelli(3, number, 0, 5 * 40)
        values = np.repeat(rng.normal(size=40), 5) + 0.01 * rng.normal(size=200)  # no factor has a part in it
        for block in beyond:
            (rows,) = pawn(shares, values[None], block)
            beyond[block] += sum(row["pawn"] > row["dummy"] for row in rows)
    assert beyond[5] <= 20, "once in 20 times"
    assert beyond[1] > 90


def test_a_factors_dummies_move_in_the_rows_in_which_it_moves_itself():
    """A factor that matters has rows of its own in Saltelli's design, in which the outcome moves and others stay."""
    rng, beyond, wider = np.random.default_rng(7), [0, 0], 0
    for _ in range(40):
        base = rng.random((60, 2, 2))
        shares = np.stack([base[:, 0], base[:, 0], base[:, 0], base[:, 1]], axis=1)
        shares[:, 1, 0], shares[:, 2, 1] = base[:, 1, 0], base[:, 1, 1]
        shares = shares.reshape(-1, 2)
        (rows,) = pawn(shares, shares[None, :, 0], 4)
        beyond = [count + (row["pawn"] > row["dummy"]) for count, row in zip(beyond, rows, strict=True)]
        wider += rows[0]["dummy"] > rows[1]["dummy"]
    assert beyond[0] == 40 and beyond[1] <= 6, "what matters always shows, what does not once in 20 times"
    assert wider > 30, "values that move with the outcome lie closer together by chance than those that do not"


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
    values = lucky(np.array([0.5, 0.2, 0.9, 0.6, 0.55]), 4) - 5.0
    rows = one_at_a_time(np.array([-1, 0, 0, 1, 1]), values, 2, flags=False)
    base = values[0].mean()
    assert (rows[0]["low"], rows[0]["high"], rows[0]["swing"]) == pytest.approx((base - 0.3, base + 0.4, 0.7))
    assert rows[1]["swing"] == pytest.approx(0.1), "the base is an end where all values lie on one side"


def test_each_factor_has_the_interval_of_its_own_paired_difference():
    """A pooled standard error is too large for a factor without luck, and too small for one with it."""
    rng, luck = np.random.default_rng(3), 30
    calm, wild = 0.01 * rng.normal(size=luck), rng.normal(size=luck)
    base = 5.0 * rng.normal(size=luck)
    values = np.stack([base, base + 0.5 + calm, base - 0.5 - calm, base + 0.5 + wild, base - 0.5 - wild])
    steady, unsteady = one_at_a_time(np.array([-1, 0, 0, 1, 1]), values, 2, flags=False)
    width = [row["high_high"] - row["high_low"] for row in (steady, unsteady)]
    assert width[0] == pytest.approx(2 * 2.045 * calm.std(ddof=1) / luck**0.5, rel=1e-3)
    assert width[1] == pytest.approx(2 * 2.045 * wild.std(ddof=1) / luck**0.5, rel=1e-3)
    assert steady["high_low"] < steady["high"] < steady["high_high"]


# --- luck ----------------------------------------------------------------------------------------------------------


def told(points, shared, own, replicates=20, count=400):
    """What is told of outcomes made of influence of points, luck that all share, and luck of each run."""
    rng = np.random.default_rng(4)
    return luck_of(
        points * rng.normal(size=(count, 1))
        + shared * rng.normal(size=(1, replicates))
        + own * rng.normal(size=(count, replicates))
    )


def test_luck_that_all_points_share_moves_none_against_another():
    found = told(1.0, 5.0, 0.0)
    assert found.share == pytest.approx(0.0, abs=1e-9)
    assert found.single > 0.9, "but a single future is mostly luck"


def test_the_share_of_luck_falls_with_replicates_and_has_an_interval():
    few, many = told(1.0, 1.0, 2.0, replicates=8), told(1.0, 1.0, 2.0, replicates=40)
    assert few.share == pytest.approx(0.5 / 1.5, abs=0.06)
    assert many.share == pytest.approx(0.1 / 1.1, abs=0.02)
    assert few.noise == pytest.approx(0.5, rel=0.1)
    assert few.share_low < 0.5 / 1.5 < few.share_high
    assert many.share_low < 0.1 / 1.1 < many.share_high < few.share_high


def test_a_batch_of_replicates_tells_as_much_of_single_futures():
    rng = np.random.default_rng(5)
    values = rng.normal(size=(400, 1)) + 2.0 * rng.normal(size=(400, 48))
    each, batched = luck_of(values), luck_of(values.reshape(400, 24, 2).mean(axis=2), 2.0)
    assert batched.single == pytest.approx(each.single, rel=0.02)
    assert batched.share == pytest.approx(each.share, rel=0.05)


def test_where_points_do_not_differ_all_is_luck():
    found = told(0.0, 1.0, 1.0)
    assert found.share > 0.85 and found.single > 0.98


def test_one_replicate_a_point_cannot_tell_luck_and_few_give_it_no_interval():
    assert told(1.0, 1.0, 1.0, replicates=1) is None
    assert np.isnan(told(1.0, 1.0, 1.0, replicates=7).share_low)
