"""Widths of the columns of a table, by what stands in them: no word is broken, and words wrap before numbers do."""

import re

from trustladder.analysis.figures.kit.lettering import WIDER, width_of
from trustladder.analysis.reports.blocks import Cell, Sheet, cell

PAD = 0.17  # inches beside the text of a cell
PARTS = re.compile(r" |(?<=\w-)(?=\w)")  # where a line may end


def widths(sheet: Sheet, room: float, size: float, wider: float = WIDER, pad: float = PAD) -> list[float]:
    """Return the width of every column of a table in inches, in a font `wider` than ours; together they are `room`.

    A cell has `pad` beside its text. A column has at least the width of its longest word; what is left goes to those
    whose texts would wrap, in the proportion of what all their texts lack, so that the table is short. A heading that
    is None belongs to the one before it, which has the room of both.
    """
    heads = [Cell("" if name is None else name, "matters") for name in sheet.headings]
    columns = [[head, *(cell(row[place]) for row in sheet.rows)] for place, head in enumerate(heads)]
    pairs = [place for place, name in enumerate(sheet.headings) if name is None]
    for place in pairs:
        columns[place - 1][0] = Cell("")  # a heading over two columns has the room of both
    parts = [[Cell(part, one.look) for one in column for part in PARTS.split(one.text)] for column in columns]
    least = [max(needs(column, size, wider, pad)) for column in parts]
    needed = [needs(column, size, wider, pad) for column in columns]
    for place in pairs:
        (over,) = needs([heads[place - 1]], size, wider, pad)
        least[place] = max(least[place], over - least[place - 1])
        needed[place].append(least[place])
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


def needs(cells: list[Cell], size: float, wider: float, pad: float) -> list[float]:
    """Return the room that each cell takes on one line, in inches; headings and what matters are bold."""
    return [wider * width_of(one.text, size, bold=one.look == "matters") + pad for one in cells]
