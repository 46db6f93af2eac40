"""Metrics: each is a function over runs, and each says what it means."""

import itertools

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import BLOCK_REGISTER, REGISTER, Block, Series, describe, series_names
from trustladder.sim.arrays.tables import ANYWHERE, BOTH, NEITHER, ONE
from trustladder.sim.bands import bands, calendar_years, means_over, security_over
from trustladder.sim.ensemble import ensemble
from trustladder.sim.metrics import measure, metrics_of, security_index
from trustladder.sim.month.run import empty_record
from trustladder.sim.recorded_runs import Runs, censored, share
from trustladder.sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def done():
    scenario = tiny(months=60)
    return scenario, ensemble(scenario, 30, keep=30)


def test_every_metric_has_a_unit_and_a_meaning_of_its_own():
    for scenario in (tiny(), Scenario.load("baseline")):
        found = metrics_of(scenario)
        assert len({metric.name for metric in found}) == len(found)
        assert all(metric.unit and metric.meaning for metric in found)
        standing = [metric for metric in found if not metric.name.startswith("standing.")]
        assert len({metric.meaning for metric in standing}) == len(standing)


def test_the_headline_comes_first():
    assert [metric.name for metric in metrics_of(tiny())][:2] == ["region_held", "region_held_month"]


def test_every_series_has_a_unit_and_a_meaning():
    assert len(REGISTER) == Series.FIXED
    assert len(BLOCK_REGISTER) == Block.WIDTH
    for name in series_names(["fish", "water"]):
        assert all(describe(name))


def test_metrics_are_what_the_months_say(done):
    scenario, made = done
    column = {name: made.months[:, :, place] for place, name in enumerate(made.columns)}
    metrics = measure(scenario, made.record)
    years = scenario.months / 12
    assert np.allclose(metrics["meetings_formed"], column["formed"].sum(axis=1) / years)
    assert np.allclose(metrics["rivalry"], column["rivalry"].mean(axis=1))
    assert np.array_equal(metrics["trust_region.fish"], column["trust_region.fish"][:, -1])
    assert np.allclose(
        metrics["trust_region_change.fish"], column["trust_region.fish"][:, -1] - column["trust_region.fish"][:, 0]
    )
    held = column["region_held"] > 0
    assert np.array_equal(metrics["region_held"], held.any(axis=1))
    first = np.where(held.any(axis=1), held.argmax(axis=1), np.nan)
    assert np.array_equal(metrics["region_held_month"], first, equal_nan=True)
    standing = (column["standing_anywhere.fish"] >= 2).mean(axis=1)
    assert np.allclose(metrics["standing.fish.patrols.anywhere"], standing)
    refused = sum(values.sum(axis=1) for name, values in column.items() if name.startswith("refused"))
    assert np.allclose(metrics["refusal_share"], refused / column["invited"].sum(axis=1))


def test_explanations_of_refusals_add_up_to_all_of_them(done):
    scenario, made = done
    metrics = measure(scenario, made.record)
    clear = sum(values for name, values in metrics.items() if name.startswith("refused_for_"))
    assert np.allclose(clear, metrics["refused_clearly"])
    whole = clear + metrics["refused_either_way"] + metrics["refused_against_interest"]
    assert np.allclose(whole, metrics["refusal_share"]) and whole.any()


def test_region_wide_cooperation_takes_two_successes_within_three_years():
    """Held exactly when the window of the last two region-wide successes of one forum is short enough."""
    scenario = tiny(months=120, structure={"gate": False, "response_rule": "random"})
    made = ensemble(scenario, 40, keep=40)
    met, held = (made.months[:, :, made.columns.index(name)] for name in ("region_meetings", "region_held"))
    for run in range(40):
        months = np.repeat(np.arange(120), met[run].astype(int))
        pairs = [later for earlier, later in itertools.pairwise(months) if later - earlier < 36]
        if held[run].any():
            assert pairs and held[run].argmax() >= pairs[0]
        assert (np.diff(held[run]) >= 0).all(), "what is held stays noted"


def test_never_is_not_a_number():
    assert np.array_equal(censored(np.array([3, -1])), [3.0, np.nan], equal_nan=True)


def test_a_share_of_nothing_is_nothing():
    assert share(np.array([0.0, 1.0]), np.array([0.0, 4.0])).tolist() == [0.0, 0.25]


def test_clubs_are_told_apart_by_the_two_rivals():
    baseline = Scenario.load("baseline")
    forums, clubs = sorted(baseline.forums), tables_of(baseline).forums["membership"][0]
    assert clubs[forums.index("NRC")] == BOTH
    assert clubs[forums.index("CSTO")] == ONE
    assert clubs[forums.index("FIVE")] == NEITHER


def test_anywhere_is_the_best_of_all_clubs(done):
    scenario, made = done
    runs = Runs(scenario, made.record)
    for rung in range(2):
        best = runs.share_standing("fish", rung, ANYWHERE)
        assert all((runs.share_standing("fish", rung, membership) <= best).all() for membership in range(3))


def test_the_security_index_is_full_marks_for_a_safe_and_honest_region():
    scenario = tiny()
    record = empty_record(tables_of(scenario), len(series_names(["fish", "water"])), 1)
    record.total[0, Series.INTERDICTED] = 0.06 * scenario.months
    assert security_index(Runs(scenario, record), (0.4, 0.4, 0.2)) == pytest.approx(1.0)
    record.total[0, Series.COLLUSION] = scenario.months
    assert security_index(Runs(scenario, record), (0.4, 0.4, 0.2)) == pytest.approx(0.8)


def test_standing_is_shown_at_years_ends_by_the_activities_of_the_last_three_years():
    scenario = tiny(start="2000-05-01", months=100)
    model = CooperationModel(scenario, replicate=0)
    model.run()
    shown = model.record.shown[0]
    years = range(2000, 2009)
    assert shown.shape[-1] == len(years)
    for forum, name in enumerate(model.names.forums):
        for domain in range(2):
            held = [m for m in model.meetings if m.formed and m.forum.name == name and m.domain == domain]
            for place, year in enumerate(years):
                end = min(12 * year + 11, model.scenario.first_month + 99)
                recent = [m.rung_number + 1 for m in held if 0 <= end - m.month < 36]
                assert shown[forum, domain, place] == max(recent, default=0)


def test_the_security_of_calendar_years_is_the_index_of_runs_that_last_a_year_each():
    """From July, the first and the last of three calendar years are halves, whose harm counts as that of a decade."""
    scenario = tiny(months=24, start="2014-07-01")
    made = ensemble(scenario, 20, keep=20)
    found = security_over(scenario, made.months, calendar_years(scenario))
    for year in (slice(0, 6), slice(6, 18), slice(18, 24)):
        flow, harm, collusion = (
            made.months[:, year, made.columns.index(name)] for name in ("interdicted", "harm", "collusion")
        )
        decades = (year.stop - year.start) / 120.0
        spared = 1.0 - np.minimum(harm.sum(axis=1) / len(scenario.governments) / decades, 1.0)
        stopped = np.minimum(flow.mean(axis=1) / 0.06, 1.0)
        index = 0.4 * stopped + 0.4 * spared + 0.2 * (1.0 - collusion.mean(axis=1))
        assert np.allclose(found[year], index)
    whole = tiny(months=12)
    made = ensemble(whole, 20, keep=20)
    found = security_over(whole, made.months, [0])
    assert np.allclose(found, measure(whole, made.record)["human_security"])


def test_the_mean_over_spans_is_that_of_their_months_and_the_last_may_be_short():
    values = np.arange(14.0).reshape(7, 2)
    found = means_over(values, range(0, 7, 3))
    assert found.tolist() == [[2.0, 3.0]] * 3 + [[8.0, 9.0]] * 3 + [[12.0, 13.0]]


def test_bands_of_a_family_are_those_of_all_series_whatever_else_is_banded():
    scenario = tiny(months=18)
    months = ensemble(scenario, 9, keep=9).months
    whole, some = bands(scenario, months), bands(scenario, months, "trust_region.")
    here = np.char.startswith(whole["series"], "trust_region.")
    assert 0 < here.sum() < len(here) and set(some) == set(whole)
    assert all(np.array_equal(some[column], whole[column][here]) for column in whole)
    one = whole["series"] == "played_off_so_far"
    played = np.cumsum(months[:, :, series_names(Index(scenario).domains).index("played_off")], axis=1)
    assert played[:, -1].any() and np.allclose(whole["mean"][one], played.mean(axis=0))
    assert np.allclose(whole["p95"][one], np.quantile(played, 0.95, axis=0))
