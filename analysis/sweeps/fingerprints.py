"""Fingerprint user-defined classes by all that decides what they do, the same in every process.

Hashed are the code of methods (instructions, constants, names), what it reaches (globals, closures, defaults, other
functions and classes, modules beside the script) and the bases. File names, line numbers, annotations and docstrings
are not. What is installed is hashed by name; the version of the simulator is a key of the manifest.
"""

import copyreg
import dis
import functools
import importlib
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np

from trustladder.analysis.sweeps.pickling import is_local

PLAIN = (type(None), bool, int, float, complex, str, bytes, bytearray, type(...), type(NotImplemented), range, slice)
BY_NAME = (
    types.BuiltinFunctionType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.ClassMethodDescriptorType,
    types.MethodWrapperType,
)
IGNORED = {  # attributes of a class: its description, and what Python derives
    "__module__",
    "__doc__",
    "__dict__",
    "__weakref__",
    "__firstlineno__",
    "__static_attributes__",
    "__annotations__",
    "__annotate__",
    "__annotate_func__",
    "__annotations_cache__",
    "__dataclass_fields__",
    "__dataclass_params__",
    "_abc_impl",
    "__abstractmethods__",
}


class Unstable(Exception):
    """Raised for a value that cannot be compared with an earlier one; the message says which, and where it is."""


def fingerprint(known: type) -> str:
    """Return the fingerprint of a class. Raises Unstable where something that it reaches has no content to compare."""
    reader = Reader()
    try:
        reader.read(known, known.__qualname__)
    except RecursionError:
        raise Unstable("something nested too deeply") from None
    return reader.digest.hexdigest()


class Reader:
    """Hashes values, each once; a value that comes again is hashed by its number, so that circles end."""

    def __init__(self) -> None:
        self.digest = blake2b(digest_size=8)
        self.met: dict[int, int] = {}
        self.named: set[tuple[int, str]] = set()  # what of which module
        self.kept: list[Any] = []  # references, so that no other value gets the same id

    def say(self, *words: object) -> None:
        """Add words to the hash."""
        self.digest.update(("\x1f".join(map(str, words)) + "\x1e").encode("utf-8", "surrogatepass"))

    def read(self, value: Any, path: str) -> None:
        """Add a value to the hash; `path` says where it is."""
        if type(value) in PLAIN:
            self.say(type(value).__name__, repr(value))
            return
        if not isinstance(value, NO_CIRCLES):
            if id(value) in self.met:
                self.say("again", self.met[id(value)])
                return
            self.met[id(value)] = len(self.met)
            self.kept.append(value)
        if named := installed_name(value):
            self.say("installed", named)
            return
        reading = READINGS.get(type(value)) or next(
            (way for kind, way in KINDS if isinstance(value, kind)), Reader._object
        )
        reading(self, value, path)

    # --- kinds of values ---

    def _sequence(self, value: Any, path: str) -> None:
        self.say(type(value).__qualname__, len(value))
        for index, one in enumerate(value):
            self.read(one, f"{path}[{index}]")

    def _set(self, value: Any, path: str) -> None:
        self.say(type(value).__qualname__, *sorted(alone(one, path) for one in value))

    def _mapping(self, value: Mapping[Any, Any], path: str) -> None:
        self.say(type(value).__qualname__, len(value))
        for key, one in value.items():
            self.read(key, path)
            self.read(one, f"{path}[{key!r:.40}]")

    def _array(self, value: np.ndarray, path: str) -> None:
        self.say("array", value.dtype.str, value.shape)
        if value.dtype.hasobject:
            self.read(value.tolist(), path)
        else:
            self.digest.update(np.ascontiguousarray(value).tobytes())

    def _function(self, value: types.FunctionType, path: str) -> None:
        self.say("function")
        for given in (value.__defaults__, value.__kwdefaults__, {**value.__dict__} or None):
            self.read(given, path)
        for name, cell in zip(value.__code__.co_freevars, value.__closure__ or (), strict=True):
            self.say("closure", name)
            try:
                self.read(cell.cell_contents, name)
            except ValueError:
                self.say("empty")
        self._code(value.__code__, path)
        self._reached(value)

    def _reached(self, function: types.FunctionType) -> None:
        """Add the globals that a function's code looks up, and the modules that it imports."""
        names, known = names_in(function.__code__), function.__globals__
        for name in sorted(looked_up(function.__code__) & known.keys()):
            self.say("global", name)
            self._named(known[name], name, names)
        for name, level in sorted(imports_in(function.__code__)):
            module = module_of("." * level + name, known.get("__package__") or "")
            if module is not None:
                self.say("import", name)
                self._named(module, name, names)

    def _named(self, value: Any, path: str, names: set[str]) -> None:
        """Add a value; of a module beside the script only what the code names, since it cannot reach the rest."""
        if not isinstance(value, types.ModuleType) or installed_name(value):
            self.read(value, path)
            return
        for name in sorted(names & vars(value).keys()):
            if (id(value), name) not in self.named:
                self.named.add((id(value), name))
                self.say("of", path, name)
                self._named(vars(value)[name], f"{path}.{name}", names)

    def _module(self, value: types.ModuleType, path: str) -> None:
        self._named(value, path, {name for name in vars(value) if not name.startswith("__")})

    def _code(self, code: types.CodeType, path: str) -> None:
        arguments = code.co_argcount + code.co_kwonlyargcount
        self.say("code", code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags & FLAGS)
        self.say(*code.co_varnames[: arguments + 2])
        for name, value in instructions(code):
            self.say(name)
            if isinstance(value, types.CodeType):
                self._code(value, path)
            else:
                self.read(value, path)
        self.digest.update(code.co_exceptiontable)

    def _class(self, value: type, path: str) -> None:
        self.say("class", value.__qualname__)
        self.read(type(value), path)
        for base in value.__bases__:
            self.read(base, base.__qualname__)
        for name, one in sorted(vars(value).items()):
            if name not in IGNORED:
                self.say("attribute", name)
                self.read(one, f"{value.__qualname__}.{name}")

    def _wrapped(self, value: Any, path: str) -> None:
        self.say(type(value).__qualname__)
        for name in ("__func__", "__self__", "__wrapped__", "fget", "fset", "fdel", "func", "args", "keywords"):
            if (one := getattr(value, name, None)) is not None and one is not value:
                self.say(name)
                self.read(one, path)

    def _builtin(self, value: Any, path: str) -> None:
        owner = getattr(value, "__objclass__", getattr(value, "__self__", None))
        self.say("builtin", type(value).__name__, value.__name__)
        if owner is not None and not isinstance(owner, types.ModuleType):
            self.read(owner, path)

    def _object(self, value: Any, path: str) -> None:
        """Add any other value by what a copy would be made of; a compiled function by its Python source."""
        if isinstance(plain := getattr(value, "py_func", None), types.FunctionType):
            self.read(plain, path)
            return
        try:
            reduce = copyreg.dispatch_table.get(type(value))
            reduced = reduce(value) if reduce else value.__reduce_ex__(4)
        except Exception as error:
            raise Unstable(f"{path}, {described(value)}") from error
        if isinstance(reduced, str):
            self.say("object", type(value).__module__, reduced)
            return
        make, given, *rest = reduced
        self.say("object")
        self.read(make, path)
        self.read(given, path)
        for part in rest:
            self.read(list(part) if isinstance(part, Iterator) else part, path)


Reading = Callable[[Reader, Any, str], None]
READINGS: dict[type, Reading] = {
    tuple: Reader._sequence,
    list: Reader._sequence,
    dict: Reader._mapping,
    types.MappingProxyType: Reader._mapping,
    types.CodeType: Reader._code,
}
WRAPPERS = (
    staticmethod,
    classmethod,
    property,
    functools.cached_property,
    functools.partial,
    functools.partialmethod,
    types.MethodType,
    functools._lru_cache_wrapper,
)
KINDS: list[tuple[Any, Reading]] = [
    ((set, frozenset), Reader._set),
    (np.ndarray, Reader._array),
    (types.FunctionType, Reader._function),
    (type, Reader._class),
    (types.ModuleType, Reader._module),
    (WRAPPERS, Reader._wrapped),
    (BY_NAME, Reader._builtin),
]
NO_CIRCLES = (tuple, frozenset, types.CodeType)  # the compiler may share equal ones
FLAGS = ~0x4000000  # all but whether there is a docstring


def alone(value: Any, path: str) -> str:
    """Return the fingerprint of a member of a set, by which members are put in order."""
    reader = Reader()
    reader.read(value, path)
    return reader.digest.hexdigest()


def described(value: Any) -> str:
    """Describe a value that cannot be compared."""
    if hasattr(value, "read") and hasattr(value, "close"):
        return "an open file"
    if isinstance(value, types.GeneratorType):
        return "a generator"
    return f"a {type(value).__module__}.{type(value).__qualname__}".replace("builtins.", "")


def installed_name(value: Any) -> str | None:
    """Return the name of an installed module, class or function; None for one of the user's own."""
    if isinstance(value, types.ModuleType):
        return value.__name__ if is_installed(value.__name__) else None
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(value, type | types.FunctionType) or not isinstance(module, str) or not is_installed(module):
        return None
    found: Any = sys.modules.get(module)
    for step in str(name).split("."):
        found = getattr(found, step, None)
    return f"{module}.{name}" if found is value or isinstance(value, type) else None


def is_installed(name: str) -> bool:
    """Return whether a module belongs to an installed package or to Python, not to the user's own files."""
    if name == "__main__":
        return False
    module = sys.modules.get(name)
    if module is None:
        return False
    origin = getattr(getattr(module, "__spec__", None), "origin", None)
    if getattr(module, "__file__", None) is None:
        return origin in ("built-in", "frozen")
    return not is_local(module)


def module_of(name: str, package: str) -> types.ModuleType | None:
    """Return a module that a method imports when it runs; None where it cannot be imported, as the run will say."""
    try:
        return importlib.import_module(name, package)
    except Exception:  # importing runs any code
        return None


# --- code ----------------------------------------------------------------------------------------------------------


DESCRIPTIONS = (("STORE_NAME", "__doc__"), ("STORE_NAME", "__firstlineno__"))  # stored after what they load


def instructions(code: types.CodeType) -> Iterator[tuple[str, Any]]:
    """Yield the instructions of code with their arguments, without line numbers and docstrings."""
    steps = [(step.opname, step.argval) for step in dis.get_instructions(code)]
    kept = [step not in DESCRIPTIONS for step in steps] + [True]
    yield from (step for step, here, after in zip(steps, kept, kept[1:], strict=False) if here and after)


def codes_in(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield code, and the code of what is defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from codes_in(constant)


def looked_up(code: types.CodeType) -> set[str]:
    """Return the names that code looks up among globals."""
    steps = (step for one in codes_in(code) for step in dis.get_instructions(one))
    return {step.argval for step in steps if step.opname in GLOBAL}


GLOBAL = ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS")


def names_in(code: types.CodeType) -> set[str]:
    """Return every name in code, attributes too; strings as well where it may look names up by them."""
    found = {name for one in codes_in(code) for name in one.co_names}
    if found & {"getattr", "globals", "vars"}:
        found |= {
            word for one in codes_in(code) for word in one.co_consts if isinstance(word, str) and word.isidentifier()
        }
    return found


def imports_in(code: types.CodeType) -> set[tuple[str, int]]:
    """Return the modules that code imports, each with the level of its relative import."""
    found: set[tuple[str, int]] = set()
    for one in codes_in(code):
        loaded: list[Any] = [0, 0]
        for step in dis.get_instructions(one):
            if step.opname == "IMPORT_NAME":
                found.add((step.argval, loaded[-2]))
            elif step.opname.startswith("LOAD_"):
                loaded.append(step.argval)
    return found
