"""Weight simulated histories by their agreement with the record up to an origin, to forecast from it.

Parameter sets are weighted by the likelihood of the standing of all forums; the histories of every set, for each forum
by itself, by the probability of what was recorded of that forum. An activity shows standing for some years, so only
years that far apart count, from the origin backwards. Weights are tempered until enough sets and histories have weight:
with the full likelihood a handful of them would be the forecast.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trustladder.analysis.history.facts import Reporting
from trustladder.analysis.history.importance_sampling import LEAST, effective, tempering
from trustladder.analysis.history.likelihood import emission
from trustladder.analysis.history.simple_forecasts import Known
from trustladder.sim.arrays.tables import Flags, Floats

Standings = NDArray[np.int8]  # of simulated histories [set, run, forum, domain, year]

FEWEST_HISTORIES = 100  # effective number that a forum's forecast needs


class Conditioned(NamedTuple):
    """Forecasts of recorded standing after an origin [forum, domain, year, standing], and what they rest on."""

    free: Floats  # sets weighted, histories as they are
    told: Floats  # sets and histories weighted
    sets: float  # effective number of parameter sets
    histories: Floats  # effective number of histories [forum]


def conditioned(shown: Standings, known: Known, reporting: Reporting, *, learn: bool = True) -> Conditioned:
    """Return forecasts from histories' standing [set, run, forum, domain, year], whose years go on after the origin.

    Without `learn`, sets keep equal weights: those of a posterior, which has learnt already.
    """
    sets, runs = shown.shape[:2]
    origin, reported = known.looked.shape[-1], emission(reporting, known.levels)
    past, counted = shown[..., :origin], _counted(known, reporting)
    of_sets = _set_weights(past, known, counted, reported) if learn else np.full(sets, 1.0 / sets)
    base = np.repeat(of_sets / runs, runs)
    free, told, enough = [], [], []
    for forum in range(shown.shape[2]):
        log_chances = np.log(reported)[past[:, :, forum], known.recorded[forum]]
        agreement = np.where(counted[forum], log_chances, 0.0).sum(axis=(2, 3)).ravel()
        weights = tempered(agreement, base, min(FEWEST_HISTORIES, effective(base)))
        later = shown[:, :, forum, :, origin:].reshape(sets * runs, *shown.shape[3:4], -1)
        both = _shares(later, np.stack([base, weights]), known.levels)
        free.append(both[0])
        told.append(both[1])
        enough.append(effective(weights))
    return Conditioned(np.array(free) @ reported, np.array(told) @ reported, effective(of_sets), np.array(enough))


def _counted(known: Known, reporting: Reporting) -> Flags:
    """Return the years whose windows do not overlap, from the origin backwards, where somebody looked."""
    counted = np.zeros_like(known.looked)
    back = slice(None, None, -max(1, round(reporting.years_apart)))
    counted[..., back] = known.looked[..., back]
    return counted


def _set_weights(past: Standings, known: Known, counted: Flags, reported: Floats) -> Floats:
    """Return the weights of parameter sets by the likelihood of recorded standing [set]."""
    log_likelihood = np.zeros(len(past))
    for forum, domain, year in zip(*np.nonzero(counted), strict=True):
        cell = past[:, :, forum, domain, year]
        log_likelihood += np.log(reported[cell, known.recorded[forum, domain, year]].mean(axis=1))
    return tempered(log_likelihood, np.full(len(past), 1.0 / len(past)), LEAST * len(past))


def tempered(log_chances: Floats, base: Floats, wanted: float) -> Floats:
    """Return base weights times chances to the largest power up to 1 that leaves the wanted effective number."""

    def weights(power: float) -> Floats:
        raised = base * np.exp(power * (log_chances - log_chances.max()))
        normal: Floats = raised / raised.sum()
        return normal

    return weights(tempering(lambda power: effective(weights(power)), wanted))


def _shares(later: Standings, weights: Floats, levels: int) -> Floats:
    """Return the shares of histories on each standing, by weights [way, history]: [way, domain, year, standing]."""
    cells = later.reshape(len(later), -1).T  # counted, not multiplied: threads of BLAS wait busily for the next product
    found = [[np.bincount(cell, one, levels) for cell in cells] for one in weights]
    return np.array(found).reshape(len(weights), *later.shape[1:], levels)
