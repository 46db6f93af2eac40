"""The log of meetings: every proposal of some futures, with who was asked, what each weighed, and what came of it.

    result = run("baseline", 100, log=100)
    result.log.answers()                      # a pandas DataFrame, one row an answer
    result.log.future(7).meetings             # one future's meetings, as the Mesa lane tells them
    result.log.graph(7)                       # who proposed to whom, as a networkx multigraph

Both lanes give the same log, to the last bit. `trustladder run --log N` writes it as two tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from trustladder.sim.agents.meeting import Decision, Meeting, Named
from trustladder.sim.agents.notes import of_crisis, of_event, of_scandal, of_standing
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import NOTHING
from trustladder.sim.arrays.tables import Integers
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
    Answer,
    Happened,
    Proposal,
    Weighed,
)
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Name:
    """A forum or an actor, by its id."""

    name: str


@dataclass(frozen=True, slots=True)
class Future:
    """One future's meetings in their order; `postponed` are those whose chair would accept no rung in reach."""

    replicate: int
    meetings: list[Meeting]
    postponed: list[Meeting]
    notes: list[tuple[int, str]]  # what else happened: the month since the start, and what, in words


class MeetingLog:
    """The log of some futures of a scenario.

    Parameters
    ----------
    scenario
        The scenario that was run.
    rows
        What was noted.

    Attributes
    ----------
    scenario, rows
        As given, the rows in the order of replicates.
    replicates
        The futures in which something was proposed [future].
    """

    def __init__(self, scenario: Scenario, rows: Rows) -> None:
        self.scenario, self.names, self.rows = scenario, Index(scenario), by_replicate(rows)
        self.replicates: Integers = np.unique(self.rows.replicates)
        self._behind = np.cumsum(self.rows.proposals[Proposal.ANSWERS])

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
        if replicate not in self.replicates:
            raise InputError(f"replicate: {replicate!r}; no log was kept of it; allowed: {self._kept()}")
        return MeetingLog(self.scenario, of_future(self.rows, replicate))

    def at(self, forum: str, domain: str) -> "MeetingLog":
        """Return what one forum proposed on one domain."""
        table = self.rows.proposals
        place = self.names.forums.index(forum), self.names.domains.index(domain)
        found = (table[Proposal.FORUM] == place[0]) & (table[Proposal.DOMAIN] == place[1])
        return MeetingLog(self.scenario, picked(self.rows, np.flatnonzero(found), np.arange(0)))

    def future(self, replicate: int) -> Future:
        """Return one future's meetings, with every member's decision, as the Mesa lane tells them.

        Month, decisions, terms, reasons and conduct are those of `CooperationModel.meetings`; forums and actors have
        their `name` and nothing else. Raises InputError where no log was kept of it.
        """
        alone = self.of(replicate)
        every = [alone.meeting(place) for place in range(len(alone))]
        return Future(
            replicate,
            [one for one in every if one.rung_number != NOTHING],
            [one for one in every if one.rung_number == NOTHING],
            alone.notes(),
        )

    def notes(self) -> list[tuple[int, str]]:
        """Return what else happened, future by future: the month since the start, and what, in words."""
        months = self.rows.happened[Happened.MONTH].tolist()
        return [(month, self._note(row)) for row, month in enumerate(months)]

    def _note(self, row: int) -> str:
        _, _, kind, one, other, before, after = self.rows.happened[:, row].tolist()
        names, scenario = self.names, self.scenario
        if kind == EVENT:
            return of_event(scenario.events[names.events[one]].name)
        if kind == CRISIS:
            return of_crisis(names.governments[one], float(self.rows.harm[row]))
        if kind == SCANDAL:
            return of_scandal(names.donors[one], names.governments[other])
        who = "the region" if len(names.ladders) == 1 else scenario.forums[names.forums[one]].name
        rungs = [rung.name for rung in scenario.domains[names.domains[other]].rungs.values()]
        return of_standing(who, rungs, before, after)

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
        worth, chance, belief, needed and outcome; nodes kind and label. Raises InputError for a future without a log,
        or a domain that there is not.
        """
        import networkx as nx

        if domain is not None and domain not in self.names.domains:
            raise unknown("domain", str(domain), self.names.domains, "domain")
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
            reason = row["reason"] if isinstance(row["reason"], str) else None
            yield row.pop("proposer"), row.pop("actor"), {**row, "reason": reason}

    def _kept(self) -> str:
        if not len(self.replicates):
            return "none; ask for a log of more"
        return f"{self.replicates[0]} to {self.replicates[-1]}"


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
