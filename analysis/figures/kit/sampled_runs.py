"""Sampled runs of a result: every invitation with its terms, every gift; kept beside the figures.

Tables of a result hold no single decision, so its futures are run again on the compiled lane, which gives the same
numbers to the last bit. A result of another version of the law cannot be run again, and says so.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from math import nan
from typing import Any, NamedTuple

from trustladder.analysis.figures.kit.result_source import JOINT, ResultSource
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.invitations import KEYS, SUMS, Invitations, invitations
from trustladder.sim.engine import Execution
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.log_reading import run_again
from trustladder.sim.store.parts import read_part
from trustladder.sim.store.results import Folder

FUTURES = 1000  # at most
Cells = dict[str, Any]
Rows = list[Cells]
Progress = Callable[[int], None]
COLUMNS = {
    "invitations": (*KEYS, *SUMS),
    "shares": ("invited", "reason", "invitations", "share", "low", "high"),
    "gifts": ("donor", "government", "money"),
}


class SampledRuns(NamedTuple):
    """Invitations and gifts of some futures."""

    futures: int
    invitations: Rows  # as Invitations.rows: counts and terms are sums
    shares: Rows  # as Invitations.shares, with intervals
    gifts: Rows  # money a year from each donor to each government (JOINT for joint money), means over futures

    def ends(self) -> tuple[float, float]:
        """Return the interval of the share of all that is refused; NaN where too few futures give one."""
        whole = next(row for row in self.shares if not row["invited"] and not row["reason"])
        low, high = (nan if whole[end] is None else float(whole[end]) for end in ("low", "high"))
        return low, high


def sample_steps(data: ResultSource) -> int:
    """Return the number of steps of `prepare_sample`: futures to run again."""
    return min(FUTURES, data.runs)


def prepare_sample(data: ResultSource, progress: Progress) -> None:
    """Run the futures again before a figure is drawn."""
    sample_runs(data, progress)


def sample_runs(data: ResultSource, progress: Progress | None = None) -> SampledRuns:
    """Return the sampled runs of a result, from its folder if they are there already.

    Raises Nothing if the result is of another version of the law.
    """
    count = sample_steps(data)
    saved = {name: _saved(data.folder, name, count) for name in COLUMNS}
    if None not in saved.values():
        return SampledRuns(count, **{name: rows or [] for name, rows in saved.items()})
    if data.old_law:
        raise Nothing("nothing.old_law", law=data.manifest["law"][:8])
    looked = invitations(run_again(data.folder), range(count), Execution(progress=progress))
    shares = [{name: row[name] for name in COLUMNS["shares"]} for row in looked.shares()]
    found = SampledRuns(count, looked.rows(), shares, list(_gifts(data.scenario, looked)))
    with suppress(InputError):  # a read-only folder: they are looked up each time
        for name in COLUMNS:
            write_sample(data.folder, name, count, getattr(found, name))
    return found


def _gifts(scenario: Scenario, looked: Invitations) -> Iterator[Cells]:
    """Yield money per year, where there is some."""
    money = looked.given.mean(axis=0) / (scenario.months / 12.0)
    for row, donor in enumerate(looked.names.donors):
        for column, government in enumerate((*looked.names.governments, JOINT)):
            if money[row, column] > 0.0:
                yield {"donor": donor, "government": government, "money": float(money[row, column])}


def sample_file(name: str, futures: int) -> str:
    """Return the place of a table of so many futures in the folder of their result."""
    return f"figures/closeup/{name}-{futures}.parquet"


def _saved(folder: Folder, name: str, futures: int) -> Rows | None:
    """Return a saved table; None if it is missing, damaged, or has other columns."""
    path = folder.path / sample_file(name, futures)
    with suppress(InputError):
        table = read_part(path) if path.is_file() else None
        if table is not None and {*COLUMNS[name]} <= {*table.column_names}:
            return list(table.to_pylist())
    return None


def write_sample(folder: Folder, name: str, futures: int, rows: Rows) -> None:
    """Write rows as a table of the folder."""
    if rows:
        folder.write(sample_file(name, futures), {column: [row[column] for row in rows] for column in rows[0]})
