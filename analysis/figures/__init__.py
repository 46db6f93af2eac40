"""Figures: one file each, with its name, the question it answers, and `draw`. To add one, add its file to CATALOGUE."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

CATALOGUE = ("fan", "ladders", "network", "opening", "security")


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
    import matplotlib.pyplot as plt

    from analysis.figures.style import house_style

    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{place.name}")
    with house_style(target):  # type: ignore[arg-type]
        drawn = figure.draw(data, target)
        drawn.savefig(temporary, format=place.suffix[1:], metadata={"Date": None} if place.suffix == ".svg" else None)
        plt.close(drawn)
    temporary.replace(place)
