"""Arrays whose places count from the beginning only.

To allow for a negative place, which counts from the end, takes three instructions at every access, a fifth of all that
a month takes. Nothing here uses one. With bounds checked (NUMBA_BOUNDSCHECK=1) a negative place is an error.
"""

import operator
from typing import Any

from numba.core import types
from numba.core.types.containers import BaseTuple
from numba.extending import lower_builtin, models, register_model
from numba.np.arrayobj import getitem_array_tuple, getitem_arraynd_intp, setitem_array


class Table(types.Array):  # type: ignore[misc]
    """The compiled type of an array of which no place is negative, and of its rows."""

    def __init__(self, dtype: Any, ndim: int, layout: Any, readonly: bool = False, aligned: bool = True) -> None:
        name = f"table({dtype}, {ndim}d, {layout}, {readonly}, {aligned})"
        super().__init__(dtype, ndim, layout, readonly=readonly, name=name, aligned=aligned)

    def copy(self, *changes: Any, **named: Any) -> "Table":  # type: ignore[override]
        """Return the type of an array that differs in what is named."""
        return as_table(super().copy(*changes, **named))  # type: ignore[no-any-return]


register_model(Table)(models.ArrayModel)


def as_table(kind: Any) -> Any:
    """Return the type of an array as that of a table; any other as it is."""
    if not isinstance(kind, types.Array):
        return kind
    return Table(kind.dtype, kind.ndim, kind.layout, not kind.mutable, kind.aligned)


def counted(kind: Any) -> Any:
    """Return the type of a place, or of several, as one that cannot be negative."""
    if isinstance(kind, BaseTuple):
        return BaseTuple.from_types([counted(one) for one in kind])
    return types.uintp if isinstance(kind, types.Integer) else kind


def index_from_the_beginning(operation: Any, kinds: tuple[Any, ...], compiled: Any) -> None:
    """Compile an operation on a table as that on an array, told by the types that no place is negative."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        table, places, *rest = sig.args
        return compiled(context, builder, sig.replace(args=(table, counted(places), *rest)), values)

    lower_builtin(operation, Table, *kinds)(lower)


index_from_the_beginning(operator.getitem, (types.Integer,), getitem_arraynd_intp)
index_from_the_beginning(operator.getitem, (BaseTuple,), getitem_array_tuple)
index_from_the_beginning(operator.setitem, (types.Integer, types.Any), setitem_array)
index_from_the_beginning(operator.setitem, (BaseTuple, types.Any), setitem_array)
