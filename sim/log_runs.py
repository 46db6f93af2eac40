"""The log of chosen futures, run for its sake alone: what stories, figures and pages tell of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.changed_answers import changes_of
from trustladder.sim.engine import IN_FULL, Execution, replicates
from trustladder.sim.ensemble import UncertainScenario, run_replicates
from trustladder.sim.given_answers import Order, check_asked, checked_answers
from trustladder.sim.log import MeetingLog, ToldFuture
from trustladder.sim.log_rows import joined
from trustladder.sim.logs import LogCollector
from trustladder.sim.scenario.errors import whole_number
from trustladder.sim.scenario.limits import LARGEST_SEED
from trustladder.sim.warm_up import WARM_UPS


def log_of(uncertain: UncertainScenario, which: Sequence[int], execution: Execution = IN_FULL) -> MeetingLog:
    """Run chosen replicates of a scenario, each under its parameter set, and return their log.

    Raises InputError for what is no number of a replicate, and Cancelled once the execution is cancelled.
    """
    parts, numbers = [], sorted({replicate_of(one) for one in which})
    for group, mine in uncertain.split(numbers):
        log = LogCollector(len(mine))
        run_replicates(uncertain.under(group), mine, uncertain.scenario.seed, execution=execution, log=log)
        parts.append(log.rows())
    return MeetingLog(uncertain.scenario, joined(parts), numbers)


def told_future(
    uncertain: UncertainScenario,
    replicate: int,
    answers: Mapping[Order, bool] | None = None,
    execution: Execution = IN_FULL,
) -> ToldFuture:
    """Run one replicate, and return its meetings with every decision, and what else happened, as the Mesa lane does.

    `answers` are given in place of actors, by (month since the start, forum, domain, actor). Raises InputError for what
    is no such thing, for an actor, forum, domain or month that there is not, for somebody who is not asked then, and
    for what is no number of a replicate; and Cancelled once the execution is cancelled.
    """
    told = replayed_future(uncertain, replicate, answers, execution)
    first, domains = told.scenario.first_month, told.names.domains
    asked = {
        (one.month - first, one.forum.name, domains[one.domain]): [decision.actor for decision in one.decisions]
        for one in told.meetings
    }
    check_asked(told.answers, asked)
    return told


def replayed_future(
    uncertain: UncertainScenario,
    replicate: int,
    answers: Mapping[Order, bool] | None = None,
    execution: Execution = IN_FULL,
) -> ToldFuture:
    """Run one replicate as `told_future` does, but an answer that nobody is asked for any more changes nothing."""
    replicate = replicate_of(replicate)
    scenario, log = uncertain.of(replicate), LogCollector(1)
    tables, names = tables_of(scenario), Index(scenario)
    given = checked_answers(names, scenario.months, answers)
    starts = WARM_UPS.starts(scenario, tables, [replicate], scenario.seed)
    done = replicates(
        tables, names, starts, scenario.seed, [replicate], keep=1, execution=execution, log=log,
        changes=changes_of(tables, names, given),
    )  # fmt: skip
    assert done.last_states is not None
    one = MeetingLog(scenario, log.rows()).as_future(replicate)
    series = dict(zip(done.columns, done.months[0].T, strict=True))
    alike = (one.replicate, one.meetings, one.postponed, one.happened, one.notes)
    return ToldFuture(*alike, scenario, names, series, done.last_states.standing[0], given)


def replicate_of(given: Any) -> int:
    """Return the number of a replicate. Raises InputError for what is none."""
    return whole_number("replicate", given, 0, LARGEST_SEED)
