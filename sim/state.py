"""The State: what changes from month to month, as tables. What one run leaves, another may begin with."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from sim.building import ALWAYS
from sim.names import Names
from sim.world import Flags, Floats, Integers, Mix, Rows, World, empty_table

NOTHING = -1  # no rung: nothing succeeded this month


class GovernmentState(NamedTuple):
    """A government's stocks."""

    policing: float
    coercion: float
    border_technology: float
    collusion: float
    cooperation: float  # highest standing against the flow among its forums, as a share of the ladder
    contest: float  # the strongest contest over it this month
    suitor: int  # the two donors of that contest
    other_suitor: int
    earned: float  # what playing off is worth to it


class DonorState(NamedTuple):
    """A donor's attention and what it gives in which form."""

    attention: float
    seat_money: float  # joint money that it brings to each of its forums this month
    mix: Mix
    spent: Mix  # how one unit of its bilateral money is spent this month, in the order of Purposes


class GiftState(NamedTuple):
    """What passes between a donor and a government."""

    gift: float
    before: float  # last month's
    pull: float  # of what rivals gave last month
    cut: float  # share withheld after scandals
    contribution: float  # the donor's part of the government's coercion


class LadderState(NamedTuple):
    """Where a forum, or the region, stands on a domain's ladder."""

    standing: int  # rungs held
    idle: int  # months without a success


class AgendaState(NamedTuple):
    """A forum's business in a domain."""

    closed_until: int  # first month in which it is open again
    formed: int  # rung of this month's meeting, -1 for none
    success: int  # rung of this month's success, -1 for none
    open: bool  # whether the gate is open this month


class SeatState(NamedTuple):
    """A member during one meeting: what it weighs, and what it does."""

    belief: float
    interest: float
    exposed: float
    exposed_at_seminar: float
    freedom: float
    rivalry: float
    pressure: float
    influence: float
    reason: int  # why it would refuse
    coming: bool
    keeping: bool
    caught: bool


class State(NamedTuple):
    """Everything that a month can change. Pairs hold the one observed first, the observer last."""

    kept: Floats  # r [domain, actor, actor]
    broken: Floats  # s
    trust: Floats  # T, as every actor entered the month
    rivalry: Floats  # Z [donor, donor]
    calm: Floats  # [donor, donor] what this month's joint successes leave of Z
    governments: Rows  # [government]
    donors: Rows  # [donor]
    gifts: Rows  # [donor, government]
    ladders: Rows  # [ladder, domain]
    successes: Integers  # [ladder, domain, rung]
    agenda: Rows  # [forum, domain]
    seats: Rows  # [seat]
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
    actors, domains, donors = sizes["actors"], sizes["domains"], sizes["donors"]
    governments = empty_table(GovernmentState, sizes["governments"])
    for name in ("policing", "coercion", "border_technology", "collusion"):
        governments[name] = world.governments[name]
    giving = empty_table(DonorState, donors)
    for name in ("attention", "mix"):
        giving[name] = world.donors[name]
    agenda = empty_table(AgendaState, world.agenda.shape)
    agenda["closed_until"], agenda["formed"], agenda["success"] = ALWAYS, NOTHING, NOTHING
    ladders, successes = _standing(world)
    pairs = (domains, actors, actors)
    return State(
        kept=np.zeros(pairs),
        broken=np.zeros(pairs),
        trust=np.zeros(pairs),
        rivalry=world.usual_rivalry.copy(),
        calm=np.ones((donors, donors)),
        governments=governments,
        donors=giving,
        gifts=empty_table(GiftState, (donors, sizes["governments"])),
        ladders=ladders,
        successes=successes,
        agenda=agenda,
        seats=empty_table(SeatState, world.members.shape[1]),
        region_meetings=np.full((sizes["forums"], world.law["region_successes"][0]), ALWAYS, dtype=np.int64),
        region_held=np.zeros(1, dtype=np.bool_),
        attributes=world.attributes.copy(),
        usual_rivalry=world.usual_rivalry.copy(),
        dependence=world.dependence.copy(),
        supply=np.ones(1),
        active_until=np.full(len(world.effects), ALWAYS, dtype=np.int64),
    )


def _standing(world: World) -> tuple[Rows, Integers]:
    """Ladders with the standing that a scenario gives, and the successes that it takes to hold it."""
    sizes = world.sizes[0]
    ladders = empty_table(LadderState, (sizes["ladders"], sizes["domains"]))
    successes = np.zeros((*ladders.shape, sizes["rungs"]), dtype=np.int64)
    for forum, domain in zip(*np.nonzero(world.agenda["standing"]), strict=True):
        ladder, held = world.forums["ladder"][forum], world.agenda["standing"][forum, domain]
        ladders["standing"][ladder, domain] = max(ladders["standing"][ladder, domain], held)
        successes[ladder, domain, held - 1] = world.rungs["successes"][domain, held - 1]
    return ladders, successes


def begun(world: World, names: Names, past: State, past_names: Names) -> State:
    """The states in which a scenario begins after a past, as a stack; `past` is a stack of last states.

    Evidence, rivalry, gifts, trained forces and standing are carried over. Attention, the assistance mix and
    collusion begin with the scenario's own figures, which are measured at its start. Whoever is new has no evidence.
    """
    state = repeated(blank(world), len(past.gifts))
    actors = _common(names.actors, past_names.actors)
    domains = _common(names.domains, past_names.domains)
    forums = _common(names.forums, past_names.forums)
    donors = _common(names.donors, past_names.donors)
    governments = _common(names.governments, past_names.governments)
    one_ladder = state.ladders.shape[1] == past.ladders.shape[1] == 1
    ladders = ([0], [0]) if one_ladder else forums
    rungs = (list(range(min(state.successes.shape[3], past.successes.shape[3]))),) * 2
    _carry(state.kept, past.kept, domains, actors, actors)
    _carry(state.broken, past.broken, domains, actors, actors)
    _carry(state.rivalry, past.rivalry, donors, donors)
    _carry(state.gifts, past.gifts, donors, governments)
    for stock in ("policing", "coercion", "border_technology"):
        _carry(state.governments[stock], past.governments[stock], governments)
    _carry(state.ladders, past.ladders, ladders, domains)
    _carry(state.successes, past.successes, ladders, domains, rungs)
    _carry(state.agenda, past.agenda, forums, domains)
    _carry(state.region_meetings, past.region_meetings, forums)
    return state


Match = tuple[list[int], list[int]]  # numbers now, and before


def _carry(here: np.ndarray, there: np.ndarray, *axes: Match) -> None:
    """Copy from one stack to another what both know, axis by axis."""
    places: Any = (slice(None), *np.ix_(*(now for now, _ in axes)))
    sources: Any = (slice(None), *np.ix_(*(before for _, before in axes)))
    here[places] = there[sources]


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
    return _each(lambda field: field[runs], stack)


def _each(change: Callable[[Any], Any], state: State) -> State:
    return State._make(change(field) for field in state)


def _together(join: Callable[[Any], Any], states: list[State]) -> State:
    return State._make(join(fields) for fields in zip(*states, strict=True))
