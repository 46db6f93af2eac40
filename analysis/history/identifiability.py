"""What the record can tell at all: records made by the model itself, with known parameters, read back.

Parameter sets are drawn from the prior. Each in turn is the truth: one of its runs is the record, and all other sets are
weighed by it. A parameter is identified as far as the weighted mean follows the truth; intervals must cover the truth
as often as they say (simulation-based calibration, Talts et al. 2018).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from scipy.special import logsumexp

from trustladder.analysis.history.calibrate import Calibration, lived
from trustladder.analysis.history.facts import fitted
from trustladder.analysis.history.likelihood import Evidence, SimulatedEvidence, log_likelihood, observable_cells, shown
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.scenario import Scenario

COVERED = 0.9


class Identified(NamedTuple):
    """How well one parameter is read back."""

    name: str
    followed: float  # correlation of the posterior mean with the truth; 0 where the record says nothing
    narrowed: float  # 1 minus the posterior's standard deviation over the prior's, on the mean
    covered: float  # share of truths inside the central 90 percent


def identify(
    plan: Calibration, truths: int, *, threads: int, progress: Callable[[int], None] | None = None
) -> list[Identified]:
    """Read `truths` synthetic records back; the parameters in the order of the prior."""
    scenario = fitted(plan.targets)
    points = plan.prior.points(plan.sets, plan.seed)

    def simulate(point: Floats) -> tuple[SimulatedEvidence, Evidence]:
        changed, record = lived(scenario, plan.prior.settings(point), range(plan.runs + 1), plan.seed, threads=1)
        if progress is not None:
            progress(1)
        return _split(plan, changed, record)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(simulate, points))
    what = [one for one, _ in found]
    told = [_read_back(plan, what, found[truth][1], truth, points) for truth in range(min(truths, len(points)))]
    return [_identified(name, place, np.array(told), points) for place, name in enumerate(plan.prior.names)]


def _split(plan: Calibration, scenario: Scenario, record: Record) -> tuple[SimulatedEvidence, Evidence]:
    """What all runs but the last show, and the last as a record."""
    rest = shown(
        plan.targets, scenario, record._replace(**{name: field[:-1] for name, field in record._asdict().items()})
    )
    last = shown(
        plan.targets, scenario, record._replace(**{name: field[-1:] for name, field in record._asdict().items()})
    )
    return rest, Evidence(last.facts[:, 0], last.standing.argmax(axis=-1), observable_cells(scenario))


def _read_back(
    plan: Calibration, what: list[SimulatedEvidence], evidence: Evidence, truth: int, points: Floats
) -> Floats:
    """Posterior mean, standard deviation and whether the truth is covered [3, parameter]."""
    explained = np.array([log_likelihood(plan.targets, one, evidence) for one in what])
    explained[truth] = -np.inf  # a set is not weighed by a record of its own
    weights = np.exp(explained - logsumexp(explained))
    mean = weights @ points
    spread = np.sqrt(weights @ (points - mean) ** 2)
    below = np.array([weights[column < column[truth]].sum() for column in points.T])
    edge = (1.0 - COVERED) / 2.0
    return np.array([mean, spread, (below > edge) & (below < 1.0 - edge)])


def _identified(name: str, place: int, told: Floats, points: Floats) -> Identified:
    truth = points[: len(told), place]
    return Identified(
        name,
        float(np.corrcoef(told[:, 0, place], truth)[0, 1]),
        float(1.0 - told[:, 1, place].mean() / points[:, place].std()),
        float(told[:, 2, place].mean()),
    )
