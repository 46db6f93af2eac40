"""The version of the model: a hash of the code that numbers depend on.

Results carry it, and a folder is gone on with only under the version that began it. Comments, docstrings, layout,
annotations of functions and the words of error messages do not count, nor do the files of `BESIDE`; every other file of
the simulator does, a new one too until it is named there.

It is not the name of the compiler's cache: that follows the sources byte for byte (`sim/machine/compiled.py`), because
code that was compiled from another text must never be found there.
"""

import ast
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from trustladder.sim.machine.atomic import replaced
from trustladder.sim.machine.folders import forget_older, writable_folder
from trustladder.sim.scenario.errors import InputError

KEPT_VERSIONS = 4
ROOT = Path(__file__).resolve().parent.parent
BESIDE = (  # what checks, names, draws or keeps numbers, and makes none
    "agents/logged.py",
    "agents/network.py",
    "agents/own.py",
    "fits.py",
    "given_answers.py",
    "log.py",
    "log_columns.py",
    "log_rows.py",
    "log_runs.py",
    "logs.py",
    "machine/atomic.py",
    "machine/folders.py",
    "machine/locks.py",
    "machine/precompiled.py",
    "machine/version.py",
    "past_store.py",
    "result.py",
    "scenario/checks.py",
    "scenario/errors.py",
    "scenario/judgements.py",
    "scenario/limits.py",
    "scenario/validation.py",
    "store/arrow.py",
    "store/log_reading.py",
    "store/log_tables.py",
    "store/manifest.py",
    "store/parts.py",
    "store/results.py",
    "store/run_tables.py",
)
SAYS_NOTHING = {
    (ast.Constant, "kind"),
    (ast.Raise, "exc"),
    (ast.arg, "annotation"),
    (ast.FunctionDef, "returns"),
    (ast.FunctionDef, "type_params"),
    (ast.ClassDef, "type_params"),
}
WORDS = ("description", "meaning", "source", "note")  # keywords by which code tells people about a number
TEXTS = ("__repr_args__", "__repr_str__")  # methods of pydantic that say in short what a table holds


@cache
def law_hash() -> str:
    """Return the version of the model, the same on every system and under every Python."""
    return known_or_made({name: (ROOT / name).read_text(encoding="utf-8") for name in counted()})


def known_or_made(sources: dict[str, str]) -> str:
    """Return `hash_of` sources; parsing takes a third of a second, so it is kept on disk under a hash of their text."""
    text = repr((sorted(sources.items()), Path(__file__).read_text(encoding="utf-8")))
    name = blake2b(text.encode(), digest_size=16).hexdigest()
    try:
        place = writable_folder("versions", name) / "version"
    except OSError:
        return hash_of(sources)
    with suppress(OSError, ValueError):
        found, check = place.read_text(encoding="ascii").split()
        if check == _check(name, found):
            return found
    found = hash_of(sources)
    with suppress(InputError), replaced(place) as temporary:
        temporary.write_text(f"{found} {_check(name, found)}\n", encoding="ascii")
    forget_older(place.parent, KEPT_VERSIONS)
    return found


def _check(name: str, found: str) -> str:
    """Return what stands behind a hash that is kept, so that a damaged one is made again."""
    return blake2b(f"{name} {found}".encode(), digest_size=16).hexdigest()


def counted() -> list[str]:
    """Return the files that numbers depend on, by their place in the simulator."""
    found = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))
    return sorted(name for name in found if name not in BESIDE and not name.endswith("__init__.py"))


def hash_of(sources: dict[str, str]) -> str:
    """Return the hash of sources by their place and meaning."""
    digest = blake2b(digest_size=8)
    for name, text in sources.items():
        words = [name]
        tell(ast.parse(text), words)
        digest.update("\x00".join(words).encode() + b"\n")
    return digest.hexdigest()


def tell(node: ast.AST, words: list[str]) -> None:
    """Add a syntax tree to a list of words: kinds of nodes and their values.

    Fields that are empty are left out, since which of them there are differs by Python.
    """
    kind = type(node)
    words.append(kind.__name__)
    for field in kind._fields:
        value = getattr(node, field, None)
        if (kind, field) in SAYS_NOTHING or (value is None and kind is not ast.Constant):
            continue
        if isinstance(value, list):
            words.append(f"{field}:")
            for one in value:
                if isinstance(one, ast.AST):
                    if not is_for_people(one):
                        tell(one, words)
                else:
                    words.append(repr(one))
        elif isinstance(value, ast.AST):
            words.append(field)
            tell(value, words)
        else:
            words.append(f"{field} {value!r}")
    words.append(".")


def is_for_people(node: ast.AST) -> bool:
    """Whether a node is a docstring, a method of `TEXTS`, or a keyword that tells people about a number."""
    if type(node) is ast.FunctionDef:
        return node.name in TEXTS
    if type(node) is ast.Expr:
        return type(node.value) is ast.Constant and type(node.value.value) is str
    return type(node) is ast.keyword and node.arg in WORDS
