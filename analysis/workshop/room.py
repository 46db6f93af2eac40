"""Run the game of a room: seats, votes on meetings, and the decisions that follow; stored after every step.

A round is one meeting of one replicate. The model decides for actors without a seat; the majority of a delegation
decides for the others, and the model again where it is split or silent. The random draws stay, so the room's run
differs from the model's only by what was decided.
"""

import re
import secrets
import time
from typing import Any

from trustladder.analysis.workshop.messages import LONGEST_TIMER
from trustladder.analysis.workshop.replay import (
    Decisions,
    decision_details,
    decision_terms,
    outcome_of,
    simulate,
)
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.agents.meeting import Meeting
from trustladder.sim.log import ToldFuture
from trustladder.sim.scenario.scenario import Scenario

MOST_SEATS = 200
GRACE_S = 3.0  # from the last vote of those who are present to the end of the vote
BACK_S = 30.0  # left at least to vote where the server was away meanwhile
LONGEST_NAME = 24
INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")  # control and bidi characters
PLAYED = ("replicate", "decisions", "month", "rounds")  # fields of a game that undo brings back
Game = dict[str, Any]


def new_game() -> Game:
    """Return a game without seats."""
    return {
        "seats": {},  # voter -> [name, actor]
        "away": {},  # likewise, of actors that the scenario lacks: they are back once it has them again
        "playing": False,
        "replicate": 0,
        "decisions": [],  # [month, forum, domain, actor, comes] of finished rounds
        "month": 0,  # the first month that has not been played
        "round": None,
        "rounds": [],
        "frozen": False,
        "blank": False,
        "deadline": None,
        "predicting": False,
        "revealed": False,
        "veiled": False,  # whether the model's answers stay hidden after a vote too
        "before": None,  # the game that was on when this one began
        "hands": False,  # whether hands are counted too, so that no vote ends before the facilitator ends it
    }


class Room:
    """The game of one room; every change is stored before any page learns of it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.game: Game = {**new_game(), **(store.load("room") or {})}
        if self.voting and self.game["deadline"] is not None:
            self.timer(max(self.game["deadline"] - time.time(), BACK_S))

    def save(self) -> None:
        """Store the game."""
        self.store.save("room", self.game)

    def update(self, **facts: Any) -> None:
        """Change fields of the game and store it."""
        self.game.update(facts)
        self.save()

    def reset(self) -> None:
        """Remove all seats and votes and begin a new game."""
        self.store.clear()
        self.game = new_game()
        self.save()

    # --- seats ---

    def end(self, scenario: Scenario) -> None:
        """End the game, as another scenario is open; seats of actors that it lacks wait until one has them again."""
        self.store.clear()
        known = {**self.game["away"], **self.game["seats"]}
        seats = {voter: seat for voter, seat in known.items() if seat[1] in scenario.actors}
        away = {voter: seat for voter, seat in known.items() if voter not in seats}
        self.game = {**new_game(), "seats": seats, "away": away}
        self.save()

    def join(self, scenario: Scenario, name: str, actor: str, voter: str | None = None) -> str:
        """Seat a participant in a delegation, or move the seat that this voter has; return the voter's id."""
        if not (visible := " ".join(INVISIBLE.sub("", name).split())):
            raise UserError("name-empty")
        if actor not in scenario.actors:
            raise UserError("no-such-delegation")
        seats, away = self.game["seats"], self.game["away"]
        if voter is None or voter not in {**seats, **away}:
            voter = secrets.token_hex(8)
            if len(seats) + len(away) >= MOST_SEATS:
                raise UserError("seats-taken", most=MOST_SEATS)
        away.pop(voter, None)
        seats[voter] = [visible[:LONGEST_NAME], actor]
        self.save()
        return voter

    def seat(self, voter: str) -> tuple[str, str] | None:
        """Return the name and actor of a voter; None where it has been removed."""
        found = self.game["seats"].get(voter)
        return (found[0], found[1]) if found else None

    def is_gone(self, voter: str | None) -> bool:
        """Return whether a voter had a seat and was removed."""
        return voter is not None and voter not in self.game["seats"] and voter not in self.game["away"]

    def remove(self, voter: str) -> None:
        """Remove a participant, and its vote in the open round."""
        if self.game["seats"].pop(voter, None) is None:
            raise UserError("nobody-there")
        self.store.delete_votes(self.number, voter)
        self.save()

    def seated(self) -> set[str]:
        """Return the actors that people decide for: those with a seat, and those with votes by hand."""
        by_hand = self.game["round"]["by_hand"] if self.game["round"] else {}
        return {actor for _, actor in self.game["seats"].values()} | set(by_hand)

    # --- rounds ---

    @property
    def number(self) -> int:
        """Return the number of the present or next round."""
        return len(self.game["rounds"]) + 1

    def decisions(self) -> Decisions:
        """Return the decisions of all finished rounds."""
        return {(month, forum, domain, actor): comes for month, forum, domain, actor, comes in self.game["decisions"]}

    def start(self, replicate: int) -> None:
        """Start a new game on a replicate, with the seats as they are; the one that was on is kept."""
        before = {name: self.game[name] for name in PLAYED} if self.game["playing"] else None
        self.store.delete_votes(0)
        kept = {name: self.game[name] for name in ("seats", "away", "revealed", "predicting", "hands", "veiled")}
        self.game = {**new_game(), **kept, "playing": True, "replicate": replicate, "before": before}
        self.save()

    def undo_start(self) -> None:
        """Go back to the game that was on before this one, with its finished rounds; a vote that was open is over."""
        before = self.game["before"]
        if before is None:
            raise UserError("no-game-before")
        self.store.delete_votes(0)
        last = before["rounds"][-1] if before["rounds"] else None
        self.update(**before, round=last, deadline=None, before=None)

    def next_meeting(self, scenario: Scenario, wait: int, domain: str | None) -> Game | None:
        """Return the next meeting of a seated actor, at least `wait` months on; None where none is left."""
        begin = self.game["month"] + wait
        told = simulate(scenario, self.game["replicate"], self.decisions())
        for meeting in told.meetings:
            if meeting.month - told.scenario.first_month >= begin and self._concerns(told, meeting, domain):
                return invitation(told, meeting)
        return None

    def _concerns(self, told: ToldFuture, meeting: Meeting, domain: str | None) -> bool:
        members = {decision.actor for decision in meeting.decisions}
        wanted = domain is None or told.names.domains[meeting.domain] == domain
        return wanted and bool(members & (self.seated() or set(told.scenario.governments)))

    def open(self, found: Game, seconds: int | None) -> None:
        """Open the vote on a meeting."""
        self.store.delete_votes(self.number)
        self.update(round={**found, "number": self.number, "open": True, "by_hand": {}, "outcome": None})
        self.timer(seconds)

    def timer(self, seconds: float | None) -> None:
        """Set the seconds that are left to vote; None for no limit."""
        self.update(deadline=None if seconds is None else time.time() + seconds)

    def more(self, seconds: float) -> None:
        """Add seconds to what is left to vote; a vote without a limit, or past it, has as many from now on."""
        if self.voting is None:
            raise UserError("vote-closed")
        self.timer(min((self.left or 0.0) + seconds, float(LONGEST_TIMER)))

    @property
    def left(self) -> float | None:
        """Return the seconds that are left to vote, 0 once they are up; None for no limit."""
        deadline = self.game["deadline"]
        return None if deadline is None else max(0.0, deadline - time.time())

    def asked(self, present: set[str]) -> set[str]:
        """Return the voters among those present whose delegations are invited to the meeting that is voted on."""
        invited = self.voting["invited"] if self.voting else {}
        return {voter for voter, (_, actor) in self.game["seats"].items() if voter in present and actor in invited}

    def end_soon(self, present: set[str]) -> None:
        """End the vote in a moment where everybody who is present and asked has voted, and no hands are counted."""
        asked, deadline = self.asked(present), self.game["deadline"]
        soon = time.time() + GRACE_S
        if asked and asked <= self.voted() and not self.game["hands"] and (deadline is None or deadline > soon):
            self.timer(GRACE_S)

    @property
    def overdue(self) -> bool:
        """Return whether the time to vote is up; it does not run out while the phones are frozen."""
        deadline = self.game["deadline"]
        return bool(self.voting and deadline is not None and time.time() >= deadline and not self.game["frozen"])

    @property
    def voting(self) -> Game | None:
        """Return the round that is open for votes."""
        now = self.game["round"]
        return now if now and now["open"] else None

    def vote(self, voter: str, number: int, come: bool) -> None:
        """Record a participant's vote for its delegation, once a round. Raises UserError where it may not vote."""
        seat, now = self.seat(voter), self.voting
        if seat is None:
            raise UserError("no-seat")
        if now is None or number != now["number"] or self.game["frozen"]:
            raise UserError("vote-closed")
        if seat[1] not in now["invited"]:
            raise UserError("not-invited")
        if not self.store.vote(now["number"], voter, seat[1], come):
            raise UserError("voted-already")

    def by_hand(self, actor: str, yes: int, no: int) -> None:
        """Record votes that the facilitator counted in the room."""
        now = self.voting
        if now is None or actor not in now["invited"]:
            raise UserError("hands-closed")
        now["by_hand"][actor] = [yes, no]
        self.save()

    def tally(self) -> dict[str, bool]:
        """Return what each delegation decided; split and silent ones are left out."""
        return {actor: yes > no for actor, (yes, no) in self._counts().items() if yes != no}

    def split(self) -> list[str]:
        """Return the delegations with as many votes to come as to stay away, for which the model decides."""
        return sorted(actor for actor, (yes, no) in self._counts().items() if yes == no > 0)

    def _counts(self) -> dict[str, list[int]]:
        """Return the votes of each delegation to come and to stay away, of phones and of hands."""
        now = self.game["round"]
        counts: dict[str, list[int]] = {actor: [yes, no] for actor, (yes, no) in now["by_hand"].items()}
        for _, actor, come in self.store.votes(now["number"]):
            counts.setdefault(actor, [0, 0])[0 if come else 1] += 1
        return counts

    def voted(self) -> set[str]:
        """Return the voters that have voted in the present round."""
        now = self.game["round"]
        return {voter for voter, _, _ in self.store.votes(now["number"])} if now else set()

    def close(self, scenario: Scenario) -> None:
        """Close the vote and run the meeting with what was decided, on the same random draws."""
        now = self.voting
        if now is None:
            raise UserError("no-open-round")
        made = [[now["month"], now["forum"], now["domain"], actor, comes] for actor, comes in self.tally().items()]
        decisions = [*self.game["decisions"], *made]
        by_key = {(month, forum, domain, actor): comes for month, forum, domain, actor, comes in decisions}
        meeting = find_meeting(simulate(scenario, self.game["replicate"], by_key), now)
        room = {decision.actor: decision.came for decision in meeting.decisions}
        decided = {actor: comes for *_, actor, comes in made}
        outcome = {"decided": decided, "split": self.split(), "room": room, **outcome_of(meeting)}
        done = {**now, "open": False, "outcome": outcome}
        self.update(round=done, rounds=[*self.game["rounds"], done], decisions=decisions, month=now["month"] + 1)
        self.timer(None)

    def undo(self) -> None:
        """Undo the open round, or the last closed one."""
        if self.voting is None and self.game["rounds"]:
            last = self.game["rounds"].pop()
            when = (last["month"], last["forum"], last["domain"])
            self.game["decisions"] = [one for one in self.game["decisions"] if tuple(one[:3]) != when]
            self.game["month"] = self.game["rounds"][-1]["month"] + 1 if self.game["rounds"] else 0
        self.store.delete_votes(self.number)
        self.update(round=None, deadline=None)


def invitation(told: ToldFuture, meeting: Meeting) -> Game:
    """Describe a meeting to be voted on: what each invited actor knows, and what the model would do."""
    return {
        "month": meeting.month - told.scenario.first_month,
        "forum": meeting.forum.name,
        "domain": told.names.domains[meeting.domain],
        "rung": meeting.rung_number,
        "chair": meeting.chair.name,
        "quorum": quorum_of(told, meeting),
        "invited": {decision.actor: decision_terms(decision) for decision in meeting.decisions},
        "model": {"room": {decision.actor: decision.came for decision in meeting.decisions}, **outcome_of(meeting)},
        "why": {decision.actor: decision_details(decision) for decision in meeting.decisions},
    }


def quorum_of(told: ToldFuture, meeting: Meeting) -> int:
    """Return how many governments have to come for a meeting to take place."""
    rungs = told.scenario.domains[told.names.domains[meeting.domain]].rungs
    return [*rungs.values()][meeting.rung_number].quorum_governments


def find_meeting(told: ToldFuture, now: Game) -> Meeting:
    """Return the meeting of a round in a replicate that was run again."""
    domain_index = told.names.domains.index(now["domain"])
    month = now["month"] + told.scenario.first_month
    for meeting in told.meetings:
        if (meeting.month, meeting.forum.name, meeting.domain) == (month, now["forum"], domain_index):
            return meeting
    raise UserError("round-stale")
