"""Refusals by reason, over all futures of a result."""

import numpy as np
import pytest

from tests.worlds import tiny
from trustladder import run
from trustladder.analysis.refusals import METRICS, refusals
from trustladder.analysis.simulate import simulate
from trustladder.analysis.statistics import mean_ends
from trustladder.analysis.summary import as_rows
from trustladder.sim.law.responding import REASONS
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.results import Folder, Plan


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    place = tmp_path_factory.mktemp("refusals") / "r"
    outcome = simulate(Plan(tiny(), 60, 5, "compiled", "bands", (), 60), place, [])
    return Folder(place), outcome


def test_the_share_of_a_reason_is_that_of_all_futures(result):
    folder, _ = result
    log = run(tiny(), 60, seed=5, log="all").log
    answers = log.answers()
    asked = answers[answers["decided_by"] == "agent"]
    for one in refusals(folder):
        refused = ~asked["came"] if one.reason is None else asked["reason"] == one.reason
        shares = (refused.groupby(asked["replicate"]).sum() / asked.groupby("replicate").size()).to_numpy()
        assert one.share == pytest.approx(shares.mean())
        assert (one.low, one.high) == pytest.approx(mean_ends(shares))


def test_reasons_add_up_to_all_refusals_and_intervals_hold_their_share(result):
    every, *some = refusals(result[0])
    assert [one.reason for one in some] == list(REASONS)
    assert sum(one.share for one in some) == pytest.approx(every.share)
    assert all(one.low <= one.share <= one.high for one in (every, *some))


def test_the_summary_has_their_intervals(result):
    rows = {row["metric"]: row for row in as_rows(result[0].path)}
    assert all(rows[name]["mean_low"] <= rows[name]["mean"] <= rows[name]["mean_high"] for name in METRICS)


def test_one_future_has_no_interval(tmp_path):
    simulate(Plan(tiny(), 1, 5, "compiled", "none"), tmp_path / "r", [])
    found = refusals(Folder(tmp_path / "r"))
    assert all(np.isnan(one.low) for one in found)


def test_a_result_without_reasons_says_so(tmp_path):
    simulate(Plan(tiny(), 2, 5, "compiled", "none"), tmp_path / "r", [])
    for place in (tmp_path / "r" / "runs").iterdir():
        place.unlink()
    with pytest.raises(InputError):
        refusals(Folder(tmp_path / "r"))
