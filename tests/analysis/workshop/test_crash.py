"""`kill -9` in the middle of a round: everybody comes back by themselves, and no confirmed vote is lost."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.workshop.conftest import PATIENCE_S, Client, drawn, opened, until
from tests.conftest import ROOT
from trustladder.analysis.cli import status_of
from trustladder.analysis.cli.workshop import announce
from trustladder.analysis.workshop.store import Store


def started(folder, port=0):
    """The command in a process of its own; with it the address and the code that it prints."""
    command = [sys.executable, "-u", "-m", "trustladder", "workshop", "--no-open", "--scenario", "malacca-piracy"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--session", "kept.sqlite"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    address, code = re.search(r"(http://localhost:\d+)/#code=(\d+)", said).groups()
    return process, address, code


def connected(address, view, token=None):
    found = []

    def attempt():
        try:
            found.append(Client(address, view, token))
        except OSError:
            return False
        return True

    until(attempt)
    return found[0]


def test_no_confirmed_vote_is_lost_and_everybody_comes_back(tmp_path, browser):
    process, address, code = started(tmp_path)
    page, stage = opened(browser), opened(browser)
    try:
        stage.goto(f"{address}/#code={code}")
        drawn(stage)
        stage.locator("#levers-attention_floor").press("ArrowRight")
        until(lambda: "levers.attention_floor=0.05" in stage.evaluate("location.href"))
        page.goto(f"{address}/console#code={code}")
        page.locator("#begin").wait_for()
        phones = [connected(address, "phone") for _ in range(20)]
        kept = [phone.join(f"P{number}", "IDN") for number, phone in enumerate(phones)]
        page.locator("#switch-hands").click()  # or the last vote would end it
        page.locator("#begin").click()
        page.locator("details > summary").first.click()
        page.locator("#wait").fill("0")
        page.locator("#seconds").fill("900")
        page.locator("#open:not([disabled])").click()
        number = phones[0].hear("room", lambda room: room["round"])["round"]["number"]
        for phone in phones:
            phone.tell(do="vote", round=number, come=True)
        for phone in phones[:15]:
            phone.hear("voted")
        stage.evaluate("shared.state = null")  # what stands there afterwards has been told anew
        process.send_signal(signal.SIGKILL)
        process.wait()
        until(lambda: page.locator("body.offline").count() == 1)
        assert page.locator("#said").inner_text() == "The connection is lost; it comes back by itself."
        process, address, again = started(tmp_path, port=address.rpartition(":")[2])
        assert again == code
        until(lambda: stage.evaluate("shared.state?.now.settings") == {"levers.attention_floor": 0.05})
        phones = [connected(address, "phone", token) for token in kept]
        mine = [phone.hear("room", lambda room: room["me"])["me"]["voted"] for phone in phones]
        assert all(mine[:15])
        assert phones[0].refused(do="vote", round=number, come=False)["key"] == "voted-already"
        until(lambda: page.locator("body.offline").count() == 0)
        page.locator("#close").click()
        told = phones[0].hear("room", lambda room: room["round"] and not room["round"]["open"])
        assert told["round"]["outcome"]["decided"] == {"IDN": True}
    finally:
        page.close()
        stage.close()
        process.kill()
        process.wait()


def test_ctrl_c_ends_it_at_once(tmp_path):
    process, _, _ = started(tmp_path)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE_S) is not None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scenario", "baselin"), "did you mean baseline?"),
        (("--scenario", "mine.toml"), "the page loads a file"),
        (("--host", "203.0.113.7"), "cannot listen there"),
        (("--host", "no such host"), "cannot listen there"),
        (("--port", "70000"), "--port: 70000; allowed: a whole number from 0 to 65535"),
        (("--session", "folder"), "cannot hold a workshop"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "mine.toml").write_text('title = "Mine"\nquestion = "q"\nextends = "baseline"\n')
    assert status_of(["workshop", "--no-open", "--port", "0", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_two_workshops_do_not_share_a_session_and_none_is_wiped_under_another(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for _ in range(2):  # a new file, and one that was there
        here = Store(Path("kept.sqlite"))
        for more in ((), ("--fresh",)):
            assert status_of(["workshop", "--no-open", "--port", "0", "--session", "kept.sqlite", *more]) == 2
            assert capsys.readouterr().err.endswith("another workshop is using it); name another file with --session\n")
        code = here.code
        here.close()
    again = Store(Path("kept.sqlite"))
    assert again.code == code
    again.close()
    assert Store(Path("kept.sqlite"), fresh=True).code != code


def test_another_file_is_not_taken_for_a_session(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text("title = 'x'")
    assert status_of(["workshop", "--no-open", "--port", "0", "--session", "mine.toml", "--fresh"]) == 2
    assert "not a session" in capsys.readouterr().err
    assert (tmp_path / "mine.toml").read_text() == "title = 'x'"


def test_opening_the_page_to_the_network_says_what_that_opens(capsys):
    announce(["http://192.0.2.7:8765", "http://127.0.0.1:8765", "http://localhost:8765"], "12345678", Path("kept"))
    said = capsys.readouterr().out
    assert "Phones:      http://192.0.2.7:8765/join" in said
    assert "plain HTTP" in said
    announce(["http://127.0.0.1:8765", "http://localhost:8765"], "12345678", Path("kept"))
    assert "not reachable" in capsys.readouterr().out
