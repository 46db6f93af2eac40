"""One answer changed, in many futures: how often it makes a difference, and to what.

Until the meeting everything is as it was told. The invitation and all other answers stay; whether words are kept, whether
the activity works out, and all luck from the next month on are drawn anew, in the same way with and without the change.
"""

import pickle
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.comparison.paired import SetTally, Tally
from trustladder.analysis.workshop.futures import chunk_size, drawn_months
from trustladder.analysis.workshop.picture import arrival_curve
from trustladder.analysis.workshop.replay import DecisionKey, outcome_of, raise_if_cancelled
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.agents.forum import Meeting
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import State, chosen, stacked
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import replicates
from trustladder.sim.machine import draws
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.scenario import Scenario

MEETING_DRAWS = 20  # ways in which the meeting itself may go
REPLICATES = 400  # that go on from it, each way in turn


class ResampledModel(CooperationModel):
    """A future in which some questions can be put to chance anew."""

    resampled: frozenset[int] = frozenset()
    draw_key = 0  # of the run that chance answers them in

    def draw(self, question: Any) -> float:
        """Chance's answer, as it was told unless it is asked anew."""
        if int(question) not in self.resampled:
            return super().draw(question)
        return draws.answer(draws.folded(self.draw_key, self.month), int(question))


class Branch(NamedTuple):
    """What follows with one answer."""

    meetings: list[Meeting]  # one for each luck; one where it does not form, and luck has no say
    metrics: dict[str, Floats]  # [future]
    arrival: list[list[int]]  # share of futures in which the aim is held, in thousandths, by drawn month


def counterfactual_effects(
    scenario: Scenario,
    replicate: int,
    decisions: Mapping[DecisionKey, bool],
    order: DecisionKey,
    cancel: threading.Event | None,
) -> dict[str, Any]:
    """What the decision of `order` changes, given the others. Raises Refusal where nothing comes after it, Cancelled."""
    month = order[0]
    if month + 1 >= scenario.months:
        raise UserError("fork-last")
    told = {one: comes for one, comes in decisions.items() if one != order}
    before = simulate_until(scenario, replicate, told, month, cancel)
    seed = draws.run_key(before.seed, replicate) >> 1
    was, now = (run_branch(before, {**told, **extra}, order, seed, cancel) for extra in ({}, {order: decisions[order]}))
    at = (drawn_months(scenario.months - month - 1) + month + 1).tolist()
    return {
        "order": list(order),
        "comes": decisions[order],
        "futures": REPLICATES,
        "already": before.region_held,
        "was": outcome_shares(was),
        "now": outcome_shares(now),
        "figures": figures(was.metrics, now.metrics, f"trust_region.{order[2]}"),
        "at": at,
        "held": [was.arrival[0], now.arrival[0]],
    }


def simulate_until(
    scenario: Scenario,
    replicate: int,
    decisions: Mapping[DecisionKey, bool],
    until: int,
    cancel: threading.Event | None,
) -> ResampledModel:
    """A future up to a month."""
    model = ResampledModel(scenario, replicate=replicate, decisions=decisions, record=False)
    while model.elapsed < until:
        raise_if_cancelled(cancel)
        model.step()
    return model


def run_branch(
    before: ResampledModel,
    decisions: Mapping[DecisionKey, bool],
    order: DecisionKey,
    seed: int,
    cancel: threading.Event | None,
) -> Branch:
    """The month of the meeting on the readable lane, and all later months on the compiled one."""
    meetings, ends = zip(*meeting_outcomes(before, decisions, order, seed, cancel), strict=True)
    first = order[0] + 1
    left = before.scenario.months - first
    tables = before.tables._replace(first_month=int(before.tables.first_month) + first, months=left)
    starts = chosen(stacked(list(ends)), [number % len(ends) for number in range(REPLICATES)])
    which = range(REPLICATES)
    done = replicates(tables, before.names, starts, seed, which, aligned=True, chunk=chunk_size(which), cancel=cancel)
    metrics = measure(before.scenario.model_copy(update={"months": left}), done.record)
    return Branch(list(meetings), metrics, arrival_curve(metrics["region_held_month"], drawn_months(left)))


def meeting_outcomes(
    before: ResampledModel,
    decisions: Mapping[DecisionKey, bool],
    order: DecisionKey,
    seed: int,
    cancel: threading.Event | None,
) -> Iterator[tuple[Meeting, State]]:
    """The month of the meeting, lived with each luck: the meeting, and the state that it leaves."""
    kept = pickle.dumps(before)
    for draw in range(MEETING_DRAWS):
        raise_if_cancelled(cancel)
        model: ResampledModel = pickle.loads(kept)
        model.recording, model.decisions = True, dict(decisions)
        model.resampled, model.draw_key = meeting_streams(model, order), draws.run_key(seed, draw)
        model.step()
        meeting = find_meeting(model, order)
        yield meeting, model.state()
        if not meeting.formed:
            return


def meeting_streams(model: CooperationModel, order: DecisionKey) -> frozenset[int]:
    """What is asked of chance once a forum's members have answered."""
    _, name, domain, _ = order
    forum, place = model.forums[model.names.forums.index(name)], model.names.domains.index(domain)
    seats = [forum.seat(member, place) for member in forum.members]
    asked = [forum.agenda[place].succeed, *(seat.keep for seat in seats), *(seat.find for seat in seats)]
    return frozenset(int(question) for question in asked)


def find_meeting(model: CooperationModel, order: DecisionKey) -> Meeting:
    """The meeting of the month just lived. Raises Refusal where there is none that the actor is invited to."""
    _, name, domain, actor = order
    for meeting in model.meetings:
        same = meeting.forum.name == name and model.names.domains[meeting.domain] == domain
        if same and any(decision.actor == actor for decision in meeting.decisions):
            return meeting
    raise UserError("fork-no-meeting")


def outcome_shares(one: Branch) -> dict[str, float]:
    """How often the meeting forms, and succeeds."""
    found = [outcome_of(meeting) for meeting in one.meetings]
    return {name: float(np.mean([each[name] for each in found])) for name in ("formed", "success")}


def figures(was: Mapping[str, Floats], now: Mapping[str, Floats], trust: str) -> dict[str, dict[str, float]]:
    """Levels without and with the change, the interval of the difference, and in which share it is higher and lower."""
    found = {}
    for name in ("region_held", trust, "activities_succeeded"):
        tally, pairs = SetTally(MEETING_DRAWS), Tally()
        for one in (tally, pairs):
            one.add(now[name], was[name])
        effect = tally.effect()
        low, high = effect.low, effect.high
        if name == "region_held":  # pairs of few lucks may all come to the same, which proves nothing about others
            counted = pairs.effect(flags=True)
            low, high = min(low, counted.low), max(high, counted.high)
        numbers = {"a": tally.base, "b": effect.level, "low": low, "high": high}
        numbers |= {"higher": tally.higher / tally.runs, "lower": tally.lower / tally.runs}
        found[name] = {draw_key: round(float(value), 5) for draw_key, value in numbers.items()}
    return found
