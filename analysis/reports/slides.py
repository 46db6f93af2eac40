"""A document as slides of 16:9: the answer, each figure with its finding as title, the tables, and the limits.

Titles and texts stand in the placeholders of the layouts, so that a template of the user's sets their look.
"""

import io
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.util import Emu, Inches, Mm, Pt

from trustladder.analysis.figures.kit.lettering import fitted
from trustladder.analysis.reports.blocks import Document, Limits, Picture, Sheet, Text, cell
from trustladder.analysis.reports.columns import WIDER, widths
from trustladder.analysis.reports.raster import png
from trustladder.sim.scenario.errors import InputError

TITLED = 5  # the layout with a title alone, in PowerPoint's order
MARGIN = Inches(0.55)
INK, FAINT, BLUE = map(RGBColor.from_string, ("1A1A1A", "5A5A5A", "0B5CA8"))
ROWS = 12  # of a table on one slide
SHORT = 60  # characters of a title in large type
CELL = 14  # points of text in tables
LARGEST, SMALLEST = 20, 12  # points of other text
AFTER = 0.5  # sizes of text between paragraphs


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


class Line(NamedTuple):
    """A paragraph of a slide, perhaps with a heading in bold before it."""

    text: str
    colour: RGBColor
    bold: bool = False
    head: str = ""


class _Writer:
    """Writes the blocks of a document as slides."""

    def __init__(self, deck: Any, document: Document) -> None:
        self.deck, self.document = deck, document
        self.width, self.height = deck.slide_width - 2 * MARGIN, deck.slide_height

    def first(self) -> None:
        """Write the answer: the title, and under it the question and the sentences."""
        texts = [block for block in self.document.pages[0].blocks if isinstance(block, Text)]
        slide = self._titled(self.document.title)
        lines = [Line(f"{self.document.words['question']} {self.document.question}", FAINT)]
        lines += [Line(one.text, INK, bold=one.look == "lead") for one in texts]
        self._lines(slide, lines, Inches(1.6), Inches(6.75) - Inches(1.6))
        self._lines(slide, [Line(self.document.source, FAINT)], Inches(6.9), Inches(0.4), 11)

    def picture(self, picture: Picture) -> None:
        """Write a figure: its finding is the slide's title, its topic stands under it."""
        slide = self._titled(picture.title)
        self._lines(slide, [Line(picture.subtitle, FAINT)], Inches(1.35), Inches(0.6), 16)
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
        slide = self._titled(limits.title)
        lines = [Line(text, INK, head=head) for head, text in limits.limits]
        self._lines(slide, lines, Inches(1.6), Inches(6.9) - Inches(1.6))

    def _titled(self, title: str) -> Any:
        size = 28 if len(title) <= SHORT else 22
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLED])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = MARGIN, Inches(0.4), self.width, Inches(1.0)
        shape.text_frame.text, shape.text_frame.word_wrap = title, True
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            paragraph.font.size, paragraph.font.bold = Pt(size), True
        return slide

    def _lines(self, slide: Any, lines: list[Line], top: int, height: int, size: float = LARGEST) -> None:
        """Write paragraphs, in the largest size up to `size` at which they fit into a height."""
        while size > SMALLEST and _height(lines, self.width / Inches(1), size) > height / Inches(1):
            size -= 1
        frame = slide.shapes.add_textbox(MARGIN, top, self.width, height).text_frame
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size * AFTER)
            for text, bold in ((f"{line.head} ", True), (line.text, line.bold)):
                if text.strip():
                    run = paragraph.add_run()
                    run.text, run.font.size, run.font.bold, run.font.color.rgb = text, Pt(size), bold, line.colour


def _height(lines: list[Line], width: float, size: float) -> float:
    """Return the height of paragraphs in inches, in a font that is wider than the one in which they are measured."""
    texts = [fitted(f"{line.head} {line.text}".strip(), width / WIDER - 0.2, size, bold=line.bold) for line in lines]
    return sum((text.count("\n") + 1) * 1.2 + AFTER for text in texts) * size / 72.0


def _write(place: Any, text: str, colour: RGBColor | None, right: bool, bold: bool = False) -> None:
    """Write into a cell of a table; a heading has the template's own colour."""
    place.text = text
    for paragraph in place.text_frame.paragraphs:
        paragraph.font.size = Pt(CELL)
        if right:
            paragraph.alignment = PP_ALIGN.RIGHT
        if colour is not None:
            paragraph.font.color.rgb, paragraph.font.bold = colour, bold
