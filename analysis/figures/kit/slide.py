"""Slides of 16:9: a title in the placeholder of the layout, texts that fit, figures with alt texts."""

import io
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.util import Emu, Inches, Pt

from trustladder.analysis.figures.kit import style as house
from trustladder.analysis.figures.kit.lettering import WIDER, fitted
from trustladder.analysis.figures.kit.provenance import LONGEST_PROPERTY
from trustladder.analysis.figures.kit.style import SLIDE
from trustladder.analysis.figures.kit.typeset import DPI, png
from trustladder.sim.scenario.errors import InputError

TITLED = 5  # the layout with a title alone, in PowerPoint's order
MARGIN = Inches(0.55)
INK, FAINT, BLUE = map(RGBColor.from_string, (one[1:] for one in (house.INK, house.FAINT, house.BLUE)))
TITLE, LARGEST, SMALLEST = 28, 20, 12  # points of text
AFTER = 0.5  # sizes of text between paragraphs
PICTURE = 310.0  # millimetres of a figure over a slide's width


class Body(NamedTuple):
    """The room of a figure on a slide, under its title and its topic, in inches."""

    width: float
    height: float


BODY = Body(SLIDE.room + 0.1, 5.25)


class Line(NamedTuple):
    """A paragraph of a slide, perhaps with a heading in bold before it."""

    text: str
    colour: RGBColor
    bold: bool = False
    head: str = ""


class Deck:
    """Slides that are written one after another, in the layouts of a template.

    Raises InputError for a template that is no presentation, or lacks a layout.
    """

    def __init__(self, template: Path | None = None) -> None:
        self.deck = _opened(template)
        self.width, self.height = self.deck.slide_width - 2 * MARGIN, self.deck.slide_height

    def about(self, title: str, author: str, subject: str, comments: str) -> None:
        """Write what the deck says about itself."""
        known, texts = self.deck.core_properties, (title, author, subject, comments)
        known.title, known.author, known.subject, known.comments = (text[:LONGEST_PROPERTY] for text in texts)

    @property
    def content(self) -> bytes:
        """Return the deck as a file."""
        written = io.BytesIO()
        self.deck.save(written)
        return written.getvalue()

    def titled(self, title: str) -> Any:
        """Add a slide with a title, and return it."""
        size, line, tall = TITLE, Line(title, INK, bold=True), 1.0
        while size > SMALLEST and _height([line], self.width / Inches(1), size) > tall:
            size -= 2
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLED])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = MARGIN, Inches(0.4), self.width, Inches(tall)
        shape.text_frame.text, shape.text_frame.word_wrap = title, True
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            paragraph.font.size, paragraph.font.bold = Pt(size), True
        return slide

    def lines(self, slide: Any, lines: list[Line], top: int, height: int, size: float = LARGEST) -> None:
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

    def picture(self, title: str, subtitle: str, alt: str, svg: bytes, dpi: float = DPI) -> Any:
        """Add a figure, and return its slide: its finding is the slide's title, its topic stands under it."""
        slide = self.titled(title)
        self.lines(slide, [Line(subtitle, FAINT)], Inches(1.35), Inches(0.6), 16)
        room = self.height - Inches(1.95) - Inches(0.25)
        content = io.BytesIO(png(svg, PICTURE, dpi))
        drawn = slide.shapes.add_picture(content, MARGIN, Inches(1.95), width=self.width)
        if drawn.height > room:
            drawn.width, drawn.height = Emu(drawn.width * room // drawn.height), room
        drawn.left = Emu((self.deck.slide_width - drawn.width) // 2)
        known = drawn._element.nvPicPr.cNvPr
        known.set("descr", alt)
        known.set("title", title)
        return slide


def _opened(template: Path | None) -> Any:
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


def _height(lines: list[Line], width: float, size: float) -> float:
    """Return the height of paragraphs in inches, in a font that is wider than the one in which they are measured."""
    texts = [fitted(f"{line.head} {line.text}".strip(), width / WIDER - 0.2, size, bold=line.bold) for line in lines]
    return sum((text.count("\n") + 1) * 1.2 + AFTER for text in texts) * size / 72.0
