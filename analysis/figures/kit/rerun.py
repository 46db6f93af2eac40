"""Rerun single futures of a result on the Mesa lane, for what its tables do not hold; Mesa is slow to import."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from trustladder.analysis.figures.kit.result_source import JOINT, ResultSource
from trustladder.sim.agents.ladder import Ladder
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.series import Series
from trustladder.sim.arrays.state import State, one_of
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.warm_up import WARM_UPS


class RungChange(NamedTuple):
    """A forum (None: the region) that won or lost a rung; rungs count from 1, and 0 is none."""

    month: int
    forum: str | None
    domain: str
    before: int
    after: int


class Rerun(CooperationModel):
    """A model that begins after its past on the compiled lane; for speed it records no series."""

    def __init__(self, scenario: Scenario, replicate: int) -> None:
        self.given: dict[tuple[str, str], float] = defaultdict(float)
        self.climbs: list[RungChange] = []
        self.crises: list[int] = []  # months, one for each
        super().__init__(scenario, replicate=replicate)

    def _start(self, past: bool) -> State:
        return one_of(WARM_UPS.starts(self.scenario, self.all_tables, [self.replicate], self.seed).states, 0)

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
    """Rerun futures of a result by their replicate numbers."""
    sets = data.manifest.get("sets") or [{}]
    for replicate in which:
        scenario = with_parameters(data.scenario, sets[replicate % len(sets)])
        future = Rerun(scenario.model_copy(update={"seed": data.seed}), replicate)
        future.run()
        if progress is not None:
            progress(1)
        yield future
