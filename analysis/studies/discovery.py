"""Find where in the space of a sweep an outcome is reached: scenario discovery (Bryant and Lempert 2010).

A point is of interest where the mean of a metric over its futures reaches a threshold; PRIM and CART search for boxes
of such points.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.numbers import or_none, short
from trustladder.analysis.statistics import NO_INTERVAL, Ends
from trustladder.analysis.studies.boxes import Box, Flags, Rule, measured, member
from trustladder.analysis.studies.cart import cart
from trustladder.analysis.studies.cells import cells_of, reached_ends
from trustladder.analysis.studies.prim import prim
from trustladder.analysis.studies.swept import Swept
from trustladder.sim.engine import Progress
from trustladder.sim.scenario.errors import InputError, not_installed

FITTING = ("full", "lhs", "sobol", "saltelli", "random", "list")  # designs that fill the space
LEAST = 40  # points
LEAST_OF_INTEREST = 5  # points of interest, and others


class Found(NamedTuple):
    """The boxes of one method, and the density of the first in points that it was not fitted to."""

    method: str
    boxes: list[Box]
    unseen: float  # density in held-out halves; NaN where no box was found in a half


class Discovery(NamedTuple):
    """All boxes found in a sweep, with the question they answer."""

    swept: Swept
    metric: str
    threshold: float
    below: bool
    interest: int
    share: Ends  # the interval of the share of points of interest, over points and luck
    density: float  # asked of PRIM's boxes
    methods: list[Found]

    def tree(self) -> dict[str, Any]:
        """Return the discovery as JSON data."""
        return {
            **self.swept.identity,
            "metric": self.metric,
            "threshold": self.threshold,
            "below": self.below,
            "interest": self.interest,
            "interest_low": or_none(self.share[0]),
            "interest_high": or_none(self.share[1]),
            "density": self.density,
            "methods": [
                {
                    "method": one.method,
                    "unseen": or_none(one.unseen),
                    "boxes": [
                        {
                            **box._asdict(),
                            "limits": [limit._asdict() for limit in box.limits],
                            "density_low": or_none(box.density_low),
                            "density_high": or_none(box.density_high),
                            "dense_enough": self.dense_enough(one, box),
                        }
                        for box in one.boxes
                    ],
                }
                for one in self.methods
            ],
        }

    def dense_enough(self, found: Found, box: Box) -> bool:
        """Return whether a box is as dense as requested; CART has no requested density."""
        return found.method != "PRIM" or box.density >= self.density


Method = Callable[[Swept, Flags, Flags], list[Rule]]  # of the points that are used, those of interest


def discover(
    folder: str | Path,
    metric: str = "region_held",
    threshold: float = 0.3,
    below: bool = False,
    density: float = 0.8,
    boxes: int = 3,
    scenario: str | None = None,
    progress: Progress = lambda _: None,
) -> Discovery:
    """Find boxes, ranges of the factors of a sweep, in which a metric reaches a threshold; by PRIM and by CART.

    Of PRIM's peels with a density of at least `density` the one with the largest coverage is taken; if there is none,
    the densest. Ties are broken by the other measure.

    Parameters
    ----------
    folder
        A finished sweep whose design fills the space: lhs, sobol, random, full or saltelli.
    metric
        Its mean over the futures of a point counts.
    threshold
        From where a point is of interest, in the metric's unit.
    below
        Points below the threshold are of interest instead.
    density
        The share of points of interest, 0 to 1, that a box of PRIM should have.
    boxes
        At most so many boxes of PRIM, from 1.
    scenario
        Which, of a sweep that ran each point under several.
    progress
        Called with the number of steps, of four, that were just finished.

    Returns
    -------
    Discovery
        The boxes of each method with coverage and density, in the sweep and in points held back.

    Raises
    ------
    InputError
        In one line, for a folder, metric or design that does not fit, or where a library is missing.

    Examples
    --------
    >>> from trustladder import discover
    >>> discover("out/mine", "region_held", threshold=0.5).methods[0].boxes  # doctest: +SKIP
    """
    ready()
    swept = Swept(folder, scenario)
    interest = flags(swept, metric, threshold, below)
    values = cells_of(swept, [metric])[metric].values
    methods: dict[str, Method] = {
        "PRIM": lambda swept, used, wanted: prim(swept, used, wanted, density, boxes),
        "CART": cart,
    }
    found, everywhere = [], np.ones(swept.points, bool)
    for name, method in methods.items():
        rules = method(swept, everywhere, interest)
        progress(1)
        boxes_of = [measured(rule, interest, values, threshold, below) for rule in rules]
        found.append(Found(name, boxes_of, unseen(method, swept, interest)))
        progress(1)
    share = reached_ends(values, threshold, below) if swept.design not in ("full", "list") else NO_INTERVAL
    return Discovery(swept, metric, threshold, below, int(interest.sum()), share, density, found)


def ready() -> None:
    """Raise InputError, with what to install, if a library is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of optional parallel engines
            import ema_workbench.analysis.prim  # noqa: F401
            import sklearn.tree  # noqa: F401
    except ImportError as error:
        raise not_installed("discover", error.name, "discovery") from None


def flags(swept: Swept, metric: str, threshold: float, below: bool) -> Flags:
    """Return which points are of interest. Raises InputError if there is nothing to distinguish."""
    path, (name,) = swept.folder.path, swept.chosen([metric])
    if swept.design not in FITTING:
        raise InputError(f"{path}: the design {swept.design} does not fill the space; allowed: {', '.join(FITTING)}")
    if swept.points < LEAST:
        raise InputError(f"{path}: {swept.points} points are too few; allowed: {LEAST} or more")
    why = swept.wrong(name)
    if why is not None:
        raise InputError(f"{path}: {name} {why}; there is nothing to discover")
    values = swept.outcome(name)
    interest: Flags = values < threshold if below else values >= threshold
    count = int(interest.sum())
    if min(count, swept.points - count) < LEAST_OF_INTEREST:
        side = "below" if below else "at or above"
        raise InputError(
            f"{path}: {count} of {swept.points:,} points have {name} {side} {threshold:g} (it goes from "
            f"{short(float(values.min()))} to {short(float(values.max()))}); allowed: a threshold with at least "
            f"{LEAST_OF_INTEREST} points on either side"
        )
    return interest


def unseen(method: Method, swept: Swept, interest: Flags) -> float:
    """Return the density of the first box in unseen points: fitted to each half, tested on the other."""
    half = np.random.default_rng(1).permutation(swept.points) % 2 == 0
    hits = count = 0
    for used in (half, ~half):
        if min((used & interest).sum(), (used & ~interest).sum()) < 2:
            return float("nan")
        rules = method(swept, used, interest)
        if rules:
            inside = member(swept, rules[0][0]) & ~used
            hits, count = hits + int((inside & interest).sum()), count + int(inside.sum())
    return hits / count if count else float("nan")
