"""Pickle user-defined agent classes by value, so that other processes and machines need not import their source.

What is installed (the simulator, the standard library, packages) is pickled by name; everything else that the classes
reach, in a script, a notebook or a module beside it, is pickled with them.
"""

import pickle
import platform
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import cloudpickle

from trustladder.sim.scenario.errors import InputError

PYTHON = ".".join(platform.python_version_tuple()[:2])  # byte code can be read by this version alone
LIBRARY = Path(sysconfig.get_path("stdlib"))
INSTALLED = {"site-packages", "dist-packages"}  # folders of packages
OURS = "trustladder"  # an editable installation lies elsewhere


class Agents(dict[str, Any]):
    """The classes that replace the shipped ones, by role: model, government, donor."""

    def pickle_by_value(self) -> bytes:
        """Return the classes pickled by value. Raises InputError where that is impossible."""
        try:
            with local_modules_by_value():
                return bytes(cloudpickle.dumps(dict(self)))
        except Exception as error:  # each object that cannot be pickled raises an error of its own
            names = ", ".join(known.__qualname__ for known in self.values())
            raise InputError(
                f"agents: {names} cannot travel to another process ({' '.join(str(error).split())[:200]}); "
                "make that where it is used, or take threads=1 without a cluster"
            ) from None

    def __reduce__(self) -> tuple[Any, ...]:
        return unpickle, (PYTHON, self.pickle_by_value())


@lru_cache(maxsize=4)
def unpickle(python: str, packed: bytes) -> Agents:
    """Return the classes. Raises InputError under another version of Python, which would misread them."""
    if python != PYTHON:
        raise InputError(
            f"agents: Python {PYTHON} cannot run classes of Python {python}; allowed: the same on all machines"
        )
    return Agents(pickle.loads(packed))


@contextmanager
def local_modules_by_value() -> Iterator[None]:
    """Have everything that is not installed pickled by value."""
    known = cloudpickle.list_registry_pickle_by_value()
    found = {one.__name__: one for one in list(sys.modules.values()) if is_local(one)}  # one may have two names
    local = [module for name, module in found.items() if name not in known]
    for module in local:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in local:
            cloudpickle.unregister_pickle_by_value(module)


def is_local(module: object) -> bool:
    """Return whether a module is the user's own, and not installed."""
    path = getattr(module, "__file__", None)
    if not isinstance(module, ModuleType) or path is None or module.__name__.partition(".")[0] == OURS:
        return False
    return not (Path(path).is_relative_to(LIBRARY) or INSTALLED & set(Path(path).parts))
