"""Count the futures of requests in a thread where the newest request wins, and ahead what is likely to be asked."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import NamedTuple

from trustladder.analysis.workshop.answers import Answer, Answers
from trustladder.analysis.workshop.user_errors import UserError, error_message
from trustladder.sim.engine import Cancelled, Progress
from trustladder.sim.scenario.errors import InputError

log = logging.getLogger(__name__)
Compute = Callable[[threading.Event, Progress], Answer]  # raises Cancelled, once the event is set
ALL = 1000
EVERY_S = 0.12  # between two reports of how many futures are counted
REST_S = 0.03  # for which a lever rests until its value is counted: two frames; a drag ends on a step more slowly
CALM_S = 0.4  # without a request until something is counted ahead: a page paints its answer meanwhile
LOOK_S = 0.2  # until it is looked again whether something may be counted ahead


class Request(NamedTuple):
    """A request; those of the same key have the same answer, to which a request adds its own `labels`.

    It is final where the lever is let go, and `ahead` where nobody has asked for it yet.
    """

    key: str
    compute: Compute
    final: bool
    labels: Answer
    ahead: bool = False


class LatestOnlyWorker:
    """Hold only the latest request; a count that another request replaces is given up, one for the same key goes on.

    So a lever counts from when it rests, not only from when it is let go, and nothing is counted while it moves. What
    was counted is kept in `answers`, and sent at once when it is asked for again. While nobody asks, and as long as
    `may_count_ahead` says so, what is likely to be asked next is counted; every request comes first.
    """

    def __init__(
        self,
        publish: Callable[[Answer], None],
        answers: Answers | None = None,
        may_count_ahead: Callable[[], bool] = lambda: False,
    ) -> None:
        self.answers = Answers() if answers is None else answers
        self._publish, self._may_count_ahead = publish, may_count_ahead
        self._wake, self._cancel, self._stopped = threading.Condition(), threading.Event(), False
        self._request: Request | None = None
        self._running: Request | None = None
        self._likely: Iterator[Request] | None = None
        self._asked_at, self._jobs = 0.0, 0
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

    def submit(self, request: Request, likely: Iterator[Request] | None = None) -> None:
        """Replace the present request; the count that is under way goes on where it is of the same key.

        `likely` are requests that may follow, the likeliest first; they are looked at once there is time for them.
        """
        with self._wake:
            self._likely, self._asked_at = likely, time.perf_counter()
            if self._running is not None and self._running.key == request.key and not self._cancel.is_set():
                self._running = request
                return
            known = self.answers.get(request.key)
            self._request = request if known is None else None
            self._cancel.set()
            self._wake.notify()
            if known is not None:
                self._send(known, request)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Count nothing ahead meanwhile."""
        with self._wake:
            self._jobs += 1
            if self._running is not None and self._running.ahead:
                self._cancel.set()
                self._likely = chain([self._running], self._likely or ())
        try:
            yield
        finally:
            with self._wake:
                self._jobs, self._asked_at = self._jobs - 1, time.perf_counter()
                self._wake.notify()

    def _run(self) -> None:
        while (request := self._next()) is not None:
            answer = self._answer(request.compute, self._cancel)
            with self._wake:
                newest, self._running = self._running or request, None
                if answer is not None and answer["is"] == "picture":
                    self.answers.put(newest.key, answer)
                if newest.ahead:
                    continue
                self._asked_at = time.perf_counter()
                if answer is not None and not self._cancel.is_set():
                    self._send(answer, newest)

    def _send(self, answer: Answer, request: Request) -> None:
        """Publish the answer to a request, with its labels."""
        self._publish({**answer, "final": request.final, **request.labels})

    def _next(self) -> Request | None:
        """Wait for a request, and until its lever rests or is let go; return it, or one that is likely to come.

        None once the thread is to stop.
        """
        with self._wake:
            while not self._stopped:
                request = self._request
                if request is None:
                    request = self._next_likely()
                elif self._wake.wait_for(partial(self._is_replaced, request), 0.0 if request.final else REST_S):
                    continue
                if request is not None:
                    self._request, self._running, self._cancel = None, request, threading.Event()
                    return request
                self._wake.wait(None if self._likely is None else LOOK_S)
            return None

    def _next_likely(self) -> Request | None:
        """Return what is to be counted ahead now, if anything is."""
        calm = time.perf_counter() - self._asked_at >= CALM_S
        if self._likely is None or self._jobs or not calm or not self._may_count_ahead():
            return None
        try:
            found = next((one for one in self._likely if one.key not in self.answers), None)
        except Exception:
            log.exception("what is likely to be asked cannot be told")
            found = None
        self._likely = None if found is None else self._likely
        return found

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
            asked = self._running is not None and not self._running.ahead
            if asked and now - self._reported >= EVERY_S and not self._cancel.is_set():
                self._reported = now
                self._publish({"is": "counting", "counted": self._counted})

    def _to_user_error(self, error: Exception) -> InputError:
        """Return the error to send; one that is not the user's is logged as well."""
        if isinstance(error, InputError):
            return error
        log.error("a picture went wrong", exc_info=error)
        return UserError("picture", said=f"{type(error).__name__}: {error}")
