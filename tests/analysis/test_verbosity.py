"""How much a command says: progress without a terminal, `--quiet` and `--verbose`."""

import io
import json
import logging

import pytest
from rich.console import Console

from trustladder.analysis.cli import status_of
from trustladder.analysis.cli.options import progress
from trustladder.analysis.cli.verbosity import LOG, Lines, is_quiet, level_of, lines_of_progress, set_level

RUN = ["run", "malacca-piracy", "--runs", "2", "--months", "12", "--no-figures", "--no-series"]


@pytest.fixture(autouse=True)
def as_usual():
    yield
    set_level(logging.INFO)


def test_without_a_terminal_a_line_is_said_every_ten_seconds(capsys):
    set_level(logging.INFO)
    times = iter([0.0, 4.0, 12.0, 15.0, 23.0, 40.0])
    advance = lines_of_progress("baseline", 1000, clock=lambda: next(times))
    for more in (100, 200, 100, 200, 400):
        advance(more)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "trustladder: baseline: 300 of 1,000, about 28 s left",
        "trustladder: baseline: 600 of 1,000, about 15 s left",
    ]


def test_the_time_left_is_reckoned_without_what_came_before_the_first_futures(capsys):
    set_level(logging.INFO)
    times = iter([0.0, 90.0, 95.0, 101.0])  # the engine is compiled in between
    advance = lines_of_progress("baseline", 1000, clock=lambda: next(times))
    for more in (100, 100, 300):
        advance(more)
    assert capsys.readouterr().err.splitlines() == [
        "trustladder: baseline: 200 of 1,000, about 40 s left",
    ]


@pytest.mark.parametrize("in_notebook", [False, True])
def test_what_a_cell_of_a_notebook_runs_shows_no_bar(in_notebook, monkeypatch):
    set_level(logging.INFO)
    if in_notebook:
        monkeypatch.setenv("JPY_PARENT_PID", "1")
    else:
        monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    shown = Console(force_terminal=True, file=io.StringIO())
    monkeypatch.setattr("trustladder.analysis.terminal.console", lambda stderr: shown)
    with progress("baseline", 10) as (advance, _):
        advance(5)
    assert bool(shown.file.getvalue()) is not in_notebook


def test_quiet_says_no_progress_and_verbose_what_is_written(tmp_path, capsys):
    assert status_of(["--quiet", *RUN, "--out", str(tmp_path / "one")]) == 0
    assert is_quiet() and not capsys.readouterr().err
    assert status_of([*RUN, "--out", str(tmp_path / "two"), "--verbose"]) == 0
    assert f"trustladder: wrote {tmp_path / 'two' / 'manifest.json'}" in capsys.readouterr().err


def test_both_at_once_are_refused(capsys):
    assert status_of(["--quiet", *RUN, "--verbose"]) == 2
    assert "--quiet and --verbose exclude each other" in capsys.readouterr().err


def test_what_stands_behind_two_dashes_is_no_option():
    assert level_of(["run", "--", "--quiet"]) == (["run", "--", "--quiet"], logging.INFO)


def test_a_line_is_said_once_however_often_commands_run():
    set_level(logging.INFO)
    set_level(logging.INFO)
    assert sum(isinstance(handler, Lines) for handler in LOG.handlers) == 1


def test_quiet_and_json_together_say_nothing_beside_the_json(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    typed = ["compare", "--policies", "baseline,training-first", "--worlds", "malacca-piracy", "--base", "baseline"]
    assert status_of([*typed, "--runs", "4", "--out", "table", "--json", "--quiet"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) and not said.err
    assert status_of([*typed, "--runs", "4", "--out", "table", "--json"]) == 0
    assert "written to table/regret.json" in capsys.readouterr().err
