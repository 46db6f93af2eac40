"""Arrow columns from arrays, and back, without pandas, which pyarrow's own conversions would import for 0.4 seconds."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

Cell = TypeVar("Cell")
KINDS = {np.dtype(np.int64): pa.int64(), np.dtype(np.int32): pa.int32(), np.dtype(np.float64): pa.float64()}


def column(values: Any) -> pa.Array:
    """Return a column of whole numbers, numbers (NaN, "never", becomes null), or texts."""
    if isinstance(values, pa.Array):
        return values
    array = np.asarray(values)
    if array.dtype.kind in "USO":
        return texts([str(value) for value in array.tolist()])
    array = np.ascontiguousarray(array, dtype=np.float64 if array.dtype.kind == "f" else np.int64)
    return known_values(array, np.isnan(array) if array.dtype.kind == "f" else np.zeros(0, dtype=bool))


def known_values(array: np.ndarray, missing: np.ndarray) -> pa.Array:
    """Return numbers as a column; those that are missing become null."""
    known, count = None, int(missing.sum())
    if count:
        known = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(KINDS[array.dtype], len(array), [known, pa.py_buffer(array)], count)


def coded(codes: np.ndarray, names: Sequence[str]) -> pa.Array:
    """Return a column of texts from the number of each among some names, -1 where there is none."""
    array = np.ascontiguousarray(codes, dtype=np.int32)
    return pa.DictionaryArray.from_arrays(known_values(array, array < 0), texts(names))


def texts(values: Sequence[str]) -> pa.Array:
    """Return a column of texts."""
    encoded = [value.encode() for value in values]
    offsets = np.concatenate([[0], np.cumsum([len(value) for value in encoded])]).astype(np.int32)
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded)))


def truths(values: Sequence[Any]) -> pa.Array:
    """Return a column of truth values."""
    bits = np.packbits(np.array(values, dtype=bool), bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(bits)])


def constant(value: Any, count: int) -> pa.Array:
    """Return the same text, truth value or number (None is null) in every row."""
    if isinstance(value, str):
        return texts([value] * count)
    if isinstance(value, bool):
        return truths([value] * count)
    return column(np.full(count, np.nan if value is None else float(value)))


def numbers(column: pa.ChunkedArray) -> np.ndarray:
    """Return a column of numbers back as an array, null as NaN."""
    whole = column.combine_chunks()
    kind, here = (
        np.float64 if pa.types.is_floating(whole.type) else np.int64,
        slice(whole.offset, whole.offset + len(whole)),
    )
    known, data = whole.buffers()
    values = np.frombuffer(data, dtype=kind)[here]
    if known is None:
        return values
    bits = np.unpackbits(np.frombuffer(known, dtype=np.uint8), bitorder="little")[here]
    return np.where(bits == 1, values, np.nan)


def together(*families: Mapping[str, Cell]) -> dict[str, Cell]:
    """Families of named columns as one row or table.

    Raises ValueError for a name of two of them, which would be lost.
    """
    whole: dict[str, Cell] = {}
    for family in families:
        twice = sorted(whole.keys() & family.keys())
        if twice:
            raise ValueError(f"columns {', '.join(twice)} are named twice")
        whole.update(family)
    return whole
