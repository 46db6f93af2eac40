"""What a meeting of the Mesa lane consists of: seats, an invitation, each member's decision, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from trustladder.sim.arrays.tables import RungRow
from trustladder.sim.law import responding
from trustladder.sim.law.responding import REASONS, Terms

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


@dataclass(frozen=True, slots=True)
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

    @property
    def reason(self) -> str | None:
        """Why it refused, one of trustladder.sim.law.responding.REASONS; None where it came."""
        return None if self.came else REASONS[responding.refusal(self.terms, self.chance)]


@dataclass(slots=True)
class Meeting:
    """What became of a proposal; of one that was postponed the rung is NOTHING, and nobody was asked."""

    month: int
    forum: Named
    domain: int
    rung_number: int
    chair: Named
    decisions: list[Decision]
    formed: bool = False
    success: bool = False
    kept: list[Named] = field(default_factory=list)
    broke: list[Named] = field(default_factory=list)  # whether found out or not
    caught: list[Named] = field(default_factory=list)
