"""The story on a screen: what of a scene is in sight, and where it leads back to."""

import pytest

from tests.analysis.workshop.conftest import drawn, until
from tests.analysis.workshop.hand import menu, turned_to

SCREENS = {"phone": (390, 844), "small phone": (375, 553), "phone on its side": (683, 384)}
SEEN = """(selector) => {
    const { top, bottom, height } = document.querySelector(selector).getBoundingClientRect();
    return height > 0 && top >= 0 && bottom <= innerHeight + 1;
}"""


def opens(page):
    """Open the story, and wait until the scene is there where it was left."""
    menu(page, "#tool-story").click()
    page.locator("#story-next, #story-show").wait_for()
    until(lambda: page.evaluate("shared.visit && Boolean(shared.drawn)"))


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_truth_on_the_dots_is_in_sight_and_each_scene_begins_at_its_top(shown, screen, language):
    page = shown(*SCREENS[screen], language)
    opens(page)
    for scene in range(9):
        page.locator("#story-next:enabled, #story-show:enabled").wait_for()
        until(lambda: page.evaluate(SEEN, "#story h2"))
        if page.locator("#story-show").count():
            assert page.evaluate("scrollY") == 0
            page.locator("#story-show").click()
            page.locator("#story-next").wait_for()
            for part in ("#story h2", ".scenedots svg", "#story-next"):
                until(lambda part=part: page.evaluate(SEEN, part), wait=20)
            assert page.locator(".scenedots .around.guessed").count() == 1
        if scene < 8:
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            page.evaluate("document.getElementById('story-next').click()")


def test_the_story_leads_back_to_the_view_where_it_was_opened(shown):
    page = shown(1366, 768)
    turned_to(page, "trust")
    before = page.url
    for leave in ("#story-leave", "#tool-story", None):
        opens(page)
        if page.locator("#story-next").count():
            page.locator("#story-next").click()
        page.locator("#story-show").click()
        until(lambda: page.evaluate("shared.view") == "answer")
        menu(page, "#tab-security").click()  # who looks elsewhere meanwhile
        menu(page, leave).click() if leave else page.go_back()
        until(lambda: page.evaluate("!shared.visit && shared.facilitates"))
        drawn(page)
        assert page.locator("#story").is_hidden() and page.locator("main > [data-view=trust]").is_visible()
        assert page.evaluate("shared.view") == "trust" and page.url == before
    page.go_back()
    until(lambda: page.evaluate("shared.view") == "answer")
    page.locator("main > [data-view=answer]").wait_for()
