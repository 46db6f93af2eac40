"""Go over actors eight at a time: `for start in eights(actors)`.

A range with a step would have its steps counted first, which for so few takes longer than to go over them.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import RefType, iternext_impl
from numba.core.types.iterators import SimpleIteratorType
from numba.core.types.misc import EphemeralPointer
from numba.extending import intrinsic, lower_builtin, models, register_model

from trustladder.sim.machine.memory import WIDTH
from trustladder.sim.machine.simd import CODES, splat


class Eights(SimpleIteratorType):  # type: ignore[misc]
    """The compiled type of the first of every eight places."""

    def __init__(self) -> None:
        super().__init__("eights", types.intp)


@register_model(Eights)
class EightsModel(models.StructModel):  # type: ignore[misc]
    """Where the next eight begin, and how many places there are."""

    def __init__(self, manager: Any, kind: Eights) -> None:
        super().__init__(manager, kind, [("next", EphemeralPointer(types.intp)), ("count", types.intp)])


@intrinsic  # type: ignore[untyped-decorator]
def eights(context: Any, count: Any) -> Any:
    """Return an iterator over the first of every eight of `count` places; the last eight reach into the padding."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        found = context.make_helper(builder, sig.return_type)
        found.next = cgutils.alloca_once(builder, context.get_value_type(types.intp))
        builder.store(context.get_constant(types.intp, 0), found.next)
        found.count = context.cast(builder, values[0], sig.args[0], types.intp)
        return found._getvalue()

    return Eights()(count), lower


@lower_builtin("iternext", Eights)  # type: ignore[untyped-decorator]
@iternext_impl(RefType.UNTRACKED)  # type: ignore[untyped-decorator]
def _next_eight(context: Any, builder: Any, sig: Any, values: Any, result: Any) -> None:
    found = context.make_helper(builder, sig.args[0], values[0])
    start = builder.load(found.next)
    result.set_valid(builder.icmp_signed("<", start, found.count))
    result.yield_(start)
    builder.store(builder.add(start, start.type(WIDTH), flags=("nsw",)), found.next)


@intrinsic  # type: ignore[untyped-decorator]
def lane_ids(context: Any, start: Any) -> Any:
    """Return the eight whole numbers from `start` on."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        first = splat(builder, context.cast(builder, values[0], sig.args[0], types.uint64))
        return builder.add(first, ir.Constant(first.type, list(range(WIDTH))))

    return CODES(start), lower
