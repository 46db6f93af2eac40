"""Structure under doubt: forms of the model, what they move, and whether the record tells them apart."""

import numpy as np
import pytest

from trustladder.analysis.history.facts import targets
from trustladder.analysis.history.prior import prior
from trustladder.analysis.history.structures import (
    RUNS_A_SET,
    TELLING,
    Verdict,
    _factor,
    _held_in_steps,
    forms,
    structures,
    work,
)
from trustladder.analysis.history.time_step import with_time_steps
from trustladder.sim.ensemble import run_replicates
from trustladder.sim.fits import Fit, read_fit
from trustladder.sim.runs import run
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.parameters import Structure, lines_of
from trustladder.sim.scenario.scenario import Scenario


def test_every_structural_choice_is_doubted():
    doubted = {(path, value) for form in forms() for path, value in form.settings.items()}
    for line in lines_of("structure", Structure):
        others = [value for value in line.choices if value != line.default] if line.choices else [None]
        for value in others:
            assert any(path == line.path and value in (None, found) for path, found in doubted), (line.path, value)


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_every_form_is_a_scenario(form):
    assert with_parameters(Scenario.load("baseline"), form.settings)


def test_a_form_that_explains_the_record_as_well_is_not_told_apart():
    explained = np.log(np.random.default_rng(1).uniform(0.1, 1.0, 200))
    assert _factor(explained, explained) == (0.0, 0.0, 0.0)
    factor, low, high = _factor(explained - 5.0, explained)
    assert factor == pytest.approx(-5.0)
    assert Verdict(forms()[1], None, factor, low, high, 0.0).told_apart == "worse"
    assert Verdict(forms()[1], None, 0.5, -TELLING, TELLING, 0.0).told_apart == "no"


def test_forms_are_run_under_the_same_luck(monkeypatch):
    monkeypatch.setattr(
        "trustladder.analysis.history.structures.forms",
        lambda: [forms()[0], *(one for one in forms() if one.name in ("no-climbing", "no-gate"))],
    )
    monkeypatch.setattr("trustladder.analysis.history.structures.RUNS_A_SET", 3)
    monkeypatch.setattr("trustladder.analysis.history.structures.HISTORIES", 4)
    fit, steps = Fit(read_fit().sets[:30], {}), []
    found = structures(targets(), prior(), fit, sets=8, threads=2, progress=steps.append)
    assert sum(steps) == 3 * (30 * 3 + 8) + 30 * 3 == work(fit, 8)
    moved = {one.form.name: one.held for one in found.verdicts}
    assert moved["no-gate"].low > 0.0
    assert moved["no-climbing"].high < 0.0
    assert found.verdicts[-1].told_apart == "not asked"
    assert 0.0 <= found.numbers[0] <= found.numbers[1] <= 1.0


def test_in_steps_of_half_a_month_the_same_world_takes_twice_as_many_steps():
    baseline = Scenario.load("baseline")
    halved = with_time_steps(baseline, 2)
    assert halved.months == 2 * baseline.months
    assert (
        halved.forums["CARICC"].agenda["counternarcotics"].rate.value
        == 0.5 * baseline.forums["CARICC"].agenda["counternarcotics"].rate.value
    )
    assert halved.uncertainties.memory_half_life == 2.0 * baseline.uncertainties.memory_half_life
    before, past = halved.history(), baseline.history()
    assert before.months == 2 * past.months
    war, then = (one.events["september-2001"].date for one in (before, past))
    assert month_number(halved.start) - month_number(war) == 2 * (month_number(baseline.start) - month_number(then))


def test_the_numbers_of_a_parameter_set_are_scaled_to_the_step_too(monkeypatch):
    """Else a fitted idle limit of months would end a standing in half the time, in steps of half a month."""
    ran = []

    def recorded(scenario, which, seed, **others):
        ran.append((scenario.uncertainties, list(which)))
        return run_replicates(scenario.with_months(4), which, seed, **others)

    monkeypatch.setattr("trustladder.analysis.history.structures.run_replicates", recorded)
    fit = Fit(read_fit().sets[:2], {})
    assert len(_held_in_steps(fit, 1, 1, None)) == 2 * RUNS_A_SET
    for (numbers, which), settings, first in zip(ran, fit.sets, (0, 1), strict=True):
        assert numbers.idle_limit == 2 * settings["uncertainties.idle_limit"]
        assert numbers.omega == settings["uncertainties.omega"]
        assert which == list(range(first, 2 * RUNS_A_SET, 2)), "the futures that have this set elsewhere"


def test_results_do_not_hang_on_the_length_of_the_step():
    """Without backlash, which hits the chair: where members chair in turn, it still changes every twelve steps."""
    numbers = {"past.replicates": 100, "uncertainties.backlash": 0.0}
    baseline = Scenario.load("baseline", numbers)
    month, half = (run(one, 300, uncertainty="none").metrics for one in (baseline, with_time_steps(baseline, 2)))
    for name, times, allowed in (
        ("meetings_formed", 2, 0.4),
        ("play_off_months", 2, 0.1),
        ("collusion", 1, 0.005),
        ("refusal_share", 1, 0.02),
    ):
        assert half[name].mean() * times == pytest.approx(month[name].mean(), abs=allowed), name
