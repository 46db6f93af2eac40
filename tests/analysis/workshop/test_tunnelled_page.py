"""The page in a browser, behind a real proxy that speaks TLS and says where its guests come from."""

import asyncio
import shutil
import ssl
import subprocess
import threading

import pytest

from tests.analysis.workshop.conftest import Live, drawn, opened, until
from trustladder.analysis.workshop.store import Store

GUEST = "198.51.100.7"
CERTIFICATE = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")


class Proxy:
    """TLS outside, plain HTTP inside, one request a connection; every one is said to come from one guest."""

    def __init__(self, folder):
        made = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
        subprocess.run([*CERTIFICATE, *made], check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self.loop, self.port, self.inside = asyncio.new_event_loop(), 0, 0
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        listening = asyncio.start_server(self.relay, "127.0.0.1", 0, ssl=self.context)
        self.server = asyncio.run_coroutine_threadsafe(listening, self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]

    async def relay(self, reader, writer):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        head = head.replace(b"Connection: keep-alive", b"Connection: close")
        head = head.replace(b"\r\n", f"\r\nX-Forwarded-For: {GUEST}\r\n".encode(), 1)
        from_inside, into = await asyncio.open_connection("127.0.0.1", self.inside)
        into.write(head)
        await asyncio.gather(handed_on(reader, into), handed_on(from_inside, writer))

    def stop(self):
        self.loop.call_soon_threadsafe(self.loop.stop)


async def handed_on(reader, writer):
    try:
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        writer.close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
def test_a_facilitator_behind_a_tunnel_moves_a_lever_and_a_phone_takes_a_seat(tmp_path, browser):
    proxy = Proxy(tmp_path)
    public = f"https://localhost:{proxy.port}"
    here = Live(Store(tmp_path / "kept.sqlite"), "malacca-piracy", proxies=["127.0.0.1"], public=public)
    proxy.inside = here.sockets[0].getsockname()[1]
    stage, phone = (opened(browser, ignore_https_errors=True) for _ in range(2))
    try:
        for _ in range(1000):
            here.manager.backoff.record_failure("203.0.113.9")  # somebody else guesses
        stage.goto(f"{public}/#code={here.store.code}")
        drawn(stage)
        stage.locator("#levers-attention_floor").press("ArrowRight")
        until(lambda: here.manager.workshop.session.now["settings"] == {"levers.attention_floor": 0.05})
        phone.goto(f"{public}/join")
        phone.locator("#name").fill("Ana")
        phone.locator("form button.first").click()
        until(lambda: [name for name, _ in here.manager.workshop.room.game["seats"].values()] == ["Ana"])
        assert {one.address for one in list(here.manager.connections)} == {GUEST}
    finally:
        stage.close()
        phone.close()
        here.stop()
        proxy.stop()
