"""Warm start: carry the last states of a past's runs over into a scenario, matched by id.

The past may know other actors, forums, domains and rungs. What exists in only one of the two is left out: new
actors begin as without a past.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.state import State, blanks
from trustladder.sim.arrays.tables import DyadColumn, Flags, Integers, ModelTables, Stock

Match = tuple[list[int], list[int]]  # numbers now, and before


def warm_start(tables: ModelTables, names: Index, past: State, past_names: Index) -> State:
    """Return the states in which a scenario begins after a past, as a stack; `past` is a stack of last states.

    Evidence, load, rivalry, gifts, trained forces, unrest, purses, standing and region-wide successes in the aim, where
    it is the same, are carried over. Attention, the assistance mix, collusion and supply begin with the scenario's own
    figures, which are measured at its start, and so does the damage that the flow does. A forum holds the highest rung
    of today's ladder that it stood on, or that lay below and has been earned by as many successes as it takes now; so a
    rung that no longer exists is lost as one is lost to idleness. Idle months go with their rung. Nor does it hold a
    rung above its mandate of today.
    """
    return warm_starts([tables], [len(past.supply)], names, past, past_names)


def warm_starts(
    models: Sequence[ModelTables], counts: Sequence[int], names: Index, past: State, past_names: Index
) -> State:
    """Return the same for models that differ in numbers alone: so many states of each, one model after the other."""
    state = blanks(models, counts)
    actors, domains = _common(names.actors, past_names.actors), _common(names.domains, past_names.domains)
    donors, forums = _common(names.donors, past_names.donors), _common(names.forums, past_names.forums)
    governments, ladders = (
        _common(names.governments, past_names.governments),
        _common(names.ladders, past_names.ladders),
    )
    left = past.memory[:, :, np.newaxis, np.newaxis]
    _carry(state.kept, past.kept * left, domains, actors, actors)
    _carry(state.broken, past.broken * left, domains, actors, actors)
    _carry(state.load, past.load, actors)
    _carry(state.rivalry, past.rivalry, donors, donors)
    _carry(state.gifts, past.gifts, _first(DyadColumn.COUNT), donors, governments)
    stocks: list[int] = [Stock.POLICING, Stock.COERCION, Stock.BORDER_TECHNOLOGY, Stock.UNREST]
    _carry(state.governments, past.governments, (stocks, stocks), governments)
    mandates = _Mandates.of(models, counts)
    for domain, before in zip(*domains, strict=True):
        name = names.domains[domain]
        rungs = _common(names.rungs[name], past_names.rungs[name])
        _climb_over(mandates, state, past, ladders, (domain, before), rungs)
    _carry(state.closed_until, past.closed_until, forums, domains)
    _carry(state.purse, past.purse, forums)
    if names.aim == past_names.aim:
        rungs = _common(names.rungs[names.aim], past_names.rungs[names.aim])
        kept = min(state.region_meetings.shape[-1], past.region_meetings.shape[-1])
        _carry(state.region_meetings[..., -kept:], past.region_meetings[..., -kept:], forums, rungs)
    return state


class _Mandates(NamedTuple):
    """What limits the standing that a past leaves, for each state of a stack."""

    successes: Integers  # [state, domain, rung] that it takes
    top: Integers | None  # [state, forum, domain] rungs of the mandate, where each forum has a ladder of its own

    @classmethod
    def of(cls, models: Sequence[ModelTables], counts: Sequence[int]) -> "_Mandates":
        """Return those of so many states of each model."""
        own = models[0].sizes["ladders"][0] == len(models[0].agenda)
        successes = np.repeat([one.rungs["successes"] for one in models], counts, axis=0)
        return cls(successes, np.repeat([one.agenda["top"] for one in models], counts, axis=0) if own else None)


def _climb_over(
    mandates: _Mandates, state: State, past: State, ladders: Match, domain: tuple[int, int], rungs: Match
) -> None:
    """Successes and standing in one domain, by its numbers now and before, rung by rung."""
    (now, then), (here, there) = ladders, domain
    state.successes[:, now, here] = 0  # those that a scenario gives with a standing go with it
    state.idle[:, now, here] = 0
    successes, stood = past.successes[:, then, there], past.standing[:, then, there]
    held: Integers = np.zeros_like(stood)
    for rung, before in sorted(zip(*rungs, strict=True)):
        state.successes[:, now, here, rung] = successes[:, :, before]
        state.idle[:, now, here, rung] = past.idle[:, then, there, before]
        earned = successes[:, :, before] >= mandates.successes[:, np.newaxis, here, rung]
        holds: Flags = (stood == before + 1) | ((stood > before + 1) & earned)
        held[holds] = rung + 1
    state.standing[:, now, here] = held if mandates.top is None else np.minimum(held, mandates.top[:, now, here])


def _carry(here: np.ndarray, there: np.ndarray, *axes: Match) -> None:
    """Copy from one stack to another what both know, axis by axis."""
    here[_where([now for now, _ in axes])] = there[_where([before for _, before in axes])]


def _where(axes: list[list[int]]) -> Any:
    """Return the index of all runs at these numbers of each axis.

    Slices, which copy faster, where all are neighbours.
    """
    if all(axis == list(range(axis[0], axis[0] + len(axis))) for axis in axes if axis):
        return (slice(None), *(slice(axis[0], axis[0] + len(axis)) if axis else slice(0) for axis in axes))
    return (slice(None), *np.ix_(*axes))


def _first(count: int) -> Match:
    """Return the first few, which both know."""
    return list(range(count)), list(range(count))


def _common(now: list[str], before: list[str]) -> Match:
    """Return the numbers, now and before, of those that stand in both lists."""
    both = [name for name in now if name in before]
    return [now.index(name) for name in both], [before.index(name) for name in both]
