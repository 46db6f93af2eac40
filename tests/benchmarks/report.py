"""What a benchmark hands over: plain tables to read, and the same numbers for programs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.timing import Spread, figure

BEFORE_SPEED = "555939b"  # the commit before the compiled month was made faster


class Setup(NamedTuple):
    """How a benchmark is asked to run."""

    quick: bool = False  # a smoke run: few rounds, small amounts
    figures: Path | None = None  # where figures go, none where they are not wanted
    full: bool = False  # as large as the goals say, however long that takes
    against: str = BEFORE_SPEED  # the commit with which the month is compared


class Table(NamedTuple):
    """A table of text; the first column is aligned to the left, the others to the right."""

    caption: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


class Report(NamedTuple):
    """The outcome of one benchmark."""

    tables: list[Table]
    notes: list[str]  # what the tables show, in sentences
    numbers: dict[str, Any]  # for --json


GOALS = ("", "measured", "goal", "unit", "")


def goal_row(
    what: str, measured: Spread | float, unit: str, goal: float | None = None, least: bool = True
) -> tuple[str, ...]:
    """A row of a table of GOALS; the goal is to reach at least (or, where not `least`, at most) a figure."""
    value = measured.median if isinstance(measured, Spread) else measured
    text = str(measured) if isinstance(measured, Spread) else figure(measured)
    if goal is None:
        return what, text, "", unit, ""
    reached = value >= goal if least else value <= goal
    return what, text, f"{'at least' if least else 'at most'} {figure(goal)}", unit, "reached" if reached else "MISSED"


def text_of(table: Table) -> str:
    """Return a table in Markdown, with columns as wide as their cells."""
    cells = [tuple(cell.replace("|", "\\|") for cell in row) for row in (table.head, *table.rows)]
    widths = [max(3, *(len(row[column]) for row in cells)) for column in range(len(table.head))]
    rule = tuple("-" * width if not column else "-" * (width - 1) + ":" for column, width in enumerate(widths))
    lines = [f"{table.caption}\n"]
    for row in (cells[0], rule, *cells[1:]):
        first, *others = (
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("| " + " | ".join([first, *others]) + " |")
    return "\n".join(lines)
