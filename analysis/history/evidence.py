"""The record: dated activities, foundings, proposals and refusals of real forums, and shocks from outside.

The rows are data (scenarios/evidence); ids of forums, domains, rungs and actors are those of a scenario. Whoever fits a
model says until when it may look: a file with a row that may be later is refused as a whole.
"""

import csv
import io
import re
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.errors import InputError, nearest, shown, unknown
from sim.loading import read_text, shipped_folder
from sim.scenario import Scenario, month_number

FIRST_DAY = date(1997, 1, 1)
LAST_DAY = date(2012, 12, 31)
LATER_FIRST_DAY = date(2013, 1, 1)  # what came after is for a blind test, never for a fit
COLUMNS = (
    "id", "date", "forum", "domain", "rung", "kind", "participants", "note", "source", "url", "confidence",
)  # fmt: skip
KINDS = ("activity", "founding", "refusal", "proposal", "drill", "shock")
CONFIDENCES = ("low", "medium", "high")
OUTSIDE = "-"  # the forum of a shock
Cells = dict[str, str]


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
        """The month as months since year 0, the clock of scenarios; the last one where only the year is known."""
        return month_number(self.last)


def shipped_file() -> Path:
    """The shipped record, 1997 to 2012."""
    return shipped_folder() / "evidence" / "to-2012.csv"


def events(until: date = LAST_DAY) -> list[Event]:
    """The shipped record, checked, in the order of time."""
    return read(shipped_file(), until)


def later_file() -> Path:
    """The shipped record of what came after 2012; no fit reads it."""
    return shipped_folder() / "evidence" / "after-2012.csv"


def later_events(until: date) -> list[Event]:
    """The record from 2013 on, checked, in the order of time, for whoever says how far beyond 2012 it may look."""
    return read(later_file(), until, since=LATER_FIRST_DAY)


def at_least(record: Iterable[Event], confidence: str) -> list[Event]:
    """The events that are known at least with a confidence: low, medium or high."""
    if confidence not in CONFIDENCES:
        raise unknown("confidence", confidence, CONFIDENCES, "confidence")
    floor = CONFIDENCES.index(confidence)
    return [event for event in record if CONFIDENCES.index(event.confidence) >= floor]


def read(path: Path, until: date = LAST_DAY, scenario: Scenario | None = None, since: date = FIRST_DAY) -> list[Event]:
    """The events of a CSV file, in the order of time; ids are those of `scenario` (the shipped history's by default).

    Raises InputError, one line with file, row, column, value and what is allowed, where anything is wrong or where a
    row may lie before `since` or after `until`. Rows count as a spreadsheet counts them: the header is row 1.
    """
    known = scenario or Scenario.load("history")
    ids: dict[str, int] = {}
    same: dict[tuple[object, ...], int] = {}
    found: list[Event] = []
    for number, cells in _rows(path):
        at = f"{path}: row {number}"
        event = _event(at, cells, (since, until), known)
        key = (event.first, event.last, event.forum, event.domain, event.rung, event.kind, event.participants)
        if event.id in ids:
            raise InputError(f"{at}: id: {event.id!r} stands in row {ids[event.id]} already; allowed: each id once")
        if key in same:
            raise InputError(f"{at}: the same event as in row {same[key]}; allowed: each event once")
        ids[event.id] = same[key] = number
        found.append(event)
    return sorted(found, key=lambda event: (event.first, event.last, event.id))


def _rows(path: Path) -> list[tuple[int, Cells]]:
    """The rows under the header with their numbers; empty lines are left out."""
    reader = csv.reader(io.StringIO(read_text(path, "record", "allowed: a header and rows"), newline=""), strict=True)
    try:
        lines = list(enumerate(reader, start=1))
    except csv.Error as error:
        raise InputError(f"{path}: line {reader.line_num}: not valid CSV: {error}") from None
    _check_header(path, lines[0][1])
    rows = [(number, line) for number, line in lines[1:] if line]
    for number, line in rows:
        if len(line) != len(COLUMNS):
            raise InputError(
                f"{path}: row {number}: {len(line)} cells; allowed: {len(COLUMNS)}, with quotes around commas"
            )
    if not rows:
        raise InputError(f"{path}: no row under the header")
    return [(number, {name: cell.strip() for name, cell in zip(COLUMNS, line, strict=True)}) for number, line in rows]


def _check_header(path: Path, header: list[str]) -> None:
    names = [name.strip() for name in header]
    for place, wanted in enumerate(COLUMNS):
        given = names[place] if place < len(names) else ""
        if given != wanted:
            what = f"{shown(given)} in place of {wanted}{nearest(given, COLUMNS)}" if given else f"{wanted} is missing"
            raise InputError(f"{path}: header: {what}; allowed: {','.join(COLUMNS)}")
    if len(names) > len(COLUMNS):
        raise InputError(f"{path}: header: {shown(names[len(COLUMNS)])} is too much; allowed: {','.join(COLUMNS)}")


def _event(at: str, cells: Cells, period: tuple[date, date], scenario: Scenario) -> Event:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", cells["id"]):
        raise InputError(f"{at}: id: {shown(cells['id'])}; allowed: letters, digits, - and _, at most 60")
    first, last = _days(f"{at}: date", cells["date"])
    if first < period[0] or last > period[1]:
        raise InputError(f"{at}: date: {cells['date']}; allowed: {period[0]} to {period[1]}")
    _one_of(f"{at}: kind", cells["kind"], KINDS, "kind")
    if cells["kind"] == "shock":
        _check_shock(at, cells, scenario)
    else:
        _check_deed(at, cells, scenario)
    for name in ("note", "source"):
        _given(f"{at}: {name}", cells[name])
    if cells["url"] and not re.fullmatch(r"https?://[^\s/]+\S*", cells["url"]):
        raise InputError(f"{at}: url: {shown(cells['url'])}; allowed: an address with http:// or https://, or nothing")
    _one_of(f"{at}: confidence", cells["confidence"], CONFIDENCES, "confidence")
    return Event(
        id=cells["id"], first=first, last=last, forum=cells["forum"], domain=cells["domain"], rung=cells["rung"],
        kind=cells["kind"], participants=_participants(f"{at}: participants", cells["participants"], scenario),
        note=cells["note"], source=cells["source"], url=cells["url"], confidence=cells["confidence"],
    )  # fmt: skip


def _days(place: str, written: str) -> tuple[date, date]:
    """First and last day of a date that is known to the year, the month or the day."""
    try:
        if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", written):
            raise ValueError
        year, month, day = [*map(int, written.split("-")), 0, 0][:3]
        first = date(year, month if len(written) > 4 else 1, day if len(written) > 7 else 1)
    except ValueError:
        raise InputError(f"{place}: {shown(written)}; allowed: a date as YYYY, YYYY-MM or YYYY-MM-DD") from None
    if len(written) > 7:
        return first, first
    ends = first.month if len(written) > 4 else 12
    return first, date(first.year, ends, monthrange(first.year, ends)[1])


def _check_shock(at: str, cells: Cells, scenario: Scenario) -> None:
    if cells["forum"] != OUTSIDE:
        raise InputError(f"{at}: forum: {shown(cells['forum'])}; allowed: {OUTSIDE} for a shock from outside")
    if cells["domain"]:
        _one_of(f"{at}: domain", cells["domain"], scenario.domains, "domain")
    if cells["rung"]:
        raise InputError(f"{at}: rung: {shown(cells['rung'])}; allowed: nothing, since a shock is on no rung")


def _check_deed(at: str, cells: Cells, scenario: Scenario) -> None:
    """What a forum did: its domain is on the forum's agenda, its rung on the domain's ladder; a drill may have no domain."""
    forum, domain = cells["forum"], cells["domain"]
    _one_of(f"{at}: forum", forum, scenario.forums, "forum")
    if cells["kind"] == "drill" and cells["rung"]:
        raise InputError(f"{at}: rung: {shown(cells['rung'])}; allowed: nothing, since a drill is on no rung")
    if cells["kind"] == "drill" and not domain:
        return
    _one_of(f"{at}: domain", domain, scenario.domains, "domain")
    _one_of(f"{at}: domain", domain, scenario.forums[forum].agenda, f"agenda of {forum} for")
    if cells["rung"] or cells["kind"] == "activity":
        _one_of(f"{at}: rung", cells["rung"], scenario.domains[domain].rungs, f"rung of {domain}")


def _participants(place: str, written: str, scenario: Scenario) -> tuple[str, ...]:
    names = written.split()
    for name in names or [""]:
        _one_of(place, name, scenario.actors, "actor")
        if names.count(name) > 1:
            raise InputError(f"{place}: {name!r} stands there twice; allowed: each id once")
    return tuple(sorted(names))


def _given(place: str, written: str) -> None:
    if not written:
        raise InputError(f"{place}: is missing")


def _one_of(place: str, word: str, known: Collection[str], what: str) -> None:
    _given(place, word)
    if word not in known:
        raise unknown(place, word, known, what)
