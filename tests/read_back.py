"""Read the log of meetings back from the tables of a result, to see that these hold all of it."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from trustladder.sim.arrays.index import Index
from trustladder.sim.law.responding import REASONS
from trustladder.sim.log import MeetingLog
from trustladder.sim.log_columns import CONDUCT, KINDS_OF_HAPPENINGS, OUTCOMES, STORED
from trustladder.sim.log_rows import Rows, picked
from trustladder.sim.month.log import DECIDED_BY, STANDING, WEIGHED, Answer, Happened, Proposal
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import numbers
from trustladder.sim.store.log_tables import KINDS
from trustladder.sim.store.results import Folder


def read_log(folder: Folder, replicate: int | None = None) -> MeetingLog:
    """Return the log of a result, of one future or of all of which one was kept."""
    scenario, tables = folder.scenario(), [folder.table(kind) for kind in KINDS]
    log = MeetingLog(
        scenario,
        rows_from(scenario, *(selected(one, replicate) for one in tables)),
        range(folder.manifest().get("log", 0)),
    )
    return log if replicate is None else log.of(replicate)


def selected(table: pa.Table, replicate: int | None) -> pa.Table:
    """Return the rows of one future, or all."""
    return table if replicate is None else table.filter(pc.equal(table["replicate"], replicate))


def rows_from(scenario: Scenario, meetings: pa.Table, answers: pa.Table, happenings: pa.Table) -> Rows:
    """Return rows from the tables, of which the first two hold proposals, and answers, in the same order of futures."""
    names = Index(scenario)
    ids = [numbers(table.column("replicate")) for table in (meetings, answers)]
    numbered = [numbers(table.column("meeting")) for table in (meetings, answers)]
    proposals = np.zeros((Proposal.COUNT, len(meetings)), dtype=np.int32)
    proposals[Proposal.MONTH] = numbers(meetings.column("month"))
    proposals[Proposal.FORUM] = codes(meetings, "forum", names.forums)
    proposals[Proposal.DOMAIN] = domains = codes(meetings, "domain", names.domains)
    proposals[Proposal.CHAIR] = codes(meetings, "proposer", names.actors)
    for number, domain in enumerate(names.domains):
        here = domains == number
        proposals[Proposal.RUNG, here] = codes(meetings, "rung", names.rungs[domain])[here]
    outcome = codes(meetings, "outcome", OUTCOMES)
    proposals[Proposal.FORMED], proposals[Proposal.SUCCESS] = outcome >= 2, outcome == 3
    proposals[Proposal.ANSWERS] = np.where(outcome > 0, numbers(meetings.column("asked")) + 1, 0)
    happened = happened_from(names, happenings)
    harm = np.nan_to_num(numbers(happenings.column("harm")).astype(np.float64))
    living = numbers(happenings.column("replicate"))
    rows = Rows(
        ids[0], numbered[0], proposals, answers_from(names, answers), weighed_from(answers), living, happened, harm
    )
    offers = numbers(meetings.column("inducement"))
    rows.term("inducement")[:] = offers[rows.of]
    return picked(rows, np.lexsort((numbered[0], ids[0])), np.argsort(living, kind="stable"))


def happened_from(names: Index, table: pa.Table) -> np.ndarray:
    """Return what else happened, in the order of Happened."""
    found = np.zeros((Happened.COUNT, len(table)), dtype=np.int32)
    found[Happened.MONTH] = numbers(table.column("month"))
    found[Happened.KIND] = kind = codes(table, "what", KINDS_OF_HAPPENINGS)
    for number, known in enumerate((names.events, names.ladders, names.governments, names.donors)):
        found[Happened.ONE, kind == number] = codes(table, "subject", known)[kind == number]
    domains = codes(table, "domain", names.domains)
    found[Happened.OTHER] = np.where(kind == STANDING, domains, codes(table, "toward", names.governments))
    for number, domain in enumerate(names.domains):
        for column, name in ((Happened.BEFORE, "rung_before"), (Happened.AFTER, "rung_after")):
            found[column, domains == number] = 1 + codes(table, name, names.rungs[domain])[domains == number]
    return found


def answers_from(names: Index, table: pa.Table) -> np.ndarray:
    """Return who answered what, in the order of Answer."""
    found = np.zeros((Answer.COUNT, len(table)), dtype=np.int32)
    found[Answer.ACTOR] = codes(table, "actor", names.actors)
    found[Answer.CAME] = table.column("came").to_numpy()
    found[Answer.CONDUCT] = codes(table, "conduct", CONDUCT) + 1
    found[Answer.REASON] = codes(table, "reason", REASONS)
    found[Answer.DECIDED_BY] = codes(table, "decided_by", DECIDED_BY)
    return found


def weighed_from(table: pa.Table) -> np.ndarray:
    """Return what was weighed, in the order of WEIGHED; gain and risk follow from the belief."""
    found = {name: numbers(table.column(name)) for name in STORED} | {"inducement": np.zeros(len(table))}
    found["gain"] = found["belief"] * found["full_gain"]
    found["risk"] = (1.0 - found["belief"]) * found["full_risk"]
    return np.array([found[name] for name in WEIGHED], dtype=np.float64)


def codes(table: pa.Table, name: str, names: Sequence[str]) -> np.ndarray:
    """Return a column of texts as numbers of names, -1 where there is none."""
    found = pc.fill_null(pc.index_in(table.column(name), value_set=pa.array(names, pa.string())), -1)
    return found.to_numpy().astype(np.int64)
