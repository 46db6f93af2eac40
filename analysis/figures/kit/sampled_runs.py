"""Sampled runs of a result: every invitation with its terms, every gift; kept beside the figures.

Tables of a result hold no single decision, so its futures are run again, which gives the same numbers to the last bit:
invitations on the compiled lane, gifts, which no log holds, on the Mesa lane. A result of another version of the law
cannot be run again, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.invitations import KEYS, SUMS, invitations
from trustladder.sim.engine import Execution
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.log_reading import run_again
from trustladder.sim.store.parts import read_part
from trustladder.sim.store.results import Folder

if TYPE_CHECKING:
    from trustladder.analysis.figures.kit.rerun import Rerun

FUTURES, GIFTS_OF = 1000, 8  # at most, of invitations and of gifts
Cells = dict[str, Any]
Rows = list[Cells]
Progress = Callable[[int], None]
COLUMNS = {
    "invitations": (*KEYS, *SUMS),
    "shares": ("invited", "reason", "invitations", "share", "low", "high"),
    "gifts": ("donor", "government", "money"),
}


class SampledRuns(NamedTuple):
    """Invitations of some futures."""

    futures: int
    invitations: Rows  # as Invitations.rows: counts and terms are sums
    shares: Rows  # as Invitations.shares, with intervals

    def ends(self) -> tuple[float, float]:
        """Return the interval of the share of all that is refused; NaN where too few futures give one."""
        whole = next(row for row in self.shares if not row["invited"] and not row["reason"])
        low, high = (nan if whole[end] is None else float(whole[end]) for end in ("low", "high"))
        return low, high


def sample_steps(data: ResultSource) -> int:
    """Return the number of steps of `prepare_sample`: futures to run again."""
    return min(FUTURES, data.runs)


def gift_steps(data: ResultSource) -> int:
    """Return the number of steps of `prepare_gifts`."""
    return min(GIFTS_OF, data.runs)


def prepare_sample(data: ResultSource, progress: Progress) -> None:
    """Run the futures again before a figure is drawn."""
    sample_runs(data, progress)


def prepare_gifts(data: ResultSource, progress: Progress) -> None:
    """Run the futures whose gifts are added up before a figure is drawn."""
    sample_gifts(data, progress)


def sample_runs(data: ResultSource, progress: Progress | None = None) -> SampledRuns:
    """Return invitations of a result's futures, from its folder if they are there already.

    Raises Nothing if the result is of another version of the law.
    """
    count = sample_steps(data)

    def look() -> dict[str, Rows]:
        found = invitations(run_again(data.folder), range(count), Execution(progress=progress))
        shares = [{name: row[name] for name in COLUMNS["shares"]} for row in found.shares()]
        return {"invitations": found.rows(), "shares": shares}

    return SampledRuns(count, **_kept(data, ("invitations", "shares"), count, look))


def sample_gifts(data: ResultSource, progress: Progress | None = None) -> Rows:
    """Return money per year from each donor to each government (JOINT for joint money): means over futures."""
    count = gift_steps(data)

    def look() -> dict[str, Rows]:
        from trustladder.analysis.figures.kit.rerun import rerun

        return {"gifts": list(_gifts(list(rerun(data, range(count), progress)), data.scenario.months))}

    return _kept(data, ("gifts",), count, look)["gifts"]


def _kept(data: ResultSource, names: Iterable[str], count: int, look: Callable[[], dict[str, Rows]]) -> dict[str, Rows]:
    """Return tables of so many futures as the folder has them, else as they are looked up, to be kept there."""
    saved = {name: _saved(data.folder, name, count) for name in names}
    if None not in saved.values():
        return {name: rows for name, rows in saved.items() if rows is not None}
    if data.old_law:
        raise Nothing("nothing.old_law", law=data.manifest["law"][:8])
    found = look()
    with suppress(InputError):  # a read-only folder: they are looked up each time
        for name, rows in found.items():
            write_sample(data.folder, name, count, rows)
    return found


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


def _gifts(reruns: list[Rerun], months: int) -> Iterable[Cells]:
    years = months / 12.0
    for pair in sorted({pair for future in reruns for pair in future.given}):
        money = sum(future.given[pair] for future in reruns) / len(reruns) / years
        yield {"donor": pair[0], "government": pair[1], "money": float(money)}
