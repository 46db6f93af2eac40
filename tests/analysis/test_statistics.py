"""Intervals: the right values, and how they widen where runs are alike."""

import math

import numpy as np
import pytest

from trustladder.analysis.comparison.paired import Tally
from trustladder.analysis.figures.convergence import running
from trustladder.analysis.statistics import (
    clustered_mean,
    clusters_of,
    difference_ends,
    half_by,
    mean_ends,
    paired_flags,
    pasts_of,
    quantile,
    share_ends,
    spread_of,
    wilson,
)
from trustladder.sim.scenario.scenario import Scenario


def test_wilsons_interval_has_poissons_end_where_few_were_seen():
    assert wilson(50, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)
    assert wilson(1, 1000)[0] == pytest.approx(0.0513 / 1000, rel=0.01), "-log(0.95) events"
    assert wilson(999, 1000)[1] == pytest.approx(1.0 - wilson(1, 1000)[0])
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("higher", "lower", "runs", "ends"),
    [
        (0, 0, 100, (-0.0370, 0.0370)),  # z^2 / (n + z^2)
        (10, 0, 100, (0.0552, 0.1744)),  # Wilson's, where none is lower
        (45, 45, 100, (-0.1828, 0.1828)),  # Wald's of a variance of 0.9 is 0.1859; 0.129 with the covariance left out
    ],
)
def test_paired_flags_know_that_higher_and_lower_shut_each_other_out(higher, lower, runs, ends):
    assert paired_flags(higher, lower, runs) == pytest.approx(ends, abs=2e-4)


def test_an_interval_of_pairs_turns_round_with_them():
    low, high = paired_flags(7, 2, 60)
    assert paired_flags(2, 7, 60) == pytest.approx((-high, -low))


def test_flags_that_are_alike_in_clusters_count_as_often_as_clusters_differ():
    clusters = np.arange(2000) // 20
    alike = (clusters % 4 == 0).astype(float)
    low, high = share_ends(alike, [clusters])
    assert (low, high) == pytest.approx(wilson(25, 100, quantile(1.0 / (1.0 / 99 + 0.5 / 25))), abs=0.002)
    alone = share_ends(np.tile([1.0, 0.0, 0.0, 0.0], 500), [clusters])
    assert alone == pytest.approx(wilson(500, 2000)), "no more alike than chance: the interval of single runs"


def test_where_few_clusters_hold_most_events_less_is_known_of_how_alike_they_are():
    clusters, even, uneven = np.arange(2000) // 20, np.zeros(2000), np.zeros(2000)
    even[clusters % 10 == 0] = 1.0
    uneven[:100], uneven[100::20] = 1.0, 1.0
    known = [spread_of(values, [clusters]) for values in (even, uneven)]
    assert known[0].events == pytest.approx(10.0), "ten clusters with as many events each"
    assert known[1].events == pytest.approx(2095**2 / 800_095), "five hold twenty each, the other 95 one"
    assert spread_of(1.0 - uneven, [clusters]).events == pytest.approx(known[1].events), "and without one alike"


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_share_of_none_or_all_is_as_sure_as_its_clusters_are_many(value):
    low, high = share_ends(np.full(600, value), [np.arange(600) % 20])
    assert high - low > 0.15, "twenty opinions, not six hundred"
    assert 0.0 <= low <= value <= high <= 1.0


def test_fewer_than_four_clusters_give_no_interval():
    assert np.isnan(share_ends(np.ones(30), [np.arange(30) % 3])).all()
    assert np.isnan(mean_ends(np.arange(30.0), [np.arange(30) % 3])).all()


def test_forums_seen_for_as_many_years_are_one_number_each():
    means = np.array([0.4, -0.1, 0.3, 0.9, 0.2])
    half = 2.7764 * means.std(ddof=1) / 5**0.5  # Student's t with 4 degrees of freedom
    assert clustered_mean(7.0 * means, np.full(5, 7.0)) == pytest.approx((0.34 - half, 0.34 + half), rel=1e-4)
    assert np.isnan(clustered_mean(7.0 * means[:3], np.full(3, 7.0))).all(), "three forums tell nothing of others"


def test_a_forum_that_holds_most_years_leaves_fewer_degrees_of_freedom():
    years, rng = np.array([12, 3, 1, 2, 4]), np.random.default_rng(5)
    values, groups = rng.normal(size=22), np.repeat(np.arange(5), years)
    total, ones = np.zeros(5), np.ones((22, 22)) / 22.0
    left, parts = np.eye(22) - ones, np.zeros((22, 5))
    for forum in range(5):  # Bell and McCaffrey (2002), with matrices
        of = groups == forum
        size, vectors = np.linalg.eigh(left[np.ix_(of, of)])
        root = vectors @ np.diag(size**-0.5) @ vectors.T
        total[forum] = (root @ (left @ values)[of]).sum() / 22.0
        parts[:, forum] = left[:, of] @ root.sum(axis=1) / 22.0
    product = parts.T @ parts
    freedom = np.trace(product) ** 2 / (product**2).sum()
    half = quantile(freedom) * float(total @ total) ** 0.5
    found = clustered_mean(np.bincount(groups, values), years)
    assert freedom < 2.5 and found == pytest.approx((values.mean() - half, values.mean() + half))
    assert mean_ends(values, [groups]) == pytest.approx(found), "single runs in clusters of such sizes"


def test_runs_beyond_the_number_of_pasts_share_them():
    baseline = Scenario.load("baseline")
    assert pasts_of(baseline) == 1000
    assert clusters_of(np.arange(1000), pasts=1000) == ()
    (kind,) = clusters_of(np.arange(4000), pasts=1000)
    assert len(np.unique(kind)) == 1000
    assert len(clusters_of(np.arange(4000), sets=200, pasts=1000)) == 2


def test_sixteen_futures_of_one_past_do_not_tell_sixteen_times_as_much():
    rng = np.random.default_rng(2)
    values = rng.normal(size=1000)[np.arange(16_000) % 1000] + 0.1 * rng.normal(size=16_000)
    narrow, wide = mean_ends(values), mean_ends(values, clusters_of(np.arange(16_000), pasts=1000))
    assert (wide[1] - wide[0]) / (narrow[1] - narrow[0]) == pytest.approx(4.0, rel=0.05)
    tally = Tally(pasts=1000)
    for batch in np.array_split(values, 7):
        tally.add(batch, np.zeros_like(batch))
    assert tally.effect()[2:] == pytest.approx(wide, rel=1e-9), "and a tally in batches says the same"


def test_clusters_of_two_kinds_both_count():
    rng = np.random.default_rng(3)
    which = np.arange(6000)
    values = rng.normal(size=40)[which % 40] + rng.normal(size=75)[which % 75] + rng.normal(size=6000)
    low, high = mean_ends(values, [which % 40, which % 75])
    assert (high - low) / 2.0 == pytest.approx(1.98 * (1 / 40 + 1 / 75) ** 0.5, rel=0.25)
    tally = Tally(40, 75)
    for batch in np.array_split(values, 9):
        tally.add(batch, np.zeros_like(batch))
    assert tally.effect()[2:] == pytest.approx((low, high), rel=1e-9)


def test_a_comparison_over_parameter_sets_does_not_call_a_rare_effect_none():
    tally = Tally(200)
    tally.add(np.zeros(60), np.zeros(60))
    found = tally.effect(flags=True)
    assert found.low < -0.04 and found.high > 0.04


def test_numbers_of_which_hardly_any_differ_have_no_interval():
    few, many = np.zeros(250), np.zeros(250)
    few[:3], many[:30] = 1.0, 1.0
    assert np.isnan(difference_ends(few)).all() and np.isnan(difference_ends(np.zeros(250))).all()
    low, high = difference_ends(many)
    assert 0.0 < low < 0.12 < high
    tally = Tally()
    tally.add(2.0 + few, np.full(250, 2.0))
    assert tally.effect().high == pytest.approx(wilson(3, 250)[1]), (
        "by no more than values lay apart, as often as may be"
    )


def test_clusters_that_are_alike_by_chance_give_no_interval():
    values = np.array([0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    kinds = clusters_of(np.arange(8), 4)
    assert (values[:4] + values[4:] == 1.0).all()
    assert np.isnan(mean_ends(values, kinds)).all()
    assert np.isnan(difference_ends(2.0 * values - 0.2, kinds)).all()
    assert mean_ends(np.full(8, 0.3), kinds) == pytest.approx((0.3, 0.3))


def test_half_of_the_time_is_by_the_month_in_which_half_have_come():
    assert half_by(np.array([3.0, 1.0, 2.0])) == 2.0
    assert half_by(np.array([1.0, 2.0, 3.0, np.nan, 4.0])) == 2.0, "by the second of four, half have come"
    assert math.isnan(half_by(np.full(3, np.nan)))


def test_the_mean_so_far_knows_of_pasts_that_are_shared():
    rng = np.random.default_rng(4)
    values = rng.normal(size=50)[np.arange(1000) % 50] + 0.1 * rng.normal(size=1000)
    mean, half = running(values, 50)
    low, high = mean_ends(values, [np.arange(1000) % 50])
    assert (mean[-1] - half[-1], mean[-1] + half[-1]) == pytest.approx((low, high))
    assert half[0] == math.inf and half[999] == pytest.approx(half[49], rel=0.1)
