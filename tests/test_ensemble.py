"""The compiled lane: cancelled when asked, told of progress, never stale."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from platformdirs import user_cache_dir

from tests.conftest import ROOT
from tests.worlds import tiny
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.index import Index
from trustladder.sim.engine import Cancelled, Execution, Point, replicates
from trustladder.sim.ensemble import ensemble, put_in_order, run_points
from trustladder.sim.log_rows import by_replicate
from trustladder.sim.logs import LogCollector
from trustladder.sim.machine.compiled import cache_folder, engine_hash
from trustladder.sim.month.run import Record
from trustladder.sim.runs import parts, run
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import blank_starts_of


def test_progress_counts_every_run():
    told = []
    ensemble(tiny(), 23, chunk=5, execution=Execution(progress=told.append))
    assert sum(told) == 23


def test_scenarios_at_one_go_give_the_records_that_each_gives_alone(monkeypatch):
    """Also where they are not alike, or more than run at one go: points of a sweep may differ in anything."""
    monkeypatch.setattr("trustladder.sim.ensemble.BLOCK", 25)
    worlds = [tiny(uncertainties={"omega": 0.1 * step}) for step in range(1, 6)]
    worlds[2:2] = [tiny(months=24), tiny(structure={"standing_scope": "region"})]
    for one, record in zip(worlds, run_points(worlds, range(3, 13), 7), strict=True):
        alone = ensemble(one, 10, seed=7, first=3).record
        assert all(np.array_equal(*fields) for fields in zip(record, alone, strict=True))


def test_an_ensemble_stops_when_asked():
    cancel, told = threading.Event(), []

    def stop_soon(done):
        told.append(done)
        cancel.set()

    with pytest.raises(Cancelled):
        ensemble(tiny(), 100_000, chunk=1, execution=Execution(2, stop_soon, cancel))
    assert sum(told) < 50_000, "what was under way was finished, and no more"


def test_a_run_whose_numbers_break_becomes_a_failure_and_the_others_go_on(monkeypatch):
    """A world poisoned by hand, since no scenario that passes the checks breaks one."""
    scenario = tiny()
    tables, names = tables_of(scenario), Index(scenario)
    tables.prior[0, 1, 0] = np.nan
    done = replicates(tables, names, blank_starts_of([Point(tables, range(3))]), 1, range(3))
    assert done.record.failed.tolist() == [1, 1, 1]

    monkeypatch.setattr("trustladder.sim.ensemble.tables_of", lambda scenario: tables)
    (part,) = parts(scenario, 3)
    assert len(part.replicates) == 0
    assert [failure.replicate for failure in part.failures] == [0, 1, 2]
    assert "not finite" in part.failures[0].error


def test_a_failing_agent_costs_one_run_and_no_other():
    from trustladder.sim.agents.government import Government
    from trustladder.sim.agents.model import CooperationModel

    class Fragile(Government):
        def decide(self, invitation, terms):
            if self.model.replicate == 1 and self.model.elapsed == 4:
                raise RuntimeError("the delegation walked out")
            return super().decide(invitation, terms)

    def build(scenario, replicate):
        return CooperationModel(scenario, replicate=replicate, government=Fragile)

    done = run(tiny(forums={"CLUB": {"agenda": {"fish": {"rate": 1.0}}}}), 3, lane="mesa", model=build)
    untouched = run(tiny(forums={"CLUB": {"agenda": {"fish": {"rate": 1.0}}}}), 3)
    if done.failures:
        assert done.failures[0].replicate == 1
        assert done.failures[0].month == 4
        assert "the delegation walked out" in done.failures[0].error
        assert done.replicates.tolist() == [0, 2]
        assert np.array_equal(done.metrics["trust_region.fish"], untouched.metrics["trust_region.fish"][[0, 2]])
    else:
        pytest.fail("nobody met in the fifth month; choose another month")


def test_both_lanes_give_the_same_result():
    one, two = run(tiny(), 4), run(tiny(), 4, lane="mesa")
    for name, values in one.metrics.items():
        assert np.array_equal(values, two.metrics[name], equal_nan=True), name
    assert np.array_equal(one.months, two.months)
    assert one.frame().shape == two.frame().shape


CACHE = ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME")  # what names the user's cache on one system or another


def copied_simulator(place):
    for name in ("trustladder", "sim", "analysis", "scenarios"):
        shutil.copytree(ROOT / name, place / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))


def printed(program, place):
    """What a program prints, word by word, that has the simulator of a place and a cache there."""
    known = {**os.environ, "PYTHONPATH": str(place), **dict.fromkeys(CACHE, str(place / "cache"))}
    done = subprocess.run([sys.executable, "-c", program], cwd=place, env=known, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


MONTHS = """
import numpy as np
from trustladder.sim.ensemble import ensemble
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.scenario.scenario import Scenario
scenario = Scenario.load("malacca-piracy").with_months(60)
compiled = ensemble(scenario, 1, keep=1).months[0]
mesa = CooperationModel(scenario, replicate=0).run().months[0]
print(np.array_equal(compiled, mesa))
"""


def test_the_same_sources_elsewhere_are_not_compiled_anew(tmp_path, monkeypatch):
    copied_simulator(tmp_path)
    ensemble(tiny(), 1)
    for name in CACHE:
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    compiled = Path(user_cache_dir("trustladder")) / "compiled"
    shutil.copytree(cache_folder(), compiled / engine_hash())

    def kept():
        return {place: place.stat().st_mtime_ns for place in compiled.rglob("*.nb?")}

    known = kept()
    assert printed(MONTHS, tmp_path) == ["True"] and kept() == known


LEARNED = """
from trustladder.sim.law.learning import beta_trust
from trustladder.sim.machine.compiled import cached

@cached
def learned(r, s, prior):
    return beta_trust(r, s, prior)
"""
TRUST = """
from trustladder.sim.month.learned import beta_trust, learned
print(repr(learned(3.0, 1.0, 0.25)), learned(3.0, 1.0, 0.25) == beta_trust(3.0, 1.0, 0.25), end=" ")
print(sum(learned.stats.cache_misses.values()), sum(learned.stats.cache_hits.values()))
"""


def test_an_edited_rule_never_runs_stale(tmp_path):
    """A small function of the engine follows a rule of another file, which is really edited: seconds to compile."""
    copied_simulator(tmp_path)
    (tmp_path / "sim" / "month" / "learned.py").write_text(LEARNED)
    before = printed(TRUST, tmp_path)
    assert before[1:] == ["True", "1", "0"]
    assert printed(TRUST, tmp_path) == [before[0], "True", "0", "1"], "nothing was edited"
    page = tmp_path / "sim" / "law" / "learning.py"
    text = page.read_text(encoding="utf-8")
    edited = text.replace("return (r + PRIOR_MASS * prior)", "return (r + 1.5 * PRIOR_MASS * prior)", 1)
    assert edited != text
    page.write_text(edited, encoding="utf-8")
    after = printed(TRUST, tmp_path)
    assert after[1:] == ["True", "1", "0"] and after[0] != before[0]


SETS = [{"uncertainties.omega": 0.2, "domains.fish.rungs.talks.exposure": 0.2}, {"uncertainties.omega": 0.9}]


def test_every_replicate_lives_in_the_world_of_its_parameter_set():
    scenario = tiny()
    both = ensemble(scenario, 7, first=2, parameter_sets=SETS, keep=5)
    for place, replicate in enumerate(range(2, 9)):
        alone = ensemble(with_parameters(scenario, SETS[replicate % 2]), 1, first=replicate, keep=1)
        for name, one, other in zip(Record._fields, both.record, alone.record, strict=True):
            assert np.array_equal(one[place], other[0]), name
        if place < 5:
            assert np.array_equal(both.months[place], alone.months[0])
            assert np.array_equal(both.last_states.kept[place], alone.last_states.kept[0])


def test_replicates_come_out_the_same_however_many_are_run_at_one_go(monkeypatch):
    scenario = Scenario.load("baseline", {"past.replicates": 3}).with_months(24)
    sets = [{"uncertainties.omega": 0.1 + 0.2 * number} for number in range(4)]
    logs, found = [], []
    for most in (1000, 4):
        monkeypatch.setattr("trustladder.sim.ensemble.BLOCK", most)
        logs.append(LogCollector(7))
        found.append(ensemble(scenario, 13, first=1, parameter_sets=sets, keep=9, chunk=2, log=logs[-1]))
    whole, parted = found
    for kind in ("record", "first_states", "last_states"):
        for one, other in zip(getattr(whole, kind), getattr(parted, kind), strict=True):
            assert np.array_equal(one, other)
    assert np.array_equal(whole.months, parted.months) and len(whole.months) == 9
    one, other = (by_replicate(log.rows()) for log in logs)
    assert set(one.replicates.tolist()) == set(range(1, 8))
    assert all(np.array_equal(*fields) for fields in zip(one, other, strict=True))


def test_sets_that_give_states_another_shape_run_beside_others():
    """How many successes a rung takes says of how many the months are kept."""
    sets = [{}, {"domains.fish.rungs.talks.successes": 9}, {}]
    scenario = tiny()
    both = ensemble(scenario, 6, parameter_sets=sets)
    for place in range(6):
        alone = ensemble(with_parameters(scenario, sets[place % 3]), 1, first=place)
        for name, one, other in zip(Record._fields, both.record, alone.record, strict=True):
            assert np.array_equal(one[place], other[0]), name


def test_rows_are_put_in_order_in_place():
    rows = np.arange(14.0).reshape(7, 2)
    order = np.array([2, 0, 1, 3, 6, 5, 4])
    expected = rows[order]
    put_in_order(rows, order)
    assert np.array_equal(rows, expected)


def test_a_parameter_set_holds_in_the_past_too():
    scenario = Scenario.load("baseline", {"past.replicates": 3}).with_months(12)
    believed = with_parameters(
        scenario, {"uncertainties.omega": 0.3, "domains.counternarcotics.rungs.training.exposure": 0.6}
    )
    before = believed.history()
    assert before.uncertainties.omega == 0.3
    assert before.domains["counternarcotics"].rungs["training"].exposure.value == 0.6
    sets = [{"uncertainties.omega": 0.3}]
    known = ensemble(scenario, 5, parameter_sets=sets).record.final
    assert np.array_equal(known, ensemble(with_parameters(scenario, sets[0]), 5).record.final), (
        "replicate 4 begins with past 1"
    )


def test_both_lanes_agree_under_parameter_sets():
    scenario = tiny()
    compiled, mesa = (next(iter(parts(scenario, 4, lane=lane, parameter_sets=SETS))) for lane in ("compiled", "mesa"))
    for name, values in compiled.metrics.items():
        assert np.array_equal(values, mesa.metrics[name], equal_nan=True), name
