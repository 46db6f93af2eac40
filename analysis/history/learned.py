"""Tell what a record taught about each fitted parameter, and where the range decides as much as the record.

Two questions: do records made by the model tell the parameter (`identifiability`), and did the fit narrow it? Only
where both hold does the record tell something. A parameter whose draws crowd at an end of its range is pressed: the
range, which is a judgement, cuts off what the record might have asked for.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from trustladder.analysis.history.identifiability import Identification
from trustladder.analysis.history.prior import of_parameters
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.fits import Fit
from trustladder.sim.scenario.scenario import Scenario, registry

FOLLOWED = 0.25  # correlation with the truth from which records tell a parameter
NARROWED = 0.15  # from which the fit counts as narrower than the prior
OUTER = 0.1  # of the range at either end
PRESSED = 0.25  # share of draws there


class Learned(NamedTuple):
    """What the record taught about a parameter."""

    name: str
    followed: float  # correlation of the fit with the truth over made-up records; NaN where that was not measured
    covered: float  # share of truths in the central 90 percent; NaN where that was not measured
    narrowed: float  # 1 minus the standard deviation over the uniform prior's
    lowest: float  # share of draws in the lowest tenth of the range
    highest: float  # and in the highest

    @property
    def tells(self) -> bool:
        """Return whether the record tells something about the parameter."""
        return self.followed >= FOLLOWED and self.narrowed >= NARROWED

    @property
    def pressed(self) -> bool:
        """Return whether more than a quarter of the draws crowd at an end of the range."""
        return max(self.lowest, self.highest) > PRESSED


def learned(fit: Fit, known: Identification | None) -> list[Learned]:
    """Return what the record taught about each parameter of a fit, what it tells most first."""
    measured = {} if known is None else {one.name: one for one in known.parameters}
    found = []
    for name, values in zip(fit.sets[0], in_range(fit).T, strict=True):
        one = measured.get(name)
        found.append(
            Learned(
                name,
                float("nan") if one is None else one.followed,
                float("nan") if one is None else one.covered,
                float(1.0 - values.std() * np.sqrt(12.0)),
                float((values < OUTER).mean()),
                float((values > 1.0 - OUTER).mean()),
            )
        )
    return sorted(found, key=lambda one: (not one.tells, -np.nan_to_num(one.followed), -one.narrowed))


def in_range(fit: Fit) -> Floats:
    """Return the draws of each parameter between the ends of its range, 0 and 1 [set, parameter]."""
    prior = of_parameters(list(fit.sets[0]), Scenario.load(fit.origin["targets"]["scenario"]), "posterior")
    values = np.array([[float(one[name]) for name in prior.names] for one in fit.sets])
    inside: Floats = (values - prior.low) / (prior.high - prior.low)
    return inside


def not_fitted(fit: Fit) -> list[str]:
    """Return the uncertain parameters with a range that the fit left as they are."""
    return [
        one.path
        for one in registry()
        if one.role == "X" and one.low is not None and "*" not in one.path and one.path not in fit.sets[0]
    ]


def identified(folder: Path) -> Identification | None:
    """Return what is kept beside a fit of what records can tell; None where that was not measured."""
    return Identification.read(folder) if (folder / Identification.NAME).is_file() else None
