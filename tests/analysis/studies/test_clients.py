"""Other people's drivers run the model as their own; Mesa's `batch_run` is in tests/test_model.py."""

import warnings

import numpy as np

from trustladder.sim.runs import run
from trustladder.sim.scenario.scenario import Scenario

SCENARIO = Scenario.load("malacca-piracy").with_months(24)


def futures(omega, gate):
    """The model as a function of two parameters: what the workbench calls."""
    found = run(
        SCENARIO.changed({"uncertainties.omega": omega, "structure.gate": gate}), 4, seed=3, uncertainty="none"
    ).metrics
    return {"refusal_share": float(found["refusal_share"].mean()), "held": float(found["region_held"].mean())}


def test_the_ema_workbench_drives_the_model():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ema_workbench as ema

        model = ema.Model("malacca", function=futures)
        model.uncertainties = [ema.RealParameter("omega", 0.1, 0.9), ema.BooleanParameter("gate")]
        model.outcomes = [ema.ScalarOutcome("refusal_share"), ema.ScalarOutcome("held")]
        experiments, outcomes = ema.perform_experiments(model, scenarios=6)
    assert len(experiments) == 6 and np.ptp(outcomes["refusal_share"]) > 0.0
    for row in (0, 5):
        again = futures(float(experiments["omega"][row]), bool(experiments["gate"][row]))
        assert outcomes["refusal_share"][row] == again["refusal_share"]
