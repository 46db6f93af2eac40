"""Run requests in a thread where the newest one wins."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from trustladder.analysis.workshop.user_errors import UserError, error_message
from trustladder.sim.engine import Cancelled
from trustladder.sim.scenario.errors import InputError

log = logging.getLogger(__name__)
Answer = dict[str, Any]
QUICK_S = 0.03  # time for a preview
SOON_S = 0.2  # no preview where all replicates are expected within this time
LEAST, MOST, STEP = 20, 300, 10  # replicates of a preview
ALL = 1000


class Request(NamedTuple):
    """A request: `compute(count, cancel)` answers from `count` replicates; `final` asks for all of them."""

    number: int
    compute: Callable[[int, threading.Event | None], Answer]
    final: bool


class LatestOnlyWorker:
    """Hold only the latest request; its preview is sent, its answer from all replicates may be dropped.

    A preview of a value that a lever passes is dropped once the lever is let go, so that the last value need not wait.
    """

    def __init__(self, publish: Callable[[Answer], None]) -> None:
        self._publish = publish
        self._wake, self._cancel, self._stopped = threading.Condition(), threading.Event(), False
        self._passed = threading.Event()  # the value that is under way was passed, and another one is final
        self._request: Request | None = None
        self._final = False  # whether the request under way is
        self._rate = LEAST / QUICK_S  # replicates per second, smoothed
        self._thread = threading.Thread(target=self._run, name="futures", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and wait for it."""
        with self._wake:
            self._stopped = True
            self._cancel.set()
            self._passed.set()
            self._wake.notify()
        self._thread.join(timeout=10)

    def submit(self, request: Request) -> None:
        """Replace the present request."""
        with self._wake:
            self._request = request
            self._cancel.set()
            if request.final and not self._final:
                self._passed.set()
            self._wake.notify()

    @property
    def preview_size(self) -> int:
        """Return how many replicates a preview has time for."""
        fit = int(self._rate * QUICK_S) // STEP * STEP
        return max(LEAST, min(MOST, fit))

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._request is not None or self._stopped)
                if self._stopped:
                    return
                request, self._request = self._request, None
                self._cancel, self._passed = threading.Event(), threading.Event()
                assert request is not None
                self._final = request.final
            try:
                for compute in self._results(request):
                    self._publish(compute)
            except Cancelled:
                continue
            except Exception as error:  # a failed request must not end the thread
                self._publish(error_message("picture", self._to_user_error(error)))

    def _to_user_error(self, error: Exception) -> InputError:
        """Return the error to send; one that is not the user's is logged as well."""
        if isinstance(error, InputError):
            return error
        log.error("a picture went wrong", exc_info=error)
        return UserError("picture", said=f"{type(error).__name__}: {error}")

    def _results(self, request: Request) -> Iterator[Answer]:
        """Yield a preview, and, if requested and not superseded, the answer from all replicates.

        Where all replicates are expected within `SOON_S`, there is no preview, unless the request is superseded before.
        Raises Cancelled where it was of a value that has been passed.
        """
        preview_size, started = self.preview_size, time.perf_counter()
        preview = request.compute(preview_size, self._passed)
        first = {**preview, "number": request.number, "done": False, "final": request.final}
        taken = max(time.perf_counter() - started, 1e-3)
        if first.get("ran") == preview_size:  # cached replicates say nothing about speed
            self._rate = 0.6 * self._rate + 0.4 * preview_size / taken
        if first.get("whole") and request.final:
            yield {**first, "done": True}
            return
        soon = request.final and ALL / self._rate < SOON_S and not self._cancel.is_set()
        if not soon:
            yield first
        if request.final:
            try:
                yield {**request.compute(ALL, self._cancel), "number": request.number, "done": True, "final": True}
            except Cancelled:
                if soon:
                    yield first
