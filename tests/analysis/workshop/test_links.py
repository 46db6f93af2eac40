"""Links that cannot be opened: of another version, damaged, too long."""

import pytest

from tests.analysis.workshop.conftest import until


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("scenario=malacca-piracy&levers.gone=0.5", "There is no lever levers.gone."),
        ("scenario=malacca-piracy&levers.joint_share=0.5x", "This was not understood."),
        ("scenario=nowhere", "There is no scenario nowhere here."),
        (f"scenario=malacca-piracy&levers.joint_share=%22{'a' * 10_000}%22", "This was not understood."),
    ],
)
@pytest.mark.parametrize("code", [True, False])
def test_a_link_that_cannot_be_opened_says_so_and_shows_what_the_room_has(look, live, link, why, code):
    page = look(f"/#{link}" + (f"&code={live.store.code}" if code else ""), code=False)
    until(lambda: page.locator("#said").inner_text() == f"This link cannot be opened: {why}")
    until(lambda: page.evaluate("Boolean(shared.drawn) && shared.state.now.base === 'malacca-piracy'"))
