"""Read the CSV files of the evidence: fixed columns, numbered rows, and checks of single cells.

Rows count as a spreadsheet counts them: the header is row 1. Every check raises InputError, one line with file, row,
column, value and what is allowed.
"""

import csv
import io
import re
from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

from trustladder.sim.scenario.errors import InputError, nearest, shown, unknown
from trustladder.sim.scenario.files import read_text

CONFIDENCES = ("low", "medium", "high")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
Cells = dict[str, str]


def read_rows(path: Path, columns: Sequence[str]) -> list[tuple[str, Cells]]:
    """Read the rows of a CSV file, each with its place ("FILE: row N"); empty lines are left out."""
    reader = csv.reader(io.StringIO(read_text(path, "record", "allowed: a header and rows"), newline=""), strict=True)
    try:
        lines = list(enumerate(reader, start=1))
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: not valid CSV: {error}") from None
    _check_header(path, lines[0][1], columns)
    rows = [(f"{path}: row {number}", line) for number, line in lines[1:] if line]
    if not rows:
        raise InputError(f"{path}: no row under the header")
    return [(at, _cells(at, line, columns)) for at, line in rows]


def _cells(at: str, line: list[str], columns: Sequence[str]) -> Cells:
    if len(line) != len(columns):
        raise InputError(f"{at}: {len(line)} cells; allowed: {len(columns)}, with quotes around commas")
    return {name: cell.strip() for name, cell in zip(columns, line, strict=True)}


def _check_header(path: Path, header: list[str], columns: Sequence[str]) -> None:
    names = [name.strip() for name in header]
    for index, wanted in enumerate(columns):
        given = names[index] if index < len(names) else ""
        if given != wanted:
            what = f"{shown(given)} in place of {wanted}{nearest(given, columns)}" if given else f"{wanted} is missing"
            raise InputError(f"{path}: header: {what}; allowed: {','.join(columns)}")
    if len(names) > len(columns):
        raise InputError(f"{path}: header: {shown(names[len(columns)])} is too much; allowed: {','.join(columns)}")


def days(at: str, written: str) -> tuple[date, date]:
    """Return the first and last day of a date that is known to the year, the month or the day."""
    try:
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", written):
            raise ValueError
        year, month, day = [*map(int, written.split("-")), 0, 0][:3]
        first = date(year, month if len(written) > 4 else 1, day if len(written) > 7 else 1)
    except ValueError:
        raise InputError(f"{at}: {shown(written)}; allowed: a date as YYYY, YYYY-MM or YYYY-MM-DD") from None
    if len(written) > 7:
        return first, first
    ends = first.month if len(written) > 4 else 12
    return first, date(first.year, ends, monthrange(first.year, ends)[1])


def days_within(at: str, written: str, since: date, until: date) -> tuple[date, date]:
    """Return the days of a date, all of which must lie in a period."""
    first, last = days(at, written)
    if first < since or last > until:
        raise InputError(f"{at}: {written}; allowed: {since} to {until}")
    return first, last


def check_given(at: str, written: str) -> None:
    """Refuse an empty cell."""
    if not written:
        raise InputError(f"{at}: is missing")


def check_one_of(at: str, word: str, known: Collection[str], what: str) -> None:
    """Refuse a word that is not among the known ones."""
    check_given(at, word)
    if word not in known:
        raise unknown(at, word, known, what)


def check_address(at: str, written: str) -> None:
    """Refuse what is no address on the web."""
    if not ADDRESS.fullmatch(written):
        raise InputError(f"{at}: {shown(written)}; allowed: an address with http:// or https://")


def ids(at: str, written: str, known: Collection[str], what: str = "actor") -> tuple[str, ...]:
    """Return the ids of a cell, sorted: at least one, each known and each once."""
    names = written.split()
    for name in names or [""]:
        check_one_of(at, name, known, what)
        if names.count(name) > 1:
            raise InputError(f"{at}: {name!r} stands there twice; allowed: each id once")
    return tuple(sorted(names))
