"""Build the counterfactuals of a sweep's point: without spillover of trust, and with the aim's domain alone."""

from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.quantity import Quantity
from trustladder.sim.scenario.scenario import Scenario

COUNTERFACTUALS = ("without", "with")  # the domain aimed at alone; all domains, but no spillover of trust


def counterfactual(scenario: Scenario, name: str) -> Scenario:
    """Return a counterfactual: "with" has no spillover of trust between domains, "without" no domain but the aim."""
    scenario = changed(scenario, {"structure.transfer": 0.0})
    if name == "with":
        return scenario
    never = {"rate": Quantity(judgement=0.0)}
    forums = {
        key: forum.model_copy(
            update={
                "agenda": {
                    domain: entry if domain == scenario.aim else entry.model_copy(update=never)
                    for domain, entry in forum.agenda.items()
                }
            }
        )
        for key, forum in scenario.forums.items()
    }
    return scenario.model_copy(update={"forums": forums})
