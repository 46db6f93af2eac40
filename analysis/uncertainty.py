"""Load parameter sets that express uncertainty: from the posterior or the prior."""

from trustladder.analysis.history.posterior import Settings, read
from trustladder.analysis.history.prior import prior
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

PRIOR_SETS = 256  # Sobol' points come in powers of two
KINDS = ("none", "prior", "posterior")


def sets_of(kind: str, scenario: Scenario) -> list[Settings]:
    """Return the parameter sets of a kind; none for "none". Raises InputError where the scenario lacks a parameter."""
    if kind == "none":
        return []
    if kind == "posterior":
        sets = read().sets
    else:
        known = prior()
        sets = [known.settings(point) for point in known.points(PRIOR_SETS, 1)]
    try:
        with_parameters(scenario, sets[0])
    except InputError as error:
        raise InputError(f"--uncertainty {kind}: {scenario.name} lacks what was fitted ({error})") from None
    return sets
