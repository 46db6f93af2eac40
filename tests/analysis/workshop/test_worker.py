"""The worker: newest value wins, the first answer comes at once, and what nobody waits for is dropped."""

import threading
from typing import Any

import pytest

from tests.analysis.workshop.conftest import until
from trustladder.analysis.workshop import worker as module
from trustladder.analysis.workshop.worker import ALL, LatestOnlyWorker, Request
from trustladder.sim.engine import Cancelled


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
    """Pictures that take `seconds` each; those of few futures, or of all, may be held up until they are let go."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self.clock, self.seconds, self.asked = clock, seconds, list[tuple[int, int]]()
        self.few, self.all = threading.Event(), threading.Event()  # set: that answer goes on
        self.few.set()
        self.all.set()

    def request(self, number: int, final: bool = False) -> Request:
        def answer(count: int, cancel: threading.Event | None) -> dict[str, Any]:
            self.asked.append((number, count))
            self.clock.now += self.seconds
            go_on = self.all if count == ALL else self.few
            while not go_on.wait(0.002):
                if cancel is not None and cancel.is_set():
                    raise Cancelled
            return {"is": "picture", "ran": count}

        return Request(number, answer, final)


def running(told: list) -> LatestOnlyWorker:
    worker = LatestOnlyWorker(told.append)
    worker.start()
    return worker


def test_of_a_long_drag_only_some_values_are_worked_out_and_the_last_is(clock):
    told, slow = [], Work(clock, 0.05)
    worker = running(told)
    slow.few.clear()
    worker.submit(slow.request(0))
    until(lambda: slow.asked)
    for number in range(1, 100):
        worker.submit(slow.request(number))
    slow.few.set()
    until(lambda: told and told[-1]["number"] == 99)
    worker.stop()
    assert [answer["number"] for answer in told] == [0, 99]


def test_a_lever_that_is_let_go_does_not_wait_for_the_preview_of_a_value_that_it_passed(clock):
    told, slow = [], Work(clock, 0.2)
    worker = running(told)
    slow.few.clear()
    worker.submit(slow.request(0))
    until(lambda: slow.asked)
    worker.submit(slow.request(1, final=True))
    until(lambda: len(slow.asked) > 1)
    slow.few.set()
    until(lambda: told and told[-1]["done"])
    worker.stop()
    assert [answer["number"] for answer in told] == [1, 1]


def test_final_values_that_follow_each_other_as_by_a_key_held_down_each_show_a_few(clock):
    told, slow = [], Work(clock, 0.2)
    worker = running(told)
    slow.few.clear()
    slow.all.clear()
    worker.submit(slow.request(0, final=True))
    until(lambda: slow.asked)
    worker.submit(slow.request(1, final=True))
    slow.few.set()
    until(lambda: len(told) > 1)
    worker.stop()
    assert [(answer["number"], answer["done"]) for answer in told] == [(0, False), (1, False)]


def test_during_a_drag_pictures_keep_coming_though_none_is_of_all_futures(clock):
    told, slow = [], Work(clock, 0.2)
    worker = running(told)
    slow.all.clear()
    for number in range(10):
        worker.submit(slow.request(number, final=True))
        until(lambda number=number: (number, ALL) in slow.asked)
    worker.stop()
    assert [(answer["number"], answer["done"]) for answer in told] == [(number, False) for number in range(10)]


def test_letting_go_gives_a_quick_answer_and_then_all_futures(clock):
    told, slow = [], Work(clock, 0.2)
    worker = running(told)
    worker.submit(slow.request(1, final=True))
    until(lambda: len(told) == 2)
    worker.stop()
    assert [answer["done"] for answer in told] == [False, True]
    assert slow.asked[1] == (1, ALL)
    assert slow.asked[0][1] < ALL


def warmed(told: list, fast: Work) -> LatestOnlyWorker:
    """A worker that knows how fast this is."""
    worker = running(told)
    for number in range(20):
        worker.submit(fast.request(number))
        until(lambda number=number: len(told) == number + 1)
    told.clear()
    return worker


def test_where_all_futures_are_soon_there_they_alone_are_shown(clock):
    told, fast = [], Work(clock, 0.005)
    worker = warmed(told, fast)
    worker.submit(fast.request(100, final=True))
    until(lambda: told)
    worker.stop()
    assert [(answer["number"], answer["done"]) for answer in told] == [(100, True)]


def test_whoever_moves_on_before_they_are_there_still_sees_a_few(clock):
    told, fast = [], Work(clock, 0.005)
    worker = warmed(told, fast)
    fast.all.clear()
    worker.submit(fast.request(100, final=True))
    until(lambda: (100, ALL) in fast.asked)
    worker.submit(fast.request(101))
    until(lambda: len(told) == 2)
    worker.stop()
    assert [(answer["number"], answer["done"]) for answer in told] == [(100, False), (101, False)]


def test_what_is_known_already_is_shown_once(clock):
    told = []
    worker = running(told)
    worker.submit(Request(1, lambda count, cancel: {"is": "picture", "ran": 0, "whole": True}, True))
    until(lambda: told)
    worker.submit(Work(clock, 0.0).request(2))
    until(lambda: told[-1]["number"] == 2)
    worker.stop()
    assert [(answer["number"], answer["done"]) for answer in told] == [(1, True), (2, False)]


def test_all_futures_of_a_value_that_is_left_are_not_waited_for(clock):
    told, slow = [], Work(clock, 0.2)
    worker = running(told)
    slow.all.clear()
    worker.submit(slow.request(1, final=True))
    until(lambda: (1, ALL) in slow.asked)
    worker.submit(slow.request(2))
    until(lambda: told[-1]["number"] == 2)
    worker.stop()
    assert not any(answer["done"] for answer in told)


def test_one_request_that_goes_wrong_is_reported_and_the_next_is_answered(clock):
    def wrong(count: int, cancel: threading.Event | None) -> dict[str, object]:
        raise ZeroDivisionError("no")

    told = []
    worker = running(told)
    worker.submit(Request(1, wrong, True))
    until(lambda: told)
    worker.submit(Work(clock, 0.0).request(2))
    until(lambda: told[-1].get("number") == 2)
    worker.stop()
    assert (told[0]["is"], told[0]["key"]) == ("refusal", "picture")
    assert "ZeroDivisionError: no" in told[0]["values"]["said"]
