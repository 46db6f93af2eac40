"""Which luck a model of the Mesa lane has: a seed, and the number of one of its replicates."""

from typing import Any

import numpy as np

from trustladder.sim.scenario.errors import InputError, whole_number
from trustladder.sim.scenario.limits import LARGEST_SEED

DRAWN = 2**62  # what is drawn by chance is below


def luck_of(own: int, replicate: int | None, seed: Any, rng: Any) -> tuple[int, int]:
    """Seed and replicate of a model: as given, or drawn; `own` is the scenario's seed.

    Raises InputError where both `seed` and `rng` are given, or what is given is no such thing.
    """
    if seed is not None and rng is not None:
        raise InputError("seed and rng: both are given; allowed: one of them")
    if seed is not None and not hasattr(seed, "__index__"):
        seed, rng = None, seed  # Mesa's batch_run hands on what its `rng` lists by this name
    if replicate is None:
        given = seed is not None or rng is not None
        replicate = 0 if given else int(np.random.default_rng().integers(DRAWN))
    replicate = whole_number("replicate", replicate, 0, LARGEST_SEED)
    if rng is not None:
        return int(np.random.default_rng(rng).integers(DRAWN)), replicate
    return whole_number("seed", own if seed is None else seed, 0, LARGEST_SEED), replicate
