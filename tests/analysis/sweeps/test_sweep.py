"""Sweeps: out of core, resumed after any stop with the same bytes, grown without redoing, refused in one line."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import analysis
from analysis.cli import status_of
from analysis.sweeps.folder import SweptFolder
from analysis.sweeps.plans import Sweep
from analysis.sweeps.points import Pasts, arm, changed, ground_of, needed, runs_of
from analysis.sweeps.sweep import go, opened
from sim.columns import numbers
from sim.errors import InputError
from sim.parameters import Uncertainties
from sim.runs import run
from sim.scenario import Scenario
from tests.conftest import ROOT

PLAN = {
    "scenario": "malacca-piracy", "months": 24, "design": "random", "points": 12, "replicates": 4, "seed": 3, "runs_a_part": 10,
    "factors": {"uncertainties.omega": [0.2, 0.8], "levers.joint_share": {}, "structure.gate": {}},
}  # fmt: skip
LONGER = {"replicates": 40, "runs_a_part": 40}
SHORT = {"settings": {"past.replicates": 5}, "months": 12}


def parquet(folder):
    return {place.relative_to(folder).as_posix(): place.read_bytes() for place in sorted(folder.rglob("*.parquet"))}


def stamps(folder):
    return {place.name: place.stat().st_mtime_ns for place in sorted((folder / "runs").glob("*.parquet"))}


def made(place, **changes):
    return analysis.sweep({**PLAN, **changes}, place)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The sweep of the plan, made in one go."""
    return made(tmp_path_factory.mktemp("sweep") / "whole").path


def test_every_run_is_a_row_with_its_point_replicate_what_is_varied_and_metrics(whole):
    table = SweptFolder(whole).table("runs")
    assert table.column_names[:6] == ["scenario", "point", "replicate", *PLAN["factors"]]
    pairs = list(zip(numbers(table.column("point")), numbers(table.column("replicate")), strict=True))
    assert sorted(pairs) == [(point, replicate) for point in range(12) for replicate in range(4)]
    assert "region_held" in table.column_names and "structure.gate" in table.column_names
    assert str(table.schema.field("structure.gate").type) == "bool"


def test_the_design_has_a_row_a_point_with_every_scalar(whole):
    design = pq.ParquetFile(whole / "design.parquet").read()
    assert numbers(design.column("point")).tolist() == list(range(12))
    assert {"uncertainties.precision", "levers.joint_share", "structure.trust_rule"} <= set(design.column_names)
    omega = numbers(design.column("uncertainties.omega"))
    assert len(set(omega.tolist())) == 12 and omega.min() >= 0.2 and omega.max() <= 0.8


def test_a_point_is_the_scenario_with_its_values_and_nothing_else(whole):
    """What the sweep says of a point is what `run` says of the same scenario."""
    table = SweptFolder(whole).table("runs")
    plan = Sweep.load(PLAN)
    _, values = plan.values(7, 8)[0]
    scenario = plan.scenarios["malacca-piracy"].changed(dict(zip(PLAN["factors"], values, strict=True)))
    alone = run(scenario, 4, seed=3).metrics
    here = numbers(table.column("point")) == 7
    for name, expected in alone.items():
        assert np.array_equal(numbers(table.column(name))[here], expected, equal_nan=True), name


def test_a_point_with_a_past_is_what_run_makes_of_it(tmp_path):
    """Only the pasts that are needed are run, and they are the same ones."""
    swept = made(tmp_path / "s", scenario="baseline", points=2, replicates=7, factors=["uncertainties.phi"], **SHORT)
    plan = Sweep.load({**PLAN, "scenario": "baseline", "points": 2, "factors": ["uncertainties.phi"], **SHORT})
    scenario = plan.scenarios["baseline"].changed({"uncertainties.phi": plan.values(1, 2)[0][1][0]})
    found = numbers(swept.table("runs").column("trust_region.energy"))[-7:]
    assert np.array_equal(found, run(scenario, 7, seed=3).metrics["trust_region.energy"])


def test_changing_a_scalar_alone_gives_the_scenario_that_changing_the_file_gives():
    scenario = Scenario.load("baseline")
    settings = {"uncertainties.omega": 0.3, "levers.step": 2, "structure.gate": False, "actors.UZB.collusion": 0.4}
    assert changed(scenario, settings) == scenario.changed(settings)
    with pytest.raises(InputError, match=r"omega: 3\.0; allowed: 0 to 1"):
        changed(scenario, {"uncertainties.omega": 3.0})


def test_points_that_differ_in_levers_share_one_past():
    scenario = Scenario.load("baseline", {"past.replicates": 4}).with_months(1)
    ground, pasts = ground_of("baseline", scenario), Pasts(1)
    for share in (0.1, 0.5, 0.9):
        runs_of(changed(scenario, {"levers.joint_share": share}), ground, pasts, range(3))
    assert pasts.made == 1
    runs_of(changed(scenario, {"uncertainties.omega": 0.1}), ground, pasts, range(3))
    assert pasts.made == 2


@pytest.mark.parametrize(("which", "pasts"), [(range(3), 10), (range(8, 13), 10), (range(20), 10), (range(57, 60), 1)])
def test_a_replicate_finds_its_own_past(which, pasts):
    found = needed(which, pasts)
    assert all(found[replicate % len(found)] == replicate % pasts for replicate in which)


# --- resuming ------------------------------------------------------------------------------------------------------


def test_the_same_sweep_again_makes_nothing(whole):
    before = stamps(whole)
    with opened(Sweep.load(PLAN), whole) as work:
        outcome = go(work)
    assert (outcome.runs, outcome.reused, outcome.finished) == (0, 48, True)
    assert stamps(whole) == before


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_no_byte(threads, whole, tmp_path):
    analysis.sweep(PLAN, tmp_path / "r", threads=threads)
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
    """A sweep that takes long enough to be killed in it."""
    return made(tmp_path_factory.mktemp("sweep") / "longer", **LONGER).path


@pytest.mark.parametrize("moment", [0, 1, 4, 9])
def test_killed_at_any_moment_and_resumed_it_has_the_same_bytes(moment, longer, tmp_path):
    """Killed after so many parts, and a little."""
    place, plan = tmp_path / "r", tmp_path / "plan.json"
    plan.write_text(json.dumps({**PLAN, **LONGER}))
    script = (
        "import json, sys, analysis\nfrom sim.runs import run\nrun('malacca-piracy', 1)\nprint('ready', flush=True)\n"
        "analysis.sweep(json.load(open(sys.argv[1])), sys.argv[2], threads=1)\n"
    )
    child = started(script, str(plan), str(place))
    while child.poll() is None and len(list(place.glob("runs/part-*"))) < moment:
        time.sleep(0.001)
    time.sleep(0.003 * moment)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    made(place, **LONGER)
    assert parquet(place) == parquet(longer)
    assert {name.name for name in place.rglob(".*")} == {".lock"}, "nothing half-written stays"


def started(script, *arguments):
    """A process that has said that it is ready."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    child.stdout.readline()
    return child


# --- growing -------------------------------------------------------------------------------------------------------


def cells(folder):
    """Every run by point and replicate, with one of its metrics."""
    table = SweptFolder(folder).table("runs")
    columns = (numbers(table.column(name)).tolist() for name in ("point", "replicate", "trust_region.spills"))
    return {(point, replicate): value for point, replicate, value in zip(*columns, strict=True)}


def test_more_replicates_cost_only_themselves(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    before, known = stamps(tmp_path / "r"), cells(whole)
    with opened(Sweep.load(PLAN, replicates=7), tmp_path / "r") as work:
        assert go(work).runs == 12 * 3
    after = stamps(tmp_path / "r")
    assert {name: after[name] for name in before} == before
    found, fresh = cells(tmp_path / "r"), cells(made(tmp_path / "fresh", replicates=7).path)
    assert found == fresh and {key: found[key] for key in known} == known


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
    analysis.sweep(plan, tmp_path / "r")
    points.write_text("uncertainties.omega\n0.1\n0.2\n0.9\n")
    analysis.sweep(plan, tmp_path / "r")
    assert len(cells(tmp_path / "r")) == 6
    points.write_text("uncertainties.omega\n0.5\n0.2\n0.9\n0.4\n")
    with pytest.raises(InputError, match="has other points than this plan's first 3"):
        analysis.sweep(plan, tmp_path / "r")


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


def test_shards_together_are_the_whole(whole, tmp_path):
    for part in (3, 1, 2):
        with opened(Sweep.load(PLAN), tmp_path / "r", (part, 3)) as work:
            outcome = go(work)
        if part != 2:
            with pytest.raises(InputError, match="not of all runs"):
                SweptFolder(tmp_path / "r").points()
    assert outcome.finished
    assert parquet(tmp_path / "r") == parquet(whole)


# --- what goes wrong -----------------------------------------------------------------------------------------------


def test_a_point_that_fails_is_kept_as_rows_and_the_others_go_on(tmp_path, monkeypatch):
    def explode(scenario, *rest):
        if scenario.uncertainties.omega > 0.5:
            raise RuntimeError("the delegation walked out")
        return runs_of(scenario, *rest)

    monkeypatch.setattr("analysis.sweeps.sweep.runs_of", explode)
    folder = made(tmp_path / "r", factors={"uncertainties.omega": [0.2, 0.8]}, design="full", points=None, levels=2)
    rows = folder.table("failures").to_pylist()
    assert {row["error"] for row in rows} == {"RuntimeError: the delegation walked out"}
    assert [(row["point"], row["replicate"]) for row in rows] == [(1, replicate) for replicate in range(4)]
    assert set(numbers(folder.table("runs").column("point")).tolist()) == {0}
    summary = folder.points()
    assert numbers(summary.column("runs")).tolist() == [4, 0]
    made(folder.path, factors={"uncertainties.omega": [0.2, 0.8]}, design="full", points=None, levels=2)


def test_another_laws_sweep_is_refused(whole, tmp_path, monkeypatch):
    shutil.copytree(whole, tmp_path / "r")
    monkeypatch.setattr("analysis.sweeps.folder.law_hash", lambda: "f00d")
    with pytest.raises(InputError, match=r"made by another law .*now f00d"):
        made(tmp_path / "r")


@pytest.mark.parametrize("length", [0, 3, 100, -10])
def test_a_part_that_was_cut_off_is_named(length, whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    place = tmp_path / "r" / "runs" / "part-00001.parquet"
    place.write_bytes(place.read_bytes()[:length])
    with pytest.raises(InputError, match=r"part-00001.parquet: damaged .* remove it"):
        made(tmp_path / "r")
    place.unlink()
    made(tmp_path / "r")
    assert parquet(tmp_path / "r") == parquet(whole)


def test_no_flipped_byte_is_read_in_silence(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    place, expected = tmp_path / "r" / "runs" / "part-00001.parquet", SweptFolder(whole).table("runs")
    good, found = place.read_bytes(), 0
    for position in range(5, len(good), len(good) // 60):
        place.write_bytes(good[:position] + bytes([good[position] ^ 255]) + good[position + 1 :])
        try:
            assert SweptFolder(tmp_path / "r").table("runs").equals(expected)
        except InputError as error:
            assert "damaged" in str(error)
            found += 1
    assert found > 20


def test_two_sweeps_into_one_folder_at_once_are_refused(tmp_path, whole):
    script = (
        "import sys, time\nfrom analysis.sweeps.locks import locked\nfrom pathlib import Path\n"
        "with locked(Path(sys.argv[1]), 1, 2):\n print('held', flush=True)\n time.sleep(60)\n"
    )
    place = tmp_path / "r"
    child = started(script, str(place))
    for shard in ((1, 1), (1, 2), (1, 4), (2, 4)):
        with pytest.raises(InputError, match="another sweep is writing there"), opened(Sweep.load(PLAN), place, shard):
            pass
    with opened(Sweep.load(PLAN), place, (2, 2)) as work:
        assert not go(work).finished
    child.kill()
    child.wait()
    child.stdout.close()
    made(place)
    assert parquet(place) == parquet(whole)


def test_a_sweep_larger_than_the_disk_says_how_large_before_it_starts(tmp_path):
    with pytest.raises(
        InputError, match=r"12 points x 1,000,000,000 replicates = 12,000,000,000 runs: would take up to .* TB"
    ):
        made(tmp_path / "r", replicates=10**9)
    assert not (tmp_path / "r").exists()


def test_a_grid_larger_than_any_disk_is_refused_at_once(tmp_path):
    every = {f"uncertainties.{name}": {} for name in Uncertainties.model_fields}
    with pytest.raises(InputError, match=r"would take up to .* PB"):
        made(tmp_path / "r", design="full", points=None, factors=every)


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_a_folder_of_something_else_is_left_alone(name, tmp_path):
    place = tmp_path / "r"
    place.mkdir()
    (place / name).write_text('{"format": 1}')
    with pytest.raises(InputError, match="name another with --out"):
        made(place)
    assert [entry.name for entry in place.iterdir()] == [name]


def test_a_sweeps_manifest_is_no_runs_manifest(whole, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert status_of(["run", "--from", str(whole / "manifest.json")]) == 2
    assert "of no run, but of a sweep" in capsys.readouterr().err
    with pytest.raises(InputError, match="holds no run of a single scenario, but a sweep"):
        SweptFolder(whole).scenario()


def test_cancelled_it_keeps_what_is_finished_and_says_so(whole, tmp_path):
    cancel, told = threading.Event(), []

    def advance(done):
        told.append(done)
        if sum(told) > 20:
            cancel.set()

    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        analysis.sweep(PLAN, tmp_path / "r", threads=1, progress=advance, cancel=cancel)
    assert 0 < len(stamps(tmp_path / "r")) < 6
    made(tmp_path / "r")
    assert parquet(tmp_path / "r") == parquet(whole)


def test_scenarios_of_other_regions_share_a_table_with_gaps(tmp_path):
    """A metric that a scenario does not have is null in its rows."""
    table = made(
        tmp_path / "r", scenario=["malacca-piracy", "baseline"], points=2, factors=["uncertainties.omega"], months=12
    ).table("runs")
    names = np.array([str(name) for name in table.column("scenario").to_pylist()])
    trust = {domain: numbers(table.column(f"trust_region.{domain}")) for domain in ("spills", "energy")}
    assert (np.isnan(trust["spills"]) == (names == "baseline")).all()
    assert (np.isnan(trust["energy"]) == (names == "malacca-piracy")).all()


def test_the_date_of_an_event_can_be_swept(tmp_path):
    """A shock that comes later leaves more of the calm before it."""
    event = next(name for name, one in Scenario.load("zero-sum-rivalry").events.items() if one.date is not None)
    folder = made(
        tmp_path / "r", scenario="zero-sum-rivalry", settings={"past.replicates": 5}, months=60, design="full", points=None,
        levels=3, factors={f"events.{event}.date": {"range": [date(2014, 2, 1), date(2018, 12, 1)]}},
    )  # fmt: skip
    table = folder.table("runs")
    assert sorted(set(table.column(f"events.{event}.date").to_pylist())) == ["2014-02-01", "2016-07-01", "2018-12-01"]
    rivalry = numbers(table.column("rivalry")).reshape(3, -1).mean(axis=1)
    assert rivalry[0] > rivalry[1] > rivalry[2]


# --- arms ----------------------------------------------------------------------------------------------------------


def test_arms_say_how_much_is_caused_by_trust_under_the_same_luck(tmp_path):
    plan = {"scenario": "baseline", "settings": {"past.replicates": 20}, "months": 120, "points": 2, "replicates": 20}
    folder = made(tmp_path / "r", **plan, arms=True, factors={"levers.joint_share": [0.4, 0.9]})
    table = folder.table("runs")
    held, beside, without, trust = (
        numbers(table.column(name))
        for name in ("region_held", "with.region_held", "without.region_held", "held_by_trust")
    )
    assert np.array_equal(trust, held - beside)
    assert without.sum() <= beside.sum() <= held.sum() and held.sum() > 0
    points = folder.points()
    expected = trust.reshape(2, -1).mean(axis=1) / held.reshape(2, -1).mean(axis=1)
    assert np.allclose(numbers(points.column("share_by_trust")), expected, equal_nan=True)


def test_without_counternarcotics_nobody_meets_for_it_and_energy_is_untouched():
    scenario = Scenario.load("baseline", {"past.replicates": 4}).with_months(36)
    other = arm(scenario, "without")
    assert other.structure.transfer == 0.0
    for key, forum in other.forums.items():
        for domain, entry in forum.agenda.items():
            assert entry.rate.value == (
                0.0 if domain != scenario.aim else scenario.forums[key].agenda[domain].rate.value
            )


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_runs_a_plan_and_says_where_it_lies(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").write_text(
        'title = "t"\nscenario = "malacca-piracy"\nmonths = 12\ndesign = "full"\nlevels = 2\nreplicates = 3\n'
        '[factors]\n"levers.joint_share" = [0.1, 0.9]\n'
    )
    assert status_of(["sweep", "plan.toml"]) == 0
    assert "6 runs in" in capsys.readouterr().out
    assert status_of(["sweep", "plan.toml", "--replicates", "4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["runs"], told["reused"], told["points"], told["finished"]) == (2, 6, 2, True)
    assert status_of(["sweep", "plan.toml", "--points", "3"]) == 2
    assert capsys.readouterr().err.startswith("trustladder: plan.toml: points: 3; allowed: none")
    assert status_of(["sweep", "plan.toml", "--shard", "3/2"]) == 2
