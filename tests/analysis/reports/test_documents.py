"""Reports as Word documents, slides and workbooks: the texts of the HTML, and alt texts where programs look."""

import io
import re
import shutil
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from pptx import Presentation
from pptx.util import Inches

from tests.analysis.reports.parts import Page
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures.kit.explained import explained
from trustladder.analysis.reports.blocks import Document, Limits, Part, Picture, Sheet, Text, cell
from trustladder.analysis.reports.content import FRAME, Wish, report
from trustladder.analysis.reports.html import html
from trustladder.analysis.reports.slides import slides
from trustladder.analysis.reports.word import word
from trustladder.analysis.reports.workbook import workbook
from trustladder.analysis.reports.writers import files_of, forms_of

NASTY = "<b>bold</b> & =1+1 \u0645\u0631\u062d\u0628\u0627"
EVIL = Part("one", NASTY, [Text(NASTY), Sheet(("a", None), [(NASTY, "2")]), Limits(NASTY, [(NASTY, NASTY)])])
WORDS = {name: name for name in FRAME}
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
MARKED = Document("en", NASTY, NASTY, NASTY, NASTY, NASTY, WORDS, [EVIL], [])


@pytest.fixture(scope="module", params=["en", "ru"])
def document(request, folders):
    return report(folders, request.param, wish=Wish(author="A. Author"))


def pictures(document):
    return [block for part in document.parts for block in part.blocks if isinstance(block, Picture)]


def texts_of(made):
    """Every text of a Word document, in its order, with the numbers that its fields show."""
    found = [
        "".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in made.element.iter(qn("w:p"))
    ]
    return " ".join(" ".join(found).split())


def squeezed(text):
    return re.sub(r"\W+", "", text)


def test_word_holds_every_text_of_the_html(document):
    said = squeezed(texts_of(docx.Document(io.BytesIO(word(document)))))
    page = Page(html(document))
    for text in page.words:
        if text.strip() and text.strip() not in {part.title for part in document.parts}:
            piece = squeezed(text)
            assert piece in said or not piece or "sans" in text or "{" in text, text[:100]


def test_word_has_headings_alt_texts_and_captions_that_it_numbers_itself(document):
    made = docx.Document(io.BytesIO(word(document)))
    assert [one.text for one in made.paragraphs if one.style.name == "Title"] == [document.title]
    assert sum(one.style.name == "Heading 1" for one in made.paragraphs) == len(document.pages) + 1
    drawn = pictures(document)
    known = [shape._inline.docPr for shape in made.inline_shapes]
    assert [one.get("descr") for one in known] == [one.alt for one in drawn]
    captions = [one for one in made.paragraphs if one.style.name == "Caption"]
    assert len(captions) == len(drawn)
    for number, (caption, one) in enumerate(zip(captions, drawn, strict=True), 1):
        assert f" {number}. {one.title}. {one.subtitle}." in caption.text
        assert "SEQ Figure" in "".join(node.text for node in caption._p.iter(qn("w:instrText")))


def test_programs_check_the_spelling_of_texts_in_their_language(document):
    made = docx.Document(io.BytesIO(word(document)))
    said = {"en": "en-GB", "ru": "ru-RU"}[document.language]
    assert {one.get(qn("w:val")) for one in made.styles.element.iter(qn("w:lang"))} == {said}
    deck = Presentation(io.BytesIO(slides(document)))
    runs = [run for slide in deck.slides for run in slide._element.iter(f"{{{DRAWING}}}rPr")]
    assert runs and {run.get("lang") for run in runs} == {said}


def test_every_page_in_word_has_its_number_and_tables_stand_at_the_edges_of_the_text(document):
    made = docx.Document(io.BytesIO(word(document)))
    assert "PAGE" in "".join(node.text for node in made.sections[0].footer._element.iter(qn("w:instrText")))
    room = made.sections[0].page_width - made.sections[0].left_margin - made.sections[0].right_margin
    for one in made.tables:
        assert sum(column.width for column in one.columns) == pytest.approx(room, rel=0.002)
        assert [node.get(qn("w:w")) for node in one.rows[-1].cells[0]._tc.iter(qn("w:left"))] in ([], ["0"])
    for shape in made.inline_shapes:
        assert {shape._inline.get(f"dist{side}") for side in "TBLR"} == {"0"} and shape.width <= room


def test_headings_captions_and_texts_before_a_table_stay_with_what_they_are_about(document):
    made = docx.Document(io.BytesIO(word(document)))
    body = [*made.element.body]
    for one, after in pairwise(body):
        if one.tag != qn("w:p"):
            continue
        paragraph = docx.text.paragraph.Paragraph(one, made._body)
        drawn = any(True for _ in one.iter(qn("w:drawing")))
        kept = paragraph.paragraph_format.keep_with_next or paragraph.style.paragraph_format.keep_with_next
        if (
            drawn
            or (after.tag == qn("w:tbl") and paragraph.style.name == "Normal")
            or "Heading" in paragraph.style.name
        ):
            assert kept, paragraph.text
        if drawn:
            assert docx.text.paragraph.Paragraph(after, made._body).style.name == "Caption"


def test_every_figure_of_a_document_says_how_it_is_drawn_again(document, folders, tmp_path, capsys):
    (tmp_path / "r.docx").write_bytes(word(document))
    (tmp_path / "r.pptx").write_bytes(slides(document))
    (tmp_path / "r.html").write_text(html(document), encoding="utf-8")
    names = [one.name for one in pictures(document)]
    for form, count in (("docx", len(names)), ("html", len(names)), ("pptx", 2)):
        known = explained(tmp_path / f"r.{form}")
        assert [one["figure"] for one in known] == names[:count] and known[0]["alt"] == pictures(document)[0].alt
        assert status_of(["figure", "--explain", str(tmp_path / f"r.{form}")]) == 0
        said = capsys.readouterr().out
        assert said.count("To draw it again:") == count and f"trustladder figure {names[0]} result-1" in said
        assert "--format docx" not in said and "--format pptx" not in said
    (tmp_path / "r.xlsx").write_bytes(workbook(document))
    assert status_of(["figure", "--explain", str(tmp_path / "r.xlsx")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_figures_in_word_have_300_dots_an_inch(document):
    made = docx.Document(io.BytesIO(word(document)))
    for shape in made.inline_shapes:
        image = made.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image
        assert image.px_width / (shape.width / Inches(1)) >= 299


def test_slides_are_wide_and_every_figure_has_one_with_its_finding_as_title_and_its_alt_text(document):
    deck = Presentation(io.BytesIO(slides(document)))
    assert deck.slide_width * 9 == pytest.approx(deck.slide_height * 16, rel=1e-3)
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[0] == document.title
    shown = [block for part in document.pages for block in part.blocks if isinstance(block, Picture)]
    for one in shown:
        (slide,) = (slide for slide in deck.slides if slide.shapes.title.text == one.title)
        (picture,) = (shape for shape in slide.shapes if shape.shape_type == 13)
        assert picture._element.nvPicPr.cNvPr.get("descr") == one.alt
        assert picture.top + picture.height <= deck.slide_height and picture.left >= 0


def test_a_workbook_has_a_sheet_for_every_figure_with_the_numbers_of_its_csv(document, tmp_path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(workbook(document))
    with zipfile.ZipFile(path) as parts:
        names = re.findall(r'<sheet name="([^"]+)"', parts.read("xl/workbook.xml").decode())
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert names[1:-1] == [f"{one.number} {one.name}"[:31] for one in pictures(document)]
        assert names[-1] == document.words["codebook"]
        assert len(sheets) == len(names)
        for number, one in enumerate(pictures(document), 2):
            text = parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert len(re.findall(r"<row ", text)) >= len(one.rows) + 2


def test_markup_formulas_and_texts_that_run_leftward_are_texts():
    made = docx.Document(io.BytesIO(word(MARKED)))
    assert NASTY in [one.text for one in made.paragraphs if one.style.name == "Title"]
    assert NASTY in [place.text for table in made.tables for row in table.rows for place in row.cells]
    assert Presentation(io.BytesIO(slides(MARKED))).slides[0].shapes.title.text == NASTY
    assert b"<f>" not in workbook(MARKED)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ([], ["report.html", "report.pdf"]),
        (["--out", "mine.html"], ["mine.html", "mine.pdf"]),
        (["--out", "mine.pdf"], ["mine.pdf"]),
        (["--out", "mine.docx"], ["mine.docx"]),
        (["--out", "MINE.XLSX"], ["MINE.XLSX"]),
        (["--out", "mine.docx", "--to", "docx"], ["mine.docx"]),
        (["--out", "mine.pptx", "--to", "docx,pptx"], ["mine.docx", "mine.pptx"]),
        (["--out", "deep/mine", "--to", "html,xlsx"], ["deep/mine.html", "deep/mine.xlsx"]),
    ],
)
def test_the_ending_of_the_file_chooses_the_kind_unless_the_kinds_are_named(asked, written):
    options = dict(zip(asked[::2], asked[1::2], strict=True))
    out = Path(options["--out"]) if "--out" in options else None
    kinds = forms_of(options.get("--to"), out)
    assert [path.as_posix() for path in files_of(kinds, out).values()] == written


def test_what_is_not_installed_is_told_with_the_command_that_installs_it(folders, capsys, monkeypatch):
    import sys

    for name in [name for name in sys.modules if name.startswith("trustladder.analysis.reports.word")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "docx", None)
    assert status_of(["report", str(folders[0]), "--to", "docx"]) == 2
    assert "pip install 'trustladder[documents]'" in capsys.readouterr().err


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice, which opens these documents, is not installed"
)
@pytest.mark.parametrize("form", ["docx", "pptx"])
def test_libreoffice_opens_it(form, folders, tmp_path):
    assert status_of(["report", str(folders[0]), "--short", "--out", str(tmp_path / f"r.{form}")]) == 0
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / f"r.{form}"], check=True, capture_output=True, timeout=120
    )
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_every_cell_of_a_table_stands_in_word(document):
    made = docx.Document(io.BytesIO(word(document)))
    there = {place.text for table in made.tables for row in table.rows for place in row.cells}
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Sheet):
                assert {cell(one).text for row in block.rows for one in row} <= there
