"""The slate: what a month works out on the way, wiped and written anew; no run leaves anything on it."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Flags, Floats, ModelTables, Sizes, entry
from trustladder.sim.machine.memory import eights, filled, room_for, zeros


class Seat(IntEnum):
    """What each actor brings to a meeting."""

    BELIEF = 0
    INTEREST = 1
    EXPOSED = 2
    EXPOSED_AT_SEMINAR = 3
    FREEDOM = 4
    RIVALRY = 5
    PRESSURE = 6
    INFLUENCE = 7
    WEAKNESS = 8  # how far temptation gets hold of it
    SEEN = 9  # weight with which it learns
    COUNT = 10


class Slate(NamedTuple):
    """Room to work in for one thread."""

    row: Floats  # [series] the month as it is observed
    seats: Floats  # [seat, actor]
    coming: Flags  # [actor] to the meeting
    caught: Flags  # [actor] breaking its word there
    left: Floats  # [donor] of its attention
    pulls: Floats  # [donor, government] what rivals gave last month, weighted by rivalry
    pairs: Floats  # [government] number of the pair of rivals that contests it most
    playing: Flags  # [government] those two off against each other
    sums: Floats  # [government] what is added up over governments


def slate_of(tables: ModelTables, columns: int) -> Slate:
    """An empty slate for a World whose rows have so many columns."""
    sizes = entry(Sizes, tables.sizes[0])
    actors, governments = room_for(sizes.actors), eights(sizes.governments)
    return Slate(
        row=zeros(columns),
        seats=zeros(Seat.COUNT, actors),
        coming=filled((actors,), False, np.bool_),
        caught=filled((actors,), False, np.bool_),
        left=zeros(eights(sizes.donors)),
        pulls=zeros(sizes.donors, governments),
        pairs=zeros(governments),
        playing=filled((governments,), False, np.bool_),
        sums=zeros(governments),
    )
