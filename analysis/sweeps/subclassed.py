"""Sweep user-defined agents: the same plans and folders on the Mesa lane, one replicate a task, in processes.

    sweep(plan, out, government=Hermit)      # or donor=..., or model=..., a subclass of CooperationModel
    sweep(plan, out, government=Hermit, cluster="tls://head:8786")

A thousand times slower than the compiled lane, which runs the shipped agents only.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from trustladder.analysis.sweeps.counterfactuals import COUNTERFACTUALS, counterfactual
from trustladder.analysis.sweeps.fingerprints import Unstable, fingerprint
from trustladder.analysis.sweeps.pickling import Agents
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Point, RecordsOrError, Runner
from trustladder.sim.agents.own import ROLES, check_classes
from trustladder.sim.engine import Cancelled, Progress
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

PART = 100  # runs of a part by default: minutes on this lane


class SubclassedSweep(Sweep):
    """A plan whose points are run by user-defined agents."""

    lane = "mesa"
    agents = Agents()
    fingerprints: Mapping[str, str | None] = {}

    def use(self, agents: Mapping[str, Any]) -> None:
        """Set the classes that run the points, before anything runs that could change what they read."""
        found = {role: class_fingerprint(role, agents[role]) if role in agents else (None, "") for role in ROLES}
        self.agents = Agents(agents)
        self.fingerprints = {role: name for role, (name, _) in found.items()}
        self.unidentified = "; ".join(why for _, why in found.values() if why)

    def identity(self) -> dict[str, Any]:
        """Return the identity of any sweep, with the classes by name and fingerprint."""
        return {**super().identity(), **self.fingerprints}


def load_with_agents(
    source: str | Path | Mapping[str, Any], agents: Mapping[str, Any], here: bool, **changes: Any
) -> SubclassedSweep:
    """Load a plan as `Sweep.load` does, for user-defined agents that run in this process alone if `here`.

    Raises InputError for what are no such classes, and for those that cannot be pickled where they must be.
    """
    check_classes(agents)
    plan = SubclassedSweep.load(source, **changes)
    plan.use(agents)
    if "runs_a_part" not in plan.plan.model_fields_set:
        plan.plan = plan.plan.model_copy(update={"runs_a_part": PART})
    if not here:
        plan.agents.pickle_by_value()
    return plan


def class_fingerprint(role: str, known: type) -> tuple[str, str]:
    """Return a class by its name, fingerprint and module; and why it has no fingerprint, if it has none."""
    mark, why = "unknown", ""
    try:
        mark = fingerprint(known)
    except Unstable as error:
        why = f"{role}: {known.__qualname__} reads {error}, and nobody can tell whether that is what it was"
    return f"{known.__qualname__} {mark} of {known.__module__}", why


def run_replicate(scenario: Scenario, replicate: int, agents: Agents, counterfactuals: bool) -> RecordsOrError:
    """Return the records of one replicate of a point, with its counterfactuals where asked for; or why it failed."""
    from trustladder.sim.agents.model import CooperationModel

    build: Callable[..., Any] = agents.get("model", CooperationModel)
    given = {role: known for role, known in agents.items() if role != "model"}
    try:
        variants = [scenario, *(counterfactual(scenario, name) for name in COUNTERFACTUALS if counterfactuals)]
        return [build(one, replicate=replicate, **given).run().record for one in variants]
    except Exception as error:  # a run that fails becomes a row, never a lost sweep
        return f"{type(error).__name__}: {error}"


class SubclassedRunner(Runner):
    """Runs the parts of a sweep on the Mesa lane; a failure is that of one run."""

    def __init__(
        self, plan: SubclassedSweep, processes: int, progress: Progress | None, cancel: threading.Event
    ) -> None:
        super().__init__(plan, processes, progress, cancel)
        self.agents, self.counterfactuals = plan.agents, plan.plan.arms
        self.pool = ProcessPoolExecutor(processes, get_context("spawn")) if processes > 1 else None

    def close(self) -> None:
        """Stop the processes."""
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def _outcomes(self, points: list[Point], which: range) -> list[RecordsOrError]:
        """Return the outcome of every run."""
        outcomes: list[RecordsOrError] = [""] * (len(points) * len(which))
        for number, outcome in self._finished(points, which):
            outcomes[number] = outcome
            if self.progress is not None:
                self.progress(1)
            if self.cancel.is_set():
                raise Cancelled
        return outcomes

    def _finished(self, points: list[Point], which: range) -> Iterator[tuple[int, RecordsOrError]]:
        """Yield the number and outcome of every run, as it is finished."""
        tasks = {}
        for number, (scenario, replicate) in enumerate(self._runs(points, which)):
            if isinstance(scenario, str):
                yield number, scenario
            elif self.pool is None:
                yield number, run_replicate(scenario, replicate, self.agents, self.counterfactuals)
            else:
                task = self.pool.submit(run_replicate, scenario, replicate, self.agents, self.counterfactuals)
                tasks[task] = number
        try:
            for task in as_completed(tasks):
                yield tasks[task], task.result()
        except BrokenProcessPool as error:
            raise InputError(
                f"agents: a process ended before its run did ({' '.join(str(error).split())[:200]}); keep what a "
                'script runs under `if __name__ == "__main__":`, or take threads=1'
            ) from None

    def _runs(self, points: list[Point], which: range) -> Iterator[tuple[Scenario | str, int]]:
        """Yield the scenario of every run, or why there is none, and its replicate."""
        for name, values in points:
            scenario: Scenario | str
            try:
                scenario = self.changed(name, values).changed({"seed": self.plan.plan.seed})
            except Exception as error:  # a point that fails becomes rows
                scenario = f"{type(error).__name__}: {error}"
            yield from ((scenario, replicate) for replicate in which)
