"""Templates of Word and PowerPoint: their styles, pages and layouts are used, and what is none is told in one line."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from pptx import Presentation
from pptx.util import Inches

from tests.analysis.reports.test_documents import MARKED, NASTY, document, texts_of  # noqa: F401 (a fixture)
from trustladder.analysis.cli import status_of
from trustladder.analysis.reports.slides import slides
from trustladder.analysis.reports.word import word
from trustladder.sim.scenario.errors import InputError


def test_a_template_gives_its_styles_and_keeps_none_of_its_text(tmp_path, folders):
    own = docx.Document()
    own.add_paragraph("House rules")
    own.styles["Heading 1"].font.name = "Georgia"
    own.save(tmp_path / "house.docx")
    asked = ["report", str(folders[0]), "--short", "--to", "docx", "--template", str(tmp_path / "house.docx")]
    assert status_of([*asked, "--out", str(tmp_path / "r.docx")]) == 0
    made = docx.Document(str(tmp_path / "r.docx"))
    assert made.styles["Heading 1"].font.name == "Georgia" and "House rules" not in texts_of(made)


def declared(path, old, new):
    """A package in which what one kind is declared to be is declared to be another."""
    with zipfile.ZipFile(path) as known:
        parts = {name: known.read(name) for name in known.namelist()}
    with zipfile.ZipFile(path, "w") as written:
        for name, part in parts.items():
            written.writestr(name, part.replace(old, new) if name == "[Content_Types].xml" else part)


def test_what_word_and_powerpoint_save_as_a_template_is_taken_as_one(tmp_path):
    docx.Document().save(tmp_path / "house.dotx")
    declared(tmp_path / "house.dotx", b"document.main+xml", b"template.main+xml")
    Presentation().save(tmp_path / "house.potx")
    declared(tmp_path / "house.potx", b"presentation.main+xml", b"template.main+xml")
    made = word(MARKED, tmp_path / "house.dotx"), slides(MARKED, tmp_path / "house.potx")
    assert NASTY in texts_of(docx.Document(io.BytesIO(made[0])))
    assert Presentation(io.BytesIO(made[1])).slides[0].shapes.title.text == NASTY


def test_titles_stand_where_the_template_has_them_and_nothing_covers_them_or_the_foot(tmp_path, document):  # noqa: F811
    house = Presentation()
    layout = next(one for one in house.slide_layouts if one.name == "Title Only")
    title = layout.placeholders[0]
    title.left, title.top, title.width, title.height = Inches(1), Inches(1.2), Inches(8), Inches(0.8)
    house.save(tmp_path / "house.pptx")
    for slide in Presentation(io.BytesIO(slides(document, tmp_path / "house.pptx"))).slides:
        head, *others = sorted(slide.shapes, key=lambda one: one != slide.shapes.title)
        assert (head.left, head.top, head.width, head.height) == (title.left, title.top, title.width, title.height)
        assert not [one for one in slide.placeholders if one != head]
        for one in others:
            assert one.top >= head.top + head.height and one.left >= head.left
            assert one.top + one.height <= Inches(7.5) and one.left + one.width <= head.left + head.width + 1000


def test_a_template_whose_layouts_have_no_title_is_one_line(tmp_path):
    bare = Presentation()
    for layout in bare.slide_layouts:
        for one in list(layout.placeholders):
            one._element.getparent().remove(one._element)
    bare.save(tmp_path / "bare.pptx")
    with pytest.raises(InputError, match="has no layout with a title"):
        slides(MARKED, tmp_path / "bare.pptx")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--to", "doc"], "no document 'doc'"),
        (["--to", "docx", "--template", "nowhere.docx"], "nowhere.docx: cannot be read (No such file or directory)"),
        (["--to", "pptx", "--template", "nowhere.pptx"], "nowhere.pptx: cannot be read (No such file or directory)"),
        (["--to", "html", "--template", "own.docx"], "allowed: a .docx or .dotx with --to docx"),
        (["--to", "docx", "--template", "own.dotm"], "allowed: a .docx or .dotx with --to docx"),
        (
            ["--to", "docx", "--template", "text.docx"],
            "is no Word document, or damaged; allowed: a .docx or .dotx file",
        ),
        (["--to", "pptx", "--template", "text.pptx"], "is no presentation, or damaged; allowed: a .pptx or .potx file"),
        (["--to", "docx", "--template", "empty.docx"], "is no Word document"),
        (["--to", "docx", "--template", "half.docx"], "is no Word document"),
        (["--to", "docx", "--template", "deck.docx"], "is no Word document"),
        (["--to", "docx", "--template", "folder.docx"], "is a folder, not a template"),
        (["--to", "docx", "--template", "bare.docx"], "lacks the style 'Caption'"),
    ],
)
def test_a_wrong_document_or_template_is_one_line(asked, said, folders, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("text.docx").write_text("no archive")
    Path("text.pptx").write_text("no archive")
    Path("empty.docx").touch()
    Path("folder.docx").mkdir()
    Presentation().save("deck.docx")
    docx.Document().save("whole.docx")
    Path("half.docx").write_bytes(Path("whole.docx").read_bytes()[:9000])
    bare = docx.Document()
    bare.styles["Caption"].delete()
    bare.save("bare.docx")
    assert status_of(["report", str(folders[0]), "--short", *asked]) == 2
    line = capsys.readouterr().err
    assert said in line and line.count("\n") == 1
    assert not list(Path().glob("report.*"))
