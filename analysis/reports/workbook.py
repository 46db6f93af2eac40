"""A document as one workbook: the tables of the report, a sheet with the numbers of every figure, and a codebook."""

import io
import math
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from trustladder.analysis.reports.blocks import Document, Picture, Sheet, cell

LONGEST = 31  # characters that a sheet's name may have
WIDEST = 48  # characters of a column


def workbook(document: Document) -> bytes:
    """Return a document as an Excel workbook; a text is written as a text, never as a formula."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": document.title, "author": document.author, "comments": document.source})
        front = _Page(book, document.words["report"])
        front.row([document.title], front.bold)
        lines: list[tuple[str, str, str]] = []  # of the codebook
        for text in (document.question, document.author, document.source):
            front.row([text])
        for part in document.parts:
            for block in part.blocks:
                if isinstance(block, Sheet):
                    front.table(part.title, [name or "" for name in block.headings], map(_texts, block.rows))
                elif isinstance(block, Picture):
                    page = _Page(book, f"{block.number} {block.name}")
                    front.row([page.name, block.title])
                    page.row([block.title], page.bold)
                    page.table(block.subtitle, block.columns, block.rows)
                    lines += [(page.name, *line) for line in zip(block.columns, block.meanings, strict=False)]
        words = [document.words[key] for key in ("codebook", "sheet", "column", "meaning")]
        _Page(book, words[0]).table(document.title, words[1:], lines)
    return written.getvalue()


class _Page:
    """A sheet that is written row by row."""

    def __init__(self, book: Any, name: str) -> None:
        self.name, self.bold = name[:LONGEST], book.add_format({"bold": True})
        self.sheet, self.next = book.add_worksheet(self.name), 0
        self.sheet.set_column(0, 0, WIDEST)

    def row(self, values: Iterable[Any], form: Any = None) -> None:
        """Write a row; what is not known is an empty cell."""
        for column, value in enumerate(values):
            if isinstance(value, str):
                self.sheet.write_string(self.next, column, value, form)
            elif value is not None and math.isfinite(value):
                self.sheet.write_number(self.next, column, value, form)
        self.next += 1

    def table(self, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a table under its title, and leave a row free after it."""
        self.row([title])
        self.row(headings, self.bold)
        for row in rows:
            self.row(row)
        self.next += 1


def _texts(row: Iterable[Any]) -> list[str]:
    return [cell(one).text for one in row]
