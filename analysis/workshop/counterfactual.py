"""Estimate what one changed decision changes, over many replicates that go on from its meeting.

Until the meeting everything stays as it was. The invitation and all other answers stay; whether words are kept, whether
the activity succeeds, and all random draws from the next month on are resampled, on the same draws with and without the
change.
"""

import pickle
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from trustladder.analysis.comparison.paired import Tally
from trustladder.analysis.workshop.futures import chunk_size, drawn_months, spread
from trustladder.analysis.workshop.picture import arrival_curve, rounded
from trustladder.analysis.workshop.replay import DecisionKey, outcome_of, raise_if_cancelled
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.sim.agents.meeting import Meeting
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import State, stacked
from trustladder.sim.arrays.tables import Floats
from trustladder.sim.engine import Execution, Starts, replicates
from trustladder.sim.machine import draws
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.scenario import Scenario

MEETING_DRAWS = 20  # resampled outcomes of the meeting itself
REPLICATES = 400  # continuations, spread over these outcomes


class ResampledModel(CooperationModel):
    """A model in which some random streams are drawn from another run's key."""

    resampled: frozenset[int] = frozenset()
    draw_key = 0  # key of the run from which resampled streams are drawn

    def draw(self, stream: Any) -> float:
        """Draw from a stream: from the run's own key unless the stream is resampled."""
        if int(stream) not in self.resampled:
            return super().draw(stream)
        return draws.uniform(draws.folded(self.draw_key, self.month), int(stream))


class Branch(NamedTuple):
    """Results with one of the two answers."""

    meetings: list[Meeting]  # one for each draw; a single one where it does not form
    metrics: dict[str, Floats]  # [future]
    arrival: list[list[int]]  # share of replicates in which the aim is reached, in thousandths, by drawn month


def counterfactual_effects(
    scenario: Scenario,
    replicate: int,
    decisions: Mapping[DecisionKey, bool],
    key: DecisionKey,
    cancel: threading.Event | None,
) -> dict[str, Any]:
    """Return what the decision `key` changes, given the other decisions.

    Raises UserError where no month follows it, and Cancelled.
    """
    month = key[0]
    if month + 1 >= scenario.months:
        raise UserError("fork-last")
    others = {one: comes for one, comes in decisions.items() if one != key}
    before = simulate_until(scenario, replicate, others, month, cancel)
    seed = draws.run_key(before.seed, replicate) >> 1
    was, now = (run_branch(before, {**others, **extra}, key, seed, cancel) for extra in ({}, {key: decisions[key]}))
    at = (drawn_months(scenario.months - month - 1) + month + 1).tolist()
    return {
        "order": list(key),
        "comes": decisions[key],
        "futures": REPLICATES,
        "already": before.region_held,
        "was": outcome_shares(was),
        "now": outcome_shares(now),
        "figures": figures(was.metrics, now.metrics, f"trust_region.{key[2]}"),
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
    """Run a replicate up to a month."""
    model = ResampledModel(spread(scenario).of(replicate), replicate=replicate, decisions=decisions, record=False)
    while model.elapsed < until:
        raise_if_cancelled(cancel)
        model.step()
    return model


def run_branch(
    before: ResampledModel,
    decisions: Mapping[DecisionKey, bool],
    key: DecisionKey,
    seed: int,
    cancel: threading.Event | None,
) -> Branch:
    """Run the month of the meeting in the Mesa model, and all later months in the compiled lane."""
    meetings, ends = zip(*meeting_outcomes(before, decisions, key, seed, cancel), strict=True)
    first = key[0] + 1
    left = before.scenario.months - first
    tables = before.all_tables._replace(first_month=int(before.tables.first_month) + first, months=left)
    which = range(REPLICATES)
    starts, size = Starts(stacked(list(ends)), [number % len(ends) for number in which]), chunk_size(which)
    done = replicates(tables, before.names, starts, seed, which, chunk=size, execution=Execution(cancel=cancel))
    metrics = measure(before.scenario.model_copy(update={"months": left}), done.record)
    return Branch(list(meetings), metrics, arrival_curve(metrics["region_held_month"], drawn_months(left)))


def meeting_outcomes(
    before: ResampledModel,
    decisions: Mapping[DecisionKey, bool],
    key: DecisionKey,
    seed: int,
    cancel: threading.Event | None,
) -> Iterator[tuple[Meeting, State]]:
    """Yield the meeting and the state that it leaves, once for each draw; once only where it does not form."""
    kept = pickle.dumps(before)
    for draw in range(MEETING_DRAWS):
        raise_if_cancelled(cancel)
        model: ResampledModel = pickle.loads(kept)
        model.recording, model.decisions = True, dict(decisions)
        model.resampled, model.draw_key = meeting_streams(model, key), draws.run_key(seed, draw)
        model.step()
        meeting = find_meeting(model, key)
        yield meeting, model.state()
        if not meeting.formed:
            return


def meeting_streams(model: CooperationModel, key: DecisionKey) -> frozenset[int]:
    """Return the random streams that are drawn once a forum's members have answered."""
    _, name, domain, _ = key
    forum, index = model.forums[model.names.forums.index(name)], model.names.domains.index(domain)
    ever = [model.names.actor(member) for member in model.scenario.forums[name].ids]  # members may change this month
    at, tables = (forum.number, index, ever), model.tables
    return frozenset([int(forum.agenda[index].succeed), *tables.keep[at].tolist(), *tables.find[at].tolist()])


def find_meeting(model: CooperationModel, key: DecisionKey) -> Meeting:
    """Return the meeting of the last month. Raises UserError where the actor is invited to none such."""
    _, name, domain, actor = key
    for meeting in model.meetings:
        same = meeting.forum.name == name and model.names.domains[meeting.domain] == domain
        if same and any(decision.actor == actor for decision in meeting.decisions):
            return meeting
    raise UserError("fork-no-meeting")


def outcome_shares(one: Branch) -> dict[str, float]:
    """Return how often the meeting forms, and succeeds."""
    found = [outcome_of(meeting) for meeting in one.meetings]
    return {name: float(np.mean([each[name] for each in found])) for name in ("formed", "success")}


def figures(was: Mapping[str, Floats], now: Mapping[str, Floats], trust: str) -> dict[str, dict[str, float | None]]:
    """Return both levels, the interval of the difference, and the shares in which it is higher and lower."""
    found = {}
    for name in ("region_held", trust, "activities_succeeded"):
        tally = Tally(MEETING_DRAWS)
        tally.add(now[name], was[name])
        effect = tally.effect(flags=name == "region_held")
        numbers = {"a": tally.base, "b": effect.level, "low": effect.low, "high": effect.high}
        found[name] = rounded(numbers | {"higher": tally.higher / tally.runs, "lower": tally.lower / tally.runs})
    return found
