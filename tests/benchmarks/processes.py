"""The command in processes of its own: how long it takes, and how much memory it holds at its peak."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
# A process begins with its parent's peak as its own, so a small launcher stands between this process and the command.
LAUNCHER = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""


class Cost(NamedTuple):
    """What one call of the command took."""

    seconds: float
    megabytes: float  # largest resident memory; nan where the system does not tell


def call(*arguments: str, cache: Path | None = None) -> Cost:
    """`trustladder` with these arguments, in an empty folder; `cache` takes the place of the user's cache.

    Modules are compiled once, as for users, even where the environment asks Python to keep no bytecode.
    Raises RuntimeError, with what it said, where the command fails.
    """
    bytecode = str(Path(tempfile.gettempdir()) / "trustladder-benchmarks")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": bytecode}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    command = [sys.executable, "-m", "trustladder", *arguments]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", LAUNCHER, *command], cwd=folder, env=environment, capture_output=True, text=True
        )
        seconds = time.perf_counter() - started
    if done.returncode:
        raise RuntimeError(f"trustladder {' '.join(arguments)}: {done.stderr.strip()[-500:]}")
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Cost(seconds, float(done.stdout) / unit)
