"""The desk: session, room, futures and worker of one workshop, and what each kind of page is told of them."""

import gc
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from trustladder.analysis.workshop import tokens
from trustladder.analysis.workshop.futures import RunCache
from trustladder.analysis.workshop.levers import describe_levers
from trustladder.analysis.workshop.picture import effects, picture
from trustladder.analysis.workshop.room import Room
from trustladder.analysis.workshop.session import Session, ViewState, initial_view
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.texts import translations_of
from trustladder.analysis.workshop.worker import ALL, LatestOnlyWorker, Request
from trustladder.sim.scenario.scenario import Scenario

Message = dict[str, Any]
LATER_S = 3.0  # after the first picture
TIMES = ("heard", "begun", "built", "run", "drawn")  # seconds since 1970, by which a page can tell what took how long


class WorkshopState:
    """One workshop."""

    def __init__(self, store: Store, scenario: str, addresses: list[str], publish: Callable[[Message], None]) -> None:
        self.store, self.addresses = store, addresses
        self.session, self.room = Session(store, scenario), Room(store)
        self.cache, self.worker = RunCache(), LatestOnlyWorker(self._publish_picture)
        self._publish = publish
        self.picture: Message | None = None  # the newest that is final
        self._number = 0
        self._described: tuple[list[Scenario], Message] | None = None  # of which scenarios, and what
        self._open_scenario(scenario)

    def _open_scenario(self, scenario: str) -> None:
        """A command that names another scenario than the one before opens it, as the page does: nothing else is lost."""
        if self.store.load("scenario") not in (None, scenario):
            before = self.session.base(self.session.now["base"])
            self.session.apply(initial_view(scenario))
            self.scenario_changed(before)
        self.store.save("scenario", scenario)

    def scenario_changed(self, before: Scenario) -> bool:
        """Whether another scenario is open than before; a comparison or a game that it does not fit is over."""
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
                gc.freeze()  # all that was loaded stays: to look through it for garbage takes a tenth of a second
                soon = threading.Timer(LATER_S, preload_mesa)
                soon.daemon = True
                soon.start()
            self.picture = answer
        self._publish(answer)

    def facilitator_token(self) -> str:
        """A token with the facilitator's rights."""
        return tokens.sign(self.store.secret, {"role": tokens.FACILITATOR})

    # --- pictures ---

    def request_picture(self, view: ViewState, final: bool, seen: int = 0) -> None:
        """Ask for the picture of a look; `seen` is the number by which the page knows its request."""
        session, cache, against, heard = self.session, self.cache, self.session.against, time.time()
        against_view = None if against is None or against == view else against

        def answer(count: int, cancel: threading.Event | None) -> Message:
            times = [heard, time.time()]
            mine = cache.runs(cache_key(view), lambda: session.scenario(view))
            other = (
                None
                if against_view is None
                else cache.runs(cache_key(against_view), lambda: session.scenario(against_view))
            )
            times.append(time.time())
            ran = mine.extend(count, cancel)
            if other is not None:
                other.extend(count, cancel)
            times.append(time.time())
            shown: Message = {
                "is": "picture",
                "now": view,
                "seen": seen,
                "ran": ran,
                "whole": all(one.count >= ALL for one in (mine, other) if one is not None),
                "b": picture(mine),
                "a": None if other is None else picture(other),
                "effects": None if other is None else effects(mine, other),
            }
            times.append(time.time())
            return shown | {"times": dict(zip(TIMES, times, strict=True))}

        self._number += 1
        self.worker.submit(Request(self._number, answer, final))

    # --- what pages are told ---

    def welcome_message(self) -> Message:
        """What a page needs before anything else."""
        actor_figures = [self.session.base(name) for name in self.session.names()]
        base = self.session.base(self.session.now["base"])
        if self._described is None or list(map(id, self._described[0])) != list(map(id, [*actor_figures, base])):
            self._described = [*actor_figures, base], self._describe(actor_figures, base)
        return {"is": "welcome", "addresses": self.addresses, **self._described[1], "state": self.session.state()}

    def _describe(self, actor_figures: list[Scenario], base: Scenario) -> Message:
        """What a page needs to know of the scenarios; it takes a while, and sixty phones may ask at once."""
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
        """How the game stands, without anything that is secret."""
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
            "voters": sum(actor in now["invited"] for _, actor in game["seats"].values()) if now else 0,
            "rounds": [public_round(done) for done in game["rounds"]],
            "predicted": len(self.store.voters_that_predicted()),
            "predictions": predictions,
            **{name: game[name] for name in ("playing", "frozen", "blank", "deadline", "predicting", "revealed", "month")},
        }  # fmt: skip

    def own_state(self, voter: str | None) -> Message | None:
        """What one participant is told beside: its seat, its invitation, whether it has voted."""
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
        """What the facilitator is told beside: who sits where, who has voted, votes by hand."""
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


def preload_mesa() -> None:
    """The readable lane, which nobody needs for the first pictures, before somebody waits for it."""
    import_module("trustladder.analysis.workshop.counterfactual")
    gc.freeze()


def comparable(one: Scenario, two: Scenario) -> bool:
    """Whether two scenarios have the same ladders, actors and horizon, so that one can be laid over the other."""
    fields = [{key: list(field.rungs) for key, field in scenario.domains.items()} for scenario in (one, two)]
    tables = [(scenario.actors.keys(), scenario.months, scenario.start) for scenario in (one, two)]
    return fields[0] == fields[1] and tables[0] == tables[1]


def cache_key(view: ViewState) -> str:
    """What tells the scenarios of looks apart."""
    return repr((view["base"], sorted(view["settings"].items()), view["events"]))


def public_round(now: Message) -> Message:
    """A round without what is secret while votes are open."""
    open_to_all = {
        name: now[name] for name in ("number", "month", "forum", "domain", "rung", "chair", "open", "outcome")
    }
    shown = {**open_to_all, "invited": sorted(now["invited"])}
    return shown if now["open"] else {**shown, "model": now["model"], "why": now["why"]}


def describe_scenario(scenario: Scenario) -> Message:
    """Who and what a scenario is made of, for labels and pictures."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "first": scenario.first_month,
        "months": scenario.months,
        "seed": scenario.seed,
        "aim": scenario.aim,
        "rivals": list(scenario.rivals),
        "actors": [
            {"id": key, "name": actor.name, "kind": "government" if key in scenario.governments else "donor", **actor_figures(actor)}
            for key, actor in (*scenario.governments.items(), *scenario.donors.items())
        ],
        "forums": {
            key: {
                "name": forum.name,
                "members": list(forum.members),
                "sponsor": forum.sponsor,
                "neutrality": forum.neutrality.value,
                "founded": None if forum.founded is None else forum.founded.year,
                "domains": sorted(forum.agenda),
            }
            for key, forum in sorted(scenario.forums.items())
        },
        "domains": {
            key: {
                "name": domain.name,
                "rungs": [[rung, it.name] for rung, it in domain.rungs.items()],
                "gate": None if domain.gate == "none" else [domain.gate.domain, domain.gate.rung],
            }
            for key, domain in sorted(scenario.domains.items())
        },
        "assets": [[asset.name, list(asset.governments)] for asset in scenario.assets.values()],
        "events": [[key, event.name, None if event.date is None else (event.date.year * 12 + event.date.month - 1 - scenario.first_month)] for key, event in scenario.events.items()],
    }  # fmt: skip


def actor_figures(actor: Any) -> Message:
    """An actor's figures that its role card shows."""
    names = ("autonomy", "secrecy", "collusion", "instability", "transit", "budget", "attention", "attention_target")
    figures = {name: round(getattr(actor, name).value, 3) for name in names if hasattr(actor, name)}
    tables = {
        table: {key: round(quantity.value, 3) for key, quantity in getattr(actor, table).items()}
        for table in ("interest", "dependence", "trust", "rivalry")
        if hasattr(actor, table)
    }
    return {"figures": figures, **tables}
