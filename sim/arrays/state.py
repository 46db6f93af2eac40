"""The state: what changes from month to month, as arrays. A run may begin with the last state of another."""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import (
    ALWAYS,
    MEMBERSHIPS,
    DonorColumn,
    DyadColumn,
    Flags,
    Floats,
    Integers,
    ModelTables,
)
from trustladder.sim.machine.memory import aligned_together, padded_length

NOTHING = -1  # no rung: nothing succeeded this month


class State(NamedTuple):
    """Everything that a month can change. Pairs hold the one observed first, the observer last.

    Columns of actors are as long as `trustladder.sim.machine.memory.padded_length` makes them.
    """

    kept: Floats  # r [domain, actor, actor], in units of the first month
    broken: Floats  # s, likewise
    memory: Floats  # [1] what is left of a unit of evidence of the first month
    trust: Floats  # T, as every actor entered the month
    load: Floats  # [actor] meetings a month that it attended lately
    rivalry: Floats  # Z [donor, donor]
    calm: Floats  # [donor, donor] what this month's joint successes leave of Z
    governments: Floats  # [stock, government]
    donors: Floats  # [giving, donor]
    gifts: Floats  # [passing, donor, government]
    standing: Integers  # [ladder, domain] rungs held
    idle: Integers  # [ladder, domain, rung] months without a success there or above
    successes: Integers  # [ladder, domain, rung]
    closed_until: Integers  # [forum, domain] first month in which it is open again
    purse: Floats  # [forum] joint money that is not yet spent
    formed: Integers  # [item] rung of this month's meeting, NOTHING for none
    success: Integers  # [item] rung of this month's success, NOTHING for none
    together: Flags  # [item] whether two rivals came to this month's meeting
    open: Flags  # [forum, domain] whether the gate is open
    # [domain, membership] the highest standing of a forum, in the order of trustladder.sim.arrays.tables.MEMBERSHIPS
    best_standing: Integers
    # [forum, rung, number] last months of region-wide success in the aim, on the rung or above; no more than can count
    region_meetings: Integers
    region_standing: Integers  # [forum] rungs of the aim that it has reached region-wide and still stands on
    region_held: Flags  # [1] whether some forum ever reached one
    attributes: Floats  # [attribute, actor] now
    usual_rivalry: Floats  # [donor, donor] now
    dependence: Floats  # [donor, government] now
    supply: Floats  # [1] the illicit flow's, 1 at rest
    let_through: Floats  # [1] share of the flow that got through in the first month; 0 until it is over
    damage: Floats  # [1] that the flow has done lately, relative to the start
    active_until: Integers  # [effect] last month in which it holds


def blank(tables: ModelTables) -> State:
    """Return the state in which a scenario without a past begins."""
    sizes = tables.sizes[0]
    forums, domains, donors = int(sizes["forums"]), int(sizes["domains"]), int(sizes["donors"])
    pairs = tables.prior.shape
    standing, successes = _standing(tables)
    return State(
        kept=np.zeros(pairs),
        broken=np.zeros(pairs),
        memory=np.ones(1),
        trust=np.zeros(pairs),
        load=np.zeros(tables.attributes.shape[1]),
        rivalry=tables.usual_rivalry.copy(),
        calm=np.ones((donors, donors)),
        governments=tables.governments.copy(),
        donors=tables.donors[: DonorColumn.PACE].copy(),
        gifts=np.zeros((DyadColumn.COUNT, donors, padded_length(int(sizes["governments"])))),
        standing=standing,
        idle=np.zeros_like(successes),
        successes=successes,
        closed_until=np.full((forums, domains), ALWAYS, dtype=np.int64),
        purse=np.zeros(forums),
        formed=np.full(len(tables.agenda_items), NOTHING, dtype=np.int64),
        success=np.full(len(tables.agenda_items), NOTHING, dtype=np.int64),
        together=np.zeros(len(tables.agenda_items), dtype=np.bool_),
        open=np.zeros((forums, domains), dtype=np.bool_),
        best_standing=np.zeros((domains, len(MEMBERSHIPS)), dtype=np.int64),
        region_meetings=np.full((forums, *_aim_successes(tables)), ALWAYS, dtype=np.int64),
        region_standing=np.zeros(forums, dtype=np.int64),
        region_held=np.zeros(1, dtype=np.bool_),
        attributes=tables.attributes.copy(),
        usual_rivalry=tables.usual_rivalry.copy(),
        dependence=tables.dependence.copy(),
        supply=np.ones(1),
        let_through=np.zeros(1),
        damage=np.ones(1),
        active_until=np.full(len(tables.effects), ALWAYS, dtype=np.int64),
    )


def blanks(models: Sequence[ModelTables], counts: Sequence[int]) -> State:
    """Return so many blank states of each model, one model after the other; the models differ in numbers alone."""
    first = models[0]
    found = repeated(blank(first), sum(counts))
    for tables, end, count in zip(models, accumulate(counts), counts, strict=True):
        here = slice(end - count, end)
        if _begin_alike(tables, first):
            found.attributes[here], found.governments[here] = tables.attributes, tables.governments
        else:
            for field, value in zip(found, blank(tables), strict=True):
                field[here] = value
    return found


def _begin_alike(one: ModelTables, other: ModelTables) -> bool:
    """Return whether blank states of two models are the same, but for attributes and stocks of governments."""
    shared = ("usual_rivalry", "dependence", "donors", "agenda", "forums", "effects")
    same = all(getattr(one, name) is getattr(other, name) for name in shared)
    return same and np.array_equal(one.rungs["successes"], other.rungs["successes"])


def _aim_successes(tables: ModelTables) -> tuple[int, int]:
    """Return the rungs of the aim, and of how many successes on each the months are kept.

    As many as one of them takes, but never more than one over the window: there is one a month at most, so that as many
    never lie within it, and whoever asks for more reads from the oldest that none are reached.
    """
    aim, window = int(tables.sizes[0]["aim"]), int(tables.law[0]["region_window"])
    rungs = int(tables.domains[aim]["rungs"])
    return rungs, min(int(tables.rungs["successes"][aim, :rungs].max()), window + 1)


def _standing(tables: ModelTables) -> tuple[Integers, Integers]:
    """Return the standing that a scenario gives [ladder, domain], and the successes that it takes to hold it."""
    sizes = tables.sizes[0]
    held = np.zeros((int(sizes["ladders"]), int(sizes["domains"])), dtype=np.int64)
    successes = np.zeros((*held.shape, int(sizes["rungs"])), dtype=np.int64)
    for forum, domain in zip(*np.nonzero(tables.agenda["standing"]), strict=True):
        ladder, given = tables.forums["ladder"][0, forum], tables.agenda["standing"][forum, domain]
        held[ladder, domain] = max(held[ladder, domain], given)
        successes[ladder, domain, given - 1] = tables.rungs["successes"][domain, given - 1]
    return held, successes


def trust_in(state: State) -> Floats:
    """Return trust [..., domain, observed, observer] of one state or a stack, without padding."""
    actors = state.trust.shape[-2]
    return state.trust[..., :actors]


def stacked(states: list[State]) -> State:
    """States as one stack, run first."""
    return _together(np.stack, states)


def joined(stacks: list[State]) -> State:
    """Stacks as one, in order."""
    return _together(np.concatenate, stacks)


def repeated(state: State, times: int) -> State:
    """Return a stack of the same state."""
    return _each(lambda field: np.repeat(field[np.newaxis], times, axis=0), state)


def copied(state: State) -> State:
    """Return a state that shares nothing with another, of the same numbers."""
    return _each(np.copy, state)


def one_of(stack: State, run: int) -> State:
    """One state of a stack, as views."""
    return _each(lambda field: field[run], stack)


def part_of(stack: State, runs: slice) -> State:
    """Return neighbouring states of a stack, as views."""
    return State._make([field[runs] for field in stack])


def unfilled(stack: State, runs: int) -> State:
    """Return a stack of states of the shapes of another's, uninitialised."""
    return State._make(aligned_together([((runs, *field.shape[1:]), field.dtype) for field in stack]))


def take(stack: State, runs: Sequence[int] | Integers) -> State:
    """Return some states of a stack, copied."""
    which = np.array(runs, dtype=np.intp)
    found = unfilled(stack, len(which))
    for field, taken in zip(stack, found, strict=True):
        np.take(field, which, axis=0, out=taken, mode="clip")  # any other mode copies twice
    return found


def copy_states(source: State, target: State) -> None:
    """Copy a stack of states into another of the same shapes."""
    for read, written in zip(source, target, strict=True):
        written[...] = read


def _each(change: Callable[[Any], Any], state: State) -> State:
    return State._make(change(field) for field in state)


def _together(join: Callable[[Any], Any], states: list[State]) -> State:
    return State._make(join(fields) for fields in zip(*states, strict=True))
