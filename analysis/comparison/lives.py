"""Run replicates of one scenario in batches of any size; with parameter sets, each under its own set."""

import os
import threading
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from trustladder.analysis.sweeps.parallel import parallel_map
from trustladder.analysis.sweeps.points import Ground, Pasts, ground_of, runs_of, with_parameters, worlds_of
from trustladder.sim.engine import ParameterSets, Progress
from trustladder.sim.month.run import Record, gathered, some_of
from trustladder.sim.scenario.scenario import Scenario

BATCH = 10_000  # futures of one scenario in memory at once


def batches(first: int, until: int) -> Iterator[range]:
    """Yield ranges of replicates that fit in memory."""
    for start in range(first, until, BATCH):
        yield range(start, min(start + BATCH, until))


class Lives:
    """Run replicates of a scenario, optionally over parameter sets; scenarios may share warm-up runs."""

    def __init__(
        self,
        scenario: Scenario,
        pasts: Pasts,
        sets: ParameterSets = (),
        threads: int | None = None,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self.pasts, self.sets, self.threads = pasts, len(sets), threads or os.cpu_count() or 1
        self.progress, self.cancel = progress, cancel
        ground, sets = ground_of(scenario), sets or [{}]
        self.worlds = {  # with the numbers of the sets that believe the same
            name: (with_parameters(ground, sets[numbers[0]], name), numbers)
            for name, numbers in worlds_of(sets).items()
        }

    def record(self, which: range) -> Record:
        """Return the record of some replicates, in order; replicate k uses parameter set k modulo their number."""
        worlds = list(self.worlds.values())
        if len(worlds) == 1:
            return self._lived(worlds[0][0], which, self.threads)
        groups = [
            (ground, mine) for ground, sets in worlds if (mine := [one for one in which if one % self.sets in sets])
        ]
        records = parallel_map([partial(self._lived, *group, 1) for group in groups], self.threads, self.cancel)
        return some_of(gathered(records), np.argsort([one for _, group in groups for one in group]))

    def _lived(self, ground: Ground, which: Sequence[int], threads: int) -> Record:
        return runs_of(ground.scenario, ground, self.pasts, which, threads, self.progress, self.cancel)
