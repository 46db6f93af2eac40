"""The worker: newest value wins, the first answer comes at once, and what nobody waits for is dropped."""

import threading
import time

from analysis.workshop.worker import ALL, Newest, Request
from sim.ensemble import Cancelled
from tests.analysis.workshop.conftest import until


class Slow:
    """Something that takes its time to answer, and notes what it was asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.asked = seconds, list[tuple[int, int]]()

    def request(self, number: int, final: bool = False) -> Request:
        def answer(count: int, cancel: threading.Event | None) -> dict[str, object]:
            self.asked.append((number, count))
            end = time.monotonic() + self.seconds * (5 if count == ALL else 1)
            while time.monotonic() < end:
                if cancel is not None and cancel.is_set():
                    raise Cancelled
                time.sleep(0.005)
            return {"is": "picture"}

        return Request(number, answer, final)


def running(told: list) -> Newest:
    worker = Newest(told.append)
    worker.start()
    return worker


def test_of_a_long_drag_only_some_values_are_worked_out_and_the_last_is():
    told, slow = [], Slow(0.05)
    worker = running(told)
    for number in range(100):
        worker.ask(slow.request(number))
        time.sleep(0.003)
    until(lambda: told and told[-1]["number"] == 99)
    worker.stop()
    assert len(told) < 30
    assert [answer["number"] for answer in told] == sorted(answer["number"] for answer in told)


def test_during_a_drag_pictures_keep_coming():
    told, slow = [], Slow(0.02)
    worker = running(told)
    for number in range(60):
        worker.ask(slow.request(number, final=True))
        time.sleep(0.01)
    seen = len(told)
    worker.stop()
    assert seen >= 5


def test_letting_go_gives_a_quick_answer_and_then_all_futures():
    told, slow = [], Slow(0.01)
    worker = running(told)
    worker.ask(slow.request(1, final=True))
    until(lambda: len(told) == 2)
    worker.stop()
    assert [answer["done"] for answer in told] == [False, True]
    assert slow.asked[1] == (1, ALL)
    assert slow.asked[0][1] < ALL


class Fast(Slow):
    """Something so fast that all futures are soon there."""

    def request(self, number: int, final: bool = False) -> Request:
        slow = super().request(number, final)

        def answer(count: int, cancel: threading.Event | None) -> dict[str, object]:
            return {**slow.answer(count, cancel), "ran": count}

        return Request(number, answer, final)


def warmed(told: list, fast: Fast) -> Newest:
    """A worker that knows how fast this is."""
    worker = running(told)
    for number in range(20):
        worker.ask(fast.request(number))
        until(lambda number=number: len(told) == number + 1)
    told.clear()
    return worker


def test_where_all_futures_are_soon_there_they_alone_are_shown():
    told, fast = [], Fast(0.005)
    worker = warmed(told, fast)
    worker.ask(fast.request(100, final=True))
    until(lambda: told)
    worker.stop()
    assert [(answer["number"], answer["done"]) for answer in told] == [(100, True)]


def test_whoever_moves_on_before_they_are_there_still_sees_a_few():
    told, fast = [], Fast(0.005)
    worker = warmed(told, fast)
    fast.seconds = 0.05
    worker.ask(fast.request(100, final=True))
    until(lambda: (100, ALL) in fast.asked)
    worker.ask(fast.request(101))
    until(lambda: len(told) == 2)
    worker.stop()
    assert [(answer["number"], answer["done"]) for answer in told] == [(100, False), (101, False)]


def test_what_is_known_already_is_shown_once():
    told = []
    worker = running(told)
    worker.ask(Request(1, lambda count, cancel: {"is": "picture", "ran": 0, "whole": True}, True))
    until(lambda: told)
    time.sleep(0.05)
    worker.stop()
    assert [answer["done"] for answer in told] == [True]


def test_all_futures_of_a_value_that_is_left_are_not_waited_for():
    told, slow = [], Slow(0.1)
    worker = running(told)
    worker.ask(slow.request(1, final=True))
    until(lambda: len(told) == 1)
    asked = time.monotonic()
    worker.ask(slow.request(2))
    until(lambda: told[-1]["number"] == 2)
    worker.stop()
    assert time.monotonic() - asked < 0.4
    assert not any(answer["done"] for answer in told)


def test_one_request_that_goes_wrong_is_reported_and_the_next_is_answered():
    def wrong(count: int, cancel: threading.Event | None) -> dict[str, object]:
        raise ZeroDivisionError("no")

    told = []
    worker = running(told)
    worker.ask(Request(1, wrong, True))
    until(lambda: told)
    worker.ask(Slow(0.0).request(2))
    until(lambda: told[-1].get("number") == 2)
    worker.stop()
    assert (told[0]["is"], told[0]["key"]) == ("refusal", "picture")
    assert "ZeroDivisionError: no" in told[0]["values"]["said"]
