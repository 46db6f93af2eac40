"""Results: a folder of Parquet tables and a manifest that reproduces them byte for byte.

    manifest.json            versions, law hash, scenario in full, seed, command, times
    design.parquet           one row: the scenario's parameters
    runs/part-00000.parquet  one row a run: ids, parameters, metrics
    series/part-00000.parquet   bands over time, or every run's months
    network/part-00000.parquet  mean trust between every two actors, at the start and at the end
    failures/part-00000.parquet one row a run that failed
    meetings/, answers/, happenings/    with a log: one row a proposal, a member's answer, and whatever else happened
    counterfactuals/part-00000.parquet  one row a run: the headline without meetings on other domains, without the gate
    hashes/                  the hash of every table, until the manifest of the finished result has it

A part exists or it does not: it is written under another name, flushed to disk and renamed. So a killed command
loses no finished part, and the same command again writes what is missing.
"""

import errno
import json
import logging
import os
import platform
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trustladder.sim.agents.own import Keeping, Lane
from trustladder.sim.arrays.index import Index
from trustladder.sim.arrays.series import series_names
from trustladder.sim.engine import Cancelled, ParameterSets
from trustladder.sim.machine.atomic import replaced
from trustladder.sim.machine.version import law_hash
from trustladder.sim.metrics import metrics_of
from trustladder.sim.scenario.errors import UNPRINTABLE, InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import column
from trustladder.sim.store.manifest import FORMAT, hash_of_identity, read_manifest, scenario_of, what_counts
from trustladder.sim.store.parts import (
    HASHES,
    MANIFEST,
    beside,
    encoding,
    hash_of,
    noted_hashes,
    noted_names,
    part_name,
    parts_of,
    read_part,
    refuse_among_tables,
    settle,
    verify,
)
from trustladder.sim.store.run_tables import parameter_columns

LOCK = ".lock"  # held by a sweep while it writes
LOG = logging.getLogger(__name__)
TABLES = ("runs", "series", "network", "failures", "counterfactuals", "meetings", "answers", "happenings")
OURS = (MANIFEST, "design.parquet", "points.parquet", *TABLES, "figures", HASHES)
Columns = Mapping[str, Any]


def program_version() -> str:
    """Return the version of the installed distribution; of the checkout where it is not installed."""
    try:
        return version("trustladder")
    except PackageNotFoundError:
        return "0+checkout"


class Plan:
    """What a result holds, before it is there: everything that its bytes depend on."""

    def __init__(
        self,
        scenario: Scenario,
        runs: int,
        seed: int,
        lane: Lane,
        keeping: Keeping,
        sets: ParameterSets = (),
        log: int = 0,
    ) -> None:
        self.scenario, self.runs, self.seed, self.lane, self.keeping = scenario, runs, seed, lane, keeping
        self.sets = sets  # parameter sets; replicate k lives in the world of set k modulo their number
        self.log = log  # of how many futures, from the first, every meeting is kept

    def identity(self) -> dict[str, Any]:
        """Return the part of the manifest that the result depends on."""
        return {
            "format": FORMAT,
            "law": law_hash(),
            "scenario": self.scenario.tree(),
            "seed": self.seed,
            "runs": self.runs,
            "lane": self.lane,
            "series": self.keeping,
            **({"sets": [dict(one) for one in self.sets]} if self.sets else {}),
            **({"log": self.log} if self.log else {}),
        }

    def hash(self) -> str:
        """Return a short name for the identity."""
        return hash_of_identity(self.identity())

    def folder(self) -> Path:
        """Where the result goes by default."""
        return Path("out") / f"{self.scenario.name}-{self.seed}-{self.hash()}"

    def bytes_needed(self) -> int:
        """Return a guess of the size on disk, from above: eight bytes a number."""
        metrics = len(metrics_of(self.scenario)) * 8 * self.runs
        rows = self.scenario.months * self.runs if self.keeping == "full" else 0
        return metrics + rows * (len(series_names(Index(self.scenario).domains)) + 2) * 8


class Folder:
    """A result's folder, to write and to read."""

    def __init__(self, path: Path) -> None:
        if UNPRINTABLE.search(str(path)):
            raise InputError(f"{path}: no name for a folder of results; allowed: UTF-8 text without control characters")
        self.path = path

    # --- writing ---

    def clear(self) -> None:
        """Remove what a result consists of, and nothing else."""
        for name in OURS:
            place = self.path / name
            if place.is_dir():
                shutil.rmtree(place)
            elif place.exists():
                place.unlink()

    def write_manifest(
        self,
        identity: Mapping[str, Any],
        command: list[str],
        finished: bool,
        times: Mapping[str, float] | None = None,
    ) -> None:
        """Write the manifest: what the result depends on, with what it was made, and whether it is complete."""
        manifest = {
            **plain(identity),
            "trustladder": program_version(),
            "python": platform.python_version(),
            "numpy": np.__version__,
            "pyarrow": pa.__version__,
            "system": platform.platform(terse=True),
            "command": command,
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "times": dict(times or {}),
            "finished": finished,
            "parts": noted_hashes(self.path),
        }
        self._put(manifest)
        settle(self.path)

    def _put(self, manifest: Mapping[str, Any]) -> None:
        text = json.dumps(manifest, indent=1, ensure_ascii=False)
        whole = text.encode("utf-8", "backslashreplace")  # names of files need not be UTF-8; JSON takes such escapes
        self._replace(MANIFEST, lambda place: place.write_bytes(whole))

    def is_vacant(self) -> bool:
        """Return whether the folder is not there, or holds nothing but a lock."""
        return not self.path.is_dir() or all(entry.name == LOCK for entry in self.path.iterdir())

    def has_part(self, number: int, kinds: Iterable[str] = ("runs",)) -> bool:
        """Return whether a part is there with these tables and with all that were noted of it.

        Raises InputError where one of them is damaged.
        """
        noted = {name.partition("/")[0] for name in noted_names(self.path) if name.endswith(f"/{part_name(number)}")}
        paths = [self.path / kind / part_name(number) for kind in sorted({*kinds, *noted})]
        if not all(path.is_file() for path in paths):
            return False
        for path in paths:
            verify(path)
        return True

    def write_part(self, number: int, tables: Mapping[str, Columns]) -> None:
        """Write the tables of one part by their kind; that of its runs last, since it marks the part as done."""
        for kind in sorted(tables, key=lambda kind: kind == "runs"):
            self.write(f"{kind}/{part_name(number)}", tables[kind])

    @contextmanager
    def keeping_parts(self) -> Iterator[None]:
        """Turn a cancelled block into a KeyboardInterrupt that says where the finished parts are."""
        try:
            yield
        except (Cancelled, KeyboardInterrupt):
            raise KeyboardInterrupt(
                f"stopped; finished parts are kept in {self.path}, and the same command goes on"
            ) from None

    def write(self, name: str, columns: Columns) -> None:
        """Write one table, whole or not at all."""
        table = pa.table({key: column(values) for key, values in columns.items()})
        self.write_blocks(name, [table])

    def write_blocks(self, name: str, blocks: Iterable[pa.Table]) -> None:
        """Write a table that comes in blocks, one row group each, whole or not at all."""

        def write(place: Path) -> None:
            rest = iter(blocks)
            first = next(rest)
            with pq.ParquetWriter(place, first.schema, **encoding(first.schema)) as file:
                for block in chain([first], rest):
                    file.write_table(block)

        self._replace(name, write)

    def write_text(self, name: str, text: str) -> None:
        """Write one text, whole or not at all."""
        self._replace(name, lambda place: place.write_text(text, encoding="utf-8", newline="\n"))

    def _replace(self, name: str, write: Callable[[Path], object]) -> None:
        with self.replacing(name) as temporary:
            write(temporary)

    @contextmanager
    def replacing(self, name: str) -> Iterator[Path]:
        """Yield where to write a file first; of a table, its hash is noted before it takes its place."""
        target = self.path / name
        try:
            with replaced(target) as temporary:
                yield temporary
                with temporary.open("rb+") as written:
                    os.fsync(written.fileno())
                if target.suffix == ".parquet":
                    self.write_text(
                        beside(self.path, name).relative_to(self.path).as_posix(), f"{hash_of(temporary)}\n"
                    )
        except InputError as error:
            if isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.ENOSPC, errno.EDQUOT):
                raise InputError(
                    f"{target}: the disk is full; finished parts are kept, and the same command goes on"
                ) from None
            raise
        LOG.debug("wrote %s", target)

    # --- reading ---

    def manifest(self) -> dict[str, Any]:
        """Return the manifest. Raises InputError where there is none, or it is damaged."""
        return read_manifest(self.path / MANIFEST)

    def scenario(self) -> Scenario:
        """Return the scenario that was run."""
        manifest = self.manifest()
        if "scenario" not in manifest:
            raise InputError(f"{self.path}: holds no run of a single scenario, but a {manifest.get('kind', 'part')}")
        return scenario_of(manifest["scenario"], str(self.path))

    def scenarios(self) -> dict[str, Scenario]:
        """Return the scenarios that were run, by name: one of a run, all of a sweep."""
        manifest, where = self.manifest(), f"{self.path / MANIFEST}: scenarios"
        trees = manifest.get("scenarios") or {manifest["scenario"].get("name", "scenario"): manifest["scenario"]}
        return {name: scenario_of(tree, f"{where}.{name}") for name, tree in trees.items()}

    def table(self, kind: str, columns: list[str] | None = None) -> pa.Table | None:
        """All parts of one kind ("runs", "series", "network" or "failures") as one table; None where there are none.

        Only the named columns where some are named: at a million runs all of them would fill the memory.
        """
        places = parts_of(self.path, kind)
        if not places:
            return None
        return pa.concat_tables([read_part(place, columns) for place in places])


class RunFolder(Folder):
    """The folder of a run's result."""

    def begin(self, plan: Plan, command: list[str], overwrite: bool = False) -> bool:
        """Make the folder ready; True where it already holds the finished result of this plan.

        Raises InputError where the folder holds something else, cannot be written, or the disk is too small.
        """
        known = self.manifest() if (self.path / MANIFEST).is_file() else None
        if known is not None and self.is_of(plan):
            identity = plain(plan.identity())
            if known | identity != known:  # only titles and names differ: those of the scenario now
                self._put(known | identity)
            return bool(known.get("finished")) and all((self.path / name).is_file() for name in known.get("parts", ()))
        if not self.is_vacant():
            if not overwrite:
                what = "the result of something else" if known else "files that are no result"
                raise InputError(f"{self.path}: the folder holds {what}; name another with --out, or add --overwrite")
            self.clear()
        refuse_among_tables(self.path / MANIFEST)
        refuse_more_than_the_disk(
            self.path, plan.bytes_needed(), f"--runs {plan.runs}", ", or keep less with --no-series"
        )
        self.write_manifest(plan.identity(), command, finished=False)
        self.write(
            "design.parquet", {"scenario": [plan.scenario.name], "point": [0], **parameter_columns(plan.scenario, 1)}
        )
        return False

    def is_of(self, plan: Plan) -> bool:
        """Return whether the folder holds the result of this plan, finished or not."""
        known, identity = self.manifest() if (self.path / MANIFEST).is_file() else {}, plain(plan.identity())
        return bool(known) and what_counts({key: known.get(key) for key in identity}) == what_counts(identity)

    def has(self, number: int) -> bool:
        """Return whether a part is there with all its tables. Raises InputError where one of them is damaged."""
        return self.has_part(number, ("runs",) if number else ("runs", "network"))


def refuse_more_than_the_disk(path: Path, needed: int, what: str, or_else: str = "") -> None:
    """Refuse, before anything is written, what the disk cannot hold."""
    there = next(place for place in (path.absolute(), *path.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free
    if needed > free:
        raise InputError(
            f"{what}: would take up to {size_in_words(needed)}, but {there} has {size_in_words(free)} left; "
            f"run fewer{or_else}"
        )


def size_in_words(count: int) -> str:
    """Return a number of bytes for people."""
    size = float(count)
    for unit in ("bytes", "kB", "MB", "GB", "TB", "PB"):
        if size < 1000.0 or unit == "PB":
            break
        size /= 1000.0
    return f"{size:.3g} {unit}"


def plain(tree: Any) -> Any:
    """Return a tree as JSON gives it back."""
    return json.loads(json.dumps(tree, default=str))
