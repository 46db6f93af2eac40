"""Phones vote beside the page, in a workshop of their own."""

import pytest

from tests.analysis.workshop.conftest import until
from tests.analysis.workshop.test_page import menu, stage  # noqa: F401 (a fixture)


@pytest.mark.skip(
    reason="a fault of this version: the bar stays hidden after a vote, so that the test waits for minutes"
)
def test_phones_vote_and_the_screen_shows_the_room_against_the_model(stage, look):  # noqa: F811
    console = look("/console")
    phones = [look("/join", code=False, viewport={"width": 390, "height": 780}) for _ in range(2)]
    for number, phone in enumerate(phones):
        phone.locator("#name").fill(f"<b>Person {number}</b>")
        phone.get_by_role("button", name="Take the seat").click()
        phone.get_by_text("You have a seat").wait_for()
    console.locator("#begin").click()
    console.locator("#wait").fill("0")
    until(lambda: console.locator("#open").is_enabled())
    console.locator("#open").click()
    for phone in phones:
        phone.locator("#stay").click()
        phone.locator("#done").wait_for()
    menu(stage, "#tab-room").click()
    stage.locator("table.against").wait_for()  # the vote has closed itself: everybody who is there has voted
    assert console.get_by_test_id("next-step").get_attribute("id") == "open"
    assert "stayed away" in stage.locator("table.against").inner_text()
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
    assert "stayed away" in stage.locator(".sheet").inner_text()
