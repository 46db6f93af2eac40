"""What stands on the screens of phones and wall while the room plays: in sight, and covered by nothing."""

import pytest

from tests.analysis.workshop.conftest import drawn, opened, until
from tests.analysis.workshop.hand import seated, turned_to
from tests.analysis.workshop.test_languages import TEXTS
from trustladder.analysis.workshop.room import Room
from trustladder.analysis.workshop.store import Store


@pytest.mark.parametrize("size", [(375, 553), (667, 320)])
def test_what_comes_to_a_phone_is_in_sight_however_far_down_somebody_reads(look, live, size):
    chair = live.facilitator()
    chair.tell(do="reset")
    phone = look("/join", code=False, viewport={"width": size[0], "height": size[1]})
    seated(phone)
    voter = next(iter(live.manager.workshop.room.game["seats"]))

    def comes(place, **message):
        """The facilitator does something while the role card is read to its end; what comes is in sight."""
        if not phone.locator("details").evaluate("card => card.open"):
            phone.locator("details > summary").click()
        phone.evaluate("scrollTo(0, 99999)")
        assert phone.evaluate("scrollY") > 150
        chair.tell(**message)
        phone.locator(place).first.wait_for()
        until(lambda: phone.evaluate("scrollY") == 0)
        box = phone.locator(place).first.bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1]

    chair.tell(do="begin", replicate=0)
    comes("#phoneclock", do="next-round", seconds=600)
    comes(".card.frozen", do="switch", name="frozen", on=True)
    comes("#phoneclock", do="switch", name="frozen", on=False)
    comes(".card .outcome", do="close-round")
    comes("[role=alert]", do="remove", voter=voter)
    chair.tell(do="reset")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_phone_says_who_decided_the_room_or_the_model(look, live, language):
    chair = live.facilitator()
    chair.tell(do="reset")
    phone, other = look("/join", code=False, viewport={"width": 375, "height": 667}), live.client()
    chair.tell(do="begin", replicate=0)
    seated(phone, "IDN", language)
    other.join("Ann", "IDN")
    chair.tell(do="next-round", seconds=600)
    now = other.hear("room", lambda room: room["round"])["round"]
    chaired = now["chair"] == "IDN"
    for mine, others in ((None, None), (True, False), (True, True)):
        if mine is None:
            chair.tell(do="close-round")
        else:
            chair.tell(do="undo-round")
            chair.tell(do="next-round", seconds=600)
            other.hear("room", lambda room: room["round"] and room["round"]["open"])  # what was heard before is old
            phone.locator("#come").wait_for()
            other.tell(do="vote", round=now["number"], come=others)
            phone.locator("#come").click()  # the vote ends soon: all have voted
        done = other.hear("room", lambda room: room["round"] and not room["round"]["open"])["round"]
        word = TEXTS[language]["came" if done["outcome"]["room"]["IDN"] else "stayed-away"]
        if mine and others:
            assert done["outcome"]["decided"] == {"IDN": True}
            expected = f"{TEXTS[language]['the-room']}: {word}."
        else:
            assert done["outcome"]["decided"] == {}
            key = f"mine.{'silent' if mine is None else 'split'}{'-chair' if chaired else ''}"
            expected = TEXTS[language][key].format(what=word)
        until(lambda expected=expected: phone.locator("#mine").inner_text().startswith(expected))
    chair.tell(do="reset")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_on_a_phone_is_wider_than_a_small_screen(look, live, language):
    chair = live.facilitator()
    chair.tell(do="reset")
    phone = look("/join", code=False, viewport={"width": 320, "height": 568})

    def fits(place):
        phone.locator(place).first.wait_for()
        assert phone.evaluate(TOO_WIDE) == []

    phone.locator("#language").select_option(language)
    fits("form")
    seated(phone, language=language)
    phone.locator("details > summary").click()
    fits(".rolecard")
    chair.tell(do="switch", name="frozen", on=True)
    fits(".frozen")
    chair.tell(do="switch", name="frozen", on=False)
    chair.tell(do="switch", name="predicting", on=True)
    fits("#predict")
    chair.tell(do="begin", replicate=0)
    chair.tell(do="next-round", seconds=600)
    fits("#come")
    phone.locator("#come").click()
    fits("#predict")
    chair.tell(do="switch", name="predicting", on=False)
    fits("#done, .outcome")
    chair.tell(do="close-round")
    fits(".outcome")
    chair.tell(do="remove", voter=next(iter(live.manager.workshop.room.game["seats"])))
    fits("[role=alert]")
    chair.tell(do="reset")


TOO_WIDE = """[...document.querySelectorAll("#page *:not(svg *, option, optgroup)")].filter((one) =>
    one.getBoundingClientRect().right > innerWidth || (one.clientWidth && one.scrollWidth > one.clientWidth + 1)
).map((one) => one.outerHTML.slice(0, 100)).concat(document.documentElement.scrollWidth > innerWidth ? ["page"] : [])"""


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_wall_of_many_invited_stands_above_the_address_on_one_screen(browser, baseline, language):
    chair, tried = baseline.facilitator(), Room(Store(None))
    scenario = baseline.manager.workshop.session.base("baseline")
    wall = opened(browser, viewport={"width": 1280, "height": 720})
    wall.add_init_script(f"localStorage.theme = 'projector'; localStorage.language = '{language}'")
    wall.goto(f"{baseline.address}/#code={baseline.store.code}")
    drawn(wall)
    turned_to(wall, "room")
    seen = set()
    for replicate in range(6):
        tried.start(replicate)
        invited = len(tried.next_meeting(scenario, 0, None)["invited"])
        if invited in seen:
            continue
        seen.add(invited)
        chair.tell(do="begin", replicate=replicate)
        chair.tell(do="next-round", seconds=600)
        for place, order in (("asked", "close-round"), ("outcome", "undo-round")):
            wall.get_by_test_id(place).wait_for()
            for size in ((1280, 720), (1024, 768), (1920, 1080)):
                wall.set_viewport_size({"width": size[0], "height": size[1]})
                until(lambda size=size: on_one_screen(wall, size[1]))
            chair.tell(do=order)
    assert max(seen) >= 7
    wall.context.close()


def on_one_screen(wall, height):
    """Return whether the wall ends above the band with the address, and the band within the screen."""
    shown, band = (wall.locator(place).bounding_box() for place in (".wall", ".joincode"))
    address = wall.get_by_test_id("join-address").bounding_box()
    inside = shown["y"] + shown["height"] <= band["y"] + 1 and band["y"] + band["height"] <= height + 1
    return inside and address["y"] + address["height"] <= height


GOES = """{ const Real = WebSocket; window.WebSocket = class extends Real {
    constructor(...given) { super(...given); window.socket = this; } }; }"""
AWAY = "() => { window.WebSocket = class { static OPEN = 1; readyState = 0; }; socket.close(); }"  # and no other comes


@pytest.mark.parametrize("language", ["en", "ru"])
def test_that_the_connection_is_lost_is_said_over_nothing_that_is_needed(look, live, language):
    chair = live.facilitator()
    chair.tell(do="reset")
    phone = look("/join", code=False, viewport={"width": 375, "height": 553})
    wall, console = look(viewport={"width": 1280, "height": 720}), look("/console")
    for page in (phone, wall, console):
        page.add_init_script(f"{GOES} localStorage.theme = 'projector'; localStorage.language = '{language}'")
        page.reload()
    drawn(wall)
    turned_to(wall, "room")
    seated(phone, language=language)
    chair.tell(do="begin", replicate=0)
    chair.tell(do="next-round", seconds=600)
    phone.locator("#come").wait_for()
    wall.get_by_test_id("asked").wait_for()
    console.locator("#close").wait_for()
    for page in (phone, wall, console):
        page.evaluate(AWAY)
        page.locator("body.offline").wait_for()
        page.locator("#said").wait_for()
        assert page.locator("#said").inner_text() == TEXTS[language]["offline"]
        assert page.evaluate(
            "['before', 'after'].every((one) => getComputedStyle(document.body, `::${one}`).content === 'none')"
        )
    needed = [(wall, ".joincode svg.qr, [data-testid=join-address], .wall > *, #head", (1280, 720))]
    needed += [(phone, ".votes button, header > *, .card > *", size) for size in ((375, 553), (320, 568), (667, 320))]
    needed += [(console, "#close, header > *, .where", (1366, 900))]
    for page, places, size in needed:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        strip = page.locator("#said").bounding_box()
        assert strip["y"] == 0
        for place in page.locator(places).all():
            assert not over(strip, place.bounding_box()), (size, place.evaluate("one => one.outerHTML.slice(0, 80)"))
    until(lambda: on_one_screen(wall, 720))
    chair.tell(do="reset")


def over(one, two):
    """Return whether two boxes share a part of the screen."""
    apart = [
        one[at] + one[size] <= two[at] or two[at] + two[size] <= one[at]
        for at, size in (("x", "width"), ("y", "height"))
    ]
    return not any(apart)
