"""A guest opens a link: read-only, counted once, and no more new links than the machine can bear."""

import pytest

from trustladder.analysis.workshop.session import Session
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.user_errors import UserError
from trustladder.analysis.workshop.visits import BURST, MOST_KEPT, Visits


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
    of_room = chair.hear("picture", lambda one: one["done"] and one["now"]["settings"] == {"levers.joint_share": 0.8})
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


def test_new_links_are_limited_and_known_ones_are_not(monkeypatch):
    visits, clock = Visits(Session(Store(None), "malacca-piracy")), [0.0]
    monkeypatch.setattr(visits._new, "_clock", lambda: clock[0])
    visits._new._when = 0.0
    monkeypatch.setattr(visits, "_picture", lambda view, against: {"now": view})
    looks = [{**link(levers__joint_share=place / 100), "events": []} for place in range(int(BURST) + 1)]
    today = {**link(), "events": []}
    for look in looks[:-1]:
        visits.admit(look, today)
        assert visits.show(look, today) == {"now": look}
    with pytest.raises(UserError, match="too-fast"):
        visits.admit(looks[-1], today)
    visits.admit(looks[0], today)  # everybody may open what one has opened
    clock[0] = 60.0
    visits.admit(looks[-1], today)
    for place in range(30):
        visits.show({**link(levers__joint_share=place / 100), "events": []}, today)
    assert len(visits._shown) == MOST_KEPT
