"""Parts: whatever is read back is what was written; what is damaged, foreign or missing is named."""

import json
import shutil
import warnings

import pytest

from tests.analysis.sweeps.plans import made
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.simulate import simulate
from trustladder.analysis.studies.exports import export
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.parts import Unverified, beside, hash_of
from trustladder.sim.store.results import Folder, Plan


def result(place, seed=5, runs=25):
    simulate(Plan(tiny(), runs, seed, "compiled", "bands"), place, [])
    return place


@pytest.fixture
def parted(tmp_path, monkeypatch):
    """A result in three parts."""
    monkeypatch.setattr("trustladder.sim.runs.PART", 10)
    return result(tmp_path / "r")


def flipped(place, bit):
    content = bytearray(place.read_bytes())
    content[bit // 8] ^= 1 << bit % 8
    place.write_bytes(content)


def test_the_manifest_of_a_finished_result_notes_every_table(parted):
    noted = json.loads((parted / "manifest.json").read_text())["parts"]
    tables = {place.relative_to(parted).as_posix(): hash_of(place) for place in parted.rglob("*.parquet")}
    assert noted == dict(sorted(tables.items())) and len(tables) == 6
    assert not (parted / "hashes").exists()


def test_no_flipped_bit_reads_other_numbers(parted, tmp_path):
    """Parquet's own checksums let some of them pass: whatever lies between pages has none."""
    place = parted / "runs" / "part-00001.parquet"
    whole, length = place.read_bytes(), place.stat().st_size
    for bit in range(3, 8 * length, 8 * length // 97):
        flipped(place, bit)
        with pytest.raises(InputError, match=r"part-00001.parquet: a part is damaged"):
            Folder(parted).table("runs", ["replicate"])
        with pytest.raises(InputError, match=r"part-00001.parquet: a part is damaged"):
            export(parted, "csv", tmp_path / "x.csv")
        place.write_bytes(whole)
    assert len(Folder(parted).table("runs")) == 25


@pytest.mark.parametrize("kind", ["runs", "series", "network"])
def test_a_part_of_another_seed_is_refused(kind, parted, tmp_path):
    other = result(tmp_path / "other", seed=6)
    shutil.copy(other / kind / "part-00000.parquet", parted / kind / "part-00000.parquet")
    with pytest.raises(InputError, match=rf"{kind}/part-00000.parquet: a part is damaged .*or is of another result"):
        export(parted, "csv", tmp_path / "all")
    assert not (tmp_path / "all" / f"{kind}.csv").exists()


def test_a_part_too_many_is_refused(parted):
    shutil.copy(parted / "runs" / "part-00000.parquet", parted / "runs" / "part-00003.parquet")
    with pytest.raises(InputError, match=r"part-00003.parquet: is no part of this result, but of another; remove it"):
        Folder(parted).table("runs")


@pytest.mark.parametrize("name", ["runs/part-00002.parquet", "series/part-00000.parquet", "network/part-00000.parquet"])
def test_a_part_that_is_missing_is_named_and_made_again_by_the_same_command(name, parted):
    place = parted / name
    whole = place.read_bytes()
    place.unlink()
    with pytest.raises(InputError, match=rf"{name}: a part is missing; the same command makes it again"):
        Folder(parted).table(name.partition("/")[0])
    assert not simulate(Plan(tiny(), 25, 5, "compiled", "bands"), parted, []).reused
    assert place.read_bytes() == whole and len(Folder(parted).table("runs")) == 25


def test_a_command_does_not_go_on_from_a_part_that_is_damaged(parted):
    manifest = json.loads((parted / "manifest.json").read_text())
    (parted / "manifest.json").write_text(json.dumps({**manifest, "finished": False}))
    flipped(parted / "runs" / "part-00001.parquet", 800)
    (parted / "runs" / "part-00002.parquet").unlink()
    with pytest.raises(InputError, match=r"part-00001.parquet: a part is damaged .* remove it"):
        simulate(Plan(tiny(), 25, 5, "compiled", "bands"), parted, [])


@pytest.mark.parametrize("name", ["runs/part-00002.parquet", "points.parquet"])
def test_a_table_of_another_sweep_is_refused(name, tmp_path):
    one, other = made(tmp_path / "one").path, made(tmp_path / "other", seed=4).path
    shutil.copy(other / name, one / name)
    read = SweptFolder(one).points if name == "points.parquet" else lambda: SweptFolder(one).table("runs")
    with pytest.raises(InputError, match=rf"{name}: a part is damaged .*or is of another result"):
        read()
    if name.startswith("runs"):
        with pytest.raises(InputError, match="or is of another result"):
            made(one, replicates=5)


def test_a_result_without_hashes_is_read_with_one_line(parted, tmp_path, capsys):
    manifest = json.loads((parted / "manifest.json").read_text())
    del manifest["parts"]
    (parted / "manifest.json").write_text(json.dumps(manifest))
    with pytest.warns(Unverified, match="noted no hashes; nobody can verify"):
        assert len(Folder(parted).table("runs")) == 25
    shutil.copytree(parted, tmp_path / "copy")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert status_of(["export", str(tmp_path / "copy"), "--to", "csv", "--out", str(tmp_path / "x.csv")]) == 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and said.startswith("trustladder: ") and "nobody can verify" in said


def test_hashes_that_a_killed_command_left_beside_a_finished_manifest_are_cleared(tmp_path):
    place = made(tmp_path / "r").path
    noted = json.loads((place / "manifest.json").read_text())["parts"]
    for name, one in noted.items():
        beside(place, name).parent.mkdir(parents=True, exist_ok=True)
        beside(place, name).write_text(f"{one}\n")
    made(place)
    assert not (place / "hashes").exists() and len(SweptFolder(place).table("runs")) == 48
