"""The story of the baseline, its nine steps one after another."""

import json
import re

import pytest

from tests.analysis.workshop.conftest import Live, drawn, opened, until
from tests.analysis.workshop.hand import menu
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


def visits() -> list[dict[str, object]]:
    """What each scene of the story asks the server to show."""
    text, found = (HERE / "static" / "story.js").read_text(encoding="utf-8"), []
    for inside in re.findall(r'^  \["[a-z-]+", plain\((.*?)\), (?:null|plain\(\)), "panel', text, re.MULTILINE):
        base, settings, events = re.match(r'(?:"([a-z-]+)")?(?:, (\{.*?\}))?(?:, (\[\[.*\]\]))?$', inside).groups()
        named = re.sub(r"(\{|, )(\w+):", r'\1"\2":', settings or "{}")
        found.append({"base": base or "baseline", "settings": json.loads(named), "events": json.loads(events or "[]")})
    return found


def kept(live: Live) -> str:
    """All that a room has set and played: seats, votes, guesses, settings, events, undo."""
    workshop = live.manager.workshop
    return json.dumps(
        [workshop.room.game, workshop.store.votes(1), workshop.store.predictions(), workshop.session.state()]
    )


@pytest.mark.parametrize(
    ("scenario", "actor"), [("baseline", "KAZ"), ("malacca-piracy", "IDN"), ("sahel-floods", "MLI")]
)
def test_no_scene_of_the_story_touches_a_room_of_any_region(tmp_path, scenario, actor, monkeypatch):
    monkeypatch.setattr("trustladder.analysis.workshop.visits.ALL", 2)
    assert len(visits()) == 9
    live = Live(Store(tmp_path / "kept.sqlite"), scenario)
    try:
        chair, phone = live.facilitator("stage"), live.client()
        phone.join("Anna", actor)
        chair.tell(do="change", settings={"levers.joint_share": 0.5})
        chair.tell(do="trigger", kind="betrayal", month=20)
        chair.tell(do="begin", replicate=3)
        chair.tell(do="next-round", seconds=900)
        number = phone.hear("room", lambda one: one["me"] and one["me"]["invitation"])["round"]["number"]
        phone.tell(do="vote", round=number, come=True)
        phone.hear("voted")
        chair.hear("room", lambda one: one["voted"] == 1)
        live.manager.workshop.room.timer(900)  # it does not end meanwhile
        before = kept(live)
        for look in visits():
            chair.tell(do="visit", look=look, against=None)
            assert chair.hear("visited")["state"]["now"] == look
        chair.tell(do="hello", view="stage", token=live.manager.workshop.facilitator_token())
        assert chair.hear("welcome")["state"]["now"]["base"] == scenario
        assert kept(live) == before
    finally:
        live.stop()


def test_a_page_that_is_loaded_again_in_the_story_shows_what_the_room_has_set_by_then(look, live):
    page = look()
    drawn(page)
    chair, phone = live.facilitator(), live.client()
    phone.join("Anna", "IDN")
    menu(page, "#tool-story").click()
    until(lambda: page.evaluate("shared.visit"))
    assert not page.evaluate("shared.facilitates")
    chair.tell(do="change", settings={"levers.joint_share": 0.25})
    until(lambda: live.manager.workshop.session.now["settings"])
    page.reload()
    drawn(page)
    until(lambda: page.evaluate("shared.state.now.settings['levers.joint_share'] === 0.25"))
    assert live.manager.workshop.session.now["settings"] == {"levers.joint_share": 0.25}
    assert [seat[1] for seat in live.manager.workshop.room.game["seats"].values()] == ["IDN"]


def test_the_connection_that_comes_back_in_the_story_gives_no_rights_over_what_is_shown(look, live):
    page = look()
    drawn(page)
    menu(page, "#tool-story").click()
    until(lambda: page.evaluate("shared.visit"))
    for connection in list(live.manager.connections):
        connection.close()
    until(lambda: page.evaluate("document.body.classList.contains('offline')"))
    until(lambda: page.evaluate("!document.body.classList.contains('offline') && shared.rights"))
    assert (
        page.evaluate("shared.visit && !shared.facilitates")
        and page.locator("#undo:enabled, #preset:enabled").count() == 0
    )
    page.locator("#story-leave").click()
    until(lambda: page.evaluate("shared.facilitates && shared.state.now.base === 'malacca-piracy'"))
