"""Benchmarks, printed in one run of `python -m tests.benchmarks`; each shows its goal beside the measured figure.

Whatever compares two things takes turns between them in one process, and reports the median with the range, because
machines are noisy. To add one: a file with a `measure(setup)` that returns a Report, and its name in `NAMES`.
"""

from importlib import import_module
from types import ModuleType

NAMES = (
    "lanes",
    "speed",
    "month",
    "processors",
    "profile",
    "scaling",
    "memory",
    "start",
    "million",
    "cluster",
    "indices",
    "overhead",
    "uncertainty",
    "cost",
    "reading",
    "log",
    "kills",
    "figures",
    "page",
    "coverage",
    "break-even",
    "checks",
)  # in the order in which they run


def module_of(name: str) -> ModuleType:
    """Return the module of a benchmark."""
    return import_module(f"tests.benchmarks.{name.replace('-', '_')}")
