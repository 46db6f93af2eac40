"""A sweep that is killed at a moment, in a process of its own, and gone on with in this one."""

import json
import signal
import time
from pathlib import Path
from typing import Any, NamedTuple

from tests.analysis.sweeps.plans import LONGER, PLAN, made, parquet, started

SCRIPT = (
    "import json, sys, trustladder\nfrom trustladder.sim.runs import run\nrun('malacca-piracy', 1)\n"
    "print('ready', flush=True)\n"
    "trustladder.sweep(json.load(open(sys.argv[1])), sys.argv[2], threads=1)\nprint('done', flush=True)\n"
)
PLAN_OF_MANY_PARTS = {**PLAN, **LONGER}


class Killed(NamedTuple):
    """What a kill left, and what came of it."""

    parts: int  # that were there
    finished: bool  # before it was killed
    same: bool  # after it was gone on with: every byte as if nothing had happened
    left: list[str]  # files that do not belong there


def child_of(folder: Path) -> Any:
    """A process that is about to sweep into `folder / "r"`."""
    (folder / "plan.json").write_text(json.dumps(PLAN_OF_MANY_PARTS))
    return started(SCRIPT, str(folder / "plan.json"), str(folder / "r"))


def duration(folder: Path) -> float:
    """The seconds that a sweep takes that nobody kills."""
    child, began = child_of(folder), time.perf_counter()
    child.stdout.readline()
    taken = time.perf_counter() - began
    child.communicate()
    return taken


def killed(folder: Path, seconds: float, whole: dict[str, bytes], parts: int = 0) -> Killed:
    """Kill a sweep so many seconds after it began, or after so many parts were there, and go on with it."""
    child, place = child_of(folder), folder / "r"
    while child.poll() is None and len(list(place.glob("runs/part-*"))) < parts:
        time.sleep(0.001)
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    said = child.communicate()[0]
    there = len(list(place.glob("runs/part-*.parquet")))
    made(place, **LONGER)
    left = sorted({path.name for path in place.rglob(".*")} - {".lock"} | {path.name for path in place.glob("hashes")})
    return Killed(there, "done" in said, parquet(place) == whole, left)
