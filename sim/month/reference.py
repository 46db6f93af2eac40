"""Pass many tables as one pointer.

Compiled code passes a NamedTuple of arrays by value, some two hundred words a call, which makes it slow to compile and
slow to run. `by_reference` leaves such a tuple on the stack of its caller and passes its address; its fields are read
as before (`tables.forums`), so the steps of the month read it as they would the tuple. A reference must not outlive the
function that made it.
"""

from typing import Any

from numba.core import cgutils, types
from numba.core.types.containers import BaseTuple
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, models, register_model

from trustladder.sim.month.indexing import as_table


class Reference(types.Type):  # type: ignore[misc]
    """The compiled type of the address of a NamedTuple."""

    def __init__(self, tables: Any) -> None:
        self.tables = tables
        super().__init__(name=f"Reference({tables})")

    def field(self, name: str) -> int:
        """Return the place of a field, -1 where there is none of that name."""
        return self.tables.fields.index(name) if name in self.tables.fields else -1


@register_model(Reference)
class ReferenceModel(models.PrimitiveModel):  # type: ignore[misc]
    """A pointer."""

    def __init__(self, manager: Any, kind: Reference) -> None:
        super().__init__(manager, kind, manager.lookup(kind.tables).get_value_type().as_pointer())


@infer_getattr
class ReferenceAttributes(AttributeTemplate):  # type: ignore[misc]
    """A reference has the fields of what it refers to."""

    key = Reference

    def generic_resolve(self, kind: Reference, name: str) -> Any:
        """Return the type of a field; that of an array as one whose places count from the beginning."""
        place = kind.field(name)
        return as_table(kind.tables.types[place]) if place >= 0 else None


@lower_getattr_generic(Reference)  # type: ignore[untyped-decorator]
def _read_field(context: Any, builder: Any, kind: Reference, pointer: Any, name: str) -> Any:
    return builder.load(cgutils.gep_inbounds(builder, pointer, 0, kind.field(name)))


@intrinsic  # type: ignore[untyped-decorator]
def by_reference(context: Any, tables: Any) -> Any:
    """Return the address of a NamedTuple; in compiled code only."""

    def leave_on_stack(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return cgutils.alloca_once_value(builder, values[0])

    return Reference(tables)(tables), leave_on_stack


@intrinsic  # type: ignore[untyped-decorator]
def by_references(context: Any, several: Any) -> Any:
    """Return the addresses of several NamedTuples, which are given as one tuple; in compiled code only."""

    def leave_on_stack(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        places = [cgutils.alloca_once_value(builder, one) for one in cgutils.unpack_tuple(builder, values[0])]
        return context.make_tuple(builder, signature.return_type, places)

    return BaseTuple.from_types([Reference(one) for one in several])(several), leave_on_stack


@intrinsic  # type: ignore[untyped-decorator]
def copy_arrays(context: Any, source: Any, target: Any) -> Any:
    """Copy the arrays of a NamedTuple into those of another of the same shapes; both by reference, in compiled code."""

    def copy(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        for place, kind in enumerate(source.tables.types):
            fields = [builder.load(cgutils.gep_inbounds(builder, one, 0, place)) for one in values]
            read, written = (context.make_array(kind)(context, builder, value=field) for field in fields)
            cgutils.raw_memcpy(builder, written.data, read.data, read.nitems, read.itemsize)
        return context.get_dummy_value()

    return types.none(source, target), copy
