"""Everybody who is connected, what each may do, and what each is told. Messages are JSON objects: `do` in, `is` out."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

from starlette.websockets import WebSocket

from trustladder.analysis.workshop import limits, messages, tokens
from trustladder.analysis.workshop.connection import Connection, Message
from trustladder.analysis.workshop.desk import Desk
from trustladder.analysis.workshop.limits import Allowance, Guesses
from trustladder.analysis.workshop.refusals import Refusal, refusal
from trustladder.sim.engine import Cancelled
from trustladder.sim.scenario.errors import InputError

SOON_S = 0.1
log = logging.getLogger(__name__)


class Order(NamedTuple):
    """What a message asks for: who may ask it, what is then done, and what must come with it."""

    right: str | None
    act: Callable[["Hub", Connection, Any], Any]
    model: type[messages.Message] = messages.Message
    aside: bool = False  # takes long, and whoever asked can go on meanwhile
    cost: float = 1.0  # for how many messages it counts: what guests may ask for is rationed by what it takes


class Hub:
    """All connections, and the desk on which the work is done."""

    def __init__(self, desk: Desk, orders: dict[str, Order], tunnelled: bool = False) -> None:
        self.desk, self.orders, self.tunnelled = desk, orders, tunnelled
        self.connections = dict[Connection, None]()  # the oldest first
        self.unknown = dict[Connection, None]()  # for whom there is room only where they facilitate
        self.busy = asyncio.Lock()  # one long piece of work of the room at a time
        self.guesses, self.codes = Guesses(), Allowance(limits.CODES_PER_SECOND, limits.CODES_BURST)
        self.seats_from = dict[str, str]()  # voter -> address
        self._allowances = WeakValueDictionary[str, Allowance]()  # of voters
        self._telling = False
        self._aside = set[asyncio.Task[None]]()

    async def serve(self, socket: WebSocket) -> None:
        """Talk with one connection until it leaves."""
        await socket.accept()
        here = Connection(socket, self.tunnelled)
        self.take_in(here)
        try:
            while (text := await here.heard()) is not None:
                await self.hear(here, text)
        finally:
            self.connections.pop(here, None)
            self.unknown.pop(here, None)
            here.sender.cancel()
            self.tell_room_soon()

    async def hear(self, here: Connection, text: str | bytes) -> None:
        """Do what a message asks, or refuse it; nobody else notices."""
        if not here.allowance.spend():
            here.excess += 1
            return here.leave() if here.excess > limits.BURST else here.tell(refusal("", Refusal("too-fast")))
        name = ""
        try:
            name, given = messages.parsed(text, messages.LARGEST if here.facilitates else messages.LARGEST_OF_GUEST)
            order = self.order(here, name)
            message = messages.understood(order.model, given)
        except Refusal as error:
            return here.tell(refusal(name[:40], error))
        work = self.obey(order, here, name, message)
        return self.put_aside(work) if order.aside else await work

    def order(self, here: Connection, name: str) -> Order:
        """The order of a name. Raises Refusal where there is none, or it is not for this connection."""
        order = self.orders.get(name)
        if order is None:
            raise Refusal("unknown")
        if here in self.unknown and name != "hello":
            raise Refusal("full")
        right = {tokens.FACILITATOR: here.facilitates, tokens.PARTICIPANT: here.voter is not None}
        if order.right is not None and not right[order.right]:
            raise Refusal("not-allowed")
        if not here.facilitates and not here.allowance.spend(order.cost - 1.0):
            raise Refusal("too-fast")
        return order

    def put_aside(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on listening while something is worked on."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def obey(self, order: Order, here: Connection, name: str, message: messages.Message) -> None:
        """Do what an order says, or refuse it; what nobody foresaw is logged, and the line goes on."""
        try:
            done = order.act(self, here, message)
            if asyncio.iscoroutine(done):
                await done
        except Cancelled:
            pass
        except InputError as error:
            here.tell(refusal(name, error))
        except Exception:
            log.exception("%s went wrong", name)
            here.tell(refusal(name, Refusal("wrong")))

    # --- who is here ---

    def guests(self) -> list[Connection]:
        """Everybody but facilitators, the oldest first."""
        return [one for one in self.connections if not one.facilitates]

    def take_in(self, here: Connection) -> None:
        """Let somebody in; beyond the ceilings only for a moment, in which a facilitator can say who it is."""
        guests = self.guests()
        at_address = Counter(one.address for one in guests)[here.address]
        if len(guests) < limits.MOST_GUESTS and at_address < limits.MOST_AT_ADDRESS:
            self.connections[here] = None
            return
        if len(self.unknown) >= limits.MOST_UNKNOWN:
            self.send_away(next(iter(self.unknown)))
        self.unknown[here] = None
        asyncio.get_running_loop().call_later(limits.UNKNOWN_S, self.send_away, here)

    def send_away(self, here: Connection) -> None:
        """Let go of somebody for whom there is no room, unless room was found meanwhile."""
        if here in self.unknown:
            del self.unknown[here]
            here.leave(refusal("hello", Refusal("full")))

    def known(self, here: Connection, rights: dict[str, Any]) -> None:
        """Somebody has shown who it is: what holds for a token holds for all connections with it."""
        here.rights = rights
        if here.facilitates and here in self.unknown:
            del self.unknown[here]
            self.connections[here] = None
        if here.voter is None:
            return
        here.allowance = self._allowances.setdefault(here.voter, here.allowance)
        if self.desk.room.seat(here.voter) is not None:
            self.seats_from[here.voter] = here.address
        same = [one for one in self.connections if one.voter == here.voter]
        for one in same[: -limits.MOST_OF_SEAT]:
            one.leave()

    def may_sit(self, here: Connection) -> None:
        """Raise Refusal where those behind one address have as many seats as they may have."""
        seats = self.desk.room.game["seats"]
        self.seats_from = {voter: address for voter, address in self.seats_from.items() if voter in seats}
        if Counter(self.seats_from.values())[here.address] >= limits.SEATS_AT_ADDRESS:
            raise Refusal("seats-address", most=limits.SEATS_AT_ADDRESS)

    # --- telling ---

    def tell_all(self, message: Message, *views: str) -> None:
        """Tell everybody whose view is among these."""
        for connection in self.connections:
            if connection.view in views:
                connection.tell(message)

    def show(self, picture: str) -> None:
        """Show a picture, already packed, on every stage."""
        for connection in self.connections:
            if connection.view == "stage":
                connection.put("picture", picture)

    def tell_state(self) -> None:
        """Tell everybody what is set."""
        self.tell_all({"is": "state", **self.desk.session.state()}, "stage", "console")

    def tell_room(self) -> None:
        """Tell everybody how the game stands; each phone also what is its own."""
        public = self.desk.room_state(self.present())
        for connection in self.connections:
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

    def wait(self, here: Connection) -> float:
        """Seconds until a code of this connection is tried."""
        return 0.0 if here.exempt else self.guesses.wait(here.wrong, here.address)

    def unlock(self, here: Connection, code: str) -> str:
        """A facilitator's token for the right code. Raises Refusal."""
        if not self.desk.store.opened_by(code):
            here.wrong += 1
            self.guesses.wrong(here.address)
            raise Refusal("code-wrong")
        here.wrong = 0
        self.known(here, {"role": tokens.FACILITATOR})
        return self.desk.facilitator_token()

    async def unlock_later(self, here: Connection, code: str) -> None:
        """Try a code once those that were wrong before it have been waited for. Raises Refusal."""
        wait = self.wait(here)
        if here.trying or (wait > 0.0 and here in self.unknown):
            raise Refusal("code-wait", seconds=round(wait) or 1)
        if wait > 0.0:
            here.trying = True
            here.tell(refusal("unlock", Refusal("code-wait", seconds=round(wait))))
            still_there = await here.waits(wait)
            here.trying = False
            if not still_there:
                return
        here.tell({"is": "unlocked", "token": self.unlock(here, code)})
        self.tell_room()
