"""Widths of the columns of a table, by what stands in them: no word is broken, and words wrap before numbers do."""

from trustladder.analysis.figures.kit.lettering import WIDER, width_of
from trustladder.analysis.reports.blocks import Sheet, cell

PAD = 0.17  # inches beside the text of a cell


def widths(sheet: Sheet, room: float, size: float) -> list[float]:
    """Return the width of every column of a table in inches; together they are `room`.

    A column has at least the width of its longest word; what is left goes to those whose texts would wrap, in the
    proportion of what they lack. A heading that is None belongs to the one before it.
    """
    columns = [[name or "", *texts] for name, texts in zip(sheet.headings, _texts(sheet), strict=True)]
    for place in (place for place, name in enumerate(sheet.headings) if name is None):
        columns[place - 1][0] = ""  # a heading over two columns has the room of both
    least = [_widest(column, size, words=True) for column in columns]
    wanted = [_widest(column, size, words=False) for column in columns]
    left = room - sum(least)
    if left <= 0.0:
        return [room * one / sum(least) for one in least]
    lacking = [full - one for full, one in zip(wanted, least, strict=True)]
    if sum(lacking) <= left:  # all stand on one line: what is over goes to the first column, which holds words
        return [wanted[0] + left - sum(lacking), *wanted[1:]]
    return [one + left * part / sum(lacking) for one, part in zip(least, lacking, strict=True)]


def _texts(sheet: Sheet) -> list[list[str]]:
    """Return the texts of every column."""
    return [[cell(row[place]).text for row in sheet.rows] for place in range(len(sheet.headings))]


def _widest(column: list[str], size: float, words: bool) -> float:
    """Return the room that the widest text of a column takes, or its widest word."""
    parts = [part for text in column for part in (text.split() if words else [text])]
    return WIDER * max((width_of(part, size, bold=True) for part in parts), default=0.0) + PAD
