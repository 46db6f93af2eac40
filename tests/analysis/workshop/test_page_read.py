"""The page as it is read: in either language, printed, on any screen, and by everybody."""

import re

import pytest

from tests.analysis.workshop.conftest import drawn, opened, settled, until
from tests.analysis.workshop.hand import (
    IN_VIEW,
    menu,
    opened_meeting,
    turned_to,
    violations,
)
from trustladder.sim.scenario.scenario import Scenario


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


BEYOND_RAILS = """() => [...document.querySelectorAll("svg.ladder")].flatMap((svg) => {
    const rails = [...svg.querySelectorAll(".rail")].map((one) => one.getBoundingClientRect().left);
    return [...svg.querySelectorAll(".gatesays")].filter((one) => one.getBoundingClientRect().right > Math.max(...rails))
        .map((one) => one.textContent);
})"""


def test_what_a_ladder_waits_for_stays_between_its_rails_in_both_languages(stage):
    for language in ("ru", "en"):
        menu(stage, "#language").select_option(language)
        until(lambda told=language: stage.locator("html").get_attribute("lang") == told)
        assert stage.locator("svg.ladder .gatesays").count() > 0
        assert stage.evaluate(BEYOND_RAILS) == []


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
