"""What stands together on the page agrees: parts and their sum, the ladder and the headline, and nothing is cut."""

import re
import threading

import pytest

from tests.analysis.workshop.conftest import Live, drawn, opened, settled, until
from tests.analysis.workshop.hand import menu, said, slide, turned_to
from tests.analysis.workshop.test_page_read import OVERLAPS
from trustladder.analysis.workshop.store import Store

SIZES = {"phone": {"width": 375, "height": 667}, "laptop": {"width": 1366, "height": 768}}


@pytest.fixture
def looked(shown, baseline):
    """Open the baseline without changes, in a language and on a screen."""

    def page(language, size):
        baseline.facilitator().tell(do="show", look={"base": "baseline"})
        found = shown(**SIZES[size], language=language)
        settled(found)
        return found

    return page


def refused(page, part):
    """Refusals of 100 invitations, in all and by reason, as they stand on the page: as today, or as they are set."""
    shown = page.locator(".refusals .v").all_inner_texts()
    return [int(text.split(" → ")[part].replace("<1", "0")) for text in shown]


def test_refusals_by_reason_add_up_to_all_refusals(stage):
    total, *parts = refused(stage, 0)
    assert sum(parts) == total
    slide(stage, "levers-joint_share", 1.0)
    settled(stage)
    for part in (0, -1):
        total, *parts = refused(stage, part)
        assert sum(parts) == total


@pytest.mark.parametrize(
    ("language", "alone", "now", "says"),
    [
        ("en", "as kept (A)", "as set now", "Orange: what was kept as A (Aid given jointly: 100%)."),
        ("ru", "как запомнили (A)", "как задано теперь", "то, что запомнили как A (Совместная помощь: 100\u00a0%)."),
    ],
)
def test_what_is_kept_is_called_so_wherever_it_stands(stage, language, alone, now, says):
    menu(stage, "#language").select_option(language)
    slide(stage, "levers-joint_share", 1.0)
    settled(stage)
    kept = said(stage, "headline")
    stage.locator("#tool-keep-a").click()
    figure, sub = stage.locator(".figure"), stage.locator(".asked p")
    until(lambda: alone in figure.inner_text())
    assert stage.get_by_test_id("headline-today").count() == 0 and said(stage, "headline") == kept
    assert says in sub.inner_text() and "nobody" not in figure.inner_text()
    slide(stage, "levers-joint_share", 0.12)
    settled(stage)
    until(lambda: stage.get_by_test_id("headline-today").count() == 1)
    assert said(stage, "headline-today") == kept
    assert figure.inner_text().index(alone) < figure.inner_text().index(now)
    assert says in sub.inner_text() and "change" not in sub.inner_text() + figure.inner_text()
    named = stage.locator("[data-testid=ladder] title").all_text_contents()
    assert named and all(f"; {alone} " in one for one in named)
    stage.locator("#tool-drop-a").click()
    until(lambda: alone not in figure.inner_text())


def test_parts_are_rounded_to_their_sum_and_alike_ones_alike(stage):
    parts = "([parts, sum, before]) => import('/static/i18n.js').then((m) => m.apportioned(parts, sum, before))"
    assert stage.evaluate(parts, [[20.6, 4.6, 10.6, 2.4], 38, None]) == [21, 5, 10, 2]
    assert stage.evaluate(parts, [[19.55, 4.5, 9.25, 1.7], 35, None]) == [20, 4, 9, 2]
    assert stage.evaluate(parts, [[19.55, 4.5, 9.25, 1.7], 35, [21, 5, 11, 1]]) == [20, 5, 9, 1]  # no new refusals
    assert stage.evaluate(parts, [[8.9, 4.4, 5.8, 0.9], 20, [21, 5, 11, 1]]) == [9, 4, 6, 1]  # nor is a change hidden
    whole = "milli => import('/static/i18n.js').then((m) => m.whole(milli))"
    assert [stage.evaluate(whole, milli) for milli in (385, 385.2, 384.8, 375)] == [38, 39, 38, 38]


def test_the_ladder_has_the_number_of_the_headline(stage):
    legend = stage.locator("#panel-ladder .key")
    assert " ".join(legend.inner_text().split()).startswith(said(stage, "headline") + " lasting: at least ")
    assert stage.locator("[data-testid=ladder] .notch").count() == 1
    slide(stage, "levers-joint_share", 1.0)
    settled(stage)
    now, was = said(stage, "headline"), said(stage, "headline-today")
    assert legend.inner_text().split()[:2] == [now, f"({was})"]
    places = "[...document.querySelectorAll('[data-testid=ladder] .notch')].map((one) => [one.x.baseVal.value + one.width.baseVal.value / 2, Number(document.querySelector('[data-testid=ladder] .track').getAttribute('x1')), Number(document.querySelector('[data-testid=ladder] .track').getAttribute('x2'))])"
    shares = stage.evaluate("[shared.drawn.b.chance[0], shared.drawn.a.chance[0]]")
    for (x, left, right), share in zip(stage.evaluate(places), shares, strict=True):
        assert x == pytest.approx(left + (right - left) * share / 1000, abs=0.5)


def test_a_lever_that_is_released_leaves_the_bar_and_changes_the_address_once_it_is_drawn(stage):
    stage.evaluate("() => { document.getElementById('tab-trust').mine = true; }")
    slide(stage, "levers-joint_share", 0.9)
    settled(stage)
    assert stage.evaluate("document.getElementById('tab-trust').mine === true")
    assert stage.locator("#tool-undo").is_enabled() and "levers.joint_share=0.9" in stage.url
    menu(stage, "#tool-undo").click()
    until(lambda: "joint_share" not in stage.evaluate("location.href"))
    assert stage.evaluate("document.getElementById('tab-trust').mine === true")
    assert stage.locator("#tool-redo").is_enabled()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_first_screen_of_a_laptop_needs_no_scrolling(looked, language):
    page = looked(language, "laptop")
    for value in (None, 0.61):
        if value:
            slide_plain(page, value)
        bottom = "one => one.getBoundingClientRect().bottom"
        for part in (".refusals", "#panel-ladder", "#tool-keep-a"):
            assert page.locator(part).evaluate(bottom) <= SIZES["laptop"]["height"], (part, value)
    assert page.locator("#head").bounding_box()["height"] < 60


def slide_plain(page, value):
    """Move the first plain lever, and leave the deeper ones shut."""
    page.locator("#levers-joint_share").evaluate(
        "(one, value) => { one.value = value; one.dispatchEvent(new Event('change', { bubbles: true })); }", value
    )
    until(lambda: "levers.joint_share" in page.evaluate("location.href"))
    settled(page)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_on_a_phone_nothing_is_cut(looked, language):
    page = looked(language, "phone")
    ground = "[...document.querySelectorAll('[data-testid=ladder] .rungpart')].map((one) => getComputedStyle(one).paintOrder)"
    assert all(order.startswith("stroke") for order in page.evaluate(ground))  # no rail runs through a name
    turned_to(page, "security")
    until(lambda: page.evaluate(OVERLAPS, "#panel-security svg.picture") == [], wait=5.0)  # once it has its size
    turned_to(page, "trust")
    page.locator("path.past").first.wait_for(state="attached")
    apart = """[...document.querySelectorAll("#panel-trust .legend .key")].filter((one) => {
        const text = document.createRange();
        text.selectNodeContents(one.lastChild);
        return text.getBoundingClientRect().left < one.querySelector("svg").getBoundingClientRect().right;
    }).length"""
    assert page.evaluate(apart) == 0  # a text stands beside its sign, never under it
    turned_to(page, "handout")
    for tool in ("#print", "#save-html"):
        box = page.locator(tool).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= SIZES["phone"]["width"]
    turned_to(page, "told")
    for month in (80, 150, 239):
        page.locator("#told-month").evaluate(
            "(one, month) => { one.value = month; one.dispatchEvent(new Event('input')); }", month
        )
        assert page.locator(".happened-last").evaluate("one => one.scrollHeight <= one.clientHeight + 1")
        assert page.locator(".happened-last li").count() >= 1


def test_no_sentence_of_a_told_future_is_cut_on_a_laptop(looked):
    page = looked("ru", "laptop")
    turned_to(page, "told")
    for month in range(0, 240, 30):
        page.locator("#told-month").evaluate(
            "(one, month) => { one.value = month; one.dispatchEvent(new Event('input')); }", month
        )
        assert page.locator(".happened-last").evaluate("one => one.scrollHeight <= one.clientHeight + 1"), month
        last = page.locator(".happened-last li").last.inner_text()
        assert last.endswith((".", "…"))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("size", SIZES)
def test_names_of_forums_are_whole_and_leave_the_lanes_free(looked, size, language):
    page = looked(language, size)
    turned_to(page, "told")
    page.locator(".told svg.picture rect.meet").first.wait_for(state="attached")
    found = page.evaluate(
        """() => {
        const svg = document.querySelector(".told svg.picture"), lanes = Number(svg.querySelector("line.base").getAttribute("x1"));
        const names = [...svg.querySelectorAll(".rowname:not([text-anchor])")];
        return { cut: names.filter((one) => one.textContent.includes("…")).length, many: names.length,
                 over: names.filter((one) => one.getComputedTextLength() > lanes).length };
    }"""
    )
    assert found["many"] >= 9 and (found["cut"], found["over"]) == (0, 0)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_ladder_of_the_hand_out_stays_within_it_and_has_its_colours_on_paper(looked, language):
    page = looked(language, "laptop")
    turned_to(page, "handout")
    outside = """[...document.querySelectorAll(".sheet svg.ladder text")].filter((one) => {
        const [box, frame] = [one, one.ownerSVGElement].map((each) => each.getBoundingClientRect());
        return box.left < frame.left - 1 || box.right > frame.right + 1;
    }).map((one) => one.textContent)"""
    assert page.evaluate(outside) == []
    colours = """[...document.querySelectorAll(".sheet svg *")].map((one) => getComputedStyle(one).fill + getComputedStyle(one).stroke)"""
    on_paper = page.evaluate(colours)
    menu(page, "#theme").select_option("dark")
    until(lambda: page.evaluate(colours) == on_paper)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_a_part_of_the_ladder_waits_for_is_neither_squeezed_nor_cut(looked, language):
    page = looked(language, "laptop")
    slide_plain(page, 0.61)  # two numbers beside a rung leave the least room
    gates = """() => [...document.querySelectorAll("svg.ladder")].filter((one) => one.checkVisibility()).map((svg) => [...svg.querySelectorAll(".gatesays")].map((one) => {
        const squeezed = one.hasAttribute("textLength"), beyond = one.getBoundingClientRect().right > svg.getBoundingClientRect().right + 1;
        return [parseFloat(getComputedStyle(one).fontSize), squeezed || beyond];
    }))"""
    for theme, least in (("light", 11), ("projector", 20)):
        menu(page, "#theme").select_option(theme)
        for width, height in ((1280, 720), (1366, 768), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            until(
                lambda least=least: (
                    page.evaluate(gates)[0] and all(size >= least for size, _ in page.evaluate(gates)[0])
                )
            )
            until(lambda: not any(wrong for _, wrong in page.evaluate(gates)[0]))
    turned_to(page, "handout")
    until(lambda: page.evaluate(gates)[0] and not any(wrong for _, wrong in page.evaluate(gates)[0]))


def test_an_axis_has_a_base_and_percent_as_the_sentences_write_it(stage):
    frame = """({ low, high }) => import("/static/charts/axes.js").then(({ Frame }) => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        new Frame(svg, { first: 0, months: 240, low, high }).axes();
        return [[...svg.querySelectorAll("line.base")].filter((one) => one.getAttribute("y1") === one.getAttribute("y2")).length, svg.textContent];
    })"""
    for low, high in ((300, 900), (0, 1000)):
        bases, text = stage.evaluate(frame, {"low": low, "high": high})
        assert bases == 1
        assert "%" in text and "\u00a0" not in text  # English writes 57%


def test_what_one_answer_changes_is_not_said_of_the_same_number(stage):
    told = """([was, now]) => import("/static/fork.js").then(({ forkPanel }) => {
        const { aim, forums, actors } = shared.scenario, none = { a: 0, b: 0, low: 0, high: 0, higher: 0, lower: 0 };
        const fork = { changed: [[0, Object.keys(forums)[0], aim, actors[0].id, true]], futures: 400, already: true, at: [0, 1], held: [[0, 0], [0, 0]],
            was: { formed: 1, success: was }, now: { formed: 1, success: now }, figures: { region_held: none, [`trust_region.${aim}`]: none, activities_succeeded: none } };
        return forkPanel(fork, shared.scenario).map((one) => one.textContent).join(" ");
    })"""
    assert "in 45% of the cases, with the change and without" in stage.evaluate(told, [0.451, 0.449])
    assert "in 52% of the cases instead of 45%" in stage.evaluate(told, [0.451, 0.52])


def test_the_hand_out_rounds_shares_as_the_headline_does(stage):
    tried = """() => import("/static/handout.js").then(({ Handout }) => {
        const one = new Handout(shared), { now } = shared.state;
        one.place.hidden = true;
        one.remember({ now, b: { chance: [445, 400, 490] } });
        one.remember({ now: { ...now, settings: { "levers.joint_share": 0.5 } }, b: { chance: [500, 450, 550] } });
        return one.triedList(shared.scenario).map((each) => each.textContent).join(" ");
    })"""
    assert stage.evaluate(tried).endswith(": 44%")


def test_events_stand_in_rows_of_one_height(stage):
    stage.locator("#tool-events").click()
    assert (
        len(set(stage.evaluate("[...document.querySelectorAll('.shocks button')].map((one) => one.offsetHeight)"))) == 1
    )


def test_a_scene_that_is_counted_shows_nothing_of_the_scene_before(browser, tmp_path, monkeypatch):
    live = Live(Store(tmp_path / "kept.sqlite"), "baseline")
    page = opened(browser, viewport={"width": 1280, "height": 720})
    try:
        page.goto(f"{live.address}/#code={live.store.code}")
        drawn(page)
        menu(page, "#tool-story").click()
        page.locator("#story-next").click()
        page.locator("#story-show").click()
        page.locator("#story-next").click()
        until(lambda: "Step 3 of 9" in page.locator("#story").inner_text())
        go_on, picture = threading.Event(), live.manager.workshop.visits._picture
        monkeypatch.setattr(live.manager.workshop.visits, "_picture", lambda *views: (go_on.wait(), picture(*views))[1])
        page.locator("#story-next").click()
        until(lambda: "Counting 1,000 futures." in page.locator("#story").inner_text())
        assert page.locator("svg.guessdots circle").count() == 0
        go_on.set()
        until(lambda: page.locator("svg.guessdots circle").count() == 100)
    finally:
        page.context.close()
        live.stop()


def test_the_link_to_share_follows_what_is_set_while_it_is_open(stage):
    menu(stage, "#tool-share").click()
    link, code = stage.locator("#link"), stage.locator(".codes figure").first.locator(".qr")
    code.wait_for()
    before, settings = code.evaluate("one => one.outerHTML"), "levers.joint_share=0.9"
    assert settings not in link.input_value()
    slide(stage, "levers-joint_share", 0.9)
    until(lambda: settings in link.input_value())
    until(lambda: code.count() == 1 and code.evaluate("one => one.outerHTML") != before, wait=20)
    label = code.evaluate("one => one.getAttribute('aria-label') ?? one.textContent")
    assert label.endswith(link.input_value()) and stage.locator(".codes .qr").count() == 2
    stage.evaluate("navigator.clipboard.writeText = (text) => { window.taken = text; return Promise.resolve(); }")
    stage.locator("#panel button:has-text('Copy')").click()
    assert stage.evaluate("window.taken") == link.input_value()
    menu(stage, "#tool-undo").click()
    until(lambda: settings not in link.input_value())
    until(lambda: code.count() == 1 and code.evaluate("one => one.outerHTML") == before, wait=20)


def test_on_a_phone_the_link_to_a_refusal_is_large_enough_for_a_finger(looked):
    page = looked("en", "phone")
    assert page.locator(".because .link").bounding_box()["height"] >= 44


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_box_to_tick_and_its_name_stand_in_one_row(looked, language):
    page = looked(language, "laptop")
    turned_to(page, "told")
    for width in (683, 390, 500, 820, 1024, 1366):
        page.set_viewport_size({"width": width, "height": 384})
        box, label = page.locator("#only-aim").bounding_box(), page.locator("label:has(#only-aim)").bounding_box()
        assert label["y"] <= box["y"] and box["y"] + box["height"] <= label["y"] + label["height"]
        assert label["height"] < 48 and label["x"] + label["width"] <= width
    page.locator("label:has(#only-aim)").click(position={"x": 60, "y": 20})
    assert page.locator("#only-aim").is_checked()


def test_the_median_date_and_the_seed_are_said_in_plain_russian(looked):
    page = looked("ru", "laptop")
    turned_to(page, "arrival")
    title = page.locator("#panel-arrival h1")
    when = r"медианный срок – [а-я]+ \d{4}\u00a0г\.$"
    until(lambda: re.search(rf"достигается в \d+ из 100 вариантов; {when}", title.inner_text()))
    slide_plain(page, 0.61)
    until(lambda: re.search(rf"вместо \d+ \(как сейчас\); {when}", title.inner_text()))
    turned_to(page, "handout")
    made = page.locator(".sheet p").last.inner_text()
    assert re.search(r"^Подготовлено в Trustladder .+; набор случайных чисел №\u00a0\d+\.$", made)
    assert page.locator(".sheet").evaluate("one => one.scrollHeight <= one.clientHeight + 1")
