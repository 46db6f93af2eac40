"""A close look at a few futures of a result: every invitation with what was weighed, every gift. Kept beside its figures.

Tables of a result hold no single decision, so the first futures of the same seed are told again by the Mesa lane, which
gives the same numbers to the last bit; a result of another law cannot be told again, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.figures.data import Data
from analysis.figures.source import Nothing
from sim.errors import InputError
from sim.law.responding import REASONS
from sim.results import Folder, read_part

if TYPE_CHECKING:
    from analysis.figures.lived import Observed

FUTURES = 8
TERMS = (
    "gain",
    "inducement",
    "risk",
    "freedom",
    "rivalry",
    "pressure",
    "influence",
)  # as sim.law.responding names them
COUNTS = ("invitations", "refusals", *REASONS)
Rows = list[dict[str, Any]]


class Closeup(NamedTuple):
    """What a few futures hold; counts and terms are summed over them, money is a mean a year."""

    futures: int
    invitations: Rows  # forum, domain, proposer, invited; COUNTS; TERMS, summed over refusals
    gifts: Rows  # donor, government (TOGETHER for what is given jointly), money


def looked_at(data: Data) -> int:
    """How many futures are looked at."""
    return min(FUTURES, data.runs)


def look(data: Data, progress: Callable[[int], None]) -> None:
    """Have the close look ready."""
    closeup(data, progress=progress)


def closeup(data: Data, futures: int = FUTURES, progress: Callable[[int], None] | None = None) -> Closeup:
    """The close look at a result's first futures, from its folder where it is there already.

    Raises Nothing where the result is of another law.
    """
    count = min(futures, data.runs)
    places = places_of(data.folder, count)
    if all(place.is_file() for place in places):
        return Closeup(count, *(read_part(place).to_pylist() for place in places))
    if data.old_law:
        raise Nothing("nothing.old_law", law=data.manifest["law"][:8])
    from analysis.figures.lived import live

    lived = list(live(data, range(count), progress))
    found = Closeup(count, list(_invitations(lived)), list(_gifts(lived, data.scenario.months)))
    with suppress(InputError):  # a folder that cannot be written is looked at anew each time
        for place, rows in zip(places, found[1:], strict=True):
            keep(data.folder, place, rows)
    return found


def places_of(folder: Folder, futures: int) -> list[Path]:
    """Where the tables of a close look lie: invitations, gifts."""
    return [folder.path / "figures" / "closeup" / f"{name}-{futures}.parquet" for name in ("invitations", "gifts")]


def keep(folder: Folder, place: Path, rows: Rows) -> None:
    """Write rows as a table of the folder."""
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        folder.write(place.relative_to(folder.path).as_posix(), columns)


def _invitations(lived: Iterable[Observed]) -> Iterable[dict[str, Any]]:
    """Invitations by forum, domain, proposer and invited."""
    found: dict[tuple[str, ...], np.ndarray] = defaultdict(lambda: np.zeros(len(COUNTS) + len(TERMS)))
    for future in lived:
        for meeting in future.meetings:
            where = (meeting.forum.name, future.names.domains[meeting.domain], meeting.chair.name)
            for decision in meeting.decisions:
                sums = found[(*where, decision.actor)]
                sums[0] += 1.0
                if decision.reason is not None:
                    sums[1] += 1.0
                    sums[2 + REASONS.index(decision.reason)] += 1.0
                    sums[len(COUNTS) :] += [getattr(decision.terms, name) for name in TERMS]
    for key, sums in sorted(found.items()):
        names = dict(zip(("forum", "domain", "proposer", "invited"), key, strict=True))
        yield {**names, **dict(zip((*COUNTS, *TERMS), sums.tolist(), strict=True))}


def _gifts(lived: list[Observed], months: int) -> Iterable[dict[str, Any]]:
    """Money a year from each donor to each government, and jointly; means over futures."""
    years = months / 12.0
    for pair in sorted({pair for future in lived for pair in future.given}):
        money = sum(future.given[pair] for future in lived) / len(lived) / years
        yield {"donor": pair[0], "government": pair[1], "money": float(money)}
