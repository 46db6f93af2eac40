"""Compiling, with a cache on disk that never runs an older law.

The cache's folder is named by a hash of the sources that compiled code is made of: edit a rule, and the next run
compiles it anew. (Numba itself notices only changes in the file of the function that it was called with.) That hash is
of the sources byte for byte, and only names the cache; what results depend on is hashed in `sim/machine/version.py`.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import llvmlite.binding
import numba
from numba.core.caching import FunctionCache, UserProvidedCacheLocator
from numba.core.compiler import Compiler
from numba.core.event import Listener, register
from numba.core.runtime import rtsys
from numba.extending import register_jitable

from trustladder.sim.law.rule import hand_rules_to
from trustladder.sim.machine.folders import forget_older, writable_folder
from trustladder.sim.machine.locks import Turn
from trustladder.sim.machine.precompiled import of_wheel
from trustladder.sim.scenario.errors import InputError, shown

LOG = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
ENGINE = (
    "arrays/periods.py",
    "arrays/series.py",
    "arrays/state.py",
    "arrays/tables.py",
    "law/*.py",
    "machine/compiled.py",
    "machine/draws.py",
    "machine/eights.py",
    "machine/memory.py",
    "machine/simd.py",
    "month/*.py",
    "scenario/effects.py",
)
INLINED = {"forceinline": True, "no_cfunc_wrapper": True}  # into whatever calls it that is compiled here
OPTIONS = {"nogil": True, "error_model": "numpy", "_nrt": False, **INLINED}
KEPT_CACHES = 4
PATIENCE = 180.0  # seconds for which another process may compile the same
_said: list[OSError | None] = []  # why compiled code is not kept, once that was told


def _compilable(rule: Callable[..., Any]) -> None:
    """Have a rule of the law compiled into whatever compiled function calls it."""
    register_jitable(**INLINED)(rule)


hand_rules_to(_compilable)


@cache
def engine_hash() -> str:
    """Return the hash of what compiled code is made of, file by file, the same on every system."""
    digest, paths = blake2b(digest_size=8), [path for part in ENGINE for path in ROOT.glob(part)]
    for path in sorted(paths, key=lambda path: path.relative_to(ROOT).as_posix()):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@cache
def cache_folder() -> Path | None:
    """Where compiled code of this law is kept: the user's cache, else a folder of the user's among temporary files.

    None, and one line on standard error that says why, where neither can be written: then every command compiles anew.
    Code that checks bounds (NUMBA_BOUNDSCHECK=1) has a folder of its own: numba would take the one for the other.
    """
    name = engine_hash() + ("-bounds" if numba.config.BOUNDSCHECK else "")
    try:
        folder = writable_folder("compiled", name)
    except OSError as error:
        _say_not_kept(error)
        return None
    forget_older(folder, KEPT_CACHES)
    return folder


def _say_not_kept(why: OSError | None) -> None:
    """Say once that nothing is kept, and why."""
    if _said:
        return
    _said.append(why)
    with suppress(OSError, ValueError, AttributeError):
        reason = " ".join(str(why).split())[:200]
        sys.stderr.write(
            f"trustladder: compiled code cannot be kept ({reason}), so every command compiles anew; set XDG_CACHE_HOME "
            "or TMPDIR to a folder that can be written\n"
        )


@cache
def _without_unrolling() -> None:
    """Tell the compiler not to unroll loops of unknown length.

    Ours are short, and a month must fit the nearest cache.
    """
    llvmlite.binding.set_option("trustladder", "-unroll-runtime=false")


class BySources(UserProvidedCacheLocator):  # type: ignore[misc]
    """Tell numba to keep what is compiled of the engine under the hash of its sources, wherever those lie.

    Numba's own names hold path and time of a file: the same sources in another environment would be compiled anew.
    """

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> "BySources | None":
        """Return where a function's code is kept; None for one that is not of the engine, which the hash ignores."""
        place = Path(py_file).resolve()
        return cls(py_func, py_file) if any(place in ROOT.glob(part) for part in ENGINE) else None

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(cache_folder())

    def get_source_stamp(self) -> str:
        """Return what has to be the same for code not to be stale."""
        return engine_hash()

    def get_disambiguator(self) -> str:
        """Return the end of a file's name, which numba would make of the function's line."""
        return "sources"


class _Announcer(Listener):  # type: ignore[misc]
    """Say once, before the first function of the engine is compiled, how long that takes."""

    def __init__(self) -> None:
        self.said = False

    def on_start(self, event: Any) -> None:
        """Say it, unless what is compiled is somebody else's."""
        module = getattr(getattr(event.data.get("dispatcher"), "py_func", None), "__module__", "") or ""
        if not self.said and module.startswith("trustladder."):
            self.said = True
            LOG.info("compiling the engine: about twenty seconds, once for each version of the model")

    def on_end(self, event: Any) -> None:
        """Say nothing."""


@cache
def _announce() -> None:
    """Announce the first compilation; functions that come from the cache are not compiled."""
    register("numba:compile", _Announcer())


@contextmanager
def _kept_in(folder: Path | None) -> Iterator[None]:
    """Have numba keep what is compiled now in a folder."""
    before = numba.config.CACHE_LOCATOR_CLASSES
    if folder is not None:
        numba.config.CACHE_DIR = str(folder)
    numba.config.CACHE_LOCATOR_CLASSES = f"{__name__}.{BySources.__name__},{UserProvidedCacheLocator.__name__}"
    try:
        yield
    finally:
        numba.config.CACHE_LOCATOR_CLASSES = before


class ApartInMemory(Compiler):  # type: ignore[misc]
    """Compile a function whose arrays do not overlap: what was read from one stays read when another is written to."""

    def define_pipelines(self) -> Any:
        """Return numba's own passes."""
        self.state.flags.noalias = True
        return super().define_pipelines()


def cached(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function without the interpreter's lock, and keep it on disk under the hash of the law.

    None of the arrays that it changes may overlap another that it is given.
    """
    if numba.config.DISABLE_JIT:
        raise InputError("NUMBA_DISABLE_JIT: is set, but the engine must be compiled; allowed: 0, or not set")
    _without_unrolling()
    _announce()
    folder = cache_folder()
    with _kept_in(folder):
        compiled = numba.njit(cache=folder is not None, pipeline_class=ApartInMemory, **OPTIONS)(function)
        _look_first(compiled, [loaded_from(one) for one in (compiled._cache, *_brought_along(function))])
    if folder is not None:
        _keep_once(compiled, folder)
    return compiled  # type: ignore[no-any-return]


def _brought_along(function: Callable[..., Any]) -> list[FunctionCache]:
    """Return the cache in which a function is found among what a wheel has brought along, where it has."""
    ours = BySources.from_function(function, function.__code__.co_filename)
    found = of_wheel(FunctionCache(function), engine_hash()) if ours else None
    return [found] if found else []


def loaded_from(kept: FunctionCache) -> Callable[..., Any]:
    """Return how code is loaded from a cache of numba's; None where it is not there.

    Numba itself fetches all that it compiles with before it looks; whoever finds code there needs none of it.
    """

    def load(signature: Any, context: Any) -> Any:
        rtsys.initialize(context)
        with kept._guard_against_spurious_io_errors():
            return kept._load_overload(signature, context)

    return load


def _look_first(compiled: Any, places: list[Callable[..., Any]]) -> None:
    """Have numba look for compiled code in several places, one after the other.

    What is damaged counts as not there, and gives way to what is compiled now.
    """

    def load(*arguments: Any) -> Any:
        for place in list(places):
            try:
                found = place(*arguments)
            except Exception as error:
                LOG.warning("compiled code cannot be read (%s): compiling the engine anew", shown(error))
                places.remove(place)
                with suppress(OSError):
                    compiled._cache.flush()
            else:
                if found is not None:
                    return found
        return None

    compiled._cache.load_overload = load


def _keep_once(compiled: Any, folder: Path) -> None:
    """Have several processes that need a function at once compile it once: the others wait, and find it on disk.

    Go on with what is compiled where it cannot be written, as on a full disk; numba gives up.
    """
    kept: Any = compiled._cache
    load, save = kept.load_overload, kept.save_overload
    turn = Turn(folder / f"{compiled.__name__}.lock")

    def load_or_wait(*arguments: Any) -> Any:
        found = load(*arguments)
        if found is None and turn.wait(PATIENCE):
            found = load(*arguments)
            if found is not None:
                turn.end()
        return found

    def save_or_say(*arguments: Any) -> None:
        try:
            save(*arguments)
        except OSError as error:
            _say_not_kept(error)
        finally:
            turn.end()

    kept.load_overload, kept.save_overload = load_or_wait, save_or_say
