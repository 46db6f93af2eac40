"""One point of a sweep: its past, shared wherever it is the same, and run no further than its replicates need."""

import numpy as np
import pytest

from trustladder.analysis.sweeps.changes import changed
from trustladder.analysis.sweeps.points import Pasts, ground_of, runs_of
from trustladder.sim.runs import run
from trustladder.sim.scenario.scenario import Scenario

SHORT = {"past.replicates": 4, "months": 1}


def test_points_that_differ_in_levers_share_one_past():
    scenario = Scenario.load("baseline", SHORT)
    ground, pasts = ground_of(scenario), Pasts(1)
    for share in (0.1, 0.5, 0.9):
        runs_of(changed(scenario, {"levers.joint_share": share}), ground, pasts, range(3))
    assert pasts.made == 1
    runs_of(changed(scenario, {"uncertainties.omega": 0.1}), ground, pasts, range(3))
    assert pasts.made == 2


def test_scenarios_with_one_past_share_it_and_others_do_not():
    pasts = Pasts(1)
    for name in ("baseline", "coordinated-donors", "open-door"):
        scenario = Scenario.load(name, SHORT)
        runs_of(scenario, ground_of(scenario), pasts, range(3))
    assert pasts.made == 1
    other = Scenario.load("baseline", SHORT).with_parameters({"actors.UZB.collusion": 0.4})
    runs_of(other, ground_of(other), pasts, range(3))
    assert pasts.made == 2


@pytest.mark.parametrize("which", [range(3), range(8, 13), range(20), range(57, 60), [5, 3, 12, 30]], ids=str)
def test_a_replicate_finds_its_own_past(which):
    """What it begins with is what `run` gives it, whoever runs beside it."""
    scenario = Scenario.load("baseline", {"past.replicates": 10, "months": 2})
    found = runs_of(scenario, ground_of(scenario), Pasts(scenario.seed), which).start
    alone = run(scenario, max(which) + 1, threads=1)
    trust = alone.metrics["trust_region.energy"] - alone.metrics["trust_region_change.energy"]
    column = alone.series.index("trust_region.energy")
    assert np.allclose(found[:, column], trust[list(which)], rtol=0.0, atol=1e-15)
