"""Sweeps: every run a row, every point the scenario with its values; arms, dates and regions; and the command."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from tests.analysis.sweeps.plans import PLAN, SHORT, made
from trustladder.analysis.cli import status_of
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.sweep import open_sweep, run_missing
from trustladder.sim.ensemble import run_points
from trustladder.sim.runs import run
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers


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
    alone = run(scenario, 4, seed=3, uncertainty="none").metrics
    here = numbers(table.column("point")) == 7
    for name, expected in alone.items():
        assert np.array_equal(numbers(table.column(name))[here], expected, equal_nan=True), name


def test_a_point_with_a_past_is_what_run_makes_of_it(tmp_path):
    """Only the pasts that are needed are run, and they are the same ones."""
    swept = made(tmp_path / "s", scenario="baseline", points=2, replicates=7, factors=["uncertainties.phi"], **SHORT)
    plan = Sweep.load({**PLAN, "scenario": "baseline", "points": 2, "factors": ["uncertainties.phi"], **SHORT})
    scenario = plan.scenarios["baseline"].changed({"uncertainties.phi": plan.values(1, 2)[0][1][0]})
    found = numbers(swept.table("runs").column("trust_region.energy"))[-7:]
    assert np.array_equal(found, run(scenario, 7, seed=3, uncertainty="none").metrics["trust_region.energy"])


def test_a_point_that_fails_is_kept_as_rows_and_the_others_go_on(tmp_path, monkeypatch):
    def explode(scenarios, *rest, **options):
        if any(scenario.uncertainties.omega > 0.5 for scenario in scenarios):
            raise RuntimeError("the delegation walked out")
        return run_points(scenarios, *rest, **options)

    monkeypatch.setattr("trustladder.analysis.sweeps.runner.run_points", explode)
    folder = made(tmp_path / "r", factors={"uncertainties.omega": [0.2, 0.8]}, design="full", points=None, levels=2)
    rows = folder.table("failures").to_pylist()
    assert {row["error"] for row in rows} == {"RuntimeError: the delegation walked out"}
    assert [(row["point"], row["replicate"]) for row in rows] == [(1, replicate) for replicate in range(4)]
    assert set(numbers(folder.table("runs").column("point")).tolist()) == {0}
    summary = folder.points()
    assert numbers(summary.column("runs")).tolist() == [4, 0]
    made(folder.path, factors={"uncertainties.omega": [0.2, 0.8]}, design="full", points=None, levels=2)


def test_a_sweep_of_which_every_run_fails_is_complete_and_has_nothing_but_failures(tmp_path, monkeypatch):
    def explode(*anything, **options):
        raise RuntimeError("nobody came")

    monkeypatch.setattr("trustladder.analysis.sweeps.runner.run_points", explode)
    folder = made(tmp_path / "r")
    assert folder.table("runs").num_rows == 0 and folder.table("failures").num_rows == 48
    assert set(numbers(folder.points().column("runs")).tolist()) == {0}
    assert np.isnan(numbers(folder.points().column("region_held"))).all()
    monkeypatch.undo()
    with open_sweep(Sweep.load(PLAN), folder.path) as work:
        outcome = run_missing(work)
    assert (outcome.runs, outcome.reused, outcome.failures) == (0, 48, 48), (
        "what failed is told of, and not tried again"
    )


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
        tmp_path / "r",
        scenario="zero-sum-rivalry",
        settings={"past.replicates": 5},
        months=60,
        design="full",
        points=None,
        levels=3,
        factors={f"events.{event}.date": {"range": [date(2014, 2, 1), date(2018, 12, 1)]}},
    )
    table = folder.table("runs")
    assert sorted(set(table.column(f"events.{event}.date").to_pylist())) == [1, 30, 59]
    rivalry = numbers(table.column("rivalry")).reshape(3, -1).mean(axis=1)
    assert rivalry[0] > rivalry[1] > rivalry[2]


def test_arms_say_how_much_is_caused_by_trust_under_the_same_luck(tmp_path):
    plan = {"scenario": "baseline", "settings": {"past.replicates": 20}, "months": 240, "points": 2, "replicates": 20}
    folder = made(tmp_path / "r", **plan, arms=True, factors={"levers.joint_share": [0.4, 0.9]})
    table = folder.table("runs")
    held, beside, without, trust = (
        numbers(table.column(name))
        for name in ("region_held", "with.region_held", "without.region_held", "held_by_trust")
    )
    assert np.array_equal(trust, held - beside)
    assert without.sum() <= beside.sum() <= held.sum() and held.sum() > 0
    points = folder.points()
    with np.errstate(invalid="ignore"):  # a point at which nothing is held has no share
        expected = trust.reshape(2, -1).mean(axis=1) / held.reshape(2, -1).mean(axis=1)
    assert np.allclose(numbers(points.column("share_by_trust")), expected, equal_nan=True)


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
