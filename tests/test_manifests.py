"""Manifests: whatever is wrong with one is one line."""

import json
import warnings

import pytest

from tests.analysis.sweeps.plans import made
from tests.fuzz.manifests import mutated_manifests
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.simulate import plan_from, simulate
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.results import Folder, Plan

MANY = 300


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The folder of a run over two parameter sets."""
    place = tmp_path_factory.mktemp("run") / "r"
    sets = [{"uncertainties.omega": 0.4}, {"uncertainties.omega": 0.6}]
    simulate(Plan(tiny(months=6), 4, 5, "compiled", "bands", sets), place, ["run", "tiny"])
    return place


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """The folder of a sweep."""
    return made(tmp_path_factory.mktemp("sweep") / "s", replicates=1, points=3, months=3).path


def of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_a_mutated_manifest_is_run_again_or_refused_in_one_line(run, tmp_path):
    refused, place = 0, tmp_path / "manifest.json"
    for said, tree in mutated_manifests(of(run), MANY, seed=1):
        place.write_text(json.dumps(tree), encoding="utf-8")
        try:
            plan = plan_from(place, any_version=True)
            plan.runs, plan.scenario = min(plan.runs, 2), plan.scenario.with_months(1)
            simulate(plan, tmp_path / "r", [], overwrite=True)
        except InputError as error:
            assert "\n" not in str(error), said
            assert len(str(error)) < 600, said
            refused += 1
        except Exception as error:
            pytest.fail(f"{said}: {type(error).__name__}: {error}")
    assert MANY // 3 < refused < MANY


def test_a_mutated_manifest_of_a_sweep_is_read_or_refused_in_one_line(swept):
    place, whole, refused = swept / "manifest.json", of(swept), 0
    try:
        for said, tree in mutated_manifests(whole, MANY, seed=2):
            place.write_text(json.dumps(tree), encoding="utf-8")
            try:
                found = Swept(swept)
                assert found.horizon.shape == (3,)
                [found.values(factor) for factor in found.factors]
                SweptFolder(swept).table("runs")
            except InputError as error:
                assert "\n" not in str(error), said
                refused += 1
            except Exception as error:
                pytest.fail(f"{said}: {type(error).__name__}: {error}")
    finally:
        place.write_text(json.dumps(whole), encoding="utf-8")
    assert MANY // 3 < refused < MANY


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"runs": [4]}, "runs: [4]; allowed: 1 to 1000000000000"),
        ({"scenario": None}, "scenario: None; allowed:"),
        ({"seed": "5"}, "seed: '5'; allowed: a valid integer"),
        ({"seed": -1}, "seed: -1; allowed: greater than or equal to 0"),
        ({"runs": True}, "runs: True; allowed:"),
        ({"series": "band"}, "series: 'band'; allowed: bands, full or none (did you mean bands?)"),
        ({"lane": "Compiled"}, "lane: 'Compiled'; allowed: compiled or mesa (did you mean compiled?)"),
        ({"sed": 5}, "sed: unknown key (did you mean seed?)"),
        ({"kind": "swept"}, "kind: 'swept'; allowed:"),
        ({"sets": [{"uncertainties.omga": 0.3}]}, "sets.0:"),
        ({"parts": {"runs/part-00000.parquet": "f"}}, "parts.runs/part-00000.parquet: 'f'; allowed:"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(change, said, run, tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({**of(run), **change}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        plan_from(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'manifest.json'}: {said}")


@pytest.mark.parametrize("missing", ["series", "law", "scenario", "seed", "runs", "lane"])
def test_what_is_missing_is_named(missing, run, tmp_path):
    tree = of(run)
    del tree[missing]
    (tmp_path / "manifest.json").write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(InputError, match=f"manifest.json: {missing}: is missing"):
        plan_from(tmp_path)


def test_a_manifest_of_another_version_of_the_model_runs_only_where_that_is_said(run, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({**of(run), "law": "0123456789abcdef", "trustladder": "0.0.9"}))
    again = ["run", "--from", "manifest.json", "--no-figures", "--out", "r"]
    assert status_of(again) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "written by model version 0123456789abcdef (trustladder 0.0.9)" in said
    assert "install that one, or add --any-version" in said
    assert not (tmp_path / "r").exists()
    assert status_of([*again, "--any-version"]) == 0
    assert Folder(tmp_path / "r").manifest()["law"] == of(run)["law"]


def test_any_version_is_said_of_a_manifest_only(capsys):
    assert status_of(["run", "malacca-piracy", "--any-version"]) == 2
    assert "allowed: with --from" in capsys.readouterr().err


def test_numbers_that_are_none_and_trees_without_end_are_one_line(run, tmp_path):
    text = (run / "manifest.json").read_text(encoding="utf-8")
    for wrong in (
        text.replace('"seed": 5', '"seed": NaN'),
        '{"format": 1, "scenario": ' + '{"a": ' * 100_000,
        "\x00",
        '"' * 3,
    ):
        (tmp_path / "manifest.json").write_text(wrong, encoding="utf-8")
        with pytest.raises(InputError) as caught, warnings.catch_warnings():
            plan_from(tmp_path)
        assert "\n" not in str(caught.value)
