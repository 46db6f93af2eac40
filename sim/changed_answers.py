"""One future with some answers changed, and many that go on from it, on the compiled lane.

Until a meeting everything stays as it was, but for answers that were changed before it. The invitation and all other
answers to it stay; whether words are kept and the activity succeeds is drawn anew, and from the next month on so is
everything else: on the same draws for every branch, so that two of them differ by what was changed alone.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import State, take
from trustladder.sim.arrays.tables import ModelTables
from trustladder.sim.engine import CHUNK, IN_FULL, Ensemble, Execution, Starts, replicates
from trustladder.sim.given_answers import Order, Where, check_asked, checked_answers, no_meeting
from trustladder.sim.log import MeetingLog
from trustladder.sim.logs import LogCollector
from trustladder.sim.machine import draws
from trustladder.sim.month.log import NO_CHANGES, Changes, Proposal
from trustladder.sim.scenario.errors import InputError, shown, unknown, whole_number
from trustladder.sim.scenario.limits import LARGEST_SEED
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WARM_UPS

OUTCOMES = 20  # of the meeting itself
FUTURES = 400  # that go on from them
MOST = 10**6  # of either


class Branch(NamedTuple):
    """What comes of a meeting, and of the futures that go on from it."""

    outcomes: MeetingLog  # the meeting's month, once for each outcome; once where it does not form
    futures: Ensemble  # future k goes on from outcome k modulo their number; its first month is the one after


class Forked:
    """One future up to a meeting, from which branches go on.

    Parameters
    ----------
    scenario
        The scenario of the replicate, under its own parameter set; its seed is that of the draws.
    replicate
        Its number.
    where
        The meeting: month since the start, forum and domain.
    before
        Answers changed before it, by (month since the start, forum, domain, actor); without effect where nobody asks.
    execution
        How runs are carried out.

    Raises
    ------
    InputError
        In one line, for a forum, domain, actor or month that there is not, and where no month follows the meeting.
    """

    def __init__(
        self,
        scenario: Scenario,
        replicate: int,
        where: Where,
        before: Mapping[Order, bool] | None = None,
        execution: Execution = IN_FULL,
    ) -> None:
        if not isinstance(where, tuple) or len(where) != 3:
            raise InputError(f"where: {shown(where)}; allowed: (month since the start, forum, domain)")
        self.scenario, self.where = scenario, where
        self.replicate = whole_number("replicate", replicate, 0, LARGEST_SEED)
        self.names, self.tables, self.execution = Index(scenario), tables_of(scenario), execution
        self.month = whole_number("month", where[0], 0, scenario.months - 2)
        self.item = item_of(self.tables, self.names, where)
        self.before = checked_answers(self.names, int(self.tables.months), before)
        self.state = self._until_the_meeting()
        self.seed = draws.run_key(scenario.seed, replicate) >> 1  # of what is drawn anew

    def _until_the_meeting(self) -> State:
        starts = WARM_UPS.starts(self.scenario, self.tables, [self.replicate], self.scenario.seed)
        if not self.month:
            return take(starts.states, list(starts.rows))
        done = self._live(0, self.month, starts, changes_of(self.tables, self.names, self.before), None)
        assert done.last_states is not None
        return done.last_states

    def _live(self, first: int, months: int, starts: Starts, changes: Changes, log: LogCollector | None) -> Ensemble:
        """Run the replicate for some months from `first`, once for each start."""
        tables = self.tables._replace(first_month=int(self.tables.first_month) + first, months=months)
        which = [self.replicate] * len(starts.rows)
        return replicates(
            tables, self.names, starts, self.scenario.seed, which, keep=len(which), keep_months=False,
            chunk=len(which), execution=Execution(1, cancel=self.execution.cancel), log=log, changes=changes,
        )  # fmt: skip

    def branch(
        self, answers: Mapping[str, bool] | None = None, outcomes: int = OUTCOMES, futures: int = FUTURES
    ) -> Branch:
        """Return what comes of the meeting with answers of these actors changed, by actor.

        Raises InputError where the forum does not propose anything then, or one of them is not asked.
        """
        if answers is not None and not isinstance(answers, Mapping):
            raise InputError(f"answers: {shown(answers)}; allowed: a dictionary of True or False by actor")
        outcomes, futures = (whole_number(*one, 1, MOST) for one in (("outcomes", outcomes), ("futures", futures)))
        given = dict(answers or {})
        orders = {**self.before, **{(*self.where, actor): comes for actor, comes in given.items()}}
        keys = [draws.run_key(self.seed, outcome) for outcome in range(outcomes)]
        changes = changes_of(self.tables, self.names, orders)._replace(
            redrawn=np.array([self.item]), keys=np.array(keys, dtype=np.uint64)
        )
        log, rows = LogCollector(outcomes), [0] * outcomes
        done = self._live(self.month, 1, Starts(self.state, rows), changes, log)
        assert done.last_states is not None
        found = self._outcomes(log, given)
        ends = done.last_states if len(found) > 1 else take(done.last_states, [0])
        return Branch(found, self._go_on(ends, futures))

    def _outcomes(self, log: LogCollector, given: Iterable[str]) -> MeetingLog:
        """Return the meeting, once for each outcome, which has the number of a replicate here."""
        month, forum, domain = self.where
        rows = log.rows()
        rows.proposals[Proposal.MONTH] += month
        rows = rows._replace(replicates=rows.proposals[Proposal.RUN].astype(np.int64))
        found = MeetingLog(self.scenario, rows).at(forum, domain)
        if not len(found) or not (asked := [one.actor for one in found.meeting(0).decisions]):
            raise no_meeting(self.where)
        check_asked([(*self.where, actor) for actor in given], {self.where: asked})
        return found if found.meeting(0).formed else found.of(0)

    def _go_on(self, ends: State, futures: int) -> Ensemble:
        first = self.month + 1
        tables = self.tables._replace(
            first_month=int(self.tables.first_month) + first, months=self.scenario.months - first
        )
        which, count = range(futures), len(ends.supply)
        starts = Starts(ends, [number % count for number in which])
        return replicates(tables, self.names, starts, self.seed, which, chunk=CHUNK, execution=self.execution)


def item_of(tables: ModelTables, names: Index, where: Where) -> int:
    """Return the number on the agenda of what a forum does in a domain. Raises InputError where it does nothing."""
    _, forum, domain = where
    if forum not in names.forums:
        raise unknown("forum", str(forum), names.forums, "forum")
    if domain not in names.domains:
        raise unknown("domain", str(domain), names.domains, "domain")
    wanted = (names.forums.index(forum), names.domains.index(domain))
    found = [number for number, one in enumerate(tables.agenda_items.tolist()) if one == wanted]
    if not found:
        raise InputError(f"{forum}: has nothing on {domain} on its agenda; allowed: a domain of its agenda")
    return found[0]


def changes_of(tables: ModelTables, names: Index, decisions: Mapping[Order, bool]) -> Changes:
    """Return answers given in actors' places as the compiled lane reads them.

    Raises InputError for what is no such thing, and for an actor, forum, domain or month that there is not.
    """
    answers = checked_answers(names, int(tables.months), decisions)
    rows = [
        (
            int(tables.first_month) + month,
            names.forums.index(forum),
            names.domains.index(domain),
            names.actor(actor),
            int(comes),
        )
        for (month, forum, domain, actor), comes in answers.items()
    ]
    return NO_CHANGES._replace(orders=np.array(rows, dtype=np.int64)) if rows else NO_CHANGES
