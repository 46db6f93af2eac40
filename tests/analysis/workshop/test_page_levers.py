"""Levers as hands move them: by a pointer, by keys and by a finger, and as others see it."""

import pytest

from tests.analysis.workshop.conftest import settled, until
from tests.analysis.workshop.hand import said, slide

LEVER, NAME = "levers-joint_share", "lever-joint_share"


def place(page, share, lever=LEVER):
    """Where a share of the way along a lever lies on the screen."""
    box = page.locator(f"#{lever}").bounding_box()
    thumb = 10
    return box["x"] + thumb + (box["width"] - 2 * thumb) * share, box["y"] + box["height"] / 2


def stands(page, lever=LEVER):
    """What a lever says, what is set, and where its thumb stands."""
    path = lever.replace("-", ".", 1)
    written = page.get_by_test_id(f"lever-{path.partition('.')[2]}").locator("output").inner_text()
    chosen = page.evaluate("shared.state.now.settings").get(path)
    return written, chosen, float(page.locator(f"#{lever}").input_value())


@pytest.fixture
def rested(stage):
    settled(stage)
    return stage, stands(stage)


def test_a_lever_that_is_dragged_away_and_back_leaves_nothing_behind(rested):
    page, before = rested
    today = said(page, "headline")
    page.mouse.move(*place(page, before[2]))
    page.mouse.down()
    page.mouse.move(*place(page, 0.35), steps=8)
    until(lambda: "35%" in stands(page)[0])
    page.mouse.move(*place(page, before[2]), steps=8)
    page.mouse.up()
    settled(page)
    until(lambda: stands(page) == before and said(page, "headline") == today)
    assert page.locator("#tool-undo").is_disabled() and "levers" not in page.url


def test_a_lever_that_is_touched_and_not_moved_stays_on_today(rested):
    page, before = rested
    page.mouse.move(*place(page, before[2]))
    page.mouse.down()
    page.mouse.up()
    for key in ("Tab", "Tab", "Tab", "Control", "Shift+Tab"):
        page.keyboard.press(key)
    page.wait_for_timeout(200)
    assert stands(page) == before
    for name in ("training_share", "policing_share", "anti_corruption_share"):
        written, chosen, thumb = stands(page, f"levers-{name}")
        assert chosen is None and written == f"{100 * thumb:.0f}%"


def test_keys_go_step_by_step_and_stop_at_today(rested):
    page, before = rested
    page.locator(f"#{LEVER}").focus()
    for key, chosen in (("ArrowRight", 0.2), ("ArrowLeft", None), ("ArrowLeft", 0.15), ("PageUp", 0.65), ("Home", 0.0)):
        page.keyboard.press(key)
        until(lambda chosen=chosen: stands(page)[1:] == (chosen, before[2] if chosen is None else chosen))
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    until(lambda: stands(page)[1] == 0.95)
    page.get_by_test_id(NAME).locator(".undo").press("Enter")
    until(lambda: stands(page) == before)
    assert page.evaluate("document.activeElement.id") == LEVER


def test_a_key_that_is_held_is_one_change(rested):
    page, before = rested
    page.locator(f"#{LEVER}").focus()
    for _ in range(4):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    until(lambda: stands(page)[1:] == (0.35, 0.35))
    settled(page)
    assert stands(page)[1:] == (0.35, 0.35)
    page.keyboard.press("Control+z")
    until(lambda: stands(page) == before)


def test_a_lever_is_let_go_of_wherever_the_pointer_is(rested):
    page, before = rested
    page.mouse.move(*place(page, before[2]))
    page.mouse.down()
    across, down = place(page, 0.5)
    page.mouse.move(across, down + 150, steps=6)
    page.mouse.up()
    until(lambda: stands(page)[1:] == (0.5, 0.5))


def touch(line, kind, across=0.0, down=0.0):
    points = [] if kind == "touchEnd" else [{"x": across, "y": down}]
    line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.mark.parametrize("lever", [LEVER, "levers-assistance"])
def test_a_finger_that_scrolls_moves_no_lever_and_one_that_moves_sideways_does(rested, look, lever):
    page = look("/", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    settled(page)
    page.evaluate("document.querySelectorAll('.levers > .group').forEach((one) => { one.open = true; })")
    page.locator(".levers .group .group").first.wait_for()
    page.evaluate("document.querySelectorAll('.group .group').forEach((one) => { one.open = true; })")
    slider, line, chosen = page.locator(f"#{lever}"), page.context.new_cdp_session(page), "shared.state.now.settings"
    slider.evaluate("one => one.scrollIntoView({ block: 'center' })")
    before, scrolled = slider.input_value(), page.evaluate("scrollY")
    across, down = place(page, 0.8, lever)
    touch(line, "touchStart", across, down)
    for step in range(1, 16):
        touch(line, "touchMove", across, down - 10 * step)
        page.wait_for_timeout(16)
    touch(line, "touchEnd")
    until(lambda: page.evaluate("scrollY") > scrolled + 60)
    page.wait_for_timeout(300)
    assert slider.input_value() == before and page.evaluate(chosen) == {}
    slider.evaluate("one => one.scrollIntoView({ block: 'center' })")
    across, down = place(page, 0.4, lever)
    touch(line, "touchStart", across, down)
    for step in range(1, 10):
        touch(line, "touchMove", across + 8 * step, down)
        page.wait_for_timeout(16)
    touch(line, "touchEnd")
    until(lambda: lever.replace("-", ".", 1) in page.evaluate(chosen))


def test_who_looks_sees_the_lever_that_somebody_moves_until_it_is_let_go_of(rested, look):
    page, before = rested
    other, guest = look("/"), look("/", code=False)
    for one in (other, guest):
        settled(one)
    page.mouse.move(*place(page, before[2]))
    page.mouse.down()
    page.mouse.move(*place(page, 0.6), steps=8)
    for one in (other, guest):
        until(lambda one=one: "60%" in stands(one)[0] and stands(one)[2] == 0.6)
        assert "60%" in said(one, "because")
    page.context.close()  # in the middle of it
    for one in (other, guest):
        until(lambda one=one: stands(one) == before and said(one, "headline") == said(other, "headline"))
        until(lambda one=one: one.get_by_test_id("headline-today").count() == 0)


def test_a_lever_that_is_held_hides_no_change_of_another(rested, look):
    page, before = rested
    other = look("/")
    settled(other)
    page.mouse.move(*place(page, before[2]))
    page.mouse.down()
    slide(other, "levers-training_share", 0.8)
    settled(other)
    page.mouse.up()
    until(lambda: stands(page, "levers-training_share")[1:] == (0.8, 0.8))
    assert "80%" in stands(page, "levers-training_share")[0]
