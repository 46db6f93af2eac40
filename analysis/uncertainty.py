"""Find the parameter sets that express uncertainty: those of a scenario's fit, those of the prior, or none."""

from trustladder.analysis.history.prior import prior
from trustladder.sim.engine import ParameterSets
from trustladder.sim.runs import chosen_sets
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

PRIOR_SETS = 256  # Sobol' points come in powers of two


def sets_of(kind: str | None, scenario: Scenario) -> ParameterSets:
    """Return the parameter sets of a kind; none for "none", and those of the scenario's fit, if it has one, for None.

    Raises InputError where the scenario lacks a parameter or a fit.
    """
    if kind != "prior":
        return list(chosen_sets([scenario], kind, None)[0])
    known = prior()
    sets = [known.settings(point) for point in known.points(PRIOR_SETS, 1)]
    try:
        with_parameters(scenario, sets[0])
    except InputError as error:
        raise InputError(f"uncertainty {kind}: {scenario.name} lacks what was fitted ({error})") from None
    return sets
