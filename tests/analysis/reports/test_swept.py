"""The report of a sweep: what matters most, a table of factors, and what cannot be reported."""

import json
import re
import shutil

import pytest

import trustladder
from tests.analysis.studies.conftest import BASE, PLANS
from trustladder.analysis.cli import status_of
from trustladder.analysis.reports.blocks import Cell, Limits, Picture, Sheet, Text
from trustladder.analysis.reports.content import Wish
from trustladder.analysis.reports.html import html
from trustladder.analysis.reports.pdf import pdf, typeset
from trustladder.analysis.reports.swept import report_of_sweep
from trustladder.analysis.studies.sensitivity import sensitivity


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A sweep of each design, made when it is first asked for."""
    made = {}

    def of(design):
        if design not in made:
            made[design] = trustladder.sweep({**BASE, **PLANS[design]}, tmp_path_factory.mktemp("swept") / design).path
        return made[design]

    return of


def blocks(document, kind):
    return [block for part in document.parts for block in part.blocks if isinstance(block, kind)]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("design", "figure"), [("saltelli", "sobol"), ("morris", "tornado"), ("oat", "tornado"), ("lhs", "sobol")]
)
def test_the_title_names_the_factor_that_moves_the_metric_most(design, figure, language, swept):
    document = report_of_sweep([swept(design)], language, Wish(), "refusal_share")
    found = sensitivity(swept(design), ["refusal_share"])
    table = blocks(document, Sheet)[0]
    assert len(table.rows) == len(found.factors)
    assert table.rows[0][0] in document.title.replace(document.title[0], document.title[0].lower()) or (
        table.rows[0][0].lower() in document.title.lower()
    )
    assert table.rows[0][0] in blocks(document, Text)[0].text
    assert [one.name for one in blocks(document, Picture)] == [figure]
    assert len(blocks(document, Limits)[0].limits) == 4
    assert pdf(document).startswith(b"%PDF-")
    assert len(list(typeset(document._replace(annex=[]), "png"))) == 2


def test_strengths_are_those_of_the_analysis_with_their_intervals(swept):
    document = report_of_sweep([swept("saltelli")], "en", Wish(short=True), "refusal_share")
    one = sensitivity(swept("saltelli"), ["refusal_share"]).findings[0]
    rows = blocks(document, Sheet)[0].rows
    for row, number in zip(rows, one.ranked(), strict=True):
        share = min(max(one.rows[number]["total"], 0.0), 1.0)
        assert row[2] == f"{100.0 * share:.0f}"
        assert isinstance(row[3], Cell) and re.fullmatch(r"\d+ to \d+|not known", row[3].text)
    assert not document.annex


def test_one_command_reports_a_sweep(swept, tmp_path, capsys):
    out = tmp_path / "report.html"
    asked = ["report", str(swept("oat")), "--metric", "refusal_share", "--out", str(out), "--title", "Mine", "--json"]
    assert status_of(asked) == 0
    assert json.loads(capsys.readouterr().out) == [out.as_posix(), out.with_suffix(".pdf").as_posix()]
    text = out.read_text(encoding="utf-8")
    assert "<h1>Mine</h1>" in text and "trustladder report result-1 --metric refusal_share" in text


def test_a_metric_that_nothing_moves_is_said_to_be_constant(swept):
    constant = next(name for name, why in sensitivity(swept("oat")).skipped.items() if "sd." not in name)
    document = report_of_sweep([swept("oat")], "en", Wish(), constant)
    assert [part.key for part in document.pages] == ["answer"]
    assert "sweep of 3 factors" in document.title
    assert pdf(document).startswith(b"%PDF-") and "nan" not in html(document).partition("<body>")[2].split("base64")[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["S", "S"], "a report of one sweep alone"),
        (["S", "--future"], "--future: not of a sweep"),
        (["S", "--metric", "nothing"], "nothing"),
        (["S", "--scenario", "nowhere"], "nowhere"),
    ],
)
def test_what_is_asked_wrongly_of_a_sweep_is_one_line(asked, said, swept, tmp_path, capsys):
    out = tmp_path / "report.html"
    arguments = [str(swept("oat")) if part == "S" else part for part in asked]
    assert status_of(["report", *arguments, "--out", str(out)]) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1
    assert not out.exists()


def test_an_unfinished_sweep_is_refused_in_one_line(swept, tmp_path, capsys):
    copy = shutil.copytree(swept("oat"), tmp_path / "begun")
    manifest = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps({**manifest, "finished": False}))
    assert status_of(["report", str(copy), "--out", str(tmp_path / "report.html")]) == 2
    assert "the sweep is not finished" in capsys.readouterr().err
