"""What a hand does on the page, and what an eye sees there."""

from axe_playwright_python.sync_playwright import Axe

from tests.analysis.workshop.conftest import settled, until

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page):
    """What axe finds wrong by WCAG 2.2 AA, in short."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


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


def opened_meeting(page):
    """Turn to one future and open its last meeting."""
    menu(page, "#tab-told").click()
    until(lambda: page.evaluate("Boolean(shared.told)"))
    page.locator("#step-back").click()
    page.locator(".decision").first.wait_for()
    return page.locator(".decision")


def seated(phone, actor="IDN", language="en"):
    """Take a seat on a phone."""
    phone.locator("#language").select_option(language)
    phone.locator("#name").fill("Ana")
    phone.locator("#actor").select_option(actor)
    phone.locator("form button.first").click()
    phone.locator("#move").wait_for()
