"""Intervals on the page, as a browser writes them: their ends read differently wherever they differ."""

from urllib.parse import urlsplit

import pytest

from trustladder.analysis.workshop.pages import HERE

ADDRESS = "http://page.test"


@pytest.fixture(scope="module")
def modules(browser):
    """A blank page that may import the modules of the live page, in English and in Russian."""
    page = browser.new_page()

    def answer(route):
        name = urlsplit(route.request.url).path.lstrip("/")
        kind = "text/javascript" if name else "text/html"
        route.fulfill(body=(HERE / "static" / name).read_text(encoding="utf-8") if name else "", content_type=kind)

    page.route("**/*", answer)
    page.goto(f"{ADDRESS}/")
    yield lambda text, language="en": page.evaluate(
        f"async () => {{ const words = await import('/i18n.js'), ends = await import('/intervals.js'); "
        f"words.use('{language}'); return {text}; }}"
    )
    page.close()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ends.percents(500, 480, 520)", ["50%", "48%", "52%"]),  # as usual where that tells them apart
        ("ends.percents(500, 498, 502)", ["50.0%", "49.8%", "50.2%"]),
        ("ends.margins(-0.004, 0.003, () => 0)", ["0.4", "0.3"]),
        ("ends.margins(0.0401, 0.0404, () => 0)", ["4.01", "4.04"]),
        ("ends.margins(0.004, 0.012, () => 0)", ["0.4", "1.2"]),  # an end that is clear of 0 does not read as 0
        ("ends.margins(0, 0, () => 1)", ["0.0", "0.0"]),  # an interval without width
        ("ends.distinct(words.hundred, 3, 1, 8)", ["0.3", "0.1", "0.8"]),
        ("ends.distinct(words.hundred, 501, 499, 502)", ["50.1", "49.9", "50.2"]),
        ("[words.number(-0.001, 1), words.number(-0.06, 1)]", ["0.0", "-0.1"]),
    ],
)
def test_the_ends_of_an_interval_read_differently_wherever_they_differ(modules, text, shown):
    assert modules(text) == shown


def test_they_are_written_as_the_language_does(modules):
    assert modules("ends.percents(500, 498, 502)", "ru") == ["50,0\u00a0%", "49,8\u00a0%", "50,2\u00a0%"]
    assert modules("ends.margins(-0.004, 0.003, () => 0)", "ru") == ["0,4", "0,3"]
