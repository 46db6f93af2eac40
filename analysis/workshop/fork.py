"""One answer changed, in many futures: how often it makes a difference, and to what.

Until the meeting everything is as it was told. The invitation and all other answers stay; whether words are kept, whether
the activity works out, and all luck from the next month on are drawn anew, in the same way with and without the change.
"""

import pickle
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.comparison.paired import Tally
from trustladder.analysis.workshop.futures import chunk, sampled
from trustladder.analysis.workshop.picture import arrival, short
from trustladder.analysis.workshop.refusals import Refusal
from trustladder.analysis.workshop.told import ending, given_up
from trustladder.sim.agents.forum import Meeting
from trustladder.sim.agents.model import CooperationModel, Order
from trustladder.sim.arrays.state import State, chosen, stacked
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import replicates
from trustladder.sim.machine import draws
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.scenario import Scenario

LUCKS = 20  # ways in which the meeting itself may go
FUTURES = 400  # that go on from it, each way in turn


class Replayed(CooperationModel):
    """A future in which some questions can be put to chance anew."""

    anew: frozenset[int] = frozenset()
    key = 0  # of the run that chance answers them in

    def draw(self, question: Any) -> float:
        """Chance's answer, as it was told unless it is asked anew."""
        if int(question) not in self.anew:
            return super().draw(question)
        return draws.answer(draws.folded(self.key, self.month), int(question))


class Side(NamedTuple):
    """What follows with one answer."""

    meetings: list[Meeting]  # one for each luck; one where it does not form, and luck has no say
    metrics: dict[str, Floats]  # [future]
    arrival: list[list[int]]  # share of futures in which the aim is held, in thousandths, by drawn month


def forked(
    scenario: Scenario, replicate: int, decisions: Mapping[Order, bool], order: Order, cancel: threading.Event | None
) -> dict[str, Any]:
    """What the decision of `order` changes, given the others. Raises Refusal where nothing comes after it, Cancelled."""
    month = order[0]
    if month + 1 >= scenario.months:
        raise Refusal("fork-last")
    told = {one: comes for one, comes in decisions.items() if one != order}
    before = lived(scenario, replicate, told, month, cancel)
    seed = draws.run_key(before.seed, replicate) >> 1
    was, now = (side(before, {**told, **extra}, order, seed, cancel) for extra in ({}, {order: decisions[order]}))
    at = (sampled(scenario.months - month - 1) + month + 1).tolist()
    return {
        "order": list(order),
        "comes": decisions[order],
        "futures": FUTURES,
        "already": before.region_held,
        "was": share_of(was),
        "now": share_of(now),
        "figures": figures(was.metrics, now.metrics, f"trust_region.{order[2]}"),
        "at": at,
        "held": [was.arrival[0], now.arrival[0]],
    }


def lived(
    scenario: Scenario, replicate: int, decisions: Mapping[Order, bool], until: int, cancel: threading.Event | None
) -> Replayed:
    """A future up to a month."""
    model = Replayed(scenario, replicate=replicate, decisions=decisions, record=False)
    while model.elapsed < until:
        given_up(cancel)
        model.step()
    return model


def side(
    before: Replayed, decisions: Mapping[Order, bool], order: Order, seed: int, cancel: threading.Event | None
) -> Side:
    """The month of the meeting on the readable lane, and all later months on the compiled one."""
    meetings, ends = zip(*months(before, decisions, order, seed, cancel), strict=True)
    first = order[0] + 1
    left = before.scenario.months - first
    tables = before.tables._replace(first_month=int(before.tables.first_month) + first, months=left)
    starts = chosen(stacked(list(ends)), [number % len(ends) for number in range(FUTURES)])
    which = range(FUTURES)
    done = replicates(tables, before.names, starts, seed, which, aligned=True, chunk=chunk(which), cancel=cancel)
    metrics = measure(before.scenario.model_copy(update={"months": left}), done.record)
    return Side(list(meetings), metrics, arrival(metrics["region_held_month"], sampled(left)))


def months(
    before: Replayed, decisions: Mapping[Order, bool], order: Order, seed: int, cancel: threading.Event | None
) -> Iterator[tuple[Meeting, State]]:
    """The month of the meeting, lived with each luck: the meeting, and the state that it leaves."""
    kept = pickle.dumps(before)
    for luck in range(LUCKS):
        given_up(cancel)
        model: Replayed = pickle.loads(kept)
        model.recording, model.decisions = True, dict(decisions)
        model.anew, model.key = questions(model, order), draws.run_key(seed, luck)
        model.step()
        meeting = meeting_of(model, order)
        yield meeting, model.state()
        if not meeting.formed:
            return


def questions(model: CooperationModel, order: Order) -> frozenset[int]:
    """What is asked of chance once a forum's members have answered."""
    _, name, domain, _ = order
    forum, place = model.forums[model.names.forums.index(name)], model.names.domains.index(domain)
    seats = [forum.seat(member, place) for member in forum.members]
    asked = [forum.agenda[place].succeed, *(seat.keep for seat in seats), *(seat.find for seat in seats)]
    return frozenset(int(question) for question in asked)


def meeting_of(model: CooperationModel, order: Order) -> Meeting:
    """The meeting of the month just lived. Raises Refusal where there is none that the actor is invited to."""
    _, name, domain, actor = order
    for meeting in model.meetings:
        same = meeting.forum.name == name and model.names.domains[meeting.domain] == domain
        if same and any(decision.actor == actor for decision in meeting.decisions):
            return meeting
    raise Refusal("fork-no-meeting")


def share_of(one: Side) -> dict[str, float]:
    """How often the meeting forms, and succeeds."""
    found = [ending(meeting) for meeting in one.meetings]
    return {name: float(np.mean([each[name] for each in found])) for name in ("formed", "success")}


def figures(was: Mapping[str, Floats], now: Mapping[str, Floats], trust: str) -> dict[str, dict[str, float | None]]:
    """Levels without and with the change, the interval of the difference, and in which share it is higher and lower."""
    found = {}
    for name in ("region_held", trust, "activities_succeeded"):
        tally = Tally(LUCKS)
        tally.add(now[name], was[name])
        effect = tally.effect(flags=name == "region_held")
        numbers = {"a": tally.base, "b": effect.level, "low": effect.low, "high": effect.high}
        found[name] = short(numbers | {"higher": tally.higher / tally.runs, "lower": tally.lower / tally.runs})
    return found
