"""Answers given in actors' places: of which form they are, and that somebody was asked for each."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.scenario.errors import InputError, listed, shown, unknown, whole_number

Where = tuple[int, str, str]  # of a meeting: month since the start, forum, domain
Order = tuple[int, str, str, str]  # of an answer: the same, and the actor
FORM = "(month since the start, forum, domain, actor)"


def checked_answers(names: Index, months: int, given: Any, key: str = "answers") -> dict[Order, bool]:
    """Return answers given in actors' places, with months as whole numbers; `key` is the argument that has them.

    Raises InputError for what is no such thing, and for an actor, forum, domain or month that there is not.
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise InputError(f"{key}: {shown(given)}; allowed: a dictionary of True or False by {FORM}")
    found = dict[Order, bool]()
    for order, comes in given.items():
        if not isinstance(order, tuple) or len(order) != 4:
            raise InputError(f"{key}: {shown(order)}; allowed: {FORM}")
        if not isinstance(comes, (bool, np.bool_)):
            raise InputError(f"{key}: {shown(comes)} for {shown(order)}; allowed: True or False")
        found[_checked_order(names, months, *order)] = bool(comes)
    return found


def _checked_order(names: Index, months: int, month: Any, forum: Any, domain: Any, actor: Any) -> Order:
    for kind, name, known in (
        ("forum", forum, names.forums), ("domain", domain, names.domains), ("actor", actor, names.actors)
    ):  # fmt: skip
        if name not in known:
            raise unknown(kind, str(name), known, kind)
    return whole_number("month", month, 0, months - 1), forum, domain, actor


def check_asked(given: Iterable[Order], asked: Mapping[Where, Collection[str]]) -> None:
    """Raise InputError for an answer that nobody was asked for.

    `asked` has the members of every forum that proposed something, by month since the start, forum and domain.
    """
    for month, forum, domain, actor in given:
        members = asked.get((month, forum, domain), ())
        if not members:
            raise no_meeting((month, forum, domain))
        if actor not in members:
            raise InputError(f"month {month}: {actor} has no seat in {forum}; allowed: {listed(members, most=40)}")


def no_meeting(where: Where) -> InputError:
    """Return that a forum proposes nothing on a domain in a month."""
    month, forum, domain = where
    return InputError(f"month {month}: {forum} proposes nothing on {domain} then; allowed: a meeting of its log")
