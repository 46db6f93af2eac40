"""Counted ahead: the same answers, sooner; every request comes first, memory is bounded, and it ends."""

import os
import threading
import time
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tests.analysis.workshop.conftest import Live, drawn, until
from tests.analysis.workshop.test_worker import Work, picture
from trustladder.analysis.cli.workshop import command
from trustladder.analysis.workshop import server
from trustladder.analysis.workshop import worker as module
from trustladder.analysis.workshop.ahead import likely_next
from trustladder.analysis.workshop.answers import Answers
from trustladder.analysis.workshop.connection import encode
from trustladder.analysis.workshop.futures import SMALL_CHUNK, ScenarioRuns
from trustladder.analysis.workshop.levers import PLAIN, PLAIN_STEPS
from trustladder.analysis.workshop.picture import picture as picture_of_runs
from trustladder.analysis.workshop.session import Session, cache_key, initial_view, picture_key
from trustladder.analysis.workshop.state import WorkshopState
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.worker import ALL, LatestOnlyWorker, Request
from trustladder.sim.engine import Cancelled

SCENARIO = "malacca-piracy"


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
def calm(monkeypatch):
    monkeypatch.setattr(module, "CALM_S", 0.0)
    monkeypatch.setattr(module, "LOOK_S", 0.01)


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


def test_a_request_interrupts_what_is_counted_ahead(worker, told):
    work = Quick()
    worker.submit(work.request("here", final=True))
    until(lambda: told)
    work.go_on.clear()
    worker.submit(work.request("here", final=True), work.ahead("slow"))
    until(lambda: work.begun[-1] == "slow")
    worker.submit(work.request("urgent", final=True))
    until(lambda: work.begun[-1] == "urgent")
    assert work.given_up[-1] == "slow"
    work.go_on.set()
    until(lambda: told[-1] == picture("urgent", final=True))


def test_what_is_asked_for_while_it_is_counted_ahead_goes_on(worker, told):
    work = Quick()
    worker.submit(work.request("here", final=True))
    until(lambda: told)
    work.go_on.clear()
    worker.submit(work.request("here", final=True), work.ahead("slow"))
    until(lambda: work.begun[-1] == "slow")
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


# --- the page's own counts ---


def counted(answer):
    """An answer without the times at which it was counted."""
    return encode({key: value for key, value in answer.items() if key != "times"})


@pytest.fixture
def workshop(calm):
    told = []
    found = WorkshopState(Store(None), SCENARIO, [], told.append, count_ahead=True)
    found.told = told
    found.worker.start()
    yield found
    found.worker.stop()


def pictures(workshop):
    return [one for one in workshop.told if one["is"] == "picture"]


def test_what_is_counted_ahead_is_the_same_to_the_last_byte_as_what_is_counted_when_asked_for(workshop):
    session = workshop.session
    view = next(one for one in likely_next(session, session.now) if one != session.now)
    asked = WorkshopState(Store(None), SCENARIO, [], lambda message: None)
    expected = asked._count(view, session.compared_with(view), threading.Event(), lambda count: None)
    workshop.watched = True
    workshop.request_picture(session.now, True)
    key = picture_key(view, session.compared_with(view))
    until(lambda: key in workshop.answers)
    workshop.watched = False
    before = len(pictures(workshop))
    workshop.request_picture(view, True, 7)
    found = pictures(workshop)[before]
    assert counted(found) == counted({**expected, "final": True, "seen": 7, "heard": found["heard"]})
    assert found["times"]["drawn"] < found["heard"]


def test_the_same_holds_with_a_past_and_for_every_set_of_parameters():
    asked, ahead = (WorkshopState(Store(None), "baseline", [], lambda message: None) for _ in range(2))
    against = asked.session.now
    for settings in ({"levers.joint_share": 0.35}, {"levers.attention_floor": 0.5, "uncertainties.linear_gain": 0.11}):
        view = asked.session.with_settings(settings)
        found = [
            one._count(view, against, threading.Event(), lambda count: None, **how)
            for one, how in ((asked, {}), (ahead, {"ahead": True}))
        ]
        assert counted(found[0]) == counted(found[1])
        assert found[0]["b"]["futures"] == ALL and found[0]["effects"]["futures"] == ALL
        plain = ScenarioRuns(asked.session.scenario(view))
        plain.extend(ALL)
        assert encode(picture_of_runs(plain)) == encode(found[0]["b"])


def test_what_is_counted_ahead_makes_room_within_a_few_futures_a_core(workshop):
    cancel, counts = threading.Event(), []

    def progress(count):
        if cancel.is_set():
            counts.append(count)
        cancel.set()

    with pytest.raises(Cancelled):
        workshop._count(workshop.session.with_settings({"levers.joint_share": 0.4}), None, cancel, progress, ahead=True)
    assert sum(counts) <= SMALL_CHUNK * (os.cpu_count() or 1)


def test_what_is_counted_ahead_leaves_the_runs_of_what_was_asked_for_in_memory(workshop):
    workshop._count(workshop.session.now, None, threading.Event(), lambda count: None)
    kept = list(workshop.cache._runs)
    for value in (0.1, 0.2):
        view = workshop.session.with_settings({"levers.joint_share": value})
        workshop._count(view, workshop.session.compared_with(view), threading.Event(), lambda count: None, ahead=True)
    assert list(workshop.cache._runs) == kept


def test_an_upload_in_the_place_of_another_is_counted_anew(workshop):
    view = initial_view("my-file")
    key = picture_key(view, None)
    workshop.answers.put(key, {"is": "picture"})
    workshop.visits.asked.get(key, dict)
    workshop.over_time.asked.get(cache_key(view), dict)
    workshop.forget("my-file")
    assert key not in workshop.answers and not len(workshop.visits.asked) and not len(workshop.over_time.asked)


@pytest.mark.parametrize(("options", "ahead"), [([], True), (["--no-ahead"], False)])
def test_the_command_counts_ahead_unless_it_is_told_not_to(tmp_path, monkeypatch, options, ahead):
    given = {}

    def created(*_, **named):
        given.update(named)
        return SimpleNamespace(run=lambda sockets: None)

    monkeypatch.setattr(server, "create_server", created)
    words = ["--no-open", "--port", "0", "--session", str(tmp_path / "kept.sqlite"), *options]
    assert CliRunner().invoke(command, words).exit_code == 0
    assert given["count_ahead"] is ahead


def test_a_workshop_that_counts_nothing_ahead_has_no_likely_requests(workshop):
    workshop.watched, workshop.count_ahead = True, False
    workshop.request_picture(workshop.session.now, True)
    until(lambda: pictures(workshop))
    time.sleep(0.2)
    assert len(workshop.answers) == 1


# --- who looks ---


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    found = Live(Store(tmp_path_factory.mktemp("workshop") / "kept.sqlite"), SCENARIO, count_ahead=True)
    yield found
    found.stop()


def test_nothing_is_counted_ahead_unless_a_stage_that_may_move_levers_is_in_sight(live):
    workshop = live.manager.workshop
    live.client("stage")
    live.facilitator("console")
    assert not workshop.watched
    stage = live.facilitator("stage")
    assert workshop.watched
    stage.tell(do="visible", on=False)
    until(lambda: not workshop.watched)
    stage.tell(do="visible", on=True)
    until(lambda: workshop.watched)
    assert stage.refused(do="visible", on=2)["key"] == "malformed"
    live.leave()
    assert not workshop.watched


def test_nothing_is_counted_ahead_while_a_vote_is_open(live):
    workshop, stage = live.manager.workshop, live.facilitator("stage")
    assert workshop._may_count_ahead()
    stage.tell(do="begin", replicate=7)
    stage.tell(do="next-round")
    stage.hear("room", lambda one: one["round"] is not None)
    assert not workshop._may_count_ahead()
    stage.tell(do="close-round")
    stage.hear("room", lambda one: one["round"] and not one["round"]["open"])
    assert workshop._may_count_ahead()
    live.leave()


def press(key):
    return lambda page, slider: slider.press(key)


def click(share):
    def act(page, slider):
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)

    return act


HAND = [press("ArrowRight"), press("End"), press("ArrowLeft"), click(0.13), click(0.5), click(0.77)]


@pytest.mark.parametrize("path", PLAIN)
def test_the_positions_that_a_hand_reaches_on_the_page_are_those_that_are_counted(live, look, path):
    page, session = look(), live.manager.workshop.session
    drawn(page)
    for act in HAND:
        before = session.now
        likely = {cache_key(one) for one in likely_next(session, before)}
        act(page, page.locator(f"#{path.replace('.', '-')}"))
        until(lambda before=before: session.now != before)
        page.wait_for_function("count => shared.state.undo === count", arg=len(session.past))
        assert cache_key(session.now) in likely


def test_a_page_that_is_not_in_sight_says_so(live, look):
    page = look()
    drawn(page)
    until(lambda: live.manager.workshop.watched)
    page.evaluate("""() => {
        Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    until(lambda: not live.manager.workshop.watched)
