"""Worlds tried in a process of its own: it may be told to check bounds before numba is loaded, and it may die."""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from tests.fuzz.entries import Tree
from trustladder.sim.scenario.errors import InputError

REFUSED, DIED = "refused", "crash: the process died"


def prepare(bounds: bool) -> None:
    """Say, before numba is loaded, whether compiled code checks every access to an array."""
    os.environ["NUMBA_BOUNDSCHECK"] = "1" if bounds else "0"


def tried(tree: Tree) -> list[str]:
    """The faults of a world, or REFUSED where it is no scenario."""
    from tests.fuzz.holds import faults

    try:
        return faults(tree)
    except InputError as error:
        return [f"{REFUSED}: {error}"]


class Worker:
    """A process that tries worlds one by one; one that dies is replaced."""

    def __init__(self, bounds: bool) -> None:
        self.bounds = bounds
        self.pool = self._fresh()

    def _fresh(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, get_context("spawn"), prepare, (self.bounds,))

    def faults(self, tree: Tree) -> list[str]:
        """The faults of a world, DIED where the process did not survive it."""
        try:
            return self.pool.submit(tried, tree).result()
        except BrokenProcessPool:
            self.pool = self._fresh()
            return [DIED]

    def close(self) -> None:
        """End the process."""
        self.pool.shutdown(cancel_futures=True)
