"""Compare policies across worlds: best worst case, least regret, or most often good enough.

Every policy is combined with every world and run on the same random draws. Maximin (Wald 1950): the best worst mean.
Minimax regret (Savage 1951): the least largest loss against the policy that is best in that world. Domain criterion
(Starr 1963; Schneller and Sphicas 1983): the share of futures that meet a threshold, all worlds with equal weight.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from trustladder.analysis.comparison.compare import check_runs, spread
from trustladder.analysis.comparison.directions import better
from trustladder.analysis.comparison.paired import batches
from trustladder.analysis.spread import what_varies
from trustladder.analysis.statistics import clusters_of, pasts_of, spread_of
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.engine import Execution, ParameterSets, Progress
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.metrics import metrics_of
from trustladder.sim.recorded_runs import Metric, Runs
from trustladder.sim.runs import chosen_sets
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.scenario.loading import Tree, locate, merged, with_settings
from trustladder.sim.scenario.naming import SAID
from trustladder.sim.scenario.reuse import read_tree
from trustladder.sim.scenario.scenario import Scenario, with_past

RESAMPLES = 1000
WEIGHTS = 10_000_000  # of futures in resamples, in memory at once
OWN = ("name", "seed", *SAID)  # what a policy's file says of itself
CRITERIA = ("maximin", "minimax regret", "domain")


class Robustness(NamedTuple):
    """A metric of every policy in every world."""

    metric: Metric
    policies: list[str]
    worlds: list[str]
    runs: int
    seed: int
    threshold: float
    means: Floats  # [policy, world]
    errors: Floats  # [policy, world] standard errors of the means
    meeting: Floats  # [policy, world] share of futures that meet the threshold
    first: dict[str, Floats]  # by criterion [policy]: share of resamples in which the policy stands first
    varies: str = ""  # over what the futures are spread

    @property
    def regret(self) -> Floats:
        """Return the loss against the best policy of each world, in the metric's unit; 0 or more [policy, world]."""
        return regret_of(better(self.metric.name) * self.means)

    def scores(self) -> dict[str, Floats]:
        """Return the score of each policy [policy], by criterion."""
        side = better(self.metric.name)
        return {
            "maximin": side * (side * self.means).min(axis=1),
            "minimax regret": self.regret.max(axis=1),
            "domain": self.meeting.mean(axis=1),
        }

    def winner(self, criterion: str) -> str:
        """Return the policy that ranks first; of several, the first named."""
        side = better(self.metric.name)
        scores = self.scores()[criterion]
        signed = {"maximin": side * scores, "minimax regret": -scores, "domain": scores}[criterion]
        return self.policies[int(np.argmax(signed))]

    def tree(self) -> dict[str, Any]:
        """Return the table as JSON data."""
        regret, scores = self.regret, self.scores()
        cells = [
            {
                "policy": policy,
                "world": world,
                "mean": self.means[row, column],
                "error": self.errors[row, column],
                "regret": regret[row, column],
                "meets_threshold": self.meeting[row, column],
            }
            for row, policy in enumerate(self.policies)
            for column, world in enumerate(self.worlds)
        ]
        return {
            "metric": self.metric.name,
            "unit": self.metric.unit,
            "better": better(self.metric.name),
            "threshold": self.threshold,
            "runs": self.runs,
            "seed": self.seed,
            "varies": self.varies,
            "cells": cells,
            "criteria": {
                name: {
                    "winner": self.winner(name),
                    "scores": dict(zip(self.policies, scores[name].tolist(), strict=True)),
                    "first_in": dict(zip(self.policies, self.first[name].tolist(), strict=True)),
                }
                for name in CRITERIA
            },
        }


def regret_of(signed: Floats) -> Floats:
    """Return the regret of values of which more is better [policy, world]."""
    return signed.max(axis=0)[np.newaxis, :] - signed


def robustness(
    policies: Sequence[str],
    worlds: Sequence[str],
    *,
    base: str = "baseline",
    metric: str = "region_held",
    threshold: float | None = None,
    runs: int = 2000,
    seed: int | None = None,
    settings: Mapping[str, Any] | None = None,
    uncertainty: Literal["none", "posterior"] | None = None,
    parameter_sets: ParameterSets | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Robustness:
    """Run every policy in every world, spread over the posterior as by `run`.

    A policy is what its scenario changes in `base`, applied to the world's scenario.
    """
    check_runs(runs)
    for what, names in (("--policies", policies), ("--worlds", worlds)):
        if not names or not all(names) or len(set(names)) < len(names):
            raise InputError(f"{what} {','.join(names)}; allowed: scenarios, each once")
    if threshold is not None and not math.isfinite(threshold):
        raise InputError(f"--threshold {threshold}; allowed: a number")
    grid = [[laid(policy, world, base, settings or {}) for world in worlds] for policy in policies]
    chosen = chosen_metric(grid, metric)
    aim = threshold if threshold is not None else _usual_threshold(chosen)
    seed = grid[0][0].seed if seed is None else seed
    execution = Execution(threads, progress)
    every = [one for column in zip(*grid, strict=True) for one in column]  # policies in one world share its past
    sets = chosen_sets(every, uncertainty, parameter_sets)
    found = [
        values_of(UncertainScenario(one, of), chosen, runs, seed, execution)
        for one, of in zip(every, sets, strict=True)
    ]
    values = np.reshape(found, (len(worlds), len(policies), runs)).transpose(1, 0, 2)
    side, alike = better(metric), clusters_of(np.arange(runs), max(map(len, sets)), pasts_of(*every))
    meeting = (side * values >= side * aim).astype(float)
    return Robustness(
        chosen,
        list(policies),
        list(worlds),
        runs,
        seed,
        aim,
        values.mean(axis=2),
        np.array([[spread_of(one, alike).variance ** 0.5 for one in row] for row in values]),
        meeting.mean(axis=2),
        stands_first(side * values, meeting, seed, *alike[:1]),
        what_varies(every[0], sets[0]),
    )


def chosen_metric(grid: list[list[Scenario]], name: str) -> Metric:
    """Return the metric of a name; all scenarios must have it, and one side of it must be better."""
    known = [{metric.name: metric for metric in metrics_of(one)} for row in grid for one in row]
    common = [each for each in known[0] if all(each in has for has in known)]
    if name not in common:
        raise unknown("--metric", name, common, "metric of all of these scenarios")
    if better(name) == 0:
        sided = ", ".join(each for each in common if better(each) and "." not in each)
        raise InputError(f"--metric {name}: neither side is better; allowed: {sided}, and those of trust and standing")
    return known[0][name]


def _usual_threshold(metric: Metric) -> float:
    if metric.unit != "flag":
        raise InputError(f"--threshold: is missing; say from which {metric.unit} {metric.name} is good enough")
    return 1.0


def laid(policy: str, world: str, base: str, settings: Mapping[str, Any]) -> Scenario:
    """Return a world with a policy's changes to `base` applied; where both change a number, the policy's holds."""
    whole = {name: read_tree(locate(name)) for name in dict.fromkeys((policy, world, base))}
    changes = difference(whole[policy][0], whole[base][0])
    for key in OWN:
        changes.pop(key, None)
    tree, origins = whole[world]
    tree = merged(tree, changes)
    tree["name"] = f"{policy} in {world}"
    tree = with_past(with_settings(tree, settings, origins), locate(world))
    try:
        return Scenario.from_tree(tree, {**whole[policy][1], **origins}, "scenario")
    except InputError as error:
        raise InputError(f"{policy} in {world}: {error}") from None


def difference(tree: Tree, base: Tree) -> Tree:
    """Return the changes that turn `base` into `tree`; keys that `tree` lacks stay."""
    found: Tree = {}
    for key, value in tree.items():
        old = base.get(key)
        if value == old:
            continue
        found[key] = difference(value, old) if isinstance(value, dict) and isinstance(old, dict) else value
    return found


def values_of(uncertain: UncertainScenario, metric: Metric, runs: int, seed: int, execution: Execution) -> Floats:
    """Return the metric in every future [run]; never is the horizon."""
    found, scenario = np.zeros(runs), uncertain.scenario
    for which in batches(0, runs):
        record = run_parameter_sets(uncertain, which, seed, execution=execution).record
        if record.failed.any():
            raise InputError(f"{scenario.name}: {record.failed.sum()} futures end in a number that is not finite")
        values = metric.compute(Runs(scenario, record))
        found[which.start : which.stop] = spread(metric, values, np.ones(len(which), bool), scenario.months)
    return found


def stands_first(signed: Floats, meeting: Floats, seed: int, alike: Integers | None = None) -> dict[str, Floats]:
    """Return the share of resamples of the futures, the same for all, in which each policy ranks first [policy].

    Where futures are `alike` [run] in their parameter set or past, these are resampled, with all their futures.
    """
    policies, _, runs = signed.shape
    drawn = np.arange(runs) if alike is None else alike
    draw, many, count = np.random.default_rng(seed).multinomial, max(1, WEIGHTS // runs), int(drawn.max()) + 1
    products = []
    for start in range(0, RESAMPLES, many):
        weights = draw(count, np.full(count, 1.0 / count), size=min(many, RESAMPLES - start))[:, drawn].astype(float)
        weights /= weights.sum(axis=1, keepdims=True)
        products.append((signed @ weights.T, meeting @ weights.T))
    # [policy, world, resample]
    means, shares = (np.concatenate(parts, axis=2) for parts in zip(*products, strict=True))
    rules: dict[str, Callable[[Floats, Floats], Floats]] = {
        "maximin": lambda mean, _: mean.min(axis=1),
        "minimax regret": lambda mean, _: -(mean.max(axis=0)[np.newaxis] - mean).max(axis=1),
        "domain": lambda _, share: share.mean(axis=1),
    }
    first = {}
    for name, rule in rules.items():
        scores = rule(means, shares)
        leaders = scores == scores.max(axis=0)  # ties are shared
        first[name] = (leaders / leaders.sum(axis=0)).mean(axis=1).reshape(policies)
    return first
