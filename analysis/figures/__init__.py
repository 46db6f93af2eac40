"""Figures: one module each, with its SOURCE, `draw`, and `describe` (caption, alt text, data).

The module of a figure has the figure's name, with "_" in place of "-". To add one, add its name to CATALOGUE and its
texts to the files of `analysis/words`. What figures share is in `kit/`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

from trustladder.analysis.figures.kit.matplotlib_folder import prepare
from trustladder.sim.machine.atomic import replaced
from trustladder.sim.scenario.errors import InputError, unknown

prepare()
STANDARD = ("overview", "trust-fan", "ladder", "trust-network", "energy-opens", "human-security")  # drawn by every run
FILES = (("slides", "slide.png"), ("latex", "latex.svg"))  # what every run draws, and for columns: target, ending
CATALOGUE = (
    *STANDARD, "refusals", "reasons", "assistance", "rivalry", "ladders",
    "effects", "survival", "convergence",  # of one or several results or sweeps
    "heatmap", "sobol", "tornado", "boxes",  # of a sweep
    "regret", "claims", "history", "backtest",
)  # fmt: skip


def name_of(figure: ModuleType) -> str:
    """Return the name of a figure, as users type it, from the name of its module."""
    return figure.__name__.rpartition(".")[2].replace("_", "-")


def figures(names: tuple[str, ...] = CATALOGUE) -> list[ModuleType]:
    """Return the modules of figures by their names, in the order of the catalogue."""
    return [import_module(f"trustladder.analysis.figures.{name.replace('-', '_')}") for name in names]


def catalogue(language: str) -> list[dict[str, Any]]:
    """Return for every figure its name, the question that it answers, its source, and the options that it takes."""
    from trustladder.analysis.words import words

    say = words(language)
    return [
        {
            "name": name,
            "answers": say(f"figure.{name}.answers"),
            "of": say.texts.get(f"catalogue.{name}", say(f"catalogue.{figure.SOURCE.KIND}")),
            "takes": [f"--{option}" for option in figure.SOURCE.OPTIONS],
        }
        for name, figure in zip(CATALOGUE, figures(), strict=True)
    ]


def figure_of(name: str) -> ModuleType:
    """Return the module of a figure by its name. Raises InputError with the nearest spelling where there is none."""
    if name not in CATALOGUE:
        raise unknown("figure", name, CATALOGUE, "figure")
    return figures((name,))[0]


def draw_standard(folder: Path, columns: bool = False) -> list[Path]:
    """Draw the standard figures of a result as PNG for slides, with `columns` also as SVG for a column of print.

    Files that exist already are kept. Returns the paths of all.
    """
    asked = [(name, *file) for name, file in product(STANDARD, FILES if columns else FILES[:1])]
    paths = [folder / "figures" / f"{name}-{ending}" for name, _, ending in asked]
    missing = [one for one in zip(asked, paths, strict=True) if not one[1].is_file()]
    if missing:
        from trustladder.analysis.figures.kit.past import past_of
        from trustladder.analysis.figures.kit.result_source import ResultSource
        from trustladder.analysis.figures.kit.side_by_side import side_by_side

        data = ResultSource(folder)
        past_of(data)  # is kept in the folder, where all figures find it
        side_by_side([partial(_save_for, name, data, target, path) for (name, target, _), path in missing])
    return paths


@contextmanager
def standard_ahead(folder: Path, columns: bool = False) -> Iterator[Callable[[], list[Path]]]:
    """Yield what draws the standard figures of a result once it is there.

    A copy of this process imports meanwhile what drawing takes; what it does not draw is drawn here.
    """
    from trustladder.analysis.figures.kit.side_by_side import ahead

    with ahead(partial(figures, STANDARD), partial(draw_standard, folder, columns)) as draw:

        def drawn() -> list[Path]:
            draw()
            return draw_standard(folder, columns)

        yield drawn


def _save_for(name: str, data: Any, target: str, path: Path) -> None:
    """Draw and save a figure by its name, for a target by its own, in the format of the file."""
    from trustladder.analysis.figures.kit.style import TARGETS

    save(figure_of(name), data, TARGETS[target]._replace(suffix=path.suffix[1:]), path)


def save(figure: ModuleType, data: Any, target: Any, path: Path, own: Path | None = None) -> None:
    """Draw one figure, or the placeholder of an empty one, and save it atomically with its provenance."""
    from trustladder.analysis.figures.kit.page import check_width
    from trustladder.analysis.figures.kit.placeholder import draw_figure
    from trustladder.analysis.figures.kit.provenance import provenance
    from trustladder.analysis.figures.kit.style import style

    with style(target, own):
        drawn = draw_figure(figure, data, target)
        check_width(drawn, target, own is not None)
        save_drawn(drawn, path, provenance(figure, data, target, own))


def save_drawn(drawn: Any, path: Path, origin: dict[str, Any] | None = None) -> None:
    """Save a figure atomically with its provenance metadata."""
    from trustladder.analysis.figures.kit.files import content_of

    kinds, suffix = drawn.canvas.get_supported_filetypes(), path.suffix[1:]
    if suffix not in kinds:
        raise InputError(f"{path}: no figure of this kind; allowed: .png, .svg, .pdf")
    with replaced(path) as temporary:
        temporary.write_bytes(content_of(drawn, suffix, origin))
