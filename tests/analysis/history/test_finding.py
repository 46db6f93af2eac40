"""What a back-test found, in words, on the screen and in the kept file."""

import json

import pytest

from tests.analysis.figures.made_up_studies import made_up_backtest
from trustladder.analysis.cli.backtest import _print, as_tree
from trustladder.analysis.history.finding import Finding, finding, sentence, title
from trustladder.analysis.history.scores import Difference
from trustladder.analysis.history.shipped_forecast import as_file, kept
from trustladder.analysis.words import LANGUAGES, words
from trustladder.sim.fits import read_fit
from trustladder.sim.scenario.errors import InputError

BETTER, OPEN, WORSE = Difference(0.2, 0.1, 0.3), Difference(0.01, -0.2, 0.22), Difference(-0.2, -0.3, -0.1)
EN = words("en")


def of(model, pool, added):
    return Finding(2004, 2012, 2024, model, pool, "pool_uniform", added)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (of(OPEN, OPEN, OPEN), "no better than “nothing changes”; a pool of both is no better"),
        (of(WORSE, WORSE, OPEN), "worse than “nothing changes”; a pool of both is worse"),
        (of(OPEN, BETTER, OPEN), "a pool of both is better, but not than one without a model"),
        (of(WORSE, BETTER, BETTER), "a pool of both is better, also than one without a model"),
        (of(BETTER, BETTER, BETTER), "better than “nothing changes”; a pool of both is better"),
    ],
)
def test_the_title_is_what_was_found(one, said):
    assert said in title(EN, one)


def test_the_sentence_tells_every_verdict_with_its_interval():
    said = sentence(EN, of(WORSE, BETTER, OPEN))
    assert said.startswith(
        "From 2004 to 2012 the model, told the record, forecast standing worse than “nothing changes”"
    )
    assert "(log score −0.20, −0.30 to −0.10, a forum and year)" in said
    assert "a pool of both was better than it (+0.20, +0.10 to +0.30), but no better than the best pool" in said
    assert ", and worse than the best" in sentence(EN, of(OPEN, OPEN, WORSE))
    assert said.count(".") == said.rstrip(".").count(".") + 1, "one sentence"


@pytest.fixture(scope="module")
def found():
    return made_up_backtest("en").run()


def test_the_screen_opens_with_the_finding_and_is_short(found, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    _print(found)
    lines = capsys.readouterr().out.rstrip().splitlines()
    assert " ".join(line.strip() for line in lines).startswith(sentence(EN, finding(found)))
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines), "nothing is cut off"


def test_the_json_holds_the_finding_and_all_scores(found):
    tree = json.loads(json.dumps(as_tree(found, read_fit(), 1)))
    assert tree["said"] == sentence(EN, finding(found))
    assert tree["finding"]["model"][0] == pytest.approx(found.ahead("model", "persistence").mean, abs=1e-4)
    assert {row["origin"] for row in tree["by_origin"]} == set(range(2004, 2013))
    assert {"forecast", "log_score", "brier", "cells", "hindsight"} <= set(tree["by_origin"][0])
    assert len({row["forum"] for row in tree["by_forum"]}) == 9
    assert tree["origins"][0]["weights"]["model"] == pytest.approx(0.5)


def test_a_finding_is_kept_and_read_back(found, tmp_path):
    path = tmp_path / "forecast.json"
    path.write_text(json.dumps(as_file(found, read_fit(), 1)), encoding="utf-8")
    again = kept(path).finding()
    assert again.partner == finding(found).partner
    for name in ("model", "pool", "added"):
        assert getattr(again, name) == pytest.approx(getattr(finding(found), name), abs=1e-4)
    for language in LANGUAGES:
        assert title(words(language), again) == title(words(language), finding(found))


@pytest.mark.parametrize("text", ["", "[]", '{"law": "x"}', '{"law": 3, "model": 1}'])
def test_a_damaged_finding_is_one_line(text, tmp_path):
    path = tmp_path / "forecast.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"forecast.json: not the finding of a back-test") as raised:
        kept(path)
    assert "\n" not in str(raised.value)
