"""Read what founding documents say of each forum: its foundation, members, mandate, and who must attend.

The rows are data (scenarios/evidence/forums.csv), coded by the rules in coding-rules.md beside it from documents and
sources up to the end of 2012. The forums of scenarios/forums/central-asia.toml take them over by the rules at its head.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from trustladder.analysis.history.rows import (
    CONFIDENCES,
    Cells,
    check_address,
    check_given,
    check_one_of,
    days,
    days_within,
    ids,
    read_rows,
)
from trustladder.sim.scenario.errors import InputError, listed, unknown
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.scenario import Scenario

EARLIEST, LATEST = date(1945, 1, 1), date(2012, 12, 31)
COLUMNS = (
    "forum",
    "kind",
    "domain",
    "rung",
    "actors",
    "date",
    "until",
    "source",
    "url",
    "article",
    "quotation",
    "confidence",
    "note",
)
KINDS = ("founded", "mandate", "member", "needs")
NONE_FOUND = "none found"
LONGEST_QUOTATION = 15  # words


@dataclass(frozen=True)
class Provision:
    """One thing that a source says of a forum.

    `kind` is *founded* (on `date`), *mandate* (the highest `rung` of `domain` that is named), *member* (the one actor
    joined on `date` and left on `until`, empty if it stayed) or *needs* (`actors` must attend above the first rung).
    Dates are written to the precision that is known. Where a search for a mandate or a need found nothing, `found` is
    false and the note says what was searched.
    """

    forum: str
    kind: str
    domain: str
    rung: str
    actors: tuple[str, ...]
    date: str
    until: str
    source: str
    url: str
    article: str
    quotation: str
    confidence: str
    note: str

    @property
    def found(self) -> bool:
        """Return whether a document says it."""
        return self.rung != NONE_FOUND and self.actors != (NONE_FOUND,)

    @property
    def path(self) -> str:
        """Return the path in the evidence, e.g. CSTO.member.UZB."""
        return ".".join(part for part in (self.forum, self.kind, self.domain, *self._whom()) if part)

    def _whom(self) -> tuple[str, ...]:
        return self.actors if self.kind == "member" else ()

    @property
    def value(self) -> str:
        """Return the provision as one word, date or list."""
        if self.kind == "mandate":
            return self.rung
        if self.kind == "needs":
            return " ".join(self.actors)
        return f"{self.date} to {self.until}" if self.until else self.date

    @property
    def origin(self) -> str:
        """Return the source in one line."""
        where = ", ".join(part for part in (self.source, self.article) if part)
        quoted = f'"{self.quotation}"' if self.quotation else ""
        parts = (where, quoted, self.note.removesuffix("."), f"{self.confidence} confidence", self.url)
        return "; ".join(part for part in parts if part)


def shipped_file() -> Path:
    """Return the path of the shipped rows."""
    return shipped_folder() / "evidence" / "forums.csv"


def provisions(scenario: Scenario) -> list[Provision]:
    """Return the shipped rows about forums of a scenario."""
    return [row for row in read(shipped_file(), Scenario.load("baseline")) if row.forum in scenario.forums]


def read(path: Path, scenario: Scenario) -> list[Provision]:
    """Read a CSV file of provisions; ids are those of `scenario`, every forum of which must be covered.

    Raises InputError, one line with file, row, column, value and what is allowed.
    """
    rows: list[Provision] = []
    latest: dict[str, Provision] = {}
    for at, cells in read_rows(path, COLUMNS):
        row = _provision(at, cells, scenario)
        if row.path in latest and not _rejoined(latest[row.path], row):
            raise InputError(f"{at}: {row.path} stands there twice; allowed: each once")
        latest[row.path] = row
        rows.append(row)
    _check_complete(path, rows, scenario)
    return rows


def _rejoined(earlier: Provision, later: Provision) -> bool:
    """Return whether a member left before the row that lets it join again."""
    left = bool(earlier.until) and days("", earlier.until)[1] <= days("", later.date)[1]
    return earlier.kind == "member" and left


def _provision(at: str, cells: Cells, scenario: Scenario) -> Provision:
    check_one_of(f"{at}: forum", cells["forum"], scenario.forums, "forum")
    check_one_of(f"{at}: kind", cells["kind"], KINDS, "kind")
    actors = _CHECKS[cells["kind"]](at, cells, scenario)
    _check_origin(at, cells, found=NONE_FOUND not in (cells["rung"], cells["actors"]))
    return Provision(**{**cells, "actors": actors})  # type: ignore[arg-type]


def _founded(at: str, cells: Cells, _: Scenario) -> tuple[str, ...]:
    _check_unused(at, cells, "domain", "rung", "actors", "until")
    days_within(f"{at}: date", cells["date"], EARLIEST, LATEST)
    return ()


def _mandate(at: str, cells: Cells, scenario: Scenario) -> tuple[str, ...]:
    _check_unused(at, cells, "actors", "until")
    check_one_of(f"{at}: domain", cells["domain"], scenario.domains, "domain")
    rungs = (*scenario.domains[cells["domain"]].rungs, NONE_FOUND)
    check_one_of(f"{at}: rung", cells["rung"], rungs, f"rung of {cells['domain']}")
    if cells["rung"] != NONE_FOUND:
        days_within(f"{at}: date", cells["date"], EARLIEST, LATEST)
    return ()


def _member(at: str, cells: Cells, scenario: Scenario) -> tuple[str, ...]:
    _check_unused(at, cells, "domain", "rung")
    joined = days_within(f"{at}: date", cells["date"], EARLIEST, LATEST)
    if cells["until"] and days_within(f"{at}: until", cells["until"], EARLIEST, LATEST)[1] < joined[0]:
        raise InputError(f"{at}: until: {cells['until']}; allowed: a date after it joined ({cells['date']})")
    if len(cells["actors"].split()) > 1:
        raise InputError(f"{at}: actors: {cells['actors']}; allowed: one member a row")
    return _actors(at, cells, scenario)


def _needs(at: str, cells: Cells, scenario: Scenario) -> tuple[str, ...]:
    _check_unused(at, cells, "domain", "rung", "until")
    if cells["actors"] == NONE_FOUND:
        return (NONE_FOUND,)
    days_within(f"{at}: date", cells["date"], EARLIEST, LATEST)
    return _actors(at, cells, scenario)


_CHECKS = {"founded": _founded, "mandate": _mandate, "member": _member, "needs": _needs}


def _actors(at: str, cells: Cells, scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of a row; one that is no actor of the scenario must be named in the note."""
    for name in cells["actors"].split():
        if name not in scenario.actors and name not in re.findall(r"[\w-]+", cells["note"]):
            raise unknown(f"{at}: actors", name, scenario.actors, "actor")
    return ids(f"{at}: actors", cells["actors"], {*scenario.actors, *cells["actors"].split()})


def _check_unused(at: str, cells: Cells, *names: str) -> None:
    for name in names:
        if cells[name]:
            raise InputError(f"{at}: {name}: {cells[name]!r}; allowed: nothing in a row of kind {cells['kind']}")


def _check_origin(at: str, cells: Cells, *, found: bool) -> None:
    """Check source, address, article, quotation and confidence; a search that found nothing says what was searched."""
    check_given(f"{at}: note", cells["note"])
    check_one_of(f"{at}: confidence", cells["confidence"], CONFIDENCES, "confidence")
    if found:
        for name in ("source", "article", "quotation"):
            check_given(f"{at}: {name}", cells[name])
    if found or cells["url"]:
        check_address(f"{at}: url", cells["url"])
    words = len(cells["quotation"].split())
    if words > LONGEST_QUOTATION:
        raise InputError(f"{at}: quotation: {words} words; allowed: at most {LONGEST_QUOTATION}")


def _check_complete(path: Path, rows: Sequence[Provision], scenario: Scenario) -> None:
    """Check that every forum has a foundation, a mandate for each domain, members, and who must attend."""
    said = Counter((row.forum, row.kind, row.domain) for row in rows)
    wanted = [("founded", ""), *(("mandate", domain) for domain in scenario.domains), ("member", ""), ("needs", "")]
    missing = [
        ".".join(part for part in (forum, kind, domain) if part)
        for forum in scenario.forums
        for kind, domain in wanted
        if not said[forum, kind, domain]
    ]
    if missing:
        raise InputError(f"{path}: no row for {listed(missing)}; allowed: all of them, or {NONE_FOUND!r} with a note")
