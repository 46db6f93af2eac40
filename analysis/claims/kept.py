"""Keep the metrics of futures by scenario, so that arms that are the same scenario are run once."""

import threading
from collections.abc import Callable, Hashable, Sequence

import numpy as np

from trustladder.sim.arrays.tables import Floats

Values = dict[str, Floats]  # by metric: [replicate] in one world, [set, replicate] in a place


class Runs:
    """Metrics of those replicates of one scenario that have been run."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rows: dict[int, int] = {}  # by replicate
        self.values: Values = {}


class Kept:
    """Metrics of the replicates of scenarios that have been run under one seed; threads that need the same wait."""

    def __init__(self) -> None:
        self._runs: dict[Hashable, Runs] = {}

    def of(self, key: Hashable, which: Sequence[int], run: Callable[[Sequence[int]], Values]) -> Values:
        """Return the metrics of some replicates of the scenario with a key; `run` makes those that are missing."""
        known = self._runs.setdefault(key, Runs())
        with known.lock:
            missing = [replicate for replicate in which if replicate not in known.rows]
            if missing:
                new, empty = run(missing), np.zeros(0)
                known.values = {name: np.append(known.values.get(name, empty), new[name]) for name in new}
                start = len(known.rows)
                known.rows |= {replicate: start + row for row, replicate in enumerate(missing)}
            rows = [known.rows[replicate] for replicate in which]
            return {name: column[rows] for name, column in known.values.items()}

    def __len__(self) -> int:
        """Return how many futures were run."""
        return sum(len(one.rows) for one in self._runs.values())
