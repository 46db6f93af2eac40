"""Fitting judgements to the record: waves of parameter sets, each weighed by what its runs show; resumable.

A wave is kept in parts, each a Parquet file that exists whole or not at all; the same command goes on where the last one
stopped. What comes of it is a posterior: an ensemble of parameter sets, all of equal weight.
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
    shown,
)
from trustladder.analysis.history.observed_standing import ladders, observed_standing
from trustladder.analysis.history.prior import Prior
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import blank, stacked
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Cancelled, replicates
from trustladder.sim.machine.version import law_hash
from trustladder.sim.month.run import Record
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.parts import read_part
from trustladder.sim.store.results import Folder

PART = 256  # parameter sets a file
COLUMNS = ("log_likelihood", "missed")
RULED_OUT = 1000.0  # what missing a fact by a whole tolerance costs in log-likelihood: such sets get no weight


class Calibration(NamedTuple):
    """What is fitted to what, and how thoroughly."""

    targets: Targets
    prior: Prior
    sets: int = 4096  # in the first wave; half as many in each later one
    waves: int = 5
    runs: int = 64  # replicates of each set
    kept: int = 200  # parameter sets of the posterior
    seed: int = 1

    def sizes(self) -> list[int]:
        """Parameter sets of each wave."""
        return [self.sets, *([max(self.sets // 2, 1)] * (self.waves - 1))]

    def identity(self) -> dict[str, Any]:
        """What a folder's parts depend on; more waves may follow later."""
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
    """What the record leaves of the prior."""

    prior: Prior
    points: Floats  # [point, parameter] of all waves, in the unit cube
    weights: Floats  # [point], adding up to 1
    kept: Floats  # [set, parameter] of the ensemble, in the unit cube

    @property
    def effective(self) -> float:
        """How many equally weighted sets all waves are worth."""
        return effective(self.weights)

    def summary(self) -> list[dict[str, Any]]:
        """Every parameter with its quantiles, and how much narrower than the prior it has become."""
        quantiles = np.quantile(self.kept, (0.05, 0.5, 0.95), axis=0)
        low, median, high = (list(self.prior.settings(point).values()) for point in quantiles)
        narrowed = 1.0 - self.kept.std(axis=0) * np.sqrt(12.0)  # against a uniform prior on 0..1
        columns = zip(self.prior.names, low, median, high, narrowed.tolist(), strict=True)
        return [dict(zip(("name", "low", "median", "high", "narrowed"), row, strict=True)) for row in columns]


def record_of(known: Targets, scenario: Scenario) -> Evidence:
    """The real record, as far as the targets look."""
    names = Index(scenario)
    last = scenario.first_month + scenario.months - 1
    years = range(scenario.first_month // 12, last // 12 + 1)
    trusted = at_least(events(known.until), known.reporting.confidence)
    standing = observed_standing(trusted, ladders(scenario), names.forums, years)
    return Evidence(np.array([fact.target for fact in known.facts.values()]), standing, observable_cells(scenario))


def simulated(known: Targets, scenario: Scenario, settings: dict[str, Any], runs: int, seed: int) -> SimulatedEvidence:
    """What runs of the history show under one parameter set."""
    return shown(known, *lived(scenario, settings, range(runs), seed, threads=1))


def lived(
    scenario: Scenario, settings: dict[str, Any], which: range, seed: int, **options: Any
) -> tuple[Scenario, Record]:
    """The scenario under one parameter set, and the record of some of its runs; options as of `replicates`."""
    changed = scenario.changed(settings)
    tables = tables_of(changed)
    return changed, replicates(tables, Index(changed), stacked([blank(tables)]), seed, which, **options).record


def calibrate(
    plan: Calibration,
    folder: Path,
    *,
    threads: int,
    progress: Callable[[int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Posterior:
    """Bring a folder's waves to completion and return the posterior. Raises InputError and Cancelled."""
    store = _begun(plan, folder)
    scenario = fitted(plan.targets)
    evidence = record_of(plan.targets, scenario)
    points, told, explained = np.zeros((0, len(plan.prior.names))), np.zeros((0, 2)), np.zeros(0)
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
            proposal = next_proposal(points, explained, drawn) if wave else None
            new = proposal.draw(count, plan.seed + wave) if proposal else plan.prior.points(count, plan.seed)
            drawn.append((proposal, count))
            found = [_part(store, wave, place, part, pool, weigh, progress) for place, part in _parts(new)]
            points, told = np.concatenate([points, new]), np.concatenate([told, *found])
            explained = told[:, 0] - RULED_OUT * told[:, 1]
    if (told[:, 1] > 0.0).all():
        raise _out_of_reach(plan, scenario, points[told[:, 1].argmin()], len(points))
    weights = np.exp(log_weights(points, explained, drawn))
    return Posterior(plan.prior, points, weights, points[resampled(weights, plan.kept, plan.seed)])


def _begun(plan: Calibration, folder: Path) -> Folder:
    """The folder, which holds nothing else, or an earlier start of the same calibration."""
    identity, place = plan.identity(), folder / "calibration.json"
    if place.is_file():
        try:
            known = json.loads(place.read_text(encoding="utf-8"))["hash"]
        except (ValueError, KeyError, TypeError):
            raise InputError(f"{place}: damaged; delete the folder, or choose another with --out") from None
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
    """Log-likelihood and miss of some sets [set, 2]: read where they are kept, else simulated and kept."""
    kind = f"waves/wave-{wave:02d}-part-{number:04d}"
    place = store.path / f"{kind}.parquet"
    if place.is_file():
        if progress is not None:
            progress(len(points))
        return _kept(place, len(points))
    told = np.array(list(pool.map(weigh, points)))
    columns = {f"p{number}": points[:, number] for number in range(points.shape[1])}
    store.write(f"{kind}.parquet", {**columns, **dict(zip(COLUMNS, told.T, strict=True))})
    return told


def _kept(place: Path, count: int) -> Floats:
    table = read_part(place, list(COLUMNS))
    if table.num_rows != count:
        raise InputError(f"{place}: {table.num_rows} rows; allowed: {count}; delete it, and it is made again")
    return np.stack([numbers(table[name]) for name in COLUMNS], axis=1)


def _out_of_reach(plan: Calibration, scenario: Scenario, nearest: Floats, count: int) -> InputError:
    """What even the nearest parameter set misses."""
    what = simulated(plan.targets, scenario, plan.prior.settings(nearest), plan.runs, plan.seed)
    return InputError(
        f"no parameter set of {count:,} reaches every target; the nearest misses {', '.join(missed(plan.targets, what))}; "
        f"fit more parameters, or report the target as not met"
    )
