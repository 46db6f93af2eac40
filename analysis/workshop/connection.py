"""One open websocket: what it shows, what it may do, and what waits to be sent to it."""

import asyncio
import json
import threading
from contextlib import suppress
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from trustladder.analysis.workshop import tokens
from trustladder.analysis.workshop.limits import TokenBucket, client_address, is_loopback
from trustladder.analysis.workshop.replay import Trajectory

Message = dict[str, Any]
LONGEST_QUEUE, LARGEST_QUEUE = 200, 2_000_000  # messages and characters that wait for a slow reader before it is let go
LATEST_ONLY = ("picture", "room", "state")  # of these only the newest is sent: one that waits gives way to the next
PROXY_HEADERS = ("x-forwarded-for", "forwarded", "x-real-ip", "via")  # what a proxy adds
TRY_AGAIN_LATER = 1013
CLOSING_S = 1.0


class Connection:
    """One open websocket; `view` says what it shows: stage, console or phone."""

    def __init__(self, socket: WebSocket, tunnelled: bool = False) -> None:
        host = socket.client.host if socket.client else ""
        self.socket, self.view, self.rights = socket, "", dict[str, Any]()
        self.address = client_address(host)
        self.exempt = not tunnelled and is_loopback(host) and not any(name in socket.headers for name in PROXY_HEADERS)
        self.replay: Trajectory | None = None  # the future that it was told last
        self.allowance, self.n_refused = TokenBucket(), 0
        self.n_wrong_codes, self.unlocking = 0, False  # codes that were wrong; whether one waits to be tried
        self._queue, self._size = dict[object, str](), 0
        self._wakeup, self._closing = asyncio.Event(), False
        self._cancel_events = dict[str, threading.Event]()
        self.sender = asyncio.create_task(self._run_sender())

    @property
    def facilitates(self) -> bool:
        """Whether it has the facilitator's rights."""
        return bool(self.rights.get("role") == tokens.FACILITATOR)

    @property
    def voter(self) -> str | None:
        """The voter that it speaks for."""
        return self.rights.get("voter") if self.rights.get("role") == tokens.PARTICIPANT else None

    def supersede(self, name: str) -> threading.Event:
        """What tells a long piece of work that it has been asked for anew, and need not go on."""
        if name in self._cancel_events:
            self._cancel_events[name].set()
        self._cancel_events[name] = threading.Event()
        return self._cancel_events[name]

    def send(self, message: Message) -> None:
        """Send a message when the line is free; one who reads too slowly is let go."""
        self.enqueue(str(message["is"]), encode(message))

    def enqueue(self, kind: str, text: str) -> None:
        """Send a packed message when the line is free."""
        if self._closing:
            return
        key = kind if kind in LATEST_ONLY else object()
        self._size += len(text) - len(self._queue.pop(key, ""))
        self._queue[key] = text
        self._wakeup.set()
        if len(self._queue) > LONGEST_QUEUE or (self._size > LARGEST_QUEUE and len(self._queue) > 1):
            self.close()

    def close(self, last: Message | None = None) -> None:
        """Drop what waits, send one last message, and close the line, whether or not anybody reads it."""
        self._queue.clear()
        self._size = 0
        if last is not None:
            self.send(last)
        self._closing = True
        self._wakeup.set()
        asyncio.get_running_loop().call_later(CLOSING_S, self.sender.cancel)

    async def receive(self) -> str | bytes | None:
        """The next message; None once the line is closed by either side."""
        receiving = asyncio.ensure_future(self.socket.receive())
        await asyncio.wait({receiving, self.sender}, return_when=asyncio.FIRST_COMPLETED)
        if self._closing or not receiving.done():
            receiving.cancel()
            return None
        message = receiving.result()
        given: str | bytes | None = message.get("text")
        return message.get("bytes") if given is None else given  # neither comes with the end

    async def wait_open(self, seconds: float) -> bool:
        """Wait, and say whether the line is still open then."""
        await asyncio.wait({self.sender}, timeout=seconds)
        return not self.sender.done()

    async def _run_sender(self) -> None:
        """Send what waits, in order, until the line is to be closed."""
        with suppress(WebSocketDisconnect, RuntimeError):  # the other side, or the server, has closed it
            while self._queue or not self._closing:
                if not self._queue:
                    self._wakeup.clear()
                    await self._wakeup.wait()
                    continue
                text = self._queue.pop(next(iter(self._queue)))
                self._size -= len(text)
                await self.socket.send_text(text)
            await self.socket.close(TRY_AGAIN_LATER)


def encode(message: Message) -> str:
    """A message as it goes over the wire."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
