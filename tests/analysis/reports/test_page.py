"""The page of a report, and its PDF: whole, offline, A4, and text whatever a name or a title is."""

import base64
import html as entities
import json
import re
from itertools import pairwise

import pytest

from tests.analysis.figures.test_bad_results import NASTY, nasty
from tests.analysis.reports.parts import Page, first_page, of, part
from tests.worlds import tiny
from trustladder.analysis.cli import status_of
from trustladder.analysis.reports.blocks import Cell, Code, Document, Items, Limits, Part, Picture, Sheet, Text
from trustladder.analysis.reports.content import Wish, report
from trustladder.analysis.reports.html import html
from trustladder.analysis.reports.pdf import pdf, typeset
from trustladder.analysis.simulate import simulate
from trustladder.sim.store.results import Plan

TAGS = set(
    re.findall(
        r"\S+",
        "html head meta title style body header nav a main section aside footer p span h1 h2 h3 b ul li dl div dt dd "
        "bdi figure img figcaption table thead tbody tr th td pre",
    )
)
FRAME = {name: name for name in ("report", "figure", "question", "contents", "annex")}


def test_the_page_asks_for_nothing_outside_itself(document):
    page = Page(html(document))
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("src", "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
        assert attributes.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import", html(document).split("</style>")[0])
    pictures = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(pictures) == len(of(document, Picture))
    for attributes in pictures:
        assert len(attributes["alt"]) > 40
        assert b"<svg" in base64.b64decode(attributes["src"].partition(",")[2])


def test_the_page_has_landmarks_and_its_contents_lead_to_its_parts(document):
    page = Page(html(document))
    tags = [tag for tag, _ in page.tags]
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert tags.count(landmark) == 1
    targets = [attributes["href"][1:] for tag, attributes in page.tags if tag == "a"]
    assert targets == [attributes["id"] for tag, attributes in page.tags if tag == "section" and "id" in attributes]
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_prints_as_a4_and_follows_dark_mode(document):
    style = html(document).partition("<style>")[2].partition("</style>")[0]
    assert "size: A4" in style and "counter(page)" in style and "break-before: page" in style
    assert re.search(r"prefers-color-scheme: dark.*figure img \{ filter: invert", style, re.S)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_answer_and_numbers_take_a_page_each(language, folders):
    long = Wish(title="Long " * 40, author="A. Writer", short=True)
    for wish in (Wish(short=True), long._replace(title=long.title.strip())):
        assert len(list(typeset(report(folders, language, wish=wish), "png"))) == 2


@pytest.mark.parametrize("language", ["en", "ru"])
def test_one_command_writes_both_files(language, folders, tmp_path, capsys):
    out = tmp_path / "deep" / "report.html"
    assert status_of(["report", str(folders[0]), "--out", str(out), "--lang", language, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [out.as_posix(), out.with_suffix(".pdf").as_posix()]
    page = out.read_text(encoding="utf-8")
    assert f'<html lang="{language}">' in page
    assert ("Чего отсюда не\u00a0узнать" in page) == (language == "ru")
    content = out.with_suffix(".pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) < 1_000_000


def test_results_of_one_title_are_told_apart_by_their_folders(folders, tmp_path):
    scenario = tiny(name="one", title="World one", uncertainties={"omega": 0.1})
    simulate(Plan(scenario, 60, 1, "compiled", "bands"), tmp_path / "another", ["run", "one"])
    found = report([folders[0], tmp_path / "another"], "en")
    heads = [line.partition(":")[0] for line in of(found, Items)[0].texts]
    assert heads == ["one", "another"]
    assert "another: " in first_page(found)[1]


def test_a_report_in_russian_has_the_same_parts(folders, document):
    russian = report(folders, "ru", wish=Wish(future=True))
    for one, other in zip(russian.parts, document.parts, strict=True):
        assert one.key == other.key
        assert [type(block) for block in one.blocks] == [type(block) for block in other.blocks]
        assert not re.search("[a-z]", one.title)
    settings = part(russian, "settings").blocks
    assert any("0,2" in row for block in settings if isinstance(block, Sheet) for row in block.rows)
    assert not re.search("[a-z]{3}", first_page(russian)[0].replace("World", "").replace("water", ""))


def test_names_of_every_kind_are_text_on_the_page_and_in_the_pdf(tmp_path):
    simulate(
        Plan(nasty(), 5, 1, "compiled", "bands"), tmp_path / "nasty", ["run", "<b>.toml", "--set", "x='; rm -rf /"]
    )
    found = report([tmp_path / "nasty"], "en")
    text = html(found)
    page = Page(text)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert "<script>alert(1)</script>" in "".join(page.words)
    assert entities.escape(NASTY[6]) in text
    assert pdf(found).startswith(b"%PDF-")


TITLES = {
    "markup": "<script>alert(1)</script> & *bold* #set page(width: 1pt) $x$ // <label> @ref \\",
    "right to left": "שיתוף פעולה 17 of 100 مرحبا",
    "200 signs": "Cooperation " * 16 + "and more",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_title_of_every_kind_is_text(title, folders):
    wish = Wish(title=title, author=title, short=True)
    found = report(folders[:1], "en", wish=wish)
    text = html(found)
    assert title.strip() in found.title and "<script>" not in text.partition("<body>")[2]
    assert entities.escape(title) in text
    assert ('<bdi dir="auto">' in text) == ("שיתוף" in title)
    pages = list(typeset(found, "png"))
    assert len(pages) == 2


def test_markup_of_the_typesetter_is_text():
    tricks = ["#set page(width: 1pt)", "$ x $", "*bold*", "= heading", "// gone", "<label>", "@ref", "\\"]
    blocks = [
        Text(" ".join(tricks)),
        Text(tricks[0], "lead"),
        Items(tricks),
        Sheet(("a", tricks[1]), [(tricks[2], Cell(tricks[3], "matters"))], numbers=True),
        Limits(tricks[0], [(tricks[1], tricks[2])] * 4),
        Code(tricks),
    ]
    pages = [Part("answer", tricks[0], blocks)]
    found = Document("en", tricks[0], tricks[4], tricks[2], tricks[1], tricks[3], FRAME, pages, pages)
    assert pdf(found).startswith(b"%PDF-")


def png():
    import io

    from PIL import Image as Pillow

    written = io.BytesIO()
    Pillow.new("RGB", (40, 20), "navy").save(written, "png")
    return written.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="navy"/></svg>'


@pytest.mark.parametrize(("name", "content"), [("logo.png", png()), ("logo.svg", SVG), ("by-content.txt", SVG)])
def test_a_logo_is_embedded_in_both(name, content, folders, tmp_path):
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "report.html"
    asked = ["report", str(folders[0]), "--short", "--logo", str(tmp_path / name), "--out", str(out)]
    assert status_of(asked) == 0
    assert base64.b64encode(content).decode() in out.read_text(encoding="utf-8")
    without = pdf(report(folders[:1], "en", wish=Wish(short=True)))
    assert out.with_suffix(".pdf").read_bytes() != without
