"""One future told on the page, meeting by meeting, and what answers that are turned come to."""

import re

import pytest

from tests.analysis.workshop.conftest import settled, until
from tests.analysis.workshop.hand import (
    menu,
    opened_meeting,
    slide,
)


def test_one_future_is_told_and_several_answers_of_a_meeting_are_turned_at_once(stage):
    answers = opened_meeting(stage)
    assert re.search(
        r"Future 7: cooperation .* (takes hold in|does not take hold)", stage.locator(".told h1").inner_text()
    )
    assert stage.locator(".decision span.mark").count() == 1  # who proposes comes, and is not asked
    assert stage.locator(".weighed:visible svg.terms rect").count() >= 2
    before = stage.locator("button.mark").all_inner_texts()
    assert set(before) <= {"●", "○"} and stage.locator("#play-from").is_disabled()
    for place in range(len(before)):
        stage.locator("button.mark").nth(place).click()
    other = {"●": "○", "○": "●"}
    assert stage.locator("button.mark").all_inner_texts() == [other[mark] for mark in before]
    assert f"answers turned: {len(before)}" in stage.locator("#play-from").inner_text()
    stage.locator("#play-from").click()
    until(lambda: f"Answers changed: {len(before)}" in stage.locator(".told h1").inner_text())
    assert stage.locator(".twin:visible").count() == 2  # as it was, and with the changed answers
    counted = stage.locator("#forked")
    until(lambda: "answers change" in counted.inner_text() or "What one answer changes" in counted.inner_text())
    said = counted.inner_text()
    assert "Nothing: the meeting does not take place" in said or re.search(r"\d+ of 100 futures from here", said)
    assert answers.locator("button.mark[aria-pressed=true]").count() == len(before)
    for place in range(len(before)):
        stage.locator("button.mark").nth(place).click()
    stage.locator("#play-from").click()
    until(lambda: "Future 7:" in stage.locator(".told h1").inner_text())
    assert stage.locator(".twin:visible").count() == 1


def test_the_months_of_a_future_are_played_paused_and_scrubbed(stage):
    opened_meeting(stage)
    month, moment = stage.locator("#told-month"), stage.locator(".moment")
    last = int(month.input_value())
    scrub = "(one, to) => { one.value = to; one.dispatchEvent(new Event('input')); }"
    month.evaluate(scrub, 0)
    at_first = moment.inner_text()
    assert "trust" in at_first and stage.locator(".timeline .meet.later").count() > 10
    stage.locator("#play").click()
    until(lambda: int(month.input_value()) > 8)
    assert stage.locator("#play").inner_text() == "Pause"
    stage.locator("#play").click()
    stopped = month.input_value()
    month.evaluate(scrub, last)
    assert moment.inner_text() != at_first and "came. It" in moment.inner_text()
    assert int(stopped) < last


def test_a_refused_meeting_can_be_pressed_in_the_picture(stage):
    menu(stage, "#tab-told").click()
    until(lambda: stage.evaluate("Boolean(shared.told)"))
    refused = stage.evaluate("shared.told.meetings.findIndex((one) => !one[6])")
    box = stage.locator(f".twin:visible .meet[data-place='{refused}']").first.bounding_box()
    stage.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(lambda: "It does not meet" in stage.locator(".detail h2").inner_text())


def test_the_refusal_that_is_shown_is_one_that_the_lever_turned(stage):
    slide(stage, "uncertainties-evidence_weight", 0.0)
    slide(stage, "levers-joint_share", 1.0)
    settled(stage)
    stage.get_by_test_id("because").locator(".link").click()
    until(lambda: re.search("the same meeting, the same luck", stage.locator(".detail").inner_text()))
    shown = stage.locator(".weighed:visible")
    assert "as today:" in shown.inner_text() and "with your change:" in shown.inner_text()
    assert shown.locator("svg.terms").count() == 2


def test_what_is_told_and_open_stays_when_the_language_or_the_theme_is_switched(stage):
    opened_meeting(stage)
    stage.locator("button.mark").first.click()
    stage.locator("#play-from").click()
    stage.locator("#forked svg.curves, #forked .big, #forked p:not(.quiet)").first.wait_for()
    stage.locator(".decision.marked").wait_for()
    facts = "[shared.told.meetings.length, ...['.decision', '.decision.marked', '#forked > *', '.twin:not([hidden])'].map((one) => document.querySelectorAll(one).length), document.querySelector('#told-month').value]"
    before = stage.evaluate(facts)
    assert all(before)
    for picked, name in (("#language", "ru"), ("#theme", "projector"), ("#language", "en")):
        menu(stage, picked).select_option(name)
        assert stage.evaluate(facts) == before


@pytest.mark.parametrize("screen", [(1366, 768), (390, 844), (683, 384)])
def test_what_changed_answers_come_to_is_in_sight_once_it_is_counted(stage, screen):
    stage.set_viewport_size({"width": screen[0], "height": screen[1]})
    opened_meeting(stage)
    stage.locator("button.mark").first.click()
    bottom = """() => {
        const go = document.getElementById("play-from");
        go.scrollIntoView({ block: "end" });
        go.click();
    }"""
    stage.evaluate(bottom)
    stage.locator("#forked .legend, #forked p:not(.quiet)").first.wait_for()
    inside = """() => {
        const title = document.querySelector("#forked h2").getBoundingClientRect(), aside = document.querySelector(".aside").getBoundingClientRect();
        return title.top >= Math.max(0, aside.top) - 1 && title.bottom <= Math.min(innerHeight, aside.bottom);
    }"""
    until(lambda: stage.evaluate(inside), wait=20)
    assert stage.evaluate("document.activeElement.id") == "forked"
    stage.keyboard.press("Tab")
    assert stage.evaluate("Boolean(document.activeElement.closest('.aside'))")  # on into the meeting below it
