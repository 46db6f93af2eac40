"""The kept finding is what the command computes of the shipped fit, and reports say it."""

import json

import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.history.shipped_forecast import kept, shipped_forecast
from trustladder.sim.fits import read_fit


def test_the_kept_finding_is_of_the_shipped_fit():
    assert kept().fit == read_fit().origin["hash"], (
        "run python -m trustladder.analysis.history.shipped_forecast, and say so in section 9"
    )


def test_the_command_computes_the_kept_finding_and_draws_it(tmp_path, capsys):
    """The whole back-test of the shipped fit: the longest test of this room."""
    place = tmp_path / "backtest.svg"
    assert status_of(["history", "--backtest", "--json", "--figure", str(place), "--lang", "ru"]) == 0
    told = json.loads(capsys.readouterr().out)
    known = json.loads(shipped_forecast().read_text(encoding="utf-8"))
    for name in ("model", "pool", "added"):
        assert told["finding"].pop(name) == pytest.approx(known.pop(name), abs=2e-4)
    assert told["finding"] == known
    assert told["said"].startswith("From 2004 to 2012 the model, told the record, forecast standing ")
    assert len(told["by_forum"]) == 9 * len(told["scores"])
    assert "всё как было" in place.read_text(encoding="utf-8")
