"""The log of meetings on disk: `meetings`, `answers` and `happenings`, a part of each for every part of a result.

They are written while the futures run, some thousands of rows at a time, so that memory does not grow with their
number. Futures under the same parameter set follow each other.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trustladder.sim.ensemble import UncertainScenario, run_parameter_sets
from trustladder.sim.log_columns import Coded, answer_columns, happening_columns, meeting_columns
from trustladder.sim.log_rows import Rows, joined, nothing
from trustladder.sim.logs import LogCollector
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.arrow import coded, column, truths
from trustladder.sim.store.parts import encoding, part_name
from trustladder.sim.store.results import Folder, Plan, refuse_more_than_the_disk

KINDS = ("meetings", "answers", "happenings")
ROW_GROUP = 100_000  # answers
LOOKED_AT = 4  # futures from which the size of a log is estimated
BYTES = {"meetings": 40, "answers": 80, "happenings": 20}  # a row on disk, from above
OF_FEW_VALUES = ("full_risk", "rivalry", "pressure", "influence")
WAITING = 3  # chunks that may wait to be written, before whoever brings more writes too


class LogTables:
    """Writes the log of a result's first futures, part by part."""

    def __init__(self, folder: Folder, scenario: Scenario, futures: int) -> None:
        self.folder, self.scenario, self.futures = folder, scenario, futures

    @contextmanager
    def part(self, number: int, futures: int) -> Iterator["LogPart | None"]:
        """Yield who writes the log of a part; all tables are there, whole, when the block ends without error."""
        if not futures:
            yield None
            return
        with ExitStack() as whole:
            places = [whole.enter_context(self.folder.replacing(f"{kind}/{part_name(number)}")) for kind in KINDS]
            log = LogPart(self.scenario, futures, places)
            whole.callback(log.close)
            yield log
            log.write_rest()


class LogPart:
    """Writes one part, chunk by chunk in their order, whichever thread brings them."""

    def __init__(self, scenario: Scenario, futures: int, places: Iterable[Path]) -> None:
        self.scenario, self.futures, self.places = scenario, futures, list(places)
        self._files: list[pq.ParquetWriter] = []
        self._waiting: dict[int, Rows] = {}
        self._next = 0  # the place of the chunk to be written next
        self._ready: list[Rows] = []
        self._lock, self._writing = threading.Lock(), threading.Lock()

    def keep(self, place: int, rows: Rows) -> None:
        """Take the rows of one chunk, and write what is ready unless another thread does."""
        with self._lock:
            self._waiting[place] = rows
            busy = len(self._waiting) > WAITING
        if self._writing.acquire(blocking=busy):
            try:
                self._write_ready()
            finally:
                self._writing.release()

    def _write_ready(self) -> None:
        """Write all chunks that follow those written, as soon as they fill a row group."""
        while (rows := self._following()) is not None:
            self._ready.append(rows)
            if sum(one.answers.shape[1] for one in self._ready) >= ROW_GROUP:
                self._write()

    def _following(self) -> Rows | None:
        with self._lock:
            found = self._waiting.pop(self._next, None)
            self._next += found is not None
            return found

    def _write(self) -> None:
        rows = joined(self._ready) if self._ready else nothing()
        self._ready = []
        tables = [arrow_table(of(self.scenario, rows)) for of in (meeting_columns, answer_columns, happening_columns)]
        if not self._files:
            pairs = zip(self.places, tables, strict=True)
            self._files = [pq.ParquetWriter(place, one.schema, **log_encoding(one.schema)) for place, one in pairs]
        for file, table in zip(self._files, tables, strict=True):
            file.write_table(table)

    def write_rest(self) -> None:
        """Write what is left."""
        self._write_ready()
        if self._ready or not self._files:
            self._write()

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()


def arrow_table(columns: dict[str, Any]) -> pa.Table:
    """Return columns of a log as an Arrow table, texts by the number of each."""
    return pa.table({name: arrow_column(one) for name, one in columns.items()})


def arrow_column(values: Any) -> pa.Array:
    """Return one column."""
    if isinstance(values, Coded):
        return coded(values.codes, values.names)
    return truths(values) if values.dtype == np.bool_ else column(values)


def log_encoding(schema: pa.Schema) -> dict[str, Any]:
    """How tables of a log are written: faster than others, for they are much larger.

    Terms of few values as numbers of those; all others, which hardly shrink, compressed by Snappy.
    """
    usual = encoding(schema)
    few = [name for name in OF_FEW_VALUES if name in schema.names]
    split = {name: how for name, how in (usual["column_encoding"] or {}).items() if name not in few}
    return {
        **usual,
        "use_dictionary": [*usual["use_dictionary"], *few],
        "column_encoding": split or None,
        "compression": {name: "snappy" if name in split else "zstd" for name in schema.names},
        "write_statistics": ["replicate"],  # by which row groups can be passed over
    }


def size_of(plan: Plan) -> int:
    """Return the bytes that the log of a plan will take at most, estimated from the proposals of a few futures."""
    log, looked_at = LogCollector(LOOKED_AT), range(min(LOOKED_AT, plan.log))
    if looked_at:
        run_parameter_sets(UncertainScenario(plan.scenario, plan.sets), looked_at, plan.seed, log=log)
    rows = log.rows()
    counts = len(rows.replicates), rows.answers.shape[1], len(rows.living)
    bytes_seen = sum(count * BYTES[kind] for count, kind in zip(counts, KINDS, strict=True))
    return bytes_seen * plan.log // max(len(looked_at), 1)


def refuse_too_large_a_log(plan: Plan, path: Path) -> None:
    """Raise InputError, which says how large the log would be, where the disk cannot hold it."""
    if plan.log:
        refuse_more_than_the_disk(path, size_of(plan), f"--log {plan.log}", ", or log fewer futures")
