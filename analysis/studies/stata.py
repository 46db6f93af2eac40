"""Write Stata files: names of at most 32 characters, labels of at most 80, in format 118 (Stata 14 and later)."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from trustladder.analysis.studies.codebook import Entry

LONGEST_NAME, LONGEST_LABEL = 32, 80
MOST_CELLS = 40_000_000  # numbers; pandas takes 3 GB to write them
RESERVED = frozenset(
    [
        "_all",
        "_b",
        "_coef",
        "_cons",
        "_n",
        "_N",
        "_pi",
        "_pred",
        "_rc",
        "_se",
        "_skip",
        "_variables",
        "byte",
        "int",
        "long",
        "float",
        "double",
        "strL",
        "if",
        "in",
        "using",
        "with",
    ]
)


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Return a valid Stata name for each, unique, and unchanged where possible."""
    found: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        if not re.match(r"[A-Za-z]", plain) or plain in RESERVED:
            plain = f"v_{plain}"
        found[name] = _free(plain, set(found.values()))
    return found


def _free(plain: str, taken: set[str]) -> str:
    """Return a name cut to length in the middle, since its end distinguishes columns of a family."""
    if len(plain) > LONGEST_NAME:
        plain = f"{plain[:15]}__{plain[-15:]}"
    name, number = plain, 2
    while name.lower() in {one.lower() for one in taken}:
        ending = f"_{number}"
        name, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
    return name


def label(line: Entry) -> str:
    """Return a column's meaning with its unit, cut to Stata's longest label."""
    text = f"{line.meaning} ({line.unit})" if line.unit and line.meaning else line.meaning or line.name
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 3] + "..."


def write_stata(
    path: Path, table: pa.Table, lines: Sequence[Entry], names: dict[str, str], title: str, written: datetime
) -> None:
    """Write one table as a Stata file.

    `written` is its time stamp, so that the same result gives the same file.
    """
    import pandas as pd

    columns: dict[str, Any] = {}
    for name in table.column_names:
        values, kind = table.column(name), table.schema.field(name).type
        if pa.types.is_boolean(kind):
            columns[names[name]] = np.array(values.to_pylist(), dtype=np.int8)
        elif pa.types.is_string(kind):
            columns[names[name]] = np.array([value or "" for value in values.to_pylist()], dtype=object)
        else:
            columns[names[name]] = values.to_numpy()
    with path.open("wb") as file:
        pd.DataFrame(columns).to_stata(
            file,
            write_index=False,
            version=118,
            data_label=title[:LONGEST_LABEL],
            time_stamp=written.replace(tzinfo=None),
            variable_labels={names[line.name]: label(line) for line in lines},
        )
