"""Find the compiled month that a wheel may bring along, so that nobody waits for the compiler.

`.ci/wheel.py` makes it, for a level of processors: every later processor runs it too, to the same bits. It is taken
where Python, numba and the engine's sources are those that it was made with; anywhere else the engine is compiled as
without it.
"""

import platform
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import llvmlite.binding
import numba
from numba.core.caching import Cache, FunctionCache, IndexDataCacheFile

FOLDER = Path(__file__).resolve().parent / "precompiled"


class Level(NamedTuple):
    """A level of processors, by the compiler's name, and what a processor of it has."""

    name: str
    features: frozenset[str]


LEVELS = {"x86_64": Level("x86-64-v3", frozenset({"avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe"}))}


def level() -> Level | None:
    """Return the level for which a wheel is compiled on this kind of machine; None where there is none."""
    return LEVELS.get({"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower()))


def runs_here(one: Level) -> bool:
    """Whether this processor runs code of a level, and nobody has asked for another compilation."""
    has = llvmlite.binding.get_host_cpu_features()
    asked = numba.config.BOUNDSCHECK or numba.config.CPU_NAME or numba.config.CPU_FEATURES is not None
    return not asked and all(has.get(feature) for feature in one.features)


def of_wheel(kept: FunctionCache, stamp: str, folder: Path = FOLDER) -> FunctionCache | None:
    """Turn numba's cache of a function to the folder of a wheel, and return it.

    None where the folder is missing, or is not for this processor. `stamp` is the hash of the sources, which must be
    that with which the folder was made.
    """
    one = level()
    if one is None or not folder.is_dir() or not runs_here(one):
        return None
    kept._cache_file = IndexDataCacheFile(str(folder), kept._impl.filename_base, stamp)
    kept._index_key = lambda signature, codegen: Cache._index_key(kept, signature, _of_level(one, codegen))
    return kept


def _of_level(one: Level, codegen: Any) -> SimpleNamespace:
    """Return what an index of numba's tells code of a level apart by, as its generator of code for this machine."""
    return SimpleNamespace(magic_tuple=lambda: (codegen.magic_tuple()[0], one.name, ""))
