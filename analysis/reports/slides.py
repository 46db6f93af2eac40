"""A document as slides of 16:9: the answer, each figure with its finding as title, the tables, and the limits.

Titles stand in the placeholders of the layouts, so that a template of the user's sets their look.
"""

from pathlib import Path
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from trustladder.analysis.figures.kit.lettering import our_font
from trustladder.analysis.figures.kit.slide import BLUE, Area, Deck, Line, faint
from trustladder.analysis.reports.blocks import Cell, Document, Limits, Part, Picture, Sheet, Text, cell
from trustladder.analysis.reports.columns import needs, widths

ROWS = 12  # of a table on one slide
SIZES = (18, 16, 14)  # points of text in tables
TALL = 2.0  # sizes of text of a row
GAP = Inches(0.15)
PAD = 0.23  # inches beside the text of a cell: a tenth on both sides, and a little


@our_font()
def slides(document: Document, template: Path | None = None) -> bytes:
    """Return a document as PowerPoint slides: its pages without the annex, in the layouts of a template.

    Raises InputError for a template that is no presentation, or has no layout with a title.
    """
    writer = _Writer(document, template)
    writer.about(document.title, document.author, document.subject, document.source)
    writer.first()
    for part in document.pages:
        writer.part(part)
    return writer.content


class _Writer(Deck):
    """Writes the blocks of a document as slides."""

    def __init__(self, document: Document, template: Path | None) -> None:
        super().__init__(document.language, template)
        self.document = document

    def first(self) -> None:
        """Write the answer: the title, and under it the question and the sentences."""
        texts = [block for block in self.document.pages[0].blocks if isinstance(block, Text)]
        slide, foot = self.titled(self.document.title), Inches(0.4)
        lines = [Line(f"{self.document.words['question']} {self.document.question}", faint=True)]
        lines += [Line(one.text, bold=one.look == "lead") for one in texts]
        place = self.body.below(GAP)
        self.lines(slide, lines, place._replace(height=place.height - foot))
        self.lines(slide, [Line(self.document.source, faint=True)], place.below(place.height - foot), 12)

    def part(self, part: Part) -> None:
        """Write the figures, the tables and the limits of a page."""
        said = ""
        for block in part.blocks:
            match block:
                case Text():
                    said = block.text
                case Picture():
                    self.picture(block.title, block.subtitle, block.alt, block.outlined)
                case Sheet():
                    self.sheet(part.title, said, block)
                case Limits():
                    self.limits(block)

    def sheet(self, title: str, said: str, sheet: Sheet) -> None:
        """Write a table under the sentence that says what it holds, a slide for every dozen rows."""
        for start in range(0, len(sheet.rows), ROWS):
            some, slide = sheet.rows[start : start + ROWS], self.titled(title)
            place = self.body.below(GAP)
            if said:
                self.lines(slide, [Line(said, faint=True)], place._replace(height=Inches(0.8)), 16)
                place = place.below(Inches(0.9))
            self._table(slide, title, sheet, some, place)

    def _table(self, slide: Any, title: str, sheet: Sheet, some: list[Any], place: Area) -> None:
        """Write some rows of a table into a place, in the largest text with which every cell has one line."""
        room, size = place.width / Inches(1), _size(sheet, some, place, self.wider)
        height = Pt(int(TALL * size)) * (len(some) + 1)
        shape = slide.shapes.add_table(len(some) + 1, len(sheet.headings), place.left, place.top, place.width, height)
        shape._element.nvGraphicFramePr.cNvPr.set("descr", title)
        for column, width in zip(shape.table.columns, widths(sheet, room, size, self.wider, PAD), strict=True):
            column.width = Inches(width)
        self._rows(shape.table, sheet, some, size)

    def _rows(self, table: Any, sheet: Sheet, some: list[Any], size: float) -> None:
        """Write the heading and some rows of a table; a heading that is None belongs to the one before it."""
        places = list(table.rows[0].cells)
        for number, (place, name) in enumerate(zip(places, sheet.headings, strict=True)):
            if name is None:
                places[number - 1].merge(place)
            else:
                _write(place, Cell(name), size, sheet.numbers and number > 0)
        for row, texts in zip(list(table.rows)[1:], some, strict=True):
            for number, (place, one) in enumerate(zip(row.cells, map(cell, texts), strict=True)):
                _write(place, one, size, sheet.numbers and number > 0)

    def limits(self, limits: Limits) -> None:
        """Write what the model cannot tell."""
        slide = self.titled(limits.title)
        self.lines(slide, [Line(text, head=head) for head, text in limits.limits], self.body.below(GAP))


def _size(sheet: Sheet, some: list[Any], place: Area, wider: float) -> float:
    """Return the largest size of text with which some rows of a table fit into a place, each on one line."""
    room, height = place.width / Inches(1), place.height / Inches(1)
    for size in SIZES:
        columns = widths(sheet, room, size, wider, PAD)
        heads = [Cell(name or "", "matters") for name in _own(sheet)]
        lines = [heads, *([*map(cell, row)] for row in some)]
        whole = all(
            need <= width + 1e-6
            for line in lines
            for need, width in zip(needs(line, size, wider, PAD), columns, strict=True)
        )
        if whole and (len(some) + 1) * TALL * size / 72.0 <= height:
            return size
    return SIZES[-1]


def _own(sheet: Sheet) -> list[str | None]:
    """Return the headings that stand over one column."""
    after = (*sheet.headings[1:], "")
    return [None if other is None else name for name, other in zip(sheet.headings, after, strict=True)]


def _write(place: Any, one: Cell, size: float, right: bool) -> None:
    """Write into a cell of a table; what matters is bold and blue, a plain text has the template's own colour."""
    place.text, place.vertical_anchor = one.text, MSO_ANCHOR.MIDDLE
    for paragraph in place.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if right else None
        for run in paragraph.runs:
            run.font.size = Pt(size)
            if one.look == "matters":
                run.font.bold, run.font.color.rgb = True, BLUE
            elif one.look == "quiet":
                faint(run.font)
