"""The real page in a real browser: levers, comparison, one future, the room, hand-out, languages, keyboard, WCAG."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.analysis.workshop.conftest import Live, drawn, opened, until
from trustladder.analysis.workshop.store import Store
from trustladder.sim.scenario.scenario import Scenario

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page):
    """What axe finds wrong by WCAG 2.2 AA, in short."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


def settled(page, count=1000):
    """Wait until all futures of what is set are drawn."""
    shown = "JSON.stringify(shared.drawn.now) === JSON.stringify(shared.state.now) && shared.drawn.done"
    until(lambda: page.evaluate(f"Boolean(shared.drawn && {shown}) && shared.drawn.b.futures") == count)


def compared(page):
    """Wait until what is set is drawn with all futures beside what it is compared with."""
    settled(page)
    until(lambda: page.evaluate("Boolean(shared.drawn.effects)"))


IN_VIEW = {  # what stands in a view once it is drawn
    "futures": "#panel-trust path.middle",
    "told": ".told .timeline path.middle",
    "room": ".joincode svg.qr path",
    "handout": ".sheet svg.picture path.middle",
}


def turned_to(page, view):
    """Turn to a view, and wait until it is drawn."""
    page.locator(f"#tab-{view}").click()
    page.locator(IN_VIEW[view]).first.wait_for(state="attached")
    page.locator(f"main > [data-view={view}]").wait_for()


def slide(page, lever, value, let_go=True):
    """Move a lever as a hand does, in whichever group it is; once let go of, it counts for everybody."""
    page.evaluate("document.querySelectorAll('details.group').forEach((group) => { group.open = true; })")
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


def url(page):
    """The address as the page has it now."""
    return page.evaluate("location.href")


def paths(page, panel):
    return page.locator(f"#panel-{panel} path.middle").first.get_attribute("d")


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


def test_every_panel_is_drawn_named_and_said(stage):
    panels = stage.locator(".panel")
    assert panels.count() == 6
    for number in range(6):
        svg = panels.nth(number).locator("svg.picture")
        assert svg.locator("path, line").count() > 3
        assert len(svg.get_attribute("aria-label")) > 40
    assert re.fullmatch(r"Held in \d+ of 100 futures", stage.locator("#headline").inner_text())


def test_legends_and_text_do_not_lie_over_pictures(stage):
    for panel in stage.locator(".panel").all():
        box, legend = (panel.locator(one).bounding_box() for one in ("svg.picture", ".legend"))
        assert box["y"] + box["height"] <= legend["y"] + 1


def test_dragging_a_lever_redraws_and_letting_go_brings_all_futures(stage):
    before = paths(stage, "trust")
    slide(stage, "uncertainties-evidence_weight", 1.4, let_go=False)
    until(lambda: paths(stage, "trust") != before)
    assert stage.evaluate("shared.drawn.final") is False
    assert stage.locator("#tool-undo").is_disabled() or "evidence" not in url(stage)
    slide(stage, "uncertainties-evidence_weight", 1.4)
    settled(stage)
    assert "uncertainties.evidence_weight=1.4" in url(stage)
    assert "1.40" in stage.locator(".changes").inner_text()


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


def test_the_last_change_can_be_replayed(stage):
    before = paths(stage, "trust")
    slide(stage, "uncertainties-evidence_weight", 0.0)
    settled(stage)
    after = paths(stage, "trust")
    until(lambda: stage.locator("#tool-replay").is_enabled())
    stage.evaluate("""() => {
        window.seen = [];
        const middle = () => document.querySelector("#panel-trust path.middle")?.getAttribute("d");
        new MutationObserver(() => seen.push(middle())).observe(document.querySelector("#panel-trust"), { subtree: true, childList: true });
    }""")
    stage.locator("#tool-replay").click()
    until(lambda: stage.evaluate("seen.length > 1") and paths(stage, "trust") == after)
    assert stage.evaluate("seen[0]") == before


def test_a_against_b_is_overlaid_and_said_in_words(stage):
    stage.locator("#tool-keep-a").click()
    slide(stage, "uncertainties-evidence_weight", 0.0)
    compared(stage)
    assert stage.locator("#panel-trust svg.picture path.a").count() == 3
    assert (
        stage.locator(".panel .legend path.a").count() == 5
    )  # every picture that shows A says so; the network does not
    said = stage.locator("#effects").inner_text()
    assert "A → B" in said
    assert "the same luck in 1,000 pairs of futures" in said
    stage.locator("#tool-drop-a").click()
    until(lambda: stage.locator("path.a").count() == 0)


def test_a_shock_forks_the_futures_at_its_month(stage):
    stage.locator("#tool-events").click()
    stage.locator("#event-month").evaluate("m => { m.value = 60; m.dispatchEvent(new Event('input')); }")
    stage.get_by_role("button", name="A betrayal that everybody learns of").click()
    until(lambda: "event=betrayal%4060" in url(stage))
    compared(stage)
    assert stage.locator("#panel-trust line.fork").count() == 1
    found = stage.evaluate("[shared.drawn.at, shared.drawn.b.at, shared.drawn.b.trust, shared.drawn.a.trust]")
    series = next(iter(found[2]))
    first = [place for place, month in enumerate(found[1]) if month < 60]
    for mine, others in zip(found[2][series], found[3][series], strict=True):
        assert [mine[place] for place in first] == [others[place] for place in first]
        assert mine != others


def test_a_share_link_opens_what_was_set(stage, look):
    slide(stage, "levers-assistance", 1.5)
    stage.locator("#tool-share").click()
    until(lambda: stage.locator("#panel svg.qr").count() == 2)
    link = stage.locator("#link").input_value()
    stage.keyboard.press("Escape")
    stage.locator(".changes button").click()
    until(lambda: "levers.assistance" not in url(stage))
    other = stage.context.new_page()
    other.goto(link)
    drawn(other)
    until(lambda: stage.evaluate("shared.state.now.settings['levers.assistance']") == 1.5)


def test_who_has_no_code_sees_and_changes_nothing(stage, look):
    guest = look(code=False)
    until(lambda: guest.evaluate("Boolean(window.shared?.drawn)"))
    assert guest.locator("#levers-assistance").is_disabled()
    assert guest.locator("#preset").is_disabled()
    slide(stage, "levers-assistance", 1.7)
    until(lambda: guest.locator(".changes").count() and "1.70" in guest.locator(".changes").inner_text())


def test_a_saved_scenario_runs_and_loads_again(stage, tmp_path):
    slide(stage, "levers-assistance", 1.25)
    stage.locator("#tool-share").click()
    with stage.expect_download() as waiting:
        stage.get_by_role("button", name="Save as a file").click()
    waiting.value.save_as(tmp_path / "mine.toml")
    assert Scenario.load(tmp_path / "mine.toml").levers.assistance == 1.25
    stage.locator("#file").set_input_files(tmp_path / "mine.toml")
    until(lambda: stage.evaluate("shared.state.now.base") == "my-mine")
    stage.locator("#preset").select_option("malacca-piracy")
    until(lambda: stage.evaluate("shared.state.now.base") == "malacca-piracy")


def test_a_scenario_file_with_markup_in_it_is_shown_as_text(stage, tmp_path):
    text = 'title = "<img src=x onerror=alert(1)>"\nquestion = "<script>q</script>"\nextends = "malacca-piracy"\n'
    (tmp_path / "bad.toml").write_text(text)
    stage.locator("#tool-share").click()
    stage.locator("#file").set_input_files(tmp_path / "bad.toml")
    until(lambda: "<img" in stage.title())
    assert stage.locator("img").count() == 0
    stage.locator("#tab-handout").click()
    settled(stage)
    stage.locator(".sheet h1").wait_for()
    assert "<script>q</script>" in stage.locator(".sheet").inner_text()


def test_one_future_is_told_and_one_decision_changed(stage):
    stage.locator("#tab-told").click()
    until(lambda: stage.evaluate("Boolean(shared.told)"))
    stage.locator("#step-on").click()
    stage.locator(".meetingline").first.click()
    until(lambda: stage.locator(".decision").count() > 1)
    chair = stage.locator(".decision").filter(has_text="proposes, and so comes")
    assert chair.count() == 1 and "Who proposes comes, and is not asked." in chair.inner_text()
    place = 1 if "proposes" in stage.locator(".decision").first.inner_text() else 0  # somebody who was asked
    decision = stage.locator(".decision").nth(place)
    assert decision.locator("svg.terms rect").count() >= 2
    assert "The smallest change" in decision.inner_text() or "No single change" in decision.inner_text()
    came = "came" in decision.get_attribute("class").split()
    decision.locator("button.turn").click()
    until(lambda: "Decisions changed: 1" in stage.locator("#told-summary").inner_text())
    stage.locator(".meetingline").first.click()
    turned = stage.locator(".decision").nth(place)
    until(lambda: ("came" in turned.get_attribute("class").split()) != came)
    assert "So it was decided in its place." in turned.inner_text()
    counted = turned.locator("#forked")
    until(lambda: "What one answer changes" in counted.inner_text())
    said = counted.inner_text()
    assert "Nothing: the meeting does not take place" in said or re.search(r"\d+ of 100 futures from here", said)
    if "What is counted" in said:
        assert counted.locator("svg.curves path").count() == 2
        assert len(counted.locator("svg.curves").get_attribute("aria-label")) > 40
    stage.locator("#play").click()
    month = stage.locator("#told-month").input_value()
    until(lambda: stage.locator("#told-month").input_value() != month)
    stage.locator("#play").click()


def test_what_is_told_and_open_stays_when_the_language_or_the_theme_is_switched(stage):
    turned_to(stage, "told")
    stage.locator("#told-month").evaluate("m => { m.value = 100; m.dispatchEvent(new Event('input')); }")
    stage.locator(".meetingline").first.click()
    stage.locator(".decision button.turn").first.click()
    stage.locator("#forked svg.curves, #forked .big, #forked p:not(.quiet)").first.wait_for()
    until(lambda: "Decisions changed: 1" in stage.locator("#told-summary").inner_text())
    stage.locator(".decision button.turn.changed").wait_for()
    stage.evaluate("document.querySelectorAll('details.group').forEach((group) => { group.open = true; })")
    facts = "[shared.told.meetings.length, ...['.meetingline', '.decision', '.turn.changed', '#forked > *', '.group[open]'].map((one) => document.querySelectorAll(one).length), document.querySelector('#told-month').value]"
    before = stage.evaluate(facts)
    assert all(before)
    for picked, name in (("#language", "ru"), ("#theme", "projector"), ("#language", "en")):
        stage.locator(picked).select_option(name)
        assert stage.evaluate(facts) == before
    assert stage.locator(".decision .turn.changed").inner_text() == "As it was"


def test_phones_vote_and_the_screen_shows_the_room_against_the_model(stage, look):
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
    stage.locator("#tab-room").click()
    until(lambda: "2 / 2" in stage.locator(".round").inner_text())
    console.locator("#close").click()
    stage.locator("table.against").wait_for()
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
    stage.locator("#tab-handout").click()
    assert "stayed away" in stage.locator(".sheet").inner_text()


def test_a_slip_of_the_hand_does_not_end_a_game(stage, live):
    chair = live.facilitator()
    chair.tell(do="begin", replicate=3)
    until(lambda: stage.evaluate("shared.room.playing"))
    asked = []
    stage.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    stage.locator("#preset").select_option("baseline")
    until(lambda: asked)
    assert "the game that the room plays would end" in asked[0]
    assert stage.locator("#preset").input_value() == "malacca-piracy"
    assert live.manager.workshop.room.game["playing"]
    chair.tell(do="reset")
    until(lambda: not stage.evaluate("shared.room.playing"))
    stage.locator("#preset").select_option("baseline")  # without a game nobody is asked
    until(lambda: stage.evaluate("shared.state.now.base") == "baseline")
    stage.locator("#preset").select_option("malacca-piracy")
    until(lambda: stage.evaluate("shared.state.now.base") == "malacca-piracy")


def test_what_is_typed_on_the_console_stays_while_the_room_moves(look, live):
    live.facilitator().tell(do="reset")
    console = look("/console")
    phone = live.client()
    phone.join("Ana", "IDN")
    console.locator("#begin").click()
    console.locator("#wait").fill("0")
    console.locator("#open:not([disabled])").click()
    console.locator("#come-IDN").fill("7")
    console.locator("#come-MYS").press_sequentially("1")
    number = phone.hear("room", lambda room: room["round"])["round"]["number"]
    phone.tell(do="vote", round=number, come=True)
    until(lambda: "1 of 1 votes are in" in console.locator("main").inner_text())
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
    stage.locator("#tool-share").click()
    stage.locator("#file").set_input_files(tmp_path / "renamed.toml")
    until(lambda: stage.evaluate("shared.state.now.base") == "my-renamed")
    settled(stage)
    stage.locator("#language").select_option("ru")
    titles = "[...document.querySelectorAll('#panel-network g > title')].map((one) => one.textContent)"
    until(lambda: {"Coast guard of Japan", "Индонезия"} <= set(stage.evaluate(titles)))
    turned_to(stage, "told")
    happened = "[...document.querySelectorAll('.timeline .happened title')].map((one) => one.textContent)"
    until(lambda: "Цунами и мир в Ачехе" in stage.evaluate(happened))
    assert set(stage.evaluate(happened)) <= {"Цунами и мир в Ачехе", "A hijacking of mine"}
    stage.locator("#language").select_option("en")


def test_the_hand_out_is_one_page_and_one_file_that_needs_no_network(stage, browser, tmp_path):
    turned_to(stage, "handout")
    colours = "[...document.querySelectorAll('.sheet path')].map((one) => getComputedStyle(one).fill + getComputedStyle(one).stroke)"
    on_paper = stage.evaluate(colours)
    stage.locator("#theme").select_option("dark")
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
    assert "Held" in offline.locator("body").inner_text() or "held" in offline.locator("body").inner_text()
    assert len(asked) == 1


def test_languages_are_switched_live(stage):
    stage.locator("#language").select_option("ru")
    assert stage.locator("html").get_attribute("lang") == "ru"
    until(lambda: "из 100 вариантов" in stage.locator("#headline").inner_text())
    assert stage.get_by_role("button", name="Отменить").count() == 1
    for view in ("futures", "told", "room", "handout"):
        turned_to(stage, view)
        english = re.findall(r"\b[a-z]{4,}\b", stage.locator("main").inner_text())
        assert [word for word in english if word not in ("join", "http")] == []
    stage.locator("#language").select_option("en")


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
    page.locator("#language").select_option(language)
    page.locator("#theme").select_option(theme)
    page.locator("#panel-network path.land").wait_for(state="attached")
    assert page.evaluate(OVERLAPS, ".grid svg.picture") == []
    assert page.evaluate(CUT) == []
    turned_to(page, "told")
    assert page.evaluate(OVERLAPS, "svg.timeline") == []
    page.context.close()


def test_the_projector_shows_nothing_under_twenty_pixels(stage):
    stage.set_viewport_size({"width": 1920, "height": 1080})
    stage.locator("#theme").select_option("projector")
    for view in ("futures", "told", "room"):
        turned_to(stage, view)
        small = stage.evaluate(
            """() => [...document.querySelectorAll("#page *")].filter((one) =>
                [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) &&
                one.getClientRects().length && parseFloat(getComputedStyle(one).fontSize) < 19.9 && !one.closest("title"))
                .map((one) => [one.tagName, one.className.baseVal ?? one.className, getComputedStyle(one).fontSize])"""
        )
        assert small == []
    assert stage.locator("path.rungline1").first.evaluate("line => getComputedStyle(line).strokeDasharray") != "none"


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_the_stage_meets_wcag(stage, theme):
    stage.locator("#theme").select_option(theme)
    for view in ("futures", "told", "room", "handout"):
        turned_to(stage, view)
        assert violations(stage) == [], (view, theme)
    stage.locator("#tab-futures").click()
    for tool in ("events", "share"):
        stage.locator(f"#tool-{tool}").click()
        assert violations(stage) == [], (tool, theme)


@pytest.mark.parametrize("path", ["/join", "/console", "/guide"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_other_pages_meet_wcag(look, path, scheme):
    page = look(path, code=path == "/console", color_scheme=scheme)
    page.locator({"/join": "#name", "/console": "#begin", "/guide": ".rolecard"}[path]).first.wait_for()
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
            [int(share) for share in re.findall(r"(\d+)\s%", told.get(key, ""))]
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
