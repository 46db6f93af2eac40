"""Validate the factors of a sweep and map the unit interval of designs to their ranges or lists of values."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.changes import SCALARS, is_whole, parameter_of
from trustladder.sim.scenario.dates import date_of, month_number
from trustladder.sim.scenario.errors import InputError, nearest, shown, unknown
from trustladder.sim.scenario.scenario import Scenario

EVENT_DATE = re.compile(r"events\.([^.]+)\.date")
Kind = Literal["number", "whole", "month", "choice"]


class Factor(NamedTuple):
    """A parameter, or a date, that a sweep varies."""

    path: str
    kind: Kind
    low: float = 0.0  # months since year 0 for a date
    high: float = 0.0
    values: tuple[Any, ...] = ()  # of a choice

    @property
    def steps(self) -> int:
        """Return the number of values; 0 for a continuous range."""
        return {"number": 0, "choice": len(self.values)}.get(self.kind, round(self.high - self.low) + 1)

    def at(self, share: float) -> Any:
        """Return the value at a coordinate of the design, 0 to 1."""
        if self.kind == "number":
            return self.low + share * (self.high - self.low)
        step = min(int(share * self.steps), self.steps - 1)
        if self.kind == "choice":
            return self.values[step]
        return round(self.low) + step if self.kind == "whole" else date_of(round(self.low) + step)

    def grid(self, levels: int) -> Floats:
        """Return the coordinates of a grid of `levels` values; a shorter list has all of its own."""
        if self.kind == "choice" or 0 < self.steps <= levels:
            return (np.arange(self.steps) + 0.5) / self.steps
        return np.linspace(0.0, 1.0, levels)

    def as_list(self) -> list[Any]:
        """Return the factor as a manifest holds it."""
        return [self.path, self.kind, self.low, self.high, [str(value) for value in self.values]]


def factor_of(where: str, path: str, entry: Any, scenarios: Sequence[Scenario]) -> Factor:
    """Return the factor of one line of a plan: a range, a list of values, or nothing for the registry's range.

    `where` names the file. Raises InputError where path, values or range are not allowed.
    """
    key = f"{where}: factors.{path}"
    form, values = _form(key, entry)
    if path == "scenario":
        if form != "values":
            raise InputError(f'{key}: {shown(entry)}; allowed: a list of scenarios, such as ["baseline", "open-door"]')
        return Factor(path, "choice", values=tuple(values))
    kind, low, high, choices = _allowed(key, path, scenarios)
    if kind == "choice":
        return _choice(key, path, choices, choices if form == "registry" else values)
    if form == "list" and len(values) == 2 and all(_as_number(value, kind) is not None for value in values):
        form = "range"
    if form == "registry":
        return Factor(path, kind, low, high)
    numbers = [_checked(key, value, kind, low, high) for value in values]
    if form != "range":
        return Factor(path, "choice", values=tuple(_native(number, kind) for number in numbers))
    return Factor(path, kind, *_in_order(key, values, numbers))


def _form(key: str, entry: Any) -> tuple[str, Sequence[Any]]:
    """Return how an entry is written (registry, list, range or values), and its values."""
    if entry is None or entry == {}:
        return "registry", []
    if isinstance(entry, Mapping) and len(entry) == 1 and next(iter(entry)) in ("range", "values"):
        form, values = next(iter(entry.items()))
    else:
        form, values = "list", entry
    if not isinstance(values, list | tuple) or not values or (form == "range" and len(values) != 2):
        raise InputError(f"{key}: {shown(entry)}; allowed: [low, high], a list of values, or {{}} for the whole range")
    if len({str(value) for value in values}) < len(values):
        raise InputError(f"{key}: {shown(values)}; allowed: each value once")
    return ("values" if key.endswith("factors.scenario") else form), values


def _allowed(key: str, path: str, scenarios: Sequence[Scenario]) -> tuple[Kind, float, float, tuple[Any, ...]]:
    """Return the kind, range and choices of a path. Raises InputError for a path that is no parameter."""
    dated = EVENT_DATE.fullmatch(path)
    if dated:
        return "month", *_horizon(key, dated[1], scenarios), ()
    known = parameter_of(path)
    if known is None:
        raise InputError(
            f"{key}: no such parameter{nearest(path, dict.fromkeys(paths_of(scenarios)))}; allowed: uncertainties.*, "
            "levers.*, structure.*, numbers of actors, forums, domains and assets, events.*.date, scenario"
        )
    _check_entry(key, path, scenarios)
    if known.choices:
        return "choice", 0.0, 0.0, known.choices
    if known.low is None or known.high is None:
        return "choice", 0.0, 0.0, (False, True)
    return "whole" if is_whole(path) else "number", float(known.low), float(known.high), ()


def _check_entry(key: str, path: str, scenarios: Sequence[Scenario]) -> None:
    """Raise InputError where a path is of an actor, forum, domain or asset that some scenario does not have."""
    table, name, *_ = path.split(".")
    for scenario in () if table in SCALARS else scenarios:
        entries = getattr(scenario, table)
        if name not in entries:
            raise unknown(key, name, entries, f"{table.removesuffix('s')} of {scenario.name}")


def _horizon(key: str, event: str, scenarios: Sequence[Scenario]) -> tuple[float, float]:
    """Return the first and last month in which an event may fall in every scenario."""
    for scenario in scenarios:
        dated = [name for name, entry in scenario.events.items() if entry.date is not None]
        if event not in dated:
            raise unknown(key, event, dated, f"dated event of {scenario.name}")
    low = max(scenario.first_month for scenario in scenarios)
    return float(low), float(min(scenario.first_month + scenario.months - 1 for scenario in scenarios))


def paths_of(scenarios: Sequence[Scenario]) -> Iterator[str]:
    """Yield every path that the scenarios could vary."""
    for table, model in SCALARS.items():
        yield from (f"{table}.{name}" for name in model.model_fields)
    for scenario in scenarios:
        yield from (path for path, _ in scenario.quantities() if parameter_of(path) is not None)
        yield from (f"events.{name}.date" for name, event in scenario.events.items() if event.date is not None)
    yield "scenario"


def _choice(key: str, path: str, choices: tuple[Any, ...], values: Sequence[Any]) -> Factor:
    for value in values:
        if not any(value is choice or (isinstance(choice, str) and value == choice) for choice in choices):
            texts = [str(choice).lower() if isinstance(choice, bool) else choice for choice in choices]
            raise unknown(key, str(value), texts, "such choice")
    return Factor(path, "choice", values=tuple(values))


def _as_number(value: Any, kind: Kind) -> float | None:
    """Return a written value as a number of its kind; None where it is none."""
    if kind == "month":
        return float(month_number(value)) if isinstance(value, date) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = as_float(value)
    return number if kind == "number" or number.is_integer() else None


def as_float(number: float) -> float:
    """Return a number as a float; infinite where it is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _checked(key: str, value: Any, kind: Kind, low: float, high: float) -> float:
    number = _as_number(value, kind)
    if number is None or not low <= number <= high:
        ends = (date_of(round(low)), date_of(round(high))) if kind == "month" else (f"{low:g}", f"{high:g}")
        what = {"month": "dates from ", "whole": "whole numbers from "}.get(kind, "")
        raise InputError(
            f"{key}: {shown(str(value) if kind == 'month' else value)}; allowed: {what}{ends[0]} to {ends[1]}"
        )
    return number


def _in_order(key: str, values: Sequence[Any], numbers: list[float]) -> tuple[float, float]:
    low, high = numbers
    if low >= high:
        what = "is reversed" if low > high else "spans nothing"
        raise InputError(f"{key}: {values[0]} to {values[1]} {what}; allowed: [low, high] with low below high")
    return low, high


def _native(number: float, kind: Kind) -> Any:
    """Return a number as the scenario takes it."""
    if kind == "month":
        return date_of(round(number))
    return round(number) if kind == "whole" else number
