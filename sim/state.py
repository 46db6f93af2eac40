"""The State: what changes from month to month, as tables. What one run leaves, another may begin with."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.layout import eights, space
from sim.names import Names
from sim.world import ALWAYS, CLUBS, Flags, Floats, Giving, Integers, Passing, Stock, World

NOTHING = -1  # no rung: nothing succeeded this month


class State(NamedTuple):
    """Everything that a month can change. Pairs hold the one observed first, the observer last.

    Columns of actors are as long as `sim.layout.eights` makes them.
    """

    kept: Floats  # r [domain, actor, actor]
    broken: Floats  # s
    trust: Floats  # T, as every actor entered the month
    rivalry: Floats  # Z [donor, donor]
    calm: Floats  # [donor, donor] what this month's joint successes leave of Z
    governments: Floats  # [stock, government]
    donors: Floats  # [giving, donor]
    gifts: Floats  # [passing, donor, government]
    standing: Integers  # [ladder, domain] rungs held
    idle: Integers  # [ladder, domain] months without a success
    successes: Integers  # [ladder, domain, rung]
    closed_until: Integers  # [forum, domain] first month in which it is open again
    formed: Integers  # [business] rung of this month's meeting, NOTHING for none
    success: Integers  # [business] rung of this month's success, NOTHING for none
    open: Flags  # [forum, domain] whether the gate is open
    clubs: Integers  # [domain, club] the highest standing of a forum, in the order of sim.world.CLUBS
    region_meetings: Integers  # [forum, number] last months of region-wide success in the aim
    region_held: Flags  # [1]
    attributes: Floats  # [attribute, actor] now
    usual_rivalry: Floats  # [donor, donor] now
    dependence: Floats  # [donor, government] now
    supply: Floats  # [1] the illicit flow's, 1 at rest
    active_until: Integers  # [effect] last month in which it holds


def blank(world: World) -> State:
    """The state in which a scenario without a past begins."""
    sizes = world.sizes[0]
    forums, domains, donors = int(sizes["forums"]), int(sizes["domains"]), int(sizes["donors"])
    pairs = world.prior.shape
    standing, successes = _standing(world)
    return State(
        kept=np.zeros(pairs),
        broken=np.zeros(pairs),
        trust=np.zeros(pairs),
        rivalry=world.usual_rivalry.copy(),
        calm=np.ones((donors, donors)),
        governments=world.governments.copy(),
        donors=world.donors[: Giving.PACE].copy(),
        gifts=np.zeros((Passing.COUNT, donors, eights(int(sizes["governments"])))),
        standing=standing,
        idle=np.zeros_like(standing),
        successes=successes,
        closed_until=np.full((forums, domains), ALWAYS, dtype=np.int64),
        formed=np.full(len(world.business), NOTHING, dtype=np.int64),
        success=np.full(len(world.business), NOTHING, dtype=np.int64),
        open=np.zeros((forums, domains), dtype=np.bool_),
        clubs=np.zeros((domains, len(CLUBS)), dtype=np.int64),
        region_meetings=np.full((forums, world.law["region_successes"][0]), ALWAYS, dtype=np.int64),
        region_held=np.zeros(1, dtype=np.bool_),
        attributes=world.attributes.copy(),
        usual_rivalry=world.usual_rivalry.copy(),
        dependence=world.dependence.copy(),
        supply=np.ones(1),
        active_until=np.full(len(world.effects), ALWAYS, dtype=np.int64),
    )


def _standing(world: World) -> tuple[Integers, Integers]:
    """The standing that a scenario gives [ladder, domain], and the successes that it takes to hold it."""
    sizes = world.sizes[0]
    held = np.zeros((int(sizes["ladders"]), int(sizes["domains"])), dtype=np.int64)
    successes = np.zeros((*held.shape, int(sizes["rungs"])), dtype=np.int64)
    for forum, domain in zip(*np.nonzero(world.agenda["standing"]), strict=True):
        ladder, given = world.forums["ladder"][forum], world.agenda["standing"][forum, domain]
        held[ladder, domain] = max(held[ladder, domain], given)
        successes[ladder, domain, given - 1] = world.rungs["successes"][domain, given - 1]
    return held, successes


def begun(world: World, names: Names, past: State, past_names: Names) -> State:
    """The states in which a scenario begins after a past, as a stack; `past` is a stack of last states.

    Evidence, rivalry, gifts, trained forces and standing are carried over. Attention, the assistance mix and
    collusion begin with the scenario's own figures, which are measured at its start. Whoever is new has no evidence.
    """
    state = repeated(blank(world), len(past.supply))
    actors = _common(names.actors, past_names.actors)
    domains = _common(names.domains, past_names.domains)
    forums = _common(names.forums, past_names.forums)
    donors = _common(names.donors, past_names.donors)
    governments = _common(names.governments, past_names.governments)
    one_ladder = state.standing.shape[1] == past.standing.shape[1] == 1
    ladders = _first(1) if one_ladder else forums
    carried = _first(Stock.BORDER_TECHNOLOGY + 1)
    _carry(state.kept, past.kept, domains, actors, actors)
    _carry(state.broken, past.broken, domains, actors, actors)
    _carry(state.rivalry, past.rivalry, donors, donors)
    _carry(state.gifts, past.gifts, _first(Passing.COUNT), donors, governments)
    _carry(state.governments, past.governments, carried, governments)
    _carry(state.standing, past.standing, ladders, domains)
    _carry(state.idle, past.idle, ladders, domains)
    _carry(
        state.successes,
        past.successes,
        ladders,
        domains,
        _first(min(state.successes.shape[3], past.successes.shape[3])),
    )
    _carry(state.closed_until, past.closed_until, forums, domains)
    _carry(state.region_meetings, past.region_meetings, forums)
    return state


def trust_in(state: State) -> Floats:
    """Trust [..., domain, observed, observer], of one state or a stack, without what stands behind the last observer."""
    actors = state.trust.shape[-2]
    return state.trust[..., :actors]


Match = tuple[list[int], list[int]]  # numbers now, and before


def _carry(here: np.ndarray, there: np.ndarray, *axes: Match) -> None:
    """Copy from one stack to another what both know, axis by axis."""
    here[_where([now for now, _ in axes])] = there[_where([before for _, before in axes])]


def _where(axes: list[list[int]]) -> Any:
    """The index of all runs at these numbers of each axis: slices, which copy faster, where all are neighbours."""
    if all(axis == list(range(axis[0], axis[0] + len(axis))) for axis in axes if axis):
        return (slice(None), *(slice(axis[0], axis[0] + len(axis)) if axis else slice(0) for axis in axes))
    return (slice(None), *np.ix_(*axes))


def _first(count: int) -> Match:
    """The first few, which both know."""
    return list(range(count)), list(range(count))


def _common(now: list[str], before: list[str]) -> Match:
    """The numbers, now and before, of those that stand in both lists."""
    both = [name for name in now if name in before]
    return [now.index(name) for name in both], [before.index(name) for name in both]


def stacked(states: list[State]) -> State:
    """States as one stack, run first."""
    return _together(np.stack, states)


def joined(stacks: list[State]) -> State:
    """Stacks as one, in order."""
    return _together(np.concatenate, stacks)


def repeated(state: State, times: int) -> State:
    """A stack of the same state."""
    return _each(lambda field: np.repeat(field[np.newaxis], times, axis=0), state)


def one_of(stack: State, run: int) -> State:
    """One state of a stack, as views."""
    return _each(lambda field: field[run], stack)


def chosen(stack: State, runs: list[int]) -> State:
    """Some states of a stack, copied."""
    return _each(lambda field: _taken(field, runs), stack)


def _taken(field: Any, runs: list[int]) -> Any:
    found = space((len(runs), *field.shape[1:]), field.dtype)
    return np.take(field, runs, axis=0, out=found, mode="clip")  # any other mode copies twice


def _each(change: Callable[[Any], Any], state: State) -> State:
    return State._make(change(field) for field in state)


def _together(join: Callable[[Any], Any], states: list[State]) -> State:
    return State._make(join(fields) for fields in zip(*states, strict=True))
