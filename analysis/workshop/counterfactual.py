"""Estimate what changed decisions of one meeting change, over many replicates that go on from it.

Until the meeting everything stays as it was. The invitation and all other answers stay; whether words are kept, whether
the activity succeeds, and all random draws from the next month on are resampled, on the same draws with and without the
change.
"""

import threading
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.comparison.paired import Tally
from trustladder.analysis.workshop.futures import drawn_months, spread
from trustladder.analysis.workshop.picture import arrival_curve, rounded
from trustladder.analysis.workshop.replay import outcome_of
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.changed_answers import FUTURES, OUTCOMES, Forked
from trustladder.sim.engine import Execution
from trustladder.sim.given_answers import Order
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.naming import HELD, HELD_MONTH
from trustladder.sim.scenario.scenario import Scenario


class Branch(NamedTuple):
    """Results with one of the two answers."""

    shares: dict[str, float]  # of outcomes in which the meeting forms, and succeeds
    metrics: dict[str, Floats]  # [future]
    arrival: list[list[int]]  # share of replicates in which the aim is reached, in thousandths, by drawn month


def counterfactual_effects(
    scenario: Scenario,
    replicate: int,
    decisions: Mapping[Order, bool],
    changed: Collection[Order],
    cancel: threading.Event | None,
) -> dict[str, Any]:
    """Return what decisions of one meeting change together, given the other decisions.

    Raises UserError where no month follows it, where they are of several meetings, where it is not proposed, or one of
    the actors is not invited to it; and Cancelled.
    """
    month, forum, domain = meeting_of(changed)
    if month + 1 >= scenario.months:
        raise UserError("fork-last")
    others = {one: comes for one, comes in decisions.items() if one not in changed}
    own = spread(scenario).of(replicate)
    try:
        forked = Forked(own, replicate, (month, forum, domain), others, Execution(cancel=cancel))
        was = branch_of(forked, {})
    except InputError:
        raise UserError("fork-no-meeting") from None
    try:
        now = branch_of(forked, {one[3]: decisions[one] for one in changed})
    except InputError:
        raise UserError("fork-not-invited") from None
    return {
        "changed": [[*one, decisions[one]] for one in changed],
        "futures": FUTURES,
        "already": bool(forked.state.region_held[0, 0]),
        "was": was.shares,
        "now": now.shares,
        "figures": figures(was.metrics, now.metrics, f"trust_region.{domain}"),
        "at": (drawn_months(scenario.months - month - 1) + month + 1).tolist(),
        "held": [was.arrival[0], now.arrival[0]],
    }


def meeting_of(changed: Collection[Order]) -> tuple[int, str, str]:
    """Return the meeting to which answers belong. Raises UserError where they belong to several, or there are none."""
    places = {one[:3] for one in changed}
    if len(places) != 1:
        raise UserError("malformed")
    return places.pop()


def branch_of(forked: Forked, answers: Mapping[str, bool]) -> Branch:
    """Run the meeting with these answers changed, and what follows. Raises InputError for whoever is not invited."""
    branch = forked.branch(answers, OUTCOMES, FUTURES)
    left = forked.scenario.months - forked.month - 1
    metrics = measure(forked.scenario.model_copy(update={"months": left}), branch.futures.record)
    found = [outcome_of(branch.outcomes.meeting(place)) for place in range(len(branch.outcomes))]
    shares = {name: float(np.mean([one[name] for one in found])) for name in ("formed", "success")}
    return Branch(shares, metrics, arrival_curve(metrics[HELD_MONTH], drawn_months(left)))


def figures(was: Mapping[str, Floats], now: Mapping[str, Floats], trust: str) -> dict[str, dict[str, float | None]]:
    """Return both levels, the interval of the difference, and the shares in which it is higher and lower."""
    found = {}
    for name in (HELD, trust, "activities_succeeded"):
        tally = Tally(OUTCOMES)
        tally.add(now[name], was[name])
        effect = tally.effect(flags=name == HELD)
        numbers = {"a": tally.base, "b": effect.level, "low": effect.low, "high": effect.high}
        found[name] = rounded(numbers | {"higher": tally.higher / tally.runs, "lower": tally.lower / tally.runs})
    return found
