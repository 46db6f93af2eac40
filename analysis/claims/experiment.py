"""Run an experiment: every arm in every world of a regime, on the same random draws, at the same cost if asked."""

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.claims.claims import HAPPENED, OVER_FLOOR, Arm, Claims, Part
from trustladder.analysis.claims.regimes import Regime, drawn
from trustladder.analysis.claims.worlds import Believed, Trunks
from trustladder.analysis.comparison.compare import spread
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Cancelled, Execution, Progress, in_parallel
from trustladder.sim.ensemble import run_replicates
from trustladder.sim.metrics import measure, metrics_of
from trustladder.sim.month.run import Record, some_of
from trustladder.sim.scenario.scenario import Scenario

CLOSE = 0.01  # totals of assistance that differ by less are the same money
TRIES = 5
MOST = 3.0  # of the lever `assistance`
TOTAL = "assistance in all"
Values = dict[str, Floats]  # by metric: [replicate] in one world, [set, replicate] in a place
Draws = tuple[dict[str, Any], dict[str, Any]]  # two of the same numbers


class Money(NamedTuple):
    """Cost matching of an arm: the factor that makes it cost as much as another, in one world or over many."""

    before: float  # relative difference of the totals as they were
    factor: float  # by which assistance was scaled
    after: float  # difference that is left


class Futures(NamedTuple):
    """The results of every arm at one regime."""

    regime: Regime
    arms: dict[str, Values]
    money: dict[str, list[Money]]  # by arm, one for each world


def cells(part: Part) -> list[str]:
    """Return the ids of the four arms of a part about shares of variance.

    They cross the first and second draw of the numbers varied with those of the numbers beside.
    """
    return [f"{part.arms[0]}, {', '.join((*part.varied, *part.beside))}: {one}{two}" for one in "ab" for two in "ab"]


class Experiment:
    """Runs of all arms that the claims need."""

    def __init__(
        self, known: Claims, seed: int, progress: Progress | None = None, cancel: threading.Event | None = None
    ) -> None:
        self.known, self.seed = known, seed
        self.trunks = Trunks(known)
        self.progress, self.cancel = progress or (lambda done: None), cancel or threading.Event()
        self.wanted = sorted({part.metric for _, part in known.parts()} | {TOTAL})
        self.shared = {cells(part)[0]: part for _, part in known.parts() if part.statistic == "shares"}
        named = {arm for _, part in known.parts() if part.statistic != "shares" for arm in part.arms}
        self.used = sorted(named | {known.arms[arm].money_of or arm for arm in named})
        self.failures = 0

    @property
    def arms(self) -> int:
        """Return how many arms are run in every world."""
        return len(self.used) + 4 * len(self.shared)

    def at(self, regime: Regime, threads: int | None = None) -> Futures:
        """Run every arm at a regime: its worlds in parallel, or one after the other if there are few."""
        draws = {
            key: drawn([*part.varied, *part.beside], self.known.base, len(regime.sets), self.seed)
            for key, part in self.shared.items()
        }
        worlds, threads = regime.worlds(), threads or os.cpu_count() or 1
        wide = len(worlds) >= 2 * threads
        arms: dict[str, Values] = {}
        money: dict[str, list[Money]] = {}
        tasks = [partial(self._world, regime, numbers, draws, 1 if wide else threads) for numbers in worlds]
        lived = in_parallel(tasks, threads if wide else 1, self.cancel)
        for (values, costs), numbers in zip(lived, worlds, strict=True):
            self._put(arms, values, regime, numbers)
            for arm, cost in costs.items():
                money.setdefault(arm, []).append(cost)
        return Futures(regime, arms, money)

    def _put(self, arms: dict[str, Values], values: dict[str, Values], regime: Regime, numbers: list[int]) -> None:
        """Copy a world's values [replicate] to the rows of its sets in the values of all sets [set, replicate]."""
        for arm, own in values.items():
            for name, column in own.items():
                whole = arms.setdefault(arm, {}).setdefault(name, np.zeros((len(regime.sets), regime.replicates)))
                whole[numbers] = column.reshape(len(numbers), regime.replicates)

    def _world(
        self, regime: Regime, numbers: list[int], draws: Mapping[str, Sequence[Draws]], threads: int
    ) -> tuple[dict[str, Values], dict[str, Money]]:
        """Run every arm under one parameter set, with the replicates of all sets that equal it."""
        believed = self.trunks.believed(regime.sets[numbers[0]])
        run = ArmRunner(
            self, believed, [replicate for number in numbers for replicate in regime.which(number)], threads
        )
        values, money = dict[str, Values](), dict[str, Money]()
        for name in sorted(self.used, key=lambda name: self.known.arms[name].money_of is not None):
            arm = self.known.arms[name]
            if arm.money_of is None:
                values[name] = run.arm(arm, {})
            else:
                values[name], money[name] = run.costing(arm, values[arm.money_of])
            self.progress(len(run.which))
        for key, part in self.shared.items():
            each = [run._replace(which=regime.which(number)).crossed(part, draws[key][number]) for number in numbers]
            values |= {
                cell: {name: np.concatenate([one[cell][name] for one in each]) for name in self.wanted}
                for cell in each[0]
            }
        return values, money


class ArmRunner(NamedTuple):
    """One world, and the replicates that are run in it."""

    experiment: Experiment
    believed: Believed
    which: Sequence[int]
    threads: int

    def crossed(self, part: Part, draws: Draws) -> dict[str, Values]:
        """Run both draws of the numbers `varied` crossed with both of those `beside`."""
        arm, found = self.experiment.known.arms[part.arms[0]], {}
        pairs: Iterator[dict[str, Any]] = (
            {**{path: one[path] for path in part.varied}, **{path: two[path] for path in part.beside}}
            for one in draws
            for two in draws
        )
        for cell, over in zip(cells(part), pairs, strict=True):
            found[cell] = self.arm(arm, over)
            self.experiment.progress(len(self.which))
        return found

    def costing(self, arm: Arm, like: Values) -> tuple[Values, Money]:
        """Run an arm with its budgets scaled to the cost of another; totals are nearly linear in budgets."""
        target, start = float(like[TOTAL].mean()), self.believed.arm(arm, {}).levers.assistance
        scale, before = start, float("nan")
        for attempt in range(TRIES):
            values = self.arm(arm, {"levers.assistance": scale})
            total = float(values[TOTAL].mean())
            gap = total / target - 1.0 if target > 0.0 else 0.0
            before = gap if attempt == 0 else before
            if not abs(gap) > CLOSE or attempt == TRIES - 1:
                break
            scale = min(scale / max(1.0 + gap, 1e-3), MOST)
        return values, Money(before, scale / start if start > 0.0 else 1.0, gap)

    def arm(self, arm: Arm, over: Mapping[str, Any]) -> Values:
        """Run an arm with settings applied on top, and return its metrics."""
        known = self.experiment
        if known.cancel.is_set():
            raise Cancelled
        scenario = self.believed.arm(arm, over)
        execution = Execution(self.threads, cancel=known.cancel, keep_pasts=False)
        record = run_replicates(scenario, self.which, known.seed, execution=execution).record
        known.failures += int((record.failed != 0).sum())
        return measured(scenario, record, known.wanted)


def measured(scenario: Scenario, record: Record, names: Sequence[str]) -> Values:
    """Return metrics by run [run]; NaN for a run that failed, the horizon for a month that never came."""
    good = record.failed == 0
    asked = {*(name.removeprefix(HAPPENED) for name in names), "assistance_given", "assistance_joint", "collusion"}
    found, known = measure(scenario, some_of(record, good), asked), metrics_of(scenario)
    values = {one.name: spread(one, found[one.name], good, scenario.months) for one in known if one.name in found}
    values[TOTAL] = values["assistance_given"] + values["assistance_joint"]
    values[OVER_FLOOR] = values["collusion"] - floor(scenario)
    for name in names:
        if name.startswith(HAPPENED):
            came = np.full(len(good), np.nan)
            came[good] = ~np.isnan(found[name.removeprefix(HAPPENED)])
            values[name] = came
    return {name: values[name] for name in names}


def floor(scenario: Scenario) -> float:
    """Return the mean share of smuggling under which collusion never falls."""
    start = [government.collusion.value for government in scenario.governments.values()]
    return scenario.uncertainties.collusion_floor * sum(start) / len(start)
