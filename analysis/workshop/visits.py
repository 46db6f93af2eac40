"""Show what a link or a scene of the story holds, read-only, while the room goes on with its own settings."""

from collections import OrderedDict
from typing import Any

from trustladder.analysis.workshop.futures import RunCache, ScenarioRuns
from trustladder.analysis.workshop.limits import TokenBucket
from trustladder.analysis.workshop.picture import effects, picture
from trustladder.analysis.workshop.session import Session, ViewState, cache_key
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.analysis.workshop.worker import ALL

PER_SECOND, BURST = 0.1, 6.0  # links of which nobody asked before, of all guests together
MOST_KEPT = 12  # links whose pictures stay in memory


class Visits:
    """Pictures of the links that guests opened of late; each is counted once, however many open it."""

    def __init__(self, session: Session) -> None:
        self._session, self._runs = session, RunCache()
        self._shown = OrderedDict[str, dict[str, Any]]()
        self._new = TokenBucket(PER_SECOND, BURST)

    def admit(self, view: ViewState, against: ViewState) -> None:
        """Take what a link costs that nobody opened before. Raises UserError where too many come at once."""
        if key_of(view, against) not in self._shown and not self._new.take():
            raise UserError("too-fast")

    def show(self, view: ViewState, against: ViewState) -> dict[str, Any]:
        """Return the picture of a link beside another view state; it takes as long as its futures."""
        key = key_of(view, against)
        if key not in self._shown:
            self._shown[key] = self._picture(view, against)
        self._shown.move_to_end(key)
        while len(self._shown) > MOST_KEPT:
            self._shown.popitem(last=False)
        return self._shown[key]

    def _picture(self, view: ViewState, against: ViewState) -> dict[str, Any]:
        mine, other = self._counted(view), None if view == against else self._counted(against)
        return {
            "is": "picture",
            "now": view,
            "against": None if other is None else against,
            "whole": True,
            "done": True,
            "final": True,
            "b": picture(mine),
            "a": None if other is None else picture(other),
            "effects": None if other is None else effects(mine, other),
        }

    def _counted(self, view: ViewState) -> ScenarioRuns:
        runs = self._runs.runs(cache_key(view), lambda: self._session.scenario(view))
        runs.extend(ALL)
        return runs


def key_of(view: ViewState, against: ViewState) -> str:
    """Return the key of a link, with what it is compared with."""
    return cache_key(view) + cache_key(against)
