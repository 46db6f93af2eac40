"""Slides: a title in the placeholder of the layout, texts that fit, figures with alt texts."""

import io
from pathlib import Path
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from trustladder.analysis.figures.kit import style as house
from trustladder.analysis.figures.kit.lettering import PLAIN, WIDER, fitted
from trustladder.analysis.figures.kit.office import SPELLING, opened
from trustladder.analysis.figures.kit.provenance import LONGEST_PROPERTY
from trustladder.analysis.figures.kit.style import SLIDE
from trustladder.analysis.figures.kit.typeset import DPI, png
from trustladder.sim.scenario.errors import InputError

MARGIN = Inches(0.55)
(BLUE,) = map(RGBColor.from_string, [house.BLUE[1:]])  # pptx is not typed
TITLE, LARGEST, SMALLEST = 28, 20, 12  # points of text
AFTER = 0.5  # sizes of text between paragraphs
PICTURE = 310.0  # millimetres of a figure over a slide's width
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
FEET = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)


class Body(NamedTuple):
    """The room of a figure on a slide, under its title and its topic, in inches."""

    width: float
    height: float


BODY = Body(SLIDE.room + 0.1, 5.15)


class Line(NamedTuple):
    """A paragraph of a slide, perhaps faint, perhaps with a heading in bold before it."""

    text: str
    faint: bool = False
    bold: bool = False
    head: str = ""


class Area(NamedTuple):
    """A place on a slide, in units of PowerPoint."""

    left: int
    top: int
    width: int
    height: int

    def below(self, used: int) -> "Area":
        """Return the place without so much of its top."""
        return self._replace(top=self.top + used, height=self.height - used)


class Deck:
    """Slides that are written one after another, in the layouts of a template.

    Raises InputError for a template that is no presentation, or has no layout with a title.
    """

    def __init__(self, language: str, template: Path | None = None) -> None:
        self.language, self.wider = language, PLAIN if template is None else WIDER
        self.deck = _plain() if template is None else opened(template, lambda file: Presentation(file))
        listed = self.deck.slides._sldIdLst
        for one in list(listed):  # a template's slides go, its layouts stay
            self.deck.part.drop_rel(one.rId)
            listed.remove(one)
        self.layout = _titled(self.deck, template)
        self.title = next(one for one in self.layout.placeholders if one.placeholder_format.type in TITLES)
        self.body = _body(self.deck, self.layout, self.title)

    def about(self, title: str, author: str, subject: str, comments: str) -> None:
        """Write what the deck says about itself."""
        known, texts = self.deck.core_properties, (title, author, subject, comments)
        known.title, known.author, known.subject, known.comments = (text[:LONGEST_PROPERTY] for text in texts)
        known.language, known.keywords = self.language, ""

    @property
    def content(self) -> bytes:
        """Return the deck as a file, whose texts are in its language."""
        for run in (run for slide in self.deck.slides for run in slide._element.iter(qn("a:r"))):
            run.get_or_add_rPr().set("lang", SPELLING[self.language])
        written = io.BytesIO()
        self.deck.save(written)
        return written.getvalue()

    def titled(self, title: str) -> Any:
        """Add a slide with a title, which is set smaller than the layout has it where it needs to be."""
        slide = self.deck.slides.add_slide(self.layout)
        for one in list(slide.placeholders):
            if one.placeholder_format.type not in TITLES:
                one._element.getparent().remove(one._element)
        frame, usual = slide.shapes.title.text_frame, _size_of_titles(self.deck)
        frame.text = title
        size = self._size_of_title(title, usual)
        if size < usual:
            frame.paragraphs[0].runs[0].font.size = Pt(size)
        return slide

    def _size_of_title(self, title: str, usual: int) -> int:
        """Return the size of a title: a little smaller than usual for one line, else as large as its place allows."""
        height = self.title.height / Inches(1)
        for size in range(usual, int(0.85 * usual), -1):
            if self.tall([Line(title, bold=True)], self.title.width, size, after=0.0) < 2.0 * size / 72.0:
                return size
        size = usual
        while size > SMALLEST and self.tall([Line(title, bold=True)], self.title.width, size, after=0.0) > height:
            size -= 1
        return size

    def tall(self, lines: list[Line], across: int, size: float, after: float = AFTER) -> float:
        """Return the height of paragraphs in inches, in a font that may be wider than the one that is measured."""
        room = across / Inches(1) / self.wider - 0.2
        texts = [fitted(f"{line.head} {line.text}".strip(), room, size, bold=line.bold) for line in lines]
        return sum((text.count("\n") + 1) * 1.2 + after for text in texts) * size / 72.0

    def lines(self, slide: Any, lines: list[Line], place: Area, size: float = LARGEST) -> None:
        """Write paragraphs, in the largest size up to `size` at which they fit into a place."""
        while size > SMALLEST and self.tall(lines, place.width, size) > place.height / Inches(1):
            size -= 1
        frame = slide.shapes.add_textbox(*place).text_frame
        frame.word_wrap = True
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.space_after = Pt(size * AFTER)
            for text, bold in ((f"{line.head} ", True), (line.text, line.bold)):
                if text.strip():
                    run = paragraph.add_run()
                    run.text, run.font.size, run.font.bold = text, Pt(size), bold
                    if line.faint:
                        faint(run.font)

    def picture(self, title: str, subtitle: str, alt: str, svg: bytes, dpi: float = DPI) -> Any:
        """Add a figure, and return its slide: its finding is the slide's title, its topic stands under it."""
        slide = self.titled(title)
        self.lines(slide, [Line(subtitle, faint=True)], self.body._replace(height=Inches(0.5)), 16)
        place = self.body.below(Inches(0.5))
        drawn = slide.shapes.add_picture(io.BytesIO(png(svg, PICTURE, dpi)), place.left, place.top, width=place.width)
        if drawn.height > place.height:
            drawn.width, drawn.height = Emu(drawn.width * place.height // drawn.height), Emu(place.height)
        drawn.left = Emu(place.left + (place.width - drawn.width) // 2)
        known = drawn._element.nvPicPr.cNvPr
        known.set("descr", alt)
        known.set("title", title)
        return slide


def faint(font: Any) -> None:
    """Give a text a lighter shade of the colour of texts."""
    font.color.theme_color, font.color.brightness = MSO_THEME_COLOR.TEXT_1, 0.35


def _plain() -> Any:
    """Return an empty deck of 16:9 with PowerPoint's own layouts, and titles in bold at the left."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    place = (MARGIN, Inches(0.4), deck.slide_width - 2 * MARGIN, Inches(1.0))
    for one in (deck.slide_master, *deck.slide_layouts):
        for title in (each for each in one.placeholders if each.placeholder_format.type == PP_PLACEHOLDER.TITLE):
            title.left, title.top, title.width, title.height = place
            title.text_frame.vertical_anchor, title.text_frame.auto_size = MSO_ANCHOR.BOTTOM, MSO_AUTO_SIZE.NONE
        feet = (each for each in one.placeholders if each.placeholder_format.type in FEET)
        for number, foot in enumerate(feet):  # date, footer, number: from left to right
            third = (deck.slide_width - 2 * MARGIN) // 3
            foot.left, foot.top, foot.width, foot.height = MARGIN + number * third, Inches(7.1), third, Inches(0.3)
    look = _look_of_titles(deck)
    look.set("algn", "l")
    look.find(qn("a:defRPr")).set("sz", str(TITLE * 100))
    look.find(qn("a:defRPr")).set("b", "1")
    return deck


def _titled(deck: Any, template: Path | None) -> Any:
    """Return the layout with a title alone, else the one with least beside its title."""
    known = [(one, {each.placeholder_format.type for each in one.placeholders}) for one in deck.slide_layouts]
    titled = [(one, len(kinds - {*FEET})) for one, kinds in known if kinds & {*TITLES}]
    if not titled:
        raise InputError(f"--template {template}: has no layout with a title; needed: one, such as Title Only")
    return min(titled, key=lambda pair: (pair[0]._element.get("type") != "titleOnly", pair[1]))[0]


def _body(deck: Any, layout: Any, title: Any) -> Area:
    """Return the place under the title of a layout, down to what stands at the foot; else most of the slide."""
    feet = [one.top for one in layout.placeholders if one.placeholder_format.type in FEET and one.top is not None]
    end = min([deck.slide_height - Inches(0.25), *(foot for foot in feet if foot > deck.slide_height * 0.8)])
    top = title.top + title.height + Inches(0.05)
    if end - top < 0.5 * deck.slide_height:  # the title of a cover
        top, end = int(0.2 * deck.slide_height), int(0.95 * deck.slide_height)
    return Area(title.left, top, title.width, end - top)


def _look_of_titles(deck: Any) -> Any:
    """Return the look of titles, as the master has it."""
    return deck.slide_master._element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")


def _size_of_titles(deck: Any) -> int:
    """Return the size of titles in points, as the master has it."""
    look = _look_of_titles(deck)
    known = None if look is None else look.find(qn("a:defRPr"))
    return TITLE if known is None else int(known.get("sz", TITLE * 100)) // 100
