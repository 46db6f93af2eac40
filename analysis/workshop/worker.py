"""Count the futures of requests in a thread where the newest request wins."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from trustladder.analysis.workshop.user_errors import UserError, error_message
from trustladder.sim.engine import Cancelled, Progress
from trustladder.sim.scenario.errors import InputError

log = logging.getLogger(__name__)
Answer = dict[str, Any]
Compute = Callable[[threading.Event, Progress], Answer]  # raises Cancelled, once the event is set
ALL = 1000
EVERY_S = 0.12  # between two reports of how many futures are counted
REST_S = 0.06  # for which a lever rests until its value is counted; a hand that moves it comes sooner


class Request(NamedTuple):
    """A request; those of the same key have the same answer, to which a request adds its own `labels`.

    It is final where the lever is let go.
    """

    key: str
    compute: Compute
    final: bool
    labels: Answer


class LatestOnlyWorker:
    """Hold only the latest request; a count that another request replaces is given up, one for the same key goes on.

    So a lever counts from when it rests, not only from when it is let go, and nothing is counted while it moves.
    """

    def __init__(self, publish: Callable[[Answer], None]) -> None:
        self._publish = publish
        self._wake, self._cancel, self._stopped = threading.Condition(), threading.Event(), False
        self._request: Request | None = None
        self._running: Request | None = None
        self._counted, self._reported = 0, 0.0
        self._counting = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="futures", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and wait for it."""
        with self._wake:
            self._stopped = True
            self._cancel.set()
            self._wake.notify()
        self._thread.join(timeout=10)

    def submit(self, request: Request) -> None:
        """Replace the present request; the count that is under way goes on where it is of the same key."""
        with self._wake:
            if self._running is not None and self._running.key == request.key and not self._cancel.is_set():
                self._running = request
                return
            self._request = request
            self._cancel.set()
            self._wake.notify()

    def _run(self) -> None:
        while (request := self._next()) is not None:
            answer = self._answer(request.compute, self._cancel)
            with self._wake:
                newest, self._running = self._running or request, None
                superseded = self._cancel.is_set()
            if answer is not None and not superseded:
                self._publish({**answer, "final": newest.final, **newest.labels})

    def _next(self) -> Request | None:
        """Wait for a request, and until its lever rests or is let go; return it, or None once the thread is to stop."""
        with self._wake:
            while True:
                self._wake.wait_for(lambda: self._request is not None or self._stopped)
                request = self._request
                if request is None or self._stopped:
                    return None
                if not self._wake.wait_for(partial(self._is_replaced, request), 0.0 if request.final else REST_S):
                    self._request, self._running, self._cancel = None, request, threading.Event()
                    return request

    def _is_replaced(self, request: Request) -> bool:
        """Return whether a request is no longer the newest one, or the thread is to stop."""
        return self._request is not request or self._stopped

    def _answer(self, compute: Compute, cancel: threading.Event) -> Answer | None:
        """Return an answer, or a refusal where it fails, which must not end the thread; None where it is given up."""
        self._counted, self._reported = 0, time.perf_counter()
        try:
            return compute(cancel, self._report)
        except Cancelled:
            return None
        except Exception as error:
            return error_message("picture", self._to_user_error(error))

    def _report(self, futures: int) -> None:
        """Publish from time to time how many futures are counted; called from several threads."""
        with self._counting:
            self._counted += futures
            now = time.perf_counter()
            due = now - self._reported >= EVERY_S and not self._cancel.is_set()
            if due:
                self._reported = now
                self._publish({"is": "counting", "counted": self._counted})

    def _to_user_error(self, error: Exception) -> InputError:
        """Return the error to send; one that is not the user's is logged as well."""
        if isinstance(error, InputError):
            return error
        log.error("a picture went wrong", exc_info=error)
        return UserError("picture", said=f"{type(error).__name__}: {error}")
