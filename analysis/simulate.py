"""Make a result: run what is missing of a plan, and write it part by part."""

import threading
import time
from pathlib import Path
from typing import NamedTuple

from trustladder.analysis.causes import KIND, counterfactuals, runs_of_arms
from trustladder.sim.engine import Execution, Progress
from trustladder.sim.machine.atomic import remove_leftovers
from trustladder.sim.machine.version import law_hash
from trustladder.sim.runs import parts
from trustladder.sim.scenario.changes import changed
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.log_tables import LogTables, refuse_too_large_a_log
from trustladder.sim.store.manifest import read_manifest
from trustladder.sim.store.parts import MANIFEST, part_name
from trustladder.sim.store.results import Folder, Plan, RunFolder
from trustladder.sim.store.run_tables import part_tables


class Outcome(NamedTuple):
    """What making a result did, and how long it took."""

    reused: bool  # it was there already
    seconds: float  # in all
    simulating: float  # of these, in the kernel or the agents
    failures: int


def plan_from(manifest: Path, any_version: bool = False) -> Plan:
    """Return the plan that a manifest records.

    Raises InputError where this version of the model would give other numbers, unless `any_version` is true.
    """
    known = read_manifest(manifest)
    manifest = manifest / MANIFEST if manifest.is_dir() else manifest
    if "scenario" not in known:
        raise InputError(f"{manifest}: the manifest of no run, but of a {known.get('kind', 'part')}; use that command")
    if known["law"] != law_hash() and not any_version:
        raise InputError(
            f"{manifest}: written by model version {known['law']} (trustladder {known.get('trustladder', 'unknown')}), "
            f"which gave other numbers than this one, {law_hash()}; install that one, or add --any-version to run it "
            "by this one"
        )
    scenario = Scenario.from_tree(known["scenario"], None, str(manifest))
    sets = known.get("sets", [])
    for number, parameters in enumerate(sets):
        try:
            changed(scenario, parameters)
        except InputError as error:
            raise InputError(f"{manifest}: sets.{number}: {error}") from None
    log = min(known.get("log", 0), known["runs"])
    return Plan(scenario, known["runs"], known["seed"], known["lane"], known["series"], sets, log)


def simulate(
    plan: Plan,
    path: Path,
    command: list[str],
    overwrite: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    with_arms: bool = False,
) -> Outcome:
    """Bring a result folder to completion; parts that are there already are kept.

    `with_arms` adds the counterfactuals of `analysis.causes`. Raises InputError where the folder holds something else,
    and KeyboardInterrupt when cancelled.
    """
    started, folder = time.perf_counter(), RunFolder(path)
    if not folder.is_of(plan):
        refuse_too_large_a_log(plan, path)
    if folder.begin(plan, command, overwrite):
        return Outcome(True, time.perf_counter() - started, 0.0, 0)
    execution = Execution(threads, progress, cancel)
    missing = parts(
        plan.scenario,
        plan.runs,
        seed=plan.seed,
        lane=plan.lane,
        full=plan.keeping == "full",
        skip=folder.has,
        parameter_sets=plan.sets,
        execution=execution,
        logs=LogTables(folder, plan.scenario, plan.log),
    )
    failures, writing = 0, 0.0
    with folder.keeping_parts():
        for part in missing:
            began, failures = time.perf_counter(), failures + len(part.failures)
            folder.write_part(part.number, part_tables(plan, part))
            writing += time.perf_counter() - began
        simulating = time.perf_counter() - started - writing
        if with_arms and runs_of_arms(plan) and not folder.has_part(0, (KIND,)):
            columns = counterfactuals(plan.scenario, plan.runs, plan.seed, plan.sets, execution)
            folder.write(f"{KIND}/{part_name(0)}", columns)
    seconds = time.perf_counter() - started
    times = {"simulate_s": round(simulating, 3), "seconds": round(seconds, 3)}
    folder.write_manifest(plan.identity(), command, finished=True, times=times)
    remove_leftovers(path, before=time.time() - seconds)  # of a command that was killed; another may be writing
    return Outcome(False, seconds, simulating, failures)


def refuse_all_failed(path: Path, runs: int) -> None:
    """Raise InputError, with the first failure, where no run of a result came to its end."""
    folder = Folder(path)
    table = folder.table("failures")
    if table is None or table.num_rows < runs:
        return
    first = min(table.to_pylist(), key=lambda row: row["replicate"])
    why = " ".join(str(first["error"]).split())[:300]
    month = f" in month {first['month']}" if first["month"] >= 0 else ""
    raise InputError(
        f"{path.as_posix()}: all {runs:,} runs failed, the first of them, run {first['replicate']}{month}: {why}; "
        f"see {path.as_posix()}/failures"
    )
