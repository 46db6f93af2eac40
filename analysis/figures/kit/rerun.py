"""Futures of a result told again by the Mesa lane, which takes a while to import: only for what tables do not hold."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from trustladder.analysis.figures.kit.result_source import JOINT, ResultSource
from trustladder.sim.agents.forum import Ladder
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.building import tables_of
from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State, one_of
from trustladder.sim.engine import starts_for
from trustladder.sim.scenario.scenario import Scenario


class RungChange(NamedTuple):
    """A forum (or the region: None) that won or lost a rung; rungs counted from 1, 0 is none."""

    month: int
    forum: str | None
    domain: str
    before: int
    after: int


class Rerun(CooperationModel):
    """A future that begins with a given state and keeps no state of its months, which takes most of the time."""

    def __init__(self, scenario: Scenario, replicate: int, began: State) -> None:
        self.began = began
        self.given: dict[tuple[str, str], float] = defaultdict(float)
        self.climbs: list[RungChange] = []
        self.crises: list[int] = []  # months, one for each
        super().__init__(scenario, replicate=replicate)

    def _start(self, past: bool) -> State:
        return self.began

    def observe(self) -> None:
        """Add up the month's gifts."""
        for donor in self.donors:
            for government, passing in zip(self.governments, donor.gifts, strict=True):
                self.given[donor.name, government.name] += passing.gift
            self.given[donor.name, JOINT] += donor.joint_money()
        self.crises += [self.elapsed] * int(self.tally[Series.CRISES])
        self.elapsed += 1

    def _note_standing(self, number: int, domain: int, ladder: Ladder, before: int) -> None:
        forum = None if len(self.ladders) == 1 else self.names.forums[number]
        self.climbs.append(RungChange(self.elapsed, forum, self.names.domains[domain], before, ladder.standing))


def rerun(data: ResultSource, which: Iterable[int], progress: Callable[[int], None] | None = None) -> Iterator[Rerun]:
    """Futures of a result, told again."""
    sets = data.manifest.get("sets") or [{}]
    for replicate in which:
        believed = sets[replicate % len(sets)]
        scenario = data.scenario.with_parameters(believed) if believed else data.scenario
        scenario = scenario.model_copy(update={"seed": data.seed})
        future = Rerun(scenario, replicate, initial_state(scenario, replicate))
        future.run()
        if progress is not None:
            progress(1)
        yield future


def initial_state(scenario: Scenario, replicate: int) -> State:
    """The state with which a replicate begins: blank, or what its past leaves, run on the compiled lane."""
    return one_of(starts_for(scenario, tables_of(scenario), [replicate], scenario.seed), 0)
