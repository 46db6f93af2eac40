"""Stopped at any moment, in any way, and resumed, a sweep leaves the same bytes."""

import shutil
import threading

import pytest

import trustladder
from tests.analysis.sweeps.plans import LONGER, PLAN, made, parquet, stamps
from tests.kills import killed
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.sweep import open_sweep, run_missing


def test_the_same_sweep_again_makes_nothing(whole):
    before = stamps(whole)
    with open_sweep(Sweep.load(PLAN), whole) as work:
        outcome = run_missing(work)
    assert (outcome.runs, outcome.reused, outcome.finished) == (0, 48, True)
    assert stamps(whole) == before


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_no_byte(threads, whole, tmp_path):
    trustladder.sweep(PLAN, tmp_path / "r", threads=threads)
    assert parquet(tmp_path / "r") == parquet(whole)


def test_a_lost_part_is_made_again_with_the_same_bytes(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    (tmp_path / "r" / "runs" / "part-00002.parquet").unlink()
    kept = stamps(tmp_path / "r")
    made(tmp_path / "r")
    assert parquet(tmp_path / "r") == parquet(whole)
    assert {name: stamp for name, stamp in stamps(tmp_path / "r").items() if name in kept} == kept


@pytest.fixture(scope="module")
def longer(tmp_path_factory):
    """The bytes of a sweep that takes long enough to be killed in it."""
    return parquet(made(tmp_path_factory.mktemp("sweep") / "longer", **LONGER).path)


@pytest.mark.parametrize("moment", [0, 1, 4, 9])
def test_killed_at_any_moment_and_resumed_it_has_the_same_bytes(moment, longer, tmp_path):
    """Killed after so many parts, and a little; `python -m tests.benchmarks --only kills` does so at 50 moments."""
    found = killed(tmp_path, 0.003 * moment, longer, parts=moment)
    assert found.same
    assert found.left == [], "nothing half-written stays"


def test_cancelled_it_keeps_what_is_finished_and_says_so(whole, tmp_path):
    cancel, told = threading.Event(), []

    def advance(done):
        told.append(done)
        if sum(told) > 20:
            cancel.set()

    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        trustladder.sweep(PLAN, tmp_path / "r", threads=1, progress=advance, cancel=cancel)
    assert 0 < len(stamps(tmp_path / "r")) < 6
    made(tmp_path / "r")
    assert parquet(tmp_path / "r") == parquet(whole)
