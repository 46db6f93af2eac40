"""Sweeps grow: more replicates, more points, other shards, without redoing any run; and are told where they cannot."""

import shutil

import pyarrow.parquet as pq
import pytest

import trustladder
from tests.analysis.sweeps.plans import PLAN, cells, made, parquet, stamps
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.sweep import execute, finalize, open_sweep, run_missing
from trustladder.sim.scenario.errors import InputError


def test_more_replicates_cost_only_themselves(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    before, known = stamps(tmp_path / "r"), cells(whole)
    with open_sweep(Sweep.load(PLAN, replicates=7), tmp_path / "r") as work:
        assert run_missing(work).runs == 12 * 3
    after = stamps(tmp_path / "r")
    assert {name: after[name] for name in before} == before
    found, fresh = cells(tmp_path / "r"), cells(made(tmp_path / "fresh", replicates=7).path)
    assert found == fresh and {key: found[key] for key in known} == known


def test_making_and_summing_up_tell_how_far_they_are(tmp_path):
    ran: list[int] = []
    summed: list[int] = []
    with open_sweep(Sweep.load(PLAN), tmp_path / "r") as work:
        outcome = finalize(work, execute(work, progress=ran.append), summed.append)
    assert outcome.finished
    assert sum(ran) == sum(summed) == outcome.runs


@pytest.mark.parametrize("design", ["random", "sobol", "saltelli", "morris"])
def test_more_points_cost_only_themselves_where_a_design_has_prefixes(design, tmp_path):
    place = made(tmp_path / "r", design=design, points=2).path
    before = stamps(place)
    made(place, design=design, points=3, replicates=5)
    assert {name: stamp for name, stamp in stamps(place).items() if name in before} == before
    assert cells(place) == cells(made(tmp_path / "fresh", design=design, points=3, replicates=5).path)
    assert (
        pq.ParquetFile(place / "design.parquet").metadata.num_rows
        == Sweep.load({**PLAN, "design": design, "points": 3}).points
    )


def test_a_list_may_grow_at_its_end_and_nowhere_else(tmp_path):
    points = tmp_path / "points.csv"
    plan = tmp_path / "plan.toml"
    plan.write_text('scenario = "malacca-piracy"\nmonths = 12\ndesign = "list"\nfile = "points.csv"\nreplicates = 2\n')
    points.write_text("uncertainties.omega\n0.1\n0.2\n")
    trustladder.sweep(plan, tmp_path / "r")
    points.write_text("uncertainties.omega\n0.1\n0.2\n0.9\n")
    trustladder.sweep(plan, tmp_path / "r")
    assert len(cells(tmp_path / "r")) == 6
    points.write_text("uncertainties.omega\n0.5\n0.2\n0.9\n0.4\n")
    with pytest.raises(InputError, match="has other points than this plan's first 3"):
        trustladder.sweep(plan, tmp_path / "r")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ({"design": "lhs"}, {"design": "lhs", "points": 13}, "a lhs design of 13 does not begin with them"),
        ({}, {"points": 11}, "has 12 points, not 11"),
        ({}, {"replicates": 3}, "has 4 replicates, not 3"),
        ({}, {"seed": 4}, "the sweep of another plan: seed was 3, is 4"),
        ({}, {"design": "sobol"}, "design was random, is sobol"),
        ({}, {"arms": True}, "arms was False, is True"),
        ({}, {"months": 25}, "scenario malacca-piracy is not the same"),
        ({}, {"factors": {"uncertainties.omega": [0.2, 0.9]}}, "factors was"),
    ],
)
def test_what_a_folder_cannot_grow_into_is_refused_and_nothing_lost(was, now, said, whole, tmp_path):
    place = made(tmp_path / "r", **was).path if was else whole
    before = parquet(place)
    with pytest.raises(InputError, match=said):
        made(place, **now)
    assert parquet(place) == before


@pytest.mark.parametrize("shard", [(0, 2), (3, 2), (1, 0)])
def test_a_share_that_there_is_not_is_refused(shard, tmp_path):
    with pytest.raises(InputError, match=f"shard: {shard[0]} of {shard[1]}; allowed: 1 of 4"):
        trustladder.sweep(PLAN, tmp_path / "r", shard=shard)
    assert not (tmp_path / "r").exists()


def test_a_share_does_not_replace_what_the_others_have_made(tmp_path):
    trustladder.sweep(PLAN, tmp_path / "r", shard=(1, 2))
    there = parquet(tmp_path / "r")
    with pytest.raises(InputError, match="shard 2 of 2 would remove what the others have made"):
        trustladder.sweep(PLAN, tmp_path / "r", shard=(2, 2), overwrite=True)
    assert parquet(tmp_path / "r") == there


@pytest.mark.parametrize("threads", [0, -1])
def test_fewer_threads_than_one_are_refused(threads, tmp_path):
    with pytest.raises(InputError, match=f"threads: {threads}; allowed: a whole number from 1"):
        trustladder.sweep(PLAN, tmp_path / "r", threads=threads)


def test_shards_together_are_the_whole(whole, tmp_path):
    for part in (3, 1, 2):
        with open_sweep(Sweep.load(PLAN), tmp_path / "r", (part, 3)) as work:
            outcome = run_missing(work)
        if part != 2:
            with pytest.raises(InputError, match="not of all runs"):
                SweptFolder(tmp_path / "r").points()
    assert outcome.finished
    assert parquet(tmp_path / "r") == parquet(whole)
