"""Trustladder: a simulator of multilateral cooperation.

Run a scenario a thousand times, and compare it with another under the same draws:

>>> from trustladder import compare, run
>>> result = run("baseline", 1000)  # doctest: +SKIP
>>> result.frame()["region_held"].mean()  # doctest: +SKIP
>>> compare("baseline", "coordinated-donors").variants  # doctest: +SKIP

`Scenario.load` reads a scenario, `sweep` runs many points of many parameters, `sensitivity` and `discover` analyse a
sweep, and `figure` draws any of these; in a notebook each shows its finding, a table and a figure. `CooperationModel`
runs one future agent by agent on Mesa; subclass `Government` or `Donor` to change what an agent does. Bad input raises
`InputError`, in one line.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustladder.analysis.figures.kit.publish import figure
    from trustladder.analysis.notebook.comparisons import compare
    from trustladder.analysis.notebook.runs import run
    from trustladder.analysis.notebook.studies import sensitivity, sweep
    from trustladder.analysis.studies.discovery import discover
    from trustladder.sim.agents.donor import Donor
    from trustladder.sim.agents.forum import Forum
    from trustladder.sim.agents.government import Government
    from trustladder.sim.agents.model import CooperationModel
    from trustladder.sim.scenario.errors import InputError
    from trustladder.sim.scenario.scenario import Scenario

_HOMES = {
    "CooperationModel": "sim.agents.model",
    "Donor": "sim.agents.donor",
    "Forum": "sim.agents.forum",
    "Government": "sim.agents.government",
    "InputError": "sim.scenario.errors",
    "Scenario": "sim.scenario.scenario",
    "compare": "analysis.notebook.comparisons",
    "discover": "analysis.studies.discovery",
    "figure": "analysis.figures.kit.publish",
    "run": "analysis.notebook.runs",
    "sensitivity": "analysis.notebook.studies",
    "sweep": "analysis.notebook.studies",
}

__all__ = [
    "CooperationModel",
    "Donor",
    "Forum",
    "Government",
    "InputError",
    "Scenario",
    "compare",
    "discover",
    "figure",
    "run",
    "sensitivity",
    "sweep",
]

# A checkout without symbolic links (Windows) has the folders beside this one instead of inside it.
if not (Path(__file__).parent / "sim").is_dir():
    __path__.append(str(Path(__file__).resolve().parent.parent))


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used; Mesa alone takes most of a second."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
