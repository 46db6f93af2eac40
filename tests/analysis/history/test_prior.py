"""What is fitted, and on which range."""

import pytest

from trustladder.analysis.history.prior import of_parameters, prior
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

HISTORY = Scenario.load("history")


def test_every_shipped_parameter_has_a_range_that_holds_its_value():
    known = prior()
    middle = known.settings([0.5] * len(known.names))
    assert HISTORY.changed(middle).uncertainties.omega == middle["uncertainties.omega"]
    assert (known.low < known.high).all()


def test_a_judgement_in_the_scenario_has_the_range_that_stands_beside_it():
    path = "domains.counternarcotics.rungs.training.exposure"
    known = of_parameters([path], HISTORY, "here")
    assert (known.low[0], known.high[0]) == HISTORY.domains["counternarcotics"].rungs["training"].exposure.range


def test_numbers_of_months_are_whole():
    known = of_parameters(["uncertainties.idle_limit"], HISTORY, "here")
    assert known.settings([0.5]) == {"uncertainties.idle_limit": 72}
    assert isinstance(known.settings([0.123])["uncertainties.idle_limit"], int)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["uncertainties.omegga"], "did you mean uncertainties.omega"),
        ([], "the list is empty"),
        (["uncertainties.omega"] * 2, "stands there twice"),
        (["structure.gate"], "parameter with a range"),
    ],
)
def test_what_cannot_be_fitted_is_told_in_one_line(names, said):
    with pytest.raises(InputError, match=said) as told:
        of_parameters(names, HISTORY, "fit.toml")
    assert "\n" not in str(told.value)
    assert str(told.value).startswith("fit.toml: parameters")


def test_points_fill_the_cube_evenly_and_the_same_seed_gives_the_same():
    known = prior()
    points = known.points(64, 5)
    assert points.shape == (64, len(known.names))
    assert (points == known.points(64, 5)).all()
    assert abs(points.mean() - 0.5) < 0.02
