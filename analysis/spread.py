"""Say in a sentence over what the futures of a result are spread."""

from trustladder.sim.engine import ParameterSets
from trustladder.sim.scenario.scenario import Scenario


def what_varies(scenario: Scenario, sets: ParameterSets) -> str:
    """Return in a sentence over what the futures of a scenario are spread."""
    if sets:
        of_fit = "that the record leaves open" if scenario.fit else "of what is not known"
        return f"Futures differ by luck and over {len(sets):,} parameter sets {of_fit}."
    why = "" if scenario.fit else ", since this region was never fitted to a record"
    return f"Futures differ by luck alone; the scenario's own numbers hold in all of them{why}."
