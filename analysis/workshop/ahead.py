"""Say what is likely to be set next, so that it is counted before anybody asks for it."""

from collections.abc import Iterator
from typing import Any

from trustladder.analysis.workshop.levers import PLAIN, Settings, kind_of, parameters, positions, stands_at
from trustladder.analysis.workshop.session import Session, ViewState
from trustladder.sim.scenario.scenario import Scenario

Move = tuple[str, Any]  # a lever, and where to; None is back to today


def likely_next(session: Session, view: ViewState, moved: str | None = None) -> Iterator[ViewState]:
    """Yield the view states that may follow one, the likeliest first: a step back or forth, then moves of levers.

    Of the lever that was `moved` last, and of each plain one, come first the neighbours of where it stands, today and
    both ends; then all other positions of the plain levers, the nearest first.
    """
    yield from (session.now, *session.past[-1:], *session.future[:1])
    base, settings = session.base(view["base"]), view["settings"]
    levers = [*([moved] if moved is not None else []), *(path for path in PLAIN if path != moved)]
    near = [move for path in levers for move in moves_nearby(base, settings, path)]
    for path, value in dict.fromkeys([*near, *further_moves(base, settings, levers)]):
        others = {name: kept for name, kept in settings.items() if name != path}
        yield {**view, "settings": dict(sorted((others if value is None else {**others, path: value}).items()))}


def moves_nearby(base: Scenario, settings: Settings, path: str) -> Iterator[Move]:
    """Yield the moves of a lever to its neighbours, to today, and to both ends; of a choice to every other."""
    line = parameters()[path][1]
    now, values = stands_at(base, settings, path), positions(line)
    found = [value for value in values if value != now]
    if kind_of(line) in ("number", "whole"):
        above, below = [value for value in values if value > now], [value for value in values if value < now]
        found = [*above[:1], *below[-1:], *below[:1], *above[-1:]]
    back = [None] if path in settings else []
    yield from ((path, value) for value in [*found[:2], *back, *found[2:]])


def further_moves(base: Scenario, settings: Settings, levers: list[str]) -> list[Move]:
    """Return the moves of the plain levers to every other position, the nearest first."""
    found = [
        (abs(value - now), path, value)
        for path in levers
        if path in PLAIN
        for now in [stands_at(base, settings, path)]
        for value in positions(parameters()[path][1])
        if value != now
    ]
    return [(path, value) for _, path, value in sorted(found, key=lambda one: one[0])]
