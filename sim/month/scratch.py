"""Scratch arrays of one thread, overwritten every month or summed over a run; they carry nothing from run to run."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Flags, Floats, Integers, ModelTables, Sizes, entry
from trustladder.sim.law.responding import SeatCosts
from trustladder.sim.machine.memory import aligned_full, aligned_zeros, padded_length, padded_length_unaligned

UNORDERED = -1.0  # nobody decides in an actor's place


class Seat(IntEnum):
    """What each actor brings to a meeting."""

    BELIEF = 0
    EXPOSED = 1
    EXPOSED_AT_SEMINAR = 2
    AUTONOMY_VALUE = 3
    SUSCEPTIBILITY = 4  # how far temptation gets hold of it
    SEEN = 5  # weight with which it learns
    CHANCE = 6  # with which it accepts
    REASON = 7  # for which it would refuse
    COUNT = 8


class Scratch(NamedTuple):
    """Arrays to work in for one thread."""

    row: Floats  # [series] the month as it is observed
    interest: Floats  # [domain, actor]
    pots: Floats  # [forum] joint money that its donors bring to it
    drawn: Flags  # [item] whether its draw is below the rate at which it meets
    convened: Integers  # [place] agenda items whose forums meet this month
    beliefs: Floats  # [item, actor] p of the members of forums that meet
    seats: Floats  # [seat, actor]
    costs: Floats  # [cost, actor] of sitting there, in the order of SeatCosts
    coming: Flags  # [actor] to the meeting
    keeping: Flags  # [actor] its word there
    caught: Flags  # [actor] breaking its word there
    ordered: Floats  # [actor] answers given in its place: 1 it comes, 0 it stays away, UNORDERED it decides itself
    attended: Floats  # [actor] meetings this month
    left: Floats  # [donor] of its attention
    pulls: Floats  # [donor, government] what rivals gave last month, weighted by rivalry
    pairs: Floats  # [government] number of the pair of rivals that contests it most
    playing: Flags  # [government] those two off against each other
    sums: Floats  # [government] what is added up over governments
    parts: Floats  # [forum, government] of the forum's purse this month, 1 a success
    paid: Floats  # [forum] this month's successes with a government present
    given: Floats  # [donor, government] bilateral money of the run so far
    given_jointly: Floats  # [donor] through common forums


def scratch_of(tables: ModelTables, columns: int) -> Scratch:
    """Return an empty scratch for a model whose rows have a number of columns."""
    sizes = entry(Sizes, tables.sizes[0])
    actors, governments = padded_length_unaligned(sizes.actors), padded_length(sizes.governments)
    return Scratch(
        row=aligned_zeros(columns),
        interest=aligned_zeros(sizes.domains, actors),
        pots=aligned_zeros(sizes.forums),
        drawn=aligned_full(tables.rates.shape, False, np.bool_),
        convened=np.zeros(len(tables.agenda_items), dtype=np.int64),
        beliefs=aligned_zeros(len(tables.agenda_items), actors),
        seats=aligned_zeros(Seat.COUNT, actors),
        costs=aligned_zeros(len(SeatCosts._fields), actors),
        coming=aligned_full((actors,), False, np.bool_),
        keeping=aligned_full((actors,), False, np.bool_),
        caught=aligned_full((actors,), False, np.bool_),
        ordered=aligned_full((actors,), UNORDERED),
        attended=aligned_zeros(actors),
        left=aligned_zeros(padded_length(sizes.donors)),
        pulls=aligned_zeros(sizes.donors, governments),
        pairs=aligned_zeros(governments),
        playing=aligned_full((governments,), False, np.bool_),
        sums=aligned_zeros(governments),
        parts=aligned_zeros(sizes.forums, governments),
        paid=aligned_zeros(sizes.forums),
        given=aligned_zeros(sizes.donors, governments),
        given_jointly=aligned_zeros(padded_length(sizes.donors)),
    )
