"""Publish a figure: its files, its caption and alt text, and its data as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from trustladder.analysis.figures import figure_of, name_of, save
from trustladder.analysis.figures.kit.codebook import CODEBOOK, codebook
from trustladder.analysis.figures.kit.labels import capital
from trustladder.analysis.figures.kit.lettering import our_font
from trustladder.analysis.figures.kit.placeholder import describe_figure, draw_figure
from trustladder.analysis.figures.kit.provenance import metadata, provenance, redraw_commands
from trustladder.analysis.figures.kit.source import MANY, Nothing, Options, Source
from trustladder.analysis.figures.kit.style import SLIDE, TARGETS, Target, style
from trustladder.sim.machine.atomic import replaced
from trustladder.sim.scenario.errors import InputError, not_installed, unknown, whole_number
from trustladder.sim.store.parts import refuse_among_tables
from trustladder.sim.store.results import Folder

FORMATS = ("svg", "pdf", "png", "pptx")
OF_REPORTS = ("xlsx", "docx", "html")  # which hold several figures
DPI = (72, 1200)  # fewest and most
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
    dpi: int | None = None,
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
    dpi
        Other dots an inch, of "png" and "pptx".
    language
        "en" or "ru".
    format
        "svg", "pdf", "png" or, for "slides", "pptx"; or several with commas between them.
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

    Examples
    --------
    >>> from trustladder import figure
    >>> figure("trust-fan", "out/mine", "figures", format="pdf")  # doctest: +SKIP
    """
    known = figure_of(name)
    size, kinds = sized(target, width, dpi, format)
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


def sized(purpose: str, width: float | None, dpi: int | None, formats: str | None) -> tuple[Target, list[str]]:
    """Return a target in another width and in other dots an inch, and the formats of a list.

    Raises InputError for dots that none of the formats has, or that are too few or too many.
    """
    target = target_of(purpose, width)
    kinds = formats_of(formats, target)
    if dpi is None:
        return target, kinds
    whole_number("--dpi", dpi, *DPI)
    if not {"png", "pptx"} & {*kinds}:
        raise InputError(f"--dpi {dpi}: {', '.join(kinds)} has no dots; allowed: --format png, or pptx")
    return target._replace(dpi=dpi), kinds


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
        if part in OF_REPORTS:
            raise InputError(
                f"{where}: a figure is no .{part}, its numbers are in the .csv beside it; all figures of a report go "
                f"into one by trustladder report RESULT --to {part}"
            )
        if part not in FORMATS:
            raise unknown(where, part, FORMATS, "format")
        if part == "pptx":
            _check_slides(target, where)
    return formats


def _check_slides(target: Target, where: str) -> None:
    """Raise InputError for a figure that is not for slides, and where the package that writes slides is missing."""
    if target.name != SLIDE.name:
        raise InputError(f"{where}: pptx holds slides; allowed with --for slides")
    if find_spec("pptx") is None:
        raise not_installed(f"{where} pptx", "python-pptx", "documents")


def stem_of(figure: ModuleType, data: Source, purpose: str) -> str:
    """Return the name of a figure's files, without their suffixes."""
    language = data.words.language
    return "-".join(
        part for part in (name_of(figure), data.mark, purpose, language if language != "en" else "") if part
    )


def publish(
    figure: ModuleType, data: Source, target: Target, formats: Sequence[str], stem: Path, own: Path | None = None
) -> list[Path]:
    """Write a figure in every format, and beside it its caption (.txt), its data (.csv) and their codebook."""
    written = [stem.with_name(f"{stem.name}.{kind}") for kind in formats]
    refuse_among_tables(stem)
    for path in written:
        if path.suffix == ".pptx":
            save_slide(figure, data, target, path, own)
        else:
            save(figure, data, target, path, own)
    known, folder = describe_figure(figure, data), Folder(stem.parent)
    beside = {
        f"{stem.name}.txt": f"{known.caption}\n\n{known.alt}\n",
        f"{stem.name}.csv": table(known.columns, known.rows),
        f"{stem.name}-codebook.csv": table(CODEBOOK, [*codebook(data, known)]),
    }
    for name, text in beside.items():
        folder.write_text(name, text)
    return [*written, *(stem.with_name(name) for name in beside)]


@our_font()
def save_slide(figure: ModuleType, data: Source, target: Target, path: Path, own: Path | None = None) -> None:
    """Write a figure as one slide, whose title is its finding, with its topic under it and its alt text."""
    from trustladder.analysis.figures.kit.slide import BODY, Deck

    bare = target._replace(bare=True, width=BODY.width, height=BODY.height, margin=0.05)
    known, origin = describe_figure(figure, data), provenance(figure, data, target, own)
    _, outlined = as_svgs(figure, data, bare, own, origin)
    head, deck = data.heads.get(name_of(figure)), Deck(data.words.language)
    deck.about(origin["title"], "", known.alt, known.caption)
    subtitle = capital(head.subtitle) if head else ""
    slide = deck.picture(origin["title"], subtitle, known.alt, outlined, max(target.dpi, 300))
    slide.notes_slide.notes_text_frame.text = "\n".join([known.caption, *redraw_commands(origin, ".pptx")])
    with replaced(path) as temporary:
        temporary.write_bytes(deck.content)


def drawn(figure: ModuleType, data: Source, target: Target) -> Figure:
    """Return a figure, or its placeholder, of which pyplot knows nothing."""
    with style(target):
        return draw_figure(figure, data, target)


def as_svgs(
    figure: ModuleType, data: Source, target: Target, own: Path | None = None, origin: dict[str, Any] | None = None
) -> tuple[bytes, bytes]:
    """Return a figure, or its placeholder, as SVG with its provenance: with text, and with outlines in place of text.

    The first is for whoever has the fonts, the second looks the same for everybody. `origin` is its provenance where it
    is drawn for something else than the target.
    """
    known = metadata("svg", origin or provenance(figure, data, target, own))
    with style(target, own):
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
