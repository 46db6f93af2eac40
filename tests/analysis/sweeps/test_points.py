"""One point of a sweep: its scenario, quickly; its past, shared; its counterfactual arms."""

import pytest

from analysis.sweeps.points import Pasts, arm, changed, ground_of, needed, runs_of
from sim.errors import InputError
from sim.scenario import Scenario


def test_changing_a_scalar_alone_gives_the_scenario_that_changing_the_file_gives():
    scenario = Scenario.load("baseline")
    settings = {"uncertainties.omega": 0.3, "levers.step": 2, "structure.gate": False, "actors.UZB.collusion": 0.4}
    assert changed(scenario, settings) == scenario.changed(settings)
    with pytest.raises(InputError, match=r"omega: 3\.0; allowed: 0 to 1"):
        changed(scenario, {"uncertainties.omega": 3.0})


def test_points_that_differ_in_levers_share_one_past():
    scenario = Scenario.load("baseline", {"past.replicates": 4}).with_months(1)
    ground, pasts = ground_of("baseline", scenario), Pasts(1)
    for share in (0.1, 0.5, 0.9):
        runs_of(changed(scenario, {"levers.joint_share": share}), ground, pasts, range(3))
    assert pasts.made == 1
    runs_of(changed(scenario, {"uncertainties.omega": 0.1}), ground, pasts, range(3))
    assert pasts.made == 2


@pytest.mark.parametrize(("which", "pasts"), [(range(3), 10), (range(8, 13), 10), (range(20), 10), (range(57, 60), 1)])
def test_a_replicate_finds_its_own_past(which, pasts):
    found = needed(which, pasts)
    assert all(found[replicate % len(found)] == replicate % pasts for replicate in which)


def test_without_counternarcotics_nobody_meets_for_it_and_energy_is_untouched():
    scenario = Scenario.load("baseline", {"past.replicates": 4}).with_months(36)
    other = arm(scenario, "without")
    assert other.structure.transfer == 0.0
    for key, forum in other.forums.items():
        for domain, entry in forum.agenda.items():
            assert entry.rate.value == (
                0.0 if domain != scenario.aim else scenario.forums[key].agenda[domain].rate.value
            )
