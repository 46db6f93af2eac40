"""A room that votes: phones, the wall and the console, each in a browser of its own."""

import re

import pytest

from tests.analysis.workshop.conftest import drawn, until
from tests.analysis.workshop.hand import menu, seated, turned_to


def test_phones_vote_and_the_screen_shows_the_room_against_the_model(stage, look, live):
    console = look("/console")
    phones = [look("/join", code=False, viewport={"width": 390, "height": 780}) for _ in range(2)]
    for number, phone in enumerate(phones):
        phone.locator("#name").fill(f"<b>Person {number}</b>")
        phone.get_by_role("button", name="Take the seat").click()
        phone.get_by_text("You have a seat").wait_for()
    console.locator("#begin").click()
    console.locator("details > summary").first.click()
    console.locator("#wait").fill("0")
    until(lambda: console.locator("#open").is_enabled())
    console.locator("#open").click()
    menu(stage, "#tab-room").click()
    stage.get_by_test_id("asked").wait_for()
    assert stage.get_by_test_id("asked").inner_text().endswith("Do you come?")
    assert stage.get_by_test_id("join-address").inner_text() == f"{live.address.removeprefix('http://')}/join"
    assert stage.locator(".people i").count() == 2 and stage.locator(".people i.full").count() == 0
    phones[0].locator("#stay").click()
    until(lambda: stage.locator(".people i.full").count() == 1)
    assert stage.locator("#votes-in").inner_text().split() == ["1", "/", "2"]
    phones[1].locator("#stay").click()
    for phone in phones:
        phone.locator("#done").wait_for()
    stage.locator(".answered").wait_for()  # the vote has closed itself: everybody who is there has voted
    aligned = "[...document.querySelectorAll('.answered > div')].map((one) => getComputedStyle(one).alignContent)"
    assert set(stage.evaluate(aligned)) == {"start"}  # lines stand together, however high the row is
    assert console.get_by_test_id("next-step").get_attribute("id") == "open"
    assert (
        "stayed away" in stage.locator(".answered").inner_text() and "model" in stage.locator(".answered").inner_text()
    )
    console.locator("#switch-veiled").click()
    until(lambda: "in the model" not in stage.locator(".answered").inner_text())
    assert "<b>Person 0</b>" in console.locator("body").inner_text()
    console.locator("#switch-predicting").click()
    phones[0].locator("#predict").click()
    console.get_by_text("Predictions so far: 1").wait_for()
    console.locator("#switch-revealed").click()
    stage.locator("svg.guesses path.guess").first.wait_for(state="attached")
    console.locator("#switch-blank").click()
    until(lambda: stage.locator("#head").is_hidden())
    console.locator("#switch-blank").click()
    menu(stage, "#tab-handout").click()
    until(lambda: "stayed away" in stage.locator(".sheet").inner_text().lower())
    assert re.search(r"\. (Came|Stayed away): ", stage.locator(".sheet").inner_text())  # it begins a sentence


@pytest.mark.parametrize("size", [(375, 553), (667, 320)])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_votes_are_within_reach_and_go_before_a_prediction(look, live, size, language):
    chair = live.facilitator()
    chair.tell(do="reset")
    phone = look("/join", code=False, viewport={"width": size[0], "height": size[1]})
    phone.locator("#language").select_option(language)
    phone.locator("#name").fill("Ana")
    phone.locator("form button.first").click()
    phone.locator("#move").wait_for()
    chair.tell(do="switch", name="predicting", on=True)
    phone.locator("#predict").wait_for()
    chair.tell(do="begin", replicate=0)
    chair.tell(do="next-round", seconds=300)
    boxes = [phone.get_by_test_id(f"vote-{one}").bounding_box() for one in ("yes", "no")]
    for box in boxes:
        assert box["height"] >= 44 and box["y"] >= 0 and box["y"] + box["height"] <= size[1]
    assert boxes[0]["width"] == boxes[1]["width"] and boxes[0]["height"] == boxes[1]["height"]
    styles = "button => { const { color, backgroundColor, fontWeight } = getComputedStyle(button); return [color, backgroundColor, fontWeight]; }"
    yes, no = (phone.get_by_test_id(f"vote-{one}").evaluate(styles) for one in ("yes", "no"))
    assert yes == no
    assert re.fullmatch(r"[45]:\d\d", phone.get_by_test_id("timer").inner_text())
    phone.get_by_test_id("vote-yes").click()
    phone.locator("#predict").wait_for()
    chair.hear("room", lambda room: room["rounds"])  # nobody else is there
    chair.tell(do="reset")


def test_a_slip_of_the_hand_does_not_end_a_game(stage, live):
    chair = live.facilitator()
    chair.tell(do="begin", replicate=3)
    until(lambda: stage.evaluate("shared.room?.playing"))
    asked = []
    stage.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    menu(stage, "#preset").select_option("baseline")
    until(lambda: asked)
    assert "the game that the room plays would end" in asked[0]
    assert stage.locator("#preset").input_value() == "malacca-piracy"
    assert live.manager.workshop.room.game["playing"]
    chair.tell(do="reset")
    until(lambda: not stage.evaluate("shared.room?.playing"))
    menu(stage, "#preset").select_option("baseline")  # without a game nobody is asked
    until(lambda: stage.evaluate("shared.state.now.base") == "baseline")
    menu(stage, "#preset").select_option("malacca-piracy")
    until(lambda: stage.evaluate("shared.state.now.base") == "malacca-piracy")


def test_what_is_typed_on_the_console_stays_while_the_room_moves(look, live):
    live.facilitator().tell(do="reset")
    console = look("/console")
    phone = live.client()
    phone.join("Ana", "IDN")
    console.locator("#switch-hands").click()
    console.locator("#begin").click()
    console.locator("details > summary").first.click()
    console.locator("#wait").fill("0")
    console.locator("#open:not([disabled])").click()
    console.locator("#come-IDN").fill("7")
    console.locator("#come-MYS").press_sequentially("1")
    number = phone.hear("room", lambda room: room["round"])["round"]["number"]
    phone.tell(do="vote", round=number, come=True)
    until(lambda: "1 of 1 " in console.locator(".where").inner_text())
    console.keyboard.type("2")
    console.locator("#come-MYS").evaluate("field => field.classList.add('before')")
    console.locator("#enter-IDN").click()
    until(lambda: live.manager.workshop.room.game["round"]["by_hand"] == {"IDN": [7, 0]})
    console.locator("#come-MYS:not(.before)").wait_for()
    assert console.locator("#come-MYS").input_value() == "12"


def test_a_phone_that_takes_another_seat_leaves_its_own(look, live):
    live.facilitator().tell(do="reset")
    phone = look("/join", code=False, viewport={"width": 390, "height": 844})
    late = phone.context.new_page()  # opened before the phone has a seat
    late.goto(phone.url)
    seats = live.manager.workshop.room.game["seats"]
    for page, name, actor in ((phone, "Ana", "IDN"), (late, "Ann", "MYS")):
        page.locator("#name").fill(name)
        page.locator("#actor").select_option(actor)
        page.get_by_role("button", name="Take the seat").click()
        page.locator("#move").wait_for()
    assert list(seats.values()) == [["Ann", "MYS"]]
    phone.get_by_role("heading", name="Malaysia").wait_for()
    phone.locator("#move").click()
    assert phone.locator("#name").input_value() == "Ann"
    assert phone.locator("#actor").input_value() == "MYS"
    phone.locator("#actor").select_option("SGP")
    phone.get_by_role("button", name="Take the seat").click()
    late.get_by_role("heading", name="Singapore").wait_for()
    assert list(seats.values()) == [["Ann", "SGP"]]


def test_a_seat_of_another_scenario_is_back_with_it_on_phone_and_wall(look, live):
    chair = live.facilitator()
    chair.tell(do="show", look={"base": "malacca-piracy"})
    chair.tell(do="reset")
    phone, wall = look("/join", code=False, viewport={"width": 375, "height": 667}), look()
    drawn(wall)
    turned_to(wall, "room")
    phone.locator("#name").fill("Anna")
    phone.locator("#actor").select_option("IDN")
    phone.locator("button.first").click()
    until(lambda: phone.locator("h1").inner_text() == "Indonesia")
    chair.tell(do="begin", replicate=1)
    chair.tell(do="next-round", seconds=900)
    phone.get_by_test_id("vote-yes").wait_for()
    wall.get_by_test_id("asked").wait_for()
    chair.tell(do="preset", name="sahel-floods")
    phone.locator("#actor option[value=MLI]").wait_for(state="attached")
    assert phone.locator("[role=alert]").count() == 0  # nobody took the seat away
    until(
        lambda: wall.evaluate("shared.scenario.name === 'sahel-floods'") and wall.get_by_test_id("asked").count() == 0
    )
    chair.tell(do="undo")
    until(lambda: phone.locator("h1").inner_text() == "Indonesia")
    chair.tell(do="reset")


def test_who_is_removed_is_told_and_the_role_card_is_on_the_phone(look, live):
    live.facilitator().tell(do="reset")
    phone, console = look("/join", code=False, viewport={"width": 375, "height": 553}), look("/console")
    phone.locator("#name").fill("Ana")
    phone.locator("form button.first").click()
    phone.get_by_text("Your role card").click()
    assert "Wants" in phone.locator(".rolecard").inner_text()
    asked = []
    console.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    console.get_by_role("button", name="Remove: Ana").click()
    phone.get_by_text("Your seat is gone").wait_for()
    assert asked == ["Ana loses the seat and the vote. Go on?"]
    phone.locator("#name").fill("Ana")
    phone.locator("form button.first").click()
    phone.locator("#move").wait_for()
    assert phone.get_by_text("Your seat is gone").count() == 0


def test_a_refusal_is_said_in_the_language_of_the_page(look, live):
    live.facilitator().tell(do="reset")
    phone = look("/join", code=False, viewport={"width": 390, "height": 780})
    phone.locator("#language").select_option("ru")
    phone.locator("#name").fill("\u200b")
    phone.locator("form button").click()
    until(lambda: phone.locator("#said").inner_text() == "Введите имя.")


FAST_CLOCK = "{ const now = Date.now; Date.now = () => now() + 600000; }"  # ten minutes ahead of the server


def test_every_page_counts_down_the_time_of_the_server_whatever_its_own_clock_says(look, live):
    live.facilitator().tell(do="reset")
    phone, console, wall = look("/join", code=False, viewport={"width": 375, "height": 667}), look("/console"), look()
    for page in (phone, console, wall):
        page.add_init_script(FAST_CLOCK)
        page.reload()
    drawn(wall)
    turned_to(wall, "room")
    seated(phone)
    console.locator("#begin").click()
    console.locator("#open").click()
    for page in (phone, console, wall):
        until(lambda page=page: re.fullmatch(r"1:[0-3]\d", page.get_by_test_id("timer").inner_text()))
    console.locator("#more").click()
    for page in (phone, console, wall):
        until(lambda page=page: re.fullmatch(r"(1:[4-5]\d|2:00)", page.get_by_test_id("timer").inner_text()))
    console.locator("#no-timer").click()
    until(lambda: live.manager.workshop.room.left is None)
    until(lambda: console.get_by_test_id("timer").count() == 0 and phone.get_by_test_id("timer").inner_text() == "")
    console.locator("#more").click()
    until(lambda: re.fullmatch(r"0:[0-3]\d", phone.get_by_test_id("timer").inner_text()))
    assert live.manager.workshop.room.voting
    live.facilitator().tell(do="reset")
