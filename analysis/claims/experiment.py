"""Run an experiment: every arm in every world of a regime, on the same random draws, at the same cost if asked."""

import os
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.claims.claims import HAPPENED, OVER_FLOOR, Arm, Claims, Part
from trustladder.analysis.claims.kept import Kept, Values
from trustladder.analysis.claims.regimes import Regime, drawn
from trustladder.analysis.claims.worlds import Believed, Trunks
from trustladder.analysis.comparison.compare import spread
from trustladder.sim.engine import Cancelled, Execution, Progress, in_parallel
from trustladder.sim.ensemble import run_replicates
from trustladder.sim.metrics import measure, metrics_of
from trustladder.sim.month.run import Record, some_of
from trustladder.sim.scenario.scenario import Scenario

CLOSE = 0.01  # totals of assistance that differ by less are the same money
TRIES = 5
MOST = 3.0  # of the lever `assistance`
TOTAL = "assistance in all"
Draws = tuple[dict[str, Any], dict[str, Any]]  # two of the same numbers


class Money(NamedTuple):
    """Cost matching of an arm: the factor that makes it cost as much as another, in one world or over many."""

    factor: float  # by which assistance was scaled
    after: float  # relative difference of the totals that is left


Lived = tuple[dict[str, Values], dict[str, Money]]  # by arm


class Futures(NamedTuple):
    """The results of arms at one regime, each from the first futures of every set; not all arms have equally many."""

    regime: Regime
    arms: dict[str, Values]
    money: dict[str, list[Money]]  # by arm, one for each world

    def put(self, values: dict[str, Values], numbers: list[int], first: int) -> None:
        """Copy a world's values [replicate] to the rows of its sets in the values of all sets [set, replicate]."""
        for arm, own in values.items():
            for name, column in own.items():
                whole = self.arms.setdefault(arm, {}).setdefault(name, np.zeros((len(self.regime.sets), first)))
                whole[numbers] = column.reshape(len(numbers), first)

    def with_more(self, more: "Futures") -> "Futures":
        """Return them with arms that have more futures."""
        return Futures(self.regime, {**self.arms, **more.arms}, {**self.money, **more.money})


class Task(NamedTuple):
    """Arms to run in one world."""

    settings: Mapping[str, Any]  # of the world
    which: Sequence[int]  # replicates
    arms: Collection[str]
    crossed: tuple[Part, Draws] | None = None  # a part about shares, with two draws


def cells(part: Part) -> list[str]:
    """Return the ids of the four arms of a part about shares of variance.

    They cross the first and second draw of the numbers varied with those of the numbers beside.
    """
    return [f"{part.arms[0]}, {', '.join((*part.varied, *part.beside))}: {one}{two}" for one in "ab" for two in "ab"]


class Experiment:
    """Runs of all arms that the claims need; what is the same scenario is run once."""

    def __init__(
        self, known: Claims, seed: int, progress: Progress | None = None, cancel: threading.Event | None = None
    ) -> None:
        self.known, self.seed = known, seed
        self.kept = Kept()
        self.progress, self.cancel = progress or (lambda done: None), cancel or threading.Event()
        self.wanted = sorted({part.metric for _, part in known.parts()} | {TOTAL})
        self.guess: dict[str, float] = {}  # by arm: the factor to try first, of another world
        self.failures = 0

    @cached_property
    def trunks(self) -> Trunks:
        """Return the scenarios that arms share, read when the first of them is run."""
        return Trunks(self.known)

    def arms_of(self, parts: Iterable[Part]) -> list[str]:
        """Return the arms of parts, apart from those about shares, with the arms whose costs they have."""
        named = {arm for part in parts if part.statistic != "shares" for arm in part.arms}
        return sorted(named | {self.known.arms[arm].money_of or arm for arm in named})

    def planned(self, parts: Sequence[Part], futures: int) -> int:
        """Return how many futures parts ask for, with so many of each arm."""
        return futures * (len(self.arms_of(parts)) + 4 * len(shared(parts)))

    def at(
        self, regime: Regime, threads: int | None = None, parts: Iterable[Part] | None = None, first: int | None = None
    ) -> Futures:
        """Run the arms of parts (of all, by default) at a regime: all futures of every set, or the first of them."""
        parts, first = list(parts or (part for _, part in self.known.parts())), first or regime.replicates
        worlds, arms, found = regime.worlds(), self.arms_of(parts), Futures(regime, {}, {})
        which = [[replicate for number in numbers for replicate in regime.which(number, first)] for numbers in worlds]
        tasks = [Task(regime.sets[numbers[0]], each, arms) for numbers, each in zip(worlds, which, strict=True)]
        for (values, costs), numbers in zip(self.run(tasks, threads), worlds, strict=True):
            found.put(values, numbers, first)
            for arm, cost in costs.items():
                found.money.setdefault(arm, []).append(cost)
        for part in shared(parts):
            draws = drawn([*part.varied, *part.beside], self.known.base, len(regime.sets), self.seed)
            tasks = [
                Task(settings, regime.which(number, first), (), (part, draws[number]))
                for number, settings in enumerate(regime.sets)
            ]
            for number, (values, _) in enumerate(self.run(tasks, threads)):
                found.put(values, [number], first)
        return found

    def run(
        self, tasks: Sequence[Task], threads: int | None = None
    ) -> list[tuple[dict[str, Values], dict[str, Money]]]:
        """Run tasks in parallel, or one after the other if there are few."""
        threads, trunks = threads or os.cpu_count() or 1, self.trunks  # read before threads ask for them
        wide = len(tasks) >= 2 * threads
        work = [partial(self._world, trunks, task, 1 if wide else threads) for task in tasks]
        return in_parallel(work, threads if wide else 1, self.cancel)

    def _world(self, trunks: Trunks, task: Task, threads: int) -> Lived:
        """Run arms in one world."""
        run = ArmRunner(self, trunks.believed(task.settings), task.which, threads)
        values, money = dict[str, Values](), dict[str, Money]()
        for name in sorted(task.arms, key=lambda name: self.known.arms[name].money_of is not None):
            arm = self.known.arms[name]
            if arm.money_of is None:
                values[name] = run.arm(arm, {})
            else:
                values[name], money[name] = run.costing(name, values[arm.money_of])
            self.progress(len(run.which))
        return values | (run.crossed(*task.crossed) if task.crossed else {}), money


def shared(parts: Iterable[Part]) -> list[Part]:
    """Return the parts about shares of variance, one of those that ask for the same arms."""
    return list({cells(part)[0]: part for part in parts if part.statistic == "shares"}.values())


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

    def costing(self, name: str, like: Values) -> tuple[Values, Money]:
        """Run an arm with its budgets scaled to the cost of another; totals are nearly linear in budgets."""
        arm = self.experiment.known.arms[name]
        target, start = float(like[TOTAL].mean()), self.believed.arm(arm, {})[0].levers.assistance
        scale = min(start * self.experiment.guess.get(name, 1.0), MOST)
        for attempt in range(TRIES):
            values = self.arm(arm, {"levers.assistance": scale})
            total = float(values[TOTAL].mean())
            gap = total / target - 1.0 if target > 0.0 else 0.0
            if not abs(gap) > CLOSE or attempt == TRIES - 1:
                break
            scale = min(scale / max(1.0 + gap, 1e-3), MOST)
        return values, Money(scale / start if start > 0.0 else 1.0, gap)

    def arm(self, arm: Arm, over: Mapping[str, Any]) -> Values:
        """Run an arm with settings applied on top, and return its metrics."""
        known = self.experiment
        scenario, key = self.believed.arm(arm, over)

        def run(missing: Sequence[int]) -> Values:
            if known.cancel.is_set():
                raise Cancelled
            execution = Execution(self.threads, cancel=known.cancel, keep_pasts=False)
            record = run_replicates(scenario, missing, known.seed, execution=execution).record
            known.failures += int((record.failed != 0).sum())
            return measured(scenario, record, known.wanted)

        return known.kept.of(key, self.which, run)


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
