"""The registry as levers of the page: what may be moved, in groups, and whether a setting is allowed."""

import math
from collections.abc import Mapping
from typing import Any

from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.scenario.errors import shown
from trustladder.sim.scenario.parameters import Levers, Parameter, Structure, Table, Uncertainties, lines_of
from trustladder.sim.scenario.scenario import Scenario

TABLES: dict[str, type[Table]] = {"levers": Levers, "uncertainties": Uncertainties, "structure": Structure}
FIRST_OF_GROUP = {  # the uncertainty with which each group of the registry begins
    "omega": "responding",
    "temptation": "conduct",
    "prior_trust": "learning",
    "reform": "assistance",
    "stock_half_life": "stocks",
    "entry_window": "convening",
    "rivalry_half_life": "drift",
    "policing_effect": "security",
}
MOVABLE = ("L", "X", "R")
Settings = dict[str, float | int | str | bool]


def parameters() -> dict[str, tuple[str, Parameter]]:
    """Every parameter that the page may move, by path, with its group, in the order of the registry."""
    found: dict[str, tuple[str, Parameter]] = {}
    for prefix, table in TABLES.items():
        group = prefix
        for line in lines_of(prefix, table):
            name = line.path.partition(".")[2]
            group = FIRST_OF_GROUP.get(name, group) if prefix == "uncertainties" else prefix
            if line.role in MOVABLE:
                found[line.path] = (group, line)
    return found


def describe_levers(scenario: Scenario) -> list[dict[str, Any]]:
    """Every lever of a scenario as numbers and keys: group, range, unit, kind, and the value that it starts with."""
    return [
        {
            "path": path,
            "group": group,
            "symbol": line.symbol,
            "low": line.low,
            "high": line.high,
            "unit": line.unit,
            "kind": kind_of(line),
            "choices": list(line.choices),
            "value": value_of(scenario, path),
            "own": donors_mean(scenario, path),
            "source": line.source,
            "meaning": line.meaning,
        }
        for path, (group, line) in parameters().items()
    ]


def kind_of(line: Parameter) -> str:
    """How a parameter is moved: number, whole, choice or switch."""
    if line.choices:
        return "choice"
    if line.low is None or line.high is None:
        return "switch"
    return "whole" if isinstance(line.default, int) and isinstance(line.low, int) else "number"


def value_of(scenario: Scenario, path: str) -> Any:
    """The value of a parameter in a scenario; None where each donor keeps its own."""
    table, _, name = path.partition(".")
    return getattr(getattr(scenario, table), name)


def donors_mean(scenario: Scenario, path: str) -> float | None:
    """The mean of what donors do by themselves, by budget, for a lever that may be left out; else None."""
    name = path.partition(".")[2]
    donors = [donor for donor in scenario.donors.values() if donor.budget.value > 0.0]
    money = sum(donor.budget.value for donor in donors)
    if not path.startswith("levers.") or money == 0.0 or not all(hasattr(donor, name) for donor in donors):
        return None
    return float(sum(donor.budget.value * getattr(donor, name).value for donor in donors) / money)


def validated(settings: Mapping[str, Any]) -> Settings:
    """Settings as the law takes them. Raises Refusal where one is unknown, of the wrong kind or out of range."""
    known = parameters()
    result: Settings = {}
    for path, value in settings.items():
        if path not in known:
            raise UserError("no-such-lever", lever=str(path)[:60])
        result[path] = validated_value(known[path][1], value)
    return result


def validated_value(line: Parameter, value: Any) -> float | int | str | bool:
    """A value of the kind that a parameter takes. Raises Refusal otherwise."""
    kind = kind_of(line)
    if kind == "choice" and value in line.choices:
        return str(value)
    if kind == "switch" and isinstance(value, bool):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if kind in ("number", "whole") and number and (line.low or 0) <= value <= (line.high or 0):
        return round(value) if kind == "whole" else float(value)
    raise UserError("lever-value", lever=line.path, value=shown(value))
