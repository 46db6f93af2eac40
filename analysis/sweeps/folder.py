"""Check, grow and read a sweep's folder: its manifest, its design, and the parts of its runs.

manifest.json            the plan in full, its stages, law hash, versions
design.parquet           one row a point: scenario, every parameter
runs/part-00000.parquet  one row a run: scenario, point, replicate, what is varied, metrics
failures/part-*.parquet  one row a run that failed
points.parquet           one row a point: mean and spread of every metric, written when all parts are there
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trustladder.analysis.sweeps.factors import Factor
from trustladder.analysis.sweeps.growth import Stage, WorkUnit, work_units
from trustladder.analysis.sweeps.locks import RangeLock
from trustladder.analysis.sweeps.plans import BLOCK, Sweep, as_text
from trustladder.analysis.sweeps.point_files import Value
from trustladder.sim.machine.atomic import remove_leftovers
from trustladder.sim.machine.version import law_hash
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.changes import SCALARS, scalars
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.quantity import Quantity
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import column, texts, truths
from trustladder.sim.store.manifest import FORMAT, what_counts
from trustladder.sim.store.parts import (
    MANIFEST,
    damaged,
    part_name,
    read_part,
    refuse_among_tables,
    settle,
    verify,
)
from trustladder.sim.store.results import Folder, plain, refuse_more_than_the_disk

KIND = "sweep"


class SweptFolder(Folder):
    """The folder of a sweep, to write and to read."""

    def existing_manifest(self) -> dict[str, Any] | None:
        """Return the manifest of the sweep that is there, None in an empty folder. Raises InputError otherwise."""
        if (self.path / MANIFEST).is_file():
            try:
                manifest = self.manifest()
            except InputError as error:
                raise InputError(f"{error}; name another folder with --out") from None
            if manifest.get("kind") != KIND:
                raise InputError(
                    f"{self.path}: the folder holds the result of a run, no sweep; name another folder with --out"
                )
            return manifest
        if not self.is_vacant():
            raise InputError(f"{self.path}: the folder holds files that are no result; name another folder with --out")
        refuse_among_tables(self.path / MANIFEST)
        return None

    def check(self, sweep: Sweep) -> None:
        """Raise InputError where the folder holds no earlier stage of this sweep, or the disk is too small."""
        known = self.existing_manifest()
        if known is not None:
            self._check_identity(sweep, known)
            self._check_growth(sweep, stages_of(known)[-1])
        runs = sweep.points * sweep.plan.replicates - (0 if known is None else self.runs_there(known))
        refuse_more_than_the_disk(self.path, bytes_needed(sweep, max(runs, 0)), describe_size(sweep))

    def check_replacing(self, sweep: Sweep) -> None:
        """Raise InputError where the disk is too small for a sweep that replaces what the folder holds."""
        there = sum(path.stat().st_size for path in self.path.rglob("*") if path.is_file())
        needed = bytes_needed(sweep, sweep.points * sweep.plan.replicates) - there
        refuse_more_than_the_disk(self.path, needed, describe_size(sweep))

    def _check_identity(self, sweep: Sweep, known: dict[str, Any]) -> None:
        if known.get("law") != law_hash():
            raise InputError(
                f"{self.path}: made by another version of the model ({known['law']}; now {law_hash()}); "
                "name another folder with --out"
            )
        if sweep.unidentified:
            raise InputError(f"{self.path}: holds a sweep, and {sweep.unidentified}; name another folder with --out")
        identity = what_counts(plain(sweep.identity()))
        there = what_counts({key: known.get(key) for key in identity})
        for key, value in identity.items():
            if there[key] != value:
                raise InputError(
                    f"{self.path}: the sweep of another plan: {difference(key, there[key], value)}; "
                    "name another folder with --out"
                )

    def _check_growth(self, sweep: Sweep, last: Stage) -> None:
        """Raise InputError for fewer points or replicates, or more points of a design that moves the first ones."""
        name, plan = f"{self.path}: the sweep there", sweep.plan
        if plan.replicates < last.replicates:
            raise InputError(
                f"{name} has {last.replicates} replicates, not {plan.replicates}; allowed: as many or more"
            )
        if sweep.points < last.points:
            raise InputError(f"{name} has {last.points} points, not {sweep.points}; allowed: as many or more")
        if sweep.points > last.points and not sweep.grows:
            raise InputError(
                f"{name} has {last.points} points, and a {plan.design} design of {sweep.points} does not begin with "
                "them; allowed: more replicates, or another folder with --out"
            )
        if sweep.fingerprint(last.points) != last.design:
            raise InputError(
                f"{name} has other points than this plan's first {last.points}; name another folder with --out"
            )

    def runs_there(self, known: dict[str, Any]) -> int:
        """Return the number of runs in the parts that are there."""
        return sum(unit.runs for unit in work_units(stages_of(known), known["runs_a_part"]) if self.is_there(unit))

    def is_there(self, unit: WorkUnit) -> bool:
        """Return whether a part is there. Raises InputError where it is damaged, or of another sweep."""
        path = self.path / "runs" / part_name(unit.number)
        if not path.is_file():
            return False
        rows = sum(rows_of(self.path / kind / path.name) for kind in ("runs", "failures"))
        if rows != unit.runs:
            raise damaged(path, f"{rows} rows, not {unit.runs}")
        return True

    def failures(self) -> int:
        """Return the number of failed runs in the parts that are there."""
        return sum(rows_of(path) for path in (self.path / "failures").glob("part-*.parquet"))

    def register_stage(self, sweep: Sweep, command: list[str], lock: RangeLock) -> list[WorkUnit]:
        """Note the stage of a sweep in the manifest, write its design, and return the work units of all stages."""
        with lock.manifest_lock():
            known = self.existing_manifest()
            stages = [] if known is None else stages_of(known)
            if not stages or (stages[-1].points, stages[-1].replicates) != (sweep.points, sweep.plan.replicates):
                stages.append(Stage(sweep.points, sweep.plan.replicates, sweep.fingerprint(sweep.points)))
                self.note(sweep, stages, command, finished=False)
            if rows_if_readable(self.path / "design.parquet") != sweep.points:
                self.write_blocks("design.parquet", design_tables(sweep))
        return work_units(stages, sweep.plan.runs_a_part)

    def note(
        self,
        sweep: Sweep,
        stages: Sequence[Stage],
        command: list[str],
        finished: bool,
        times: dict[str, float] | None = None,
    ) -> None:
        """Write the manifest."""
        identity = {
            "format": FORMAT,
            "kind": KIND,
            "law": law_hash(),
            "title": sweep.plan.title,
            "plan": sweep.text,
            "points": sweep.points,
            "replicates": sweep.plan.replicates,
            "stages": [list(stage) for stage in stages],
            **sweep.identity(),
        }
        self.write_manifest(identity, command, finished, times)

    def points(self) -> pa.Table:
        """Return one row a point, with mean and spread of every metric. Raises InputError while a part is missing."""
        path = self.path / "points.parquet"
        if not (path.is_file() and self.manifest().get("finished")):
            raise InputError(
                f"{path}: is not there, or not of all runs; the same sweep again writes it when every part is there"
            )
        return read_part(path)

    def remove_leftovers(self) -> None:
        """Remove what a killed command left half-written; only while no other process writes."""
        remove_leftovers(self.path)
        settle(self.path)


def stages_of(manifest: dict[str, Any]) -> list[Stage]:
    """Return the stages in a manifest."""
    return [Stage(*entry) for entry in manifest["stages"]]


def rows_of(path: Path) -> int:
    """Return the number of rows of a part, 0 where it is not there. Raises InputError where it is damaged."""
    if not path.is_file():
        return 0
    verify(path)
    try:
        return int(pq.ParquetFile(path).metadata.num_rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, str(error).splitlines()[0]) from None


def rows_if_readable(path: Path) -> int:
    """Return the number of rows of a table that can be rewritten; -1 where it is missing or damaged."""
    try:
        return rows_of(path) if path.is_file() else -1
    except InputError:
        return -1


def difference(key: str, was: Any, now: Any) -> str:
    """Say in a few words in what two plans differ."""
    if key == "scenarios":
        changed = [name for name in now if (was or {}).get(name) != now[name]]
        return f"scenario {', '.join(changed or sorted(was))} is not the same"
    read = ", by what it does or reads" if key in ("model", "government", "donor") and was and now else ""
    return f"{key} was {_short(was)}, is {_short(now)}{read}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def describe_size(sweep: Sweep) -> str:
    """Say how large a sweep is."""
    arms = " in three arms" if sweep.plan.arms else ""
    runs = sweep.points * sweep.plan.replicates
    return f"{sweep.where}: {sweep.points:,} points x {sweep.plan.replicates:,} replicates = {runs:,} runs{arms}"


def bytes_needed(sweep: Sweep, runs: int) -> int:
    """Return an upper estimate of the size on disk, at eight bytes a number."""
    metrics = max(len(metrics_of(scenario)) for scenario in sweep.scenarios.values())
    parameters = len(list(scalars(next(iter(sweep.scenarios.values())))))
    return runs * (metrics + 8) * 8 + sweep.points * (parameters + 3 * metrics) * 8


# --- the design as a table -----------------------------------------------------------------------------------------


def design_tables(sweep: Sweep) -> Iterator[pa.Table]:
    """Yield the design in blocks of rows: point, scenario, every scalar, and what else is varied."""
    own = {name: dict(scalars(scenario)) for name, scenario in sweep.scenarios.items()}
    for first in range(0, sweep.points, BLOCK):
        points = sweep.values(first, min(first + BLOCK, sweep.points))
        names = [name for name, _ in points]
        columns: dict[str, Any] = {
            "point": np.arange(first, first + len(points)),
            "scenario": texts(names),
        }
        for path in next(iter(own.values())):
            columns[path] = typed(path, [own[name][path] for name in names])
        columns.update(varied(sweep, points, 1))
        yield pa.table({key: column(values) for key, values in columns.items()})


def varied(sweep: Sweep, points: list[tuple[str, tuple[Value, ...]]], times: int) -> dict[str, pa.Array]:
    """Return what is varied, as columns; each point's values `times` in a row."""
    columns = {}
    for position, factor in enumerate(sweep.factors):
        if factor.path != "scenario":
            values = [own_value(sweep.scenarios[name], factor, row[position]) for name, row in points]
            columns[factor.path] = typed(factor.path, [value for value in values for _ in range(times)])
    return columns


def own_value(scenario: Scenario, factor: Factor, value: Value) -> Value:
    """Return a factor's value at a point, or else the scenario's own; a date in months since the start."""
    found: Any = value
    if value is None:
        found = scenario
        for step in factor.path.split("."):
            found = found.get(step) if isinstance(found, dict) else getattr(found, step, None)
    if isinstance(found, date):
        return float(month_number(found) - scenario.first_month)
    return found.value if isinstance(found, Quantity) else found


def typed(path: str, values: list[Value]) -> pa.Array:
    """Return a column of one parameter, of the same type in every part."""
    table, _, name = path.partition(".")
    kind = SCALARS[table].model_fields[name].annotation if table in SCALARS else float
    if kind is bool:
        return truths(values)
    if any(isinstance(value, str) for value in getattr(kind, "__args__", ())):
        return texts([as_text(value) for value in values])
    return column(np.array([np.nan if value is None else float(value) for value in values]))
