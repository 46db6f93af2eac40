"""Hold what the facilitator has set: scenario, settings, events and comparison, with undo and redo."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from trustladder.analysis.workshop.levers import Settings, validated
from trustladder.analysis.workshop.messages import MOST_EVENTS, GivenView, validate
from trustladder.analysis.workshop.shocks import SHOCKS, event_of
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.loading import shipped_names
from trustladder.sim.scenario.scenario import Scenario

DEEPEST = 100  # steps of undo
LIVE = "live"  # prefix of the ids of events that the room triggers
ViewState = dict[str, Any]  # base: name; settings: path -> value; events: [kind, month] each


class Session:
    """View states of one workshop; stored after every change."""

    def __init__(self, store: Store, scenario: str = "baseline") -> None:
        self._store = store
        self._uploads: dict[str, dict[str, Any]] = store.load("uploads") or {}
        self._loaded: dict[str, Scenario] = {}
        self._events_cache: tuple[Scenario, list[Any], Scenario] | None = None  # base, events, base with these events
        self.now: ViewState = initial_view(scenario)
        self.against: ViewState | None = None
        self.past: list[ViewState] = []
        self.future: list[ViewState] = []
        self._recover(store.load("session"))
        self.base(self.now["base"])

    def _recover(self, kept: Mapping[str, Any] | None) -> None:
        if kept is not None:
            self.now, self.against = kept["now"], kept["against"]
            self.past, self.future = kept["past"], kept["future"]

    def _keep(self) -> None:
        session = {"now": self.now, "against": self.against, "past": self.past, "future": self.future}
        self._store.save("session", session, on_disk=False)  # releasing a lever must not wait for the disk

    # --- scenarios ---

    def names(self) -> list[str]:
        """Return the names of the scenarios to choose from: shipped ones, then uploads."""
        return [*shipped_names(), *self._uploads]

    def base(self, name: str) -> Scenario:
        """Return a scenario without changes. Raises UserError where there is none of this name."""
        if name not in self._loaded:
            if name in self._uploads:
                self._loaded[name] = Scenario.from_tree(self._uploads[name])
            elif name in shipped_names():
                self._loaded[name] = Scenario.load(name)
            else:
                raise UserError("no-such-scenario", name=name[:60])
        return self._loaded[name]

    def add(self, name: str, scenario: Scenario) -> str:
        """Add an uploaded scenario and return the name that it got."""
        stem = re.sub(r"[^A-Za-z0-9_-]", "-", name.removesuffix(".toml"))[:40] or "scenario"
        taken = f"my-{stem}"
        self._uploads[taken] = scenario.tree()
        self._loaded.pop(taken, None)
        self._store.save("uploads", self._uploads)
        return taken

    def scenario(self, view: ViewState) -> Scenario:
        """Return the scenario of a view state, with its events and settings."""
        return changed(self._with_events(view), view["settings"])

    def _with_events(self, view: ViewState) -> Scenario:
        """Return the scenario of a view state with its events alone; the last is cached, as levers do not change it."""
        base, events = self.base(view["base"]), view["events"]
        if not events:
            return base
        known = self._events_cache
        if known is None or known[0] is not base or known[1] != events:
            events_by_path = {
                f"events.{LIVE}-{number}-{kind}": event_of(base, kind, month)
                for number, (kind, month) in enumerate(events)
            }
            known = self._events_cache = (base, events, base.changed(events_by_path))
        return known[2]

    # --- changes ---

    def apply(self, view: ViewState) -> None:
        """Set another view state, which undo takes back. Raises InputError, and changes nothing, for an invalid one."""
        if view != self.now:
            self.scenario(view)
            self.past = [*self.past[-DEEPEST:], self.now]
            self.now, self.future = view, []
            self._keep()

    def with_settings(self, settings: Mapping[str, Any]) -> ViewState:
        """Return the present view state with some settings changed; None resets a setting."""
        kept = {path: value for path, value in self.now["settings"].items() if path not in settings}
        new: Settings = validated({path: value for path, value in settings.items() if value is not None})
        return {**self.now, "settings": dict(sorted({**kept, **new}.items()))}

    def with_event(self, kind: str, month: int) -> ViewState:
        """Return the present view state with an event added, at a month since the start."""
        base = self.base(self.now["base"])
        if len(self.now["events"]) >= MOST_EVENTS:
            raise UserError("events-enough", most=MOST_EVENTS)
        event_of(base, kind, month)
        return {**self.now, "events": [*self.now["events"], [kind, month]]}

    def undo(self) -> None:
        """Undo the last change."""
        if self.past:
            self.future = [self.now, *self.future]
            self.now = self.past.pop()
            self._keep()

    def redo(self) -> None:
        """Redo the last change that was undone."""
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop(0)
            self._keep()

    def compare(self, on: bool) -> None:
        """Keep the present view state as A, or drop A."""
        self.against = self.now if on else None
        self._keep()

    def compared_with(self, view: ViewState) -> ViewState | None:
        """Return what a view state is compared with: what is kept as A, or its scenario as today; None for itself."""
        against = self.against or initial_view(view["base"])
        return None if against == view else against

    def state(self) -> dict[str, Any]:
        """Return what the page shows of the session."""
        return {
            "now": self.now,
            "against": self.against,
            "undo": len(self.past),
            "redo": len(self.future),
            "before": self.past[-1] if self.past else None,
        }


def initial_view(base: str) -> ViewState:
    """Return the view state of a scenario without changes."""
    return {"base": base, "settings": {}, "events": []}


def cache_key(view: ViewState) -> str:
    """Return the key under which the runs of a view state are cached."""
    return repr((view["base"], sorted(view["settings"].items()), view["events"]))


def picture_key(view: ViewState, against: ViewState | None) -> str:
    """Return the key of a picture: of a view state beside another, or of one alone."""
    return repr((cache_key(view), against and cache_key(against)))


def parse_view(given: object) -> ViewState:
    """Check a view state from a message. Raises UserError where it is malformed."""
    view = validate(GivenView, given)
    if any(kind not in SHOCKS for kind, _ in view.events):
        raise UserError("malformed")
    kept = dict(sorted(validated(view.settings).items()))
    return {"base": view.base, "settings": kept, "events": [[kind, month] for kind, month in view.events]}


class ScenarioFile(NamedTuple):
    """Name and text of a scenario file."""

    name: str
    text: str
