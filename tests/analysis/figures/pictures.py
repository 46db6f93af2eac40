"""Pictures of figures, small enough to be kept, and how far two of them lie apart."""

from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from analysis.figures.publish import opened
from analysis.figures.style import COLUMN, SLIDE, Target, house_style
from sim.scenario import Scenario
from tests.analysis.figures.made_up import made_up

APPROVED = Path(__file__).parent / "approved"
WIDTH = 640  # dots
ALLOWED = 4.0  # of 255: what another version of the font library may change
BLOCK = 4  # dots over which a picture is averaged before it is compared


class Way(NamedTuple):
    """How a figure is drawn for its picture."""

    target: Target
    language: str

    @property
    def name(self) -> str:
        """The end of the picture's name."""
        return f"{self.target.name}-{self.language}"


WAYS = (Way(SLIDE, "en"), Way(COLUMN, "ru"))


def results(folder: Path) -> list[Path]:
    """Three made-up results to draw figures of."""
    shifts = {"baseline": 0.0, "coordinated-donors": 0.05, "training-first": -0.02}
    return [made_up(folder / name, Scenario.load(name), shift) for name, shift in shifts.items()]


def data_for(figure: ModuleType, folders: list[Path], language: str) -> Any:
    """What a figure reads: the first result, or all."""
    return opened(figure, folders if getattr(figure, "SEVERAL", False) else folders[:1], language)


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


def approve(figures: list[ModuleType], folders: list[Path]) -> list[Path]:
    """Draw every picture anew into the folder of approved ones."""
    written = []
    for figure in figures:
        for way in WAYS:
            data = data_for(figure, folders, way.language)
            with house_style(way.target):
                drawn = figure.draw(data, way.target)
                place = APPROVED / f"{figure.NAME}-{way.name}.png"
                picture(drawn).save(place, optimize=True)
                plt.close(drawn)
            written.append(place)
    return written
