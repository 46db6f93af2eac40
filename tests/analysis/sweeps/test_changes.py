"""A scenario changed quickly is the one that changing its file gives, or the same error; and counterfactuals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustladder.analysis.sweeps.counterfactuals import counterfactual
from trustladder.sim.scenario.changes import changed, is_own_number, parameter_of
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

BASE = Scenario.load("baseline")
NUMBERS = [path for path, _ in BASE.quantities() if parameter_of(path) is not None]


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_numbers_of_any_entries_and_scalars_come_to_the_same_on_the_short_way_and_the_long(data):
    chosen = {}
    for path in data.draw(st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=4, unique=True)):
        line = parameter_of(path)
        chosen[path] = data.draw(st.floats(line.low, line.high))
    chosen |= data.draw(st.sampled_from([{}, {"uncertainties.omega": 0.3, "levers.step": 2, "structure.gate": False}]))
    try:
        expected = BASE.changed(chosen)
    except InputError as error:  # rivalry is one number for two, and is stated with both
        with pytest.raises(InputError) as stop:
            changed(BASE, chosen)
        assert str(stop.value) == str(error)
        return
    assert changed(BASE, chosen) == expected
    assert changed(BASE, chosen).tree() == expected.tree()


def test_most_numbers_of_entries_take_the_short_way_and_those_by_anothers_id_the_long():
    assert is_own_number("actors.UZB.collusion") and is_own_number("domains.energy.rungs.seminars.exposure")
    assert is_own_number("forums.CARICC.agenda.counternarcotics.rate")
    assert not is_own_number("actors.USA.rivalry.RUS") and not is_own_number("actors.UZB.dependence.USA")
    assert not is_own_number("uncertainties.omega") and not is_own_number("events.summit.date")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("uncertainties.omega", 3.0, r"omega: 3\.0; allowed: 0 to 1"),
        ("actors.UZB.collusion", 3.0, "collusion: 3; allowed: 0 to 1"),
        ("actors.UZX.collusion", 0.3, "UZX"),
        ("actors.UZB.colusion", 0.3, "did you mean collusion"),
        ("forums.CARICC.agenda.energy.rate", 7.0, "7"),
    ],
)
def test_what_is_not_allowed_is_complained_of_as_by_the_long_way(path, value, said):
    with pytest.raises(InputError, match=said):
        changed(BASE, {path: value})


def test_without_counternarcotics_nobody_meets_for_it_and_energy_is_untouched():
    scenario = Scenario.load("baseline", {"past.replicates": 4}).with_months(36)
    other = counterfactual(scenario, "without")
    assert other.structure.transfer == 0.0
    for key, forum in other.forums.items():
        for domain, entry in forum.agenda.items():
            assert entry.rate.value == (
                0.0 if domain != scenario.aim else scenario.forums[key].agenda[domain].rate.value
            )
