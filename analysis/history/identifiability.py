"""Measure identifiability: fit the model to records that it simulated itself, with known parameters.

Parameter sets are drawn from the prior. Each in turn is the truth: one of its runs is the record, and all other sets
are weighted by it. A parameter is identifiable to the extent that the weighted mean follows the truth; intervals must
cover the truth at their nominal rate (simulation-based calibration, Talts et al. 2018).
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar, NamedTuple, Self

import numpy as np
from scipy.special import logsumexp

from trustladder.analysis.history.calibrate import Calibration, run_history
from trustladder.analysis.history.facts import fitted
from trustladder.analysis.history.likelihood import (
    Evidence,
    SimulatedEvidence,
    log_likelihood,
    observable_cells,
    simulated_evidence,
)
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Execution
from trustladder.sim.machine.version import law_hash
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import read_bytes
from trustladder.sim.scenario.parameters import Table
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.results import Folder

COVERED = 0.9
DIGITS = 3  # that are kept


class Identified(NamedTuple):
    """How well one parameter is recovered."""

    name: str
    followed: float  # correlation of the posterior mean with the truth; 0 for an uninformative record
    narrowed: float  # 1 minus the posterior's mean standard deviation over the prior's
    covered: float  # share of truths inside the central 90 percent


class Identification(Table):
    """What records can tell of each parameter, with the sizes and the version of the model by which it was measured."""

    NAME: ClassVar[str] = "identified.json"

    law: str
    sets: int
    runs: int
    seed: int
    truths: int
    parameters: list[Identified]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read it from a folder. Raises InputError, one line, where the file is damaged."""
        path = folder / cls.NAME
        try:
            return cls.model_validate(json.loads(read_bytes(path, "identification").decode("utf-8")))
        except ValueError as error:
            raise InputError(f"{path}: not an identification ({str(error).splitlines()[0]})") from None

    def write(self, folder: Path) -> None:
        """Write it into a folder."""
        rows = [
            {key: value if isinstance(value, str) else round(value, DIGITS) for key, value in one._asdict().items()}
            for one in self.parameters
        ]
        tree = {**self.model_dump(exclude={"parameters"}), "parameters": rows}
        Folder(folder).write_text(self.NAME, json.dumps(tree, indent=1) + "\n")


def identification(plan: Calibration, truths: int, found: list[Identified]) -> Identification:
    """Return what `identify` found, with the plan by which it was measured."""
    sizes = {"sets": plan.sets, "runs": plan.runs, "seed": plan.seed, "truths": truths}
    return Identification(law=law_hash(), parameters=found, **sizes)


def identify(
    plan: Calibration, truths: int, *, threads: int, progress: Callable[[int], None] | None = None
) -> list[Identified]:
    """Fit `truths` synthetic records and return how well each parameter is recovered, in the order of the prior."""
    scenario = fitted(plan.targets)
    points = plan.prior.points(plan.sets, plan.seed)

    def simulate(point: Floats) -> tuple[SimulatedEvidence, Evidence]:
        changed, record = run_history(
            scenario, plan.prior.settings(point), range(plan.runs + 1), plan.seed, Execution(1)
        )
        if progress is not None:
            progress(1)
        return _split(plan, changed, record)

    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(simulate, points))
    what = [one for one, _ in found]
    fits = [_recovered(plan, what, found[truth][1], truth, points) for truth in range(min(truths, len(points)))]
    return [_identified(name, column, np.array(fits), points) for column, name in enumerate(plan.prior.names)]


def _split(plan: Calibration, scenario: Scenario, record: Record) -> tuple[SimulatedEvidence, Evidence]:
    """Return what all runs but the last show, and the last one as a record."""
    rest = simulated_evidence(
        plan.targets, scenario, record._replace(**{name: field[:-1] for name, field in record._asdict().items()})
    )
    last = simulated_evidence(
        plan.targets, scenario, record._replace(**{name: field[-1:] for name, field in record._asdict().items()})
    )
    return rest, Evidence(last.facts[:, 0], last.standing.argmax(axis=-1), observable_cells(scenario))


def _recovered(
    plan: Calibration, what: list[SimulatedEvidence], evidence: Evidence, truth: int, points: Floats
) -> Floats:
    """Return posterior mean, standard deviation and whether the truth is covered [3, parameter]."""
    explained = np.array([log_likelihood(plan.targets, one, evidence) for one in what])
    explained[truth] = -np.inf  # a set is not weighted by its own record
    weights = np.exp(explained - logsumexp(explained))
    mean = weights @ points
    spread = np.sqrt(weights @ (points - mean) ** 2)
    below = np.array([weights[column < column[truth]].sum() for column in points.T])
    edge = (1.0 - COVERED) / 2.0
    return np.array([mean, spread, (below > edge) & (below < 1.0 - edge)])


def _identified(name: str, column: int, fits: Floats, points: Floats) -> Identified:
    truth = points[: len(fits), column]
    return Identified(
        name,
        float(np.corrcoef(fits[:, 0, column], truth)[0, 1]),
        float(1.0 - fits[:, 1, column].mean() / points[:, column].std()),
        float(fits[:, 2, column].mean()),
    )
