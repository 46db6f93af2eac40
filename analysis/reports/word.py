"""A document as Word reads it: headings and styles, tables to edit, captions that Word numbers, alt texts.

The styles are those of Word's own template, or of a template of the user's; texts are never read as markup.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor

from trustladder.analysis.figures.kit import style as house
from trustladder.analysis.figures.kit.lettering import PLAIN, WIDER, our_font
from trustladder.analysis.figures.kit.office import SPELLING
from trustladder.analysis.figures.kit.office import opened as document_of
from trustladder.analysis.figures.kit.provenance import LONGEST_PROPERTY
from trustladder.analysis.figures.kit.typeset import png
from trustladder.analysis.reports.blocks import Block, Code, Document, Items, Limits, Part, Picture, Sheet, Text
from trustladder.analysis.reports.word_table import FAINT, table
from trustladder.sim.scenario.errors import InputError

STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Normal", "Caption", "List Bullet")
FACE = "Calibri"  # on every machine with Word; where it is missing, what stands in for it
INK = RGBColor.from_string(house.INK[1:])
WIDEST = 160.0  # millimetres of a figure
CAPTION = Mm(25)  # room under a figure that fills a page
QUIET, SMALL = Pt(9), Pt(8)


@our_font()
def word(document: Document, template: Path | None = None) -> bytes:
    """Return a document as a Word file, in the styles of a template.

    Raises InputError for a template that is no Word document, or lacks a style.
    """
    made = opened(template)
    if template is None:
        _number_pages(made, document.words["report"])
    _say_what_it_is(made, document)
    writer = _Writer(made, document, wider=PLAIN if template is None else WIDER)
    writer.head()
    for number, part in enumerate(document.pages):
        writer.part(part, 1, on_a_new_page=number > 0)
    if document.annex:
        writer.heading(document.words["annex"], 1, on_a_new_page=True)
        for part in document.annex:
            writer.part(part, 2)
    writer.paragraph(document.source, size=SMALL)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def opened(template: Path | None) -> Any:
    """Return an empty Word document with the styles and the page of a template, or with plain ones.

    Raises InputError for what is no Word document, or lacks a style.
    """
    return _plain() if template is None else _of_template(template)


def _plain() -> Any:
    """Return an empty Word document in plain styles on A4."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(25)
    section.top_margin = section.bottom_margin = Mm(20)
    section.footer_distance = Mm(10)
    for one in made.settings.element.iter(qn("w:compatSetting")):  # of a later Word, which then asks for no conversion
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")
    _plain_styles(made)
    return made


def _number_pages(made: Any, name: str) -> None:
    """Write the name of a report and the number of the page at the foot of every page."""
    foot = made.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    foot.add_run(f"{name} · ")
    for element in _field("PAGE", "1"):
        foot.add_run()._r.append(element)
    for run in foot.runs:
        run.font.size, run.font.color.rgb = SMALL, FAINT


def _plain_styles(made: Any) -> None:
    """Give Word's own template one face, dark headings, and paragraphs that stand close."""
    sizes = {"Title": 18, "Heading 1": 15, "Heading 2": 12, "Heading 3": 10.5, "Caption": 9, "List Bullet": 10}
    made.styles["Footer"].font.name = FACE
    for name in STYLES:
        style = made.styles[name]
        style.font.name, style.font.size = FACE, Pt(sizes.get(name, 10.5))
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:cs"), FACE)
        _leftward(style, sizes.get(name, 10.5), bold=name.startswith(("Title", "Heading")))
        style.font.color.rgb = FAINT if name == "Caption" else INK
        style.font.bold = name.startswith(("Title", "Heading"))
        style.paragraph_format.space_after = Pt(6 if name != "List Bullet" else 3)
        style.paragraph_format.line_spacing = 1.0
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(10)
    border = made.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        made.styles["Title"].element.pPr.remove(border)


def _leftward(style: Any, size: float, bold: bool) -> None:
    """Give texts that run leftward the size and weight of the others."""
    look = style.element.get_or_add_rPr()
    for old in look.findall(qn("w:szCs")):
        look.remove(old)
    added = OxmlElement("w:szCs")
    added.set(qn("w:val"), str(int(2 * size)))
    look.insert_element_before(
        added, "w:highlight", "w:u", "w:effect", "w:bdr", "w:shd", "w:vertAlign", "w:rtl", "w:lang"
    )
    style.font.cs_bold = bold


def _of_template(template: Path) -> Any:
    """Return an empty Word document with the styles and the page of a template.

    Raises InputError for what is no Word document, or lacks a style.
    """
    made = document_of(template, lambda file: docx.Document(file))
    there = {style.name for style in made.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    lacking = [name for name in STYLES if name not in there]
    if lacking:
        raise InputError(
            f"--template {template}: lacks the style {lacking[0]!r}; needed: {', '.join(STYLES)} "
            "(Word saves a style once it is used)"
        )
    body = made.element.body
    for child in [one for one in body if one is not body.sectPr]:  # which holds page and margins
        body.remove(child)
    body.get_or_add_sectPr()
    return made


def _say_what_it_is(made: Any, document: Document) -> None:
    """Write title, author, subject and language into the properties, and the language of its texts into the styles."""
    known = made.core_properties
    texts = (document.title, document.author, document.subject, document.source)
    known.title, known.author, known.subject, known.comments = (text[:LONGEST_PROPERTY] for text in texts)
    known.language, known.keywords = document.language, ""
    languages = list(made.styles.element.iter(qn("w:lang")))
    if not languages:
        languages = [OxmlElement("w:lang")]
        made.styles["Normal"].element.get_or_add_rPr().append(languages[0])
    for one in languages:
        one.set(qn("w:val"), SPELLING[document.language])


class _Writer:
    """Writes the blocks of a document into a Word document."""

    def __init__(self, made: Any, document: Document, wider: float) -> None:
        self.made, self.document, self.after_table = made, document, False
        self.wider = wider
        page = made.sections[-1]
        across = (page.page_width or Mm(210)) - (page.left_margin or 0) - (page.right_margin or 0)
        self.width = min(across / Mm(1), WIDEST)
        self.height = (page.page_height or Mm(297)) - (page.top_margin or 0) - (page.bottom_margin or 0) - CAPTION

    def paragraph(self, text: str = "", style: str | None = None, size: Any = None, faint: bool = False) -> Any:
        """Write a paragraph, farther from a table before it, and return it."""
        made = self.made.add_paragraph(style=style)
        if text:
            run = made.add_run(text)
            run.font.size = size
            if faint:
                run.font.color.rgb = FAINT
        if self.after_table and not (style or "").startswith("Heading"):
            made.paragraph_format.space_before = Pt(9)
        self.after_table = False
        return made

    def head(self) -> None:
        """Write logo, title, author and question."""
        if self.document.logo is not None:
            logo = self.document.logo
            content = logo.content if logo.kind == "png" else png(logo.content, 30.0)
            drawn = self.made.add_picture(io.BytesIO(content), height=Mm(14))
            drawn._inline.docPr.set("descr", "")
            if drawn.width > Mm(60):
                drawn.width, drawn.height = Mm(60), Emu(drawn.height * Mm(60) // drawn.width)
        self.paragraph(f"{self.document.words['report']}. {self.document.subject}", size=Pt(8.5), faint=True)
        self.paragraph(self.document.title, "Title")
        if self.document.author:
            self.paragraph(self.document.author)
        asked = self.paragraph(f"{self.document.words['question']} {self.document.question}")
        asked.runs[0].italic = True

    def heading(self, text: str, level: int, on_a_new_page: bool = False) -> None:
        """Write a heading."""
        self.paragraph(text, f"Heading {level}").paragraph_format.page_break_before = on_a_new_page or None

    def part(self, part: Part, level: int, on_a_new_page: bool = False) -> None:
        """Write a page or a part of the annex; a text that introduces a table stays with it."""
        self.heading(part.title, level, on_a_new_page)
        for block, after in zip(part.blocks, [*part.blocks[1:], None], strict=True):
            self.block(block, level)
            if isinstance(block, Text | Code) and isinstance(after, Sheet | Items | Code):
                self.made.paragraphs[-1].paragraph_format.keep_with_next = True

    def block(self, block: Block, level: int) -> None:
        """Write one block."""
        match block:
            case Text():
                quiet = block.look == "quiet"
                made = self.paragraph(block.text, size=QUIET if quiet else None, faint=quiet)
                made.runs[0].bold = block.look == "lead" or None
            case Items():
                for text in block.texts:
                    self.paragraph(text, "List Bullet")
            case Sheet():
                if self.after_table:  # two tables without a paragraph between them would become one
                    self.paragraph()
                table(self.made, block, self.width, self.wider)
                self.after_table = True
            case Picture():
                self.picture(block)
            case Limits():
                self.heading(block.title, level + 1)
                for head, text in block.limits:
                    made = self.paragraph(f"{head} ", "List Bullet")
                    made.runs[0].bold = True
                    made.add_run(text)
            case Code():
                made = self.paragraph("\n".join(block.lines), size=Pt(8.5))
                made.runs[0].font.name = "Courier New"
                made.runs[0].font.no_proof = True

    def picture(self, picture: Picture) -> None:
        """Write a figure with its alt text, and under it a caption whose number Word keeps."""
        paragraph = self.paragraph()
        paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.space_before = True, Pt(6)
        drawn = paragraph.add_run().add_picture(io.BytesIO(png(picture.outlined, self.width)), width=Mm(self.width))
        if drawn.height > self.height:
            drawn.width, drawn.height = Emu(drawn.width * self.height // drawn.height), Emu(self.height)
        for side in "TBLR":
            drawn._inline.set(f"dist{side}", "0")  # where it is missing, LibreOffice takes an eighth of an inch
        known = drawn._inline.docPr
        known.set("descr", picture.alt)
        known.set("title", picture.title)
        caption = self.paragraph(f"{self.document.words['figure']} ", "Caption")
        for element in _field("SEQ Figure \\* ARABIC", str(picture.number)):
            caption.add_run()._r.append(element)
        caption.add_run(f". {picture.title}. ")
        for run in caption.runs:
            run.bold = True
        caption.add_run(f"{picture.subtitle}." if picture.subtitle else "")


def _field(code: str, shown: str) -> Iterator[Any]:
    """Yield the parts of a field, such as one that counts figures, with what it shows until Word works it out anew."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {code} "
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = shown
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        yield element
