"""Warm-up: a past is run once for all that begin with it, and no further than they need."""

import threading

import numpy as np
import pytest

from trustladder.sim import warm_up
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.engine import Cancelled, Execution, in_parallel
from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets, run_replicates
from trustladder.sim.metrics import measure
from trustladder.sim.runs import run
from trustladder.sim.scenario.changes import changed, value_at, with_parameters
from trustladder.sim.scenario.scenario import Scenario, registry
from trustladder.sim.warm_up import WarmUpCache

SHORT = {"past.replicates": 4, "months": 1}
RUNG = "domains.counternarcotics.rungs.operations.exposure"
SETS = [
    {"uncertainties.omega": 0.3, RUNG: 1.5},
    {"uncertainties.omega": 0.9, RUNG: 2.5},
    {"uncertainties.omega": 0.3, RUNG: 1.5},
]


@pytest.fixture
def cache(monkeypatch):
    """A cache that knows nothing yet, in the place of the one that all share."""
    fresh = WarmUpCache()
    monkeypatch.setattr("trustladder.sim.ensemble.WARM_UPS", fresh)
    return fresh


def starts(cache, scenario, which, **options):
    return cache.starts(scenario, tables_of(scenario), which, scenario.seed, **options)


def test_scenarios_that_differ_in_levers_share_one_past(cache):
    scenario = Scenario.load("baseline", SHORT)
    for share in (0.1, 0.5, 0.9):
        run_replicates(changed(scenario, {"levers.joint_share": share}), range(3), 1)
    assert cache.runs == 3
    run_replicates(changed(scenario, {"uncertainties.omega": 0.1}), range(3), 1)
    assert cache.runs == 6


def test_shipped_scenarios_with_one_past_share_it_and_others_do_not(cache):
    for name in ("baseline", "coordinated-donors", "open-door"):
        run_replicates(Scenario.load(name, SHORT), range(3), 1)
    assert cache.runs == 3
    run_replicates(with_parameters(Scenario.load("baseline", SHORT), {"actors.UZB.collusion": 0.4}), range(3), 1)
    assert cache.runs == 6
    run_replicates(Scenario.load("baseline", SHORT), range(3), 2)
    assert cache.runs == 9, "another seed is other luck"


def test_only_the_runs_of_a_past_that_are_missing_are_made_and_they_are_those_of_one_go(cache):
    scenario = Scenario.load("baseline", {"past.replicates": 8, "months": 1})
    made = []
    for which in (range(2), [1, 5], range(6), [8, 9, 14]):
        found = starts(cache, scenario, which)
        made.append(cache.runs)
        whole = starts(WarmUpCache(), scenario, range(8))
        for i, replicate in enumerate(which):
            assert np.array_equal(found.states.kept[found.rows[i]], whole.states.kept[replicate % 8])
    assert made == [2, 3, 6, 7]


def test_threads_that_need_the_same_past_run_it_once(cache):
    scenario = Scenario.load("baseline", {"past.replicates": 60, "months": 1})
    together = threading.Barrier(4)

    def ask():
        together.wait(60.0)
        return starts(cache, scenario, range(60)).states.kept

    found = in_parallel([ask] * 4, 4)
    assert cache.runs == 60
    assert all(np.array_equal(one, found[0]) for one in found)


def test_pasts_that_were_used_longest_ago_are_forgotten_once_all_are_too_large():
    scenarios = [changed(Scenario.load("baseline", SHORT), {"uncertainties.omega": one / 10}) for one in range(1, 5)]
    small = WarmUpCache()
    starts(small, scenarios[0], range(4))
    small.limit = int(2.5 * small.size)
    for scenario in (scenarios[1], scenarios[0], scenarios[2]):  # the second is now the one used longest ago
        starts(small, scenario, range(4))
    assert len(small) == 2 and small.size <= small.limit
    for scenario, runs in ((scenarios[0], 12), (scenarios[2], 12), (scenarios[1], 16)):
        starts(small, scenario, range(4))
        assert small.runs == runs


def test_a_past_that_is_given_up_leaves_nothing_behind_and_is_run_when_it_is_needed_again(cache):
    scenario = Scenario.load("baseline", {"past.replicates": 6, "months": 1})
    cancel = threading.Event()
    told = []

    def stop(done):
        told.append(done)
        cancel.set()

    with pytest.raises(Cancelled):
        starts(cache, scenario, range(6), chunk=1, execution=Execution(1, stop, cancel))
    assert sum(told) == 1 and cache.runs == 0 and cache.size == 0
    assert len(starts(cache, scenario, range(6)).states.kept) == 6 == cache.runs


@pytest.mark.parametrize("which", [range(3), range(8, 13), range(20), range(57, 60), [5, 3, 12, 30]], ids=str)
def test_a_replicate_finds_its_own_past(which, cache):
    """What it begins with is what `run` gives it, whoever runs beside it."""
    scenario = Scenario.load("baseline", {"past.replicates": 10, "months": 2})
    found = run_replicates(scenario, which, scenario.seed).record.start
    alone = run(scenario, max(which) + 1, threads=1, uncertainty="none")
    trust = alone.metrics["trust_region.energy"] - alone.metrics["trust_region_change.energy"]
    column = alone.series_names.index("trust_region.energy")
    assert np.allclose(found[:, column], trust[list(which)], rtol=0.0, atol=1e-15)


@pytest.mark.parametrize("sets", [(), SETS[:1], SETS], ids=["none", "one", "two alike"])
def test_the_futures_of_a_scenario_however_they_are_asked_for_are_those_that_run_gives_it(sets):
    scenario = Scenario.load("coordinated-donors", {"past.replicates": 5, "months": 24})
    expected = run(scenario, 16, parameter_sets=sets).metrics
    uncertain = UncertainScenario(scenario, sets)
    for which in (range(7), range(7, 16)):
        record = run_parameter_sets(uncertain, which, scenario.seed, execution=Execution(2)).record
        for name, values in measure(scenario, record).items():
            assert np.array_equal(values, expected[name][which.start : which.stop], equal_nan=True), name


def test_equal_parameter_sets_are_one_and_scenarios_under_them_share_the_past(cache):
    sets = [{"uncertainties.omega": 0.3}, {"uncertainties.omega": 0.9}, {"uncertainties.omega": 0.3}]
    for name in ("baseline", "open-door"):
        uncertain = UncertainScenario(Scenario.load(name, {"past.replicates": 5, "months": 1}), sets)
        assert uncertain.groups == [[0, 2], [1]]
        assert len(run_parameter_sets(uncertain, range(4), 1).record.failed) == 4
    assert len(cache) == 2 and cache.runs == 4


def test_everything_on_the_compiled_lane_begins_from_the_one_cache():
    from trustladder.sim import changed_answers, ensemble, log_runs

    assert log_runs.WARM_UPS is changed_answers.WARM_UPS is ensemble.WARM_UPS is warm_up.WARM_UPS


def test_a_lever_that_does_not_reach_into_the_past_never_computes_one(cache):
    scenario = Scenario.load("baseline", {"past.replicates": 3, "months": 2})
    run_replicates(scenario, range(3), 1)
    assert cache.runs == 3
    levers = [line for line in registry() if line.path.startswith("levers.") and line.low is not None]
    assert len(levers) > 5
    for line in levers:
        for value in {line.low, line.high} - {value_at(scenario, line.path)}:
            run_replicates(changed(scenario, {line.path: value}), range(3), 1)
    run_replicates(changed(scenario, {"actors.KAZ.secrecy": 0.9}), range(3), 1)
    assert cache.runs == 3 and len(cache) == 1


def test_nor_does_it_under_parameter_sets_of_which_each_past_is_run_once(cache):
    scenario = Scenario.load("baseline", {"past.replicates": 4, "months": 2})
    for share in (0.1, 0.4):
        moved = changed(scenario, {"levers.joint_share": share, "levers.assistance": 1.0 + share})
        run_parameter_sets(UncertainScenario(moved, SETS), range(8), 1)
        assert (cache.runs, len(cache)) == (7, 2), "four of the set that stands there twice, three of the other"


def test_scenarios_that_begin_alike_share_the_states_and_no_run_writes_into_them(cache):
    scenario = Scenario.load("baseline", {"past.replicates": 3, "months": 12})
    shares = [changed(scenario, {"levers.joint_share": share}) for share in (0.1, 0.3)]
    one, two = (cache.starts(each, tables_of(each), range(3), 1).states for each in shares)
    assert one is two
    kept = [field.copy() for field in one]
    run_replicates(shares[0], range(3), 1)
    assert all(np.array_equal(now, before) for now, before in zip(one, kept, strict=True))
    reformed = changed(scenario, {"levers.assistance": 2.0})
    assert cache.starts(reformed, tables_of(reformed), range(3), 1).states is not one
