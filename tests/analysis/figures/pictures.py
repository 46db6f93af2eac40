"""Pictures of figures, small enough to be kept, and how far two of them lie apart."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from tests.analysis.figures.made_up import made_up
from tests.analysis.figures.made_up_studies import (
    PLANS,
    made_up_backtest,
    made_up_claims,
    made_up_history,
    made_up_sweep,
    made_up_table,
)
from trustladder.analysis.figures import figure_of, figures, name_of
from trustladder.analysis.figures.boxes import DiscoverySource
from trustladder.analysis.figures.kit.publish import open_source
from trustladder.analysis.figures.kit.source import Source
from trustladder.analysis.figures.kit.style import SLIDE, WORD, Target, style
from trustladder.analysis.studies.discovery import Discovery
from trustladder.sim.scenario.scenario import Scenario

APPROVED = Path(__file__).parent / "approved"
WIDTH = 640  # dots
ALLOWED = 4.0  # of 255: what another version of the font library may change
BLOCK = 4  # dots over which a picture is averaged before it is compared
SHIFTS = {"baseline": 0.0, "coordinated-donors": 0.05, "training-first": -0.02}


class Way(NamedTuple):
    """How a figure is drawn for its picture."""

    target: Target
    language: str

    @property
    def name(self) -> str:
        """The end of the picture's name."""
        return f"{self.target.name}-{self.language}"


WAYS = (Way(SLIDE, "en"), Way(WORD, "ru"))


class Made:
    """Folders made up by formula, each when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: dict[tuple[str, str], Source] = {}
        self._found: Discovery | None = None

    def source(self, case: str, language: str) -> Source:
        """The source of a case, opened once."""
        if (case, language) not in self._opened:
            self._opened[case, language] = CASES[case].open(self, language)
        return self._opened[case, language]

    def boxes(self, language: str) -> DiscoverySource:
        """The sweep with its boxes, which are looked for once: they are the same in every language."""
        data = DiscoverySource(self.sweep("lhs"), language, threshold=0.5, found=self._found)
        self._found = data.find()
        return data

    def _once(self, name: str, make: Callable[[Path], Path]) -> Path:
        place = self.folder / name
        return place if place.is_dir() else make(place)

    def result(self, name: str) -> Path:
        """A result of a scenario."""
        return self._once(name, lambda place: made_up(place, Scenario.load(name), SHIFTS[name]))

    @property
    def results(self) -> list[Path]:
        """Three results."""
        return [self.result(name) for name in SHIFTS]

    def sweep(self, name: str) -> Path:
        """A sweep of a design."""
        return self._once(f"sweep-{name}", lambda place: made_up_sweep(place, **PLANS[name]))

    @property
    def claims(self) -> Path:
        """All claims."""
        return self._once("claims", made_up_claims)

    @property
    def table(self) -> Path:
        """Policies in worlds."""
        return self._once("table", made_up_table)


Open = Callable[[Made, str], Source]


class Case(NamedTuple):
    """A picture: of which figure, of what it is drawn, and from which folders."""

    figure: str
    open: Open
    folders: Callable[[Made], list[Path]] = lambda _: []


def _of(name: str, folders: Callable[[Made], list[Path]], **asked: Any) -> Case:
    return Case(name, lambda made, language: open_source(figure_of(name), folders(made), language, asked), folders)


def _of_sweep(name: str, design: str, **asked: Any) -> Case:
    return _of(name, lambda made: [made.sweep(design)], **asked)


STUDIES = {
    "ladder": _of("ladder", lambda made: made.results[:1]),
    "ladder-two": _of("ladder", lambda made: made.results[:2]),
    "effects": _of("effects", lambda made: made.results),
    "survival": _of("survival", lambda made: [made.sweep("crossed"), made.result("coordinated-donors")]),
    "convergence": _of("convergence", lambda made: made.results[:1], metric="refusal_share"),
    "heatmap": _of_sweep("heatmap", "full"),
    "sobol": _of_sweep("sobol", "saltelli", metric="refusal_share"),
    "sobol-pawn": _of_sweep("sobol", "lhs", metric="region_held_month"),
    "tornado": _of_sweep("tornado", "oat", metric="refusal_share"),
    "tornado-morris": _of_sweep("tornado", "morris", metric="trust_region.energy"),
    "boxes": Case("boxes", lambda made, language: made.boxes(language), lambda made: [made.sweep("lhs")]),
    "regret": _of("regret", lambda made: [made.table]),
    "claims": _of("claims", lambda made: [made.claims]),
    "claims-C1": _of("claims", lambda made: [made.claims], claim="C1"),
    "history": Case("history", lambda _, language: made_up_history(language)),
    "backtest": Case("backtest", lambda _, language: made_up_backtest(language)),
}
CASES = {
    **{
        name_of(figure): _of(name_of(figure), lambda made: made.results[:1])
        for figure in figures()
        if figure.SOURCE.KIND == "result"
    },
    **STUDIES,
}


def picture(drawn: Figure) -> Image.Image:
    """A drawn figure in a few colours, `WIDTH` dots wide."""
    drawn.set_dpi(WIDTH / drawn.get_size_inches()[0])
    drawn.canvas.draw()
    pixels = np.asarray(drawn.canvas.buffer_rgba())  # type: ignore[attr-defined]
    return Image.fromarray(pixels).convert("RGB").quantize(48, dither=Image.Dither.NONE)


def distance(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures lie apart: the mean difference in the worst of the regions of a twentieth of the width."""
    if abs(one.height - other.height) > 2 or one.width != other.width:
        return 255.0
    height = min(one.height, other.height)
    pixels = [np.asarray(each.convert("RGB"), dtype=float)[:height] for each in (one, other)]
    coarse = [_averaged(each, BLOCK) for each in pixels]
    return float(_averaged(np.abs(coarse[0] - coarse[1]), WIDTH // 20 // BLOCK).max())


def _averaged(pixels: np.ndarray, block: int) -> np.ndarray:
    rows, columns = (size // block * block for size in pixels.shape[:2])
    return pixels[:rows, :columns].reshape(rows // block, block, columns // block, block, -1).mean(axis=(1, 3))


def approve(names: list[str], made: Made) -> list[Path]:
    """Draw pictures anew into the folder of approved ones; of a figure, all of its cases."""
    written = []
    for name in [case for case, one in CASES.items() if not names or case in names or one.figure in names]:
        for way in WAYS:
            data = made.source(name, way.language)
            with style(way.target):
                drawn = figure_of(CASES[name].figure).draw(data, way.target)
                place = APPROVED / f"{name}-{way.name}.png"
                picture(drawn).save(place, optimize=True)
                plt.close(drawn)
            written.append(place)
    return written
