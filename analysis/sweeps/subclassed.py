"""Sweeps of agents of one's own: the same plans and folders on the Mesa lane, a replicate a task, in processes.

    sweep(plan, out, government=Hermit)      # or donor=..., or model=..., a subclass of CooperationModel
    sweep(plan, out, government=Hermit, cluster="tls://head:8786")

A thousand times slower than the compiled lane, which knows the shipped agents only.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from trustladder.analysis.sweeps.changes import COUNTERFACTUALS, counterfactual
from trustladder.analysis.sweeps.fingerprints import Unstable, fingerprint
from trustladder.analysis.sweeps.pickling import Agents
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Left, Point, Runner
from trustladder.sim.agents.own import ROLES, check_classes
from trustladder.sim.engine import Cancelled, Progress
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

PART = 100  # runs of a part where the plan does not say: minutes of this lane


class SubclassedSweep(Sweep):
    """A plan whose points are run by agents of one's own."""

    lane = "mesa"
    agents = Agents()  # set once, by `by`, before anything runs that could change what they read
    told: Mapping[str, str | None] = {}

    def by(self, agents: Mapping[str, Any]) -> None:
        """Have the points run by these classes."""
        told = {role: told_of(role, agents[role]) if role in agents else (None, "") for role in ROLES}
        self.agents = Agents(agents)
        self.told = {role: name for role, (name, _) in told.items()}
        self.untold = "; ".join(why for _, why in told.values() if why)

    def identity(self) -> dict[str, Any]:
        """As of any sweep, with the classes by name and fingerprint."""
        return {**super().identity(), **self.told}


def loaded(source: str | Path | Mapping[str, Any], agents: Mapping[str, Any], **changes: Any) -> SubclassedSweep:
    """The plan of `Sweep.load` with agents of one's own. Raises InputError for what are no such classes."""
    check_classes(agents)
    plan = SubclassedSweep.load(source, **changes)
    plan.by(agents)
    if "runs_a_part" not in plan.plan.model_fields_set:
        plan.plan = plan.plan.model_copy(update={"runs_a_part": PART})
    return plan


def told_of(role: str, known: type) -> tuple[str, str]:
    """A class by its name, fingerprint and module; and why it has no fingerprint, if it has none."""
    mark, why = "unknown", ""
    try:
        mark = fingerprint(known)
    except Unstable as error:
        why = f"{role}: {known.__qualname__} reads {error}, and nobody can tell whether that is what it was"
    return f"{known.__qualname__} {mark} of {known.__module__}", why


def future_of(scenario: Scenario, replicate: int, agents: Agents, arms: bool) -> Left:
    """What one replicate of a point leaves, arm by arm, or why it failed."""
    from trustladder.sim.agents.model import CooperationModel

    build: Callable[..., Any] = agents.get("model", CooperationModel)
    given = {role: known for role, known in agents.items() if role != "model"}
    try:
        every = [scenario, *(counterfactual(scenario, name) for name in COUNTERFACTUALS)] if arms else [scenario]
        return [build(one, replicate=replicate, **given).run().record for one in every]
    except Exception as error:  # a run that fails becomes a row, never a lost sweep
        return f"{type(error).__name__}: {error}"


class SubclassedRunner(Runner):
    """Makes parts of a sweep on the Mesa lane; what fails is one run alone."""

    def __init__(
        self, plan: SubclassedSweep, processes: int, progress: Progress | None, cancel: threading.Event
    ) -> None:
        super().__init__(plan, processes, progress, cancel)
        self.agents, self.arms = plan.agents, plan.plan.arms
        self.pool = ProcessPoolExecutor(processes, get_context("spawn")) if processes > 1 else None

    def close(self) -> None:
        """Let the processes go."""
        if self.pool is not None:
            self.pool.shutdown(wait=True, cancel_futures=True)

    def _records(self, points: list[Point], which: range) -> list[Left]:
        """What every run leaves, or why it failed."""
        made: list[Left] = [""] * (len(points) * len(which))
        for place, left in self._lived(points, which):
            made[place] = left
            if self.progress is not None:
                self.progress(1)
            if self.cancel.is_set():
                raise Cancelled
        return made

    def _lived(self, points: list[Point], which: range) -> Iterator[tuple[int, Left]]:
        """Every run by its place, as it is finished."""
        tasks = {}
        for place, (scenario, replicate) in enumerate(self._asked(points, which)):
            if isinstance(scenario, str):
                yield place, scenario
            elif self.pool is None:
                yield place, future_of(scenario, replicate, self.agents, self.arms)
            else:
                tasks[self.pool.submit(future_of, scenario, replicate, self.agents, self.arms)] = place
        try:
            for task in as_completed(tasks):
                yield tasks[task], task.result()
        except BrokenProcessPool as error:
            raise InputError(
                f"agents: a process ended before its run did ({' '.join(str(error).split())[:200]}); keep what a script runs "
                'under `if __name__ == "__main__":`, or take threads=1'
            ) from None

    def _asked(self, points: list[Point], which: range) -> Iterator[tuple[Scenario | str, int]]:
        """Every run's scenario, or why there is none, and its replicate."""
        for name, values in points:
            scenario: Scenario | str
            try:
                scenario = self.changed(name, values).changed({"seed": self.plan.plan.seed})
            except Exception as error:  # a point that fails becomes rows
                scenario = f"{type(error).__name__}: {error}"
            yield from ((scenario, replicate) for replicate in which)
