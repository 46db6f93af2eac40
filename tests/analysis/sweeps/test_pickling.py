"""User-defined agents are pickled by value, for processes and a cluster: the same bytes, or one line why not."""

import json
import pickle
import subprocess
import sys
import threading

import pytest

import trustladder
from tests.analysis.sweeps.agents import Hermit, Hothead
from tests.analysis.sweeps.plans import parquet
from tests.conftest import ROOT
from trustladder.analysis.sweeps import pickling
from trustladder.analysis.sweeps.cluster import ClusterJob
from trustladder.analysis.sweeps.pickling import Agents, unpickle
from trustladder.sim.agents.government import Government
from trustladder.sim.scenario.errors import InputError

SCRIPT = """
import json, sys
import trustladder
from trustladder.sim.agents.government import Government
from custom import stays_at_home

MOOD = 1

class Moody(Government):
    def decide(self, invitation, terms):
        return not stays_at_home(self, MOOD)

if __name__ == "__main__":
    plan = json.loads(sys.argv[1])
    for place, options in (("one", {"threads": 1}), ("two", {"threads": 2}), ("far", {"cluster": sys.argv[2]})):
        trustladder.sweep(plan, place, government=Moody, **options)
"""


def far(plan, place, two, **agents):
    return trustladder.sweep(plan, place, cluster=two.address, **agents)


def test_a_cluster_leaves_the_bytes_of_local_processes(plan, hermits, two, tmp_path):
    told = []
    trustladder.sweep(plan, tmp_path / "r", government=Hermit, cluster=two.address, progress=told.append)
    assert parquet(tmp_path / "r") == parquet(hermits.path)
    assert sum(told) == 12 and len(told) > 2, "chunks are short where runs are slow"


def test_runs_that_fail_far_away_are_the_same_rows(plan, two, tmp_path):
    here = trustladder.sweep(plan, tmp_path / "here", government=Hothead, threads=1)
    assert parquet(far(plan, tmp_path / "r", two, government=Hothead).path) == parquet(here.path)
    assert here.table("failures").num_rows == 2


def test_a_class_of_a_script_travels_with_what_it_names_beside_it(plan, two, tmp_path):
    """Neither processes nor workers find the script, or the module next to it."""
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "custom.py").write_text("def stays_at_home(actor, mood):\n    return actor.number == mood\n")
    call = [sys.executable, "script.py", json.dumps(plan), two.address]
    done = subprocess.run(call, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert parquet(tmp_path / "one") == parquet(tmp_path / "two") == parquet(tmp_path / "far") != {}


def test_a_class_typed_at_a_prompt_travels_to_processes_too(plan, hermits, tmp_path):
    class Local(Hermit):
        """Known here only."""

    found = trustladder.sweep(plan, tmp_path / "r", government=Local, threads=2)
    assert parquet(found.path) == parquet(hermits.path)


@pytest.mark.parametrize("options", [{"threads": 2}, {"cluster": "tcp://127.0.0.1:9"}], ids=lambda one: next(iter(one)))
def test_what_cannot_travel_is_one_line_before_anything_is_written_and_runs_here(options, plan, tmp_path):
    key = threading.Lock()

    class Jailer(Government):
        """Holds what no other process can have."""

        def decide(self, invitation, terms):
            with key:
                return super().decide(invitation, terms)

    with pytest.raises(
        InputError, match=r"agents: .*Jailer cannot travel to another process \(.*lock.*threads=1"
    ) as stop:
        trustladder.sweep(plan, tmp_path / "r", government=Jailer, **options)
    assert "\n" not in str(stop.value) and not (tmp_path / "r").exists()
    assert trustladder.sweep(plan, tmp_path / "r", government=Jailer, threads=1).points().num_rows == 2


def test_what_is_installed_here_and_not_there_is_named(plan, two, tmp_path, monkeypatch):
    place = tmp_path / "site-packages"
    place.mkdir()
    (place / "oracle.py").write_text("def says():\n    return True\n")
    monkeypatch.syspath_prepend(place)
    from oracle import says

    class Believer(Government):
        """Asks what only this machine has."""

        def decide(self, invitation, terms):
            return says()

    with pytest.raises(InputError, match="a worker lacks the module oracle, which these agents, or trustladder, need"):
        far(plan, tmp_path / "r", two, government=Believer)
    assert not list((tmp_path / "r").glob("runs/*"))


def test_classes_of_another_python_are_not_even_read(monkeypatch):
    packed = pickle.dumps(Agents(government=Hermit))
    assert pickle.loads(packed) == {"government": Hermit}
    monkeypatch.setattr(pickling, "PYTHON", "3.99")
    unpickle.cache_clear()
    with pytest.raises(
        InputError, match=r"Python 3\.99 cannot run classes of Python 3\.\d+; allowed: the same"
    ) as stop:
        pickle.loads(packed)
    assert ClusterJob._why(object.__new__(ClusterJob), stop.value).startswith("a worker cannot begin (agents: Python")
