"""Publish a figure: its files, its caption and alt text, and its data as CSV."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib.pyplot as plt

from trustladder.analysis.figures import name_of, save
from trustladder.analysis.figures.kit.placeholder import describe_figure, draw_figure
from trustladder.analysis.figures.kit.provenance import metadata, provenance
from trustladder.analysis.figures.kit.source import MANY, Options, Source
from trustladder.analysis.figures.kit.style import TARGETS, Target, style
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.store.results import Folder

FORMATS = ("svg", "pdf", "png")
FOLDER_COUNTS = {  # by fewest and most folders
    (1, 1): "takes one result",
    (2, MANY): "compares results; allowed: two or more",
    (1, MANY): "takes one result or more",
    (0, 1): "takes one folder or none",
}


def open_source(figure: ModuleType, folders: Sequence[Path], language: str, options: Options | None = None) -> Source:
    """Read the source of a figure. Raises InputError for folders or options that it does not take."""
    fewest, most = figure.SOURCE.FOLDERS
    if not fewest <= len(folders) <= most:
        raise InputError(f"{name_of(figure)}: {FOLDER_COUNTS[fewest, most]}, not {len(folders)}")
    taken = ", ".join(f"--{name}" for name in figure.SOURCE.OPTIONS) or "none"
    for name in options or {}:
        if name not in figure.SOURCE.OPTIONS:
            raise InputError(f"{name_of(figure)}: takes no --{name}; allowed: {taken}")
    found: Source = figure.SOURCE.from_folders(folders, language, options or {})
    return found


def target_of(name: str, millimetres: float | None = None) -> Target:
    """Return a target by its name, with another width if one is given."""
    if name not in TARGETS:
        raise unknown("--for", name, TARGETS, "target")
    target = TARGETS[name]
    return target if millimetres is None else target._replace(width=millimetres / 25.4)


def formats_of(text: str | None, target: Target, where: str = "--format") -> list[str]:
    """Return the formats of a list such as "svg,pdf"; the target's own if none is given. Errors name `where`."""
    formats = [part.strip() for part in text.split(",")] if text else [target.suffix]
    for part in formats:
        if part not in FORMATS:
            raise unknown(where, part, FORMATS, "format")
    return formats


def stem_of(figure: ModuleType, data: Source, purpose: str) -> str:
    """Return the name of a figure's files, without their suffixes."""
    language = data.words.language
    return "-".join(
        part for part in (name_of(figure), data.mark, purpose, language if language != "en" else "") if part
    )


def publish(
    figure: ModuleType, data: Source, target: Target, formats: Sequence[str], stem: Path, own: Path | None = None
) -> list[Path]:
    """Write a figure in every format, and beside it its caption (.txt) and its data (.csv)."""
    written = [stem.with_name(f"{stem.name}.{kind}") for kind in formats]
    for path in written:
        save(figure, data, target, path, own)
    known, folder = describe_figure(figure, data), Folder(stem.parent)
    folder.write_text(f"{stem.name}.txt", f"{known.caption}\n\n{known.alt}\n")
    folder.write_text(f"{stem.name}.csv", table(known.columns, known.rows))
    return [*written, stem.with_name(f"{stem.name}.txt"), stem.with_name(f"{stem.name}.csv")]


def as_svg(figure: ModuleType, data: Source, target: Target) -> bytes:
    """Return a figure, or its placeholder, as SVG with its provenance."""
    written = io.BytesIO()
    with style(target):
        made = draw_figure(figure, data, target)
        made.savefig(written, format="svg", metadata=metadata("svg", provenance(figure, data, target)))
        plt.close(made)
    return written.getvalue()


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return rows as CSV; NaN is empty, and no cell begins as a formula would."""
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
