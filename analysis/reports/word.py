"""A document as Word reads it: headings and styles, tables to edit, captions that Word numbers, alt texts.

The styles are those of Word's own template, or of a template of the user's; texts are never read as markup.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, Pt, RGBColor

from trustladder.analysis.figures.kit import style as house
from trustladder.analysis.figures.kit.provenance import LONGEST_PROPERTY
from trustladder.analysis.figures.kit.typeset import png
from trustladder.analysis.reports.blocks import (
    Block,
    Code,
    Document,
    Items,
    Limits,
    Part,
    Picture,
    Sheet,
    Text,
    cell,
)
from trustladder.analysis.reports.columns import widths
from trustladder.sim.scenario.errors import InputError

STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Normal", "Caption", "List Bullet")
FACE = "Calibri"  # on every machine with Word; where it is missing, what stands in for it
INK, FAINT, BLUE = map(RGBColor.from_string, (one[1:] for one in (house.INK, house.FAINT, house.BLUE)))
WIDEST = 160.0  # millimetres of a figure


def word(document: Document, template: Path | None = None) -> bytes:
    """Return a document as a Word file, in the styles of a template.

    Raises InputError for a template that is no Word document, or lacks a style.
    """
    made = opened(template)
    _say_what_it_is(made, document)
    writer = _Writer(made, document)
    writer.head()
    for number, part in enumerate(document.pages):
        writer.part(part, 1, on_a_new_page=number > 0)
    if document.annex:
        writer.heading(document.words["annex"], 1, on_a_new_page=True)
        for part in document.annex:
            writer.part(part, 2)
    made.add_paragraph(document.source).runs[0].font.size = Pt(8)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def opened(template: Path | None) -> Any:
    """Return an empty Word document with the styles of a template, or of Word's own."""
    if template is None:
        made = docx.Document()
        section = made.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(25)
        section.top_margin = section.bottom_margin = Mm(20)
        _plain_styles(made)
        return made
    try:
        made = docx.Document(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        raise InputError(f"--template {template}: is no Word document; allowed: a .docx file") from None
    lacking = [name for name in STYLES if name not in {style.name for style in made.styles}]
    if lacking:
        raise InputError(f"--template {template}: lacks the style {lacking[0]!r}; needed: {', '.join(STYLES)}")
    for child in list(made.element.body)[:-1]:  # all but the section, which holds page and margins
        made.element.body.remove(child)
    return made


def _plain_styles(made: Any) -> None:
    """Give Word's own template one face, dark headings, and paragraphs that stand close."""
    sizes = {"Title": 18, "Heading 1": 15, "Heading 2": 12, "Heading 3": 10.5, "Caption": 9, "List Bullet": 10}
    for name in STYLES:
        style = made.styles[name]
        style.font.name, style.font.size = FACE, Pt(sizes.get(name, 10.5))
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        style.font.color.rgb = FAINT if name == "Caption" else INK
        style.font.bold = name.startswith(("Title", "Heading"))
        style.paragraph_format.space_after = Pt(6 if name != "List Bullet" else 3)
        style.paragraph_format.line_spacing = 1.0
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(10)
    border = made.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        made.styles["Title"].element.pPr.remove(border)


def _say_what_it_is(made: Any, document: Document) -> None:
    known = made.core_properties
    texts = (document.title, document.author, document.subject, document.source)
    known.title, known.author, known.subject, known.comments = (text[:LONGEST_PROPERTY] for text in texts)
    known.language, known.keywords = document.language, ""


class _Writer:
    """Writes the blocks of a document into a Word document."""

    def __init__(self, made: Any, document: Document) -> None:
        self.made, self.document = made, document
        section = made.sections[-1]
        room = (section.page_width - section.left_margin - section.right_margin) / Mm(1)
        self.width = min(room, WIDEST)

    def head(self) -> None:
        """Write logo, title, author and question."""
        if self.document.logo is not None:
            logo = self.document.logo
            content = logo.content if logo.kind == "png" else png(logo.content, 30.0)
            self.made.add_picture(io.BytesIO(content), height=Mm(14))
        kicker = self.made.add_paragraph().add_run(f"{self.document.words['report']}. {self.document.subject}")
        kicker.font.size, kicker.font.color.rgb = Pt(8.5), FAINT
        self.made.add_paragraph(self.document.title, style="Title")
        if self.document.author:
            self.made.add_paragraph(self.document.author)
        asked = self.made.add_paragraph()
        asked.add_run(f"{self.document.words['question']} {self.document.question}").italic = True

    def heading(self, text: str, level: int, on_a_new_page: bool = False) -> None:
        """Write a heading."""
        paragraph = self.made.add_paragraph(text, style=f"Heading {level}")
        paragraph.paragraph_format.page_break_before = on_a_new_page or None

    def part(self, part: Part, level: int, on_a_new_page: bool = False) -> None:
        """Write a page or a part of the annex."""
        self.heading(part.title, level, on_a_new_page)
        for block in part.blocks:
            self.block(block, level)

    def block(self, block: Block, level: int) -> None:
        """Write one block."""
        match block:
            case Text():
                run = self.made.add_paragraph().add_run(block.text)
                run.bold = block.look == "lead" or None
                if block.look == "quiet":
                    run.font.color.rgb = FAINT
            case Items():
                for text in block.texts:
                    self.made.add_paragraph(text, style="List Bullet")
            case Sheet():
                self.sheet(block)
            case Picture():
                self.picture(block)
            case Limits():
                self.heading(block.title, level + 1)
                for head, text in block.limits:
                    paragraph = self.made.add_paragraph(style="List Bullet")
                    paragraph.add_run(f"{head} ").bold = True
                    paragraph.add_run(text)
            case Code():
                run = self.made.add_paragraph().add_run("\n".join(block.lines))
                run.font.name, run.font.size = "Courier New", Pt(8.5)

    def sheet(self, sheet: Sheet) -> None:
        """Write a table with a heading row that is repeated on each page."""
        table = self.made.add_table(rows=1, cols=len(sheet.headings))
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        _ruled(table)
        self._widths(table, sheet)
        places = table.rows[0].cells
        for column, (place, name) in enumerate(zip(places, sheet.headings, strict=True)):
            place.width = table.columns[column].width
            if name is None:  # it belongs to the one before it
                places[column - 1].merge(place)
            else:
                place.paragraphs[0].add_run(name).bold = True
                if sheet.numbers and column:
                    place.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for row in sheet.rows:
            made = table.add_row()
            made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            added = made.cells
            for column, (place, one) in enumerate(zip(added, map(cell, row), strict=True)):
                place.width = table.columns[column].width
                run = place.paragraphs[0].add_run(one.text)
                if sheet.numbers and column:
                    place.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if one.look == "matters":
                    run.bold, run.font.color.rgb = True, BLUE
                elif one.look == "quiet":
                    run.font.color.rgb = FAINT
        for place in (place for row in table.rows for place in row.cells):
            for paragraph in place.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
                for run in paragraph.runs:
                    run.font.size = Pt(_size(sheet))
        self.made.add_paragraph()

    def _widths(self, table: Any, sheet: Sheet) -> None:
        """Give every column the width that its texts need."""
        table.autofit = False
        for one, width in zip(table.columns, widths(sheet, self.width / 25.4, _size(sheet)), strict=True):
            one.width = Inches(width)

    def picture(self, picture: Picture) -> None:
        """Write a figure with its alt text, and under it a caption whose number Word keeps."""
        paragraph = self.made.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        drawn = paragraph.add_run().add_picture(io.BytesIO(png(picture.outlined, self.width)), width=Mm(self.width))
        known = drawn._inline.docPr
        known.set("descr", picture.alt)
        known.set("title", picture.title)
        caption = self.made.add_paragraph(style="Caption")
        caption.add_run(f"{self.document.words['figure']} ")
        for element in _numbered("Figure", picture.number):
            caption.add_run()._r.append(element)
        caption.add_run(f". {picture.title}. ").bold = True
        caption.add_run(picture.subtitle)


def _size(sheet: Sheet) -> float:
    """Return the size of the text of a table, in points."""
    return 9.5 if sheet.numbers else 8.5


def _numbered(name: str, number: int) -> Iterator[Any]:
    """Yield the parts of a field that counts: SEQ Figure, with the number that it shows until Word counts anew."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" SEQ {name} \\* ARABIC "
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = str(number)
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        yield element


def _ruled(table: Any) -> None:
    """Draw thin lines between the rows of a table, and none between its columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B0B0B0")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
