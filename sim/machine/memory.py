"""Layout of columns in memory, from which the compiled lane loads eight numbers at a time."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

WIDTH = 8  # actors that the compiled lane works out side by side
CACHE_LINE = 64  # bytes that a processor fetches at once: just eight numbers


def padded_length(count: int) -> int:
    """Return the length of a column for a number of actors: a multiple of WIDTH."""
    return -(-count // WIDTH) * WIDTH


def padded_length_unaligned(actors: int) -> int:
    """Return the padded length that allows an 8-wide load starting at any actor."""
    return padded_length(actors + WIDTH - 1)


def aligned_empty(shape: Sequence[int], kind: Any = np.float64) -> Any:
    """Return an uninitialised array that begins at a cache line: loads across two lines cost more."""
    kind = np.dtype(kind)
    size = math.prod(shape) * kind.itemsize
    room = np.empty(size + CACHE_LINE, dtype=np.uint8)
    start = -room.__array_interface__["data"][0] % CACHE_LINE
    return room[start : start + size].view(kind).reshape(shape)


def aligned_full(shape: Sequence[int], value: Any, kind: Any = np.float64) -> Any:
    """Return an aligned array filled with one value."""
    array = aligned_empty(shape, kind)
    array[...] = value
    return array


def aligned_zeros(*shape: int) -> Any:
    """Return an aligned array filled with 0."""
    return aligned_full(shape, 0.0)


def aligned_copy(array: Any) -> Any:
    """Return an aligned copy of an array."""
    return aligned_full(array.shape, array, array.dtype)


def pad_to_width(columns: Any, length: Callable[[int], int] = padded_length) -> Any:
    """Return columns padded to a length with 0 or False; the last axis is that of actors."""
    columns = np.asarray(columns)
    found = aligned_full((*columns.shape[:-1], length(columns.shape[-1])), 0, columns.dtype)
    found[..., : columns.shape[-1]] = columns
    return found
