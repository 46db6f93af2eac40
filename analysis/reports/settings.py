"""Settings that differ between scenarios, and what the numbers rest on."""

import re
from collections.abc import Iterator
from typing import Any

from analysis.figures.data import Data
from analysis.reports.blocks import Sheet
from sim.errors import InputError
from sim.results import scalars
from sim.scenario import Scenario, registry

LABELS = ("name", "title", "question")
MOST = 40  # rows of a table of differences
MISSING = "–"
OWN = "own"  # a lever that leaves a share to each donor


def flat(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a scenario's tree by its dotted path."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if path or key not in LABELS:
                yield from flat(value, f"{path}.{key}" if path else key)
    else:
        yield path, str(tree)


def differences(base: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """Path, value in the base and value in the other, where they differ; defaults count as what they are."""
    one, two = ({**dict(flat(each.tree())), **_said(each)} for each in (base, other))
    return [
        (path, one.get(path, MISSING), two.get(path, MISSING))
        for path in dict.fromkeys([*one, *two])
        if one.get(path) != two.get(path) and not path.startswith("past.")
    ]


def _said(scenario: Scenario) -> dict[str, str]:
    """Parameters with their defaults, whether stated or not."""
    return {path: OWN if value is None else str(value) for path, value in scalars(scenario)}


def baseline() -> Scenario | None:
    """The shipped baseline, where it can be read."""
    try:
        return Scenario.load("baseline")
    except InputError:
        return None


def sheet(data: Data, base: Scenario) -> tuple[Sheet | None, int]:
    """The differences of a result's scenario from a base, as a table, and how many were left out."""
    say, rows = data.words, differences(base, data.scenario)
    if not rows:
        return None, 0
    meanings = {line.path: line.meaning for line in registry()}
    shown: list[tuple[str, ...]] = [
        (say.said(meanings.get(path, path)), _short(data, one), _short(data, two)) for path, one, two in rows[:MOST]
    ]
    headings = tuple(say(f"report.column.{key}") for key in ("setting", "base", "here"))
    return Sheet(headings, shown), max(0, len(rows) - MOST)


def _short(data: Data, text: str) -> str:
    """A value as it stands in a table."""
    if text == OWN:
        return data.words("report.own")
    if re.fullmatch(r"-?\d+\.\d+", text):
        return text.replace(".", data.words.point)
    return text if len(text) <= 60 else text[:59] + "…"


def assumptions(data: Data) -> Sheet:
    """Every uncertainty and choice of structure: its value here, what is plausible, and where it comes from."""
    say, lines = data.words, {line.path: line for line in registry()}
    rows: list[tuple[str, ...]] = []
    for path, value in scalars(data.scenario):
        line = lines[path]
        if not path.startswith("levers."):
            allowed = line.allowed if line.low is None else f"{line.low:g}–{line.high:g}"
            rows.append((say.said(line.meaning), _written(data, value), _allowed(data, allowed), say.said(line.source)))
    headings = tuple(say(f"report.column.{key}") for key in ("meaning", "value", "plausible", "source"))
    return Sheet(headings, rows)


def _written(data: Data, value: Any) -> str:
    """A parameter's value as the language writes it."""
    if isinstance(value, bool):
        return data.words("report.yes" if value else "report.no")
    return f"{value:g}".replace(".", data.words.point) if isinstance(value, float) else str(value)


def _allowed(data: Data, text: str) -> str:
    words = {"true or false": data.words("report.either")}
    return words.get(text, text.removeprefix("one of ")).replace(".", data.words.point if text[:1].isdigit() else ".")


def sources(data: Data) -> list[str]:
    """The sources of the scenario's figures, each once."""
    found = {quantity.source for _, quantity in data.scenario.quantities() if quantity.source}
    events = {event.source for event in data.scenario.events.values() if event.source}
    return [data.words.said(text, 400) for text in sorted(found | events)]
