"""Paired differences: two scenarios under the same luck, replicate by replicate."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.ensemble import Progress
from sim.runs import parts
from sim.scenario import Scenario
from sim.world import Floats

Z95 = 1.959963984540054


class Effect(NamedTuple):
    """A mean difference with its 95 percent interval, and the level it departs from."""

    level: float  # mean of the variant
    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0.0 or self.high < 0.0


def metrics_by_run(scenario: Scenario, runs: int, seed: int, progress: Progress | None = None) -> dict[str, Floats]:
    """Every metric of replicates 0 to `runs` [run]."""
    collected = [part.metrics for part in parts(scenario, runs, seed=seed, progress=progress)]
    return {name: np.concatenate([part[name] for part in collected]) for name in collected[0]}


def effect(variant: Floats, base: Floats) -> Effect:
    """The mean paired difference of a metric; runs in which it is censored on either side do not count."""
    both = ~(np.isnan(variant) | np.isnan(base))
    differences = variant[both] - base[both]
    if len(differences) < 2:
        return Effect(math.nan, math.nan, math.nan, math.nan)
    half = Z95 * float(differences.std(ddof=1)) / math.sqrt(len(differences))
    mean = float(differences.mean())
    return Effect(float(variant[both].mean()), mean, mean - half, mean + half)


def effects(variant: Mapping[str, Floats], base: Mapping[str, Floats], names: list[str]) -> dict[str, Effect]:
    """The effects on several metrics; those that only one of the two has are left out."""
    return {name: effect(variant[name], base[name]) for name in names if name in variant and name in base}
