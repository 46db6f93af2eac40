"""The real page in a real browser: levers, comparison, one future, the room, hand-out, languages, keyboard, WCAG."""

import re
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.analysis.workshop.conftest import Live, drawn, opened, until
from trustladder.analysis.words import words
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.worker import EVERY_S
from trustladder.sim.engine import Cancelled
from trustladder.sim.scenario.scenario import Scenario

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page):
    """What axe finds wrong by WCAG 2.2 AA, in short."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def settled(page, count=1000):
    """Wait until all futures of what is set are drawn."""
    shown = "JSON.stringify(shared.drawn.now) === JSON.stringify(shared.state.now)"
    until(lambda: page.evaluate(f"Boolean(shared.drawn && {shown}) && shared.drawn.b.futures") == count)


def compared(page):
    """Wait until what is set is drawn with all futures beside what it is compared with."""
    settled(page)
    until(lambda: page.evaluate("Boolean(shared.drawn.effects)"))


IN_VIEW = {  # what stands in a view once it is drawn
    "answer": "[data-testid=ladder] .beam",
    "trust": "#panel-trust path.middle",
    "arrival": "#panel-arrival path.middle",
    "network": "#panel-network .node",
    "security": "#panel-security path.middle",
    "told": ".told .timeline path.middle",
    "room": ".joincode svg.qr path",
    "handout": ".sheet svg.picture path.middle",
}


def turned_to(page, view):
    """Turn to a view, and wait until it is drawn."""
    menu(page, f"#tab-{view}").click()
    page.locator(IN_VIEW[view]).first.wait_for(state="attached")
    page.locator(f"main > [data-view={view}]").wait_for()


def menu(page, tool):
    """A tool of the bar, which a small screen keeps behind a button; once the screen is no longer blank."""
    page.locator("#head").wait_for()
    if not page.locator(tool).is_visible() and page.locator("#menu").get_attribute("aria-expanded") == "false":
        page.locator("#menu").click()
    return page.locator(tool)


def slide(page, lever, value, let_go=True):
    """Move a lever as a hand does, in whichever group it is; once let go of, it counts for everybody."""
    opened_groups(page)
    page.locator(f"#{lever}").evaluate(
        """(slider, [value, letGo]) => {
            slider.value = value;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            if (letGo) slider.dispatchEvent(new Event("change", { bubbles: true }));
        }""",
        [value, let_go],
    )
    if let_go:
        until(lambda: f"{lever.replace('-', '.')}={value:g}" in url(page))


def opened_groups(page):
    """Open every group of levers, and those within them."""
    for inside in ("", " .group"):
        page.evaluate(
            f"document.querySelectorAll('.levers > .group{inside}').forEach((group) => {{ group.open = true; }})"
        )
        page.wait_for_function("[...document.querySelectorAll('.group[open]')].every((one) => one.children.length > 1)")


def url(page):
    """The address as the page has it now."""
    return page.evaluate("location.href")


def said(page, testid):
    """What stands in a place that tests know."""
    return page.get_by_test_id(testid).inner_text()


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    """A workshop on the baseline, which has a map and most forums."""
    found = Live(Store(tmp_path_factory.mktemp("workshop") / "kept.sqlite"), "baseline")
    yield found
    found.stop()


@pytest.fixture
def stage(look, live):
    chair = live.facilitator()
    chair.tell(do="show", look={"base": "malacca-piracy"})
    chair.tell(do="compare", on=False)
    chair.tell(do="reset")
    page = look()
    drawn(page)
    settled(page)
    return page


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
    today = said(stage, "headline")
    stage.evaluate("document.getElementById('levers-joint_share').max = 9")
    stage.locator("#levers-joint_share").evaluate(
        "one => { one.value = 8; one.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    until(lambda: "cannot be set to 8" in stage.locator("#said").inner_text())
    until(lambda: stage.locator(".verdict.counting").count() == 0 and not stage.evaluate("shared.counting"))
    assert said(stage, "headline") == today


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


def test_a_shock_forks_the_futures_at_its_month(stage):
    stage.locator("#tool-events").click()
    stage.locator("#event-month").evaluate("m => { m.value = 60; m.dispatchEvent(new Event('input')); }")
    stage.get_by_role("button", name="A betrayal that everybody learns of").click()
    until(lambda: "event=betrayal%4060" in url(stage))
    compared(stage)
    assert "A betrayal that everybody learns of" in stage.locator(".changes").inner_text()
    turned_to(stage, "trust")
    until(lambda: stage.evaluate("Boolean(shared.drawn.a.trust)"))
    stage.locator("#panel-trust line.fork").wait_for(state="attached")
    found = stage.evaluate("[shared.drawn.at, shared.drawn.b.at, shared.drawn.b.trust, shared.drawn.a.trust]")
    series = next(iter(found[2]))
    first = [place for place, month in enumerate(found[1]) if month < 60]
    for mine, others in zip(found[2][series], found[3][series], strict=True):
        assert [mine[place] for place in first] == [others[place] for place in first]
        assert mine != others


def test_a_share_link_opens_what_was_set(stage, look):
    slide(stage, "levers-assistance", 1.5)
    menu(stage, "#tool-share").click()
    until(lambda: stage.locator("#panel svg.qr").count() == 2)
    link = stage.locator("#link").input_value()
    stage.keyboard.press("Escape")
    stage.locator(".changes button").click()
    until(lambda: "levers.assistance" not in url(stage))
    other = stage.context.new_page()
    other.goto(link)
    drawn(other)
    until(lambda: stage.evaluate("shared.state.now.settings['levers.assistance']") == 1.5)


def test_a_guest_sees_what_a_link_holds_and_the_room_goes_on(stage, look, live):
    guest = look("/#scenario=malacca-piracy&levers.joint_share=0.5&view=trust", code=False)
    guest.locator(".visiting").wait_for()
    guest.locator("main > [data-view=trust]").wait_for()
    slide(stage, "levers-attention_floor", 0.3)  # what others do meanwhile does not take the link away
    settled(stage)
    turned_to(guest, "answer")
    until(lambda: guest.evaluate("shared.drawn?.now.settings") == {"levers.joint_share": 0.5})
    assert "50% of aid is given jointly" in said(guest, "because")
    assert guest.locator("#levers-joint_share").is_disabled()
    assert guest.locator("#levers-joint_share").input_value() == "0.5"
    assert live.manager.workshop.session.now["settings"] == {"levers.attention_floor": 0.3}
    guest.reload()
    guest.locator(".visiting").wait_for()
    assert "levers.joint_share=0.5" in url(guest)
    menu(guest, "#code").fill(live.store.code)
    guest.get_by_role("button", name="Unlock").click()
    until(lambda: stage.evaluate("shared.state.now.settings") == {"levers.joint_share": 0.5})
    guest.locator(".visiting").wait_for(state="detached")


def test_who_leaves_a_link_sees_the_room_and_a_link_typed_into_the_address_opens(stage, look):
    guest = look("/#scenario=malacca-piracy&levers.joint_share=0.5", code=False)
    guest.locator(".visiting a").click()
    until(lambda: guest.evaluate("Boolean(window.shared?.drawn && !shared.visit)"))
    assert "joint_share" not in url(guest)
    guest.evaluate("location.hash = '#scenario=malacca-piracy&levers.joint_share=0.7'")
    guest.locator(".visiting").wait_for()
    until(lambda: guest.evaluate("shared.drawn?.now.settings") == {"levers.joint_share": 0.7})


def test_who_has_no_code_sees_and_changes_nothing(stage, look):
    guest = look(code=False)
    until(lambda: guest.evaluate("Boolean(window.shared?.drawn)"))
    assert guest.locator("#levers-joint_share").is_disabled()
    assert guest.locator("#preset").is_disabled()
    slide(stage, "levers-assistance", 1.7)
    until(lambda: guest.locator(".changes").count() and "1.70" in guest.locator(".changes").inner_text())


def test_a_saved_scenario_runs_and_loads_again(stage, tmp_path):
    slide(stage, "levers-assistance", 1.25)
    menu(stage, "#tool-share").click()
    with stage.expect_download() as waiting:
        stage.get_by_role("button", name="Save as a file").click()
    waiting.value.save_as(tmp_path / "mine.toml")
    assert Scenario.load(tmp_path / "mine.toml").levers.assistance == 1.25
    stage.locator("#file").set_input_files(tmp_path / "mine.toml")
    until(lambda: stage.evaluate("shared.state.now.base") == "my-mine")
    menu(stage, "#preset").select_option("malacca-piracy")
    until(lambda: stage.evaluate("shared.state.now.base") == "malacca-piracy")


def test_a_scenario_file_with_markup_in_it_is_shown_as_text(stage, tmp_path):
    text = 'title = "<img src=x onerror=alert(1)>"\nquestion = "<script>q</script>"\nextends = "malacca-piracy"\n'
    (tmp_path / "bad.toml").write_text(text)
    menu(stage, "#tool-share").click()
    stage.locator("#file").set_input_files(tmp_path / "bad.toml")
    until(lambda: "<img" in stage.title())
    assert stage.locator("img").count() == 0
    menu(stage, "#tab-handout").click()
    settled(stage)
    stage.locator(".sheet h1").wait_for()
    assert "<script>q</script>" in stage.locator(".sheet").inner_text()


def opened_meeting(page):
    """Turn to one future and open its last meeting."""
    menu(page, "#tab-told").click()
    until(lambda: page.evaluate("Boolean(shared.told)"))
    page.locator("#step-back").click()
    page.locator(".decision").first.wait_for()
    return page.locator(".decision")


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
    until(lambda: "stayed away" in stage.locator(".sheet").inner_text())


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
    until(lambda: stage.evaluate("shared.room.playing"))
    asked = []
    stage.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    menu(stage, "#preset").select_option("baseline")
    until(lambda: asked)
    assert "the game that the room plays would end" in asked[0]
    assert stage.locator("#preset").input_value() == "malacca-piracy"
    assert live.manager.workshop.room.game["playing"]
    chair.tell(do="reset")
    until(lambda: not stage.evaluate("shared.room.playing"))
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


def test_a_renamed_actor_keeps_its_name_and_the_others_are_translated(stage, tmp_path):
    text = 'title = "Mine"\nquestion = "q"\nextends = "malacca-piracy"\n[actors.JPN]\nname = "Coast guard of Japan"\n'
    text += '[events.hijacking]\nname = "A hijacking of mine"\n'
    (tmp_path / "renamed.toml").write_text(text)
    menu(stage, "#tool-share").click()
    stage.locator("#file").set_input_files(tmp_path / "renamed.toml")
    until(lambda: stage.evaluate("shared.state.now.base") == "my-renamed")
    settled(stage)
    menu(stage, "#language").select_option("ru")
    turned_to(stage, "network")
    titles = "[...document.querySelectorAll('#panel-network g > title')].map((one) => one.textContent)"
    until(lambda: {"Coast guard of Japan", "Индонезия"} <= set(stage.evaluate(titles)))
    turned_to(stage, "told")
    happened = "[...document.querySelectorAll('.timeline .happened title')].map((one) => one.textContent)"
    until(lambda: "Цунами и мир в Ачехе" in stage.evaluate(happened))
    assert set(stage.evaluate(happened)) <= {"Цунами и мир в Ачехе", "A hijacking of mine"}
    menu(stage, "#language").select_option("en")


def test_the_hand_out_is_one_page_and_one_file_that_needs_no_network(stage, browser, tmp_path):
    turned_to(stage, "handout")
    colours = "[...document.querySelectorAll('.sheet path')].map((one) => getComputedStyle(one).fill + getComputedStyle(one).stroke)"
    on_paper = stage.evaluate(colours)
    menu(stage, "#theme").select_option("dark")
    until(lambda: stage.evaluate(colours) == on_paper)
    assert len(re.findall(rb"/Type\s*/Page\b", stage.pdf(prefer_css_page_size=True))) == 1
    assert "not a forecast" in stage.locator(".sheet").inner_text()
    with stage.expect_download() as waiting:
        stage.locator("#save-html").click()
    waiting.value.save_as(tmp_path / "hand-out.html")
    offline = browser.new_context(offline=True).new_page()
    asked = []
    offline.on("request", lambda request: asked.append(request.url))
    offline.goto((tmp_path / "hand-out.html").as_uri())
    assert offline.locator("svg path.middle").count() >= 2
    assert "reach lasting cooperation" in offline.locator("body").inner_text()
    assert len(asked) == 1


def test_languages_are_switched_live(stage):
    menu(stage, "#language").select_option("ru")
    assert stage.locator("html").get_attribute("lang") == "ru"
    until(lambda: "из 100 вариантов" in stage.locator(".claim").inner_text())
    assert stage.get_by_role("button", name="Отменить").count() == 1
    for view in IN_VIEW:
        turned_to(stage, view)
        english = re.findall(r"\b[a-z]{4,}\b", stage.locator("main").inner_text())
        assert [word for word in english if word not in ("join", "http")] == []
    menu(stage, "#language").select_option("en")


OVERLAPS = """(selector) => [...document.querySelectorAll(selector)].flatMap((svg) => {
    const texts = [...svg.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()]);
    const frame = svg.getBoundingClientRect();
    const outside = texts.filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 3);
    const pairs = texts.flatMap(([text, one], place) => texts.slice(place + 1).filter(([, two]) =>
        Math.min(one.right, two.right) - Math.max(one.left, two.left) > 2 && Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 6)
        .map(([other]) => `${text} over ${other}`));
    return [...pairs, ...outside.map(([text]) => `${text} sticks out`)];
})"""
CUT = """() => [...document.querySelectorAll(".panel select")].map((one) => {
    const whole = one.cloneNode(true);
    Object.assign(whole.style, { maxWidth: "none", flexShrink: 0 });
    one.after(whole);
    const cut = whole.offsetWidth - one.offsetWidth;
    whole.remove();
    return cut > 1 ? `${one.id} lacks ${cut} pixels` : "";
}).filter(Boolean)"""


@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_name_lies_over_another_and_no_choice_is_cut(browser, baseline, language, theme):
    page = opened(browser, viewport={"width": 1280, "height": 720})
    page.goto(f"{baseline.address}/#code={baseline.store.code}")
    drawn(page)
    menu(page, "#language").select_option(language)
    menu(page, "#theme").select_option(theme)
    assert page.evaluate(OVERLAPS, "svg.ladder") == []
    for view in ("trust", "arrival", "network", "security"):
        turned_to(page, view)
        if view == "network":
            page.locator("#panel-network path.land").wait_for(state="attached")
        assert page.evaluate(OVERLAPS, f"#panel-{view} svg.picture") == []
        assert page.evaluate(CUT) == []
    turned_to(page, "told")
    assert page.evaluate(OVERLAPS, "svg.timeline") == []
    page.context.close()


def test_the_projector_shows_nothing_under_twenty_pixels(stage):
    stage.set_viewport_size({"width": 1920, "height": 1080})
    menu(stage, "#theme").select_option("projector")
    for view in ("answer", "trust", "arrival", "network", "security", "told", "room"):
        turned_to(stage, view)
        small = stage.evaluate(
            """() => [...document.querySelectorAll("#page *")].filter((one) =>
                [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) &&
                one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < 19.9 && !one.closest("title"))
                .map((one) => [one.tagName, one.className.baseVal ?? one.className, getComputedStyle(one).fontSize])"""
        )
        assert small == []


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_the_stage_meets_wcag(stage, theme):
    menu(stage, "#theme").select_option(theme)
    for view in IN_VIEW:
        turned_to(stage, view)
        assert violations(stage) == [], (view, theme)
    menu(stage, "#tab-answer").click()
    for tool in ("events", "share"):
        menu(stage, f"#tool-{tool}").click()
        assert violations(stage) == [], (tool, theme)
    opened_meeting(stage)
    assert violations(stage) == [], ("a meeting", theme)


SMALL = """() => [...document.querySelectorAll("button, select, summary, input:not([type=checkbox]), header a")]
    .filter((one) => one.getClientRects().length && !one.closest(".because, output"))
    .map((one) => [one, one.getBoundingClientRect()]).filter(([, box]) => box.height < 43.5 || box.width < 24)
    .map(([one, box]) => `${one.tagName} ${one.id} ${one.textContent.slice(0, 30)} ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("size", [(375, 553), (1440, 900)])
def test_whatever_can_be_pressed_is_as_large_as_a_finger(stage, look, size):
    stage.set_viewport_size({"width": size[0], "height": size[1]})
    for view in IN_VIEW:
        turned_to(stage, view)
        assert stage.evaluate(SMALL) == [], view
    opened_meeting(stage)
    assert stage.evaluate(SMALL) == []
    for path in ("/console", "/join"):
        page = look(path, code=path == "/console", viewport={"width": size[0], "height": size[1]})
        page.locator({"/join": "#name", "/console": "[data-testid=next-step]"}[path]).wait_for()
        assert page.evaluate(SMALL) == [], path


@pytest.mark.parametrize("path", ["/join", "/console", "/guide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_other_pages_meet_wcag(look, path, scheme):
    page = look(path, code=path == "/console", color_scheme=scheme)
    page.locator(
        {"/join": "#name", "/console": "[data-testid=next-step]", "/guide": ".rolecard"}[path]
    ).first.wait_for()
    assert violations(page) == []


def test_a_guide_that_is_printed_is_dark_on_white_in_every_theme(look):
    page = look("/guide", code=False, color_scheme="dark")
    page.locator(".rolecard").first.wait_for()
    page.emulate_media(media="print")
    colour, ground = page.locator(".rolecard").first.evaluate(
        "card => [getComputedStyle(card).color, getComputedStyle(card).backgroundColor]"
    )
    assert (colour, ground) == ("rgb(17, 17, 17)", "rgb(255, 255, 255)")


def test_nobody_is_wary_of_whom_it_trusts_most(browser, baseline):
    page = opened(browser)
    page.goto(f"{baseline.address}/guide")
    page.locator(".rolecard").first.wait_for()
    cards = page.locator(".rolecard").all()
    assert len(cards) == len(Scenario.load("baseline").actors)
    for card in cards:
        told = dict(zip(card.locator("dt").all_inner_texts(), card.locator("dd").all_inner_texts(), strict=True))
        trusted, wary = (
            [int(share) for share in re.findall(r"(\d+)\s?%", told.get(key, ""))]
            for key in ("Trusts most", "Is wary of")
        )
        assert all(share > 50 for share in trusted) and all(share <= 50 for share in wary)
    page.context.close()


def test_the_guide_has_both_plans_and_a_card_for_everybody(look, live):
    page = look("/guide", code=False)
    page.locator(".rolecard").first.wait_for()
    assert page.locator(".plan").count() == 2
    names = {actor.name for actor in live.manager.workshop.session.base("malacca-piracy").actors.values()}
    assert names <= set(page.locator(".rolecard h3").all_inner_texts())
