"""Publish a figure: its files, its caption and alt text, and its data as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from trustladder.analysis.figures import figure_of, name_of, save
from trustladder.analysis.figures.kit.placeholder import describe_figure, draw_figure
from trustladder.analysis.figures.kit.provenance import metadata, provenance
from trustladder.analysis.figures.kit.source import MANY, Nothing, Options, Source
from trustladder.analysis.figures.kit.style import TARGETS, Target, style
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.store.results import Folder

FORMATS = ("svg", "pdf", "png")
FOLDER_COUNTS = {  # by fewest and most folders
    (1, 1): "takes one result",
    (2, MANY): "compares results; allowed: two or more",
    (1, 2): "takes one result or two",
    (1, MANY): "takes one result or more",
    (0, 1): "takes one folder or none",
}


def figure(
    name: str,
    results: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    target: str = "word",
    width: float | None = None,
    language: str = "en",
    format: str = "svg",
    options: Mapping[str, Any] = MappingProxyType({}),
) -> list[Path]:
    """Draw a figure of results into a folder, with its caption and alt text (.txt) and its data (.csv) beside it.

    Parameters
    ----------
    name
        The figure, such as "trust-fan"; `trustladder figure` lists them, each with what it is drawn of.
    results
        The folder of a result, a sweep or a fit, or several of them where the figure compares.
    out
        The folder to write into; it is created if missing.
    target
        Where the figure is read, which sets its width and size of text: "word", "latex", "slides" or "web".
    width
        Another width, in millimetres; text keeps its size.
    language
        "en" or "ru".
    format
        "svg", "pdf" or "png", or several with commas between them.
    options
        Options of the figure, named as those of `trustladder figure`, such as {"metric": "region_held"}.

    Returns
    -------
    list of Path
        The files that were written: the figure in every format, the text, the data.

    Raises
    ------
    InputError
        In one line, for an unknown figure, folder, target, language, format or option, or where they do not go
        together.

    >>> from trustladder import figure
    >>> figure("trust-fan", "out/mine", "figures", format="pdf")  # doctest: +SKIP
    """
    known, size = figure_of(name), target_of(target, width)
    kinds = formats_of(format, size)
    folders = [results] if isinstance(results, str | Path) else results
    data = open_source(known, [Path(one) for one in folders], language, dict(options))
    if hasattr(known, "prepare"):
        with suppress(Nothing):
            known.prepare(data, lambda _: None)
    return publish(known, data, size, kinds, Path(out) / stem_of(known, data, target))


def open_source(figure: ModuleType, folders: Sequence[Path], language: str, options: Options | None = None) -> Source:
    """Read the source of a figure. Raises InputError for folders or options that it does not take."""
    fewest, most = figure.SOURCE.FOLDERS
    if not fewest <= len(folders) <= most:
        raise InputError(f"{name_of(figure)}: {FOLDER_COUNTS[fewest, most]}, not {len(folders)}")
    taken = ", ".join(f"--{name}" for name in figure.SOURCE.OPTIONS) or "none"
    for name in options or {}:
        if name not in figure.SOURCE.OPTIONS:
            raise InputError(f"{name_of(figure)}: takes no --{name}; allowed: {taken}")
    return figure.SOURCE.from_folders(folders, language, options or {})


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


def drawn(figure: ModuleType, data: Source, target: Target) -> Figure:
    """Return a figure, or its placeholder, of which pyplot knows nothing."""
    with style(target):
        return draw_figure(figure, data, target)


def as_svgs(figure: ModuleType, data: Source, target: Target) -> tuple[bytes, bytes]:
    """Return a figure, or its placeholder, as SVG with its provenance: with text, and with outlines in place of text.

    The first is for whoever has the fonts, the second looks the same for everybody.
    """
    known = metadata("svg", provenance(figure, data, target))
    with style(target):
        made, found = draw_figure(figure, data, target), []
        layout: Any = made.get_layout_engine() or "none"
        for kind in ("none", "path"):
            written = io.BytesIO()
            made.set_layout_engine(layout)  # which saving sets anew to the style's
            with mpl.rc_context({"svg.fonttype": kind}):
                made.savefig(written, format="svg", metadata=known)
            found.append(written.getvalue())
    return found[0], found[1]


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
