"""Forecast recorded standing without a model: persistence, a constant hazard, climatology, and a uniform forecast.

Each is learnt from the record up to the origin alone: the functions are given nothing later.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Flags, Floats, Integers

FEWEST_PAIRS = 20  # pairs of years from which a frequency of persisting is learnt; longer spans use the last such


class Known(NamedTuple):
    """The record up to the origin, which is its last year."""

    recorded: Integers  # [forum, domain, year] standing
    looked: Flags  # [forum, domain, year] whether there was a forum to look at
    levels: int  # standings: none, and every rung of the longest ladder


def pairs(known: Known, apart: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of recorded standings `apart` years apart, where both could be recorded."""
    for forum, domain in zip(*np.nonzero(known.looked.any(axis=-1)), strict=True):
        row, seen = known.recorded[forum, domain], known.looked[forum, domain]
        for year in range(len(row) - apart):
            if seen[year] and seen[year + apart]:
                yield int(row[year]), int(row[year + apart])


def persistence(known: Known, years: int) -> Floats:
    """Forecast the standing at the origin, with its past frequency of persisting as long.

    Returns probabilities [forum, domain, year, standing]; all other standings are equally likely.
    """
    chances = np.zeros((*known.recorded.shape[:2], years, known.levels))
    sure = 1.0 / known.levels
    for ahead in range(1, years + 1):
        kept = [before == after for before, after in pairs(known, ahead)]
        if len(kept) >= FEWEST_PAIRS or ahead == 1:
            sure = (sum(kept) + 1.0) / (len(kept) + known.levels)
        chances[:, :, ahead - 1] = (1.0 - sure) / (known.levels - 1)
        np.put_along_axis(chances[:, :, ahead - 1], known.recorded[:, :, -1:], sure, axis=-1)
    return chances


def constant_hazard(known: Known, years: int) -> Floats:
    """Forecast by the yearly transition frequencies of the past [forum, domain, year, standing]."""
    moves = np.full((known.levels, known.levels), 1.0 / known.levels)
    for before, after in pairs(known, 1):
        moves[before, after] += 1.0
    moves /= moves.sum(axis=1, keepdims=True)
    chances = np.zeros((*known.recorded.shape[:2], years, known.levels))
    now = np.eye(known.levels)[known.recorded[:, :, -1]]
    for ahead in range(years):
        now = now @ moves
        chances[:, :, ahead] = now
    return chances


def climatology(known: Known, years: int) -> Floats:
    """Forecast each standing as often as it was recorded so far, anywhere [forum, domain, year, standing]."""
    counts = np.bincount(known.recorded[known.looked], minlength=known.levels) + 1.0 / known.levels
    return np.tile(counts / counts.sum(), (*known.recorded.shape[:2], years, 1))


def uniform(known: Known, years: int) -> Floats:
    """Forecast every standing as equally likely [forum, domain, year, standing]."""
    return np.full((*known.recorded.shape[:2], years, known.levels), 1.0 / known.levels)
