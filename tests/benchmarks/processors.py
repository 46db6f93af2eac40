"""The same law compiled for older processors: how much wide registers give, and whether every bit stays."""

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from functools import partial

from tests.benchmarks.processes import ROOT
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.timing import Spread, spread

KINDS = {"this one": "", "haswell (2013), four numbers at once": "haswell", "any of its kind, two at once": "generic"}
PROBE = """
import hashlib, sys, time
from tests.benchmarks.prepared import baseline
ready, runs, rounds = baseline(sys.argv[1] == "True"), int(sys.argv[2]), int(sys.argv[3])
digest = hashlib.blake2b(ready.run(16, keep=16).months.tobytes(), digest_size=8).hexdigest()
times = []
for _ in range(rounds):
    started = time.process_time()
    ready.run(runs)
    times.append(1e9 * (time.process_time() - started) / (runs * ready.scenario.months))
print(digest, *times)
"""


def probed(kind: str, quick: bool) -> tuple[str, list[float]]:
    """The digest of sixteen baseline runs, and nanoseconds a run and month, as compiled for a kind of processor."""
    as_if = {"NUMBA_CPU_NAME": kind, "NUMBA_CPU_FEATURES": ""} if kind else {}
    size = (str(quick), *(("50", "1") if quick else ("1000", "7")))
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *size], cwd=ROOT, env={**os.environ, **as_if}, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{kind or 'this processor'}: {done.stderr.strip()[-500:]}")
    digest, *times = done.stdout.split()
    return digest, [float(time) for time in times]


def measure(setup: Setup) -> Report:
    """One process each, since what it compiles for is settled when it starts."""
    kinds = KINDS if platform.machine() in ("x86_64", "AMD64") else {"this one": ""}
    probes: dict[str, Callable[[], tuple[str, list[float]]]] = {
        name: partial(probed, kind, setup.quick) for name, kind in kinds.items()
    }
    found = {name: probe() for name, probe in probes.items()}
    digests = {digest for digest, _ in found.values()}
    if len(digests) > 1:
        raise AssertionError(f"processors disagree: {found}")
    cost: dict[str, Spread] = {name: spread(times) for name, (_, times) in found.items()}
    slowest = max(taken.median for taken in cost.values())
    rows = [(name, str(taken), f"{slowest / taken.median:.2f}") for name, taken in cost.items()]
    head = ("compiled for", "ns a run and month", "times as fast")
    notes = ["every series of every month of sixteen runs is the same on all of them, to the last bit."]
    return Report([Table("baseline, one core, processor time", head, rows)], notes, {"nanoseconds": cost})
