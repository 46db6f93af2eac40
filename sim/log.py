"""The log of meetings: every proposal of some futures, with who was asked, what each weighed, and what came of it.

    result = run("baseline", 100, log=100)
    result.log.answers()                      # a pandas DataFrame, one row an answer
    result.log.future(7).meetings             # one future's meetings, as the Mesa lane tells them
    result.log.graph(7)                       # who proposed to whom, as a networkx multigraph

Both lanes give the same log, to the last bit. `trustladder run --log N` writes it as two tables.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from trustladder.sim.agents.meeting import Decision, Meeting, Named
from trustladder.sim.agents.notes import of_crisis, of_event, of_scandal, of_standing
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import NOTHING
from trustladder.sim.arrays.tables import Floats, Integers
from trustladder.sim.given_answers import Order
from trustladder.sim.law.responding import Terms
from trustladder.sim.log_columns import (
    answer_columns,
    happening_columns,
    in_pandas,
    meeting_columns,
    whole_answer_columns,
)
from trustladder.sim.log_rows import Rows, by_replicate, of_future, picked
from trustladder.sim.month.log import (
    BROKE,
    CAUGHT,
    CRISIS,
    DECIDED_BY,
    EVENT,
    KEPT,
    SCANDAL,
    STANDING,
    Answer,
    Proposal,
    Weighed,
)
from trustladder.sim.scenario.errors import InputError, shown, unknown
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import networkx as nx

MOST_RANGES = 12  # of futures, in a message


@dataclass(frozen=True, slots=True)
class Name:
    """A forum or an actor, by its id."""

    name: str


class Happening(NamedTuple):
    """What else happened: an event, standing won or lost, a crisis, or a scandal."""

    month: int  # since the start
    kind: int  # EVENT, STANDING, CRISIS or SCANDAL
    subject: str  # the event, the ladder, the government, or the donor
    other: str  # the domain of a ladder, or the government of a scandal
    before: int  # rungs on which a ladder stood
    after: int
    harm: float  # of a crisis


@dataclass(frozen=True, slots=True, repr=False)
class Future:
    """One future's meetings in their order; `postponed` are those whose chair would accept no rung in reach."""

    replicate: int
    meetings: list[Meeting]
    postponed: list[Meeting]
    happened: list[Happening]
    notes: list[tuple[int, str]]  # the same in words: the month since the start, and what

    def __repr__(self) -> str:
        """Return in short what came to pass."""
        formed = sum(one.formed for one in self.meetings)
        counts = f"{len(self.meetings):,} proposals, {formed:,} met, {len(self.postponed):,} postponed"
        return f"<{type(self).__name__} {self.replicate}: {counts}, {len(self.happened):,} happenings>"


@dataclass(frozen=True, slots=True, repr=False)
class ToldFuture(Future):
    """A future that was run to be told: its log, and how things stood."""

    scenario: Scenario  # under the parameter set of the replicate
    names: Index
    series: dict[str, Floats]  # by name [month]
    standing: Integers  # rungs on which ladders stand at the end [ladder, domain]
    answers: Mapping[Order, bool]  # those that were given in actors' places

    @property
    def held(self) -> int | None:
        """The month in which the domain aimed at is first held, counted from the start; None where it never is."""
        held = np.flatnonzero(self.series["region_held"])
        return int(held[0]) if len(held) else None


class MeetingLog:
    """The log of some futures of a scenario.

    Parameters
    ----------
    scenario
        The scenario that was run.
    rows
        What was noted.
    which
        The futures of which the log was kept, also where nothing was noted; those of the rows are among them.

    Attributes
    ----------
    scenario, rows
        As given, the rows in the order of replicates.
    replicates
        The futures of which the log was kept, in order [future].
    """

    def __init__(self, scenario: Scenario, rows: Rows, which: Iterable[int] = ()) -> None:
        self.scenario, self.names, self.rows = scenario, Index(scenario), by_replicate(rows)
        quiet = np.array(list(which), dtype=np.int64)
        self.replicates: Integers = np.unique(np.concatenate([quiet, self.rows.replicates, self.rows.living]))
        self._behind = np.cumsum(self.rows.proposals[Proposal.ANSWERS])

    def __repr__(self) -> str:
        """Return in short what the log holds."""
        return f"<MeetingLog of {self.scenario.name!r}: {len(self):,} proposals in {len(self.replicates):,} futures>"

    def __len__(self) -> int:
        """Return the number of proposals."""
        return len(self.rows.replicates)

    def meetings(self) -> Any:
        """Return the proposals as a pandas DataFrame, one row each; columns as in the table `meetings`."""
        return in_pandas(meeting_columns(self.scenario, self.rows))

    def answers(self) -> Any:
        """Return the answers as a pandas DataFrame, one row each, with the proposal and all terms beside it."""
        columns = meeting_columns(self.scenario, self.rows)
        return in_pandas(whole_answer_columns(columns, answer_columns(self.scenario, self.rows), self.rows))

    def happenings(self) -> Any:
        """Return what else happened as a pandas DataFrame: events, standing won and lost, crises, and scandals."""
        return in_pandas(happening_columns(self.scenario, self.rows))

    def of(self, replicate: int) -> "MeetingLog":
        """Return the log of one future. Raises InputError where none was kept of it."""
        whole = isinstance(replicate, (int, np.integer)) and not isinstance(replicate, bool)
        if not whole or replicate not in self.replicates.tolist():
            raise InputError(f"replicate: {shown(replicate)}; no log was kept of it; allowed: {self._kept()}")
        return MeetingLog(self.scenario, of_future(self.rows, replicate), [replicate])

    def at(self, forum: str, domain: str) -> "MeetingLog":
        """Return what one forum proposed on one domain. Raises InputError for what there is not."""
        self._check("forum", forum, self.names.forums)
        self._check("domain", domain, self.names.domains)
        table = self.rows.proposals
        place = self.names.forums.index(forum), self.names.domains.index(domain)
        found = (table[Proposal.FORUM] == place[0]) & (table[Proposal.DOMAIN] == place[1])
        return MeetingLog(
            self.scenario, picked(self.rows, np.flatnonzero(found), np.arange(0)), self.replicates.tolist()
        )

    def future(self, replicate: int) -> Future:
        """Return one future's meetings, with every member's decision, as the Mesa lane tells them.

        Month, decisions, terms, reasons and conduct are those of `CooperationModel.meetings`; forums and actors have
        their `name` and nothing else. Raises InputError where no log was kept of it.
        """
        return self.of(replicate).as_future(replicate)

    def as_future(self, replicate: int) -> Future:
        """Return all that is here as one future, which may have proposed nothing."""
        every = [self.meeting(place) for place in range(len(self))]
        return Future(
            replicate,
            [one for one in every if one.rung_number != NOTHING],
            [one for one in every if one.rung_number == NOTHING],
            self.happened(),
            self.notes(),
        )

    def notes(self) -> list[tuple[int, str]]:
        """Return what else happened, future by future: the month since the start, and what, in words."""
        return [(one.month, self._note(one)) for one in self.happened()]

    def happened(self) -> list[Happening]:
        """Return what else happened, future by future."""
        names = self.names
        subjects = {EVENT: names.events, STANDING: names.ladders, CRISIS: names.governments, SCANDAL: names.donors}
        others = {STANDING: names.domains, SCANDAL: names.governments}
        return [
            Happening(month, kind, subjects[kind][one], others[kind][two] if kind in others else "", was, now, harm)
            for (_, month, kind, one, two, was, now), harm in zip(
                self.rows.happened.T.tolist(), self.rows.harm.tolist(), strict=True
            )
        ]

    def _note(self, one: Happening) -> str:
        if one.kind == EVENT:
            return of_event(self.scenario.events[one.subject].name)
        if one.kind == CRISIS:
            return of_crisis(one.subject, one.harm)
        if one.kind == SCANDAL:
            return of_scandal(one.subject, one.other)
        who = "the region" if len(self.names.ladders) == 1 else self.scenario.forums[one.subject].name
        rungs = [rung.name for rung in self.scenario.domains[one.other].rungs.values()]
        return of_standing(who, rungs, one.before, one.after)

    def meeting(self, place: int) -> Meeting:
        """Return a proposal by its place in the log."""
        month, forum, domain, rung, chair, formed, success, count = self.rows.proposals[1:, place].tolist()
        answers = range(int(self._behind[place]) - count, int(self._behind[place]))
        actors, conduct = ([*self.rows.answers[column, answers]] for column in (Answer.ACTOR, Answer.CONDUCT))
        kept, broke, caught = (
            [self._actor(actor) for actor, one in zip(actors, conduct, strict=True) if one in some]
            for some in ((KEPT,), (BROKE, CAUGHT), (CAUGHT,))
        )
        return Meeting(
            month + self.scenario.first_month,
            Name(self.names.forums[forum]),
            domain,
            rung,
            Name(self.names.actors[chair]),
            [self._decision(row) for row in answers],
            self.names.activity(domain, rung) if rung != NOTHING else "",
            bool(formed),
            bool(success),
            kept,
            broke,
            caught,
        )

    def _actor(self, number: int) -> Named:
        return Name(self.names.actors[number])

    def _decision(self, row: int) -> Decision:
        actor, came, _, _, decided_by = self.rows.answers[:, row].tolist()
        weighed = self.rows.weighed[:, row].tolist()
        belief, needed, worth, chance = weighed[Weighed.BELIEF :]
        terms = Terms(*weighed[: Weighed.BELIEF])
        name = self.names.actors[actor]
        return Decision(name, bool(came), terms, belief, needed, worth, chance, DECIDED_BY[decided_by])

    def graph(self, replicate: int | None = None, domain: str | None = None) -> "nx.MultiDiGraph":
        """Return who proposed what to whom: an edge for every invitation, from the proposer to the member asked.

        Of one future or all, in one domain or all. Edges carry replicate, month, forum, domain, rung, came, reason,
        worth, chance, belief, needed and outcome, the reason empty where somebody came; nodes kind and label. All are
        texts, numbers and truth values, which GEXF and GraphML hold. Raises InputError for a future without a log,
        or a domain that there is not.
        """
        import networkx as nx

        if domain is not None:
            self._check("domain", domain, self.names.domains)
        log = self if replicate is None else self.of(replicate)
        graph = nx.MultiDiGraph()
        for name, actor in self.scenario.actors.items():
            graph.add_node(name, kind="government" if name in self.scenario.governments else "donor", label=actor.name)
        graph.add_edges_from(log._invitations(domain))
        return graph

    def _invitations(self, domain: str | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
        frame = self.answers()
        frame = frame[frame["actor"] != frame["proposer"].astype(str)]
        if domain is not None:
            frame = frame[frame["domain"] == domain]
        for row in frame[["proposer", "actor", *EDGE]].astype({"reason": object}).to_dict("records"):
            reason = row["reason"] if isinstance(row["reason"], str) else ""
            yield row.pop("proposer"), row.pop("actor"), {**row, "reason": reason}

    def _check(self, kind: str, name: str, known: list[str]) -> None:
        if name not in known:
            raise unknown(kind, str(name), known, kind)

    def _kept(self) -> str:
        """Return the futures of which a log was kept, those that follow each other as one range."""
        if not len(self.replicates):
            return "none; ask for a log of more"
        ranges = np.split(self.replicates, np.flatnonzero(np.diff(self.replicates) > 1) + 1)
        told = [f"{one[0]} to {one[-1]}" if len(one) > 1 else f"{one[0]}" for one in ranges[:MOST_RANGES]]
        return ", ".join(told) + (f" and {len(ranges) - MOST_RANGES} more" if len(ranges) > MOST_RANGES else "")


EDGE = (
    "replicate",
    "month",
    "forum",
    "domain",
    "rung",
    "came",
    "reason",
    "worth",
    "chance",
    "belief",
    "needed",
    "outcome",
)
