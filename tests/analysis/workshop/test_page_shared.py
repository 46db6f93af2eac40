"""What is set, shared by a link, saved in a file or seen by a guest, in a real browser."""

from tests.analysis.workshop.conftest import drawn, settled, until
from tests.analysis.workshop.hand import compared, menu, said, slide, turned_to, url
from trustladder.sim.scenario.scenario import Scenario


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
