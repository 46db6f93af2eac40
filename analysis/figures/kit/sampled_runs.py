"""Sampled runs of a result: every invitation with its terms, every gift; kept beside the figures.

Tables of a result hold no single decision, so the first futures of the same seed are rerun on the Mesa lane, which
gives the same numbers to the last bit. A result of another version of the law cannot be rerun, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.sim.law.responding import REASONS
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.arrow import together
from trustladder.sim.store.parts import read_part
from trustladder.sim.store.results import Folder

if TYPE_CHECKING:
    from trustladder.analysis.figures.kit.rerun import Rerun

FUTURES = 8
# What is weighed for coming and against it, as trustladder.sim.law.responding names it
FOR = ("gain", "inducement")
AGAINST = ("risk", "freedom", "rivalry", "pressure", "influence", "load")
TERMS = FOR + AGAINST
COUNTS = ("invitations", "refusals")
Cells = dict[str, Any]
Rows = list[Cells]


class SampledRuns(NamedTuple):
    """Invitations and gifts of a few futures; counts and terms are sums, money is a mean per year."""

    futures: int
    # forum, domain, proposer, invited (without the proposer); COUNTS; because_ each reason; weighed_ each term, summed
    # over refusals
    invitations: Rows
    gifts: Rows  # donor, government (JOINT for joint money), money


def sample_steps(data: ResultSource) -> int:
    """Return the number of steps of `prepare_sample`: futures to rerun."""
    return min(FUTURES, data.runs)


def prepare_sample(data: ResultSource, progress: Callable[[int], None]) -> None:
    """Rerun the futures before a figure is drawn."""
    sample_runs(data, progress=progress)


def sample_runs(data: ResultSource, progress: Callable[[int], None] | None = None) -> SampledRuns:
    """Return the sampled runs of a result, from its folder if they are there already.

    Raises Nothing if the result is of another version of the law.
    """
    count = min(FUTURES, data.runs)
    paths = sample_paths(data.folder, count)
    if (saved := _saved(paths)) is not None:
        return SampledRuns(count, *saved)
    if data.old_law:
        raise Nothing("nothing.old_law", law=data.manifest["law"][:8])
    from trustladder.analysis.figures.kit.rerun import rerun

    reruns = list(rerun(data, range(count), progress))
    found = SampledRuns(count, list(_invitations(reruns)), list(_gifts(reruns, data.scenario.months)))
    with suppress(InputError):  # a read-only folder: they are rerun each time
        for path, rows in zip(paths, found[1:], strict=True):
            write_rows(data.folder, path, rows)
    return found


def _saved(paths: list[Path]) -> list[Rows] | None:
    """Return saved tables of sampled runs; None if they are missing, damaged, or have other columns."""
    try:
        tables = [read_part(path) for path in paths if path.is_file()]
    except InputError:
        return None
    whole = len(tables) == len(paths) and {*INVITATION_COLUMNS} <= {*tables[0].column_names}
    return [table.to_pylist() for table in tables] if whole else None


def sample_paths(folder: Folder, futures: int) -> list[Path]:
    """Return the paths of the tables of sampled runs: invitations, gifts."""
    return [folder.path / "figures" / "closeup" / f"{name}-{futures}.parquet" for name in ("invitations", "gifts")]


def write_rows(folder: Folder, path: Path, rows: Rows) -> None:
    """Write rows as a table of the folder."""
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        folder.write(path.relative_to(folder.path).as_posix(), columns)


def invitation_row(
    keys: Cells, counts: Mapping[str, float], reasons: Mapping[str, float], terms: Mapping[str, float]
) -> Cells:
    """Return a row of invitations: ids, counts, reasons and terms; a reason and a term may share a name."""
    because = {f"because_{name}": float(reasons[name]) for name in REASONS}
    weighed = {f"weighed_{name}": float(terms[name]) for name in TERMS}
    if sum(because.values()) != counts["refusals"] or counts["refusals"] > counts["invitations"]:
        raise ValueError(f"{keys}: reasons do not add up to refusals, or refusals are more than invitations")
    return together(keys, {name: float(counts[name]) for name in COUNTS}, because, weighed)


INVITATION_COLUMNS = tuple(
    invitation_row({}, dict.fromkeys(COUNTS, 0.0), dict.fromkeys(REASONS, 0.0), dict.fromkeys(TERMS, 0.0))
)


def _invitations(reruns: Iterable[Rerun]) -> Iterable[Cells]:
    """Yield invitations by forum, domain, proposer and invited."""
    found: dict[tuple[str, ...], tuple[Counter[str], Counter[str], dict[str, float]]] = {}
    for future in reruns:
        for meeting in future.meetings:
            where = (meeting.forum.name, future.names.domains[meeting.domain], meeting.chair.name)
            for decision in meeting.decisions:
                if decision.decided_by == "chair":  # who proposes is not asked
                    continue
                new: Any = (Counter(), Counter(), dict.fromkeys(TERMS, 0.0))
                counts, reasons, terms = found.setdefault((*where, decision.actor), new)
                counts["invitations"] += 1
                if decision.reason is not None:
                    counts["refusals"] += 1
                    reasons[decision.reason] += 1
                    for name in TERMS:
                        terms[name] += getattr(decision.terms, name)
    for key, sums in sorted(found.items(), key=lambda entry: entry[0]):
        yield invitation_row(dict(zip(("forum", "domain", "proposer", "invited"), key, strict=True)), *sums)


def _gifts(reruns: list[Rerun], months: int) -> Iterable[dict[str, Any]]:
    """Yield money per year from each donor to each government, and jointly; means over futures."""
    years = months / 12.0
    for pair in sorted({pair for future in reruns for pair in future.given}):
        money = sum(future.given[pair] for future in reruns) / len(reruns) / years
        yield {"donor": pair[0], "government": pair[1], "money": float(money)}
