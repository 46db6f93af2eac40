"""Define the shocks and policies that a facilitator can trigger, as events of whichever scenario is open."""

from collections.abc import Callable
from typing import Any

from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.scenario.dates import date_of
from trustladder.sim.scenario.scenario import Scenario

Effects = Callable[[Scenario], list[dict[str, Any]]]


def _flow(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        {"change": "supply", "multiply": 2.0, "months": 60},
        {"change": "instability", "of": list(scenario.governments), "add": 0.2, "months": 36},
    ]


def _between_rivals(scenario: Scenario, *changes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return changes of the rivalry of every stated pair; of all donors where none is stated."""
    pairs = [{"of": [one], "toward": [two]} for one, two in scenario.rivals] or [{}]
    return [{"change": "rivalry", **pair, **change} for pair in pairs for change in changes]


def _quarrel(scenario: Scenario) -> list[dict[str, Any]]:
    return _between_rivals(scenario, {"blow": 0.6}, {"add": 0.3})


def _thaw(scenario: Scenario) -> list[dict[str, Any]]:
    return _between_rivals(scenario, {"blow": -0.6}, {"multiply": 0.3})


def _leaders(scenario: Scenario) -> list[dict[str, Any]]:
    return [{"change": "leadership", "of": list(scenario.governments)[-1:], "blow": 0.8}]


def _summit(scenario: Scenario) -> list[dict[str, Any]]:
    return [{"change": "trust", "of": list(scenario.governments), "blow": 1.0}]


def _betrayal(scenario: Scenario) -> list[dict[str, Any]]:
    return [{"change": "trust", "of": list(scenario.governments), "blow": -1.0}]


def _turning_away(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        {"change": "attention", "of": list(scenario.donors), "blow": -0.7},
        {"change": "attention_target", "of": list(scenario.donors), "multiply": 0.4},
    ]


def _return(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        {"change": "attention", "of": list(scenario.donors), "blow": 0.5},
        {"change": "attention_target", "of": list(scenario.donors), "set": 0.8},
    ]


def _cleaning(scenario: Scenario) -> list[dict[str, Any]]:
    return [{"change": "collusion", "of": list(scenario.governments), "blow": -0.3}]


SHOCKS: dict[str, Effects] = {
    "flow-doubles": _flow,
    "rivals-quarrel": _quarrel,
    "rivals-thaw": _thaw,
    "new-leaders": _leaders,
    "regional-summit": _summit,
    "betrayal": _betrayal,
    "donors-turn-away": _turning_away,
    "donors-return": _return,
    "collusion-cut": _cleaning,
}


def event_of(scenario: Scenario, kind: str, month: int) -> dict[str, Any]:
    """Return an event as a scenario file states it. Raises UserError for an unknown kind, or a month out of range."""
    if kind not in SHOCKS:
        raise UserError("malformed")
    if type(month) is not int or not 0 <= month < scenario.months:
        raise UserError("month-range", most=scenario.months - 1)
    day = date_of(scenario.first_month + month).isoformat()
    name = kind.replace("-", " ").capitalize()
    source = "judgement: triggered in a workshop"
    return {"name": name, "date": day, "source": source, "effects": SHOCKS[kind](scenario)}
