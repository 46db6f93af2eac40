"""Read the record: dated activities, foundings, proposals and refusals of real forums, and external shocks.

The rows are data (scenarios/evidence); ids of forums, domains, rungs and actors are those of a scenario. A fit states
the last day that it uses: a file with a row that may be later is refused as a whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trustladder.analysis.history.rows import (
    CONFIDENCES,
    Cells,
    check_address,
    check_given,
    check_one_of,
    days_within,
    ids,
    read_rows,
)
from trustladder.sim.scenario.dates import month_number
from trustladder.sim.scenario.errors import InputError, shown, unknown
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.scenario import Scenario

FIRST_DAY = date(1997, 1, 1)
LAST_DAY = date(2012, 12, 31)
LATER_FIRST_DAY = date(2013, 1, 1)  # what came after is for a blind test, never for a fit
COLUMNS = (
    "id",
    "date",
    "forum",
    "domain",
    "rung",
    "kind",
    "participants",
    "note",
    "source",
    "url",
    "confidence",
)
KINDS = ("activity", "founding", "refusal", "proposal", "drill", "shock")
OUTSIDE = "-"  # the forum of a shock


@dataclass(frozen=True)
class Event:
    """One row of the record. `first` and `last` are the same day, or bound the month or year that is known.

    `domain` and `rung` are empty where there is none; a drill is an exercise that counts for nothing in a fit;
    `participants` are those who took part, who founded or proposed, or between whom a refusal passed.
    """

    id: str
    first: date
    last: date
    forum: str
    domain: str
    rung: str
    kind: str
    participants: tuple[str, ...]
    note: str
    source: str
    url: str
    confidence: str

    @property
    def month(self) -> int:
        """Return the month since year 0, the clock of scenarios; the last one where only the year is known."""
        return month_number(self.last)


def shipped_file() -> Path:
    """Return the path of the shipped record, 1997 to 2012."""
    return shipped_folder() / "evidence" / "to-2012.csv"


def events(until: date = LAST_DAY) -> list[Event]:
    """Read the shipped record, validated, in the order of time."""
    return read(shipped_file(), until)


def later_file() -> Path:
    """Return the path of the shipped record after 2012, which no fit reads."""
    return shipped_folder() / "evidence" / "after-2012.csv"


def later_events(until: date) -> list[Event]:
    """Read the record from 2013 to `until`, validated, in the order of time; for tests of a fit only."""
    return read(later_file(), until, since=LATER_FIRST_DAY)


def at_least(record: Iterable[Event], confidence: str) -> list[Event]:
    """Return the events with at least this confidence: low, medium or high."""
    if confidence not in CONFIDENCES:
        raise unknown("confidence", confidence, CONFIDENCES, "confidence")
    floor = CONFIDENCES.index(confidence)
    return [event for event in record if CONFIDENCES.index(event.confidence) >= floor]


def read(path: Path, until: date = LAST_DAY, scenario: Scenario | None = None, since: date = FIRST_DAY) -> list[Event]:
    """Read the events of a CSV file, in the order of time; ids are those of `scenario`, by default the shipped history.

    Raises InputError, one line with file, row, column, value and what is allowed, where anything is wrong or where a
    row may lie before `since` or after `until`. Rows count as a spreadsheet counts them: the header is row 1.
    """
    known = scenario or Scenario.load("history")
    named: dict[str, str] = {}
    same: dict[tuple[object, ...], str] = {}
    found: list[Event] = []
    for at, cells in read_rows(path, COLUMNS):
        event = _event(at, cells, (since, until), known)
        key = (event.first, event.last, event.forum, event.domain, event.rung, event.kind, event.participants)
        if event.id in named:
            raise InputError(f"{at}: id: {event.id!r} stands in {named[event.id]} already; allowed: each id once")
        if key in same:
            raise InputError(f"{at}: the same event as in {same[key]}; allowed: each event once")
        named[event.id] = same[key] = at.rpartition(": ")[2]
        found.append(event)
    return sorted(found, key=lambda event: (event.first, event.last, event.id))


def _event(at: str, cells: Cells, period: tuple[date, date], scenario: Scenario) -> Event:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", cells["id"]):
        raise InputError(f"{at}: id: {shown(cells['id'])}; allowed: letters, digits, - and _, at most 60")
    first, last = days_within(f"{at}: date", cells["date"], *period)
    check_one_of(f"{at}: kind", cells["kind"], KINDS, "kind")
    if cells["kind"] == "shock":
        _check_shock(at, cells, scenario)
    else:
        _check_deed(at, cells, scenario)
    for name in ("note", "source"):
        check_given(f"{at}: {name}", cells[name])
    check_address(f"{at}: url", cells["url"])
    check_one_of(f"{at}: confidence", cells["confidence"], CONFIDENCES, "confidence")
    return Event(
        id=cells["id"],
        first=first,
        last=last,
        forum=cells["forum"],
        domain=cells["domain"],
        rung=cells["rung"],
        kind=cells["kind"],
        participants=ids(f"{at}: participants", cells["participants"], scenario.actors),
        note=cells["note"],
        source=cells["source"],
        url=cells["url"],
        confidence=cells["confidence"],
    )


def _check_shock(at: str, cells: Cells, scenario: Scenario) -> None:
    if cells["forum"] != OUTSIDE:
        raise InputError(f"{at}: forum: {shown(cells['forum'])}; allowed: {OUTSIDE} for a shock from outside")
    if cells["domain"]:
        check_one_of(f"{at}: domain", cells["domain"], scenario.domains, "domain")
    if cells["rung"]:
        raise InputError(f"{at}: rung: {shown(cells['rung'])}; allowed: nothing, since a shock is on no rung")


def _check_deed(at: str, cells: Cells, scenario: Scenario) -> None:
    """Check an act of a forum: its domain is on the agenda, its rung on the ladder; a drill may have no domain."""
    forum, domain = cells["forum"], cells["domain"]
    check_one_of(f"{at}: forum", forum, scenario.forums, "forum")
    if cells["kind"] == "drill" and cells["rung"]:
        raise InputError(f"{at}: rung: {shown(cells['rung'])}; allowed: nothing, since a drill is on no rung")
    if cells["kind"] == "drill" and not domain:
        return
    check_one_of(f"{at}: domain", domain, scenario.domains, "domain")
    check_one_of(f"{at}: domain", domain, scenario.forums[forum].agenda, f"agenda of {forum} for")
    if cells["rung"] or cells["kind"] == "activity":
        check_one_of(f"{at}: rung", cells["rung"], scenario.domains[domain].rungs, f"rung of {domain}")
