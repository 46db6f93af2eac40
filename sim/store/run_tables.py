"""Tables of a run's result: the columns of each part, and the parameters beside every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.arrays.tables import Integers
from trustladder.sim.bands import bands, network
from trustladder.sim.engine import ParameterSets
from trustladder.sim.result import Failure
from trustladder.sim.runs import Part
from trustladder.sim.scenario.changes import scalars
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import constant, together

if TYPE_CHECKING:
    from trustladder.sim.store.results import Plan

Columns = dict[str, Any]


def part_tables(plan: Plan, part: Part) -> dict[str, Columns]:
    """Return the tables of one part by their kind: runs always, the others where there is something to write."""
    tables: dict[str, Columns] = {}
    if part.failures:
        tables["failures"] = {key: [getattr(row, key) for row in part.failures] for key in Failure._fields}
    if plan.keeping == "full":
        tables["series"] = _monthly_columns(plan.scenario, part)
    elif plan.keeping == "bands" and part.number == 0 and len(part.months):
        tables["series"] = bands(plan.scenario, part.months)
    if part.number == 0:
        tables["network"] = network(plan.scenario, part.trust_start, part.trust_end)
    return {**tables, "runs": _run_columns(plan, part)}


def _run_columns(plan: Plan, part: Part) -> Columns:
    """Return one row a run: ids, parameters, metrics."""
    count = len(part.replicates)
    ids = {
        "scenario": constant(plan.scenario.name, count),
        "point": np.zeros(count, np.int64),
        "replicate": part.replicates,
    }
    parameters, varied = parameter_columns(plan.scenario, count), _set_columns(plan.sets, part.replicates)
    parameters.update({path: varied.pop(path) for path in [*varied] if path in parameters})
    return together(ids, parameters, varied, part.metrics)


def parameter_columns(scenario: Scenario, count: int) -> Columns:
    """Return the scenario's own parameters, the same in each of `count` rows."""
    return {path: constant(value, count) for path, value in scalars(scenario)}


def _set_columns(sets: ParameterSets, replicates: Integers) -> Columns:
    """Return the number of every replicate's parameter set, and the parameters in it."""
    if not sets:
        return {}
    number = replicates % len(sets)
    return {"set": number, **{path: np.array([one[path] for one in sets])[number] for path in sets[0]}}


def _monthly_columns(scenario: Scenario, part: Part) -> Columns:
    """Return every run's months, one row a month."""
    runs, length, _ = part.months.shape
    names = series_names(Index(scenario).domains)
    return {
        "replicate": np.repeat(part.replicates[:runs], length),
        "month": np.tile(np.arange(length), runs),
        **{name: part.months[:, :, column].reshape(-1) for column, name in enumerate(names)},
    }
