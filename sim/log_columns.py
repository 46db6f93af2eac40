"""The tables of a log, column by column: proposals, the answers of members, and what else happened."""

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.tables import Integers
from trustladder.sim.law.responding import REASONS
from trustladder.sim.log_rows import Rows
from trustladder.sim.month.log import CRISIS, DECIDED_BY, SCANDAL, STANDING, WEIGHED, Answer, Happened, Proposal
from trustladder.sim.scenario.scenario import Scenario

OUTCOMES = ("postponed", "not_formed", "failed", "succeeded")
LACKED = ("sponsor", "governments", "donors", "needed")  # of those, the first that a meeting that did not form lacked
CONDUCT = ("kept", "broke", "caught")
KINDS_OF_HAPPENINGS = ("event", "standing", "crisis", "scandal")
BEYOND = ("gain", "risk")  # what follows from the rest of what is weighed: frames hold it, tables do not
STORED = tuple(name for name in WEIGHED if name not in (*BEYOND, "inducement"))  # the last is one for all of a meeting
Columns = dict[str, Any]


class Coded(NamedTuple):
    """A column of texts as numbers of names; -1 where there is none."""

    codes: Integers
    names: tuple[str, ...]


def meeting_columns(scenario: Scenario, rows: Rows) -> Columns:
    """Return one row a proposal."""
    names, table, of = Index(scenario), rows.proposals, rows.of
    came = rows.answers[Answer.CAME] == 1
    asked = rows.answers[Answer.ACTOR] != table[Proposal.CHAIR][of]
    governments = rows.answers[Answer.ACTOR] < len(names.governments)
    offers, count = np.zeros(len(rows.replicates)), partial(counted, of, len(rows.replicates))
    offers[of] = rows.term("inducement")
    return {
        "replicate": rows.replicates,
        "meeting": rows.numbers,
        "month": table[Proposal.MONTH],
        "forum": Coded(table[Proposal.FORUM], tuple(names.forums)),
        "domain": Coded(table[Proposal.DOMAIN], tuple(names.domains)),
        "rung": rungs_of(names, table[Proposal.DOMAIN], table[Proposal.RUNG]),
        "proposer": Coded(table[Proposal.CHAIR], tuple(names.actors)),
        "outcome": Coded(outcomes_of(rows), OUTCOMES),
        "lacked": Coded(lacked_by(scenario, names, rows), LACKED),
        "asked": count(asked),
        "came": count(came & asked),
        "governments": count(came & governments),
        "donors": count(came & ~governments),
        "inducement": offers,
    }


def counted(of: Integers, proposals: int, which: Any) -> Integers:
    """Return how many answers to each proposal are among these, given the proposal of each."""
    return np.bincount(of[which], minlength=proposals)


def rungs_of(names: Index, domains: Integers, rungs: Integers) -> Coded:
    """Return rungs by their ids, which several domains may share."""
    ids = tuple(dict.fromkeys(rung for domain in names.domains for rung in names.rungs[domain]))
    codes = np.full((len(names.domains), 1 + max(len(rungs) for rungs in names.rungs.values())), -1)
    for number, domain in enumerate(names.domains):
        codes[number, : len(names.rungs[domain])] = [ids.index(rung) for rung in names.rungs[domain]]
    return Coded(codes[domains, rungs], ids)  # the last column is that of no rung


def outcomes_of(rows: Rows) -> Integers:
    """Return what came of each proposal, by its number among OUTCOMES."""
    table = rows.proposals
    held = 1 + table[Proposal.FORMED] + table[Proposal.SUCCESS]
    return np.where(table[Proposal.RUNG] < 0, 0, held)


def lacked_by(scenario: Scenario, names: Index, rows: Rows) -> Integers:
    """Return what those that did not form lacked first, by its number among LACKED; -1 for all others."""
    table, actors = rows.proposals, rows.answers[Answer.ACTOR]
    came, governments, of = rows.answers[Answer.CAME] == 1, len(names.governments), rows.of
    count = partial(counted, of, len(rows.replicates))
    sponsors = [names.actor(one) if one else -1 for one in (scenario.forums[name].sponsor for name in names.forums)]
    sponsor = np.array(sponsors)[table[Proposal.FORUM]]
    quorums = np.zeros((2, len(names.domains), max(len(rungs) for rungs in names.rungs.values())), dtype=np.int64)
    for number, domain in enumerate(names.domains):
        for rung, known in enumerate(scenario.domains[domain].rungs.values()):
            quorums[:, number, rung] = known.quorum_governments, known.quorum_donors
    wanted = quorums[:, table[Proposal.DOMAIN], table[Proposal.RUNG]]
    lacks = [
        (sponsor >= 0) & (count(came & (actors == sponsor[of])) == 0),
        count(came & (actors < governments)) < wanted[0],
        count(came & (actors >= governments)) < wanted[1],
        np.ones(len(sponsor), dtype=bool),
    ]
    silent = (table[Proposal.RUNG] < 0) | (table[Proposal.FORMED] == 1)
    return np.where(silent, -1, np.argmax(lacks, axis=0))


def answer_columns(scenario: Scenario, rows: Rows) -> Columns:
    """Return one row an answer, by the number of its proposal; of the terms, those that tables hold."""
    table, of = rows.answers, rows.of
    return {
        "replicate": rows.replicates[of],
        "meeting": rows.numbers[of],
        "actor": Coded(table[Answer.ACTOR], tuple(Index(scenario).actors)),
        "decided_by": Coded(table[Answer.DECIDED_BY], DECIDED_BY),
        "came": table[Answer.CAME] == 1,
        "reason": Coded(table[Answer.REASON], REASONS),
        "conduct": Coded(table[Answer.CONDUCT] - 1, CONDUCT),
        **{name: rows.term(name) for name in STORED},
    }


def happening_columns(scenario: Scenario, rows: Rows) -> Columns:
    """Return one row for whatever else happened."""
    names, table = Index(scenario), rows.happened
    kind, one, other = table[Happened.KIND], table[Happened.ONE], table[Happened.OTHER]
    stands = kind == STANDING
    domains = np.where(stands, other, -1)
    before, after = (np.where(stands, table[column] - 1, -1) for column in (Happened.BEFORE, Happened.AFTER))
    return {
        "replicate": rows.living,
        "month": table[Happened.MONTH],
        "what": Coded(kind, KINDS_OF_HAPPENINGS),
        "subject": subjects_of(names, kind, one),
        "toward": Coded(np.where(kind == SCANDAL, other, -1), tuple(names.governments)),
        "domain": Coded(domains, tuple(names.domains)),
        "rung_before": rungs_of(names, domains, before),
        "rung_after": rungs_of(names, domains, after),
        "harm": np.where(kind == CRISIS, rows.harm, np.nan),
    }


def subjects_of(names: Index, kinds: Integers, numbers: Integers) -> Coded:
    """Return what happenings are about, by its id, which a forum and an actor may share."""
    known = (names.events, names.ladders, names.governments, names.donors)  # in the order of kinds
    ids = {name: code for code, name in enumerate(dict.fromkeys(name for some in known for name in some))}
    codes = np.zeros(len(kinds), dtype=np.int64)
    for kind, some in enumerate(known):
        codes[kinds == kind] = np.array([ids[name] for name in some], dtype=np.int64)[numbers[kinds == kind]]
    return Coded(codes, tuple(ids))


def whole_answer_columns(meetings: Columns, answers: Columns, rows: Rows) -> Columns:
    """Return answers with all terms, and with what was proposed and what came of it beside each."""
    beside = ("month", "forum", "domain", "rung", "proposer", "outcome", "inducement")
    ids = {name: answers[name] for name in ("replicate", "meeting")}
    of = rows.of
    proposal = {name: spread(meetings[name], of) for name in beside}
    more = {name: rows.term(name) for name in BEYOND}
    return {**ids, **proposal, **{name: one for name, one in answers.items() if name not in ids}, **more}


def spread(column: Any, where: Integers) -> Any:
    """Return a column of proposals for each answer."""
    return Coded(column.codes[where], column.names) if isinstance(column, Coded) else column[where]


def in_pandas(columns: Columns) -> Any:
    """Return columns as a pandas DataFrame, texts as categories."""
    import pandas as pd

    return pd.DataFrame(
        {
            name: pd.Categorical.from_codes(one.codes, one.names) if isinstance(one, Coded) else one
            for name, one in columns.items()
        }
    )
