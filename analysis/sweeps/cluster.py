"""Run a sweep on a cluster: Dask's scheduler hands chunks to workers; this process assembles parts and writes them.

    dask scheduler --host 127.0.0.1 --port 8786
    dask worker tcp://127.0.0.1:8786 --nworkers 2 --nthreads 1
    trustladder sweep plan.toml --cluster tcp://127.0.0.1:8786

A worker that dies costs its chunk; where the scheduler or this process dies, the same command continues from the parts
that are written. A worker whose task held the interpreter's lock would seem dead; the kernel releases it.
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

WORKER_TIMEOUT_S = 60.0  # without a single worker
COUNT_INTERVAL_S = 2.0  # between two counts of workers
ALLOWED_FAILURES = 20  # deaths of workers at one chunk before it is given up; Dask's default is 3
KEPT = "finished parts are kept, and the same command goes on"


class ChunkResult(NamedTuple):
    """The results of a chunk, as a worker returns them."""

    worker: str
    law: str
    seconds: float
    results: list[PartialResult]


# --- on a worker ---------------------------------------------------------------------------------------------------


def run_chunk(packed: bytes, law: str, chunk: bytes) -> bytes:
    """Run a chunk on one thread and return its results; none where this worker has another law."""
    from distributed import get_worker

    worker, results, started = get_worker().address, [], time.perf_counter()
    if law_hash() == law:
        runner = unpacked(packed)
        results = [PartialResult(unit, *runner.part(unit, points)) for unit, points in pickle.loads(chunk)]
    return pickle.dumps(ChunkResult(worker, law_hash(), time.perf_counter() - started, results))


@lru_cache(maxsize=2)
def unpacked(packed: bytes) -> Runner:
    """Return the runner of a packed plan; it is kept for the next chunk, with its warm-up runs."""
    return runner_of(pickle.loads(zlib.decompress(packed)), 1, None, threading.Event())


def pack(plan: Sweep) -> bytes:
    """Pickle a plan without its design, whose rows go with each chunk; user-defined agents go by value."""
    slim = copy.copy(plan)
    slim.design, slim.listed = plan.design._replace(rows=None), []  # type: ignore[arg-type]
    return zlib.compress(pickle.dumps(slim))


# --- in this process -----------------------------------------------------------------------------------------------


def parts_from_cluster(
    address: str, plan: Sweep, missing: Sequence[WorkUnit], progress: Progress | None, cancel: threading.Event
) -> Iterator[PartialResult]:
    """Yield every missing part as it is finished, in no order. Raises InputError where the cluster cannot continue."""
    if missing:
        with connected(address) as client:
            yield from ClusterJob(address, client, plan, missing, progress, cancel).parts()


class ClusterJob:
    """Sends the missing parts of one sweep to the workers in chunks, two for each of their threads at once."""

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
        self.task, self.packed, self.law = chunk_task(), pack(plan), law_hash()
        self.missing, self.assembler, self.sizer = WorkQueue(missing), PartAssembler(missing), ChunkSizer(plan.lane)
        self.submitted: dict[Future, int] = {}  # runs of each chunk
        self.done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.lost: list[Future] = []  # their workers died before they were fetched; Dask has others run them again
        self.threads, self.counted, self.seen = 0, -COUNT_INTERVAL_S, time.monotonic()

    def parts(self) -> Iterator[PartialResult]:
        """Yield every part, once it is complete."""
        with self._scheduler_errors():
            self.client.run_on_scheduler(allow_worker_failures(ALLOWED_FAILURES))
        try:
            while self.missing.rest or self.submitted:
                self._submit()
                future = self._next()
                for result in [] if future is None else self._received(future):
                    yield from self.assembler.add(result)
        finally:
            with suppress(Exception):
                self.client.cancel(list(self.submitted), force=True)

    def _submit(self) -> None:
        """Submit chunks until every thread has one to run and one that waits."""
        self._count_workers()
        while self.missing.rest and len(self.submitted) < 2 * self.threads:
            units = self.missing.take(self.sizer.next(self.missing.runs, self.threads))
            chunk = [(unit, self.plan.values(unit.points.start, unit.points.stop)) for unit in units]
            with self._scheduler_errors():
                future = self.client.submit(self.task, self.packed, self.law, pickle.dumps(chunk), pure=False)
            self.submitted[future] = sum(unit.runs for unit in units)
            future.add_done_callback(self.done.put)

    def _count_workers(self) -> None:
        """Count the workers' threads and watch lost chunks, at intervals. Raises InputError where no worker comes."""
        now = time.monotonic()
        if now - self.counted < COUNT_INTERVAL_S:
            return
        with self._scheduler_errors():
            self.threads = sum(self.client.ncores().values())
        self.counted = now
        while self.lost:  # one that is still lost calls back at once, hence not more often
            self.lost.pop().add_done_callback(self.done.put)
        if self.threads:
            self.seen = now
        elif now - self.seen > WORKER_TIMEOUT_S:
            raise InputError(f"{self.name}: no worker for {WORKER_TIMEOUT_S:.0f} s; start some; {KEPT}")

    def _next(self) -> "Future | None":
        """Return the next chunk that is done, None after a fifth of a second.

        Raises Cancelled, or InputError where the scheduler is gone.
        """
        if self.cancel.is_set():
            raise Cancelled
        if self.client.status != "running":
            raise self._gone()
        try:
            return self.done.get(timeout=0.2)
        except queue.Empty:
            return None

    def _received(self, future: "Future") -> list[PartialResult]:
        """Return the results of a chunk. Raises InputError where the worker failed; a point that fails is a row."""
        runs = self.submitted.pop(future)
        if future.status == "error":
            raise InputError(f"{self.name}: {self._why(future.exception())}; {KEPT}")
        if future.status in ("lost", "pending"):
            self.submitted[future] = runs
            self.lost.append(future)
            return []
        if future.status != "finished":
            raise self._gone()
        with self._scheduler_errors():
            done: ChunkResult = pickle.loads(future.result())
        if done.law != self.law:
            raise InputError(
                f"worker {done.worker}: another law ({done.law}; here {self.law}); install the same trustladder there"
            )
        self.sizer.learn(runs, done.seconds)
        if self.progress is not None:
            self.progress(runs)
        return done.results

    def _why(self, error: BaseException | None) -> str:
        """Return the reason why a worker failed, in a few words."""
        match error:
            case InputError():
                return f"a worker cannot begin ({error})"
            case ModuleNotFoundError() if self.plan.lane == "mesa":
                needed = "which these agents, or trustladder, need"
                return f"a worker lacks the module {error.name}, {needed}; install it there"
            case ImportError() | AttributeError():
                return f"a worker has no such trustladder ({error}); install the same one there"
            case _ if type(error).__name__ == "KilledWorker":
                died = f"{ALLOWED_FAILURES} workers died at one chunk"
                return f"{died}; give them more memory, or the plan a smaller runs_a_part"
        return f"a worker failed ({type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no reason'})"

    @contextmanager
    def _scheduler_errors(self) -> Iterator[None]:
        """Turn an error of the connection into an InputError that says that the scheduler is gone."""
        try:
            yield
        except (OSError, RuntimeError, CancelledError) as error:
            raise self._gone() from error

    def _gone(self) -> InputError:
        return InputError(f"{self.name}: the scheduler is gone; {KEPT}")


# --- functions pickled by value, since a worker or scheduler may lack this package -----------------------------------


def chunk_task() -> Any:
    """Return `run_chunk` for a worker; it passes bytes alone, so a package missing there is an error of the task."""

    def run_chunk_there(packed: bytes, law: str, chunk: bytes) -> bytes:
        from trustladder.analysis.sweeps.cluster import run_chunk

        return run_chunk(packed, law, chunk)

    return run_chunk_there


def allow_worker_failures(failures: int) -> Any:
    """Return a function for the scheduler that has it retry a chunk until this many workers died at it."""

    def allow(dask_scheduler: Any = None) -> None:
        dask_scheduler.allowed_failures = max(dask_scheduler.allowed_failures, failures)

    return allow
