"""The simulator. Read it in this order:

scenario.py   what is asked: a TOML file made into a checked value; parameters.py and entities.py declare every number
world.py      the scenario as tables, built by building.py; layout.py says how they lie in memory
law/          the rules, one page a step of the month
draws.py      chance
model.py      the readable lane, with agents.py and forums.py
ensemble.py   the fast lane, with kernel/
series.py     what is observed; metrics.py what it comes to
runs.py       many replicates; results.py writes them down, with parts.py and manifests.py
version.py    which model it was
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Donor, Government
    from sim.errors import InputError
    from sim.model import CooperationModel
    from sim.runs import run
    from sim.scenario import Scenario

__all__ = ["CooperationModel", "Donor", "Government", "InputError", "Scenario", "run"]

_HOMES = {
    "CooperationModel": "sim.model",
    "Donor": "sim.agents",
    "Government": "sim.agents",
    "InputError": "sim.errors",
    "Scenario": "sim.scenario",
    "run": "sim.runs",
}


def __getattr__(name: str) -> Any:
    """Import what is heavy only when it is asked for; Mesa alone takes most of a second."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
