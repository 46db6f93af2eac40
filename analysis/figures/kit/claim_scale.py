"""The scale of claims: effects as multiples of the smallest that matters, against the claim to the left."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from trustladder.analysis.figures.kit.labels import localized
from trustladder.analysis.figures.kit.page import Page
from trustladder.analysis.figures.kit.saved import Part
from trustladder.analysis.figures.kit.style import FAINT, Target
from trustladder.analysis.words import Words
from trustladder.sim.arrays.tables import Floats

EDGE = 100.0  # smallest effects; effects beyond are drawn at the end
TICKS = (-100.0, -10.0, -1.0, 0.0, 1.0, 10.0, 100.0)


def scale(axes: Axes, say: Words, bottom: float, top: float, target: Target) -> None:
    """Scale effects from left to right, and rows from the top down."""
    axes.set_xscale("symlog", linthresh=1.0)
    axes.set_xlim(-EDGE * 1.6, EDGE * 1.6)
    axes.set_ylim(bottom, top)
    axes.set_xticks(TICKS, [localized(say, f"{tick:g}") for tick in TICKS], size=target.small())
    axes.minorticks_off()
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)


def directions(page: Page, say: Words, left: float, width: float, top: float) -> None:
    """Write what either side means over the axes, from `top` inches up, and what is counted at the foot of the page."""
    look: dict[str, Any] = {"size": page.target.small(), "color": FAINT, "va": "bottom"}
    page.text(left, top, f"← {say('figure.claims.against')}", **look)
    page.text(left + width, top, f"{say('figure.claims.for')} →", ha="right", **look)
    page.text(left + 0.5 * width, 0.0, say("figure.claims.axis"), ha="center", **look)


def towards(part: Part) -> float:
    """Return the factor that turns an effect into multiples of the smallest, positive as claimed."""
    sign = 1.0 if part.direction.endswith("higher") else -1.0
    return (-sign if part.direction.startswith("not") else sign) / part.smallest


def threshold(part: Part) -> float:
    """Return the multiple from which on a part is as claimed: less than the smallest harm, where harm is denied."""
    return -1.0 if part.direction.startswith("not") else 1.0


def on_scale(values: Any) -> Floats:
    """Return multiples as they are drawn, those beyond the scale at its end."""
    return np.clip(values, -EDGE * 1.3, EDGE * 1.3)
