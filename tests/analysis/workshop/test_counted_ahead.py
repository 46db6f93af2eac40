"""The page counts ahead: the same answers to the last byte, sooner, and only while somebody looks."""

import os
import threading
import time
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from tests.analysis.workshop.conftest import Live, drawn, until
from trustladder.analysis.cli.workshop import command
from trustladder.analysis.workshop import server
from trustladder.analysis.workshop.ahead import likely_next
from trustladder.analysis.workshop.connection import encode
from trustladder.analysis.workshop.futures import SMALL_CHUNK, ScenarioRuns
from trustladder.analysis.workshop.levers import PLAIN
from trustladder.analysis.workshop.picture import picture as picture_of_runs
from trustladder.analysis.workshop.session import cache_key, initial_view, picture_key
from trustladder.analysis.workshop.state import WorkshopState
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.worker import ALL
from trustladder.sim.engine import Cancelled

SCENARIO = "malacca-piracy"


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
