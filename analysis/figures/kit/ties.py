"""Mutual trust of actors that sit in a forum together: at the start, at the end, and what changed."""

from itertools import combinations, permutations
from typing import Any, NamedTuple

from trustladder.analysis.figures.kit.result_source import ResultSource

Pair = tuple[str, str]
COLUMNS = ("domain", "one", "two", "start", "end", "change")


class Tie(NamedTuple):
    """The mutual trust of two actors: the mean of both directions, mean over futures."""

    one: str
    two: str
    start: float
    end: float

    @property
    def change(self) -> float:
        """Return how much it changed."""
        return self.end - self.start


def seated(data: ResultSource) -> list[str]:
    """Return the actors that are members of some forum, governments first."""
    members = {member for forum in data.scenario.forums.values() for member in forum.ids}
    return [name for name in (*data.scenario.governments, *data.scenario.donors) if name in members]


def ties(data: ResultSource, domain: str) -> list[Tie]:
    """Return every two members of a common forum, those that gain most first."""
    start, end = (data.network(moment, domain) for moment in ("start", "end"))
    colleagues = {pair for forum in data.scenario.forums.values() for pair in permutations(forum.ids, 2)}
    found = [
        Tie(one, two, *(0.5 * (trust[one, two] + trust[two, one]) for trust in (start, end)))
        for one, two in combinations(seated(data), 2)
        if (one, two) in colleagues
    ]
    return sorted(found, key=lambda tie: -tie.change)


def first_domain(data: ResultSource) -> str:
    """Return the domain whose trust is shown: one that is not the aim, else the aim."""
    return next((name for name in sorted(data.scenario.domains) if name != data.scenario.aim), data.scenario.aim)


def rows(data: ResultSource) -> list[tuple[Any, ...]]:
    """Return every pair in every domain, by COLUMNS."""
    return [(domain, *tie, tie.change) for domain in sorted(data.scenario.domains) for tie in ties(data, domain)]
