"""A sweep's folder: damaged, foreign, locked by another, or larger than the disk is one line, and nothing is lost."""

import shutil

import pytest

from tests.analysis.sweeps.plans import PLAN, made, parquet, started
from trustladder.analysis.cli import status_of
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.sweep import open_sweep, run_missing
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.parameters import Uncertainties


def test_another_laws_sweep_is_refused(whole, tmp_path, monkeypatch):
    shutil.copytree(whole, tmp_path / "r")
    monkeypatch.setattr("trustladder.analysis.sweeps.folder.law_hash", lambda: "f00d")
    with pytest.raises(InputError, match=r"made by another version of the model .*now f00d"):
        made(tmp_path / "r")


@pytest.mark.parametrize("length", [0, 3, 100, -10])
def test_a_part_that_was_cut_off_is_named(length, whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    place = tmp_path / "r" / "runs" / "part-00001.parquet"
    place.write_bytes(place.read_bytes()[:length])
    with pytest.raises(InputError, match=r"part-00001.parquet: a part is damaged .* remove it"):
        made(tmp_path / "r")
    place.unlink()
    made(tmp_path / "r")
    assert parquet(tmp_path / "r") == parquet(whole)


@pytest.mark.parametrize("name", ["points.parquet", "design.parquet"])
def test_a_table_that_was_cut_off_is_written_again_by_the_same_sweep(name, whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    place = tmp_path / "r" / name
    place.write_bytes(place.read_bytes()[:-100])
    if name == "points.parquet":
        with pytest.raises(InputError, match=r"points.parquet: .*damaged .* remove it, and the same command"):
            SweptFolder(tmp_path / "r").points()
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
        "import sys, time\nfrom trustladder.analysis.sweeps.locks import lock_share\nfrom pathlib import Path\n"
        "with lock_share(Path(sys.argv[1]), 1, 2):\n print('held', flush=True)\n time.sleep(60)\n"
    )
    place = tmp_path / "r"
    child = started(script, str(place))
    for shard in ((1, 1), (1, 2), (1, 4), (2, 4)):
        with (
            pytest.raises(InputError, match="another sweep is writing there"),
            open_sweep(Sweep.load(PLAN), place, shard),
        ):
            pass
    with open_sweep(Sweep.load(PLAN), place, (2, 2)) as work:
        assert not run_missing(work).finished
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


def test_what_the_disk_cannot_hold_replaces_nothing(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "r")
    with (
        pytest.raises(InputError, match="would take up to"),
        open_sweep(Sweep.load(PLAN, replicates=10**9), tmp_path / "r", overwrite=True),
    ):
        pass
    assert parquet(tmp_path / "r") == parquet(whole)


def test_a_grid_larger_than_any_disk_is_refused_at_once(tmp_path):
    every = {f"uncertainties.{name}": {} for name in Uncertainties.model_fields}
    with pytest.raises(InputError, match=r"would take up to .* PB"):
        made(tmp_path / "r", design="full", points=None, factors=every)


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_a_folder_of_something_else_is_left_alone(name, tmp_path):
    place = tmp_path / "r"
    place.mkdir()
    (place / name).write_text('{"format": 1}')
    with pytest.raises(InputError, match="name another folder with --out"):
        made(place)
    assert [entry.name for entry in place.iterdir()] == [name]


def test_a_sweeps_manifest_is_no_runs_manifest(whole, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert status_of(["run", "--from", str(whole / "manifest.json")]) == 2
    assert "of no run, but of a sweep" in capsys.readouterr().err
    with pytest.raises(InputError, match="holds no run of a single scenario, but a sweep"):
        SweptFolder(whole).scenario()
