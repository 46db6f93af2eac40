"""The log of chosen futures, run for its sake alone: what stories, figures and pages tell of them."""

from collections.abc import Sequence

from trustladder.sim.engine import IN_FULL, Execution
from trustladder.sim.ensemble import UncertainScenario, run_replicates
from trustladder.sim.log import Future, MeetingLog
from trustladder.sim.log_rows import joined
from trustladder.sim.logs import LogCollector


def log_of(uncertain: UncertainScenario, which: Sequence[int], execution: Execution = IN_FULL) -> MeetingLog:
    """Run chosen replicates of a scenario, each under its parameter set, and return their log.

    Raises Cancelled once the execution is cancelled.
    """
    parts = []
    for group, mine in uncertain.split(which):
        log = LogCollector(len(mine))
        run_replicates(uncertain.under(group), mine, uncertain.scenario.seed, execution=execution, log=log)
        parts.append(log.rows())
    return MeetingLog(uncertain.scenario, joined(parts))


def told_future(uncertain: UncertainScenario, replicate: int, execution: Execution = IN_FULL) -> Future:
    """Run one replicate, and return its meetings with every decision, and what else happened, as the Mesa lane does."""
    return log_of(uncertain, [replicate], execution).future(replicate)
