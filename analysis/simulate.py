"""Making a result: run what is missing of a plan, and write it part by part."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sim.ensemble import Cancelled
from sim.errors import InputError
from sim.results import Folder, Plan, read_manifest
from sim.runs import parts
from sim.scenario import Scenario


class Outcome(NamedTuple):
    """How making a result went."""

    reused: bool  # it was there already
    seconds: float  # in all
    simulating: float  # of these, in the kernel or the agents
    failures: int


def plan_from(manifest: Path) -> Plan:
    """The plan that a manifest records."""
    known = read_manifest(manifest)
    if "scenario" not in known:
        raise InputError(f"{manifest}: the manifest of no run, but of a {known.get('kind', 'part')}; use that command")
    scenario = Scenario.from_tree(known["scenario"], None, str(manifest))
    return Plan(scenario, known["runs"], known["seed"], known["lane"], known["series"], known.get("sets", ()))


def simulate(
    plan: Plan,
    place: Path,
    command: list[str],
    overwrite: bool = False,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    cancel: threading.Event | None = None,
) -> Outcome:
    """Bring a result folder to completion; parts that are there already are kept.

    Raises InputError where the folder holds something else, and KeyboardInterrupt when cancelled.
    """
    started, folder = time.perf_counter(), Folder(place)
    if folder.begin(plan, command, overwrite):
        return Outcome(True, time.perf_counter() - started, 0.0, 0)
    simulating, failures = 0.0, 0
    produced = parts(
        plan.scenario,
        plan.runs,
        seed=plan.seed,
        lane=plan.lane,
        threads=threads,
        progress=progress,
        cancel=cancel,
        full=plan.keeping == "full",
        sets=plan.sets,
        skip=folder.has,
    )
    while True:
        began = time.perf_counter()
        try:
            part = next(produced, None)
        except (Cancelled, KeyboardInterrupt):
            raise KeyboardInterrupt(
                f"stopped; finished parts are kept in {place}, and the same command goes on"
            ) from None
        simulating += time.perf_counter() - began
        if part is None:
            break
        failures += len(part.failures)
        folder.write_part(plan, part)
    seconds = time.perf_counter() - started
    folder.finish(plan, command, {"simulate_s": round(simulating, 3), "seconds": round(seconds, 3)})
    return Outcome(False, seconds, simulating, failures)
