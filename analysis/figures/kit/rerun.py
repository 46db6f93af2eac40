"""Rerun single futures of a result on the Mesa lane for their gifts, which no log holds; Mesa is slow to import."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from trustladder.analysis.figures.kit.result_source import JOINT, ResultSource
from trustladder.sim.agents.model import CooperationModel
from trustladder.sim.arrays.state import State, one_of
from trustladder.sim.scenario.scenario import Scenario
from trustladder.sim.store.log_reading import run_again
from trustladder.sim.warm_up import WARM_UPS


class Rerun(CooperationModel):
    """A model that begins after its past on the compiled lane; for speed it records no series."""

    def __init__(self, scenario: Scenario, replicate: int) -> None:
        self.given: dict[tuple[str, str], float] = defaultdict(float)
        super().__init__(scenario, replicate=replicate)

    def _start(self, past: bool) -> State:
        return one_of(WARM_UPS.starts(self.scenario, self.all_tables, [self.replicate], self.seed).states, 0)

    def observe(self) -> None:
        """Add up the month's gifts."""
        for donor in self.donors:
            for government, passing in zip(self.governments, donor.gifts, strict=True):
                self.given[donor.name, government.name] += passing.gift
            self.given[donor.name, JOINT] += donor.joint_money()
        self.elapsed += 1


def rerun(data: ResultSource, which: Iterable[int], progress: Callable[[int], None] | None = None) -> Iterator[Rerun]:
    """Rerun futures of a result by their replicate numbers."""
    again = run_again(data.folder)
    for replicate in which:
        future = Rerun(again.of(replicate), replicate)
        future.run()
        if progress is not None:
            progress(1)
        yield future
