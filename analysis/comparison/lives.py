"""The futures of one scenario, however many are asked for next; with parameter sets, each in the world of its own."""

import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from analysis.sweeps.points import Ground, Pasts, believing, ground_of, runs_of
from sim.ensemble import Beliefs, Progress
from sim.kernel.run import Record, gathered, some_of
from sim.scenario import Scenario


class Lives:
    """Replicates of a scenario, in the worlds of parameter sets where there are some; scenarios may share their pasts."""

    def __init__(
        self,
        scenario: Scenario,
        pasts: Pasts,
        sets: Beliefs = (),
        threads: int | None = None,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> None:
        self.pasts, self.sets, self.threads = pasts, len(sets), threads or os.cpu_count() or 1
        self.progress, self.cancel = progress, cancel
        self.worlds: dict[str, tuple[Ground, list[int]]] = {}  # with the numbers of the sets that believe the same
        ground = ground_of(scenario)
        for number, beliefs in enumerate(sets or [{}]):
            name = repr(sorted(beliefs.items()))
            if name not in self.worlds:
                self.worlds[name] = believing(ground, beliefs, name), []
            self.worlds[name][1].append(number)

    def record(self, which: range) -> Record:
        """What some replicates leave, in order; replicate k lives in the world of set k modulo their number."""
        worlds = list(self.worlds.values())
        if len(worlds) == 1:
            return self._lived(worlds[0][0], which, self.threads)
        groups = [
            (ground, mine) for ground, sets in worlds if (mine := [one for one in which if one % self.sets in sets])
        ]
        with ThreadPoolExecutor(self.threads) as pool:
            try:
                tasks = [pool.submit(self._lived, *group, 1) for group in groups]
                records = [task.result() for task in tasks]
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
        order = np.argsort([one for _, group in groups for one in group])
        return some_of(gathered(records), order)

    def _lived(self, ground: Ground, which: Sequence[int], threads: int) -> Record:
        return runs_of(ground.scenario, ground, self.pasts, which, threads, self.progress, self.cancel)
