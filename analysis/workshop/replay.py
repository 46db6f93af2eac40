"""Run one replicate to be told, and describe its meetings and decisions as keys and numbers."""

import threading
from collections.abc import Iterable, Mapping
from typing import Any

from trustladder.analysis.invitations import AGAINST, FOR
from trustladder.analysis.workshop.futures import drawn_months, spread
from trustladder.analysis.workshop.messages import Decided
from trustladder.analysis.workshop.picture import milli
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.agents.meeting import Decision, Meeting
from trustladder.sim.arrays.index import Index
from trustladder.sim.engine import Execution
from trustladder.sim.given_answers import Order
from trustladder.sim.log import ToldFuture
from trustladder.sim.log_runs import replayed_future
from trustladder.sim.month.log import EVENT, STANDING
from trustladder.sim.scenario.scenario import Scenario

Decisions = dict[Order, bool]


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
    scenario: Scenario, replicate: int, decisions: Mapping[Order, bool], cancel: threading.Event | None = None
) -> ToldFuture:
    """Run a replicate with these decisions in place of the actors' own.

    It has its own parameter set, as the replicate of the picture has. Of several changed decisions, an earlier one may
    take away the meeting of a later one, which then changes nothing. Raises Cancelled once `cancel` is set.
    """
    return replayed_future(spread(scenario), replicate, decisions, Execution(1, cancel=cancel))


def timeline(told: ToldFuture) -> dict[str, Any]:
    """Describe a whole replicate: meetings in short, events, steps on ladders, trust in the region and standing."""
    scenario, domains, series = told.scenario, told.names.domains, told.series
    at = drawn_months(scenario.months)
    return {
        "replicate": told.replicate,
        "at": at.tolist(),
        "trust": {domain: milli(series[f"trust_region.{domain}"][at]) for domain in domains},
        "standing": {domain: milli(series[f"standing_anywhere.{domain}"][at]) for domain in domains},
        "meetings": [meeting_row(told.names, scenario, meeting) for meeting in told.meetings],
        "events": [(one.month, one.subject) for one in told.happened if one.kind == EVENT],
        "steps": [
            (one.month, one.subject, one.other, one.before, one.after) for one in told.happened if one.kind == STANDING
        ],
        "changed": [[*key, comes] for key, comes in told.answers.items()],
        "held": told.held,
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
        "terms": {name: round(terms[name], 3) for name in (*FOR, *AGAINST)},
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
    for name in AGAINST[1:]:
        to = terms[name] + worth
        if terms[name] > 0.0 and 0.0 <= to <= 3.0 * terms[name]:
            size = abs(worth) / terms[name]
            found.append((size, {"what": name, "from": round(terms[name], 3), "to": round(to, 3)}))
    to = terms["inducement"] - worth
    if to >= 0.0:
        size = abs(worth) / max(terms["inducement"], 0.05)
        found.append((size, {"what": "inducement", "from": round(terms["inducement"], 3), "to": round(to, 3)}))
    return [change for _, change in sorted(found, key=lambda pair: pair[0])][:3]
