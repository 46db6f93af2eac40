"""Read what a facilitator can trigger (shocks.toml), as events of whichever scenario is open."""

import tomllib
from importlib.resources import files
from typing import Any

from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.scenario.dates import date_of
from trustladder.sim.scenario.scenario import Scenario

Effect = dict[str, Any]
SHOCKS: dict[str, list[Effect]] = tomllib.loads(files(__package__).joinpath("shocks.toml").read_text(encoding="utf-8"))


def event_of(scenario: Scenario, kind: str, month: int) -> dict[str, Any]:
    """Return an event as a scenario file states it. Raises UserError for an unknown kind, or a month out of range."""
    if kind not in SHOCKS:
        raise UserError("malformed")
    if type(month) is not int or not 0 <= month < scenario.months:
        raise UserError("month-range", most=scenario.months - 1)
    day = date_of(scenario.first_month + month).isoformat()
    name = kind.replace("-", " ").capitalize()
    source = "judgement: triggered in a workshop"
    return {"name": name, "date": day, "source": source, "effects": effects_of(scenario, SHOCKS[kind])}


def effects_of(scenario: Scenario, stated: list[Effect]) -> list[Effect]:
    """Return effects with the ids of a scenario; changes of rivalry for every stated pair, or for all donors."""
    if stated[0]["change"] == "rivalry":
        pairs: list[Effect] = [{"of": [one], "toward": [two]} for one, two in scenario.rivals]
        return [{**pair, **effect} for pair in pairs or [{}] for effect in stated]
    governments = list(scenario.governments)
    ids = {"governments": governments, "last government": governments[-1:], "donors": list(scenario.donors)}
    return [effect | {"of": ids[effect["of"]]} if "of" in effect else effect for effect in stated]
