"""Results: what was written is read back; the manifest alone reproduces the bytes."""

import json
import os

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.worlds import TINY, tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.simulate import plan_from, simulate
from trustladder.sim.metrics import metrics_of
from trustladder.sim.runs import parts
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder, Plan, RunFolder, size_in_words
from trustladder.sim.store.run_tables import part_tables


def plan(runs=7, keeping="bands", lane="compiled", **changes):
    return Plan(tiny(**changes), runs, 5, lane, keeping)


def parquet(folder):
    return {place.relative_to(folder).as_posix(): place.read_bytes() for place in sorted(folder.rglob("*.parquet"))}


def test_reading_back_gives_what_was_written(tmp_path):
    simulate(plan(), tmp_path / "r", [])
    (part,) = parts(tiny(), 7, seed=5)
    table = Folder(tmp_path / "r").table("runs")
    assert numbers(table.column("replicate")).tolist() == list(range(7))
    for name, values in part.metrics.items():
        assert np.array_equal(numbers(table.column(name)), values, equal_nan=True), name


def test_what_a_killed_command_left_half_written_goes_once_the_result_is_whole(tmp_path):
    half, other = (tmp_path / "r" / "runs" / f".part-00000.parquet.{digit * 32}" for digit in "ab")
    RunFolder(tmp_path / "r").begin(plan(), [])
    half.parent.mkdir()
    half.write_bytes(b"half a part")
    os.utime(half, (1.0, 1.0))
    other.write_bytes(b"somebody else is writing")
    os.utime(other, (2.0**40, 2.0**40))
    simulate(plan(), tmp_path / "r", [])
    assert not half.exists() and other.exists()


def test_never_is_null_and_not_a_number_of_months(tmp_path):
    never = {"CLUB": {"agenda": {"water": {"rate": 0.0}}}}
    simulate(plan(forums=never), tmp_path / "r", [])
    column = Folder(tmp_path / "r").table("runs").column("region_held_month")
    assert column.null_count == len(column)


def test_every_run_has_its_ids_parameters_and_metrics_in_flat_columns(tmp_path):
    simulate(plan(), tmp_path / "r", [])
    names = Folder(tmp_path / "r").table("runs").column_names
    assert names[:3] == ["scenario", "point", "replicate"]
    assert "uncertainties.omega" in names and "levers.training_share" in names and "structure.trust_rule" in names
    assert {metric.name for metric in metrics_of(tiny())} <= set(names)
    kinds = {str(field.type) for field in Folder(tmp_path / "r").table("runs").schema}
    assert kinds <= {"string", "int64", "double", "bool"}


def test_parts_are_compressed_and_split_by_byte(tmp_path):
    simulate(plan(), tmp_path / "r", [])
    group = pq.ParquetFile(tmp_path / "r" / "runs" / "part-00000.parquet").metadata.row_group(0)
    columns = {group.column(place).path_in_schema: group.column(place) for place in range(group.num_columns)}
    trust = columns["trust_region.fish"]
    assert trust.compression == "ZSTD"
    assert "BYTE_STREAM_SPLIT" in trust.encodings


@pytest.mark.parametrize("keeping", ["bands", "full", "none"])
def test_the_manifest_alone_reproduces_the_run_byte_for_byte(keeping, tmp_path):
    simulate(plan(keeping=keeping), tmp_path / "one", ["run", "tiny"])
    simulate(plan_from(tmp_path / "one" / "manifest.json"), tmp_path / "two", [], threads=3)
    one, two = parquet(tmp_path / "one"), parquet(tmp_path / "two")
    assert one == two
    assert ("series/part-00000.parquet" in one) == (keeping != "none")


def test_a_manifest_holds_its_past_too(tmp_path, monkeypatch):
    """The shipped history may change; a manifest stays what it was."""
    scenario = Scenario.load("baseline", {"past.replicates": 5}).with_months(12)
    simulate(Plan(scenario, 6, 1, "compiled", "none"), tmp_path / "one", [])
    monkeypatch.setattr("trustladder.sim.scenario.loading.shipped_folder", lambda: tmp_path)
    simulate(plan_from(tmp_path / "one"), tmp_path / "two", [])
    assert parquet(tmp_path / "one") == parquet(tmp_path / "two")


def test_both_lanes_write_the_same_bytes(tmp_path):
    simulate(plan(), tmp_path / "compiled", [])
    simulate(plan(lane="mesa"), tmp_path / "mesa", [])
    assert parquet(tmp_path / "compiled") == parquet(tmp_path / "mesa")


def test_the_manifest_says_what_was_run_and_with_what(tmp_path):
    simulate(plan(), tmp_path / "r", ["run", "tiny", "--runs", "7"])
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == ["run", "tiny", "--runs", "7"]
    assert {"law", "scenario", "seed", "runs", "trustladder", "python", "numpy", "times", "finished"} <= set(manifest)
    assert manifest["times"]["simulate_s"] > 0.0
    assert Scenario.from_tree(manifest["scenario"]) == tiny()


def test_the_same_command_again_uses_what_is_there(tmp_path):
    assert not simulate(plan(), tmp_path / "r", []).reused
    before = parquet(tmp_path / "r")
    assert simulate(plan(), tmp_path / "r", []).reused
    assert parquet(tmp_path / "r") == before


def test_only_what_is_missing_is_run_again(tmp_path, monkeypatch):
    monkeypatch.setattr("trustladder.sim.runs.PART", 10)
    simulate(plan(runs=25), tmp_path / "r", [])
    before = parquet(tmp_path / "r")
    (tmp_path / "r" / "runs" / "part-00001.parquet").unlink()
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    (tmp_path / "r" / "manifest.json").write_text(json.dumps({**manifest, "finished": False}))
    kept = (tmp_path / "r" / "runs" / "part-00000.parquet").stat().st_mtime_ns
    simulate(plan(runs=25), tmp_path / "r", [])
    assert parquet(tmp_path / "r") == before
    assert (tmp_path / "r" / "runs" / "part-00000.parquet").stat().st_mtime_ns == kept


def test_every_month_is_kept_on_request(tmp_path):
    simulate(plan(keeping="full"), tmp_path / "r", [])
    table = Folder(tmp_path / "r").table("series")
    assert table.num_rows == 7 * tiny().months
    assert numbers(table.column("month"))[: tiny().months].tolist() == list(range(tiny().months))


def test_bands_enclose_the_median(tmp_path):
    simulate(plan(runs=40), tmp_path / "r", [])
    table = Folder(tmp_path / "r").table("series")
    low, middle, high = (numbers(table.column(name)) for name in ("p05", "p50", "p95"))
    assert (low <= middle).all() and (middle <= high).all()


def test_a_failed_run_is_a_row_with_its_reason(tmp_path, monkeypatch):
    from trustladder.sim.runs import Failure

    (part,) = parts(tiny(), 3, seed=5)
    broken = part._replace(failures=[Failure(3, 17, "RuntimeError: the delegation walked out")])
    folder = RunFolder(tmp_path / "r")
    folder.begin(plan(runs=4), [])
    folder.write_part(broken.number, part_tables(plan(runs=4), broken))
    rows = folder.table("failures").to_pylist()
    assert rows == [{"replicate": 3, "month": 17, "error": "RuntimeError: the delegation walked out"}]


def test_a_damaged_part_is_named(tmp_path):
    simulate(plan(), tmp_path / "r", [])
    place = tmp_path / "r" / "runs" / "part-00000.parquet"
    place.write_bytes(place.read_bytes()[:100])
    with pytest.raises(InputError, match="a part is damaged"):
        Folder(tmp_path / "r").table("runs")


def test_the_command_repeats_a_manifest(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    arguments = [
        "run",
        "malacca-piracy",
        "--runs",
        "5",
        "--no-figures",
        "--seed",
        "9",
        "--set",
        "uncertainties.omega=0.4",
    ]
    assert status_of([*arguments, "--out", "one"]) == 0
    assert status_of(["run", "--from", "one/manifest.json", "--no-figures", "--out", "two"]) == 0
    assert parquet(tmp_path / "one") == parquet(tmp_path / "two")


def test_sizes_are_said_in_words():
    assert size_in_words(999) == "999 bytes"
    assert size_in_words(3_200_000_000) == "3.2 GB"


def test_a_result_of_an_earlier_law_is_still_read(tmp_path):
    """Its scenario names a number that the law no longer has, here and in its past."""
    path = tmp_path / "old"
    scenario = tiny(past={"scenario": {**TINY, "start": "1997-01-01"}, "replicates": 2})
    simulate(Plan(scenario, 4, 1, "compiled", "none"), path, [])
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    for tree in (manifest["scenario"], manifest["scenario"]["past"]["scenario"]):
        tree.setdefault("uncertainties", {})["region_successes"] = 2
    (path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert Folder(path).scenario().name == "tiny"
    with pytest.raises(InputError, match="successes of each rung"):
        Scenario.from_tree(manifest["scenario"])
