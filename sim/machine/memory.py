"""How columns lie in memory, so that the compiled lane can take them eight numbers at a time."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

WIDTH = 8  # actors that the compiled lane works out side by side
LINE = 64  # bytes that a processor fetches at once: just eight numbers


def eights(count: int) -> int:
    """The length of a column for so many actors: a multiple of WIDTH."""
    return -(-count // WIDTH) * WIDTH


def room_for(actors: int) -> int:
    """The length of a column of so many actors in which eights may begin at any of them."""
    return eights(actors + WIDTH - 1)


def space(shape: Sequence[int], kind: Any = np.float64) -> Any:
    """An array, to be filled, that begins with a line of memory: eights that lie across two lines cost more."""
    kind = np.dtype(kind)
    size = math.prod(shape) * kind.itemsize
    room = np.empty(size + LINE, dtype=np.uint8)
    start = -room.__array_interface__["data"][0] % LINE
    return room[start : start + size].view(kind).reshape(shape)


def filled(shape: Sequence[int], value: Any, kind: Any = np.float64) -> Any:
    """The same, filled with one value."""
    array = space(shape, kind)
    array[...] = value
    return array


def zeros(*shape: int) -> Any:
    """The same, filled with 0."""
    return filled(shape, 0.0)


def laid(array: Any) -> Any:
    """A copy of an array that begins with a line of memory."""
    return filled(array.shape, array, array.dtype)


def widened(columns: Any) -> Any:
    """Columns as long as `eights` makes them, with 0 or False behind the last actor; the last axis is that of actors."""
    columns = np.asarray(columns)
    found = filled((*columns.shape[:-1], eights(columns.shape[-1])), 0, columns.dtype)
    found[..., : columns.shape[-1]] = columns
    return found
