"""Hold the state of one workshop and build the messages that each kind of page receives."""

import gc
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from trustladder.analysis.workshop import tokens
from trustladder.analysis.workshop.ahead import likely_next
from trustladder.analysis.workshop.answers import Answers
from trustladder.analysis.workshop.describing import describe_base
from trustladder.analysis.workshop.futures import CHUNK, SMALL_CHUNK, RunCache, ScenarioRuns, Spreads
from trustladder.analysis.workshop.months import Bands, OverTime
from trustladder.analysis.workshop.pasts import Pasts
from trustladder.analysis.workshop.picture import picture_of
from trustladder.analysis.workshop.room import Room
from trustladder.analysis.workshop.session import Session, ViewState, cache_key, initial_view, picture_key
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.visits import Visits
from trustladder.analysis.workshop.worker import ALL, LatestOnlyWorker, Request
from trustladder.sim.engine import Cancelled, Progress
from trustladder.sim.scenario.scenario import Scenario

Message = dict[str, Any]
TIMES = ("begun", "built", "run", "drawn")  # Unix time of each stage of a picture, in seconds


PUBLIC = (
    "playing",
    "frozen",
    "blank",
    "predicting",
    "revealed",
    "hands",
    "veiled",
    "month",
)  # fields of the game


class WorkshopState:
    """Session, room, run cache and worker of one workshop."""

    def __init__(
        self,
        store: Store,
        scenario: str,
        addresses: list[str],
        publish: Callable[[Message], None],
        count_ahead: bool = False,
    ) -> None:
        self.store, self.addresses = store, addresses
        self.session, self.room = Session(store, scenario), Room(store)
        self.cache, self.spreads, self.answers = RunCache(), Spreads(), Answers()
        self.worker = LatestOnlyWorker(self._publish_picture, self.answers, self._may_count_ahead)
        self.visits, self.pasts, self.over_time = Visits(self.session, self.answers), Pasts(), OverTime()
        self._publish, self.count_ahead = publish, count_ahead
        self.watched = False  # whether somebody who may move levers sees the stage
        self.picture: Message | None = None  # the last of what was set
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
        if answer["is"] == "picture" and answer["now"] == self.session.now:
            if self.picture is None:
                gc.freeze()  # loaded objects stay: a full collection of them takes 0.1 s
            self.picture = answer
        self._publish(answer)

    def facilitator_token(self) -> str:
        """Return a token with the facilitator's rights."""
        return tokens.sign(self.store.secret, {"role": tokens.FACILITATOR})

    # --- pictures ---

    def request_picture(self, view: ViewState, final: bool, seen: int = 0, moved: str | None = None) -> None:
        """Request the picture of a view state; `seen` is the number by which the page knows its request.

        What may follow is counted ahead, first of all for the lever that was `moved`.
        """
        labels = {"seen": seen, "heard": time.time()}
        likely = (self._request(one, False, {}, ahead=True) for one in likely_next(self.session, view, moved))
        self.worker.submit(self._request(view, final, labels), likely if self.count_ahead else None)

    def _request(self, view: ViewState, final: bool, labels: Message, ahead: bool = False) -> Request:
        against = self.session.compared_with(view)
        compute = partial(self._count, view, against, ahead=ahead)
        return Request(picture_key(view, against), compute, final, labels, ahead)

    def _may_count_ahead(self) -> bool:
        """Return whether somebody looks who may move levers, and no vote is open."""
        return self.watched and self.room.voting is None

    def _count(
        self,
        view: ViewState,
        against: ViewState | None,
        cancel: threading.Event,
        progress: Progress,
        ahead: bool = False,
    ) -> Message:
        """Count all futures of a view state and of what it is compared with. Raises Cancelled once `cancel` is set."""
        times = [time.time()]
        mine, other = self._runs(view, keep=not ahead), None if against is None else self._runs(against)
        times.append(time.time())
        for one in (mine, other):
            if one is not None:
                one.extend(ALL, cancel, progress, SMALL_CHUNK if ahead else CHUNK)
        if cancel.is_set():
            raise Cancelled
        times.append(time.time())
        found = picture_of(view, mine, against, other)
        return {**found, "times": dict(zip(TIMES, [*times, time.time()], strict=True))}

    def _runs(self, view: ViewState, keep: bool = True) -> ScenarioRuns:
        return self.cache.runs(cache_key(view), lambda: self._new_runs(view), keep)

    def _new_runs(self, view: ViewState) -> ScenarioRuns:
        settings, scenario = view["settings"], self.session.scenario(view)
        still = {**view, "settings": {path: settings[path] for path in settings if not path.startswith("levers.")}}
        uncertain = self.spreads.of(scenario, cache_key(still), lambda: self.session.scenario(still))
        return ScenarioRuns(scenario, not settings, uncertain)  # the pasts of a lever's positions come once

    def forget(self, base: str) -> None:
        """Forget what was counted of an uploaded scenario that has been replaced, by its name."""
        for kept in (self.cache, self.spreads, self.answers, self.visits, self.over_time.asked):
            kept.drop(base)

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
            **describe_base(base),
        }

    def visit_message(self, view: ViewState, against: ViewState) -> Message:
        """Return what a link shows, which changes nothing."""
        state = {"now": view, "against": None, "undo": 0, "redo": 0, "before": None}
        described = describe_base(self.session.base(view["base"]))
        return {"is": "visited", **described, "state": state, "picture": self.visits.show(view, against)}

    def months_of(self, views: Sequence[ViewState], cancel: threading.Event | None) -> list[Bands]:
        """Return the bands over time of all futures of view states. Raises Cancelled once `cancel` is set."""
        return [self.over_time.bands(cache_key(one), self.session.scenario(one), ALL, cancel) for one in views]

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
            "round": None if now is None else public_round(now, game["veiled"]),
            "voted": len(room.voted()),
            "voted_of": dict(Counter(game["seats"][voter][1] for voter in room.voted() if voter in game["seats"])),
            "voters": len(room.asked(present) | room.voted()),
            "rounds": [public_round(done, game["veiled"]) for done in game["rounds"]],
            "predicted": len(self.store.voters_that_predicted()),
            "predictions": predictions,
            "left": room.left,  # a page counts it down on a clock of its own, whatever time of day it believes in
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
            "before": self.room.game["before"] is not None,
        }


def comparable(one: Scenario, two: Scenario) -> bool:
    """Return whether two scenarios have the same ladders, actors and horizon, so that they can be compared."""
    fields = [{key: list(field.rungs) for key, field in scenario.domains.items()} for scenario in (one, two)]
    tables = [(scenario.actors.keys(), scenario.months, scenario.start) for scenario in (one, two)]
    return fields[0] == fields[1] and tables[0] == tables[1]


def public_round(now: Message, veiled: bool) -> Message:
    """Return a round without what is secret while votes are open, or while the model's answers are veiled."""
    open_to_all = {
        name: now.get(name)
        for name in ("number", "month", "forum", "domain", "rung", "chair", "quorum", "open", "outcome")
    }
    message = {**open_to_all, "invited": sorted(now["invited"])}
    return message if now["open"] or veiled else {**message, "model": now["model"], "why": now["why"]}
