"""A sweep on a cluster: Dask's scheduler hands chunks to workers, this process puts parts together and writes them.

    dask scheduler --host 127.0.0.1 --port 8786
    dask worker tcp://127.0.0.1:8786 --nworkers 2 --nthreads 1
    trustladder sweep plan.toml --cluster tcp://127.0.0.1:8786

A worker that dies costs its chunk; where the scheduler or this process dies, the same command goes on from the parts that are
written. A task that held the interpreter's lock would make its worker look dead; the kernel lets go of it.
"""

import copy
import pickle
import queue
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from trustladder.analysis.sweeps.chunks import ChunkSizer, PartAssembler, PartialResult, WorkQueue
from trustladder.analysis.sweeps.connecting import connected
from trustladder.analysis.sweeps.growth import WorkUnit
from trustladder.analysis.sweeps.lanes import runner_of
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.runner import Runner
from trustladder.sim.engine import Cancelled, Progress
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 60.0  # seconds without a single worker
LOOK = 2.0  # seconds between two counts of workers
DEATHS = 20  # of workers at one chunk before it counts as deadly; Dask gives up after 3
KEPT = "finished parts are kept, and the same command goes on"


class ChunkResult(NamedTuple):
    """What a worker gives back."""

    worker: str
    law: str
    seconds: float
    pieces: list[PartialResult]


# --- on a worker ---------------------------------------------------------------------------------------------------


def run_chunk(packed: bytes, law: str, chunk: bytes) -> bytes:
    """The pieces of a chunk, made on one thread; none where this worker has another law."""
    from distributed import get_worker

    worker, pieces, started = get_worker().address, [], time.perf_counter()
    if law_hash() == law:
        runner = unpacked(packed)
        pieces = [PartialResult(unit, *runner.part(unit, points)) for unit, points in pickle.loads(chunk)]
    return pickle.dumps(ChunkResult(worker, law_hash(), time.perf_counter() - started, pieces))


@lru_cache(maxsize=2)
def unpacked(packed: bytes) -> Runner:
    """The runner of a packed plan; kept, with the pasts that it knows, for the next chunk."""
    return runner_of(pickle.loads(zlib.decompress(packed)), 1, None, threading.Event())


def pack(plan: Sweep) -> bytes:
    """A plan without its design, whose rows go along with each chunk; agents of one's own travel by value."""
    slim = copy.copy(plan)
    slim.design, slim.listed = plan.design._replace(rows=None), []  # type: ignore[arg-type]
    return zlib.compress(pickle.dumps(slim))


# --- in this process -----------------------------------------------------------------------------------------------


def parts_from_cluster(
    address: str, plan: Sweep, missing: Sequence[WorkUnit], progress: Progress | None, cancel: threading.Event
) -> Iterator[PartialResult]:
    """Every missing part as it is finished, in no order. Raises InputError where the cluster cannot go on."""
    if missing:
        with connected(address) as client:
            yield from ClusterJob(address, client, plan, missing, progress, cancel).parts()


class ClusterJob:
    """One sweep's missing parts, carried to the workers and back; a few chunks a thread are on their way at once."""

    def __init__(
        self,
        address: str,
        client: "Client",
        plan: Sweep,
        missing: Sequence[WorkUnit],
        progress: Progress | None,
        cancel: threading.Event,
    ) -> None:
        self.name, self.client, self.plan = f"--cluster {address}", client, plan
        self.progress, self.cancel = progress, cancel
        self.run_chunk, self.packed, self.law = chunk_function(), pack(plan), law_hash()
        self.pile, self.puzzle, self.pace = WorkQueue(missing), PartAssembler(missing), ChunkSizer(plan.lane)
        self.away: dict[Future, int] = {}  # runs asked for
        self.back: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.lost: list[Future] = []  # their workers died before they were fetched; Dask has others make them again
        self.threads, self.counted, self.seen = 0, -LOOK, time.monotonic()

    def parts(self) -> Iterator[PartialResult]:
        """Every part, once it is whole."""
        with self._talking():
            self.client.run_on_scheduler(patient(DEATHS))
        try:
            while self.pile.rest or self.away:
                self._send()
                future = self._next()
                for piece in [] if future is None else self._received(future):
                    yield from self.puzzle.add(piece)
        finally:
            with suppress(Exception):
                self.client.cancel(list(self.away), force=True)

    def _send(self) -> None:
        """Keep every thread busy with one chunk, and the next one waiting."""
        self._look()
        while self.pile.rest and len(self.away) < 2 * self.threads:
            work_units = self.pile.take(self.pace.next(self.pile.runs, self.threads))
            chunk = [(unit, self.plan.values(unit.points.start, unit.points.stop)) for unit in work_units]
            with self._talking():
                future = self.client.submit(self.run_chunk, self.packed, self.law, pickle.dumps(chunk), pure=False)
            self.away[future] = sum(unit.runs for unit in work_units)
            future.add_done_callback(self.back.put)

    def _look(self) -> None:
        """Look now and then: how many threads there are, and for lost chunks. Raises InputError without workers for long."""
        now = time.monotonic()
        if now - self.counted < LOOK:
            return
        with self._talking():
            self.threads = sum(self.client.ncores().values())
        self.counted = now
        while self.lost:  # called back at once where it is not made again yet, so not asked more often
            self.lost.pop().add_done_callback(self.back.put)
        if self.threads:
            self.seen = now
        elif now - self.seen > PATIENCE:
            raise InputError(f"{self.name}: no worker for {PATIENCE:.0f} s; start some; {KEPT}")

    def _next(self) -> "Future | None":
        """The next chunk that is back, if one comes soon. Raises Cancelled, or InputError where the scheduler is gone."""
        if self.cancel.is_set():
            raise Cancelled
        if self.client.status != "running":
            raise self._gone()
        try:
            return self.back.get(timeout=0.2)
        except queue.Empty:
            return None

    def _received(self, future: "Future") -> list[PartialResult]:
        """What a chunk holds. Raises InputError where it failed: each point that fails is a row, so this is no point's fault."""
        runs = self.away.pop(future)
        if future.status == "error":
            raise InputError(f"{self.name}: {self._why(future.exception())}; {KEPT}")
        if future.status in ("lost", "pending"):
            self.away[future] = runs
            self.lost.append(future)
            return []
        if future.status != "finished":
            raise self._gone()
        with self._talking():
            made: ChunkResult = pickle.loads(future.result())
        if made.law != self.law:
            raise InputError(
                f"worker {made.worker}: another law ({made.law}; here {self.law}); install the same trustladder there"
            )
        self.pace.learn(runs, made.seconds)
        if self.progress is not None:
            self.progress(runs)
        return made.pieces

    def _why(self, error: BaseException | None) -> str:
        """What went wrong on a worker, in a few words."""
        if isinstance(error, InputError):
            return f"a worker cannot begin ({error})"
        if isinstance(error, ModuleNotFoundError) and self.plan.lane == "mesa":
            return f"a worker lacks the module {error.name}, which these agents, or trustladder, need; install it there"
        if isinstance(error, ImportError | AttributeError):
            return f"a worker has no such trustladder ({error}); install the same one there"
        if type(error).__name__ == "KilledWorker":
            return f"{DEATHS} workers died at one chunk; give them more memory, or the plan a smaller runs_a_part"
        return f"a worker failed ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason'})"

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """While the scheduler is asked something. Raises InputError where it does not answer any more."""
        try:
            yield
        except (OSError, RuntimeError, CancelledError) as error:
            raise self._gone() from error

    def _gone(self) -> InputError:
        return InputError(f"{self.name}: the scheduler is gone; {KEPT}")


# --- functions that travel as they are, not by name, to whoever may not have this simulator ----------------------------


def chunk_function() -> Any:
    """`make` for a worker: takes and gives nothing but bytes, so that what a worker lacks is an error of its task alone."""

    def make_chunk(packed: bytes, law: str, chunk: bytes) -> bytes:
        from trustladder.analysis.sweeps.cluster import run_chunk

        return run_chunk(packed, law, chunk)

    return make_chunk


def patient(deaths: int) -> Any:
    """For a scheduler: so many workers may die at a chunk before it counts as deadly."""

    def be_patient(dask_scheduler: Any = None) -> None:
        dask_scheduler.allowed_failures = max(dask_scheduler.allowed_failures, deaths)

    return be_patient
