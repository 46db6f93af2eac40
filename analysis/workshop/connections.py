"""Manage WebSocket connections: permissions, dispatch and broadcast. Messages are JSON objects: `do` in, `is` out."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from starlette.websockets import WebSocket

from trustladder.analysis.workshop import limits, messages, tokens
from trustladder.analysis.workshop.connection import Connection, Message
from trustladder.analysis.workshop.limits import CodeBackoff, TokenBucket
from trustladder.analysis.workshop.state import WorkshopState
from trustladder.analysis.workshop.user_errors import UserError, error_message
from trustladder.sim.engine import Cancelled
from trustladder.sim.scenario.errors import InputError

BROADCAST_DELAY_S = 0.1
Result = TypeVar("Result")
log = logging.getLogger(__name__)


class Handler(NamedTuple):
    """A kind of message: who may send it, what it must hold, and the function that handles it."""

    role: str | None
    run: Callable[["ConnectionManager", Connection, Any], Any]
    model: type[messages.Message] = messages.Message
    background: bool = False  # long-running: the connection stays responsive
    cost: float = 1.0  # tokens that it takes from a guest's bucket


class ConnectionManager:
    """All open connections, and the state of the workshop that they share."""

    def __init__(self, workshop: WorkshopState, handlers: dict[str, Handler], tunnelled: bool = False) -> None:
        self.workshop, self.handlers, self.tunnelled = workshop, handlers, tunnelled
        self.connections = dict[Connection, None]()  # the oldest first
        self.pending = dict[Connection, None]()  # beyond the limits: admitted only as facilitators
        self.work_lock = asyncio.Lock()  # one long-running job of the room at a time
        self.look_lock = asyncio.Lock()  # and one of those who only look, for whom the room does not wait
        self.backoff, self.qr_codes = CodeBackoff(), TokenBucket(limits.CODES_PER_SECOND, limits.CODES_BURST)
        self.seat_addresses = dict[str, str]()  # voter -> address
        self._buckets = WeakValueDictionary[str, TokenBucket]()  # of voters
        self.dragging: Connection | None = None  # who moves a lever, and has not let go of it
        self._broadcast_due = False
        self._tasks = set[asyncio.Task[None]]()

    async def serve(self, socket: WebSocket) -> None:
        """Serve one connection until either side closes it."""
        await socket.accept()
        connection = Connection(socket, self.tunnelled)
        self.admit(connection)
        try:
            while (text := await connection.receive()) is not None:
                await self.on_message(connection, text)
        finally:
            self.connections.pop(connection, None)
            self.pending.pop(connection, None)
            self.note_watched()
            connection.sender.cancel()
            self.broadcast_room_soon()
            if self.dragging is connection:
                self.publish_change()

    async def on_message(self, connection: Connection, text: str | bytes) -> None:
        """Check a message and dispatch it, or refuse it; other connections are not affected."""
        if not connection.bucket.take():
            connection.n_refused += 1
            return (
                connection.close()
                if connection.n_refused > limits.BURST
                else connection.send(error_message("", UserError("too-fast")))
            )
        name = ""
        try:
            name, given = messages.parse_message(
                text, messages.LARGEST if connection.facilitates else messages.LARGEST_OF_GUEST
            )
            handler = self.handler_for(connection, name)
            message = messages.validate(handler.model, given)
        except UserError as error:
            return connection.send(error_message(name[:40], error))
        work = self.dispatch(handler, connection, name, message)
        return self.spawn(work) if handler.background else await work

    def handler_for(self, connection: Connection, name: str) -> Handler:
        """Return the handler of a message. Raises UserError for an unknown one, or one this connection may not send."""
        handler = self.handlers.get(name)
        if handler is None:
            raise UserError("unknown")
        if connection in self.pending and name != "hello":
            raise UserError("full")
        role = {tokens.FACILITATOR: connection.facilitates, tokens.PARTICIPANT: connection.voter is not None}
        if handler.role is not None and not role[handler.role]:
            raise UserError("not-allowed")
        if not connection.facilitates and not connection.bucket.take(handler.cost - 1.0):
            raise UserError("too-fast")
        return handler

    async def run_alone(self, lock: asyncio.Lock, job: Callable[..., Result], *given: Any) -> Result:
        """Run a long job in a thread, one at a time of those with the same lock; nothing is counted ahead meanwhile."""
        async with lock:
            with self.workshop.worker.undisturbed():
                return await asyncio.to_thread(job, *given)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a handler in the background, so that the connection stays responsive."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def dispatch(self, handler: Handler, connection: Connection, name: str, message: messages.Message) -> None:
        """Run a handler; send its error as a refusal, and log one that is not the user's."""
        try:
            done = handler.run(self, connection, message)
            if asyncio.iscoroutine(done):
                await done
        except Cancelled:
            pass
        except InputError as error:
            connection.send(error_message(name, error))
        except Exception:
            log.exception("%s went wrong", name)
            connection.send(error_message(name, UserError("wrong")))

    # --- admission ---

    def guests(self) -> list[Connection]:
        """Return the connections of everybody but facilitators, the oldest first."""
        return [one for one in self.connections if not one.facilitates]

    def admit(self, connection: Connection) -> None:
        """Add a connection; beyond the limits, keep it for a moment in which a facilitator can identify itself."""
        guests = self.guests()
        at_address = Counter(one.address for one in guests)[connection.address]
        if len(guests) < limits.MOST_GUESTS and at_address < limits.MOST_AT_ADDRESS:
            self.connections[connection] = None
            return
        if len(self.pending) >= limits.MOST_UNKNOWN:
            self.turn_away(next(iter(self.pending)))
        self.pending[connection] = None
        asyncio.get_running_loop().call_later(limits.UNKNOWN_S, self.turn_away, connection)

    def turn_away(self, connection: Connection) -> None:
        """Close a connection that is still pending."""
        if connection in self.pending:
            del self.pending[connection]
            connection.close(error_message("hello", UserError("full")))

    def identify(self, connection: Connection, rights: dict[str, Any]) -> None:
        """Grant rights to a connection; the limits of a token hold for all of its connections together."""
        connection.rights = rights
        self.note_watched()
        if connection.facilitates and connection in self.pending:
            del self.pending[connection]
            self.connections[connection] = None
        if connection.voter is None:
            return
        connection.bucket = self._buckets.setdefault(connection.voter, connection.bucket)
        if self.workshop.room.seat(connection.voter) is not None:
            self.seat_addresses[connection.voter] = connection.address
        same = [one for one in self.connections if one.voter == connection.voter]
        for one in same[: -limits.MOST_OF_SEAT]:
            one.close()

    def check_seats(self, connection: Connection) -> None:
        """Raise UserError where an address has as many seats as it may have."""
        seats = self.workshop.room.game["seats"]
        self.seat_addresses = {voter: address for voter, address in self.seat_addresses.items() if voter in seats}
        if Counter(self.seat_addresses.values())[connection.address] >= limits.SEATS_AT_ADDRESS:
            raise UserError("seats-address", most=limits.SEATS_AT_ADDRESS)

    def note_watched(self) -> None:
        """Note whether a stage is seen by somebody who may move levers."""
        self.workshop.watched = any(one.watches for one in self.connections)

    # --- broadcast ---

    def broadcast(self, message: Message, *views: str) -> None:
        """Send a message to every connection with one of these views."""
        for connection in self.connections:
            if connection.view in views:
                connection.send(message)

    def broadcast_picture(self, kind: str, message: str) -> None:
        """Send an encoded picture, or how much of it is counted, to every stage."""
        for connection in self.connections:
            if connection.view == "stage":
                connection.enqueue(kind, message)

    def broadcast_state(self) -> None:
        """Send what is set to every stage and console."""
        self.broadcast({"is": "state", **self.workshop.session.state()}, "stage", "console")

    def publish_change(self, seen: int = 0, moved: str | None = None) -> None:
        """Broadcast what is set and request its picture, which takes the place of what somebody drags."""
        self.dragging = None
        self.broadcast_state()
        self.workshop.request_picture(self.workshop.session.now, True, seen, moved)

    def broadcast_room(self) -> None:
        """Send the state of the game to everybody; to each phone and console its own part as well."""
        public = self.workshop.room_state(self.connected_voters())
        for connection in self.connections:
            self.send_room(connection, public)

    def send_room(self, connection: Connection, public: Message | None = None) -> None:
        """Send the state of the game to one connection, with its own part; `public` is the part for everybody."""
        public = public or self.workshop.room_state(self.connected_voters())
        if connection.view == "phone":
            own = self.workshop.own_state(connection.voter)
            connection.send({**public, "me": own, "removed": self.workshop.room.is_gone(connection.voter)})
        elif connection.view == "console" and connection.facilitates:
            connection.send({**public, "console": self.workshop.console_state(self.connected_voters())})
        elif connection.view:
            connection.send(public)

    def broadcast_room_soon(self) -> None:
        """Schedule `broadcast_room`, so that many votes at once cause a few broadcasts, not one each."""
        if not self._broadcast_due:
            self._broadcast_due = True
            asyncio.get_running_loop().call_later(BROADCAST_DELAY_S, self._broadcast_room_now)

    def _broadcast_room_now(self) -> None:
        self._broadcast_due = False
        self.broadcast_room()

    def connected_voters(self) -> set[str]:
        """Return the voters whose phones are connected."""
        return {connection.voter for connection in self.connections if connection.voter is not None}

    # --- rights ---

    def unlock_delay(self, connection: Connection) -> float:
        """Return the seconds that a code of this connection has to wait."""
        return 0.0 if connection.exempt else self.backoff.delay(connection.n_wrong_codes, connection.address)

    def unlock(self, connection: Connection, code: str) -> str:
        """Return a facilitator's token for the right code. Raises UserError for a wrong one."""
        if not self.workshop.store.accepts(code):
            connection.n_wrong_codes += 1
            self.backoff.record_failure(connection.address)
            raise UserError("code-wrong")
        connection.n_wrong_codes = 0
        self.identify(connection, {"role": tokens.FACILITATOR})
        return self.workshop.facilitator_token()

    async def unlock_after_delay(self, connection: Connection, code: str) -> None:
        """Try a code after the delay that earlier wrong codes cause. Raises UserError."""
        wait = self.unlock_delay(connection)
        if connection.unlocking or (wait > 0.0 and connection in self.pending):
            raise UserError("code-wait", seconds=round(wait) or 1)
        if wait > 0.0:
            connection.unlocking = True
            connection.send(error_message("unlock", UserError("code-wait", seconds=round(wait))))
            still_there = await connection.wait_open(wait)
            connection.unlocking = False
            if not still_there:
                return
        connection.send({"is": "unlocked", "token": self.unlock(connection, code)})
        self.broadcast_room()
