"""Draw who trusts whom on a map: outlines of the region's governments, donors on the frame."""

from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from trustladder.analysis.figures.kit.borders import docked, outlines
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description, Nothing
from trustladder.analysis.figures.kit.style import FAINT, Target
from trustladder.analysis.figures.kit.ties import describe_ties, first_domain, seated, three

SOURCE = ResultSource
BESIDE = 6.5  # room for the names of donors beside the frame, in degrees
LAND, BORDER = "#EFEBE3", "#B5AB9A"


def places(data: ResultSource) -> dict[str, tuple[float, float]]:
    """Return positions: governments at home, donors on the frame. Raises Nothing if a government has none."""
    known, present = outlines(), seated(data)
    missing = [name for name in present if name in data.scenario.governments and name not in known.labels]
    if missing:
        raise Nothing("nothing.map", names=data.words.listed(data.name(name) for name in missing[:4]))
    home = {name: known.labels[name] for name in present if name in data.scenario.governments}
    return {**home, **docked([name for name in present if name in data.scenario.donors], known)}


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw the ties of the network on outlines."""
    title = data.words("figure.trust-map.title", domain=data.field(first_domain(data)))
    where = places(data)
    west, south, east, north = outlines().box
    shape = (north - south + 1.2 * BESIDE) / (east - west + 2.0 * BESIDE)
    return three(data, target, where, title, _ground, shape)


def _ground(axes: Axes, target: Target) -> None:
    """Draw land with borders, and the frame."""
    known = outlines()
    west, south, east, north = known.box
    for rings in known.rings.values():
        path = Path.make_compound_path(*(Path(ring, closed=True) for ring in rings))
        axes.add_collection(
            PathCollection([path], facecolor=LAND, edgecolor=BORDER, linewidth=target.line * 0.3, zorder=0)
        )
    axes.add_patch(
        Rectangle(
            (west, south),
            east - west,
            north - south,
            fill=False,
            edgecolor=FAINT,
            linewidth=target.line * 0.3,
            zorder=0,
        )
    )
    axes.set_xlim(west - BESIDE, east + BESIDE)
    axes.set_ylim(south - 0.6 * BESIDE, north + 0.6 * BESIDE)


def describe(data: ResultSource) -> Description:
    """Describe the ties of the network."""
    places(data)
    return describe_ties("trust-map", data)
