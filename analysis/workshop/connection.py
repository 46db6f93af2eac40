"""Keep one open WebSocket: its view, its rights, and the queue of messages to it."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from trustladder.analysis.workshop import tokens
from trustladder.analysis.workshop.limits import TokenBucket, client_address, is_loopback

if TYPE_CHECKING:
    from trustladder.sim.log import ToldFuture

Message = dict[str, Any]
LONGEST_QUEUE, LARGEST_QUEUE = 200, 2_000_000  # messages and characters queued for a slow reader
LATEST_ONLY = ("picture", "counting", "room", "state")  # kinds of which a newer message replaces a queued one
PROXY_HEADERS = ("x-forwarded-for", "forwarded", "x-real-ip", "via")  # headers that a proxy adds
TRY_AGAIN_LATER = 1013
CLOSING_S = 1.0


class Connection:
    """One open WebSocket; `view` is what it shows: stage, console or phone."""

    def __init__(self, socket: WebSocket, tunnelled: bool = False) -> None:
        host = socket.client.host if socket.client else ""
        self.socket, self.view, self.rights = socket, "", dict[str, Any]()
        self.visible = True  # whether its page is in sight: not minimised, nor behind another tab
        self.address = client_address(host)
        self.exempt = not tunnelled and is_loopback(host) and not any(name in socket.headers for name in PROXY_HEADERS)
        self.replay: ToldFuture | None = None  # the last replicate it asked for
        self.bucket, self.n_refused = TokenBucket(), 0
        self.n_wrong_codes, self.unlocking = 0, False  # whether a code waits to be tried
        self._queue, self._size = dict[object, str](), 0
        self._wakeup, self._closing = asyncio.Event(), False
        self._cancel_events = dict[str, threading.Event]()
        self.sender = asyncio.create_task(self._run_sender())

    @property
    def facilitates(self) -> bool:
        """Return whether it has the facilitator's rights."""
        return bool(self.rights.get("role") == tokens.FACILITATOR)

    @property
    def watches(self) -> bool:
        """Return whether it is a stage in sight of somebody who may move levers."""
        return self.facilitates and self.view == "stage" and self.visible

    @property
    def voter(self) -> str | None:
        """Return the voter that it speaks for, if any."""
        return self.rights.get("voter") if self.rights.get("role") == tokens.PARTICIPANT else None

    def supersede(self, name: str) -> threading.Event:
        """Cancel the running job of this name and return the cancel event of the next one."""
        if name in self._cancel_events:
            self._cancel_events[name].set()
        self._cancel_events[name] = threading.Event()
        return self._cancel_events[name]

    def send(self, message: Message) -> None:
        """Queue a message; a reader that is too slow is disconnected."""
        self.enqueue(str(message["is"]), encode(message))

    def enqueue(self, kind: str, text: str) -> None:
        """Queue an encoded message."""
        if self._closing:
            return
        key = kind if kind in LATEST_ONLY else object()
        self._size += len(text) - len(self._queue.pop(key, ""))
        self._queue[key] = text
        self._wakeup.set()
        if len(self._queue) > LONGEST_QUEUE or (self._size > LARGEST_QUEUE and len(self._queue) > 1):
            self.close()

    def close(self, last: Message | None = None) -> None:
        """Drop the queue, send one last message, and close the socket, whether or not anybody reads it."""
        self._queue.clear()
        self._size = 0
        if last is not None:
            self.send(last)
        self._closing = True
        self._wakeup.set()
        asyncio.get_running_loop().call_later(CLOSING_S, self.sender.cancel)

    async def receive(self) -> str | bytes | None:
        """Return the next message; None once either side has closed the socket."""
        receiving = asyncio.ensure_future(self.socket.receive())
        await asyncio.wait({receiving, self.sender}, return_when=asyncio.FIRST_COMPLETED)
        if self._closing or not receiving.done():
            receiving.cancel()
            return None
        message = receiving.result()
        given: str | bytes | None = message.get("text")
        return message.get("bytes") if given is None else given  # a disconnect has neither

    async def wait_open(self, seconds: float) -> bool:
        """Wait, and return whether the socket is still open then."""
        await asyncio.wait({self.sender}, timeout=seconds)
        return not self.sender.done()

    async def _run_sender(self) -> None:
        """Send the queue in order until the socket is to be closed."""
        with suppress(WebSocketDisconnect, RuntimeError):  # closed by the peer or the server
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
    """Encode a message as compact JSON."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)
