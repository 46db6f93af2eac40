"""What is done with the simulator: commands, summaries, stories, tables, figures; `compare`, `sweep` and `sensitivity` in Python."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.comparison.compare import compare
    from analysis.studies.sensitivity import sensitivity
    from analysis.sweeps.sweep import sweep

__all__ = ["compare", "sensitivity", "sweep"]

_HOMES = {
    "compare": "analysis.comparison.compare",
    "sensitivity": "analysis.studies.sensitivity",
    "sweep": "analysis.sweeps.sweep",
}


def __getattr__(name: str) -> Any:
    """Import what is heavy only when it is asked for."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")
