"""What cooperation on other domains causes: the aim with and without meetings on them, under the same luck.

Three counterfactuals of the first futures of a result stand beside it: without meetings on the other domains; without
the gate; and without both. With the gate, part of the difference is the gate itself; without it, the difference is what
trust carries from one domain to the other, less what the other meetings cost in load. A fourth, where calls to those
meetings go to the aim instead of to nothing, is what `python -m tests.benchmarks --only checks` asks for too.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.comparison.paired import Effect, Tally
from trustladder.analysis.numbers import or_none
from trustladder.analysis.statistics import clusters_of, pasts_of, share_ends
from trustladder.analysis.sweeps.counterfactuals import without_other_meetings
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import IN_FULL, Execution, ParameterSets
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.naming import HELD
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.results import Folder, Plan

FUTURES = 500  # of each counterfactual, the first of the result's
KIND = "counterfactuals"  # the table in a result
Columns = dict[str, Floats | Integers]


def ungated(scenario: Scenario) -> Scenario:
    """Return the scenario, and its past, without the gate."""
    return changed(scenario, {"structure.gate": False})


WITHOUT, NO_GATE, NO_GATE_WITHOUT, NO_GATE_MOVED = "without", "no_gate", "no_gate_without", "no_gate_moved"
SAID = (WITHOUT, NO_GATE, NO_GATE_WITHOUT)  # what a result says, and carries
ARMS: dict[str, Callable[[Scenario], Scenario]] = {
    WITHOUT: without_other_meetings,
    NO_GATE: ungated,
    NO_GATE_WITHOUT: lambda scenario: without_other_meetings(ungated(scenario)),
    NO_GATE_MOVED: lambda scenario: without_other_meetings(ungated(scenario), "aim"),
}


def has_others(scenario: Scenario) -> bool:
    """Return whether some forum meets on another domain than the aim."""
    return any(domain != scenario.aim for forum in scenario.forums.values() for domain in forum.agenda)


def arms_of(scenario: Scenario) -> list[str]:
    """Return the counterfactuals that a result carries: those without a gate only where the aim has one."""
    if not has_others(scenario):
        return []
    gated = scenario.structure.gate and scenario.domains[scenario.aim].gate != "none"
    return [*SAID] if gated else [WITHOUT]


def runs_of_arms(plan: Plan) -> int:
    """Return how many futures the counterfactuals add to a result: none on the Mesa lane, which is slow."""
    return len(arms_of(plan.scenario)) * min(FUTURES, plan.runs) if plan.lane == "compiled" else 0


def counterfactuals(
    scenario: Scenario, runs: int, seed: int, sets: ParameterSets = (), execution: Execution = IN_FULL
) -> Columns:
    """Run the counterfactuals; return replicates and, by arm, whether the aim was reached region-wide.

    Raises Cancelled once the execution is cancelled.
    """
    which = range(min(FUTURES, runs))
    found: Columns = {"replicate": np.array(which, dtype=np.int64)}
    for arm in arms_of(scenario):
        uncertain = UncertainScenario(ARMS[arm](scenario), sets)
        record = run_parameter_sets(uncertain, which, seed, execution=execution).record
        held = measure(uncertain.scenario, record, (HELD,))[HELD]
        found[f"{HELD}.{arm}"] = np.where(record.failed == 0, held, np.nan)
    return found


class Causes(NamedTuple):
    """The aim reached region-wide, by counterfactual, as shares of futures with their intervals."""

    shares: dict[str, tuple[float, float, float]]  # by arm: share, low, high
    by_trust: Effect | None  # without the gate: with meetings on other domains, less without them


def causes(folder: Folder) -> Causes | None:
    """Return the counterfactuals of a result, None where it has none."""
    table = folder.table(KIND)
    if table is None:
        return None
    replicates = numbers(table.column("replicate")).astype(np.int64)
    scenario, sets = folder.scenario(), len(folder.manifest().get("sets", ()))
    held = {name.partition(".")[2]: numbers(table.column(name)) for name in table.column_names if "." in name}
    clusters = clusters_of(replicates, sets, pasts_of(scenario))
    shares = {
        arm: (float(np.nanmean(values)), *share_ends((values > 0.0).astype(float), clusters))
        for arm, values in held.items()
    }
    if NO_GATE not in held:
        return Causes(shares, None)
    tally = Tally(sets=sets, pasts=pasts_of(scenario))
    tally.add(held[NO_GATE], held[NO_GATE_WITHOUT])
    return Causes(shares, tally.effect(flags=True))


MEANINGS = {
    WITHOUT: "without meetings on other domains",
    NO_GATE: "without the gate",
    NO_GATE_WITHOUT: "without the gate and without meetings on other domains",
    NO_GATE_MOVED: "without the gate, and with the calls to other meetings given to the aim",
}


def as_metrics(found: Causes) -> Iterator[dict[str, Any]]:
    """Yield the counterfactuals as rows of a summary."""
    for arm, (share, low, high) in found.shares.items():
        meaning = f"the domain aimed at was reached region-wide {MEANINGS[arm]}"
        yield {
            "metric": f"{HELD}.{arm}",
            "unit": "flag",
            "meaning": meaning,
            "mean": share,
            "low": or_none(low),
            "high": or_none(high),
        }
