"""Reports of what lacks something, and of what is asked wrongly: said in its place, or in one line."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.analysis.reports.parts import first_page, of, texts
from tests.analysis.reports.test_page import png
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.reports.blocks import Image, Sheet
from trustladder.analysis.reports.content import Wish, report
from trustladder.analysis.reports.html import html
from trustladder.analysis.reports.pdf import pdf
from trustladder.analysis.reports.settings import differences
from trustladder.analysis.simulate import simulate
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Plan


def test_what_a_result_lacks_is_said_in_its_place(folders, tmp_path):
    """A result of another version, without bands: its numbers are told, and why there are no pictures."""
    copy = shutil.copytree(folders[0], tmp_path / "old", ignore=shutil.ignore_patterns("figures"))
    shutil.rmtree(copy / "series")
    manifest = json.loads((copy / "manifest.json").read_text())
    known = {name: one for name, one in manifest["parts"].items() if not name.startswith("series")}
    (copy / "manifest.json").write_text(json.dumps({**manifest, "law": "feed" * 4, "parts": known}))
    found = report([copy], "en", wish=Wish(future=True))
    said = " ".join(str(block) for one in found.parts for block in one.blocks)
    assert "kept no bands over time" in said
    assert "single decisions are computed again by the model" in said
    assert "Its forecasts have not been tested here" in said
    assert pdf(found).startswith(b"%PDF-")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_result_with_one_future_is_told_as_one(language, tmp_path):
    simulate(Plan(tiny(title="Alone"), 1, 1, "compiled", "bands"), tmp_path / "one", ["run", "one"])
    found = report([tmp_path / "one"], language)
    assert {"en": "in this one future", "ru": "в этом единственном варианте"}[language] in found.title.lower()
    table = of(found, Sheet)[0]
    assert all(texts(row)[2] == "" for row in table.rows), "one future has no interval"
    assert "nan" not in html(found).partition("<body>")[2].split("base64")[0].lower()
    assert pdf(found).startswith(b"%PDF-")


def test_a_result_without_a_finished_future_says_so(folders, tmp_path):
    copy = shutil.copytree(folders[0], tmp_path / "empty")
    shutil.rmtree(copy / "runs")
    manifest = json.loads((copy / "manifest.json").read_text())
    known = {name: one for name, one in manifest["parts"].items() if not name.startswith("runs")}
    (copy / "manifest.json").write_text(json.dumps({**manifest, "finished": False, "parts": known}))
    found = report([copy], "en")
    assert "holds no finished future" in first_page(found)[0]
    assert pdf(found).startswith(b"%PDF-")
    assert report([folders[1], copy], "en").title, "beside another, too"


LOGOS = {
    "text": (b"no picture at all", "no picture"),
    "half a PNG": (png()[:60], "a damaged picture"),
    "another XML": (b"<html><body/></html>", "XML of another kind"),
    "bytes": (bytes(range(256)), "no picture"),
    "nothing": (b"", "no picture"),
    "too large": (b" " * 3_000_000, "too large for a logo"),
}


@pytest.mark.parametrize("kind", LOGOS)
def test_a_logo_that_is_no_picture_is_one_line(kind, folders, tmp_path, capsys):
    content, said = LOGOS[kind]
    (tmp_path / "logo").write_bytes(content)
    out = tmp_path / "report.html"
    assert status_of(["report", str(folders[0]), "--logo", str(tmp_path / "logo"), "--out", str(out)]) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1
    assert not out.exists()


def test_a_logo_that_the_typesetter_refuses_leaves_nothing_behind(folders, tmp_path):
    broken = Image("svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>')
    (tmp_path / "logo.svg").write_bytes(broken.content)
    out = tmp_path / "report.html"
    status = status_of(["report", str(folders[0]), "--logo", str(tmp_path / "logo.svg"), "--out", str(out)])
    assert (status, out.exists()) in ((2, False), (0, True))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["nowhere"], "no such manifest"),
        (["R", "R"], "allowed: each result once"),
        (
            ["R", "--out", "report.doc"],
            "ends in .doc (did you mean docx?); allowed: a file that ends in .html",
        ),
        (["R", "--out", "report.txt", "--to", "pdf"], "ends in .txt; allowed: a file that ends in .pdf"),
        (["R", "--out", "r.html", "--to", "docx"], "--to docx,html writes it too; allowed: a file that ends in .docx"),
        (["R", "--out", "."], "a folder; allowed: a file, such as report.html"),
        (["R", "--out", "r.html", "--to", ""], "no document ''"),
        (["R", "--lang", "xx"], "no language 'xx'"),
        (["R", "--title", "x" * 201], "201 characters; allowed: 1 to 200"),
        (["R", "--author", "  "], "allowed: 1 to 200, not blank"),
        (["R", "--logo", "nowhere.png"], "nowhere.png"),
        (["R", "--metric", "region_held"], "--metric: of a sweep only"),
    ],
)
def test_what_is_asked_wrongly_is_one_line(asked, said, folders, capsys):
    assert status_of(["report", *(str(folders[0]) if part == "R" else part for part in asked)]) == 2
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1


def test_nothing_half_written_is_left(folders, tmp_path):
    (tmp_path / "report.html").mkdir()
    assert status_of(["report", str(folders[0]), "--out", str(tmp_path / "report.html"), "--to", "html"]) == 2
    assert [place.name for place in tmp_path.iterdir()] == ["report.html"]


def test_a_console_without_cyrillic_gets_text_and_no_traceback(folders, tmp_path):
    out = tmp_path / "отчёт.html"
    asked = ["-m", "trustladder", "--quiet", "report", str(folders[0]), "--short", "--lang", "ru", "--out", str(out)]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, *asked], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    assert len(done.stdout.decode("utf-8").splitlines()) == 2
    assert "Чего отсюда не\u00a0узнать" in out.read_text(encoding="utf-8")


def test_the_baseline_is_what_settings_are_told_against():
    assert differences(Scenario.load("baseline"), Scenario.load("coordinated-donors")) == [
        ("levers.joint_share", "own", "0.5")
    ]
