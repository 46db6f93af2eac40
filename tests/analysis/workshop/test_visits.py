"""A guest opens a link: read-only, counted once, and no more new links than the machine can bear."""

import threading

import pytest

from tests.analysis.workshop.conftest import drawn, until
from tests.analysis.workshop.hand import menu
from trustladder.analysis.workshop.asked import BURST, Asked
from trustladder.analysis.workshop.user_errors import UserError


def link(**settings):
    """A link to the small scenario with some settings changed."""
    return {"base": "malacca-piracy", "settings": {path.replace("__", "."): value for path, value in settings.items()}}


def test_a_guest_sees_the_picture_of_a_link_and_the_room_keeps_its_own(live):
    before = dict(live.manager.workshop.session.now)
    guest = live.client("stage")
    guest.tell(do="visit", look=link(levers__joint_share=0.5))
    seen = guest.hear("visited")
    assert seen["state"]["now"]["settings"] == seen["picture"]["now"]["settings"] == {"levers.joint_share": 0.5}
    assert seen["picture"]["b"]["futures"] == seen["picture"]["a"]["futures"] == 1000
    assert seen["scenario"]["name"] == "malacca-piracy" and seen["levers"]
    assert live.manager.workshop.session.now == before


def test_the_picture_of_a_link_is_that_of_the_room_with_the_same_settings(live):
    chair, guest = live.facilitator("stage"), live.client("stage")
    chair.tell(do="show", look=link(levers__joint_share=0.8))
    of_room = chair.hear("picture", lambda one: one["now"]["settings"] == {"levers.joint_share": 0.8})
    guest.tell(do="visit", look=link(levers__joint_share=0.8))
    seen = guest.hear("visited")["picture"]
    assert seen["b"] == of_room["b"] and seen["effects"] == of_room["effects"]
    chair.tell(do="show", look=link())


@pytest.mark.parametrize(
    ("look", "key"),
    [
        (7, "malformed"),
        ({"base": "nowhere"}, "no-such-scenario"),
        ({"base": "malacca-piracy", "settings": {"levers.none": 1}}, "no-such-lever"),
        ({"base": "malacca-piracy", "settings": {"levers.joint_share": 7}}, "lever-value"),
        ({"base": "malacca-piracy", "events": [["betrayal", 10**6]]}, "month-range"),
        ({"base": "malacca-piracy", "events": [["betrayal", 1]] * 13}, "malformed"),
    ],
)
def test_a_link_with_nonsense_in_it_is_refused(live, look, key):
    assert live.client("stage").refused(do="visit", look=look)["key"] == key


def test_a_scene_is_compared_with_what_it_names_if_they_are_of_one_world(live):
    chair = live.facilitator("stage")
    half, most = link(levers__joint_share=0.5), link(levers__joint_share=0.9)
    chair.tell(do="visit", look=most, against=half)
    seen = chair.hear("visited")["picture"]
    assert seen["against"]["settings"] == {"levers.joint_share": 0.5} and seen["a"] is not None
    assert chair.refused(do="visit", look=most, against={"base": "baseline"})["key"] == "malformed"


def test_new_answers_are_limited_and_known_ones_are_not(monkeypatch):
    asked, clock = Asked(12), [0.0]
    monkeypatch.setattr(asked.bucket, "_clock", lambda: clock[0])
    asked.bucket._when = 0.0
    for key in range(int(BURST)):
        asked.admit(str(key))
        assert asked.get(str(key), lambda key=key: 10 * key) == 10 * key
    with pytest.raises(UserError, match="too-fast"):
        asked.admit("new")
    asked.admit("0")  # everybody may ask for what one has asked for
    assert asked.get("0", lambda: "never worked out again") == 0
    clock[0] = 60.0
    asked.admit("new")
    for key in range(30):
        asked.get(f"another {key}", lambda: None)
    assert len(asked) == 12


def test_the_room_does_not_wait_for_those_who_only_look(live, monkeypatch):
    held, asked = threading.Event(), threading.Event()

    def slow(*_):
        asked.set()
        assert held.wait(60)
        return {"is": "visited"}

    monkeypatch.setattr(live.manager.workshop, "visit_message", slow)
    guest, chair = live.client("stage"), live.facilitator()
    guest.tell(do="visit", look=link(levers__joint_share=0.31))
    assert asked.wait(60)
    chair.tell(do="begin", replicate=1)
    chair.tell(do="next-round")
    assert chair.hear("room", lambda room: room["round"])["round"]["open"]
    held.set()
    assert guest.hear("visited")
    chair.tell(do="reset")


def test_a_scene_that_comes_once_the_story_is_left_is_not_shown(look, live, monkeypatch):
    held, heard, visit_message = threading.Event(), [], live.manager.workshop.visit_message
    monkeypatch.setattr(live.manager.workshop, "visit_message", lambda *both: held.wait(60) and visit_message(*both))
    page = look()
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame)[:30])))
    page.reload()
    drawn(page)
    menu(page, "#tool-story").click()
    page.locator("#story-leave").click()
    until(lambda: page.locator("#story").is_hidden())
    held.set()
    until(lambda: page.evaluate("1") and any("visited" in frame for frame in heard))
    assert page.evaluate("shared.facilitates && !shared.visit") and page.locator(".visiting").count() == 0
