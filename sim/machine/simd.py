"""Eight numbers side by side: the compiled lane's arithmetic over governments, donors, or all actors of one run.

`load(column, start)` takes eight numbers of a column, and the rules of the law then work on all of them at once, as
they are written: a processor with wide registers does each operation once, any other does it two or four times, and
every one of the eight gets the bits that it would get alone. The compiler could find this by itself, if it could be
sure that no two columns overlap; here it need not. Columns have the length of
`trustladder.sim.machine.memory.padded_length`, so that the last load fits; the padding behind the last actor is
computed too, and never read.

For a type checker a vector is the number that it stands for.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic, models, overload, register_model
from numba.np.arrayobj import populate_array

from trustladder.sim.law.arithmetic import sqrt, where
from trustladder.sim.machine.memory import WIDTH

Op = Callable[..., Any]


# --- the type ------------------------------------------------------------------------------------------------------


class Vector(types.Type):  # type: ignore[misc]
    """The compiled type of eight numbers, codes or truth values."""

    def __init__(self, element: Any) -> None:
        self.element = element
        super().__init__(name=f"Vector({element})")


@register_model(Vector)
class VectorModel(models.PrimitiveModel):  # type: ignore[misc]
    """A vector, of single bits where it holds truth values."""

    def __init__(self, manager: Any, kind: Vector) -> None:
        one = ir.IntType(1) if kind.element == types.boolean else manager.lookup(kind.element).get_value_type()
        super().__init__(manager, kind, vector_of(one))


NUMBERS, CODES, TRUTHS = Vector(types.float64), Vector(types.uint64), Vector(types.boolean)


def vector_of(one: ir.Type) -> ir.VectorType:
    """Return the machine's type of eight."""
    return ir.VectorType(one, WIDTH)


def is_vector(kind: Any, element: Any = None) -> bool:
    """Whether a type is that of eights, of such elements where they are named."""
    return isinstance(kind, Vector) and (element is None or kind.element == element)


def splat(builder: Any, value: Any) -> Any:
    """Return the same value eight times."""
    empty = ir.Constant(vector_of(value.type), ir.Undefined)
    first = builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, empty, ir.Constant(vector_of(ir.IntType(32)), [0] * WIDTH))


def as_vector(context: Any, builder: Any, value: Any, kind: Any, element: Any) -> Any:
    """Return a value as eight of these elements.

    Repeated where it is one, codes turned into numbers where numbers are wanted.
    """
    if not is_vector(kind):
        return splat(builder, context.cast(builder, value, kind, element))
    if kind.element == element:
        return value
    return builder.uitofp(value, vector_of(context.get_value_type(element)))


# --- arithmetic and comparison -------------------------------------------------------------------------------------

ON_NUMBERS = {operator.add: "fadd", operator.sub: "fsub", operator.mul: "fmul", operator.truediv: "fdiv"}
ON_CODES = {
    operator.add: "add",
    operator.mul: "mul",
    operator.and_: "and_",
    operator.xor: "xor",
    operator.rshift: "lshr",
}
ON_TRUTHS = {operator.and_: "and_", operator.xor: "xor"}
IN_PLACE = {operator.add: operator.iadd, operator.sub: operator.isub, operator.mul: operator.imul}
COMPARED = {
    operator.lt: "<",
    operator.le: "<=",
    operator.gt: ">",
    operator.ge: ">=",
    operator.eq: "==",
    operator.ne: "!=",
}


def element_of(kinds: Any) -> Any:
    """Return what an operation on such values works on.

    Truths, numbers as soon as one of them is a number, else codes.
    """
    elements = [kind.element if is_vector(kind) else kind for kind in kinds]
    if all(kind == types.boolean for kind in elements):
        return types.boolean
    return types.float64 if any(isinstance(kind, types.Float) for kind in elements) else types.uint64


def overload_operator(op: Op, instructions: dict[Any, str]) -> None:
    """Give an operator its meaning for eights; `instructions` says which instruction serves which element."""

    class Typing(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            fits = len(args) == 2 and any(map(is_vector, args)) and element_of(args) in instructions
            return signature(Vector(element_of(args)), *args) if fits else None

    def lower(context: Any, builder: Any, kind: Any, values: Any) -> Any:
        element = kind.return_type.element
        pair = (as_vector(context, builder, *one, element) for one in zip(values, kind.args, strict=True))
        return getattr(builder, instructions[element])(*pair)

    for one in {op, IN_PLACE.get(op, op)}:
        infer_global(one)(Typing)
        for pair in ((Vector, Vector), (Vector, types.Any), (types.Any, Vector)):
            lower_builtin(one, *pair)(lower)


def overload_comparison(op: Op, sign: str) -> None:
    """Give a comparison its meaning for eights: eight truth values."""

    @infer_global(op)
    class Typing(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            return signature(TRUTHS, *args) if len(args) == 2 and any(map(is_vector, args)) else None

    def lower(context: Any, builder: Any, kind: Any, values: Any) -> Any:
        element = element_of(kind.args)
        pair = (as_vector(context, builder, *one, element) for one in zip(values, kind.args, strict=True))
        if element != types.float64:
            return builder.icmp_unsigned(sign, *pair)
        return (builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered)(sign, *pair)

    for pair in ((Vector, Vector), (Vector, types.Any), (types.Any, Vector)):
        lower_builtin(op, *pair)(lower)


for _op in (*ON_NUMBERS, *ON_CODES, *ON_TRUTHS):
    _tables = ((types.float64, ON_NUMBERS), (types.uint64, ON_CODES), (types.boolean, ON_TRUTHS))
    overload_operator(_op, {element: names[_op] for element, names in _tables if _op in names})
for _op, _sign in COMPARED.items():
    overload_comparison(_op, _sign)


@infer_global(operator.neg)
class Negated(AbstractTemplate):  # type: ignore[misc]
    """Minus eight numbers."""

    def generic(self, args: Any, kws: Any) -> Any:
        """Return the type."""
        return signature(NUMBERS, *args) if is_vector(args[0], types.float64) else None


@lower_builtin(operator.neg, Vector)  # type: ignore[untyped-decorator]
def _negated(context: Any, builder: Any, kind: Any, values: Any) -> Any:
    return builder.fneg(values[0])


@intrinsic  # type: ignore[untyped-decorator]
def _where(context: Any, condition: Any, one: Any, other: Any) -> Any:
    vectors = any(map(is_vector, (condition, one, other)))
    kind = NUMBERS if vectors else context.unify_types(one, other)

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        truth, *pair = values
        if vectors:
            pair = [as_vector(context, builder, *two, types.float64) for two in zip(pair, sig.args[1:], strict=True)]
        else:
            pair = [context.cast(builder, *two, kind) for two in zip(pair, sig.args[1:], strict=True)]
        return builder.select(truth, *pair)

    return kind(condition, one, other), lower


@overload(where)  # type: ignore[untyped-decorator]
def _compiled_where(condition: Any, one: Any, other: Any) -> Any:
    def choose(condition: Any, one: Any, other: Any) -> Any:
        return _where(condition, one, other)

    return choose


@intrinsic  # type: ignore[untyped-decorator]
def _sqrt(context: Any, x: Any) -> Any:
    kind = NUMBERS if is_vector(x) else types.float64

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        machine, name = values[0].type, f"llvm.sqrt.v{WIDTH}f64" if is_vector(x) else "llvm.sqrt.f64"
        instruction = builder.module.declare_intrinsic(name, fnty=ir.FunctionType(machine, [machine]))
        return builder.call(instruction, values)

    return kind(x), lower


@overload(sqrt)  # type: ignore[untyped-decorator]
def _compiled_sqrt(x: Any) -> Any:
    def take(x: Any) -> Any:
        return _sqrt(x)

    return take


# --- to and from columns -------------------------------------------------------------------------------------------


def address_of(context: Any, builder: Any, kind: Any, values: Any, stored: ir.Type) -> Any:
    """Return the address of eight numbers of a column."""
    column = context.make_array(kind.args[0])(context, builder, values[0])
    start = context.cast(builder, values[1], kind.args[1], types.intp)
    if context.enable_boundscheck:
        for index in (start, builder.add(start, start.type(WIDTH - 1))):
            cgutils.do_boundscheck(context, builder, index, builder.extract_value(column.shape, 0), 0)
    return builder.bitcast(builder.gep(column.data, [start]), stored.as_pointer())


def is_column(kind: Any) -> bool:
    """Whether a type is that of an array whose numbers stand one behind the other."""
    return isinstance(kind, types.Array) and kind.ndim == 1 and kind.layout == "C"


def size_of(column: Any) -> int:
    """Bytes of one number of a column; a column need not begin where eight of them would."""
    return 1 if column.dtype == types.boolean else 8


@intrinsic  # type: ignore[untyped-decorator]
def load(context: Any, column: Any, start: Any) -> Any:
    """Return the eight numbers, codes or truth values of a column from `start` on."""
    if not is_column(column):
        return None
    kind = Vector(column.dtype)

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        truths = column.dtype == types.boolean
        stored = vector_of(ir.IntType(8) if truths else context.get_value_type(column.dtype))
        found = builder.load(address_of(context, builder, sig, values, stored), align=size_of(column))
        return builder.icmp_unsigned("!=", found, ir.Constant(stored, [0] * WIDTH)) if truths else found

    return kind(column, start), lower


@intrinsic  # type: ignore[untyped-decorator]
def store(context: Any, column: Any, start: Any, values: Any) -> Any:
    """Write eight numbers or truth values, or the same number eight times, into a column from `start` on."""
    if not is_column(column):
        return None

    def lower(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        if column.dtype == types.boolean:
            written = builder.zext(given[2], vector_of(ir.IntType(8)))
        else:
            written = as_vector(context, builder, given[2], sig.args[2], column.dtype)
        builder.store(written, address_of(context, builder, sig, given, written.type), align=size_of(column))
        return context.get_dummy_value()

    return types.none(column, start, values), lower


@intrinsic  # type: ignore[untyped-decorator]
def flat(context: Any, table: Any) -> Any:
    """All numbers of a table as one column; as `reshape(-1)`, without asking the interpreter's library each time."""
    if table.layout != "C":
        return None
    kind = types.Array(table.dtype, 1, "C")

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        whole = context.make_array(table)(context, builder, values[0])
        column = context.make_array(kind)(context, builder)
        populate_array(
            column, data=whole.data, shape=(whole.nitems,), strides=(whole.itemsize,), itemsize=whole.itemsize,
            meminfo=whole.meminfo, parent=whole.parent,
        )  # fmt: skip
        return column._getvalue()

    return kind(table), lower


@intrinsic  # type: ignore[untyped-decorator]
def broadcast(context: Any, value: Any) -> Any:
    """Return the same number eight times."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return as_vector(context, builder, values[0], sig.args[0], types.float64)

    return NUMBERS(value), lower


@intrinsic  # type: ignore[untyped-decorator]
def largest(context: Any, numbers: Any) -> Any:
    """Return the largest of eight numbers, all of which are numbers indeed."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        one, several = ir.DoubleType(), values[0].type
        name = f"llvm.vector.reduce.fmax.v{WIDTH}f64"
        instruction = builder.module.declare_intrinsic(name, fnty=ir.FunctionType(one, [several]))
        return builder.call(instruction, values, fastmath=("nnan",))

    return types.float64(numbers), lower


@intrinsic  # type: ignore[untyped-decorator]
def movemask(context: Any, truths: Any) -> Any:
    """Eight truth values as a whole number, the first of them its lowest bit."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return builder.zext(builder.bitcast(values[0], ir.IntType(WIDTH)), ir.IntType(64))

    return types.int64(truths), lower


@intrinsic  # type: ignore[untyped-decorator]
def popcount(context: Any, truths: Any) -> Any:
    """How many of eight truth values hold."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return builder.zext(builder.ctpop(builder.bitcast(values[0], ir.IntType(WIDTH))), ir.IntType(64))

    return types.int64(truths), lower


@intrinsic  # type: ignore[untyped-decorator]
def first_bit(context: Any, mask: Any) -> Any:
    """Return the place of the lowest bit that is set in a whole number other than 0."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return builder.cttz(values[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), lower
