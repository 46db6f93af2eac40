"""A scenario as a Model of the EMA workbench, which samples its parameters and reads its metrics.

from ema_workbench import perform_experiments
model = ema_model("baseline", {"levers.joint_share": [0, 0.6], "uncertainties.omega": {}})
experiments, outcomes = perform_experiments(model, scenarios=100, policies=4)
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trustladder.analysis.sweeps.factors import Factor
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.sim.metrics import HEADLINE, metrics_of
from trustladder.sim.runs import run
from trustladder.sim.scenario.dates import date_of
from trustladder.sim.scenario.errors import not_installed, unknown
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from ema_workbench import Model


def ema_model(
    scenario: str | Scenario, factors: Mapping[str, Any], metrics: Sequence[str] = (), runs: int = 100
) -> Model:
    """Return a scenario as a Model of the workbench: its levers are levers there, all other factors uncertainties.

    Parameters
    ----------
    scenario
        A Scenario, the name of a shipped one, or the path of a TOML file.
    factors
        What is varied, as in the plan of a sweep: a range, a list of values, or {} for the registry's range.
    metrics
        The outcomes, the headline unless given: means over the runs; a month that never came counts as the horizon.
    runs
        Futures of each experiment.

    Raises
    ------
    InputError
        In one line, for a factor or metric that is not allowed, or where the workbench is not installed.
    """
    ema = _workbench()
    known = scenario if isinstance(scenario, Scenario) else Scenario.load(scenario)
    name = scenario if isinstance(scenario, str) else known.name
    plan = Sweep.load({"scenario": name, "design": "random", "points": 1, "factors": dict(factors)})
    asked, units = list(metrics or (one.name for one in HEADLINE)), {one.name: one.unit for one in metrics_of(known)}
    for metric in asked:
        if metric not in units:
            raise unknown("metrics", metric, units, "metric")
    never = {metric: float(known.months) if units[metric] == "months" else np.nan for metric in asked}

    def simulate(**values: Any) -> dict[str, float]:
        changes = {path: _value(plan, path, value) for path, value in values.items()}
        found = run(known.changed(changes), runs, series="none").metrics
        return {metric: float(np.nan_to_num(found[metric], nan=never[metric]).mean()) for metric in asked}

    model = ema.Model(re.sub(r"\W", "", known.name.title()), function=simulate)
    own = {factor.path: _parameter(ema, factor) for factor in plan.factors}
    model.levers = [one for path, one in own.items() if path.startswith("levers.")]
    model.uncertainties = [one for path, one in own.items() if not path.startswith("levers.")]
    model.outcomes = [ema.ScalarOutcome(metric) for metric in asked]
    return model


def _workbench() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of optional parallel engines
            import ema_workbench
    except ImportError as error:
        raise not_installed("ema_model", error.name, "discovery") from None
    return ema_workbench


def _parameter(ema: Any, factor: Factor) -> Any:
    """Return a factor as a parameter of the workbench; a date is its month, counted from year 0."""
    name = re.sub(r"\W", "_", factor.path)
    if factor.kind == "number":
        return ema.RealParameter(name, factor.low, factor.high, variable_name=factor.path)
    if factor.kind in ("whole", "month"):
        return ema.IntegerParameter(name, round(factor.low), round(factor.high), variable_name=factor.path)
    return ema.CategoricalParameter(name, list(factor.values), variable_name=factor.path)


def _value(plan: Sweep, path: str, value: Any) -> Any:
    """Return a value that the workbench drew as one of a setting: months become dates."""
    kind = next(factor.kind for factor in plan.factors if factor.path == path)
    return date_of(round(value)) if kind == "month" else int(value) if kind == "whole" else value
