"""Figures: one file each, with its name, the question it answers, and `draw`. To add one, add its file to CATALOGUE."""

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.errors import InputError

CATALOGUE = ("fan", "ladders", "network", "opening", "security")  # of a result
STUDIES = ("backtest", "boxes", "claims", "convergence", "heatmap", "history", "sobol", "survival", "tornado")


def figures() -> list[ModuleType]:
    """The figures in the order of the catalogue."""
    return [import_module(f"analysis.figures.{name}") for name in CATALOGUE]


def draw_standard(folder: Path, columns: bool = False) -> list[Path]:
    """Every figure of a result, as PNG for slides, and as SVG for a column of print; those there already are kept."""
    from analysis.figures.data import Data
    from analysis.figures.style import COLUMN, SLIDE

    data, drawn = Data(folder), []
    for figure in figures():
        for target in (SLIDE, COLUMN) if columns else (SLIDE,):
            place = folder / "figures" / f"{figure.NAME}-{target.name}.{target.suffix}"
            if not place.is_file():
                save(figure, data, target, place)
            drawn.append(place)
    return drawn


def save(figure: ModuleType, data: object, target: object, place: Path) -> None:
    """Draw one figure into a file, whole or not at all."""
    from analysis.figures.style import house_style

    with house_style(target):  # type: ignore[arg-type]
        write_whole(figure.draw(data, target), place)


def write_whole(drawn: Any, place: Path) -> None:
    """Write a drawn figure into a file, whole or not at all, and forget it."""
    import matplotlib.pyplot as plt

    kinds = drawn.canvas.get_supported_filetypes()
    if place.suffix[1:] not in kinds:
        raise InputError(f"{place}: no figure of this kind; allowed: .png, .svg, .pdf")
    temporary = place.with_name(f".{place.name}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        undated = {"Date": None} if place.suffix == ".svg" else None
        drawn.savefig(temporary, format=place.suffix[1:], metadata=undated)
        temporary.replace(place)
    except OSError as error:
        raise InputError(f"{place}: cannot be written ({error.strerror})") from None
    finally:
        plt.close(drawn)
        temporary.unlink(missing_ok=True)
