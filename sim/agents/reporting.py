"""What Mesa's data collector records of a model every month: the series, and the state of every agent by its type.

model.datacollector.get_model_vars_dataframe()
model.datacollector.get_agenttype_vars_dataframe(Government)
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from trustladder.sim.agents.actor import Actor
    from trustladder.sim.agents.model import CooperationModel

OF_ACTORS = ("name", "load")
OF_GOVERNMENTS = ("policing", "coercion", "border_technology", "collusion", "unrest", "contest")
OF_DONORS = ("attention",)


def data_collector(model: CooperationModel, government: type[Actor], donor: type[Actor]) -> mesa.DataCollector:
    """Return the collector of a model whose agents are of these classes; agents only where the model records.

    By type, since a government has other states than a donor, and `mesa.batch_run` keeps a row a model that way.
    """
    of_agents = {government: OF_ACTORS + OF_GOVERNMENTS, donor: OF_ACTORS + OF_DONORS} if model.recording else {}
    return mesa.DataCollector(
        model_reporters={name: partial(_latest, place=place) for place, name in enumerate(model.columns)},
        agenttype_reporters={kind: {name: name for name in names} for kind, names in of_agents.items()},
    )


def _latest(model: CooperationModel, place: int) -> float:
    return float(model.tally[place])
