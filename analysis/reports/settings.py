"""Settings that differ between scenarios, and the assumptions behind the numbers."""

import re
from collections.abc import Iterator
from typing import Any

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.reports.blocks import Cell, Sheet
from trustladder.analysis.words import Words
from trustladder.sim.fits import FITTED, fitted_numbers
from trustladder.sim.scenario.changes import scalars
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.naming import NAMES, SAID
from trustladder.sim.scenario.parameters import Parameter
from trustladder.sim.scenario.quantity import Quantity
from trustladder.sim.scenario.scenario import Scenario, registry

LABELS = ("name", *SAID)
ORIGINS = ("source", "note", *NAMES)  # the origin of a setting and names of it, not its value
MOST = 40  # rows of a table of differences
MISSING = "–"
LONGEST = 120  # characters of a value
UNITS = ("months",)  # units to write after a number
PAIR = "–"  # between two who are rivals
OWNERS = ("actors", "forums", "domains", "assets", "events")  # tables of what has settings of its own
OWN = "own"  # a lever that each donor sets for itself


def flat(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every value of a scenario's tree with its dotted path; of a quantity, the value that the model uses."""
    if isinstance(tree, dict) and tree.keys() & {"judgement", "figure"}:
        yield path, f"{Quantity.model_validate(tree).value:.6g}"
    elif isinstance(tree, dict) and not tree.keys() <= {"domain", "rung"}:
        for key, value in tree.items():
            if key not in ORIGINS and (path or key not in LABELS):
                yield from flat(value, f"{path}.{key}" if path else key)
    else:
        yield path, _listed(tree)


def _listed(value: Any) -> str:
    """Return a value on one line, with the entries of lists and tables."""
    if isinstance(value, dict):
        return " ".join(f"{key} {_listed(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        mark = "; " if any(isinstance(one, dict) for one in value) else ", "
        return mark.join(PAIR.join(map(str, one)) if isinstance(one, list | tuple) else _listed(one) for one in value)
    return str(value)


def differences(base: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """Return path, value in the base and value in the other where they differ, defaults included."""
    one, two = ({**dict(flat(each.tree())), **_said(each)} for each in (base, other))
    return [
        (path, one.get(path, MISSING), two.get(path, MISSING))
        for path in dict.fromkeys([*one, *two])
        if one.get(path) != two.get(path) and not path.startswith("past.")
    ]


def _said(scenario: Scenario) -> dict[str, str]:
    """Return all parameters with their values, defaults included."""
    return {path: OWN if value is None else str(value) for path, value in scalars(scenario)}


def baseline() -> Scenario | None:
    """Return the shipped baseline; None if it cannot be read."""
    try:
        return Scenario.load("baseline")
    except InputError:
        return None


def sheet(data: ResultSource, base: Scenario) -> tuple[Sheet | None, int]:
    """Return a table of a scenario's differences from a base, and the number of rows left out."""
    say, rows = data.words, list(_summed(base, data.scenario))
    if not rows:
        return None, 0
    meanings = {line.path: line.meaning for line in registry()}
    shown: list[tuple[str | Cell, ...]] = [
        (
            _setting(say, _knows(path, data.scenario, base), path, meanings),
            _short(say, base, one),
            _short(say, data.scenario, two),
        )
        for path, one, two in rows[:MOST]
    ]
    headings = tuple(say(f"report.column.{key}") for key in ("setting", "base", "here"))
    return Sheet(headings, shown), max(0, len(rows) - MOST)


def _summed(base: Scenario, other: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield the differences; from another region, who or what only one has in one row, not in one for each setting."""
    both = (base, other)
    if set(base.governments) & set(other.governments):
        yield from differences(base, other)
        return
    lone = {name for kind in ("actors", "domains") for name in getattr(base, kind).keys() ^ getattr(other, kind).keys()}
    known = set[str]()
    for path, one, two in differences(base, other):
        table, *steps = path.split(".")
        there = [steps[0] in getattr(each, table) for each in both] if table in OWNERS and steps else [True, True]
        if all(there):
            if not lone.intersection(steps[2:]):  # what it is to somebody who is not there
                yield path, one, two
        elif (whole := f"{table}.{steps[0]}") not in known:
            known.add(whole)
            before, here = ("True" if each else MISSING for each in there)
            yield whole, before, here


def _knows(path: str, *scenarios: Scenario) -> Scenario:
    """Return the first of some scenarios that has the owner of a setting; the first where it has none."""
    table, *steps = path.split(".")
    having = (one for one in scenarios if table in OWNERS and steps and steps[0] in getattr(one, table))
    return next(having, scenarios[0])


def _setting(say: Words, scenario: Scenario, path: str, meanings: dict[str, str]) -> str:
    """Return the label of a setting: the meaning of a parameter, or an attribute after its owner, or the owner."""
    table, *steps = path.split(".")
    if path in meanings:
        return say.said(meanings[path])
    if f"report.setting.{path}" in say.texts:
        return say(f"report.setting.{path}")
    if len(steps) == 1 and table in OWNERS:
        return labels.capital(labels.named(say, scenario, table, steps[0]))
    if len(steps) == 2 and f"label.attribute.{steps[1]}" in say.texts:
        owner = labels.capital(labels.named(say, scenario, table, steps[0]))
        return f"{owner}: {say(f'label.attribute.{steps[1]}')}"
    return labels.factor(say, scenario, path)


def _short(say: Words, scenario: Scenario, text: str) -> str:
    """Return a value as it stands in a table: names in place of ids, numbers and dates as the language writes them."""
    if text == OWN:
        return say("report.own")
    if text.lower() in ("none", ""):
        return MISSING
    if text in ("True", "False"):
        return labels.value(say, text)
    if re.fullmatch(r"-?\d+\.\d+", text):
        return labels.localized(say, text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return say.date(text)
    if all(name in scenario.actors for name in re.split(f", |{PAIR}", text)):
        return re.sub(rf"[^,{PAIR} ]+", lambda name: labels.actor(say, scenario, name[0]), text)
    if text in scenario.domains:
        return labels.field(say, scenario, text)
    return _rung(say, scenario, text) or say.texts.get(f"value.{text}") or say.said(text, LONGEST)


def _rung(say: Words, scenario: Scenario, text: str) -> str:
    """Return a rung, written as its domain and its id, by name; nothing for another text."""
    found = re.fullmatch(r"domain (\S+) rung (\S+)", text)
    domain = scenario.domains.get(found[1]) if found else None
    if found is None or domain is None or found[2] not in domain.rungs:
        return ""
    field = labels.capital(labels.field(say, scenario, found[1]))
    return f"{field}: {labels.inside(say, domain.rungs[found[2]].name)}"


def assumptions(data: ResultSource) -> Sheet:
    """Return a table of every uncertainty and structure: its value, its plausible range, its source."""
    say, lines = data.words, {line.path: line for line in registry()}
    fitted = fitted_numbers(data.scenario)
    rows: list[tuple[str | Cell, ...]] = []
    for path, value in scalars(data.scenario):
        line = lines[path]
        if not path.startswith("levers."):
            source = say.said(FITTED if path in fitted else line.source)
            rows.append((say.said(line.meaning), _written(data, value, line.unit), _allowed(data, line), source))
    headings = tuple(say(f"report.column.{key}") for key in ("meaning", "value", "plausible", "source"))
    return Sheet(headings, rows)


def _written(data: ResultSource, value: Any, unit: str) -> str:
    """Return the value of a parameter as text, with its unit if its meaning does not name it."""
    if isinstance(value, bool | str):
        return labels.value(data.words, str(value))
    return _number(data, value) + (f" {data.words(f'report.unit.{unit}')}" if unit in UNITS else "")


def _number(data: ResultSource, value: float) -> str:
    return labels.localized(data.words, f"{value:.4g}")


def _allowed(data: ResultSource, line: Parameter) -> str:
    """Return the plausible range or the choices of a parameter, as text."""
    if line.low is not None and line.high is not None:
        return data.words("report.range", low=_number(data, line.low), high=_number(data, line.high))
    choices = [labels.value(data.words, choice) for choice in line.choices]
    return ", ".join(choices) if choices else data.words("report.either")


def sources(data: ResultSource) -> list[str]:
    """Return the sources of the scenario's numbers, each once."""
    found = {quantity.source for _, quantity in data.scenario.quantities() if quantity.source}
    events = {event.source for event in data.scenario.events.values() if event.source}
    return [data.words.said(text, 400) for text in sorted(found | events)]
