"""Structure under doubt: forms of the model, what they move, and whether the record tells them apart."""

import numpy as np
import pytest

from analysis.history.facts import targets
from analysis.history.posterior import Fit, read
from analysis.history.prior import prior
from analysis.history.structures import TELLING, Verdict, _factor, forms, structures, work
from sim.parameters import Structure, lines_of
from sim.scenario import Scenario


def test_every_structural_choice_is_doubted():
    doubted = {(path, value) for form in forms() for path, value in form.settings.items()}
    for line in lines_of("structure", Structure):
        others = [value for value in line.choices if value != line.default] if line.choices else [None]
        for value in others:
            assert any(path == line.path and value in (None, found) for path, found in doubted), (line.path, value)


@pytest.mark.parametrize("form", forms(), ids=lambda form: form.name)
def test_every_form_is_a_scenario(form):
    assert Scenario.load("baseline").believing(form.settings)


def test_a_form_that_explains_the_record_as_well_is_not_told_apart():
    explained = np.log(np.random.default_rng(1).uniform(0.1, 1.0, 200))
    assert _factor(explained, explained) == (0.0, 0.0, 0.0)
    factor, low, high = _factor(explained - 5.0, explained)
    assert factor == pytest.approx(-5.0)
    assert Verdict(forms()[1], None, factor, low, high, 0.0).told_apart == "worse"
    assert Verdict(forms()[1], None, 0.5, -TELLING, TELLING, 0.0).told_apart == "no"


def test_forms_are_run_under_the_same_luck(monkeypatch):
    monkeypatch.setattr(
        "analysis.history.structures.forms",
        lambda: [forms()[0], *(one for one in forms() if one.name in ("no-climbing", "no-gate"))],
    )
    monkeypatch.setattr("analysis.history.structures.RUNS_A_SET", 3)
    monkeypatch.setattr("analysis.history.structures.HISTORIES", 4)
    fit, steps = Fit(read().sets[:30], {}), []
    found = structures(targets(), prior(), fit, sets=8, threads=2, progress=steps.append)
    assert sum(steps) == 3 * (30 * 3 + 8) == work(fit, 8)
    moved = {one.form.name: one.held for one in found.verdicts}
    assert moved["no-gate"].low > 0.0
    assert moved["no-climbing"].high < 0.0
    assert 0.0 <= found.numbers[0] <= found.numbers[1] <= 1.0
