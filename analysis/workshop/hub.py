"""Everybody who is connected, what each may do, and what each is told. Messages are JSON objects: `do` in, `is` out."""

import asyncio
import json
import secrets
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple

from starlette.websockets import WebSocket, WebSocketDisconnect

from analysis.workshop import tokens
from analysis.workshop.desk import Desk
from analysis.workshop.refusals import Refusal, refusal
from analysis.workshop.told import Life
from sim.ensemble import Cancelled
from sim.errors import InputError

Message = dict[str, Any]
LARGEST_MESSAGE = 32_768  # characters
LARGEST = 250_000  # of a facilitator, who may bring a scenario file
PER_SECOND, BURST = 60.0, 120.0  # messages of one connection
MOST_CONNECTIONS = 250
LONGEST_SAID = 200  # characters of an error that nobody foresaw
QUEUE = 200  # messages that wait for a slow reader before it is let go
SOON_S = 0.1
GUESSES, GUESS_S = 10, 60.0  # wrong codes before everybody waits a minute


class Order(NamedTuple):
    """What a message asks for: who may ask it, and what is then done."""

    right: str | None
    act: Callable[["Hub", "Connection", Message], Any]
    aside: bool = False  # takes long, and whoever asked can go on meanwhile


class Connection:
    """One open websocket; `view` says what it shows: stage, console or phone."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket, self.view, self.rights = socket, "", dict[str, Any]()
        self.queue: asyncio.Queue[str | None] = asyncio.Queue(QUEUE)
        self.picture: str | None = None  # the newest picture that has not been sent
        self.told: Life | None = None  # the future that it was told last
        self._asked = dict[str, threading.Event]()
        self._allowance, self._when, self.excess = BURST, time.monotonic(), 0

    @property
    def facilitates(self) -> bool:
        """Whether it has the facilitator's rights."""
        return bool(self.rights.get("role") == tokens.FACILITATOR)

    @property
    def voter(self) -> str | None:
        """The voter that it speaks for."""
        return self.rights.get("voter") if self.rights.get("role") == tokens.PARTICIPANT else None

    def may_speak(self) -> bool:
        """Whether its rate of messages is bearable."""
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._when) * PER_SECOND) - 1.0
        self._when = now
        return self._allowance >= 0.0

    def newest(self, name: str) -> threading.Event:
        """What tells a long piece of work that it has been asked for anew, and need not go on."""
        if name in self._asked:
            self._asked[name].set()
        self._asked[name] = threading.Event()
        return self._asked[name]

    def tell(self, message: Message) -> None:
        """Send a message when the line is free; one who reads too slowly is let go."""
        try:
            self.queue.put_nowait(packed(message))
        except asyncio.QueueFull:
            self.leave()

    def show(self, text: str) -> None:
        """Send a picture; one that has not been sent yet is replaced."""
        waiting, self.picture = self.picture is not None, text
        if not waiting:
            try:
                self.queue.put_nowait(None)
            except asyncio.QueueFull:
                self.leave()

    def leave(self) -> None:
        """Make the sender close the line."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.picture = None
        self.queue.put_nowait("")

    async def send_all(self) -> None:
        """Send what waits, in order."""
        while True:
            text = await self.queue.get()
            if text == "":
                await self.socket.close(1013)
                return
            if text is None:
                text, self.picture = self.picture, None
            if text is not None:
                await self.socket.send_text(text)


def packed(message: Message) -> str:
    """A message as it goes over the wire."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False)


class Hub:
    """All connections, and the desk on which the work is done."""

    def __init__(self, desk: Desk, orders: dict[str, Order]) -> None:
        self.desk, self.orders, self.connections = desk, orders, set[Connection]()
        self.busy = asyncio.Lock()  # one long piece of work of the room at a time
        self._wrong: list[float] = []
        self._telling = False
        self._aside = set[asyncio.Task[None]]()

    async def serve(self, socket: WebSocket) -> None:
        """Talk with one connection until it leaves."""
        await socket.accept()
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.close(1013)
            return
        here = Connection(socket)
        self.connections.add(here)
        sender = asyncio.create_task(here.send_all())
        try:
            while True:
                await self.hear(here, await socket.receive_text())
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            self.connections.discard(here)
            sender.cancel()
            self.tell_room_soon()

    async def hear(self, here: Connection, text: str) -> None:
        """Do what a message asks, or refuse it; nobody else notices."""
        if not here.may_speak():
            here.excess += 1
            return here.leave() if here.excess > BURST else here.tell(refusal("", Refusal("too-fast")))
        message = understood(text) if len(text) <= (LARGEST if here.facilitates else LARGEST_MESSAGE) else None
        if message is None:
            return here.tell(refusal("", Refusal("malformed")))
        name = message["do"]
        order = self.orders.get(name)
        if order is None:
            return here.tell(refusal(name[:40], Refusal("unknown")))
        if order.right == tokens.FACILITATOR and not here.facilitates:
            return here.tell(refusal(name, Refusal("not-allowed")))
        if order.right == tokens.PARTICIPANT and here.voter is None:
            return here.tell(refusal(name, Refusal("not-allowed")))
        work = self.obey(order, here, message)
        return self.put_aside(work) if order.aside else await work

    def put_aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on listening while something is worked on."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def obey(self, order: Order, here: Connection, message: Message) -> None:
        """Do what an order says, or refuse it."""
        name = message["do"]
        try:
            done = order.act(self, here, message)
            if asyncio.iscoroutine(done):
                await done
        except Cancelled:
            pass
        except InputError as error:
            here.tell(refusal(name, error))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            here.tell(refusal(name, Refusal("malformed")))
        except Exception as error:  # what goes wrong for one must not end the line, or be kept from who asked
            here.tell(refusal(name, Refusal("engine", said=f"{type(error).__name__}: {error}"[:LONGEST_SAID])))

    # --- telling ---

    def tell_all(self, message: Message, *views: str) -> None:
        """Tell everybody whose view is among these."""
        for connection in self.connections:
            if connection.view in views:
                connection.tell(message)

    def show(self, picture: str) -> None:
        """Show a picture, already packed, on every stage."""
        for connection in list(self.connections):
            if connection.view == "stage":
                connection.show(picture)

    def tell_state(self) -> None:
        """Tell everybody what is set."""
        self.tell_all({"is": "state", **self.desk.session.state()}, "stage", "console")

    def tell_room(self) -> None:
        """Tell everybody how the game stands; each phone also what is its own."""
        public = self.desk.room_state(self.present())
        for connection in list(self.connections):
            if connection.view == "phone":
                connection.tell({**public, "me": self.desk.own_state(connection.voter)})
            elif connection.view == "console" and connection.facilitates:
                connection.tell({**public, "console": self.desk.console_state(self.present())})
            elif connection.view:
                connection.tell(public)

    def tell_room_soon(self) -> None:
        """Tell everybody in a moment: sixty votes at once are told of a few times, not sixty."""
        if not self._telling:
            self._telling = True
            asyncio.get_running_loop().call_later(SOON_S, self._tell_now)

    def _tell_now(self) -> None:
        self._telling = False
        self.tell_room()

    def present(self) -> set[str]:
        """The voters whose phones are connected."""
        return {connection.voter for connection in self.connections if connection.voter is not None}

    # --- rights ---

    def unlock(self, code: object) -> str:
        """A facilitator's token for the right code. Raises Refusal; after too many wrong ones, for a while."""
        now = time.monotonic()
        self._wrong = [when for when in self._wrong if now - when < GUESS_S]
        if len(self._wrong) >= GUESSES:
            raise Refusal("code-wait")
        if not isinstance(code, str) or not secrets.compare_digest(code.encode(), self.desk.store.code.encode()):
            self._wrong.append(now)
            raise Refusal("code-wrong")
        return self.desk.facilitator_token()


def understood(text: str) -> Message | None:
    """A message, None where it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) and isinstance(message.get("do"), str) else None
