"""Describe the registry as levers of the page, and validate settings."""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.scenario.changes import value_at
from trustladder.sim.scenario.errors import shown
from trustladder.sim.scenario.parameters import Levers, Parameter, Structure, Table, Uncertainties, lines_of
from trustladder.sim.scenario.scenario import Scenario

TABLES: dict[str, type[Table]] = {"levers": Levers, "uncertainties": Uncertainties, "structure": Structure}
MOVABLE = ("L", "X", "R")
PLAIN = (  # levers of the first screen, in their order there
    "levers.joint_share",
    "levers.training_share",
    "levers.policing_share",
    "levers.anti_corruption_share",
    "levers.attention_floor",
)
STEPS = {0.12: 0.001, 3.0: 0.01, 20.0: 0.1, math.inf: 1}  # of the other numbers, by the widest range that has it
PLAIN_STEPS = 20  # of a plain lever, each a position that a hand finds again
Settings = dict[str, float | int | str | bool]


@cache
def parameters() -> Mapping[str, tuple[str, Parameter]]:
    """Return every parameter that the page may move, by path, with its group, in the order of the registry."""
    groups = groups_by_name()
    return {
        line.path: (groups[line.path.partition(".")[2]] if prefix == "uncertainties" else prefix, line)
        for prefix, table in TABLES.items()
        for line in lines_of(prefix, table)
        if line.role in MOVABLE
    }


def groups_by_name() -> dict[str, str]:
    """Return the group of the page in which each uncertainty stands (groups.toml)."""
    groups = tomllib.loads(files(__package__).joinpath("groups.toml").read_text(encoding="utf-8"))
    return {name: group for group, names in groups.items() for name in names}


def describe_levers(scenario: Scenario) -> list[dict[str, Any]]:
    """Describe every lever for a scenario: group, range, step, unit, kind, and the value that it starts with.

    `plain` is the place on the first screen of those that stand there.
    """
    return [
        {
            "path": path,
            "group": group,
            "symbol": line.symbol,
            "low": line.low,
            "high": line.high,
            "step": step_of(line),
            "plain": PLAIN.index(path) if path in PLAIN else None,
            "unit": line.unit,
            "kind": kind_of(line),
            "choices": list(line.choices),
            "value": value_at(scenario, path),
            "own": donors_mean(scenario, path),
            "source": line.source,
            "meaning": line.meaning,
        }
        for path, (group, line) in parameters().items()
    ]


def kind_of(line: Parameter) -> str:
    """Return how a parameter is moved: number, whole, choice or switch."""
    if line.choices:
        return "choice"
    if line.low is None or line.high is None:
        return "switch"
    return "whole" if isinstance(line.default, int) and isinstance(line.low, int) else "number"


def step_of(line: Parameter) -> float | None:
    """Return the step in which the page moves a parameter; None for a choice or a switch."""
    if kind_of(line) not in ("number", "whole"):
        return None
    span = float(line.high or 0) - float(line.low or 0)
    if line.path in PLAIN:
        return span / PLAIN_STEPS
    return 1 if kind_of(line) == "whole" else next(step for widest, step in STEPS.items() if span <= widest)


def positions(line: Parameter) -> list[Any]:
    """Return every value to which the page can move a parameter, in order."""
    kind, step = kind_of(line), step_of(line)
    if step is None or line.low is None or line.high is None:
        return list(line.choices) if kind == "choice" else [False, True]
    count = round((line.high - line.low) / step)
    return [validated_value(line, round(line.low + step * place, 9)) for place in range(count + 1)]


def donors_mean(scenario: Scenario, path: str) -> float | None:
    """Return the mean of the donors' own values, weighted by budget, for a lever that may be left out; else None."""
    name = path.partition(".")[2]
    donors = [donor for donor in scenario.donors.values() if donor.budget.value > 0.0]
    money = sum(donor.budget.value for donor in donors)
    if not path.startswith("levers.") or money == 0.0 or not all(hasattr(donor, name) for donor in donors):
        return None
    return float(sum(donor.budget.value * getattr(donor, name).value for donor in donors) / money)


def stands_at(base: Scenario, settings: Mapping[str, Any], path: str) -> Any:
    """Return where a lever stands: what is set, what the scenario has, the mean of its donors, or its lower end."""
    known = (settings.get(path), value_at(base, path), donors_mean(base, path), parameters()[path][1].low)
    return next(value for value in known if value is not None)


def validated(settings: Mapping[str, Any]) -> Settings:
    """Return settings as the model takes them. Raises UserError for an unknown lever or an impossible value."""
    known = parameters()
    for path in settings.keys() - known.keys():
        raise UserError("no-such-lever", lever=str(path)[:60])
    return {path: validated_value(known[path][1], value) for path, value in settings.items()}


def validated_value(line: Parameter, value: Any) -> float | int | str | bool:
    """Return a value of the kind that a parameter takes. Raises UserError otherwise."""
    kind = kind_of(line)
    if kind == "choice" and value in line.choices:
        return str(value)
    if kind == "switch" and isinstance(value, bool):
        return value
    number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if kind in ("number", "whole") and number and (line.low or 0) <= value <= (line.high or 0):
        return round(value) if kind == "whole" else float(value)
    raise UserError("lever-value", lever=line.path, value=shown(value))
