"""Plans that the tests of sweeps share, and ways to look at their folders."""

import os
import subprocess
import sys

import trustladder
from tests.conftest import ROOT
from trustladder.analysis.sweeps.folder import SweptFolder
from trustladder.sim.store.arrow import numbers

PLAN = {
    "scenario": "malacca-piracy",
    "months": 24,
    "design": "random",
    "points": 12,
    "replicates": 4,
    "seed": 3,
    "runs_a_part": 10,
    "factors": {"uncertainties.omega": [0.2, 0.8], "levers.joint_share": {}, "structure.gate": {}},
}
LONGER = {"replicates": 40, "runs_a_part": 40}
SHORT = {"settings": {"past.replicates": 5}, "months": 12}


def made(place, **changes):
    return trustladder.sweep({**PLAN, **changes}, place)


def parquet(folder):
    return {place.relative_to(folder).as_posix(): place.read_bytes() for place in sorted(folder.rglob("*.parquet"))}


def stamps(folder):
    return {place.name: place.stat().st_mtime_ns for place in sorted((folder / "runs").glob("*.parquet"))}


def cells(folder):
    """Every run by point and replicate, with one of its metrics."""
    table = SweptFolder(folder).table("runs")
    columns = (numbers(table.column(name)).tolist() for name in ("point", "replicate", "trust_region.spills"))
    return {(point, replicate): value for point, replicate, value in zip(*columns, strict=True)}


def started(script, *arguments):
    """A process that has said that it is ready."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(
        [sys.executable, "-c", script, *arguments], env=environment, stdout=subprocess.PIPE, text=True
    )
    child.stdout.readline()
    return child
