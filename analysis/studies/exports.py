"""Export results to CSV, Stata or plain Parquet, each with a codebook; and to the EMA workbench.

export("out/mine", "csv", "mine.csv") writes the runs; into a folder, every table. docs/exports.md explains how to read
them.
"""

import csv
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from trustladder.analysis.studies.codebook import Entry, codebook
from trustladder.analysis.studies.stata import MOST_CELLS, short_names, write_stata
from trustladder.sim.engine import Progress
from trustladder.sim.machine.atomic import replaced
from trustladder.sim.scenario.errors import InputError, unknown
from trustladder.sim.store.parts import damaged, parts_of, refuse_among_tables, verify
from trustladder.sim.store.results import Folder

Kind = Literal["csv", "dta", "parquet"]
KINDS: tuple[Kind, ...] = ("csv", "dta", "parquet")
TABLES = (
    "runs",
    "points",
    "design",
    "series",
    "network",
    "failures",
    "meetings",
    "answers",
    "happenings",
)  # the first is what a single file holds
TYPES = {"int64": "whole number", "double": "number", "string": "text", "bool": "true or false"}
CODEBOOK = ("name", "stata_name", "type", "role", "unit", "meaning", "low", "high", "source")


class Written(NamedTuple):
    """One exported table and its codebook."""

    table: str
    place: Path
    codebook: Path
    rows: int
    columns: int


def export(
    folder: str | Path,
    to: Kind,
    out: str | Path,
    table: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> list[Written]:
    """Write one table of a finished result into a file, or all of them into a folder; return what was written.

    A name that ends in the kind's suffix is a file. Raises InputError where the result is not finished, lacks the
    table, or the target exists already.
    """
    result, path = Folder(Path(folder)), Path(out)
    if not result.manifest().get("finished"):
        raise InputError(f"{result.path}: the result is not finished; the same command that made it goes on with it")
    there = [name for name in TABLES if parts(result, name)]
    if not there:
        raise InputError(f"{result.path}: holds no table of a result")
    if table is not None and table not in there:
        raise unknown(str(result.path), table, there, "table")
    single = path.suffix == f".{to}"
    if path.suffix and not single and path.suffix[1:] in KINDS:
        raise InputError(f"{path}: does not fit --to {to}; allowed: a name that ends in .{to}, or a folder")
    wanted = [table or there[0]] if single or table else there
    targets = {name: path if single else path / f"{name}.{to}" for name in wanted}
    for target in targets.values():
        refuse_among_tables(target)
    taken = [one for one in targets.values() if one.exists()]
    if taken and not overwrite:
        raise InputError(f"{taken[0]}: is there already; name another with --out, or add --overwrite")
    return [write(Source(parts(result, name), progress), result, name, to, target) for name, target in targets.items()]


def size(folder: str | Path) -> int:
    """Return the number of rows of all tables of a result."""
    result = Folder(Path(folder))
    return sum(Source(parts(result, name)).rows for name in TABLES if parts(result, name))


def parts(result: Folder, table: str) -> list[Path]:
    """Return the paths of the Parquet files of a table, in order."""
    single = result.path / f"{table}.parquet"
    return [single] if single.is_file() else parts_of(result.path, table)


class Source:
    """The Parquet files of one table, read one row group at a time to save memory."""

    def __init__(self, paths: Sequence[Path], progress: Progress | None = None) -> None:
        self.paths, self.progress, self.rows = paths, progress, 0
        for path in paths:
            with opened(path) as file:
                self.rows += file.metadata.num_rows
                self.schema: pa.Schema = file.schema_arrow

    def blocks(self) -> Iterator[pa.Table]:
        """Yield the rows in order, one row group at a time. Raises InputError where a file is damaged."""
        for path in self.paths:
            with opened(path) as file:
                for number in range(file.num_row_groups):
                    block = file.read_row_group(number)
                    yield block
                    if self.progress is not None:
                        self.progress(len(block))


@contextmanager
def opened(path: Path) -> Iterator[pq.ParquetFile]:
    """Verify and open a Parquet file. Raises InputError where it is damaged or of another kind."""
    verify(path)
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            yield file
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, str(error).splitlines()[0]) from None


def write(source: Source, result: Folder, table: str, to: Kind, target: Path) -> Written:
    """Write one table and its codebook, each atomically."""
    schema, scenarios, manifest = source.schema, result.scenarios(), result.manifest()
    if to == "dta" and source.rows * len(schema) > MOST_CELLS:
        raise InputError(
            f"{target}: {source.rows:,} rows of {len(schema)} columns are too many for a Stata file, "
            "which is made in memory; allowed: csv or parquet"
        )
    lines = codebook(schema.names, scenarios, table)
    names = short_names(schema.names)
    title = manifest.get("title") or next(iter(scenarios.values())).title
    writers: dict[str, Callable[[Path], None]] = {
        "csv": lambda path: write_csv(path, schema, source.blocks()),
        "parquet": lambda path: write_parquet(path, schema, source.blocks(), lines),
        "dta": lambda path: write_stata(
            path,
            pa.concat_tables(list(source.blocks())),
            lines,
            names,
            str(title),
            datetime.fromisoformat(manifest["written"]),
        ),
    }
    beside = target.with_name(f"{target.stem}-codebook.csv")
    with replaced(target) as path:
        writers[to](path)
    with replaced(beside) as path:
        path.write_text(as_csv(lines, names, schema), encoding="utf-8", newline="")
    return Written(table, target, beside, source.rows, len(schema))


def write_csv(path: Path, schema: pa.Schema, tables: Iterator[pa.Table]) -> None:
    """Write comma-separated UTF-8; numbers have their shortest exact spelling, and an empty cell is missing.

    Truth values are TRUE and FALSE, which R, pandas and spreadsheets all know.
    """
    from pyarrow import csv as arrow_csv

    stored = pa.schema([field.with_type(pa.string()) if pa.types.is_boolean(field.type) else field for field in schema])
    with arrow_csv.CSVWriter(path, stored) as file:
        for table in tables:
            file.write(pa.Table.from_arrays([_spelled(column) for column in table.columns], schema=stored))


def _spelled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return truth values in capitals; any other column unchanged."""
    import pyarrow.compute as pc

    return pc.utf8_upper(column.cast(pa.string())) if pa.types.is_boolean(column.type) else column


def write_parquet(path: Path, schema: pa.Schema, tables: Iterator[pa.Table], lines: Sequence[Entry]) -> None:
    """Write one Parquet file in widely supported encodings; unit and meaning are column metadata."""
    stored = pa.schema(
        [
            field.with_metadata({"unit": line.unit, "meaning": line.meaning})
            for field, line in zip(schema, lines, strict=True)
        ]
    )
    with pq.ParquetWriter(path, stored, compression="snappy", version="2.4") as file:
        for table in tables:
            file.write_table(table.cast(stored))


def as_csv(lines: Sequence[Entry], names: dict[str, str], schema: pa.Schema) -> str:
    """Return a codebook as CSV."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(CODEBOOK)
    for line in lines:
        ends = ("" if end is None else repr(end) for end in (line.low, line.high))
        kind = TYPES[str(schema.field(line.name).type)]
        out.writerow((line.name, names[line.name], kind, line.role, line.unit, line.meaning, *ends, line.source))
    return text.getvalue()


def workbench(folder: str | Path, scenario: str | None = None) -> tuple[Any, dict[str, np.ndarray]]:
    """Return a finished sweep as results of the EMA workbench: experiments (a DataFrame) and outcomes [point].

    There is a row per point. Truth values are bool, numbers float, choices between names categories, and dates months
    since the start, as in every table; outcomes are means over the futures of a point, months with never as the
    horizon. Outcomes without a value at some point are left out. If the workbench is installed,
    `ema_workbench.save_results` takes both unchanged.
    """
    import pandas as pd

    from trustladder.analysis.studies.swept import Swept

    swept = Swept(folder, scenario)
    columns: dict[str, Any] = {
        factor.path: _experiments(swept, factor) for factor in swept.factors if factor.path != "scenario"
    }  # what varies the scenario stands under "model"
    columns["scenario"] = swept.rows  # the workbench calls a point so
    columns["policy"] = pd.Categorical(["base"] * swept.points)  # "None" would be read back as a gap
    columns["model"] = pd.Categorical([name.replace("-", "_") for name in swept.names.tolist()])
    outcomes = {name: swept.outcome(name) for name in swept.outcomes}
    kept = {name: values for name, values in outcomes.items() if np.isfinite(values).all()}
    _register(kept)
    return pd.DataFrame(columns), kept


def _experiments(swept: Any, factor: Any) -> Any:
    """Return the values of a factor [point], in the type of its column."""
    import pandas as pd

    from trustladder.analysis.studies.swept import numeric
    from trustladder.analysis.sweeps.factors import EVENT_DATE

    kind = swept.table.schema.field(factor.path).type
    if EVENT_DATE.fullmatch(factor.path):
        return swept.months(factor.path)
    if pa.types.is_boolean(kind):
        return np.array(swept.table.column(factor.path).to_pylist(), dtype=bool)
    if numeric(kind):
        return np.array(swept.table.column(factor.path).to_pylist(), dtype=float)
    return pd.Categorical(swept.table.column(factor.path).to_pylist())


def _register(outcomes: Iterable[str]) -> None:
    """Register outcomes with the workbench by name, without which it saves none."""
    with suppress(ImportError), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what it could do with other packages
        from ema_workbench import ScalarOutcome

        for name in outcomes:
            ScalarOutcome(name)
