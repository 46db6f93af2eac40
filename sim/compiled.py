"""Compiling, with a cache on disk that never runs an older law.

The cache's folder is named by a hash of the sources that compiled code is made of: edit a rule, and the next run
compiles it anew. (Numba itself notices only changes in the file of the function that it was called with.) That hash is of
the sources byte for byte, and only names the cache; what results depend on is hashed in `sim/version.py`.
"""

import os
import shutil
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import llvmlite.binding
import numba
from platformdirs import user_cache_dir

ROOT = Path(__file__).resolve().parent
ENGINE = (
    "law/*.py",
    "kernel/*.py",
    "compiled.py",
    "draws.py",
    "effects.py",
    "layout.py",
    "series.py",
    "state.py",
    "world.py",
)
KEPT_CACHES = 4


@cache
def engine_hash() -> str:
    """The hash of what compiled code is made of, file by file, the same on every system."""
    digest, paths = blake2b(digest_size=8), [path for part in ENGINE for path in ROOT.glob(part)]
    for path in sorted(paths, key=lambda path: path.relative_to(ROOT).as_posix()):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


@cache
def cache_folder() -> Path:
    """Where compiled code of this law is kept: the user's cache, else a folder of the temporary directory.

    Code that checks bounds (NUMBA_BOUNDSCHECK=1) has a folder of its own: numba would take the one for the other.
    """
    name = engine_hash() + ("-bounds" if numba.config.BOUNDSCHECK else "")
    for root in (Path(user_cache_dir("trustladder")), Path(gettempdir()) / f"trustladder-{os.getpid()}"):
        folder = root / "compiled" / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            _forget_old(folder)
            return folder
    raise OSError("no folder can be written for compiled code; set TMPDIR")


def _forget_old(current: Path) -> None:
    """Remove the compiled code of laws not used for longest."""
    others = [path for path in current.parent.iterdir() if path.is_dir() and path != current]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT_CACHES - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def is_compiled() -> bool:
    """Whether a compiled lane of this law lies in the cache already."""
    return any(cache_folder().rglob("*.nbc"))


@cache
def _without_unrolling() -> None:
    """Tell the compiler not to unroll loops of unknown length: ours are short, and a month must fit the nearest cache."""
    llvmlite.binding.set_option("trustladder", "-unroll-runtime=false")


def cached(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function without the interpreter's lock, and keep it on disk under the hash of the law."""
    _without_unrolling()
    numba.config.CACHE_DIR = str(cache_folder())
    return numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)  # type: ignore[no-any-return]
