"""One point of a sweep: its scenario and past, quickly, and its runs.

A changed number of the uncertainties, levers or structure is checked alone, not with the whole scenario. A past depends
on uncertainties and structure only, so points that differ in levers, forums or events share one; and only as many
futures of the past are run as the point's replicates begin with.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, NamedTuple

from pydantic import ValidationError

from analysis.sweeps.factors import SCALARS
from sim.building import world_of
from sim.complaints import complaint
from sim.ensemble import Progress, replicates
from sim.kernel.run import Record
from sim.names import Names
from sim.quantity import Quantity
from sim.scenario import Scenario
from sim.state import State, begun, blank, stacked
from sim.world import World

PASTS_KEPT = 128_000_000  # bytes of last states of pasts
ARMS = ("without", "with")  # beside the point as it is: no other domain than the aim; the others, without spillover
PastKey = tuple[Any, ...]


class Ground(NamedTuple):
    """A scenario on which points lay their changes, with its past read once."""

    name: str
    scenario: Scenario
    before: Scenario | None


def ground_of(name: str, scenario: Scenario) -> Ground:
    """The ground of a scenario."""
    return Ground(name, scenario, scenario.history())


def changed(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The scenario with dotted settings; the same as `scenario.changed`, at a fifth of the cost for scalars."""
    tables: dict[str, dict[str, Any]] = {}
    others: dict[str, Any] = {}
    for path, value in settings.items():
        table, _, name = path.partition(".")
        if table in SCALARS:
            tables.setdefault(table, {})[name] = value
        else:
            others[path] = value
    scenario = scenario.changed(others) if others else scenario
    update = {name: _table(scenario, name, values) for name, values in tables.items()}
    return scenario.model_copy(update=update) if update else scenario


def _table(scenario: Scenario, name: str, values: dict[str, Any]) -> Any:
    before = getattr(scenario, name).model_dump(exclude_unset=True)
    try:
        return SCALARS[name].model_validate({**before, **values})
    except ValidationError as error:
        raise complaint(error, SCALARS[name], {}, f"{scenario.name}: {name}") from None


def arm(scenario: Scenario, name: str) -> Scenario:
    """A counterfactual: "with" has no spillover of trust between domains; "without" no other domain than the aim."""
    scenario = changed(scenario, {"structure.transfer": 0.0})
    if name == "with":
        return scenario
    never = {"rate": Quantity(judgement=0.0)}
    forums = {
        key: forum.model_copy(
            update={
                "agenda": {
                    domain: entry if domain == scenario.aim else entry.model_copy(update=never)
                    for domain, entry in forum.agenda.items()
                }
            }
        )
        for key, forum in scenario.forums.items()
    }
    return scenario.model_copy(update={"forums": forums})


class Pasts:
    """Last states of pasts, shared between points; safe to ask from several threads, and bounded in memory."""

    def __init__(self, seed: int) -> None:
        self.seed, self.lock, self.size = seed, threading.Lock(), 0
        self.known: OrderedDict[PastKey, Future[State]] = OrderedDict()
        self.made = 0  # how many were run

    def begin(self, world: World, scenario: Scenario, ground: Ground, which: range, threads: int) -> State:
        """The states with which some replicates of a scenario begin; replicate k with state k modulo their number."""
        if ground.before is None or scenario.past is None:
            return stacked([blank(world)])
        world_now = {"uncertainties": scenario.uncertainties, "structure": scenario.structure}
        before = ground.before.model_copy(update=world_now)
        ends = self._ends(ground.name, before, needed(which, scenario.past.replicates), threads)
        return begun(world, Names(scenario), ends, Names(before))

    def _ends(self, name: str, before: Scenario, needed: tuple[int, ...], threads: int) -> State:
        key = (name, needed, *(value for table in (before.uncertainties, before.structure) for _, value in table))
        with self.lock:
            mine = key not in self.known
            promise = self.known.setdefault(key, Future())
            self.known.move_to_end(key)
        if not mine:
            return promise.result()
        try:
            ends = self._run(before, needed, threads)
        except BaseException as error:
            with self.lock:
                self.known.pop(key, None)
            promise.set_exception(error)
            raise
        promise.set_result(ends)
        self._forget(ends)
        return ends

    def _run(self, before: Scenario, needed: tuple[int, ...], threads: int) -> State:
        world = world_of(before)
        starts = stacked([blank(world)])
        done = replicates(world, Names(before), starts, self.seed, needed, keep=len(needed), threads=threads)
        self.made += 1
        assert done.states is not None
        return done.states

    def _forget(self, newest: State) -> None:
        """Let go of the pasts that were not asked for longest."""
        with self.lock:
            self.size += size_of(newest)
            for key in list(self.known):
                if self.size <= PASTS_KEPT:
                    break
                if self.known[key].done() and len(self.known) > 1:
                    self.size -= size_of(self.known.pop(key).result())


def size_of(states: State) -> int:
    """Bytes of a stack of states."""
    return sum(field.nbytes for field in states)


def needed(which: range, pasts: int) -> tuple[int, ...]:
    """The pasts that replicates begin with, placed so that replicate k finds its own at k modulo their number."""
    if len(which) >= pasts:
        return tuple(range(pasts))
    found = [0] * len(which)
    for replicate in which:
        found[replicate % len(which)] = replicate % pasts
    return tuple(found)


def runs_of(
    scenario: Scenario,
    ground: Ground,
    pasts: Pasts,
    which: range,
    threads: int = 1,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Record:
    """What some replicates of a point leave."""
    world = world_of(scenario)
    starts = pasts.begin(world, scenario, ground, which, threads)
    done = replicates(
        world, Names(scenario), starts, pasts.seed, which, threads=threads, progress=progress, cancel=cancel
    )
    return done.record
