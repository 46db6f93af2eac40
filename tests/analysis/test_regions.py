"""Regions without rivals, or without donors, are checked, run, told, drawn and reported like others."""

import pytest

from trustladder.analysis.cli import status_of

ALONE = """
title = "Two governments alone"
question = "Does it work without donors?"
start = 2000-01-01
months = 48
aim = "water"

[domains.water]
name = "Water"
rungs.talks = { name = "talks", successes = 2 }
rungs.maps = { name = "maps", successes = 2 }

[actors.ANA]
kind = "government"
name = "Ana"
interest.water = 0.9
trust.others = 0.8

[actors.BEN]
kind = "government"
name = "Ben"
interest.water = 0.8
trust.others = 0.8

[forums.PAIR]
name = "The two alone"
members = ["ANA", "BEN"]
agenda.water.rate = 0.5
"""
WITH_A_DONOR = """
extends = "alone.toml"
title = "Two governments and one donor"
question = "Does it work without rivals?"

[actors.BIG]
kind = "donor"
name = "Big"
budget = 1.0

[forums.PAIR]
members = ["ANA", "BEN", { id = "BIG", from = 2001-01-01 }]
"""


@pytest.fixture
def region(tmp_path, monkeypatch):
    """A function that returns the status of a command, in a folder with both regions."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "alone.toml").write_text(ALONE)
    (tmp_path / "donor.toml").write_text(WITH_A_DONOR)
    return tmp_path


@pytest.mark.parametrize("name", ["alone", "donor"])
def test_a_region_without_rivals_is_checked_told_run_drawn_and_reported(name, region, capsys):
    for command in (
        ["check", f"{name}.toml"],
        ["show", f"{name}.toml"],
        ["story", f"{name}.toml"],
        ["run", f"{name}.toml", "--runs", "4", "--no-figures", "--out", "made"],
        ["figure", "rivalry", "made"],
        ["figure", "assistance", "made"],
        ["figure", "ladder", "made"],
        ["report", "made", "--to", "html"],
    ):
        assert status_of(command) == 0, (command, capsys.readouterr().err)
    assert "The scenario names no rivals." in (region / "rivalry-web.txt").read_text(encoding="utf-8")
