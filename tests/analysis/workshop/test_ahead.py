"""What is likely to be asked is counted while nobody asks; every request comes first, and memory is bounded."""

import threading
import time

import pytest

from tests.analysis.workshop.conftest import until
from tests.analysis.workshop.test_worker import Work, picture
from trustladder.analysis.workshop.ahead import likely_next
from trustladder.analysis.workshop.answers import Answers
from trustladder.analysis.workshop.connection import encode
from trustladder.analysis.workshop.levers import PLAIN, PLAIN_STEPS
from trustladder.analysis.workshop.session import Session
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.worker import LatestOnlyWorker, Request


def settings_of(session, view, moved=None):
    return [one["settings"] for one in likely_next(session, view, moved)]


# --- what is likely ---


def test_from_today_every_other_position_of_every_plain_lever_is_likely_and_nothing_else():
    session = Session(Store(None), "baseline")
    likely = [one for one in settings_of(session, session.now) if one]
    assert all(len(one) == 1 for one in likely)
    for path in PLAIN:
        values = [one[path] for one in likely if path in one]
        assert len(values) == len(set(values)) in (PLAIN_STEPS, PLAIN_STEPS + 1)  # today may stand between two
        assert (min(values), max(values)) == (0.0 if path != "levers.attention_floor" else 0.05, 1.0)


def test_the_neighbours_of_the_lever_that_was_moved_come_first_then_today_then_its_ends():
    session = Session(Store(None), "baseline")
    session.apply(session.with_settings({"levers.policing_share": 0.4}))
    likely = settings_of(session, session.now, "levers.policing_share")[2:7]  # after what is set, and the step back
    places = [one.get("levers.policing_share") for one in likely]
    assert places == [0.45, 0.35, None, 0.0, 1.0]


def test_a_step_back_comes_before_any_move_and_other_settings_stay():
    session = Session(Store(None), "baseline")
    for value in (0.5, 0.6):
        session.apply(session.with_settings({"levers.joint_share": value, "uncertainties.omega": 0.2}))
    likely = settings_of(session, session.now)
    assert likely[:2] == [session.now["settings"], session.past[-1]["settings"]]
    assert all(one["uncertainties.omega"] == 0.2 for one in likely)


def test_of_another_lever_that_was_moved_its_neighbours_and_marks_are_likely_and_a_choice_has_no_neighbours():
    session = Session(Store(None), "baseline")
    session.apply(session.with_settings({"levers.step": 2}))
    moved = settings_of(session, session.now, "levers.step")[2:6]
    assert [one.get("levers.step") for one in moved] == [3, 1, None, 6]
    rule = [one.get("structure.trust_rule") for one in settings_of(session, session.now, "structure.trust_rule")]
    assert {*rule} == {None, "kydd", "linear", "none"}


# --- the worker ---


@pytest.fixture
def told():
    return []


@pytest.fixture
def allowed():
    return threading.Event()


@pytest.fixture
def worker(told, calm, allowed):
    allowed.set()
    found = LatestOnlyWorker(told.append, may_count_ahead=allowed.is_set)
    found.start()
    yield found
    found.stop()


class Quick(Work):
    """Counts that are over at once, as long as nothing holds them."""

    def __init__(self):
        super().__init__()
        self.go_on.set()

    def ahead(self, *keys):
        return (self.request(key)._replace(ahead=True, labels={}) for key in keys)


def test_what_is_likely_is_counted_while_nobody_asks_and_sent_at_once_when_it_is_asked_for(worker, told):
    work = Quick()
    worker.submit(work.request("here", final=True), work.ahead("next", "here", "last"))
    until(lambda: len(work.begun) == 3)
    assert work.begun == ["here", "next", "last"]
    until(lambda: "last" in worker.answers)
    assert told == [picture("here", final=True)]
    worker.submit(work.request("last", final=True))
    assert told[1:] == [picture("last", final=True)]  # before `submit` returns
    assert len(work.begun) == 3


def held_ahead(worker, told, key):
    """Counts of which the one of a key has begun ahead, and is held."""
    work = Quick()
    worker.submit(work.request("here", final=True))
    until(lambda: told)
    work.go_on.clear()
    worker.submit(work.request("here", final=True), work.ahead(key))
    until(lambda: work.begun[-1] == key)
    return work


def test_a_request_interrupts_what_is_counted_ahead(worker, told):
    work = held_ahead(worker, told, "slow")
    worker.submit(work.request("urgent", final=True))
    until(lambda: work.begun[-1] == "urgent")
    assert work.given_up[-1] == "slow"
    work.go_on.set()
    until(lambda: told[-1] == picture("urgent", final=True))


def test_what_is_asked_for_while_it_is_counted_ahead_goes_on(worker, told):
    work = held_ahead(worker, told, "slow")
    worker.submit(work.request("slow", final=True))
    work.go_on.set()
    until(lambda: told[-1] == picture("slow", final=True))
    assert work.begun.count("slow") == 1 and "slow" not in work.given_up


def test_nothing_is_counted_ahead_while_nobody_looks(worker, told, allowed):
    work = Quick()
    allowed.clear()
    worker.submit(work.request("here", final=True), work.ahead("next"))
    until(lambda: told)
    time.sleep(0.1)
    assert work.begun == ["here"]
    allowed.set()
    until(lambda: work.begun == ["here", "next"])


def test_a_long_job_is_not_disturbed_and_what_it_interrupted_is_counted_after_it(worker, told):
    work = Quick()
    worker.submit(work.request("here", final=True))
    until(lambda: told)
    work.go_on.clear()
    worker.submit(work.request("here", final=True), work.ahead("slow", "next"))
    until(lambda: work.begun[-1] == "slow")
    with worker.undisturbed():
        until(lambda: work.given_up == ["slow"])
        work.go_on.set()
        time.sleep(0.1)
        assert work.begun == ["here", "slow"]
    until(lambda: work.begun == ["here", "slow", "slow", "next"])


def test_what_goes_wrong_ahead_is_neither_told_nor_kept_nor_tried_again(worker, told, caplog):
    def wrong(*_):
        raise ZeroDivisionError("no")

    work = Quick()
    worker.submit(
        work.request("here", final=True), iter([Request("wrong", wrong, False, {}, True), *work.ahead("next")])
    )
    until(lambda: "next" in worker.answers)
    assert told == [picture("here", final=True)]
    assert len(caplog.records) == 1 and "wrong" not in worker.answers


def test_where_nobody_can_tell_what_is_likely_requests_are_answered_all_the_same(worker, told, caplog):
    def likely():
        raise KeyError("no")
        yield

    work = Quick()
    worker.submit(work.request("here", final=True), likely())
    until(lambda: caplog.records)
    worker.submit(work.request("there", final=True))
    until(lambda: told[-1] == picture("there", final=True))
    assert len(caplog.records) == 1


# --- what is kept ---


def test_answers_take_no_more_bytes_than_they_may_and_the_one_used_longest_ago_goes():
    answers = Answers(limit=5 * len(encode({"n": 10})))
    for number in range(10, 15):
        answers.put(f"{number}", {"n": number})
    assert answers.get("10") == {"n": 10}
    for number in range(15, 40):
        answers.put(f"{number}", {"n": number})
        answers.get("10")
        assert answers.size <= answers.limit
    assert len(answers) == 5 and "10" in answers and "35" not in answers
    answers.put("10", {"n": 10, "more": "x"})
    assert answers.size == sum(
        len(encode(answers.get(key))) for key in ("10", "36", "37", "38", "39") if key in answers
    )


def test_an_answer_larger_than_all_that_may_be_kept_is_not_kept():
    answers = Answers(limit=10)
    answers.put("large", {"text": "x" * 100})
    assert answers.size == len(answers) == 0
