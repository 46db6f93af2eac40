"""The log of meetings on disk: written part by part, read back to the last bit, and refused in one line."""

import copy
import json
import pickle
from functools import partial

import pytest

from tests.read_back import read_log
from tests.test_log import SETS, differing
from tests.worlds import tiny
from trustladder import InputError, run
from trustladder.analysis.cli import status_of
from trustladder.analysis.simulate import plan_from, simulate
from trustladder.analysis.studies.exports import export
from trustladder.analysis.studies.log_codebook import LOG_COLUMNS
from trustladder.sim.store import log_tables
from trustladder.sim.store.log_reading import log_of_result
from trustladder.sim.store.results import Folder, Plan


def test_what_is_written_is_what_was_logged_and_is_read_back_to_the_last_bit(tmp_path, monkeypatch):
    monkeypatch.setattr("trustladder.sim.runs.PART", 8)
    monkeypatch.setattr(log_tables, "ROW_GROUP", 300)
    scenario = tiny()
    simulate(Plan(scenario, 30, 5, "compiled", "none", SETS, 20), tmp_path / "r", [])
    expected = run(scenario, 30, seed=5, parameter_sets=SETS, log=20).log
    assert differing(read_log(Folder(tmp_path / "r")).rows, expected.rows) == []
    assert differing(read_log(Folder(tmp_path / "r"), 13).rows, expected.of(13).rows) == []
    assert [place.name for place in sorted((tmp_path / "r" / "answers").iterdir())] == [
        f"part-0000{number}.parquet" for number in range(3)
    ], "the fourth part has no future that was to be logged"


def test_a_future_of_a_result_is_told_whether_it_was_logged_or_not(tmp_path):
    simulate(Plan(tiny(), 12, 5, "compiled", "none", SETS, 4), tmp_path / "r", [])
    expected = run(tiny(), 12, seed=5, parameter_sets=SETS, log="all").log
    told = log_of_result(Folder(tmp_path / "r"), [7, 2])
    assert told.replicates.tolist() == [2, 7]
    assert all(differing(told.of(one).rows, expected.of(one).rows) == [] for one in (2, 7))
    with pytest.raises(InputError, match="replicate: 12; allowed: a whole number from 0 to 11"):
        log_of_result(Folder(tmp_path / "r"), [12])


def test_both_lanes_write_the_same_log(tmp_path):
    for lane in ("compiled", "mesa"):
        simulate(Plan(tiny(), 6, 5, lane, "none", (), 4), tmp_path / lane, [])
    for kind in log_tables.KINDS:
        one, two = ((tmp_path / lane / kind / "part-00000.parquet").read_bytes() for lane in ("compiled", "mesa"))
        assert one == two


def test_the_manifest_reproduces_the_log_and_a_part_that_is_lost_is_made_again(tmp_path):
    simulate(Plan(tiny(), 12, 5, "compiled", "none", SETS, 9), tmp_path / "one", [])
    simulate(plan_from(tmp_path / "one"), tmp_path / "two", [], threads=3)
    place = "answers/part-00000.parquet"
    before = (tmp_path / "one" / place).read_bytes()
    assert (tmp_path / "two" / place).read_bytes() == before
    (tmp_path / "one" / place).unlink()
    assert not simulate(plan_from(tmp_path / "two"), tmp_path / "one", []).reused
    assert (tmp_path / "one" / place).read_bytes() == before


def test_every_column_of_both_tables_is_in_the_codebook_of_an_export(tmp_path):
    simulate(Plan(tiny(), 4, 5, "compiled", "none", (), 4), tmp_path / "r", [])
    written = {one.table: one for one in export(tmp_path / "r", "csv", tmp_path / "all")}
    assert {"meetings", "answers", "happenings"} <= set(written)
    for kind in log_tables.KINDS:
        header, *_ = written[kind].place.read_text().splitlines()
        named = [name.strip('"') for name in header.split(",")]
        assert set(named) <= set(LOG_COLUMNS)
        assert written[kind].codebook.read_text().count("\n") == 1 + len(named)
    log = run(tiny(), 2, log=2).log
    for frame in (log.meetings(), log.answers(), log.happenings()):
        assert set(frame.columns) <= set(LOG_COLUMNS)


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("8", "--log 8; allowed: 1 to 5, the futures of --runs, or all"),
        ("0", "--log 0; allowed: 1 to 5"),
        ("-1", "--log -1; allowed"),
        ("some", "--log some; allowed"),
        ("1.5", "--log 1.5; allowed"),
        ("²", "--log ²; allowed"),
    ],
)
def test_a_log_of_what_is_not_run_is_refused(asked, said, tmp_path, capsys):
    out = str(tmp_path / "r")
    assert status_of(["run", "baseline", "--runs", "5", "--months", "3", "--log", asked, "--out", out]) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert not (tmp_path / "r").exists()


def test_a_log_that_the_disk_cannot_hold_is_refused_with_its_size(tmp_path, capsys):
    out = str(tmp_path / "r")
    arguments = ["run", "baseline", "--uncertainty", "none", "--no-series", "--runs", "100000000", "--log", "all"]
    assert status_of([*arguments, "--out", out]) == 2
    (line,) = [one for one in capsys.readouterr().err.splitlines() if one.strip()]
    assert "--log 100000000: would take up to" in line and "TB" in line and "log fewer futures" in line
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize("asked", [6, -1, 2.5, "every", True, None])
def test_run_refuses_a_log_of_what_is_not_run(asked):
    with pytest.raises(InputError, match=r"^log: .*allowed: .*0 to 5"):
        run(tiny(), 5, log=asked)


def test_what_has_no_log_says_so_in_one_line():
    result = run(tiny(), 2)
    for name, call in {
        "meetings": result.meetings, **{
            name: partial(lambda name: getattr(result.log, name)(), name)
            for name in ("meetings", "answers", "happenings", "future", "graph", "of", "at")
        }, "replicates": lambda: result.log.replicates, "log": lambda: len(result.log),
    }.items():  # fmt: skip
        with pytest.raises(InputError, match=rf"^{name}: no log of meetings was kept; allowed: run\(\.\.\., log=N\)"):
            call()
    assert not result.log and not pickle.loads(pickle.dumps(result)).log and not copy.deepcopy(result).log
    assert str(result.log) == "<no log of meetings>" and "proposals" not in str(result)
    with pytest.raises(InputError, match="replicate: 2; no log was kept of it; allowed: 0 to 1"):
        run(tiny(), 3, log=2).log.future(2)


def test_the_log_of_another_version_of_the_model_is_not_told(tmp_path):
    simulate(Plan(tiny(), 2, 5, "compiled", "none", (), 2), tmp_path / "r", [])
    place = tmp_path / "r" / "manifest.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), "law": "0123456789abcdef"}))
    with pytest.raises(InputError, match="written by model version 0123456789abcdef"):
        log_of_result(Folder(tmp_path / "r"), [0])


def test_a_world_in_which_nobody_meets_has_an_empty_log(tmp_path):
    quiet = tiny(
        forums={name: {"agenda": {"fish": {"rate": 0.0}, "water": {"rate": 0.0}}} for name in ("CLUB", "PAIR")}
    )
    result = run(quiet, 3, log=3)
    assert len(result.log) == len(result.meetings()) == 0
    simulate(Plan(quiet, 3, 5, "compiled", "none", (), 3), tmp_path / "r", [])
    assert len(read_log(Folder(tmp_path / "r"))) == 0
