"""The command `sensitivity` on finished sweeps: every metric, what is censored, and what is refused."""

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest

import trustladder
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.cli.sensitivity import TITLES, cell
from trustladder.analysis.simulate import simulate
from trustladder.analysis.studies.sensitivity import sensitivity
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.results import Plan


def runs_of(folder):
    return SweptFolder(folder).table("runs").to_pandas()


@pytest.mark.parametrize(
    ("design", "method", "keys"),
    [
        ("saltelli", "sobol", {"first", "total", "pawn"}),
        ("morris", "morris", {"mu", "mu_star", "sigma"}),
        ("oat", "oat", {"low", "high", "swing", "base"}),
        ("lhs", "pawn", {"pawn"}),
    ],
)
def test_each_design_has_its_analysis_of_every_metric(design, method, keys, sweeps):
    found = trustladder.sensitivity(sweeps(design))
    assert found.method == method
    assert found.findings[0].metric == "region_held" or "region_held" in found.skipped
    assert len(found.findings) > 30
    assert {one.metric for one in found.findings} | set(found.skipped) == set(found.swept.outcomes)
    for one in found.findings:
        assert len(one.rows) == len(found.factors) == 3
        assert keys <= set(one.rows[0])
        assert all(np.isfinite(row[key]) for row in one.rows for key in keys)
        assert one.luck is None or 0.0 <= one.luck.share <= 1.0


def test_a_month_that_never_came_counts_as_the_horizon_and_whether_it_came_stands_beside_it(sweeps):
    swept, runs = Swept(sweeps("lhs")), runs_of(sweeps("lhs"))
    assert runs["region_held_month"].isna().any(), "or there is nothing to test"
    expected = runs["region_held_month"].fillna(24.0).groupby(runs["point"]).mean()
    assert np.allclose(swept.outcome("region_held_month"), expected)
    came = runs["region_held_month"].notna().groupby(runs["point"]).mean()
    assert np.allclose(swept.outcome("happened.region_held_month"), came)


def test_luck_in_a_sweep_is_what_a_table_of_its_runs_says(sweeps):
    finding = sensitivity(sweeps("lhs"), ["refusal_share"]).findings[0]
    table = runs_of(sweeps("lhs")).pivot(index="point", columns="replicate", values="refusal_share").to_numpy()
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean()
    noise = (rest**2).sum() / ((table.shape[0] - 1) * (table.shape[1] - 1)) / table.shape[1]
    assert finding.luck.noise == pytest.approx(noise)
    assert finding.luck.share == pytest.approx(noise / table.mean(axis=1).var(ddof=1))


def test_luck_in_a_month_counts_never_as_the_horizon_too(sweeps):
    finding = sensitivity(sweeps("lhs"), ["region_held_month"]).findings[0]
    filled = runs_of(sweeps("lhs")).assign(month=lambda frame: frame["region_held_month"].fillna(24.0))
    table = filled.pivot(index="point", columns="replicate", values="month").to_numpy()
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean()
    assert finding.luck.noise == pytest.approx((rest**2).sum() / (79 * 7) / 8)


def test_one_replicate_a_point_leaves_luck_unknown(sweeps):
    finding = sensitivity(sweeps("single"), ["refusal_share"]).findings[0]
    assert finding.luck is None


def test_the_scenario_of_a_one_at_a_time_design_is_its_base(sweeps):
    finding = sensitivity(sweeps("oat"), ["refusal_share"]).findings[0]
    points = SweptFolder(sweeps("oat")).points().to_pandas()
    assert finding.rows[0]["base"] == pytest.approx(points["refusal_share"][0])
    assert finding.rows[0]["low"] == pytest.approx(points["refusal_share"][1:4].min())


def test_a_metric_that_one_region_lacks_is_refused_and_never_answered_with_0(sweeps):
    """SALib answers 0.0 for every factor where one value is not a number."""
    folder = sweeps("regions")
    with pytest.raises(
        InputError, match=r"trust_region\.energy has no value at \d+ of 60 points, the first of them point \d+"
    ):
        sensitivity(folder, ["trust_region.energy"])
    found = sensitivity(folder)
    assert "has no value" in found.skipped["trust_region.energy"]
    assert found.finding("trust_region.energy") is None and found.finding("refusal_share") is not None


def test_a_sweep_over_several_scenarios_is_analysed_one_by_one(sweeps):
    folder = sweeps("crossed")
    with pytest.raises(
        InputError, match="was run under 2 scenarios; choose one with --scenario: baseline, malacca-piracy"
    ):
        sensitivity(folder)
    found = sensitivity(folder, ["refusal_share"], scenario="baseline")
    runs = runs_of(folder)
    assert found.findings[0].mean == pytest.approx(runs[runs["scenario"] == "baseline"]["refusal_share"].mean())
    assert found.swept.points == 60


def test_a_part_that_was_lost_is_no_luck(sweeps, tmp_path):
    """Means stand in points.parquet, so that only the share of luck would be wrong, in silence."""
    shutil.copytree(sweeps("lhs"), tmp_path / "r")
    (tmp_path / "r" / "runs" / "part-00000.parquet").unlink()
    with pytest.raises(
        InputError, match=r"0 runs in its parts, 640 in points.parquet; the same trustladder sweep makes"
    ):
        sensitivity(tmp_path / "r", ["refusal_share"])


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("design", "options", "said"),
    [
        ("lhs", {"metrics": ["region_hold"]}, r"no metric 'region_hold' \(did you mean region_held\?\)"),
        ("lhs", {"metrics": ["sd.region_held"]}, "no metric 'sd.region_held'"),
        ("lhs", {"method": "sobol"}, "sobol does not fit the design lhs; allowed designs: saltelli"),
        ("saltelli", {"method": "morris"}, "morris does not fit the design saltelli; allowed designs: morris"),
        ("oat", {"method": "pawn"}, "pawn does not fit the design oat; allowed designs: full, lhs"),
        ("few", {}, "3 base samples are too few for sobol; allowed: 16 or more"),
        ("full", {}, "8 points are too few for pawn; allowed: 50 or more"),
        ("crossed", {"scenario": "base"}, "no scenario 'base'"),
        ("lhs", {"metrics": ["standing.spills.nothing"]}, "no metric 'standing.spills.nothing'"),
    ],
)
def test_what_cannot_be_analysed_is_one_line(design, options, said, sweeps):
    with pytest.raises(InputError, match=said) as stop:
        sensitivity(sweeps(design), **options)
    assert "\n" not in str(stop.value)


def test_a_folder_that_is_no_finished_sweep_is_refused(sweeps, tmp_path):
    with pytest.raises(InputError, match="no such folder; trustladder sweep makes one"):
        sensitivity(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no such manifest"):
        sensitivity(tmp_path / "empty")
    simulate(Plan(tiny(), 3, 1, "compiled", "none"), tmp_path / "run", [])
    with pytest.raises(InputError, match="the folder holds the result of a run, no sweep"):
        sensitivity(tmp_path / "run")
    shutil.copytree(sweeps("lhs"), tmp_path / "half")
    manifest = json.loads((tmp_path / "half" / "manifest.json").read_text())
    (tmp_path / "half" / "manifest.json").write_text(json.dumps({**manifest, "finished": False}))
    with pytest.raises(InputError, match="the sweep is not finished; the same trustladder sweep goes on"):
        sensitivity(tmp_path / "half")


def test_a_point_whose_runs_all_failed_is_named(sweeps, tmp_path, monkeypatch):
    from trustladder.sim.ensemble import run_points as sound

    def explode(scenarios, *rest, **options):
        if any(scenario.uncertainties.omega > 0.8 for scenario in scenarios):
            raise RuntimeError("the delegation walked out")
        return sound(scenarios, *rest, **options)

    monkeypatch.setattr("trustladder.analysis.sweeps.runner.run_points", explode)
    plan = {
        "scenario": "malacca-piracy",
        "months": 6,
        "design": "lhs",
        "points": 60,
        "replicates": 2,
        "factors": ["uncertainties.omega"],
    }
    folder = trustladder.sweep(plan, tmp_path / "r").path
    with pytest.raises(InputError, match="refusal_share has no value at 12 of 60 points"):
        sensitivity(folder, ["refusal_share"])


def test_one_metric_that_is_no_list_is_refused(sweeps):
    with pytest.raises(
        InputError, match=r"metrics: 'region_held'; allowed: a list of names, such as \['region_held'\]"
    ):
        sensitivity(sweeps("saltelli"), "region_held")


# --- the command ---------------------------------------------------------------------------------------------------


def test_the_command_prints_the_headline_first_then_every_metric_then_what_was_left_out(sweeps, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    assert status_of(["sensitivity", str(sweeps("saltelli"))]) == 0
    first = capsys.readouterr().out
    assert first.startswith("What moves ") and len(first.splitlines()) <= 24
    assert status_of(["sensitivity", str(sweeps("saltelli")), "--all"]) == 0
    text = capsys.readouterr().out
    assert text.index("human_security:") < text.index("strongest factors") < text.index(" left out, since ")
    for said in (
        "alone S1",
        "in all ST",
        "PAWN",
        "of the variance between points",
        "never counts as the horizon",
    ):
        assert said in text


@pytest.mark.parametrize("design", ["saltelli", "morris", "oat"])
@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_no_number_is_cut_off_in_a_narrow_window(design, columns, sweeps, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    asked = ["sensitivity", str(sweeps(design)), "--metric", "refusal_share", "--all"]
    assert status_of(asked) == 0
    text, found = capsys.readouterr().out, sensitivity(sweeps(design), ["refusal_share"])
    shown = {key: title for key, title in TITLES[found.method].items() if key in found.findings[0].rows[0]}
    for factor, row in zip(found.factors, found.findings[0].rows, strict=True):
        cells = [cell(row, key, "\n").split("\n") for key in shown]
        (line,) = (line for line in text.splitlines() if line.startswith(factor))
        assert re.sub(r"\[.*?\]", "", line).split() == [factor, *(value for value, *_ in cells)]
        assert all(interval in text for _, *rest in cells for interval in rest)
    assert all(title in text for title in shown.values())


def test_the_command_speaks_json_and_refuses_in_one_line(sweeps, capsys):
    assert status_of(["sensitivity", str(sweeps("morris")), "--metric", "refusal_share", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["method"] == "morris"
    assert [row["factor"] for row in told["findings"][0]["factors"]] == [
        "uncertainties.omega",
        "levers.joint_share",
        "structure.gate",
    ]
    assert status_of(["sensitivity", str(sweeps("morris")), "--metric", "refusal_shar"]) == 2
    assert "did you mean refusal_share?" in capsys.readouterr().err
    assert status_of(["sensitivity", str(sweeps("morris")), "--draw", "tornado"]) == 2
    assert "add --figure FILE" in capsys.readouterr().err


def test_a_list_of_points_is_ranked_too(tmp_path):
    rng = np.random.default_rng(1)
    pd.DataFrame({"uncertainties.omega": rng.random(60), "structure.gate": rng.random(60) > 0.5}).to_csv(
        tmp_path / "points.csv", index=False
    )
    plan = tmp_path / "plan.toml"
    plan.write_text('scenario = "malacca-piracy"\nmonths = 12\ndesign = "list"\nfile = "points.csv"\nreplicates = 2\n')
    found = sensitivity(trustladder.sweep(plan, tmp_path / "r").path, ["refusal_share"])
    assert found.factors == ["uncertainties.omega", "structure.gate"]
    assert all(0.0 < row["pawn"] < 1.0 for row in found.findings[0].rows)


def test_an_elementary_effect_of_a_choice_of_two_is_the_difference_that_the_choice_makes(sweeps):
    swept = Swept(sweeps("morris"))
    gate = next(factor for factor in swept.factors if factor.path == "structure.gate")
    there = swept.shares(gate).reshape(8, 4)
    assert set(there.ravel().tolist()) == {0.0, 1.0}
    of_points = swept.outcome("refusal_share").reshape(8, 4)
    steps = [
        (row[1:] - row[:-1])[np.flatnonzero(np.diff(on))[0]] * np.diff(on).sum()
        for row, on in zip(of_points, there, strict=True)
    ]
    found = trustladder.sensitivity(sweeps("morris"), metrics=["refusal_share"]).findings[0]
    assert found.rows[swept.factors.index(gate)]["mu"] == pytest.approx(np.mean(steps), abs=1e-12)
