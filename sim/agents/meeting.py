"""What a meeting of the Mesa lane consists of: seats, an invitation, each member's decision, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from trustladder.sim.arrays.tables import RungRow
from trustladder.sim.law import responding
from trustladder.sim.law.responding import REASONS, Terms
from trustladder.sim.scenario.dates import month_name

if TYPE_CHECKING:
    from trustladder.sim.agents.forum import Forum


class Named(Protocol):
    """A forum or an actor, as far as a meeting that is told of needs it."""

    @property
    def name(self) -> str:
        """Its id."""


class Seat(NamedTuple):
    """A member's seat in a domain: what it shares with others there, and the questions about it."""

    domain: int
    asset: float  # share of its infrastructure
    attend: int
    keep: int
    find: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """An activity that a forum proposes to its members."""

    month: int
    forum: Forum
    domain: int
    rung_number: int  # from 0
    rung: RungRow
    offer: float  # inducement


@dataclass(frozen=True, slots=True, repr=False)
class Decision:
    """One actor's answer, with what it weighed."""

    actor: str
    came: bool
    terms: Terms
    belief: float  # p
    needed: float  # p*, the belief at which it would be indifferent
    worth: float  # U
    chance: float  # P(attend)
    decided_by: str  # "agent", "chair" where it proposed and so comes, "override" where somebody else decided

    def __repr__(self) -> str:
        answer = "comes" if self.came else f"stays away ({self.reason})"
        return (
            f"<{type(self).__name__} {self.actor} {answer}: worth {self.worth:+.2f}, {self.chance:.0%} likely to come>"
        )

    @property
    def reason(self) -> str | None:
        """Why it refused, one of trustladder.sim.law.responding.REASONS; None where it came."""
        return None if self.came else REASONS[responding.refusal(self.terms, self.chance)]


@dataclass(slots=True, repr=False)
class Meeting:
    """What became of a proposal; of one that was postponed the rung is NOTHING, and nobody was asked."""

    month: int
    forum: Named
    domain: int
    rung_number: int
    chair: Named
    decisions: list[Decision]
    activity: str = ""  # the ids of its domain and rung; none of one that was postponed
    formed: bool = False
    success: bool = False
    kept: list[Named] = field(default_factory=list)
    broke: list[Named] = field(default_factory=list)  # whether found out or not
    caught: list[Named] = field(default_factory=list)

    def __repr__(self) -> str:
        """Return who proposed what where and when, who came, who stayed away and why, and what became of it."""
        came = [one.actor for one in self.decisions if one.came]
        away = [f"{one.actor} ({one.reason})" for one in self.decisions if not one.came]
        answers = "; ".join(
            f"{' '.join(names)} {what}" for names, what in ((came, "came"), (away, "stayed away")) if names
        )
        ended = "succeeded" if self.success else "failed" if self.formed else "did not form"
        asked = f"{self.activity}, proposed by {self.chair.name}: {answers}; {ended}"
        where = f"{month_name(self.month)}, {self.forum.name}"
        return f"<{type(self).__name__} {where}: {asked if self.activity else f'postponed by {self.chair.name}'}>"
