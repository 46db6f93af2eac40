"""Rescale a scenario to a shorter time step, to test whether results depend on the length of the step.

Time is stretched about the start: each step is a fraction of a month, so rates and gains a step shrink, and half-lives,
windows and dates grow by the same factor. Meetings stay as they are. One parameter does not scale exactly: `play_off`
sets both how often donors are played off and the value of autonomy, and the latter shrinks too.
"""

from datetime import date
from typing import Any

from trustladder.sim.scenario.dates import date_of, month_number
from trustladder.sim.scenario.entities import Member
from trustladder.sim.scenario.scenario import Scenario

SHRINK = (
    "crisis_base",
    "rent_pull",
    "reform",
    "policing_gain",
    "coercion_gain",
    "border_gain",
    "cleaning",
    "play_off",
)
GROW = (
    "memory_half_life",
    "load_half_life",
    "load_cost",  # of a load in meetings a step
    "concern_half_life",
    "unrest_half_life",
    "stock_half_life",
    "rivalry_half_life",
    "scandal_half_life",
    "entry_window",
    "closure",
    "idle_limit",
    "region_window",
)


def with_time_steps(scenario: Scenario, per_month: int) -> Scenario:
    """Return the scenario, and its past, with `per_month` steps a month; months of the result are steps.

    Where members chair in turn, the chair still changes every twelve steps, and so does who is hit by backlash.
    """
    found = Scenario.from_tree(_stretched(scenario, per_month, month_number(scenario.start)))
    facts = scenario.uncertainties
    slower = {name: getattr(facts, name) / per_month for name in SHRINK}
    longer = {name: getattr(facts, name) * per_month for name in GROW}
    # unchecked: twice as many steps may be more than the months that are allowed; the past takes them over
    return found.model_copy(update={"uncertainties": facts.model_copy(update={**slower, **longer})})


def _stretched(scenario: Scenario, times: int, anchor: int) -> dict[str, Any]:
    tree = scenario.tree()
    tree["start"], tree["months"] = _later(scenario.start, times, anchor), scenario.months * times
    for name, donor in scenario.donors.items():
        tree["actors"][name]["attention_half_life"] = donor.attention_half_life.value * times
    for name, forum in scenario.forums.items():
        entry = tree["forums"][name]
        for key in ("founded", "ended"):
            if getattr(forum, key) is not None:
                entry[key] = _later(getattr(forum, key), times, anchor)
        entry["members"] = [_stretched_member(member, times, anchor) for member in forum.members]
        for domain, agenda in forum.agenda.items():
            entry["agenda"][domain]["rate"] = agenda.rate.value / times
    for name, event in scenario.events.items():
        _stretch_event(tree["events"][name], event.date, times, anchor)
    before = scenario.history()
    if before is not None:
        tree["past"]["scenario"] = _stretched(before, times, anchor)
    return tree


def _stretched_member(member: Member, times: int, anchor: int) -> dict[str, Any]:
    dates = {"from": member.joined, "until": member.until}
    return {"id": member.id, **{key: _later(day, times, anchor) for key, day in dates.items() if day is not None}}


def _stretch_event(entry: dict[str, Any], day: date | None, times: int, anchor: int) -> None:
    if day is not None:
        entry["date"] = _later(day, times, anchor)
    if entry.get("hazard") is not None:
        hazard = entry["hazard"]
        entry["hazard"] = (hazard["judgement"] if isinstance(hazard, dict) else hazard) / times
    for effect in entry["effects"]:
        if effect.get("months") is not None:
            effect["months"] *= times


def _later(day: date, times: int, anchor: int) -> str:
    """Return the date at the same distance from the anchor, counted in steps."""
    return date_of(anchor + times * (month_number(day) - anchor)).isoformat()
