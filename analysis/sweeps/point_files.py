"""Read a list of points from a CSV file."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

from trustladder.analysis.sweeps.factors import as_float
from trustladder.sim.scenario.errors import InputError, shown
from trustladder.sim.scenario.files import LARGE, read_text
from trustladder.sim.scenario.loading import parsed_value

Value = Any  # a number, truth value, text or date; None for "as the scenario has it"


def read_points(path: Path) -> dict[str, list[Value]]:
    """Read a CSV of points into columns; an empty cell is None. Raises InputError with the line that is wrong."""
    text = read_text(
        path, "list of points", "no points; allowed: a header of parameters, and a row for each point", LARGE
    )
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise InputError(f"{path}: cannot be read as CSV ({error})") from None
    if len(rows) < 2 or not rows[0]:
        raise InputError(f"{path}: no points; allowed: a header of parameters, and a row for each point")
    header = [name.strip() for name in rows[0]]
    if len(set(header)) < len(header):
        raise InputError(f"{path}:1: {shown(header)}; allowed: each parameter once")
    if "" in header:
        raise InputError(f"{path}:1: no name above column {header.index('') + 1}; allowed: a parameter above each")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            raise InputError(f"{path}:{number}: {len(row)} values; allowed: {len(header)}, as the header has")
    return {
        name: [_cell(f"{path}:{number}: {name}", row[position]) for number, row in enumerate(rows[1:], 2)]
        for position, name in enumerate(header)
    }


def _cell(key: str, text: str) -> Value:
    """Parse a cell, written as in --set; truth values may be capital."""
    text = text.strip()
    if not text:
        return None
    value = parsed_value(text.lower() if text.lower() in ("true", "false") else text)
    if not isinstance(value, bool | int | float | str | date):
        raise InputError(f"{key}: {shown(value)}; allowed: a number, true or false, a word or a date")
    return as_float(value) if isinstance(value, int) and not isinstance(value, bool) else value
