"""A workshop's secrets are its owner's: its file, what SQLite keeps beside it, and what a browser is started with."""

import os
import stat
import threading
import webbrowser
from types import SimpleNamespace

import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.workshop import private, server, store
from trustladder.analysis.workshop.store import Store

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of owner, group and others")


@pytest.fixture(autouse=True)
def generous():
    """A user whose new files everybody may read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def kept(monkeypatch):
    """The command serves nothing; the stores that it opened, which are closed in the end."""
    found = []
    monkeypatch.setattr(server, "create_server", lambda *rest, **options: SimpleNamespace(run=lambda sockets: None))
    monkeypatch.setattr(store, "Store", lambda *rest, **options: found.append(Store(*rest, **options)) or found[-1])
    yield found
    for one in found:
        one.close()


def rights(place):
    return stat.S_IMODE(place.stat().st_mode)


def test_a_session_and_all_that_stands_beside_it_is_its_owners(tmp_path):
    here = Store(tmp_path / "out" / "kept.sqlite")
    here.vote(1, "voter", "KAZ", True)
    found = {place.name: rights(place) for place in (tmp_path / "out").iterdir()}
    here.close()
    assert found == {"kept.sqlite": 0o600, "kept.sqlite-wal": 0o600}
    assert rights(tmp_path / "out") == 0o700
    assert here.warning is None


def test_there_is_no_moment_in_which_others_could_open_it(tmp_path, monkeypatch):
    seen = []
    connect = store.sqlite3.connect

    def observed_groups(place, *rest, **options):
        seen.append(rights(place))
        return connect(place, *rest, **options)

    opened = os.open

    def asked(place, flags, mode=0o777, **options):
        seen.append((bool(flags & os.O_CREAT and flags & os.O_EXCL), mode))
        return opened(place, flags, mode, **options)

    monkeypatch.setattr(store.sqlite3, "connect", observed_groups)
    monkeypatch.setattr(private.os, "open", asked)
    Store(tmp_path / "kept.sqlite").close()
    assert seen == [(True, 0o600), 0o600]


def test_a_folder_that_was_there_stays_as_it_is(tmp_path):
    (tmp_path / "out").mkdir(mode=0o755)
    Store(tmp_path / "out" / "kept.sqlite").close()
    assert rights(tmp_path / "out") == 0o755


def test_an_older_session_that_others_could_read_is_narrowed_and_said_once(tmp_path, monkeypatch, capsys, kept):
    monkeypatch.chdir(tmp_path)
    here = Store(tmp_path / "kept.sqlite")
    code = here.code
    here.close()
    for name in ("kept.sqlite", "kept.sqlite-wal"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    for times in (1, 0):
        assert status_of(["workshop", "--no-open", "--port", "0", "--session", "kept.sqlite"]) == 0
        told = capsys.readouterr()
        assert told.err.count("\n") == told.err.count("kept.sqlite: other users") == times
        assert f"#code={code}" in told.out  # nothing is lost
        assert {rights(place) for place in tmp_path.iterdir()} == {0o600}
        kept[-1].close()


def test_rights_that_cannot_be_narrowed_are_said(tmp_path, monkeypatch):
    place = tmp_path / "kept.sqlite"
    Store(place).close()
    place.chmod(0o666)

    def refused(self, mode):
        raise PermissionError

    monkeypatch.setattr(private.Path, "chmod", refused)
    here = Store(place)
    assert here.warning and "cannot be changed" in here.warning
    here.close()


def test_a_browser_is_started_with_a_code_that_opens_once(tmp_path, monkeypatch, kept):
    started = []
    monkeypatch.setattr(webbrowser, "open", started.append)
    monkeypatch.setattr(threading, "Timer", lambda seconds, act, given: SimpleNamespace(start=lambda: act(*given)))
    assert status_of(["workshop", "--port", "0", "--session", str(tmp_path / "kept.sqlite")]) == 0
    (here,) = kept
    ticket = started[0].partition("#code=")[2]
    assert here.code not in started[0]
    assert here.accepts(ticket)
    assert not here.accepts(ticket)
    assert here.accepts(here.code) and here.accepts(here.code)


@pytest.mark.parametrize("wrong", ["", "0", "é", "\x00", "0" * 8, "x" * 200])
def test_another_code_does_not_open(wrong):
    assert not Store(None).accepts(wrong)
