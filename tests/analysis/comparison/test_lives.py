"""Futures under parameter sets: those that `run` gives, in worlds and pasts that are run once if they are the same."""

import numpy as np
import pytest

from trustladder.analysis.comparison.lives import Lives
from trustladder.analysis.sweeps.points import Pasts
from trustladder.sim.metrics import measure
from trustladder.sim.runs import run
from trustladder.sim.scenario.scenario import Scenario

RUNG = "domains.counternarcotics.rungs.operations.exposure"
SETS = [
    {"uncertainties.omega": 0.3, RUNG: 1.5},
    {"uncertainties.omega": 0.9, RUNG: 2.5},
    {"uncertainties.omega": 0.3, RUNG: 1.5},
]


@pytest.mark.parametrize("sets", [(), SETS[:1], SETS], ids=["none", "one", "two alike"])
def test_the_futures_of_a_scenario_however_they_are_asked_for_are_those_that_run_gives_it(sets):
    scenario = Scenario.load("coordinated-donors", {"past.replicates": 5, "months": 24})
    lives, expected = Lives(scenario, Pasts(scenario.seed), sets, threads=2), run(scenario, 16, sets=sets).metrics
    for which in (range(7), range(7, 16)):
        for name, values in measure(scenario, lives.record(which)).items():
            assert np.array_equal(values, expected[name][which.start : which.stop], equal_nan=True), name


def test_worlds_that_are_believed_alike_are_one_world_and_their_past_is_run_once():
    scenario = Scenario.load("baseline", {"past.replicates": 5, "months": 1})
    pasts, sets = Pasts(1), [{"uncertainties.omega": 0.3}, {"uncertainties.omega": 0.9}, {"uncertainties.omega": 0.3}]
    one, other = (
        Lives(scenario, pasts, sets),
        Lives(Scenario.load("open-door", {"past.replicates": 5, "months": 1}), pasts, sets),
    )
    for lives in (one, other):
        assert [numbers for _, numbers in lives.worlds.values()] == [[0, 2], [1]]
        assert len(lives.record(range(4)).failed) == 4
    assert pasts.made == 2
