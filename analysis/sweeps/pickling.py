"""Agents of one's own on their way to other processes and machines: by value, so that nobody there needs their text.

What is installed (the simulator, Python's own library, other people's packages) travels by name; whatever else the classes
reach, in a script, a notebook or a module beside it, goes along.
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

HERE = ".".join(platform.python_version_tuple()[:2])  # compiled functions are understood by this version alone
LIBRARY = Path(sysconfig.get_path("stdlib"))
INSTALLED = {"site-packages", "dist-packages"}  # folders of whatever came through pip or the system
OURS = "trustladder"  # an editable installation lies elsewhere


class Agents(dict[str, Any]):
    """The classes that take the place of the shipped ones, by role: model, government, donor."""

    def pack(self) -> bytes:
        """The classes by value. Raises InputError for what cannot travel."""
        try:
            with local_modules_by_value():
                return bytes(cloudpickle.dumps(dict(self)))
        except Exception as error:  # whatever the classes reach says in its own way that it stays
            names = ", ".join(known.__qualname__ for known in self.values())
            raise InputError(
                f"agents: {names} cannot travel to another process ({' '.join(str(error).split())[:200]}); "
                "make that where it is used, or take threads=1 without a cluster"
            ) from None

    def __reduce__(self) -> tuple[Any, ...]:
        return unpickle, (HERE, self.pack())


@lru_cache(maxsize=4)
def unpickle(python: str, packed: bytes) -> Agents:
    """The classes, where they have come to. Raises InputError under another Python, which would misread them."""
    if python != HERE:
        raise InputError(
            f"agents: Python {HERE} cannot run classes of Python {python}; allowed: the same on all machines"
        )
    return Agents(pickle.loads(packed))


@contextmanager
def local_modules_by_value() -> Iterator[None]:
    """While everything that is not installed is pickled by value."""
    known = cloudpickle.list_registry_pickle_by_value()
    found = {
        module.__name__: module for module in list(sys.modules.values()) if is_local(module)
    }  # one may have two names
    local = [module for name, module in found.items() if name not in known]
    for module in local:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in local:
            cloudpickle.unregister_pickle_by_value(module)


def is_local(module: object) -> bool:
    """Whether a module is the user's own, and not installed."""
    place = getattr(module, "__file__", None)
    if not isinstance(module, ModuleType) or place is None or module.__name__.partition(".")[0] == OURS:
        return False
    return not (Path(place).is_relative_to(LIBRARY) or INSTALLED & set(Path(place).parts))
