"""A plan is a problem of SALib, and a scenario a Model of the EMA workbench."""

import sys
import warnings
from datetime import date

import numpy as np
import pytest
from SALib.sample import sobol

from trustladder import InputError, Scenario, run
from trustladder.analysis.studies.ema import ema_model
from trustladder.analysis.sweeps.plans import Sweep

FACTORS = {
    "levers.joint_share": [0.0, 0.6],
    "structure.gate": [False, True],
    "structure.trust_rule": ["beta", "kydd"],
    "uncertainties.omega": {},
}


def plan(**factors):
    return Sweep.load({"scenario": "malacca-piracy", "design": "random", "points": 1, "factors": factors})


def test_every_row_that_salib_draws_of_a_plan_is_a_scenario():
    known = plan(**FACTORS, **{"events.tsunami.date": [date(2004, 10, 1), date(2005, 3, 1)]})
    problem, scenario = known.problem(), Scenario.load("malacca-piracy")
    assert problem["names"] == [factor.path for factor in known.factors]
    assert problem["bounds"][0] == [0.0, 0.6]
    drawn = [known.settings(row) for row in sobol.sample(problem, 8, calc_second_order=False)]
    assert len(drawn) == 8 * (problem["num_vars"] + 2)
    for settings in drawn:
        changed = scenario.changed(settings)
        assert changed.levers.joint_share == settings["levers.joint_share"]
        assert changed.structure.trust_rule in ("beta", "kydd")
        assert date(2004, 10, 1) <= changed.events["tsunami"].date <= date(2005, 3, 1)
    assert len({settings["events.tsunami.date"] for settings in drawn}) > 2
    assert known.settings([0.6, 0.0, 1.0, 0.0, 0.0])["structure.trust_rule"] == "kydd"


def test_the_workbench_gets_the_means_that_a_run_gives():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import perform_experiments

        model = ema_model("malacca-piracy", FACTORS, ["region_held", "region_held_month"], runs=4)
        experiments, outcomes = perform_experiments(model, scenarios=2, policies=2)
    assert {lever.name for lever in model.levers} == {"levers_joint_share"}
    assert len(experiments) == len(outcomes["region_held"]) == 4
    first = {path: experiments[path.replace(".", "_")][0] for path in FACTORS}
    found = run(Scenario.load("malacca-piracy").changed(first), 4).metrics
    assert outcomes["region_held"][0] == found["region_held"].mean()
    assert outcomes["region_held_month"][0] == np.nan_to_num(found["region_held_month"], nan=180.0).mean()


@pytest.mark.parametrize(
    ("factors", "metrics", "said"),
    [
        ({"levers.joint_shar": [0, 1]}, (), "joint_share"),
        ({"levers.joint_share": [0, 1]}, ("region_hold",), "region_held"),
        ({"scenario": ["baseline", "later"]}, (), "stands there twice"),
    ],
)
def test_a_model_of_what_there_is_not_is_one_line(factors, metrics, said):
    with pytest.raises(InputError, match=said):
        ema_model("malacca-piracy", factors, metrics)


def test_without_the_workbench_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(InputError, match=r"pip install 'trustladder\[discovery\]'"):
        ema_model("malacca-piracy", FACTORS)
