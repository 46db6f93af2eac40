"""Pool two forecasts linearly, with a weight learnt from cells that were known at the origin.

The weight is its posterior mean under a uniform prior, which is the Bayesian forecast of a mixture (Stone 1961, linear
opinion pool): half before anything is known, and never wholly at an end.
"""

import numpy as np

from trustladder.sim.arrays.tables import Floats

GRID = np.linspace(0.0, 1.0, 201)


def weight(first: Floats, second: Floats, apart: float) -> float:
    """Return the weight of the first of two forecasts, from the chances that both gave to what was recorded [cell].

    Cells overlap, since an activity shows standing for some years: each counts as 1 / `apart`.
    """
    log_likelihood = np.log(GRID[:, None] * first + (1.0 - GRID[:, None]) * second + 1e-12).sum(axis=1) / apart
    chances = np.exp(log_likelihood - log_likelihood.max())
    return float((chances * GRID).sum() / chances.sum())
