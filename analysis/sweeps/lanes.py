"""Choose the runner of a plan: the compiled lane, or the Mesa lane for user-defined agents."""

import threading

from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Runner
from trustladder.sim.engine import Progress


def runner_of(plan: Sweep, threads: int, progress: Progress | None, cancel: threading.Event) -> Runner:
    """Return the runner of a plan's lane."""
    if plan.lane == "compiled":
        return Runner(plan, threads, progress, cancel)
    from trustladder.analysis.sweeps.subclassed import SubclassedRunner, SubclassedSweep

    assert isinstance(plan, SubclassedSweep)
    return SubclassedRunner(plan, threads, progress, cancel)
