"""Counterfactuals of a scenario: without meetings on other domains than the aim, or without spillover of trust."""

from typing import Literal

from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.entities import Forum
from trustladder.sim.scenario.quantity import Quantity
from trustladder.sim.scenario.scenario import Scenario

COUNTERFACTUALS = ("without", "with")  # the domain aimed at alone; all domains, but no spillover of trust


def counterfactual(scenario: Scenario, name: str) -> Scenario:
    """Return a counterfactual: "with" has no spillover of trust between domains, "without" no domain but the aim."""
    scenario = changed(scenario, {"structure.transfer": 0.0})
    return scenario if name == "with" else without_other_meetings(scenario)


def without_other_meetings(scenario: Scenario, calls_go_to: Literal["nothing", "aim"] = "nothing") -> Scenario:
    """Return the scenario in which forums meet on the aim alone; its past stays as it is.

    The calls to meet on other domains go to nothing, or in forums that have the aim on their agenda to the aim.
    """
    forums = {name: _meets_on(forum, scenario.aim, calls_go_to) for name, forum in scenario.forums.items()}
    return scenario.model_copy(update={"forums": forums})


def _meets_on(forum: Forum, aim: str, calls_go_to: str) -> Forum:
    freed = sum(entry.rate.value for domain, entry in forum.agenda.items() if domain != aim)
    agenda = {}
    for domain, entry in forum.agenda.items():
        rate = 0.0 if domain != aim else min(1.0, entry.rate.value + (freed if calls_go_to == "aim" else 0.0))
        agenda[domain] = entry.model_copy(update={"rate": Quantity(judgement=rate)})
    return forum.model_copy(update={"agenda": agenda})
