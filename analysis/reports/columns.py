"""Widths of the columns of a table, by what stands in them: no word is broken, and words wrap before numbers do."""

import re

from trustladder.analysis.figures.kit.lettering import WIDER, width_of
from trustladder.analysis.reports.blocks import Sheet, cell

PAD = 0.17  # inches beside the text of a cell
PARTS = re.compile(r" |(?<=\w-)(?=\w)")  # where a line may end


def widths(sheet: Sheet, room: float, size: float, wider: float = WIDER) -> list[float]:
    """Return the width of every column of a table in inches, in a font `wider` than ours; together they are `room`.

    A column has at least the width of its longest word; what is left goes to those whose texts would wrap, in the
    proportion of what all their texts lack, so that the table is short. A heading that is None belongs to the one
    before it.
    """
    columns = [[name or "", *texts] for name, texts in zip(sheet.headings, _texts(sheet), strict=True)]
    for place in (place for place, name in enumerate(sheet.headings) if name is None):
        columns[place - 1][0] = ""  # a heading over two columns has the room of both
    least = [max(_needed(PARTS.split(text), size, wider)) for text in map(" ".join, columns)]
    needed = [_needed(column, size, wider) for column in columns]
    left, wanted = room - sum(least), [*map(max, needed)]
    if left <= 0.0:
        return [room * one / sum(least) for one in least]
    if sum(wanted) <= room:  # all stand on one line: what is over goes to the first column, which holds words
        return [wanted[0] + room - sum(wanted), *wanted[1:]]
    return _shared(left, least, needed)


def _shared(left: float, least: list[float], needed: list[list[float]]) -> list[float]:
    """Return widths to which room that is left is added where texts lack it, but no more than the widest needs."""
    lacking = [sum(max(0.0, one - low) for one in column) for column, low in zip(needed, least, strict=True)]
    shared = [low + left * part / sum(lacking) for low, part in zip(least, lacking, strict=True)]
    capped = [min(one, max(column)) for one, column in zip(shared, needed, strict=True)]
    over = sum(shared) - sum(capped)
    return capped if over < 1e-6 else _shared(over, capped, needed)


def _texts(sheet: Sheet) -> list[list[str]]:
    """Return the texts of every column."""
    return [[cell(row[place]).text for row in sheet.rows] for place in range(len(sheet.headings))]


def _needed(texts: list[str], size: float, wider: float) -> list[float]:
    """Return the room that each text takes on one line of a cell."""
    return [wider * width_of(text, size, bold=True) + PAD for text in texts]
