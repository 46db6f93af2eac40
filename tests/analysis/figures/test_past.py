"""The past beside the futures: histories of the same seed and sets, which nobody waits for twice."""

import numpy as np
import pytest

from trustladder.analysis.figures.kit import past
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.simulate import simulate
from trustladder.sim.runs import run
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan

SCENARIO = Scenario.load("baseline", {"past.replicates": 6, "months": 1})
SETS = [{"uncertainties.omega": 0.2}, {"uncertainties.omega": 0.9}]


@pytest.fixture(autouse=True)
def lived(monkeypatch, tmp_path):
    """How often histories were run; the user's cache is empty at first."""
    calls, really = [], past._lived
    monkeypatch.setattr(past, "HISTORIES", 8)
    monkeypatch.setattr(past, "writable_folder", lambda *names: folder(tmp_path / "cache" / "-".join(names)))
    monkeypatch.setattr(past, "_lived", lambda *given: calls.append(given) or really(*given))
    return calls


def folder(place):
    place.mkdir(parents=True, exist_ok=True)
    return place


def result(place, seed=5, sets=SETS):
    """A result of four futures."""
    simulate(Plan(SCENARIO, 4, seed, "compiled", "bands", sets), place, [])
    return ResultSource(place)


def test_it_is_made_of_the_histories_with_which_futures_begin(tmp_path):
    found = past.past_of(result(tmp_path / "r"))
    trust = run(SCENARIO.history(), 8, seed=5, parameter_sets=SETS).months[:, :, 40:]
    median = found.bands["trust_region.energy"]["p50"]
    assert len(median) == SCENARIO.history().months == len(found.years)
    assert any(np.allclose(np.median(trust[:, :, column], axis=0), median) for column in range(trust.shape[2]))


def test_another_result_with_the_same_past_does_not_run_it_again(tmp_path, lived):
    first, second = (past.past_of(result(tmp_path / name)) for name in ("r", "s"))
    assert len(lived) == 1 and (tmp_path / "s" / past.FILE.format(histories=8)).is_file()
    for name, band in first.bands.items():
        assert all(np.array_equal(band[one], second.bands[name][one]) for one in band)


@pytest.mark.parametrize("other", [{"seed": 6}, {"sets": SETS[:1]}, {"sets": []}])
def test_another_seed_and_other_sets_have_another_past(tmp_path, lived, other):
    first, second = past.past_of(result(tmp_path / "r")), past.past_of(result(tmp_path / "s", **other))
    assert len(lived) == 2
    assert not np.array_equal(first.bands["trust_region.energy"]["mean"], second.bands["trust_region.energy"]["mean"])


def test_what_is_damaged_there_or_cannot_be_kept_is_run_again(tmp_path, lived, monkeypatch):
    past.past_of(result(tmp_path / "r"))
    (kept,) = (tmp_path / "cache").rglob("*.parquet")
    kept.write_bytes(kept.read_bytes()[:-9])
    past.past_of(result(tmp_path / "s"))
    assert len(lived) == 2
    monkeypatch.setattr(past, "writable_folder", nowhere)
    past.past_of(result(tmp_path / "t"))
    assert len(lived) == 3


def nowhere(*names):
    raise OSError("read-only")
