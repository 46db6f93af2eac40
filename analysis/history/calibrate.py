"""Fit parameters to the record in waves of parameter sets, each weighted by its likelihood; resumable.

A wave is kept in parts, each a Parquet file that exists whole or not at all; the same command continues where the last
one stopped. The result is a posterior: an ensemble of parameter sets of equal weight.
"""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.history.evidence import at_least, events
from trustladder.analysis.history.facts import Targets, fitted
from trustladder.analysis.history.importance_sampling import Proposal, effective, log_weights, next_proposal, resampled
from trustladder.analysis.history.likelihood import (
    Evidence,
    SimulatedEvidence,
    implausibility,
    log_likelihood,
    missed,
    observable_cells,
    simulated_evidence,
)
from trustladder.analysis.history.observed_standing import ladders, observed_standing
from trustladder.analysis.history.prior import Prior
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Cancelled, Execution
from trustladder.sim.ensemble import run_replicates
from trustladder.sim.machine.version import law_hash
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.parts import read_part
from trustladder.sim.store.results import Folder

PART = 256  # parameter sets a file
COLUMNS = ("log_likelihood", "missed")
RULED_OUT = 1000.0  # log-likelihood lost by missing a fact by one tolerance: such sets get no weight


class Calibration(NamedTuple):
    """The targets, the prior, and the effort of a fit."""

    targets: Targets
    prior: Prior
    sets: int = 4096  # in the first wave; half as many in each later one
    waves: int = 5
    runs: int = 64  # replicates of each set
    kept: int = 200  # parameter sets of the posterior
    seed: int = 1

    def sizes(self) -> list[int]:
        """Return the number of parameter sets of each wave."""
        return [self.sets, *([max(self.sets // 2, 1)] * (self.waves - 1))]

    def identity(self) -> dict[str, Any]:
        """Return all that a folder's parts depend on; more waves may follow later."""
        tree = {
            "targets": self.targets.model_dump(mode="json"),
            "parameters": [*self.prior.names],
            "low": self.prior.low.tolist(),
            "high": self.prior.high.tolist(),
            "sets": self.sets,
            "runs": self.runs,
            "seed": self.seed,
            "law": law_hash(),
        }
        return {**tree, "hash": blake2b(json.dumps(tree, sort_keys=True).encode(), digest_size=8).hexdigest()}


class Posterior(NamedTuple):
    """The weighted points of all waves, and the ensemble drawn from them."""

    prior: Prior
    points: Floats  # [point, parameter] of all waves, in the unit cube
    weights: Floats  # [point], adding up to 1
    kept: Floats  # [set, parameter] of the ensemble, in the unit cube

    @property
    def effective(self) -> float:
        """Return the effective sample size of all waves."""
        return effective(self.weights)

    def summary(self) -> list[dict[str, Any]]:
        """Return each parameter with its quantiles, and how much narrower it is than in the prior."""
        quantiles = np.quantile(self.kept, (0.05, 0.5, 0.95), axis=0)
        low, median, high = (list(self.prior.settings(point).values()) for point in quantiles)
        narrowed = 1.0 - self.kept.std(axis=0) * np.sqrt(12.0)  # against a uniform prior on 0..1
        columns = zip(self.prior.names, low, median, high, narrowed.tolist(), strict=True)
        return [dict(zip(("name", "low", "median", "high", "narrowed"), row, strict=True)) for row in columns]


def record_of(known: Targets, scenario: Scenario) -> Evidence:
    """Return the evidence of the real record, to the end date of the targets."""
    names = Index(scenario)
    last = scenario.first_month + scenario.months - 1
    years = range(year_of(scenario.first_month), year_of(last) + 1)
    trusted = at_least(events(known.until), known.reporting.confidence)
    standing = observed_standing(trusted, ladders(scenario), names.forums, years)
    return Evidence(np.array([fact.target for fact in known.facts.values()]), standing, observable_cells(scenario))


def simulated(known: Targets, scenario: Scenario, settings: dict[str, Any], runs: int, seed: int) -> SimulatedEvidence:
    """Run the history under one parameter set and return its evidence."""
    return simulated_evidence(known, *run_history(scenario, settings, range(runs), seed, Execution(threads=1)))


def run_history(
    scenario: Scenario, settings: dict[str, Any], which: range, seed: int, execution: Execution
) -> tuple[Scenario, Record]:
    """Run replicates of a scenario under one parameter set; return it and their record."""
    changed = scenario.changed(settings)
    return changed, run_replicates(changed, which, seed, execution=execution).record


def calibrate(
    plan: Calibration,
    folder: Path,
    *,
    threads: int,
    progress: Callable[[int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Posterior:
    """Complete the waves in a folder and return the posterior. Raises InputError and Cancelled."""
    store = _begun(plan, folder)
    scenario = fitted(plan.targets)
    evidence = record_of(plan.targets, scenario)
    points, evaluated, log_target = np.zeros((0, len(plan.prior.names))), np.zeros((0, 2)), np.zeros(0)
    drawn: list[tuple[Proposal | None, int]] = []
    with ThreadPoolExecutor(threads) as pool:

        def weigh(point: Floats) -> tuple[float, float]:
            if cancel is not None and cancel.is_set():
                raise Cancelled
            what = simulated(plan.targets, scenario, plan.prior.settings(point), plan.runs, plan.seed)
            if progress is not None:
                progress(1)
            return log_likelihood(plan.targets, what, evidence), implausibility(plan.targets, what)

        for wave, count in enumerate(plan.sizes()):
            proposal = next_proposal(points, log_target, drawn) if wave else None
            new = proposal.draw(count, plan.seed + wave) if proposal else plan.prior.points(count, plan.seed)
            drawn.append((proposal, count))
            found = [_part(store, wave, number, part, pool, weigh, progress) for number, part in _parts(new)]
            points, evaluated = np.concatenate([points, new]), np.concatenate([evaluated, *found])
            log_target = evaluated[:, 0] - RULED_OUT * evaluated[:, 1]
    if (evaluated[:, 1] > 0.0).all():
        raise _out_of_reach(plan, scenario, points[evaluated[:, 1].argmin()], len(points))
    weights = np.exp(log_weights(points, log_target, drawn))
    return Posterior(plan.prior, points, weights, points[resampled(weights, plan.kept, plan.seed)])


def _begun(plan: Calibration, folder: Path) -> Folder:
    """Return the folder, once it is empty or known to hold an earlier part of the same calibration."""
    identity, path = plan.identity(), folder / "calibration.json"
    if path.is_file():
        try:
            known = json.loads(path.read_text(encoding="utf-8"))["hash"]
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{path}: damaged; delete the folder, or choose another with --out") from None
        if known != identity["hash"]:
            raise InputError(
                f"{folder}: holds another calibration (other facts, ranges, sizes or law); choose another with --out"
            )
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: holds something else; choose another folder with --out")
    store = Folder(folder)
    store.write_text("calibration.json", json.dumps(identity, indent=1) + "\n")
    return store


def _parts(points: Floats) -> Iterator[tuple[int, Floats]]:
    for number, start in enumerate(range(0, len(points), PART)):
        yield number, points[start : start + PART]


def _part(
    store: Folder,
    wave: int,
    number: int,
    points: Floats,
    pool: ThreadPoolExecutor,
    weigh: Callable[[Floats], tuple[float, float]],
    progress: Callable[[int], None] | None,
) -> Floats:
    """Return log-likelihood and implausibility of some sets [set, 2], from a file or else simulated."""
    kind = f"waves/wave-{wave:02d}-part-{number:04d}"
    path = store.path / f"{kind}.parquet"
    if path.is_file():
        if progress is not None:
            progress(len(points))
        return _kept(path, len(points))
    evaluated = np.array(list(pool.map(weigh, points)))
    columns = {f"p{number}": points[:, number] for number in range(points.shape[1])}
    store.write(f"{kind}.parquet", {**columns, **dict(zip(COLUMNS, evaluated.T, strict=True))})
    return evaluated


def _kept(path: Path, count: int) -> Floats:
    table = read_part(path, list(COLUMNS))
    if table.num_rows != count:
        raise InputError(f"{path}: {table.num_rows} rows; allowed: {count}; delete it, and it is made again")
    return np.stack([numbers(table[name]) for name in COLUMNS], axis=1)


def _out_of_reach(plan: Calibration, scenario: Scenario, nearest: Floats, count: int) -> InputError:
    """Return an error that names what even the nearest parameter set misses."""
    what = simulated(plan.targets, scenario, plan.prior.settings(nearest), plan.runs, plan.seed)
    return InputError(
        f"no parameter set of {count:,} reaches every target; "
        f"the nearest misses {', '.join(missed(plan.targets, what))}; "
        f"fit more parameters, or report the target as not met"
    )
