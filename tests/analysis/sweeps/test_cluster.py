"""A sweep on a real cluster of this machine: the bytes of one thread, whoever is killed in the middle of it."""

import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
import threading
import time

import pytest

import trustladder
from tests.analysis.sweeps.plans import PLAN, parquet, started
from tests.clusters import cluster
from tests.conftest import ROOT
from trustladder.analysis.cli import status_of
from trustladder.analysis.sweeps import cluster as room
from trustladder.analysis.sweeps import connecting
from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.sweep import open_sweep, run_missing
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError

LONG = {**PLAN, "months": 60, "replicates": 500, "runs_a_part": 250}
SMALL = """
scenario = "malacca-piracy"
months = 12
design = "full"
levels = 2
replicates = 3
[factors]
"levers.joint_share" = [0.1, 0.9]
"""
NOBODY = "tcp://127.0.0.1:9"


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """The long plan, made by one thread."""
    return trustladder.sweep(LONG, tmp_path_factory.mktemp("long") / "r", threads=1).path


def at_run(number, act):
    """A progress that acts once, when so many runs are done."""
    done = []

    def advance(runs):
        before = sum(done)
        done.append(runs)
        if before < number <= before + runs:
            act()

    return advance


# --- the same bytes ------------------------------------------------------------------------------------------------


def test_two_workers_leave_the_bytes_of_one_thread(two, long, tmp_path):
    told = []
    trustladder.sweep(LONG, tmp_path / "r", cluster=two.address, progress=told.append)
    assert parquet(tmp_path / "r") == parquet(long)
    assert sum(told) == 6_000 and len(told) > 4


def test_pasts_arms_and_scenarios_side_by_side_leave_the_bytes_of_one_thread(two, tmp_path):
    plan = {
        **PLAN,
        "scenario": ["baseline", "malacca-piracy"],
        "points": 4,
        "replicates": 30,
        "months": 12,
        "arms": True,
        "runs_a_part": 45,
    }
    trustladder.sweep(plan, tmp_path / "r", cluster=two.address)
    assert parquet(tmp_path / "r") == parquet(trustladder.sweep(plan, tmp_path / "one", threads=1).path)


def test_more_replicates_on_the_cluster_cost_only_themselves(two, tmp_path):
    trustladder.sweep(PLAN, tmp_path / "r")
    with open_sweep(Sweep.load(PLAN, replicates=7), tmp_path / "r") as work:
        assert run_missing(work, cluster=two.address).runs == 12 * 3
    with open_sweep(Sweep.load(PLAN, replicates=7), tmp_path / "r") as work:
        assert run_missing(work, cluster=NOBODY).runs == 0, "nothing is missing, so nobody is asked"


def test_a_point_that_fails_on_a_worker_is_rows_as_it_is_here(two):
    from distributed import Client

    chunk = [(WorkUnit(0, range(2), range(4)), [("malacca-piracy", (share, 0.5, True)) for share in (0.5, 3.0)])]
    with Client(two.address, set_as_default=False) as client:
        task = client.submit(
            room.chunk_task(), room.pack(Sweep.load(PLAN)), law_hash(), pickle.dumps(chunk), pure=False
        )
        (piece,) = pickle.loads(task.result()).results
    assert piece.failed["point"] == [1] * 4 and "omega: 3.0; allowed: 0 to 1" in piece.failed["error"][0]
    assert set(piece.columns["point"].tolist()) == {0}


def test_the_command_takes_a_cluster(two, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(SMALL)
    assert status_of(["sweep", "plan.toml", "--cluster", two.address, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 6
    assert status_of(["sweep", "plan.toml", "--cluster", two.address, "--threads", "2"]) == 2
    assert "either --threads or --cluster" in capsys.readouterr().err


def test_cancelled_it_keeps_what_is_finished(two, long, tmp_path):
    cancel = threading.Event()
    with pytest.raises(KeyboardInterrupt, match="the same command goes on"):
        trustladder.sweep(LONG, tmp_path / "r", cluster=two.address, cancel=cancel, progress=at_run(1500, cancel.set))
    assert 0 < len(list((tmp_path / "r" / "runs").glob("part-*"))) < 24
    trustladder.sweep(LONG, tmp_path / "r", cluster=two.address)
    assert parquet(tmp_path / "r") == parquet(long)


# --- somebody is killed --------------------------------------------------------------------------------------------


def test_a_worker_killed_midway_is_made_up_for_by_the_others(long, tmp_path):
    with cluster(tmp_path / "cluster") as found:
        trustladder.sweep(LONG, tmp_path / "r", cluster=found.address, progress=at_run(1500, found.workers[0].kill))
        assert found.workers[0].wait() != 0
    assert parquet(tmp_path / "r") == parquet(long)


class Chunk:
    """A chunk on its way, as Dask tells of it."""

    def __init__(self, status):
        self.status = status


def test_a_chunk_that_was_made_by_a_worker_that_died_before_it_was_fetched_is_waited_for_again():
    job = object.__new__(room.ClusterJob)
    chunk = Chunk("lost")
    job.submitted, job.lost = {chunk: 40}, []
    assert job._received(chunk) == []
    assert job.submitted == {chunk: 40} and job.lost == [chunk], "it is looked for again, but not at once"


def test_a_chunk_that_was_called_off_means_that_the_scheduler_is_gone():
    job = object.__new__(room.ClusterJob)
    gone = Chunk("cancelled")
    job.name, job.submitted = "--cluster there", {gone: 40}
    with pytest.raises(InputError, match="--cluster there: the scheduler is gone"):
        job._received(gone)


def test_a_scheduler_killed_midway_is_one_line_and_another_one_goes_on(two, long, tmp_path):
    with (
        cluster(tmp_path / "cluster") as found,
        pytest.raises(InputError, match="the scheduler is gone; finished parts are kept"),
    ):
        trustladder.sweep(LONG, tmp_path / "r", cluster=found.address, progress=at_run(1500, found.scheduler.kill))
    kept = len(list((tmp_path / "r" / "runs").glob("part-*")))
    assert 0 < kept < 24
    trustladder.sweep(LONG, tmp_path / "r", cluster=two.address)
    assert parquet(tmp_path / "r") == parquet(long)


def test_this_process_killed_midway_the_cluster_forgets_it_and_the_same_sweep_goes_on(two, long, tmp_path):
    script = (
        "import json, sys, trustladder\nprint('ready', flush=True)\n"
        "trustladder.sweep(json.loads(sys.argv[1]), sys.argv[2], cluster=sys.argv[3])\n"
    )
    child = started(script, json.dumps(LONG), str(tmp_path / "r"), two.address)
    while child.poll() is None and len(list((tmp_path / "r").glob("runs/part-*"))) < 4:
        time.sleep(0.002)
    child.kill()
    assert child.wait() < 0, "it was killed before it was done"
    child.stdout.close()
    trustladder.sweep(LONG, tmp_path / "r", cluster=two.address)
    assert parquet(tmp_path / "r") == parquet(long)
    assert {place.name for place in (tmp_path / "r").rglob(".*")} == {".lock"}


# --- what goes wrong -----------------------------------------------------------------------------------------------


def test_a_worker_of_another_law_is_refused_before_it_makes_a_run(tmp_path):
    for name in ("trustladder", "sim", "analysis", "scenarios"):
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / "other" / name, symlinks=True, ignore=without)
    with (tmp_path / "other" / "sim" / "arrays" / "index.py").open("a") as file:
        file.write("ANOTHER = 1\n")
    with (
        cluster(tmp_path / "cluster", workers=1, sources=tmp_path / "other") as found,
        pytest.raises(InputError, match=rf"worker tcp:.*another law \(.*; here {law_hash()}\); install the same"),
    ):
        trustladder.sweep(PLAN, tmp_path / "r", cluster=found.address)
    assert not list((tmp_path / "r").glob("runs/*"))


def test_a_worker_without_the_simulator_is_named(tmp_path):
    (tmp_path / "empty" / "trustladder").mkdir(parents=True)
    (tmp_path / "empty" / "trustladder" / "__init__.py").touch()
    with (
        cluster(tmp_path / "cluster", workers=1, sources=tmp_path / "empty") as found,
        pytest.raises(InputError, match="a worker has no such trustladder"),
    ):
        trustladder.sweep(PLAN, tmp_path / "r", cluster=found.address)


def test_a_cluster_without_workers_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "WORKER_TIMEOUT_S", 0.5)
    monkeypatch.setattr(room, "COUNT_INTERVAL_S", 0.1)
    with (
        cluster(tmp_path / "cluster", workers=0) as found,
        pytest.raises(InputError, match="no worker for 0 s; start some"),
    ):
        trustladder.sweep(PLAN, tmp_path / "r", cluster=found.address)


ADDRESSES = {
    NOBODY: "no scheduler could be reached there",
    "tls://127.0.0.1:9": "no certificate; name the authority",
    "tcp://10.1.2.3:8786": "would speak in the open; allowed: tls://host:port",
    "tcp://127.0.0.1": "allowed: tls://host:port",
    "tcp://127.0.0.1:many": "allowed: tls://host:port",
    "10.1.2.3:8786": "allowed: tls://host:port",
    "inproc://1": "allowed: tls://host:port",
}


@pytest.mark.parametrize(("address", "said"), ADDRESSES.items(), ids=list(ADDRESSES))
def test_an_address_that_cannot_be_used_is_one_line_and_exit_status_2(address, said, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(connecting, "CONNECTING", 0.5)
    (tmp_path / "plan.toml").write_text(SMALL)
    assert status_of(["sweep", str(tmp_path / "plan.toml"), "--out", str(tmp_path / "r"), "--cluster", address]) == 2
    told = capsys.readouterr().err
    assert told.startswith("trustladder: --cluster") and said in told and told.count("\n") == 1
    assert (tmp_path / "r").exists() == (address in (NOBODY, "tls://127.0.0.1:9")), (
        "a bad address is seen before anything"
    )


def test_a_chunk_on_which_workers_die_is_no_riddle():
    class KilledWorker(Exception):
        """As Dask calls it."""

    job = object.__new__(room.ClusterJob)
    assert "20 workers died at one chunk" in job._why(KilledWorker())
    assert job._why(MemoryError("no room\nat all")) == "a worker failed (MemoryError: no room)"


def test_dask_is_hushed_only_while_it_is_asked():
    log = logging.getLogger("distributed.client")
    before = log.level
    with connecting.silence_dask():
        assert not log.isEnabledFor(logging.CRITICAL)
    assert log.level == before


# --- over a network ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certificate", "said"),
    [(None, "no certificate; name the"), ("none.pem", "the certificate cannot be used ([Errno 2] No such file")],
)
def test_without_a_certificate_that_can_be_used_nothing_but_one_line_is_said(certificate, said, tmp_path, command):
    (tmp_path / "plan.toml").write_text(SMALL)
    named = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": certificate for name in ("CA_FILE", "CLIENT__CERT", "CLIENT__KEY")}
    with pytest.MonkeyPatch.context() as own:
        for name, place in named.items() if certificate else ():
            own.setenv(name, place)
        done = command("sweep", "plan.toml", "--cluster", "tls://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates with")
def test_over_tls_with_certificates_of_ones_own(tmp_path):
    """As docs/beyond-one-machine.md tells it."""
    (tmp_path / "plan.toml").write_text(SMALL)
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")
    execute = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=trustladder"]
    subprocess.run([*execute, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    options = ("--protocol", "tls", "--tls-ca-file", certificate, "--tls-cert", certificate, "--tls-key", key)
    own = {"CA_FILE": certificate, "CLIENT__CERT": certificate, "CLIENT__KEY": key}
    named = {f"DASK_DISTRIBUTED__COMM__TLS__{name}": place for name, place in own.items()}
    with cluster(tmp_path / "cluster", workers=1, options=options) as found:
        assert found.address.startswith("tls://")
        call = [sys.executable, "-m", "trustladder", "sweep", str(tmp_path / "plan.toml"), "--cluster", found.address]
        environment = {**os.environ, **named, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "6 runs in" in done.stdout


def test_without_dask_one_line_says_what_to_install_and_nothing_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "plan.toml").write_text(SMALL)
    assert status_of(["sweep", "plan.toml", "--out", "r", "--cluster", "tcp://127.0.0.1:8786"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "pip install 'trustladder[cluster]'" in said
    with pytest.raises(InputError, match="distributed is not installed"):
        trustladder.sweep("plan.toml", tmp_path / "r", cluster="tcp://127.0.0.1:8786")
    assert not (tmp_path / "r").exists()
