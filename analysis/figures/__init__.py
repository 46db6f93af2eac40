"""Figures: one module each, with its SOURCE, `draw`, and `describe` (caption, alt text, data).

To add one, add its file to CATALOGUE, and what it says to the files of `analysis/words`.

What figures share stands in `kit/`.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import uuid4
from warnings import catch_warnings, filterwarnings

from trustladder.sim.scenario.errors import InputError, unknown

STANDARD = ("fan", "ladders", "network", "opening", "security")  # drawn by every run
CATALOGUE = (
    *STANDARD, "territory", "brokers", "invitations", "assistance", "rivalry", "poster",
    "effects", "survival", "convergence",  # of one or several
    "heatmap", "sobol", "tornado", "boxes",  # of a sweep
    "regret", "claims", "history", "backtest",
)  # fmt: skip


def figures(files: tuple[str, ...] = CATALOGUE) -> list[ModuleType]:
    """The figures in the order of the catalogue."""
    return [import_module(f"trustladder.analysis.figures.{name}") for name in files]


def catalogue(language: str) -> list[dict[str, Any]]:
    """Every figure: its name, the question it answers, what it is drawn of, and the options that it takes."""
    from trustladder.analysis.words import words

    say = words(language)
    return [
        {
            "name": figure.NAME,
            "answers": say(f"figure.{figure.NAME}.answers"),
            "of": say.texts.get(f"catalogue.{figure.NAME}", say(f"catalogue.{figure.SOURCE.KIND}")),
            "takes": [f"--{name}" for name in figure.SOURCE.OPTIONS],
        }
        for figure in figures()
    ]


def figure_of(name: str) -> ModuleType:
    """A figure by its name. Raises InputError with the nearest spelling where there is none."""
    known = {figure.NAME: figure for figure in figures()}
    if name not in known:
        raise unknown("figure", name, known, "figure")
    return known[name]


def draw_standard(folder: Path, columns: bool = False) -> list[Path]:
    """The standard figures of a result, as PNG for slides, and as SVG for a column of print; those there already are kept."""
    from trustladder.analysis.figures.kit.data import ResultSource
    from trustladder.analysis.figures.kit.style import COLUMN, SLIDE

    data, drawn = ResultSource(folder), []
    for figure in figures(STANDARD):
        for target in (SLIDE, COLUMN) if columns else (SLIDE,):
            place = folder / "figures" / f"{figure.NAME}-{target.name}.{target.suffix}"
            if not place.is_file():
                save(figure, data, target, place)
            drawn.append(place)
    return drawn


def save(figure: ModuleType, data: Any, target: Any, place: Path, own: Path | None = None) -> None:
    """Draw one figure into a file, whole or not at all; a notice where the result has nothing to show."""
    from trustladder.analysis.figures.kit.notice import draw_figure
    from trustladder.analysis.figures.kit.provenance import provenance
    from trustladder.analysis.figures.kit.style import style

    with style(target, own):
        write_whole(draw_figure(figure, data, target), place, provenance(figure, data, target, own))


def fallbacks(svg: str) -> str:
    """An SVG that names fonts of like width for readers who lack the house's, since it keeps text as text."""
    return svg.replace("font-family: 'DejaVu Sans'", "font-family: 'DejaVu Sans', Verdana, sans-serif")


def write_whole(drawn: Any, place: Path, origin: dict[str, Any] | None = None) -> None:
    """Write a drawn figure into a file, whole or not at all, with what is told about it, and forget it."""
    import matplotlib.pyplot as plt

    from trustladder.analysis.figures.kit.provenance import metadata

    kinds, suffix = drawn.canvas.get_supported_filetypes(), place.suffix[1:]
    if suffix not in kinds:
        raise InputError(f"{place}: no figure of this kind; allowed: .png, .svg, .pdf")
    try:
        with replaced(place) as temporary, catch_warnings():
            filterwarnings("error", message="constrained_layout not applied")
            drawn.savefig(temporary, format=suffix, metadata=metadata(suffix, origin))
            if suffix == "svg":
                text = fallbacks(temporary.read_text(encoding="utf-8"))
                temporary.write_text(text, encoding="utf-8", newline="\n")
    except UserWarning:
        raise InputError(
            f"{place}: too narrow for its texts; allowed: more --width, or smaller text in --style"
        ) from None
    finally:
        plt.close(drawn)


@contextmanager
def replaced(place: Path) -> Iterator[Path]:
    """A file to write into that takes the place of another once it is whole. Raises InputError where it cannot."""
    temporary = place.with_name(f".{place.name}.{uuid4().hex}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(place)
    except OSError as error:
        raise InputError(f"{place}: cannot be written ({error.strerror or error})") from None
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
