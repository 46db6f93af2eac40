"""A figure made ready for a publication: its files, caption, text for the blind, and its data as CSV."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt

from analysis.figures import save
from analysis.figures.data import Data
from analysis.figures.notice import drawn, first, told
from analysis.figures.provenance import metadata, provenance
from analysis.figures.style import TARGETS, Target, house_style
from sim.errors import InputError, unknown
from sim.results import Folder

FORMATS = ("svg", "pdf", "png")


def opened(figure: ModuleType, folders: Sequence[Path], language: str) -> Any:
    """What a figure reads: one result, or a list of them. Raises InputError where their number does not fit."""
    several = getattr(figure, "SEVERAL", False)
    if not several and len(folders) != 1:
        raise InputError(f"{figure.NAME}: takes one result, not {len(folders)}")
    if several and len(folders) < 2:
        raise InputError(f"{figure.NAME}: compares results; allowed: two or more")
    found = [Data(folder, language) for folder in folders]
    return found if several else found[0]


def target_of(name: str, millimetres: float | None = None) -> Target:
    """A target by its name, at another width where one is given."""
    if name not in TARGETS:
        raise unknown("--for", name, TARGETS, "target")
    target = TARGETS[name]
    return target if millimetres is None else target._replace(width=millimetres / 25.4)


def formats_of(text: str | None, target: Target) -> list[str]:
    """The formats of a list such as "svg,pdf"; the target's own where none is given."""
    asked = [part.strip() for part in text.split(",")] if text else [target.suffix]
    for part in asked:
        if part not in FORMATS:
            raise unknown("--format", part, FORMATS, "format")
    return asked


def publish(
    figure: ModuleType,
    data: Any,
    purpose: str,
    target: Target,
    formats: Sequence[str],
    out: Path,
    own: Path | None = None,
) -> list[Path]:
    """Write a figure in every format, and beside it its caption (.txt) and its data (.csv)."""
    language = first(data).words.language
    stem = f"{figure.NAME}-{purpose}" + ("" if language == "en" else f"-{language}")
    written = [out / f"{stem}.{kind}" for kind in formats]
    for place in written:
        save(figure, data, target, place, own)
    known, folder = told(figure, data), Folder(out)
    folder.write_text(f"{stem}.txt", f"{known.caption}\n\n{known.alt}\n")
    folder.write_text(f"{stem}.csv", table(known.columns, known.rows))
    return [*written, out / f"{stem}.txt", out / f"{stem}.csv"]


def as_svg(figure: ModuleType, data: Any, target: Target) -> bytes:
    """A figure as SVG in memory, with where it comes from; a notice where there is nothing to show."""
    written = io.BytesIO()
    with house_style(target):
        made = drawn(figure, data, target)
        made.savefig(written, format="svg", metadata=metadata("svg", provenance(figure, data, target)))
        plt.close(made)
    return written.getvalue()


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows as CSV; what is not a number stays empty, and no cell begins as a formula would."""
    written = io.StringIO()
    sheet = csv.writer(written, lineterminator="\n")
    sheet.writerow(columns)
    for row in rows:
        sheet.writerow([_cell(value) for value in row])
    return written.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return "" if value != value else f"{value:.6g}"
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t") else value
