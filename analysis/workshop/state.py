"""Hold the state of one workshop and build the messages that each kind of page receives."""

import gc
import threading
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from trustladder.analysis.workshop import tokens
from trustladder.analysis.workshop.futures import RunCache, ScenarioRuns
from trustladder.analysis.workshop.levers import describe_levers
from trustladder.analysis.workshop.picture import effects, picture
from trustladder.analysis.workshop.room import Room
from trustladder.analysis.workshop.session import Session, ViewState, initial_view
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.texts import translations_of
from trustladder.analysis.workshop.worker import ALL, LatestOnlyWorker, Request
from trustladder.sim.scenario.entities import Forum
from trustladder.sim.scenario.scenario import Scenario

Message = dict[str, Any]
TIMES = ("heard", "begun", "built", "run", "drawn")  # Unix time of each stage of a picture, in seconds


PUBLIC = ("playing", "frozen", "blank", "deadline", "predicting", "revealed", "hands", "month")  # fields of the game


class WorkshopState:
    """Session, room, run cache and worker of one workshop."""

    def __init__(self, store: Store, scenario: str, addresses: list[str], publish: Callable[[Message], None]) -> None:
        self.store, self.addresses = store, addresses
        self.session, self.room = Session(store, scenario), Room(store)
        self.cache, self.worker = RunCache(), LatestOnlyWorker(self._publish_picture)
        self._publish = publish
        self.picture: Message | None = None  # the last final one
        self._number = 0
        self._described: tuple[list[Scenario], Message] | None = None  # the scenarios, and their description
        self._open_scenario(scenario)

    def _open_scenario(self, scenario: str) -> None:
        """Open the scenario that the command names, if it differs from the one stored; keep everything else."""
        if self.store.load("scenario") not in (None, scenario):
            before = self.session.base(self.session.now["base"])
            self.session.apply(initial_view(scenario))
            self.scenario_changed(before)
        self.store.save("scenario", scenario)

    def scenario_changed(self, before: Scenario) -> bool:
        """Return whether the scenario differs from `before`; end a comparison or game that does not fit it."""
        session = self.session
        now = session.base(session.now["base"])
        if session.against is not None and not comparable(session.base(session.against["base"]), now):
            session.compare(False)
        if not comparable(before, now):
            self.room.end(now)
        return before is not now

    def _publish_picture(self, answer: Message) -> None:
        if answer.get("final"):
            if self.picture is None:
                gc.freeze()  # loaded objects stay: a full collection of them takes 0.1 s
            self.picture = answer
        self._publish(answer)

    def facilitator_token(self) -> str:
        """Return a token with the facilitator's rights."""
        return tokens.sign(self.store.secret, {"role": tokens.FACILITATOR})

    # --- pictures ---

    def request_picture(self, view: ViewState, final: bool, seen: int = 0) -> None:
        """Request the picture of a view state; `seen` is the number by which the page knows its request."""
        against, heard = self.session.compared_with(view), time.time()

        def compute(count: int, cancel: threading.Event | None) -> Message:
            times = [heard, time.time()]
            mine = self._runs(view)
            other = None if against is None else self._runs(against)
            times.append(time.time())
            ran = mine.extend(count, cancel)
            if other is not None:
                other.extend(count, cancel)
            times.append(time.time())
            message: Message = {
                "is": "picture",
                "now": view,
                "against": against,
                "seen": seen,
                "ran": ran,
                "whole": all(one.count >= ALL for one in (mine, other) if one is not None),
                "b": picture(mine),
                "a": None if other is None else picture(other),
                "effects": None if other is None else effects(mine, other),
            }
            times.append(time.time())
            return message | {"times": dict(zip(TIMES, times, strict=True))}

        self._number += 1
        self.worker.submit(Request(self._number, compute, final))

    def _runs(self, view: ViewState) -> ScenarioRuns:
        return self.cache.runs(cache_key(view), lambda: self.session.scenario(view))

    # --- messages ---

    def welcome_message(self) -> Message:
        """Return the first message of a connection: scenarios, levers, translations and what is set."""
        actor_figures = [self.session.base(name) for name in self.session.names()]
        base = self.session.base(self.session.now["base"])
        if self._described is None or list(map(id, self._described[0])) != list(map(id, [*actor_figures, base])):
            self._described = [*actor_figures, base], self._describe(actor_figures, base)
        described = self._described[1]
        return {"is": "welcome", "addresses": self.addresses, "all": ALL, **described, "state": self.session.state()}

    def _describe(self, actor_figures: list[Scenario], base: Scenario) -> Message:
        """Describe the scenarios; slow enough that `welcome_message` caches it."""
        names = self.session.names()
        return {
            "scenarios": [
                [name, one.title, comparable(one, base)] for name, one in zip(names, actor_figures, strict=True)
            ],
            "scenario": describe_scenario(base),
            "levers": describe_levers(base),
            "said": translations_of(base),
        }

    def room_state(self, present: set[str]) -> Message:
        """Return the public state of the game, without secret votes."""
        game, room = self.room.game, self.room
        now = game["round"]
        seats: dict[str, list[int]] = {}
        for voter, (_, actor) in game["seats"].items():
            count = seats.setdefault(actor, [0, 0])
            count[0] += 1
            count[1] += voter in present
        predictions = self.store.predictions() if game["revealed"] else []
        return {
            "is": "room",
            "seats": seats,
            "round": None if now is None else public_round(now),
            "voted": len(room.voted()),
            "voters": len(room.asked(present) | room.voted()),
            "rounds": [public_round(done) for done in game["rounds"]],
            "predicted": len(self.store.voters_that_predicted()),
            "predictions": predictions,
            **{name: game[name] for name in PUBLIC},
        }

    def own_state(self, voter: str | None) -> Message | None:
        """Return a participant's own part of the game: seat, invitation, and whether it has voted."""
        seat = self.room.seat(voter) if voter else None
        if voter is None or seat is None:
            return None
        now = self.room.game["round"]
        return {
            "name": seat[0],
            "actor": seat[1],
            "voted": voter in self.room.voted(),
            "predicted": voter in self.store.voters_that_predicted(),
            "invitation": now["invited"].get(seat[1]) if now and now["open"] else None,
        }

    def console_state(self, present: set[str]) -> Message:
        """Return the facilitator's part of the game: seats, who has voted, and votes by hand."""
        voted = self.room.voted()
        people = [
            [voter, name, actor, voter in present, voter in voted]
            for voter, (name, actor) in self.room.game["seats"].items()
        ]
        now = self.room.game["round"]
        return {
            "people": people,
            "by_hand": now["by_hand"] if now else {},
            "invited": sorted(now["invited"]) if now else [],
        }


def comparable(one: Scenario, two: Scenario) -> bool:
    """Return whether two scenarios have the same ladders, actors and horizon, so that they can be compared."""
    fields = [{key: list(field.rungs) for key, field in scenario.domains.items()} for scenario in (one, two)]
    tables = [(scenario.actors.keys(), scenario.months, scenario.start) for scenario in (one, two)]
    return fields[0] == fields[1] and tables[0] == tables[1]


def cache_key(view: ViewState) -> str:
    """Return the key under which the runs of a view state are cached."""
    return repr((view["base"], sorted(view["settings"].items()), view["events"]))


def public_round(now: Message) -> Message:
    """Return a round without what is secret while votes are open."""
    open_to_all = {
        name: now[name] for name in ("number", "month", "forum", "domain", "rung", "chair", "open", "outcome")
    }
    message = {**open_to_all, "invited": sorted(now["invited"])}
    return message if now["open"] else {**message, "model": now["model"], "why": now["why"]}


def describe_scenario(scenario: Scenario) -> Message:
    """Describe the actors, forums, domains and events of a scenario, for labels and pictures."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "first": scenario.first_month,
        "months": scenario.months,
        "seed": scenario.seed,
        "aim": scenario.aim,
        "lasting": lasting(scenario),
        "rivals": [list(pair) for pair in scenario.rivals],
        "actors": [
            *(described_actor(key, actor, "government") for key, actor in scenario.governments.items()),
            *(described_actor(key, actor, "donor") for key, actor in scenario.donors.items()),
        ],
        "forums": {key: described_forum(forum) for key, forum in sorted(scenario.forums.items())},
        "domains": {
            key: {
                "name": domain.name,
                "rungs": [[rung, it.name] for rung, it in domain.rungs.items()],
                "gate": None if domain.gate == "none" else [domain.gate.domain, domain.gate.rung],
            }
            for key, domain in sorted(scenario.domains.items())
        },
        "assets": [[asset.name, list(asset.governments)] for asset in scenario.assets.values()],
        "events": [[key, event.name, month_of(scenario, event.date)] for key, event in scenario.events.items()],
    }


def lasting(scenario: Scenario) -> dict[str, int]:
    """Describe lasting cooperation: how many of how many governments act together, how often, within which months."""
    facts, first = scenario.uncertainties, next(iter(scenario.domains[scenario.aim].rungs.values()))
    least, count = scenario.region_governments, len(scenario.governments)
    return {"least": least, "of": count, "times": first.successes, "months": facts.region_window}


def described_forum(forum: Forum) -> Message:
    """Describe a forum."""
    return {
        "name": forum.name,
        "members": list(forum.ids),
        "sponsor": forum.sponsor,
        "neutrality": forum.neutrality.value,
        "founded": None if forum.founded is None else forum.founded.year,
        "domains": sorted(forum.agenda),
    }


def month_of(scenario: Scenario, day: date | None) -> int | None:
    """Return the month of a day, counted from the start of a scenario."""
    return None if day is None else day.year * 12 + day.month - 1 - scenario.first_month


def described_actor(key: str, actor: Any, kind: str) -> Message:
    """Describe an actor by the attributes that its role card shows."""
    names = ("autonomy", "secrecy", "collusion", "instability", "transit", "budget", "attention", "attention_target")
    figures = {name: round(getattr(actor, name).value, 3) for name in names if hasattr(actor, name)}
    tables = {
        table: {key: round(quantity.value, 3) for key, quantity in getattr(actor, table).items()}
        for table in ("interest", "dependence", "trust", "rivalry")
        if hasattr(actor, table)
    }
    return {"id": key, "name": actor.name, "kind": kind, "figures": figures, **tables}
