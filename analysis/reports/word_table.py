"""A table in Word: to edit, with thin lines between rows and a heading row that every page repeats."""

from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from trustladder.analysis.figures.kit import style as house
from trustladder.analysis.reports.blocks import Cell, Sheet, cell
from trustladder.analysis.reports.columns import widths

FAINT, BLUE = (RGBColor.from_string(one[1:]) for one in (house.FAINT, house.BLUE))
BETWEEN = 216  # twentieths of a point between columns
AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # in the order that the format asks for


def table(made: Any, sheet: Sheet, room: float, wider: float) -> None:
    """Write a table that is `room` millimetres wide at the end of a Word document, whose font is `wider` than ours."""
    written = made.add_table(rows=1, cols=len(sheet.headings))
    written.alignment, written.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _ruled(written)
    size = Pt(9.5 if sheet.numbers else 8.5)
    for one, width in zip(written.columns, widths(sheet, room / 25.4, size.pt, wider), strict=True):
        one.width = Inches(width)
    _head(written, sheet, size)
    for row in sheet.rows:
        added = written.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for column, (place, one) in enumerate(zip(added.cells, map(cell, row), strict=True)):
            place.width = written.columns[column].width
            _write(place.paragraphs[0], one, size, sheet.numbers and column > 0)
    _padded(written, sheet.numbers)


def _head(written: Any, sheet: Sheet, size: Any) -> None:
    """Write the heading row, which stays with the row after it."""
    row = written.rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    places = row.cells
    for column, (place, name) in enumerate(zip(places, sheet.headings, strict=True)):
        place.width = written.columns[column].width
        if name is None:  # it belongs to the one before it
            places[column - 1].merge(place)
            continue
        paragraph = place.paragraphs[0]
        _write(paragraph, Cell(name), size, sheet.numbers and column > 0)
        paragraph.runs[0].bold = True
        paragraph.paragraph_format.keep_with_next = True


def _write(paragraph: Any, one: Cell, size: Any, right: bool) -> None:
    """Write into a cell: what matters is bold and blue, what is beside it quiet."""
    run = paragraph.add_run(one.text)
    run.font.size, paragraph.paragraph_format.space_after = size, Pt(2)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if one.look == "matters":
        run.bold, run.font.color.rgb = True, BLUE
    elif one.look == "quiet":
        run.font.color.rgb = FAINT


def _ruled(written: Any) -> None:
    """Draw thin lines between the rows of a table, and none between its columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "B0B0B0")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    written._tbl.tblPr.insert_element_before(borders, *AFTER_BORDERS)


def _padded(written: Any, numbers: bool) -> None:
    """Keep columns apart, and let texts begin and numbers end where the lines do, at the edges of the page's text."""
    pads = {"left": BETWEEN, "right": 0} if numbers else {"left": 0, "right": BETWEEN}
    written._tbl.tblPr.insert_element_before(_margins("w:tblCellMar", pads), *AFTER_BORDERS[3:])
    if numbers:
        for place in written.columns[0].cells:
            place._tc.get_or_add_tcPr().append(_margins("w:tcMar", {"left": 0}))


def _margins(name: str, pads: dict[str, int]) -> Any:
    """Return margins of cells, in twentieths of a point."""
    margins = OxmlElement(name)
    for side, width in pads.items():
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins
