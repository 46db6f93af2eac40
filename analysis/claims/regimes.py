"""Choose the regimes at which claims are tested: the shipped numbers, the posterior, and the whole ranges."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.history.prior import Prior, of_parameters
from trustladder.analysis.sweeps.designs import sobol
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.ensemble import equal_sets
from trustladder.sim.fits import read_fit
from trustladder.sim.scenario.changes import SCALARS, Identity
from trustladder.sim.scenario.scenario import Scenario, registry

DEFAULT, POSTERIOR, RANGES = "default", "posterior", "ranges"
BELIEFS = {DEFAULT: 64, POSTERIOR: 64, RANGES: 128}  # the most parameter sets of each regime
FEWEST = 4  # replicates of a set
LOOK = 4  # part of the futures after which plain verdicts are given


class Regime(NamedTuple):
    """A regime: parameter sets, each with equally many futures and random draws of its own."""

    name: str
    sets: list[dict[str, Any]]
    points: Floats  # [set, parameter] shares of the way along the ranges; no columns elsewhere
    replicates: int

    def which(self, number: int, first: int | None = None) -> range:
        """Return the replicates of one set, or the first of them: replicate k has set k modulo their number."""
        return range(number, (first or self.replicates) * len(self.sets), len(self.sets))

    @property
    def look(self) -> int:
        """Return how many futures of every set are enough to see what is plain; all of the whole ranges."""
        return self.replicates if self.name == RANGES else max(FEWEST, self.replicates // LOOK)

    def worlds(self) -> list[list[int]]:
        """Return the numbers of the sets, grouped by equal settings; the largest group first."""
        return sorted(equal_sets(self.sets), key=len, reverse=True)


def whole_ranges(scenario: Scenario) -> Prior:
    """Return a prior of every uncertainty of the registry over its whole range."""
    return _whole_ranges(Identity(scenario))


@lru_cache(maxsize=4)  # every part of every claim asks for it
def _whole_ranges(scenario: Identity) -> Prior:
    lines = (line for line in registry() if line.role == "X" and line.path.startswith("uncertainties."))
    return of_parameters([line.path for line in lines], scenario.one, "registry")


def regimes_of(scenario: Scenario, runs: int, seed: int) -> list[Regime]:
    """Return the three regimes, with about `runs` futures of each arm at each."""
    known = whole_ranges(scenario)
    sizes = {name: size_of(runs, most) for name, most in BELIEFS.items()}
    fitted = read_fit().sets
    chosen = np.linspace(0, len(fitted) - 1, sizes[POSTERIOR]).round().astype(int)
    points = known.points(sizes[RANGES], seed)
    sets: dict[str, list[dict[str, Any]]] = {
        DEFAULT: [{}] * sizes[DEFAULT],
        POSTERIOR: [fitted[number] for number in chosen],
        RANGES: [known.settings(point) for point in points],
    }
    nothing = np.zeros((0, 0))
    return [
        Regime(name, sets[name], points if name == RANGES else nothing, max(FEWEST, runs // sizes[name]))
        for name in BELIEFS
    ]


def size_of(runs: int, most: int) -> int:
    """Return how many sets: a power of two, with at least `FEWEST` replicates each where possible."""
    size = most
    while size > 2 and runs // size < FEWEST:
        size //= 2
    return size


def drawn(names: list[str], scenario: Scenario, count: int, seed: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Draw named numbers over their ranges twice, independently, for each of `count` sets."""
    known = of_parameters(names, scenario, "claims")
    points = sobol(2 * len(names), seed, 0, count)
    return [(known.settings(point[: len(names)]), known.settings(point[len(names) :])) for point in points]


def split(settings: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split settings into scalars of the law, and the others."""
    scalars = {path: value for path, value in settings.items() if path.partition(".")[0] in SCALARS}
    return scalars, {path: value for path, value in settings.items() if path not in scalars}
