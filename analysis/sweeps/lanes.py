"""Who makes the parts of a plan: the compiled lane, or, for agents of one's own, the Mesa lane."""

import threading

from analysis.sweeps.plans import Sweep
from analysis.sweeps.runner import Runner
from sim.ensemble import Progress


def runner_of(plan: Sweep, threads: int, progress: Progress | None, cancel: threading.Event) -> Runner:
    """The runner of a plan's lane."""
    if plan.lane == "compiled":
        return Runner(plan, threads, progress, cancel)
    from analysis.sweeps.subclassed import SubclassedRunner, SubclassedSweep

    assert isinstance(plan, SubclassedSweep)
    return SubclassedRunner(plan, threads, progress, cancel)
