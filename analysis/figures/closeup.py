"""A close look at a few futures of a result: every invitation with what was weighed, every gift. Kept beside its figures.

Tables of a result hold no single decision, so the first futures of the same seed are told again by the Mesa lane, which
gives the same numbers to the last bit; a result of another law cannot be told again, and says so.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analysis.figures.data import Data, Nothing
from sim.building import world_of
from sim.ensemble import replicates, starting_states
from sim.errors import InputError
from sim.forums import Ladder
from sim.law.responding import REASONS
from sim.model import CooperationModel
from sim.names import Names
from sim.results import Folder, read_part
from sim.scenario import Scenario
from sim.series import Series
from sim.state import State, begun, blank, one_of, stacked

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
TOGETHER = ""  # whom joint money goes to: no government in particular
Rows = list[dict[str, Any]]


class Closeup(NamedTuple):
    """What a few futures hold; counts and terms are summed over them, money is a mean a year."""

    futures: int
    invitations: Rows  # forum, domain, proposer, invited; COUNTS; TERMS, summed over refusals
    gifts: Rows  # donor, government (TOGETHER for what is given jointly), money


class Climb(NamedTuple):
    """A forum (or the region: None) that won or lost a rung; rungs counted from 1, 0 is none."""

    month: int
    forum: str | None
    domain: str
    before: int
    after: int


class Observed(CooperationModel):
    """A future that begins with a given state and keeps no state of its months, which takes most of the time."""

    def __init__(self, scenario: Scenario, replicate: int, began: State) -> None:
        self.began = began
        self.given: dict[tuple[str, str], float] = defaultdict(float)
        self.climbs: list[Climb] = []
        self.crises: list[int] = []  # months, one for each
        super().__init__(scenario, replicate=replicate)

    def _start(self, past: bool) -> State:
        return self.began

    def observe(self) -> None:
        """Add up the month's gifts."""
        for donor in self.donors:
            for government, passing in zip(self.governments, donor.gifts, strict=True):
                self.given[donor.name, government.name] += passing.gift
            self.given[donor.name, TOGETHER] += donor.seat_money() * (donor.row.seats or 1)
        self.crises += [self.elapsed] * int(self.tally[Series.CRISES])
        self.elapsed += 1

    def _note_standing(self, number: int, domain: int, ladder: Ladder, before: int) -> None:
        forum = None if len(self.ladders) == 1 else self.names.forums[number]
        self.climbs.append(Climb(self.elapsed, forum, self.names.domains[domain], before, ladder.standing))


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


def live(data: Data, which: Iterable[int], progress: Callable[[int], None] | None = None) -> Iterable[Observed]:
    """Futures of a result, told again."""
    sets = data.manifest.get("sets") or [{}]
    for replicate in which:
        believed = sets[replicate % len(sets)]
        scenario = data.scenario.believing(believed) if believed else data.scenario
        scenario = scenario.model_copy(update={"seed": data.seed})
        future = Observed(scenario, replicate, beginning(scenario, replicate))
        future.run()
        if progress is not None:
            progress(1)
        yield future


def beginning(scenario: Scenario, replicate: int) -> State:
    """The state with which a replicate begins: blank, or what its past leaves, run on the compiled lane."""
    before = scenario.history()
    if before is None:
        return blank(world_of(scenario))
    assert scenario.past is not None
    names, seed = Names(before), scenario.seed
    ended = replicates(
        world_of(before), names, starting_states(before, seed), seed, [replicate % scenario.past.replicates], keep=1
    ).states
    assert ended is not None
    return one_of(begun(world_of(scenario), Names(scenario), stacked([one_of(ended, 0)]), names), 0)


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
