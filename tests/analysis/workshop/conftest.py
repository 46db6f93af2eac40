"""A live server, and a real browser to look at it with."""

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from websockets.sync.client import ClientConnection, connect

from trustladder.analysis.workshop import worker
from trustladder.analysis.workshop.limits import CodeBackoff
from trustladder.analysis.workshop.server import browser_addresses, create_server, listen
from trustladder.analysis.workshop.store import Store

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
TUNNEL, PUBLIC = "127.0.0.1", "https://room.example.org"
HOTEL, ELSEWHERE = "198.51.100.7", "203.0.113.9"
PATIENCE_S = 240.0  # what a busy machine may need; nobody waits longer than for what comes


class Live:
    """A workshop that runs in this process."""

    def __init__(self, store: Store, scenario: str, **reached: Any) -> None:
        self.store, self.sockets = store, listen("127.0.0.1", 0)
        self.clients: list[Client] = []
        self.address = browser_addresses(self.sockets)[0]
        self.server = create_server(store, scenario, self.sockets, **reached)
        self.thread = threading.Thread(target=self.server.run, args=(self.sockets,), daemon=True)
        self.thread.start()
        until(lambda: self.server.started)

    @property
    def manager(self) -> Any:
        return self.server.config.app.state.manager

    def client(self, view: str = "phone", token: str | None = None, **options: Any) -> "Client":
        self.clients.append(Client(self.address, view, token, **options))
        return self.clients[-1]

    def facilitator(self, view: str = "console") -> "Client":
        return self.client(view, self.manager.workshop.facilitator_token())

    def leave(self) -> None:
        """Everybody who came by `client` goes."""
        for client in self.clients:
            client.line.close_socket()
        self.clients.clear()
        until(lambda: not self.manager.connections and not self.manager.pending)

    def stop(self) -> None:
        for client in self.clients:
            client.line.close_socket()
        self.server.should_exit = True
        self.thread.join(timeout=PATIENCE_S)
        self.store.close()


class Client:
    """A phone, or anybody else, that speaks to the server without a browser."""

    def __init__(
        self, address: str, view: str, token: str | None = None, code: str | None = None, **options: Any
    ) -> None:
        self.line = line(address, **options)
        self.tell(do="hello", view=view, token=token, code=code)
        self.welcome = self.hear("welcome")

    def tell(self, **message: Any) -> None:
        self.line.send(json.dumps(message))

    def raw(self, text: str) -> None:
        self.line.send(text)

    def hear(self, kind: str, fits: Callable[[Any], bool] = lambda message: True, wait: float = PATIENCE_S) -> Any:
        """The next message of a kind; everything else is passed over."""
        end = time.monotonic() + wait
        while True:
            message = json.loads(self.line.recv(timeout=max(0.01, end - time.monotonic())))
            if message["is"] == kind and fits(message):
                return message

    def join(self, name: str, actor: str) -> str:
        self.tell(do="join", name=name, actor=actor)
        return self.hear("seat")["token"]

    def refused(self, **message: Any) -> Any:
        """Send what should be refused; the refusal."""
        self.tell(**message)
        return self.hear("refusal")


def line(
    address: str, origin: str | None = None, host: str | None = None, headers: Mapping[str, str] | None = None
) -> ClientConnection:
    """A websocket to an address, under its own name or another, from its own page or another."""
    port = urlsplit(address).port
    return connect(
        f"ws://{host or urlsplit(address).netloc}/ws",
        sock=socket.create_connection(("127.0.0.1", port)),
        origin=origin or address,
        additional_headers=headers,
        max_size=None,
        ping_interval=None,
        compression=None,
    ).__enter__()


def until(true: Callable[[], Any], wait: float = PATIENCE_S) -> None:
    """Wait until something holds; fail where it does not come to hold."""
    end = time.monotonic() + wait
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture
def calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is likely is counted as soon as nobody asks."""
    monkeypatch.setattr(worker, "CALM_S", 0.0)
    monkeypatch.setattr(worker, "LOOK_S", 0.01)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A workshop on the small scenario that has no past, kept in a file."""
    found = Live(Store(tmp_path_factory.mktemp("workshop") / "kept.sqlite"), "malacca-piracy")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A workshop behind a tunnel on this machine, which says where its guests come from."""
    store = Store(tmp_path_factory.mktemp("tunnel") / "kept.sqlite")
    found = Live(store, "malacca-piracy", proxies=[TUNNEL], public=PUBLIC)
    yield found
    found.stop()


@pytest.fixture
def room(tunnel):
    """The workshop behind a tunnel, without guests, seats and wrong codes."""
    tunnel.leave()
    tunnel.manager.backoff = CodeBackoff()
    tunnel.manager.workshop.room.reset()
    return tunnel


def reached(address=HOTEL, **options):
    """How the tunnel hands a guest on: under the tunnel's name, with the address that it comes from."""
    return {"origin": PUBLIC, "host": "room.example.org", "headers": {"X-Forwarded-For": address}, **options}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; a machine without one cannot pass these tests."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "no Chromium: apt-get install chromium, or name it in the variable CHROMIUM"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser: Browser, **options: Any) -> Page:
    """An empty page of a browser that nobody used before, which waits as long as `until`."""
    context = browser.new_context(locale="en-GB", **{"viewport": {"width": 1366, "height": 900}, **options})
    context.set_default_timeout(1000 * PATIENCE_S)
    return context.new_page()


@pytest.fixture
def look(browser: Browser, live: Live) -> Iterator[Callable[..., Page]]:
    """Open a page of the server; every request to another host and every error of a script fails the test."""
    contexts, wrong = [], []

    def open_page(path: str = "/", code: bool = True, **options: Any) -> Page:
        page = opened(browser, **options)
        contexts.append(page.context)
        page.on("request", lambda request: strange(request.url, live.address, wrong))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(live.address + path + (f"#code={live.store.code}" if code else ""))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def strange(url: str, address: str, wrong: list[str]) -> None:
    """Note a request that leaves the server."""
    if not url.startswith((address, address.replace("http", "ws"), "blob:", "data:")):
        wrong.append(f"asked another host: {url}")


def drawn(page: Page) -> None:
    """Wait for the picture of all futures."""
    until(lambda: page.evaluate("Boolean(window.shared?.drawn && shared.facilitates)"))


def settled(page, count=1000):
    """Wait until all futures of what is set are drawn."""
    shown = "JSON.stringify(shared.drawn.now) === JSON.stringify(shared.state.now)"
    until(lambda: page.evaluate(f"Boolean(shared.drawn && {shown}) && shared.drawn.b.futures") == count)


@pytest.fixture(scope="module")
def baseline(tmp_path_factory):
    """A workshop on the baseline, which has a map and most forums."""
    found = Live(Store(tmp_path_factory.mktemp("workshop") / "kept.sqlite"), "baseline")
    yield found
    found.stop()


@pytest.fixture
def shown(browser, baseline):
    """Open the baseline's stage on a screen, in a language."""
    pages = []

    def page(width, height, language="en"):
        found = opened(browser, viewport={"width": width, "height": height})
        found.add_init_script(f"localStorage.setItem('language', '{language}')")
        found.goto(f"{baseline.address}/#code={baseline.store.code}")
        drawn(found)
        pages.append(found)
        return found

    yield page
    for one in pages:
        one.context.close()


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
