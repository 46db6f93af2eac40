"""Show what a link or a scene of the story holds, read-only, while the room goes on with its own settings."""

from typing import Any

from trustladder.analysis.workshop.answers import Answers
from trustladder.analysis.workshop.asked import Asked
from trustladder.analysis.workshop.futures import RunCache, ScenarioRuns
from trustladder.analysis.workshop.picture import picture_of
from trustladder.analysis.workshop.session import Session, ViewState, cache_key, picture_key
from trustladder.analysis.workshop.worker import ALL

MOST_KEPT = 12  # links whose pictures stay in memory


class Visits:
    """Pictures of the links that guests opened of late."""

    def __init__(self, session: Session, answers: Answers) -> None:
        self._session, self._answers, self._runs = session, answers, RunCache()
        self.asked: Asked[dict[str, Any]] = Asked(MOST_KEPT)

    def show(self, view: ViewState, against: ViewState) -> dict[str, Any]:
        """Return the picture of a link beside another view state; it takes as long as its futures."""
        return self.asked.get(key_of(view, against), lambda: self._picture(view, against))

    def drop(self, base: str) -> None:
        """Drop what was counted of an uploaded scenario that has been replaced, by its name."""
        self._runs.drop(base)
        self.asked.drop(base)

    def _picture(self, view: ViewState, against: ViewState) -> dict[str, Any]:
        beside = None if view == against else against
        found = self._answers.get(picture_key(view, beside))  # the room may have asked for the same
        if found is None:
            mine, other = self._counted(view), None if beside is None else self._counted(beside)
            found = picture_of(view, mine, beside, other)
        return {**found, "seen": 0, "final": True}

    def _counted(self, view: ViewState) -> ScenarioRuns:
        runs = self._runs.runs(cache_key(view), lambda: ScenarioRuns(self._session.scenario(view)))
        runs.extend(ALL)
        return runs


def key_of(view: ViewState, against: ViewState) -> str:
    """Return the key of a link, with what it is compared with."""
    return cache_key(view) + cache_key(against)
