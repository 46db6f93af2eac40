"""A document as slides of 16:9: the answer, each figure with its finding as title, the tables, and the limits.

Titles and texts stand in the placeholders of the layouts, so that a template of the user's sets their look.
"""

from pathlib import Path
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Mm, Pt

from trustladder.analysis.figures.kit.slide import BLUE, FAINT, INK, MARGIN, Deck, Line
from trustladder.analysis.reports.blocks import Document, Limits, Picture, Sheet, Text, cell
from trustladder.analysis.reports.columns import widths

ROWS = 12  # of a table on one slide
CELL = 14  # points of text in tables


def slides(document: Document, template: Path | None = None) -> bytes:
    """Return a document as PowerPoint slides: its pages without the annex, in the layouts of a template.

    Raises InputError for a template that is no presentation, or lacks a layout.
    """
    writer = _Writer(document, template)
    writer.about(document.title, document.author, document.subject, document.source)
    writer.first()
    for block in (block for part in document.pages for block in part.blocks):
        match block:
            case Picture():
                writer.picture(block.title, block.subtitle, block.alt, block.outlined)
            case Sheet():
                writer.sheet(block)
            case Limits():
                writer.limits(block)
    return writer.content


class _Writer(Deck):
    """Writes the blocks of a document as slides."""

    def __init__(self, document: Document, template: Path | None) -> None:
        super().__init__(template)
        self.document = document

    def first(self) -> None:
        """Write the answer: the title, and under it the question and the sentences."""
        texts = [block for block in self.document.pages[0].blocks if isinstance(block, Text)]
        slide = self.titled(self.document.title)
        lines = [Line(f"{self.document.words['question']} {self.document.question}", FAINT)]
        lines += [Line(one.text, INK, bold=one.look == "lead") for one in texts]
        self.lines(slide, lines, Inches(1.6), Inches(6.75) - Inches(1.6))
        self.lines(slide, [Line(self.document.source, FAINT)], Inches(6.9), Inches(0.4), 11)

    def sheet(self, sheet: Sheet) -> None:
        """Write a table, a slide for every dozen rows."""
        title = next(part.title for part in self.document.pages if sheet in part.blocks)
        for start in range(0, len(sheet.rows), ROWS):
            some = sheet.rows[start : start + ROWS]
            slide = self.titled(title)
            shape = slide.shapes.add_table(
                len(some) + 1, len(sheet.headings), MARGIN, Inches(1.6), self.width, Mm(9 * (len(some) + 1))
            )
            shape._element.nvGraphicFramePr.cNvPr.set("descr", title)
            for column, width in zip(shape.table.columns, widths(sheet, self.width / Inches(1), CELL), strict=True):
                column.width = Inches(width)
            self._rows(shape.table, sheet, some)

    def _rows(self, table: Any, sheet: Sheet, some: list[Any]) -> None:
        """Write the heading and some rows of a table; a heading that is None belongs to the one before it."""
        places = list(table.rows[0].cells)
        for number, (place, name) in enumerate(zip(places, sheet.headings, strict=True)):
            if name is None:
                places[number - 1].merge(place)
            else:
                _write(place, name, None, sheet.numbers and number > 0)
        for row, texts in zip(list(table.rows)[1:], some, strict=True):
            for number, (place, one) in enumerate(zip(row.cells, map(cell, texts), strict=True)):
                colour = {"matters": BLUE, "quiet": FAINT}.get(one.look, INK)
                _write(place, one.text, colour, sheet.numbers and number > 0, one.look == "matters")

    def limits(self, limits: Limits) -> None:
        """Write what the model cannot tell."""
        slide = self.titled(limits.title)
        lines = [Line(text, INK, head=head) for head, text in limits.limits]
        self.lines(slide, lines, Inches(1.6), Inches(6.9) - Inches(1.6))


def _write(place: Any, text: str, colour: RGBColor | None, right: bool, bold: bool = False) -> None:
    """Write into a cell of a table; a heading has the template's own colour."""
    place.text = text
    for paragraph in place.text_frame.paragraphs:
        paragraph.font.size = Pt(CELL)
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT
        if colour is not None:
            paragraph.font.color.rgb, paragraph.font.bold = colour, bold
