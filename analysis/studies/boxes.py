"""Describe boxes of the parameter space as limits on factors, and measure how well they hold points of interest."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from trustladder.analysis.studies.cells import reached_ends
from trustladder.analysis.studies.swept import Swept
from trustladder.analysis.sweeps.factors import Factor
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.dates import month_name

Flags = np.ndarray


class Limit(NamedTuple):
    """A limit of a box on one factor: a range of numbers (an open side is None), or some of its values."""

    factor: str
    low: float | None
    high: float | None
    values: tuple[str, ...]  # of a choice; empty for a stretch
    said: str


class Box(NamedTuple):
    """A rule, with its coverage, density and mass."""

    limits: list[Limit]
    points: int  # that it holds
    interest: int  # of these, of interest
    coverage: float  # of all points of interest, the share inside
    density: float  # of the points inside, the share of interest
    density_low: float  # 95% interval over points and luck, the box as it is; NaN where there are too few replicates
    density_high: float
    mass: float  # of all points, the share inside


Rule = tuple[list[Limit], Flags]  # a box, and which points are in it


def measured(rule: Rule, interest: Flags, values: Floats, threshold: float, below: bool) -> Box:
    """Return a box with its measures, from outcomes [point, replicate].

    The interval treats points and luck as samples.
    """
    limits, inside = rule
    count, hits = int(inside.sum()), int((inside & interest).sum())
    low, high = reached_ends(values[inside], threshold, below)
    share = hits / count if count else 0.0
    return Box(limits, count, hits, hits / int(interest.sum()), share, low, high, count / len(interest))


def member(swept: Swept, limits: Sequence[Limit]) -> Flags:
    """Return which points lie in a box."""
    inside = np.ones(swept.points, bool)
    factors = {factor.path: factor for factor in swept.factors}
    for limit in limits:
        factor = factors[limit.factor]
        values = swept.values(factor)
        if limit.values:
            inside &= np.isin(values, [index for index, value in enumerate(factor.values) if value in limit.values])
        else:
            inside &= (values >= (-np.inf if limit.low is None else limit.low)) & (
                values <= (np.inf if limit.high is None else limit.high)
            )
    return inside


def stretch(factor: Factor, low: float | None, high: float | None) -> Limit:
    """Return a limit on numbers."""

    def write(value: float) -> str:
        return month_name(round(value)) if factor.kind == "month" else f"{value:.3g}"

    if low is not None and high is not None:
        said = f"{write(low)} to {write(high)}"
    else:
        said = f"{write(low)} or more" if low is not None else f"{write(high or 0.0)} or less"
    return Limit(factor.path, low, high, (), said)


def some(factor: Factor, values: Sequence[str]) -> Limit:
    """Return a limit to some values of a choice."""
    kept = tuple(value for value in factor.values if value in values)
    return Limit(
        factor.path,
        None,
        None,
        kept,
        " or ".join(value.lower() if value in ("True", "False") else value for value in kept),
    )
