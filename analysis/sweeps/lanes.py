"""Who makes the parts of a plan: the compiled lane, or, for agents of one's own, the Mesa lane."""

import threading

from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Runner
from trustladder.sim.engine import Progress


def runner_of(plan: Sweep, threads: int, progress: Progress | None, cancel: threading.Event) -> Runner:
    """The runner of a plan's lane."""
    if plan.lane == "compiled":
        return Runner(plan, threads, progress, cancel)
    from trustladder.analysis.sweeps.subclassed import SubclassedRunner, SubclassedSweep

    assert isinstance(plan, SubclassedSweep)
    return SubclassedRunner(plan, threads, progress, cancel)
