"""A document as slides of 16:9: the answer, each figure with its finding as title, the tables, and the limits.

Titles and texts stand in the placeholders of the layouts, so that a template of the user's sets their look.
"""

import io
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.exc import PackageNotFoundError
from pptx.util import Emu, Inches, Mm, Pt

from trustladder.analysis.reports.blocks import Document, Limits, Picture, Sheet, Text, cell
from trustladder.analysis.reports.raster import png
from trustladder.sim.scenario.errors import InputError

TITLED = 5  # the layout with a title alone, in PowerPoint's order
MARGIN = Inches(0.55)
INK, FAINT, BLUE = map(RGBColor.from_string, ("1A1A1A", "5A5A5A", "0B5CA8"))
ROWS = 12  # of a table on one slide
SHORT = 60  # characters of a title in large type
WORDS = 0.5  # of the width of a table, its first column


def slides(document: Document, template: Path | None = None) -> bytes:
    """Return a document as PowerPoint slides: its pages without the annex, in the layouts of a template.

    Raises InputError for a template that is no presentation, or lacks a layout.
    """
    deck = opened(template)
    known = deck.core_properties
    known.title, known.author, known.subject = document.title, document.author, document.subject
    known.comments = document.source
    writer = _Writer(deck, document)
    writer.first()
    for block in (block for part in document.pages for block in part.blocks):
        match block:
            case Picture():
                writer.picture(block)
            case Sheet():
                writer.sheet(block)
            case Limits():
                writer.limits(block)
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


def opened(template: Path | None) -> Any:
    """Return an empty deck with the layouts of a template, or of PowerPoint's own in 16:9."""
    if template is None:
        deck = Presentation()
        deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
        return deck
    try:
        deck = Presentation(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        raise InputError(f"--template {template}: is no presentation; allowed: a .pptx file") from None
    if len(deck.slide_layouts) <= TITLED:
        raise InputError(
            f"--template {template}: has {len(deck.slide_layouts)} layouts; needed: {TITLED + 1}, in PowerPoint's order"
        )
    listed = deck.slides._sldIdLst
    for one in list(listed):  # its slides go, its layouts stay
        deck.part.drop_rel(one.rId)
        listed.remove(one)
    return deck


class _Writer:
    """Writes the blocks of a document as slides."""

    def __init__(self, deck: Any, document: Document) -> None:
        self.deck, self.document = deck, document
        self.width, self.height = deck.slide_width - 2 * MARGIN, deck.slide_height

    def first(self) -> None:
        """Write the answer: the title, and under it the question and the sentences."""
        texts = [block for block in self.document.pages[0].blocks if isinstance(block, Text)]
        slide = self._titled(self.document.title)
        lines = [(f"{self.document.words['question']} {self.document.question}", FAINT, False)]
        lines += [(one.text, INK, one.look == "lead") for one in texts]
        self._lines(slide, lines, Inches(1.75), 20)
        self._lines(slide, [(self.document.source, FAINT, False)], Inches(6.9), 11)

    def picture(self, picture: Picture) -> None:
        """Write a figure: its finding is the slide's title, its topic stands under it."""
        slide = self._titled(picture.title)
        self._lines(slide, [(picture.subtitle, FAINT, False)], Inches(1.35), 16)
        room = self.height - Inches(1.95) - Inches(0.25)
        content = io.BytesIO(png(picture.outlined, 170.0))
        drawn = slide.shapes.add_picture(content, MARGIN, Inches(1.95), width=self.width)
        if drawn.height > room:
            drawn.width, drawn.height = Emu(drawn.width * room // drawn.height), room
        drawn.left = Emu((self.deck.slide_width - drawn.width) // 2)
        known = drawn._element.nvPicPr.cNvPr
        known.set("descr", picture.alt)
        known.set("title", picture.title)

    def sheet(self, sheet: Sheet) -> None:
        """Write a table, a slide for every dozen rows."""
        title = next(part.title for part in self.document.pages if sheet in part.blocks)
        for start in range(0, len(sheet.rows), ROWS):
            some = sheet.rows[start : start + ROWS]
            slide = self._titled(title)
            shape = slide.shapes.add_table(
                len(some) + 1, len(sheet.headings), MARGIN, Inches(1.6), self.width, Mm(9 * (len(some) + 1))
            )
            shape._element.nvGraphicFramePr.cNvPr.set("descr", title)
            others = int(self.width * (1.0 - WORDS) / max(len(sheet.headings) - 1, 1))
            for number, column in enumerate(shape.table.columns):
                column.width = others if number else self.width - others * (len(sheet.headings) - 1)
            for place, name in zip(shape.table.rows[0].cells, sheet.headings, strict=True):
                _write(place, name or "", None)
            for row, texts in zip(list(shape.table.rows)[1:], some, strict=True):
                for place, one in zip(row.cells, map(cell, texts), strict=True):
                    _write(place, one.text, {"matters": BLUE, "quiet": FAINT}.get(one.look, INK))

    def limits(self, limits: Limits) -> None:
        """Write what the model cannot tell."""
        slide = self._titled(limits.title)
        self._lines(slide, [(f"{head} {text}", INK, False) for head, text in limits.limits], Inches(1.6), 20)

    def _titled(self, title: str) -> Any:
        size = 28 if len(title) <= SHORT else 22
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLED])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = MARGIN, Inches(0.4), self.width, Inches(1.0)
        shape.text_frame.text, shape.text_frame.word_wrap = title, True
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = 1  # left
            paragraph.font.size, paragraph.font.bold = Pt(size), True
        return slide

    def _lines(self, slide: Any, lines: list[tuple[str, RGBColor, bool]], top: int, size: int) -> None:
        frame = slide.shapes.add_textbox(MARGIN, top, self.width, Inches(0.4)).text_frame
        frame.word_wrap = True
        for number, (text, colour, bold) in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.text, paragraph.space_after = text, Pt(size / 2)
            paragraph.font.size, paragraph.font.bold, paragraph.font.color.rgb = Pt(size), bold, colour


def _write(place: Any, text: str, colour: RGBColor | None) -> None:
    """Write into a cell of a table; a heading has the template's own colour."""
    place.text = text
    for paragraph in place.text_frame.paragraphs:
        paragraph.font.size = Pt(14)
        if colour is not None:
            paragraph.font.color.rgb = colour
