"""The worker: newest value wins, a lever counts from its last move on, and what nobody waits for is dropped."""

import threading
from typing import Any

import pytest

from tests.analysis.workshop.conftest import until
from trustladder.analysis.workshop import worker as module
from trustladder.analysis.workshop.worker import EVERY_S, LatestOnlyWorker, Request
from trustladder.sim.engine import Cancelled, Progress


class Clock:
    """Time that passes only where work is done, so that a busy machine is as fast as an idle one."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The worker's clock."""
    found = Clock()
    monkeypatch.setattr(module, "time", found)
    return found


class Work:
    """Counts that last until they are let go, or given up."""

    def __init__(self) -> None:
        self.begun, self.given_up = list[str](), list[str]()
        self.go_on = threading.Event()

    def request(self, key: str, final: bool = False) -> Request:
        def answer(cancel: threading.Event, progress: Progress) -> dict[str, Any]:
            self.begun.append(key)
            while not self.go_on.wait(0.002):
                if cancel.is_set():
                    self.given_up.append(key)
                    raise Cancelled
            return {"is": "picture", "of": key}

        return Request(key, answer, final, {"seen": key})


@pytest.fixture
def told():
    return []


@pytest.fixture
def worker(told):
    found = LatestOnlyWorker(told.append)
    found.start()
    yield found
    found.stop()


def picture(of: str, final: bool) -> dict[str, Any]:
    return {"is": "picture", "of": of, "final": final, "seen": of}


def test_of_a_long_drag_nothing_is_counted_but_where_it_rests(worker, told, monkeypatch):
    monkeypatch.setattr(module, "REST_S", 5.0)
    work = Work()
    for number in range(99):
        worker.submit(work.request(f"{number}"))
    monkeypatch.setattr(module, "REST_S", 0.0)
    worker.submit(work.request("99"))
    until(lambda: work.begun[-1:] == ["99"])
    work.go_on.set()
    until(lambda: told)
    worker.stop()
    assert told == [picture("99", final=False)]
    assert work.begun == ["99"]


def test_a_lever_that_is_let_go_where_it_rested_is_counted_once_from_its_last_move_on(worker, told):
    work = Work()
    worker.submit(work.request("here"))
    until(lambda: work.begun)
    worker.submit(work.request("here", final=True))
    work.go_on.set()
    until(lambda: told)
    worker.stop()
    assert work.begun == ["here"]
    assert told == [picture("here", final=True)]


def test_a_lever_that_is_let_go_does_not_wait_for_a_value_that_it_passed(worker, told):
    work = Work()
    worker.submit(work.request("passed"))
    until(lambda: work.begun)
    worker.submit(work.request("here", final=True))
    until(lambda: work.begun == ["passed", "here"])
    work.go_on.set()
    until(lambda: told)
    worker.stop()
    assert told == [picture("here", final=True)]


def test_whoever_goes_back_to_a_value_that_was_given_up_gets_it(worker, told):
    work = Work()
    for key in ("one", "two", "one"):
        worker.submit(work.request(key, final=True))
    work.go_on.set()
    until(lambda: told)
    worker.stop()
    assert told[-1] == picture("one", final=True)


def test_where_the_hand_rests_the_answer_comes_before_it_lets_go(worker, told):
    work = Work()
    work.go_on.set()
    worker.submit(work.request("here"))
    until(lambda: told)
    worker.submit(work.request("here", final=True))
    until(lambda: len(told) == 2)
    assert told == [picture("here", final=False), picture("here", final=True)]


def test_a_long_count_says_from_time_to_time_how_far_it_is(worker, told, clock):
    def answer(cancel: threading.Event, progress: Progress) -> dict[str, Any]:
        for _ in range(10):
            clock.now += EVERY_S / 2.5
            progress(100)
        return {"is": "picture"}

    worker.submit(Request("slow", answer, True, {}))
    until(lambda: told and told[-1]["is"] == "picture")
    assert told[:-1] == [{"is": "counting", "counted": count} for count in (300, 600, 900)]


def test_a_short_count_says_nothing_before_its_answer(worker, told):
    def answer(cancel: threading.Event, progress: Progress) -> dict[str, Any]:
        progress(1000)
        return {"is": "picture"}

    worker.submit(Request("quick", answer, True, {}))
    until(lambda: told)
    assert told == [{"is": "picture", "final": True}]


def test_one_request_that_goes_wrong_is_reported_and_the_next_is_answered(worker, told):
    def wrong(cancel: threading.Event, progress: Progress) -> dict[str, Any]:
        raise ZeroDivisionError("no")

    worker.submit(Request("wrong", wrong, True, {}))
    until(lambda: told)
    work = Work()
    work.go_on.set()
    worker.submit(work.request("next"))
    until(lambda: len(told) == 2)
    assert (told[0]["is"], told[0]["key"]) == ("refusal", "picture")
    assert "ZeroDivisionError: no" in told[0]["values"]["said"]
    assert told[1]["of"] == "next"
