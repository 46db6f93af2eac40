"""Draw who trusts whom at the start, at the end, and what changed, on two rings."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Description
from trustladder.analysis.figures.kit.style import Target
from trustladder.analysis.figures.kit.ties import describe_ties, first_domain, seated, three

SOURCE = ResultSource


def draw(data: ResultSource, target: Target) -> Figure:
    """Draw governments on the inner ring, donors on the outer one."""
    title = data.words("figure.trust-network.title", domain=data.field(first_domain(data)))
    return three(data, target, rings(data), title, _ground, 2.6 / 3.5)


def _ground(axes: Axes, _: Target) -> None:
    axes.set_xlim(-1.95, 1.95)
    axes.set_ylim(-1.45, 1.4)


def rings(data: ResultSource) -> dict[str, tuple[float, float]]:
    """Return positions on two rings, in the order of ids."""
    places: dict[str, tuple[float, float]] = {}
    present = seated(data)
    for group, radius in ((data.scenario.governments, 0.56), (data.scenario.donors, 1.0)):
        names = [name for name in present if name in group]
        for number, name in enumerate(names):
            angle = math.pi / 2 - 2 * math.pi * number / len(names)
            places[name] = (radius * math.cos(angle), radius * math.sin(angle))
    return places


def describe(data: ResultSource) -> Description:
    """Describe the strongest tie, the largest rise and the largest fall."""
    return describe_ties("trust-network", data)
