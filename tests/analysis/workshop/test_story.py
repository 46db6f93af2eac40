"""The story of the baseline, its nine steps one after another."""

import re

from tests.analysis.workshop.conftest import Live, drawn, opened, until
from trustladder.analysis.workshop.pages import HERE
from trustladder.analysis.workshop.session import Session, parse_view
from trustladder.analysis.workshop.store import Store
from trustladder.sim.scenario.scenario import Scenario

IN_SIGHT = """() => {
    const { top, bottom, height } = document.querySelector(".pointed").getBoundingClientRect();
    return height > innerHeight ? top < innerHeight : height > 0 && top >= -1 && bottom <= innerHeight + 1;
}"""
STEPS = re.findall(
    r'\["([a-z-]+)", plain\(', (HERE / "static" / "story.js").read_text(encoding="utf-8")
)  # its key begins each step


def test_there_are_nine_steps_each_with_a_scenario_that_exists():
    text = (HERE / "static" / "story.js").read_text(encoding="utf-8")
    assert len(STEPS) == 9
    session = Session(Store(None))
    for base in re.findall(r'plain\("([a-z-]+)"', text):
        assert isinstance(session.base(base), Scenario)
    for path, value in re.findall(r'"((?:structure|uncertainties|levers)\.\w+)": ([^ ]+) }', text):
        given = {"base": "baseline", "settings": {path: {"false": False}.get(value, value.strip('"'))}}
        if re.fullmatch(r"[\d.]+", value):
            given["settings"][path] = float(value)
        session.scenario(parse_view(given))


def test_the_story_is_told_on_the_stage_and_leaves_the_room_its_own_settings(browser, tmp_path):
    live = Live(Store(tmp_path / "kept.sqlite"), "baseline")
    page = opened(browser, viewport={"width": 1280, "height": 720})
    page.add_init_script("localStorage.setItem('theme', 'projector')")
    against = re.findall(r'\), (null|plain\(\)), "panel', (HERE / "static" / "story.js").read_text(encoding="utf-8"))
    against = [one != "null" for one in against]
    try:
        page.goto(f"{live.address}/#code={live.store.code}")
        drawn(page)
        live.facilitator().tell(do="change", settings={"levers.joint_share": 0.5})
        until(lambda: page.evaluate("shared.state.now.settings['levers.joint_share'] === 0.5"))
        page.locator("#menu").click()
        page.locator("#tool-story").click()
        titles = []
        for number in range(9):
            until(lambda number=number: f"Step {number + 1} of 9" in page.locator("#story").inner_text())
            titles.append(page.locator("#story h2").inner_text())
            if against[number]:
                assert page.locator("main > [data-view]:visible").count() == 0  # nothing is told before the guess
                page.locator("#story-guess").evaluate(
                    "one => { one.value = 7; one.dispatchEvent(new Event('input')); }"
                )
                page.locator("#story-show").click()
                is_so = page.evaluate("shared.drawn.b.chance[0] / 10")
                assert re.fullmatch(
                    r"You said 7(\. It is \d+\.|, and so it is\.)", page.locator("#story h2").inner_text()
                )
                assert abs(float(re.findall(r"\d+", page.locator("#story h2").inner_text())[-1]) - is_so) <= 0.5
            assert live.manager.workshop.session.now["settings"] == {"levers.joint_share": 0.5}  # it is told on a copy
            assert page.locator(".pointed").count() == 1
            until(lambda number=number: page.evaluate("Boolean(shared.drawn.a)") == against[number])
            until(lambda: page.evaluate(IN_SIGHT))
            page.locator("#story-next").click()
        assert len(set(titles)) == 9
        until(lambda: page.locator("#story").is_hidden())
        until(lambda: page.evaluate("shared.state.now.settings['levers.joint_share'] === 0.5 && !shared.state.against"))
        until(lambda: page.evaluate("shared.facilitates && !shared.visit"))
        drawn(page)
    finally:
        page.close()
        live.stop()
