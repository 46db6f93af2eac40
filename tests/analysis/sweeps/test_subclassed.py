"""Agents of one's own in a sweep: the same call, the same folder, on the Mesa lane, in processes or on a cluster."""

import threading

import pytest

import trustladder
from tests.analysis.sweeps import agents
from tests.analysis.sweeps.agents import Hermit, Hothead, Village
from tests.analysis.sweeps.plans import parquet
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.sim.agents.donor import Donor
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import numbers


def test_governments_that_stay_at_home_are_swept_by_the_same_call(plan, hermits, tmp_path):
    shipped = trustladder.sweep(plan, tmp_path / "r")
    assert shipped.table("runs").schema == hermits.table("runs").schema
    stayed, met = (numbers(one.table("runs").column("trust_region.fish")) for one in (hermits, shipped))
    assert stayed.mean() < met.mean(), "who never meets learns nothing"
    assert numbers(hermits.points().column("runs")).tolist() == [6, 6]


def test_the_shipped_agents_leave_the_bytes_of_the_compiled_lane(plan, tmp_path):
    """So the folder means the same on both lanes."""
    mesa = trustladder.sweep(plan, tmp_path / "mesa", model=Village, threads=1)
    assert parquet(mesa.path) == parquet(trustladder.sweep(plan, tmp_path / "compiled").path)


def test_a_model_with_arms_leaves_the_bytes_of_the_compiled_lane(plan, tmp_path):
    armed = {**plan, "arms": True, "replicates": 2}
    mesa = trustladder.sweep(armed, tmp_path / "mesa", model=Village, threads=1)
    assert parquet(mesa.path) == parquet(trustladder.sweep(armed, tmp_path / "compiled").path)


def test_processes_change_no_byte(plan, hermits, tmp_path):
    alone = trustladder.sweep(plan, tmp_path / "r", government=Hermit, threads=1)
    assert parquet(alone.path) == parquet(hermits.path)


def test_the_manifest_names_lane_and_class(hermits):
    manifest = hermits.manifest()
    assert manifest["lane"] == "mesa"
    assert manifest["government"].startswith("Hermit ") and manifest["government"].endswith(f"of {agents.__name__}")
    assert manifest["model"] is None


@pytest.mark.parametrize(
    ("agents", "said"),
    [
        ({"government": Hothead}, "government was Hermit .*is Hothead"),
        ({"government": Hermit, "model": Village}, "model was None, is Village"),
        ({}, "lane was mesa, is compiled"),
    ],
)
def test_a_folder_of_another_class_is_refused(agents, said, plan, hermits):
    before = parquet(hermits.path)
    with pytest.raises(InputError, match=said):
        trustladder.sweep(plan, hermits.path, **agents)
    assert parquet(hermits.path) == before


def test_a_compiled_sweeps_folder_is_refused(plan, tmp_path):
    trustladder.sweep(plan, tmp_path / "r")
    with pytest.raises(InputError, match="lane was compiled, is mesa"):
        trustladder.sweep(plan, tmp_path / "r", government=Hermit)


def test_more_replicates_cost_only_themselves_and_a_run_that_fails_is_one_row(plan, tmp_path):
    told = []
    trustladder.sweep(plan, tmp_path / "r", government=Hothead, threads=1, replicates=2, progress=told.append)
    assert sum(told) == 4
    grown = trustladder.sweep(plan, tmp_path / "r", government=Hothead, threads=1, replicates=4, progress=told.append)
    assert sum(told) == 8
    rows = grown.table("failures").to_pylist()
    assert [(row["point"], row["replicate"], row["error"]) for row in rows] == [
        (0, 2, "RuntimeError: walked out"),
        (1, 2, "RuntimeError: walked out"),
    ]
    assert sorted(numbers(grown.table("runs").column("replicate")).tolist()) == [0, 0, 1, 1, 3, 3]


@pytest.mark.parametrize(
    ("agents", "said"),
    [
        ({"government": Donor}, "government: .*allowed: a subclass of Government"),
        ({"donor": "Hermit"}, "donor: 'Hermit'; allowed: a subclass of Donor"),
        ({"model": Hermit}, "model: .*allowed: a subclass of CooperationModel"),
    ],
)
def test_what_is_no_agent_is_refused_before_anything_is_written(agents, said, plan, tmp_path):
    with pytest.raises(InputError, match=said):
        trustladder.sweep(plan, tmp_path / "r", **agents)
    assert not (tmp_path / "r").exists()


def test_cancelled_it_keeps_what_is_finished(plan, hermits, tmp_path):
    cancel, told = threading.Event(), []

    def advance(done):
        told.append(done)
        if len(told) == 8:
            cancel.set()

    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        trustladder.sweep(plan, tmp_path / "r", government=Hermit, threads=1, progress=advance, cancel=cancel)
    assert len(list((tmp_path / "r" / "runs").glob("part-*"))) == 1
    trustladder.sweep(plan, tmp_path / "r", government=Hermit, threads=1)
    assert parquet(tmp_path / "r") == parquet(hermits.path)


def test_a_plan_that_does_not_say_gets_short_parts(plan, tmp_path):
    del (long := dict(plan))["runs_a_part"]
    folder = trustladder.sweep({**long, "replicates": 60, "months": 1}, tmp_path / "r", model=Village, threads=1)
    assert len(list((folder.path / "runs").glob("part-*"))) == 2
    assert SweptFolder(folder.path).manifest()["runs_a_part"] == 100
