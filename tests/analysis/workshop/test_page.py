"""The page in a real browser: its question and answer, levers, views, undo, and what it is compared with."""

import re
import threading

import pytest

from tests.analysis.workshop.conftest import drawn, settled, until
from tests.analysis.workshop.hand import (
    IN_VIEW,
    menu,
    said,
    slide,
    turned_to,
    url,
)
from trustladder.analysis.words import words
from trustladder.analysis.workshop.worker import EVERY_S
from trustladder.sim.engine import Cancelled


def test_the_first_screen_asks_answers_and_says_why(stage, live):
    scenario = live.manager.workshop.session.base("malacca-piracy")
    assert said(stage, "question") == scenario.question
    shown = stage.evaluate("shared.drawn.b")
    assert said(stage, "headline") == words("en").of_hundred(shown["chance"][0] / 1000)
    assert stage.get_by_test_id("headline-today").count() == 0  # nothing is changed: today is the answer
    kinds = {kind: stage.locator(f"[data-testid=dots] .{kind}").count() for kind in ("full", "ring", "never")}
    held, last = round(shown["chance"][0] / 10), round(shown["last"] / 10)
    assert kinds == {"full": last, "ring": held - last, "never": 100 - held}
    refused = round(100 * shown["figures"]["refusal_share"])
    assert f"Of 100 invitations to meet, {refused} are refused" in said(stage, "because")
    assert stage.locator(".lever.plain").count() == 5 and stage.locator(".slide .track b").count() == 5
    rungs = sum(len(domain.rungs) for domain in scenario.domains.values())
    assert stage.locator("[data-testid=ladder] .track").count() == rungs


def test_a_lever_gives_before_and_after_because_and_price(stage):
    today = said(stage, "headline")
    before = stage.evaluate("shared.drawn.b.figures")
    slide(stage, "levers-joint_share", 1.0)
    settled(stage)
    figures = stage.evaluate("shared.drawn.effects.figures")
    assert said(stage, "headline-today") == today
    assert said(stage, "headline") == words("en").of_hundred(figures["region_held"]["b"])
    assert figures["refusal_share"]["a"] == pytest.approx(before["refusal_share"], abs=1e-4)
    why = said(stage, "because")
    assert "100% of aid is given jointly instead of" in why and "The price:" in why
    assert f"{round(100 * figures['refusal_share']['b'])} of 100 invitations are refused" in why
    assert "path" in stage.get_by_test_id("dots").evaluate("svg => svg.innerHTML")  # those of today are enclosed
    stage.get_by_test_id("lever-joint_share").locator(".undo").click()
    until(lambda: "joint_share" not in url(stage))
    settled(stage)
    assert said(stage, "headline") == today


def test_a_change_of_nothing_is_said_to_be_none(stage):
    slide(stage, "uncertainties-linear_gain", 0.11)  # of a rule that is not in force
    settled(stage)
    assert stage.locator(".figure .arrow").inner_text() == "≈"
    assert "no clear change" in stage.locator(".figure").inner_text()
    assert "next to no refusals turn" in said(stage, "because")
    stage.locator(".changes button").click()
    until(lambda: "linear_gain" not in url(stage))


def held_up(workshop, monkeypatch):
    """Have the workshop count so far and no further, until the event that is returned is set."""
    go_on, count = threading.Event(), workshop._count

    def counted(view, against, cancel, progress, **how):
        while not go_on.wait(EVERY_S):
            progress(0 if workshop.worker._counted else 320)
            if cancel.is_set():
                raise Cancelled
        return count(view, against, cancel, progress, **how)

    monkeypatch.setattr(workshop, "_count", counted)
    return go_on


def test_nothing_is_said_before_every_future_is_counted(stage, live, monkeypatch):
    settled(stage)
    today, go_on = said(stage, "headline"), held_up(live.manager.workshop, monkeypatch)
    slide(stage, "uncertainties-evidence_weight", 1.37, let_go=False)
    stage.locator(".verdict.counting").wait_for()
    assert stage.get_by_test_id("headline").count() == 0 and stage.locator(".figure .box").count() == 1
    assert said(stage, "headline-today") == today
    assert stage.get_by_test_id("because").count() == 0 and stage.locator(".refusals").count() == 0
    until(lambda: "320 of 1,000. The answer comes when all are counted." in stage.locator(".sure").inner_text())
    menu(stage, "#tab-trust").click()
    stage.locator("#panel-trust.preview").wait_for()
    assert stage.locator("#panel-trust h1").inner_text() == "Trust over time: counting 1,000 futures ..."
    assert stage.locator("#panel-trust .counted").count() == 0
    menu(stage, "#tab-answer").click()
    go_on.set()
    stage.get_by_test_id("because").wait_for()  # where the hand rests the answer comes before it lets go
    assert "evidence_weight" not in url(stage) and stage.evaluate("shared.drawn.final") is False
    monkeypatch.setattr(live.manager.workshop.cache, "runs", known_runs(live.manager.workshop.cache.runs))
    slide(stage, "uncertainties-evidence_weight", 1.37)
    settled(stage)
    assert stage.locator(".verdict.counting").count() == 0
    assert "1.37" in stage.locator(".changes").inner_text()
    assert stage.get_by_test_id("because").count() == 1


def known_runs(runs):
    """Give runs only where every future was counted before."""

    def known(*args):
        found = runs(*args)
        assert found.count == 1000
        return found

    return known


def test_a_lever_that_is_refused_leaves_the_answer_as_it_was(stage):
    settled(stage)
    today, stood = said(stage, "headline"), stage.locator("#levers-joint_share").input_value()
    stage.evaluate("document.getElementById('levers-joint_share').max = 9")
    stage.locator("#levers-joint_share").evaluate(
        "one => { one.value = 8; one.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    until(lambda: "cannot be set to 8" in stage.locator("#said").inner_text())
    until(lambda: stage.locator(".verdict.counting").count() == 0 and not stage.evaluate("shared.counting"))
    assert said(stage, "headline") == today
    assert stage.locator("#levers-joint_share").input_value() == stood
    assert "→" not in stage.get_by_test_id("lever-joint_share").inner_text()


def test_levers_follow_what_is_set_and_stay_the_same_elements(stage):
    settled(stage)
    group = stage.locator('[data-group="unknown"] > [data-group]').first
    stage.locator('[data-group="unknown"] > summary').click()
    group.locator("> summary").click()
    lever = group.locator("input[type=range]").first
    before, name = lever.input_value(), lever.get_attribute("id")
    lever.evaluate("one => { window.kept = one; }")
    slide(stage, name, float(lever.get_attribute("max")))
    until(lambda: group.locator(".count").first.inner_text().strip() == "1")
    box = stage.locator(f".lever:has(#{name})")
    until(lambda: box.locator(".reset").is_visible() and "changed" in box.get_attribute("class"))
    menu(stage, "#tool-undo").click()
    until(lambda: lever.input_value() == before and not box.locator(".reset").is_visible())
    assert not group.locator(".count").first.is_visible() and "changed" not in box.get_attribute("class")
    assert lever.evaluate("one => one === window.kept")


@pytest.mark.parametrize("view", [view for view, drawn in IN_VIEW.items() if drawn.startswith(f"#panel-{view}")])
def test_every_picture_is_full_size_named_and_says_how_many_futures_it_shows(stage, view):
    turned_to(stage, view)
    svg = stage.locator(f"#panel-{view} svg.picture")
    until(lambda: "1,000 futures" in stage.locator(f"#panel-{view} .counted").inner_text())
    assert svg.locator("path, line").count() > 3
    assert len(svg.get_attribute("aria-label")) > 40
    box, legend = (stage.locator(f"#panel-{view} {one}").bounding_box() for one in ("svg.picture", ".legend"))
    assert box["width"] > 1200 and box["y"] + box["height"] <= legend["y"] + 1
    assert "1,000 futures" in stage.locator(f"#panel-{view} .counted").inner_text()


def test_the_pointer_reads_values(stage):
    turned_to(stage, "arrival")
    box = stage.locator("#panel-arrival svg.picture").bounding_box()
    stage.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    until(lambda: re.search(r"\d+\s?%", stage.locator("#panel-arrival .read").text_content()))


def test_reload_and_back_keep_the_view(stage):
    turned_to(stage, "security")
    stage.reload()
    drawn(stage)
    stage.locator("main > [data-view=security]").wait_for()
    menu(stage, "#tab-answer").click()
    stage.go_back()
    stage.locator("main > [data-view=security]").wait_for()


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (390, 844), (375, 553)])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_number_stays_in_sight_and_nothing_sticks_out(stage, size, language):
    stage.set_viewport_size({"width": size[0], "height": size[1]})
    menu(stage, "#language").select_option(language)
    if size[0] == 1280:
        menu(stage, "#theme").select_option("projector")
    turned_to(stage, "answer")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert stage.evaluate(wide) <= 0
    for share in (0.0, 0.5, 1.0):
        stage.evaluate(f"scrollTo(0, {share} * (document.documentElement.scrollHeight - innerHeight))")
        box = stage.get_by_test_id("headline").bounding_box()
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1], (share, box)
    assert stage.locator(".slide input").first.evaluate("one => getComputedStyle(one).touchAction") == "pan-y"
    assert stage.locator(".slide").first.bounding_box()["height"] >= 44
    menu(stage, "#theme").select_option("light")
    menu(stage, "#language").select_option("en")


def test_undo_redo_and_reset_by_keyboard(stage):
    slide(stage, "levers-assistance", 2.0)
    stage.locator("#levers-assistance").focus()
    stage.keyboard.press("Control+z")
    until(lambda: "levers.assistance" not in url(stage))
    stage.keyboard.press("Control+y")
    until(lambda: "levers.assistance=2" in url(stage))
    press = "what => document.dispatchEvent(new KeyboardEvent('keydown', { ctrlKey: true, ...what }))"
    stage.evaluate(press, {"key": "я", "code": "KeyZ"})
    until(lambda: "levers.assistance" not in url(stage))
    stage.evaluate(press, {"key": "Z", "code": "KeyZ", "shiftKey": True})
    until(lambda: "levers.assistance=2" in url(stage))
    stage.locator("#levers-assistance").focus()
    stage.keyboard.press("ArrowRight")
    until(lambda: "levers.assistance=2.01" in url(stage))
    stage.locator(".changes button").click()
    until(lambda: "levers.assistance" not in url(stage))


def test_another_state_can_be_kept_and_is_what_is_compared_with(stage):
    slide(stage, "levers-joint_share", 1.0)
    settled(stage)
    kept = said(stage, "headline")
    stage.locator("#tool-keep-a").click()
    stage.locator("#tool-drop-a").wait_for()
    slide(stage, "uncertainties-evidence_weight", 0.0)
    settled(stage)
    until(lambda: said(stage, "headline-today") == kept)
    assert "as kept (A)" in stage.locator(".figure").inner_text()
    why = said(stage, "because")
    assert "is 0.00" in why and "given jointly" not in why  # what both have in common is no cause
    turned_to(stage, "trust")
    until(lambda: stage.locator("#panel-trust svg.picture path.a").count() == 3)
    turned_to(stage, "answer")
    stage.locator("#tool-drop-a").click()
    until(lambda: "as today" in stage.locator(".figure").inner_text())
