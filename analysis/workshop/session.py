"""The session: which scenario is looked at, what has been changed, what it is compared with; undo and redo."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from trustladder.analysis.sweeps.changes import changed
from trustladder.analysis.workshop.levers import Settings, checked
from trustladder.analysis.workshop.messages import MOST_EVENTS, GivenLook, understood
from trustladder.analysis.workshop.refusals import Refusal
from trustladder.analysis.workshop.shocks import SHOCKS, event_of
from trustladder.analysis.workshop.store import Store
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario

DEEPEST = 100  # steps of undo
LIVE = "live"  # ids of events that the room triggers begin with it
Look = dict[str, Any]  # base: name; settings: path -> value; events: [kind, month] each


class Session:
    """What the facilitator has set; kept in the store after every change."""

    def __init__(self, store: Store, scenario: str = "baseline") -> None:
        self._store = store
        self._uploads: dict[str, dict[str, Any]] = store.recall("uploads") or {}
        self._loaded: dict[str, Scenario] = {}
        self._last: tuple[Scenario, list[Any], Scenario] | None = None  # with events; and from which, and which events
        self.now: Look = look_at(scenario)
        self.against: Look | None = None
        self.past: list[Look] = []
        self.future: list[Look] = []
        self._recover(store.recall("session"))
        self.base(self.now["base"])

    def _recover(self, kept: Mapping[str, Any] | None) -> None:
        if kept is not None:
            self.now, self.against = kept["now"], kept["against"]
            self.past, self.future = kept["past"], kept["future"]

    def _keep(self) -> None:
        session = {"now": self.now, "against": self.against, "past": self.past, "future": self.future}
        self._store.keep("session", session, on_disk=False)  # a lever that is let go does not wait for the disk

    # --- scenarios ---

    def names(self) -> list[str]:
        """The scenarios to choose from: the shipped ones, then those that were loaded."""
        return [*shipped_names(), *self._uploads]

    def base(self, name: str) -> Scenario:
        """A scenario without changes. Raises Refusal where there is none."""
        if name not in self._loaded:
            if name in self._uploads:
                self._loaded[name] = Scenario.from_tree(self._uploads[name])
            elif name in shipped_names():
                self._loaded[name] = Scenario.load(name)
            else:
                raise Refusal("no-such-scenario", name=name[:60])
        return self._loaded[name]

    def add(self, name: str, scenario: Scenario) -> str:
        """Take in a scenario that somebody brought; returns the name that it got."""
        stem = re.sub(r"[^A-Za-z0-9_-]", "-", name.removesuffix(".toml"))[:40] or "scenario"
        taken = f"my-{stem}"
        self._uploads[taken] = scenario.tree()
        self._loaded.pop(taken, None)
        self._store.keep("uploads", self._uploads)
        return taken

    def scenario(self, look: Look) -> Scenario:
        """The scenario of a look, with everything that was changed."""
        return changed(self._forked(look), look["settings"])

    def _forked(self, look: Look) -> Scenario:
        """The scenario of a look with the events that were triggered; the last is kept, since levers leave it alone."""
        base, events = self.base(look["base"]), look["events"]
        if not events:
            return base
        known = self._last
        if known is None or known[0] is not base or known[1] != events:
            happening = {
                f"events.{LIVE}-{number}-{kind}": event_of(base, kind, month)
                for number, (kind, month) in enumerate(events)
            }
            known = self._last = (base, events, base.changed(happening))
        return known[2]

    # --- changes ---

    def move(self, look: Look) -> None:
        """A new look, which undo takes back. Raises InputError, and stays as it was, where it is not possible."""
        if look != self.now:
            self.scenario(look)
            self.past = [*self.past[-DEEPEST:], self.now]
            self.now, self.future = look, []
            self._keep()

    def changed(self, settings: Mapping[str, Any]) -> Look:
        """The present look with some settings changed; None takes a setting back."""
        kept = {path: value for path, value in self.now["settings"].items() if path not in settings}
        new: Settings = checked({path: value for path, value in settings.items() if value is not None})
        return {**self.now, "settings": dict(sorted({**kept, **new}.items()))}

    def triggered(self, kind: str, month: int) -> Look:
        """The present look with an event at a month since the start."""
        base = self.base(self.now["base"])
        if len(self.now["events"]) >= MOST_EVENTS:
            raise Refusal("events-enough", most=MOST_EVENTS)
        event_of(base, kind, month)
        return {**self.now, "events": [*self.now["events"], [kind, month]]}

    def undo(self) -> None:
        """Back by one change."""
        if self.past:
            self.future = [self.now, *self.future]
            self.now = self.past.pop()
            self._keep()

    def redo(self) -> None:
        """Forward by one change that was taken back."""
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop(0)
            self._keep()

    def compare(self, on: bool) -> None:
        """Hold what there is now as A, or let A go."""
        self.against = self.now if on else None
        self._keep()

    def state(self) -> dict[str, Any]:
        """What the page shows of it."""
        return {
            "now": self.now,
            "against": self.against,
            "undo": len(self.past),
            "redo": len(self.future),
            "before": self.past[-1] if self.past else None,
        }


def look_at(base: str) -> Look:
    """A scenario as it is."""
    return {"base": base, "settings": {}, "events": []}


def look_of(given: object) -> Look:
    """A look as it came over the wire. Raises Refusal where it is malformed."""
    look = understood(GivenLook, given)
    if any(kind not in SHOCKS for kind, _ in look.events):
        raise Refusal("malformed")
    kept = dict(sorted(checked(look.settings).items()))
    return {"base": look.base, "settings": kept, "events": [[kind, month] for kind, month in look.events]}


class Written(NamedTuple):
    """A scenario file: its name and text."""

    name: str
    text: str


def month_of(scenario: Scenario, month: int) -> date:
    """The first day of a month since the start."""
    year, rest = divmod(scenario.first_month + month, 12)
    return date(year, rest + 1, 1)
