"""One future from the readable lane, as keys and numbers: its meetings, why each actor came or stayed away, what would turn it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from trustladder.analysis.workshop.futures import drawn_months
from trustladder.analysis.workshop.messages import Decided
from trustladder.analysis.workshop.picture import milli
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.arrays.index import Index
from trustladder.sim.engine import Cancelled
from trustladder.sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from trustladder.sim.agents.forum import Decision, Meeting
    from trustladder.sim.agents.model import CooperationModel

DecisionKey = tuple[
    int, str, str, str
]  # as of trustladder.sim.agents.model, which loads Mesa: month since the start, forum, domain, actor
COSTS = ("risk", "freedom", "rivalry", "pressure", "influence")
GAINS = ("gain", "inducement")
Decisions = dict[DecisionKey, bool]


def parse_decisions(given: Iterable[Decided], scenario: Scenario) -> Decisions:
    """Changed decisions as they came over the wire. Raises Refusal where a scenario does not know what they name."""
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
) -> Trajectory:
    """A future lived up to a month (all of it where None), with these decisions taken in actors' places.

    Raises Cancelled, at the next month, once `cancel` is set.
    """
    from trustladder.sim.agents.model import CooperationModel  # Mesa takes most of a second to import

    model = CooperationModel(scenario, replicate=replicate, decisions=decisions)
    trajectory = Trajectory(model)
    while model.running and (until is None or model.elapsed < until):
        raise_if_cancelled(cancel)
        trajectory.step()
    return trajectory


def raise_if_cancelled(cancel: threading.Event | None) -> None:
    """Raise Cancelled once nobody waits any more."""
    if cancel is not None and cancel.is_set():
        raise Cancelled


class Trajectory:
    """A model while it is lived, and how high each domain's forums stood every month."""

    def __init__(self, model: CooperationModel) -> None:
        self.model = model

    def step(self) -> list[Meeting]:
        """One more month; returns its meetings."""
        before = len(self.model.meetings)
        self.model.step()
        return self.model.meetings[before:]

    def events(self) -> list[tuple[int, str]]:
        """What happened, dated or random: month and id."""
        ids = {f"event: {event.name}": name for name, event in self.model.scenario.events.items()}
        return [(month, ids[text]) for month, text in self.model.notes if text in ids]

    def series(self, series: str) -> list[int]:
        """A series up to now, in thousandths, at the months that are drawn."""
        at = [month for month in drawn_months(self.model.scenario.months).tolist() if month < self.model.elapsed]
        values: list[int] = milli(self.model.months[0, at, self.model.columns.index(series)])
        return values


def timeline(trajectory: Trajectory) -> dict[str, Any]:
    """A whole future: its meetings in short, its events, trust in the region and standing over time."""
    model, scenario = trajectory.model, trajectory.model.scenario
    domains = model.names.domains
    held = model.months[0, :, model.columns.index("region_held")]
    return {
        "replicate": model.replicate,
        "at": drawn_months(scenario.months).tolist(),
        "trust": {domain: trajectory.series(f"trust_region.{domain}") for domain in domains},
        "standing": {domain: trajectory.series(f"standing_anywhere.{domain}") for domain in domains},
        "meetings": [meeting_row(model.names, scenario, meeting) for meeting in model.meetings],
        "events": trajectory.events(),
        "changed": [[*order, comes] for order, comes in model.decisions.items()],
        "held": int(np.argmax(held > 0)) if held.any() else None,
    }


def meeting_row(names: Index, scenario: Scenario, meeting: Meeting) -> list[Any]:
    """A meeting in short: month, forum, domain, rung, who came, who did not, formed, succeeded, found breaches."""
    return [
        meeting.month - scenario.first_month,
        meeting.forum.name,
        names.domains[meeting.domain],
        meeting.rung_number,
        [decision.actor for decision in meeting.decisions if decision.came],
        [decision.actor for decision in meeting.decisions if not decision.came],
        int(meeting.formed),
        int(meeting.success),
        [actor.name for actor in meeting.caught],
    ]


def outcome_of(meeting: Meeting) -> dict[str, Any]:
    """What became of a meeting."""
    caught = [actor.name for actor in meeting.caught]
    return {"formed": meeting.formed, "success": meeting.success, "caught": caught}


def meeting_details(names: Index, scenario: Scenario, meeting: Meeting) -> dict[str, Any]:
    """A meeting with every decision, what was weighed in it, and the changes that would have turned it."""
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
    """A decision: what was weighed, what it was worth, and what would have turned it."""
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
    """What an actor knows when it is invited: its trust, the trust that it would need, and every term."""
    terms = decision.terms._asdict()
    return {
        "belief": round(decision.belief, 3),
        "needed": round(decision.needed, 3),
        "terms": {name: round(terms[name], 3) for name in (*GAINS, *COSTS)},
    }


def turning_points(decision: Decision) -> list[dict[str, Any]]:
    """The single changes that would make the other answer worth more, the smallest relative change first.

    Trust counts by how far it is from the trust that is needed; a term by the share of itself that it would change.
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
