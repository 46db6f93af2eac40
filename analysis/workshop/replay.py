"""Run one replicate in the Mesa model and describe its meetings and decisions as keys and numbers."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from trustladder.analysis.workshop.futures import drawn_months, spread
from trustladder.analysis.workshop.messages import Decided
from trustladder.analysis.workshop.picture import milli
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.arrays.index import Index
from trustladder.sim.engine import Cancelled
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from trustladder.sim.agents.meeting import Decision, Meeting
    from trustladder.sim.agents.model import CooperationModel

# Month since the start, forum, domain, actor; as in trustladder.sim.agents.model, which imports Mesa.
DecisionKey = tuple[int, str, str, str]
COSTS = ("risk", "freedom", "rivalry", "pressure", "influence", "load")
GAINS = ("gain", "inducement")
Decisions = dict[DecisionKey, bool]


def parse_decisions(given: Iterable[Decided], scenario: Scenario) -> Decisions:
    """Check changed decisions from a message. Raises UserError where the scenario has no such actor, forum or month."""
    found: Decisions = {}
    for month, forum, domain, actor, comes in given:
        known = forum in scenario.forums and domain in scenario.domains and actor in scenario.actors
        if not known or not 0 <= month < scenario.months:
            raise UserError("malformed")
        found[month, forum, domain, actor] = comes
    return found


def simulate(
    scenario: Scenario,
    replicate: int,
    decisions: Mapping[DecisionKey, bool],
    until: int | None = None,
    cancel: threading.Event | None = None,
) -> CooperationModel:
    """Run a replicate up to a month (all of it where None), with these decisions in place of the actors' own.

    It has its own parameter set, as the replicate of the picture has.

    Raises Cancelled, at the next month, once `cancel` is set.
    """
    from trustladder.sim.agents.model import CooperationModel  # Mesa takes most of a second to import

    model = CooperationModel(spread(scenario).of(replicate), replicate=replicate, decisions=decisions)
    while model.running and (until is None or model.elapsed < until):
        raise_if_cancelled(cancel)
        model.step()
    return model


def raise_if_cancelled(cancel: threading.Event | None) -> None:
    """Raise Cancelled once `cancel` is set."""
    if cancel is not None and cancel.is_set():
        raise Cancelled


def next_meetings(model: CooperationModel) -> list[Meeting]:
    """Run one more month of a model and return its meetings."""
    before = len(model.meetings)
    model.step()
    return model.meetings[before:]


def events_of(model: CooperationModel) -> list[tuple[int, str]]:
    """Return the month and id of every event so far, dated or random."""
    ids = {f"event: {event.name}": name for name, event in model.scenario.events.items()}
    return [(month, ids[text]) for month, text in model.notes if text in ids]


def timeline(model: CooperationModel) -> dict[str, Any]:
    """Describe a whole replicate: meetings in short, events, trust in the region and standing over time."""
    scenario, domains, at = model.scenario, model.names.domains, drawn_months(model.scenario.months)
    series = dict(zip(model.columns, model.months[0].T, strict=True))  # by name [month]
    held = series["region_held"]
    return {
        "replicate": model.replicate,
        "at": at.tolist(),
        "trust": {domain: milli(series[f"trust_region.{domain}"][at]) for domain in domains},
        "standing": {domain: milli(series[f"standing_anywhere.{domain}"][at]) for domain in domains},
        "meetings": [meeting_row(model.names, scenario, meeting) for meeting in model.meetings],
        "events": events_of(model),
        "changed": [[*key, comes] for key, comes in model.decisions.items()],
        "held": int(np.argmax(held > 0)) if held.any() else None,
    }


def meeting_row(names: Index, scenario: Scenario, meeting: Meeting) -> list[Any]:
    """Return a meeting as a row: month, forum, domain, rung, who came, who did not, formed, success, caught.

    Of those invited; who proposes comes, and is not among them.
    """
    asked = [decision for decision in meeting.decisions if decision.decided_by != "chair"]
    return [
        meeting.month - scenario.first_month,
        meeting.forum.name,
        names.domains[meeting.domain],
        meeting.rung_number,
        [decision.actor for decision in asked if decision.came],
        [decision.actor for decision in asked if not decision.came],
        int(meeting.formed),
        int(meeting.success),
        [actor.name for actor in meeting.caught],
    ]


def outcome_of(meeting: Meeting) -> dict[str, Any]:
    """Return whether a meeting formed and succeeded, and whose breach was found."""
    caught = [actor.name for actor in meeting.caught]
    return {"formed": meeting.formed, "success": meeting.success, "caught": caught}


def meeting_details(names: Index, scenario: Scenario, meeting: Meeting) -> dict[str, Any]:
    """Describe a meeting with every decision, its terms, and the changes that would have reversed it."""
    return {
        "month": meeting.month - scenario.first_month,
        "forum": meeting.forum.name,
        "domain": names.domains[meeting.domain],
        "rung": meeting.rung_number,
        "chair": meeting.chair.name,
        "formed": meeting.formed,
        "success": meeting.success,
        "broke": [actor.name for actor in meeting.broke],
        "caught": [actor.name for actor in meeting.caught],
        "decisions": [decision_details(decision) for decision in meeting.decisions],
    }


def decision_details(decision: Decision) -> dict[str, Any]:
    """Describe a decision: its terms, its worth, and the changes that would have reversed it."""
    return {
        "actor": decision.actor,
        "came": decision.came,
        "by": decision.decided_by,
        "reason": decision.reason,
        "worth": round(decision.worth, 3),
        "chance": round(decision.chance, 3),
        **decision_terms(decision),
        "turns": turning_points(decision),
    }


def decision_terms(decision: Decision) -> dict[str, Any]:
    """Return what an actor weighs when it is invited: its trust, the trust that it needs, and every term."""
    terms = decision.terms._asdict()
    return {
        "belief": round(decision.belief, 3),
        "needed": round(decision.needed, 3),
        "terms": {name: round(terms[name], 3) for name in (*GAINS, *COSTS)},
    }


def turning_points(decision: Decision) -> list[dict[str, Any]]:
    """Return the three smallest single changes that would reverse a decision, the smallest first.

    Trust counts by its distance from the trust that is needed; a term by the share of itself that it would change.
    """
    found: list[tuple[float, dict[str, Any]]] = []
    worth, terms = decision.worth, decision.terms._asdict()
    if 0.0 <= decision.needed <= 1.0:
        size = abs(decision.needed - decision.belief)
        found.append((size, {"what": "trust", "from": round(decision.belief, 3), "to": round(decision.needed, 3)}))
    for name in COSTS[1:]:
        to = terms[name] + worth
        if terms[name] > 0.0 and 0.0 <= to <= 3.0 * terms[name]:
            size = abs(worth) / terms[name]
            found.append((size, {"what": name, "from": round(terms[name], 3), "to": round(to, 3)}))
    to = terms["inducement"] - worth
    if to >= 0.0:
        size = abs(worth) / max(terms["inducement"], 0.05)
        found.append((size, {"what": "inducement", "from": round(terms["inducement"], 3), "to": round(to, 3)}))
    return [change for _, change in sorted(found, key=lambda pair: pair[0])][:3]
