"""Making a result: run what is missing of a plan, and write it part by part."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from trustladder.analysis.sweeps.changes import changed
from trustladder.sim.engine import Cancelled
from trustladder.sim.machine.version import law_hash
from trustladder.sim.runs import parts
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.manifest import read_manifest
from trustladder.sim.store.parts import MANIFEST
from trustladder.sim.store.results import Folder, Plan


class Outcome(NamedTuple):
    """How making a result went."""

    reused: bool  # it was there already
    seconds: float  # in all
    simulating: float  # of these, in the kernel or the agents
    failures: int


def plan_from(manifest: Path, any_version: bool = False) -> Plan:
    """The plan that a manifest records. Raises InputError where this version of the model would give other numbers.

    Where `any_version`, it is the plan of the same run by this version.
    """
    known = read_manifest(manifest)
    manifest = manifest / MANIFEST if manifest.is_dir() else manifest
    if "scenario" not in known:
        raise InputError(f"{manifest}: the manifest of no run, but of a {known.get('kind', 'part')}; use that command")
    if known["law"] != law_hash() and not any_version:
        raise InputError(
            f"{manifest}: written by model version {known['law']} (trustladder {known.get('trustladder', 'unknown')}), which gave "
            f"other numbers than this one, {law_hash()}; install that one, or add --any-version to run it by this one"
        )
    scenario = Scenario.from_tree(known["scenario"], None, str(manifest))
    sets = known.get("sets", [])
    for number, believed in enumerate(sets):
        try:
            changed(scenario, believed)
        except InputError as error:
            raise InputError(f"{manifest}: sets.{number}: {error}") from None
    return Plan(scenario, known["runs"], known["seed"], known["lane"], known["series"], sets)


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


def refuse_all_failed(place: Path, runs: int) -> None:
    """Raise InputError, with the first failure, where no run of a result came to its end."""
    folder = Folder(place)
    table = folder.table("failures")
    if table is None or table.num_rows < runs:
        return
    first = min(table.to_pylist(), key=lambda row: row["replicate"])
    why = " ".join(str(first["error"]).split())[:300]
    month = f" in month {first['month']}" if first["month"] >= 0 else ""
    raise InputError(
        f"{place.as_posix()}: all {runs:,} runs failed, the first of them, run {first['replicate']}{month}: {why}; "
        f"see {place.as_posix()}/failures"
    )
