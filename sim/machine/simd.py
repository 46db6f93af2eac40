"""Eight numbers side by side: the compiled lane's arithmetic over governments, donors, or all actors of one run.

`eight(column, start)` takes eight numbers of a column, and the rules of the law then work on all of them at once, as
they are written: a processor with wide registers does each operation once, any other does it two or four times, and
every one of the eight gets the bits that it would get alone. The compiler could find this by itself, if it could be sure that
no two columns overlap; here it need not. Columns are as long as `trustladder.sim.machine.memory.eights` makes them, so that the last eight
fit; what stands behind the last actor is worked out too, and nobody reads it.

In the eyes of a type checker an eight is the number whose place it takes.
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

from trustladder.sim.law.arithmetic import chosen, root
from trustladder.sim.machine.memory import WIDTH

Op = Callable[..., Any]


# --- the type ------------------------------------------------------------------------------------------------------


class Eight(types.Type):  # type: ignore[misc]
    """The compiled type of eight numbers, codes or truth values."""

    def __init__(self, element: Any) -> None:
        self.element = element
        super().__init__(name=f"Eight({element})")


@register_model(Eight)
class EightModel(models.PrimitiveModel):  # type: ignore[misc]
    """A vector, of single bits where it holds truth values."""

    def __init__(self, manager: Any, kind: Eight) -> None:
        one = ir.IntType(1) if kind.element == types.boolean else manager.lookup(kind.element).get_value_type()
        super().__init__(manager, kind, vector(one))


NUMBERS, CODES, TRUTHS = Eight(types.float64), Eight(types.uint64), Eight(types.boolean)


def vector(one: ir.Type) -> ir.VectorType:
    """The machine's type of eight."""
    return ir.VectorType(one, WIDTH)


def is_eight(kind: Any, element: Any = None) -> bool:
    """Whether a type is that of eights, of such elements where they are named."""
    return isinstance(kind, Eight) and (element is None or kind.element == element)


def eight_times(builder: Any, value: Any) -> Any:
    """The same value eight times."""
    empty = ir.Constant(vector(value.type), ir.Undefined)
    first = builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(first, empty, ir.Constant(vector(ir.IntType(32)), [0] * WIDTH))


def as_eight(context: Any, builder: Any, value: Any, kind: Any, element: Any) -> Any:
    """A value as eight of these elements: repeated where it is one, codes turned into numbers where numbers are wanted."""
    if not is_eight(kind):
        return eight_times(builder, context.cast(builder, value, kind, element))
    if kind.element == element:
        return value
    return builder.uitofp(value, vector(context.get_value_type(element)))


# --- arithmetic and comparison -------------------------------------------------------------------------------------

ON_NUMBERS = {operator.add: "fadd", operator.sub: "fsub", operator.mul: "fmul", operator.truediv: "fdiv"}
ON_CODES = {operator.add: "add", operator.mul: "mul", operator.and_: "and_", operator.xor: "xor", operator.rshift: "lshr"}  # fmt: skip
ON_TRUTHS = {operator.and_: "and_", operator.xor: "xor"}
IN_PLACE = {operator.add: operator.iadd, operator.sub: operator.isub, operator.mul: operator.imul}
COMPARED = {operator.lt: "<", operator.le: "<=", operator.gt: ">", operator.ge: ">=", operator.eq: "==", operator.ne: "!="}  # fmt: skip


def element_of(kinds: Any) -> Any:
    """What an operation on such values works on: truths, numbers as soon as one of them is a number, else codes."""
    elements = [kind.element if is_eight(kind) else kind for kind in kinds]
    if all(kind == types.boolean for kind in elements):
        return types.boolean
    return types.float64 if any(isinstance(kind, types.Float) for kind in elements) else types.uint64


def works_on_eights(op: Op, instructions: dict[Any, str]) -> None:
    """Give an operator its meaning for eights; `instructions` says which instruction serves which element."""

    class Typing(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            fits = len(args) == 2 and any(map(is_eight, args)) and element_of(args) in instructions
            return signature(Eight(element_of(args)), *args) if fits else None

    def lower(context: Any, builder: Any, kind: Any, values: Any) -> Any:
        element = kind.return_type.element
        pair = (as_eight(context, builder, *one, element) for one in zip(values, kind.args, strict=True))
        return getattr(builder, instructions[element])(*pair)

    for one in {op, IN_PLACE.get(op, op)}:
        infer_global(one)(Typing)
        for pair in ((Eight, Eight), (Eight, types.Any), (types.Any, Eight)):
            lower_builtin(one, *pair)(lower)


def compares_eights(op: Op, sign: str) -> None:
    """Give a comparison its meaning for eights: eight truth values."""

    @infer_global(op)
    class Typing(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            return signature(TRUTHS, *args) if len(args) == 2 and any(map(is_eight, args)) else None

    def lower(context: Any, builder: Any, kind: Any, values: Any) -> Any:
        element = element_of(kind.args)
        pair = (as_eight(context, builder, *one, element) for one in zip(values, kind.args, strict=True))
        if element != types.float64:
            return builder.icmp_unsigned(sign, *pair)
        return (builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered)(sign, *pair)

    for pair in ((Eight, Eight), (Eight, types.Any), (types.Any, Eight)):
        lower_builtin(op, *pair)(lower)


for _op in (*ON_NUMBERS, *ON_CODES, *ON_TRUTHS):
    _tables = ((types.float64, ON_NUMBERS), (types.uint64, ON_CODES), (types.boolean, ON_TRUTHS))
    works_on_eights(_op, {element: names[_op] for element, names in _tables if _op in names})
for _op, _sign in COMPARED.items():
    compares_eights(_op, _sign)


@infer_global(operator.neg)
class Negated(AbstractTemplate):  # type: ignore[misc]
    """Minus eight numbers."""

    def generic(self, args: Any, kws: Any) -> Any:
        """The type."""
        return signature(NUMBERS, *args) if is_eight(args[0], types.float64) else None


@lower_builtin(operator.neg, Eight)  # type: ignore[untyped-decorator]
def _negated(context: Any, builder: Any, kind: Any, values: Any) -> Any:
    return builder.fneg(values[0])


@intrinsic  # type: ignore[untyped-decorator]
def _chosen(context: Any, condition: Any, one: Any, other: Any) -> Any:
    eights = any(map(is_eight, (condition, one, other)))
    kind = NUMBERS if eights else context.unify_types(one, other)

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        truth, *pair = values
        if eights:
            pair = [as_eight(context, builder, *two, types.float64) for two in zip(pair, sig.args[1:], strict=True)]
        else:
            pair = [context.cast(builder, *two, kind) for two in zip(pair, sig.args[1:], strict=True)]
        return builder.select(truth, *pair)

    return kind(condition, one, other), lower


@overload(chosen)  # type: ignore[untyped-decorator]
def _compiled_chosen(condition: Any, one: Any, other: Any) -> Any:
    def choose(condition: Any, one: Any, other: Any) -> Any:
        return _chosen(condition, one, other)

    return choose


@intrinsic  # type: ignore[untyped-decorator]
def _root(context: Any, x: Any) -> Any:
    kind = NUMBERS if is_eight(x) else types.float64

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        machine, name = values[0].type, f"llvm.sqrt.v{WIDTH}f64" if is_eight(x) else "llvm.sqrt.f64"
        instruction = builder.module.declare_intrinsic(name, fnty=ir.FunctionType(machine, [machine]))
        return builder.call(instruction, values)

    return kind(x), lower


@overload(root)  # type: ignore[untyped-decorator]
def _compiled_root(x: Any) -> Any:
    def take(x: Any) -> Any:
        return _root(x)

    return take


# --- to and from columns -------------------------------------------------------------------------------------------


def place_of(context: Any, builder: Any, kind: Any, values: Any, stored: ir.Type) -> Any:
    """The address of eight numbers of a column."""
    column = context.make_array(kind.args[0])(context, builder, values[0])
    start = context.cast(builder, values[1], kind.args[1], types.intp)
    if context.enable_boundscheck:
        for place in (start, builder.add(start, start.type(WIDTH - 1))):
            cgutils.do_boundscheck(context, builder, place, builder.extract_value(column.shape, 0), 0)
    return builder.bitcast(builder.gep(column.data, [start]), stored.as_pointer())


def is_column(kind: Any) -> bool:
    """Whether a type is that of an array whose numbers stand one behind the other."""
    return isinstance(kind, types.Array) and kind.ndim == 1 and kind.layout == "C"


def size_of(column: Any) -> int:
    """Bytes of one number of a column; a column need not begin where eight of them would."""
    return 1 if column.dtype == types.boolean else 8


@intrinsic  # type: ignore[untyped-decorator]
def eight(context: Any, column: Any, start: Any) -> Any:
    """The eight numbers, codes or truth values of a column from `start` on."""
    if not is_column(column):
        return None
    kind = Eight(column.dtype)

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        truths = column.dtype == types.boolean
        stored = vector(ir.IntType(8) if truths else context.get_value_type(column.dtype))
        found = builder.load(place_of(context, builder, sig, values, stored), align=size_of(column))
        return builder.icmp_unsigned("!=", found, ir.Constant(stored, [0] * WIDTH)) if truths else found

    return kind(column, start), lower


@intrinsic  # type: ignore[untyped-decorator]
def put(context: Any, column: Any, start: Any, values: Any) -> Any:
    """Write eight numbers or truth values, or the same number eight times, into a column from `start` on."""
    if not is_column(column):
        return None

    def lower(context: Any, builder: Any, sig: Any, given: Any) -> Any:
        if column.dtype == types.boolean:
            written = builder.zext(given[2], vector(ir.IntType(8)))
        else:
            written = as_eight(context, builder, given[2], sig.args[2], column.dtype)
        builder.store(written, place_of(context, builder, sig, given, written.type), align=size_of(column))
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
def eight_of(context: Any, value: Any) -> Any:
    """The same number eight times."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return as_eight(context, builder, values[0], sig.args[0], types.float64)

    return NUMBERS(value), lower


@intrinsic  # type: ignore[untyped-decorator]
def places(context: Any, start: Any) -> Any:
    """The eight whole numbers from `start` on."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        first = eight_times(builder, context.cast(builder, values[0], sig.args[0], types.uint64))
        return builder.add(first, ir.Constant(first.type, list(range(WIDTH))))

    return CODES(start), lower


@intrinsic  # type: ignore[untyped-decorator]
def bits(context: Any, truths: Any) -> Any:
    """Eight truth values as a whole number, the first of them its lowest bit."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return builder.zext(builder.bitcast(values[0], ir.IntType(WIDTH)), ir.IntType(64))

    return types.int64(truths), lower


@intrinsic  # type: ignore[untyped-decorator]
def count(context: Any, truths: Any) -> Any:
    """How many of eight truth values hold."""

    def lower(context: Any, builder: Any, sig: Any, values: Any) -> Any:
        return builder.zext(builder.ctpop(builder.bitcast(values[0], ir.IntType(WIDTH))), ir.IntType(64))

    return types.int64(truths), lower
