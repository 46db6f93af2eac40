"""What the stage asks for: looking, changing, comparing, telling one future, files, codes for phones."""

import asyncio
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import segno

from trustladder.analysis.workshop import messages, tokens
from trustladder.analysis.workshop.connection import Connection
from trustladder.analysis.workshop.hub import Hub, Order
from trustladder.analysis.workshop.pages import PAGES
from trustladder.analysis.workshop.refusals import Refusal, refusal
from trustladder.analysis.workshop.scenario_files import read, written
from trustladder.analysis.workshop.session import look_at, look_of
from trustladder.analysis.workshop.told import Decisions, decisions_of, in_full, live, timeline
from trustladder.sim.scenario.scenario import Scenario

LONGEST_LINK = 1200  # bytes of a QR code that a phone still reads from a screen


def hello(hub: Hub, here: Connection, message: messages.Hello) -> None:
    """Somebody opens a page: who it is, and how everything stands."""
    hub.known(here, tokens.rights_of(hub.desk.store.secret, message.token) or {})
    token = None
    if message.code is not None and not here.facilitates:
        token = opened(hub, here, message.code)
    if here in hub.unknown:
        hub.send_away(here)
        return
    here.view = message.view
    here.tell({**hub.desk.welcome(), "facilitates": here.facilitates, "token": token})
    hub.tell_room_soon()
    if hub.desk.picture is not None and here.view == "stage":
        here.tell(hub.desk.picture)


def opened(hub: Hub, here: Connection, code: str) -> str | None:
    """The facilitator's token for the code of a link; None, with a refusal, where it is wrong or has to wait."""
    if hub.wait(here) > 0.0:
        hub.put_aside(hub.obey(ORDERS["unlock"], here, "unlock", messages.Unlock(do="unlock", code=code)))
        return None
    try:
        return hub.unlock(here, code)
    except Refusal as error:
        here.tell(refusal("unlock", error))
        return None


async def unlock(hub: Hub, here: Connection, message: messages.Unlock) -> None:
    """The code of the console gives the facilitator's rights."""
    await hub.unlock_later(here, message.code)


def drag(hub: Hub, here: Connection, message: messages.Moved) -> None:
    """A lever is being moved: a quick picture, which undo does not know."""
    hub.desk.ask(hub.desk.session.changed(message.settings), False, message.seen)


def moved(hub: Hub, seen: int = 0) -> None:
    """Something has changed: tell everybody, and work out the picture."""
    hub.tell_state()
    hub.desk.ask(hub.desk.session.now, True, seen)


def change(hub: Hub, here: Connection, message: messages.Moved) -> None:
    """Levers are let go."""
    session = hub.desk.session
    session.move(session.changed(message.settings))
    moved(hub, message.seen)


def preset(hub: Hub, here: Connection, message: messages.Named) -> None:
    """Another scenario, as it is."""
    switch(hub, look_at(message.name))


def switch(hub: Hub, look: dict[str, Any]) -> None:
    """Another look; where its scenario is another one, every page begins anew."""
    session = hub.desk.session
    before = session.base(session.now["base"])
    session.move(look)
    anew(hub, before)
    moved(hub)


def anew(hub: Hub, before: Scenario) -> None:
    """Where another scenario is open than before, pages need its labels."""
    if not hub.desk.turned(before):
        return
    hub.tell_all(hub.desk.welcome(), "stage", "console", "phone")
    hub.tell_room()


def show(hub: Hub, here: Connection, message: messages.Show) -> None:
    """A look from a link or from the story."""
    switch(hub, look_of(message.look))


def undo(hub: Hub, here: Connection, message: messages.Message) -> None:
    """Take the last change back."""
    stepped(hub, hub.desk.session.undo)


def redo(hub: Hub, here: Connection, message: messages.Message) -> None:
    """Do again what was taken back."""
    stepped(hub, hub.desk.session.redo)


def stepped(hub: Hub, step: Callable[[], None]) -> None:
    """Another look among those that there were."""
    session = hub.desk.session
    before = session.base(session.now["base"])
    step()
    anew(hub, before)
    moved(hub)


def compare(hub: Hub, here: Connection, message: messages.Switched) -> None:
    """Hold what there is as A, or let A go."""
    hub.desk.session.compare(message.on)
    moved(hub)


def trigger(hub: Hub, here: Connection, message: messages.Trigger) -> None:
    """Something happens at a month: the futures fork there. What was before becomes A, so that the fork is seen."""
    session = hub.desk.session
    look = session.triggered(message.kind, message.month)
    if session.against is None:
        session.compare(True)
    session.move(look)
    moved(hub)


def calm(hub: Hub, here: Connection, message: messages.Place) -> None:
    """An event that was triggered is taken back."""
    session = hub.desk.session
    events = [event for place, event in enumerate(session.now["events"]) if place != message.place]
    session.move({**session.now, "events": events})
    moved(hub)


def future_of(hub: Hub, message: messages.Future) -> tuple[Scenario, int, Decisions]:
    """Which future of what is set, with which decisions changed. Raises Refusal."""
    scenario = hub.desk.session.scenario(hub.desk.session.now)
    return scenario, message.replicate, decisions_of(message.decisions, scenario)


async def tell(hub: Hub, here: Connection, message: messages.Future) -> None:
    """One future of what is set, from the readable lane, with some decisions changed."""
    look, future, cancel = hub.desk.session.now, future_of(hub, message), here.newest("tell")
    async with hub.busy:
        life = await asyncio.to_thread(live, *future, None, cancel)
    here.told = life
    here.tell({"is": "told", "now": look, **timeline(life)})


async def fork(hub: Hub, here: Connection, message: messages.Fork) -> None:
    """What one of the changed decisions comes to in many futures that go on from it."""
    from trustladder.analysis.workshop.fork import forked  # Mesa takes most of a second to import

    scenario, replicate, decisions = future_of(hub, message)
    if message.place >= len(decisions):
        raise Refusal("malformed")
    order, cancel = list(decisions)[message.place], here.newest("fork")
    async with hub.busy:
        found = await asyncio.to_thread(forked, scenario, replicate, decisions, order, cancel)
    here.tell({"is": "forked", **found})


def meeting(hub: Hub, here: Connection, message: messages.Place) -> None:
    """One meeting of the future that was told last, with every decision in full."""
    life, place = here.told, message.place
    if life is None or place >= len(life.model.meetings):
        raise Refusal("malformed")
    found = in_full(life.model.names, life.model.scenario, life.model.meetings[place])
    here.tell({"is": "meeting", "place": place, **found})


def save(hub: Hub, here: Connection, message: messages.Message) -> None:
    """What is set, as a scenario file."""
    here.tell({"is": "file", **written(hub.desk.session, hub.desk.session.now)._asdict()})


def load(hub: Hub, here: Connection, message: messages.Load) -> None:
    """A scenario file that the facilitator brings."""
    session = hub.desk.session
    before = session.base(session.now["base"])
    name = session.add(message.name[:80], read(message.name[:80], message.text))
    hub.desk.library.forget(name)
    session.move(look_at(name))
    anew(hub, before)
    moved(hub)


def code(hub: Hub, here: Connection, message: messages.Code) -> None:
    """A link to this server as a QR code."""
    path = message.path
    if not path.startswith("/") or len(path.encode()) > LONGEST_LINK:
        raise Refusal("link", most=LONGEST_LINK)
    address = hub.desk.addresses[0] + path
    if path not in PAGES and not here.facilitates and not hub.codes.spend():
        raise Refusal("too-fast")
    rows = drawn_once(address) if path in PAGES else drawn(address)
    here.tell({"is": "code", "path": path, "address": address, "rows": rows})


def drawn(address: str) -> list[str]:
    """An address as a QR code: rows of 0 and 1."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make(address, micro=False).matrix]


drawn_once = lru_cache(maxsize=16)(drawn)


ORDERS = {
    "hello": Order(None, hello, messages.Hello, cost=10),
    "unlock": Order(None, unlock, messages.Unlock, aside=True),
    "drag": Order(tokens.FACILITATOR, drag, messages.Moved),
    "change": Order(tokens.FACILITATOR, change, messages.Moved),
    "preset": Order(tokens.FACILITATOR, preset, messages.Named),
    "show": Order(tokens.FACILITATOR, show, messages.Show),
    "undo": Order(tokens.FACILITATOR, undo),
    "redo": Order(tokens.FACILITATOR, redo),
    "compare": Order(tokens.FACILITATOR, compare, messages.Switched),
    "trigger": Order(tokens.FACILITATOR, trigger, messages.Trigger),
    "calm": Order(tokens.FACILITATOR, calm, messages.Place),
    "tell": Order(tokens.FACILITATOR, tell, messages.Future, aside=True),
    "fork": Order(tokens.FACILITATOR, fork, messages.Fork, aside=True),
    "meeting": Order(tokens.FACILITATOR, meeting, messages.Place),
    "save": Order(None, save, cost=5),
    "load": Order(tokens.FACILITATOR, load, messages.Load),
    "code": Order(None, code, messages.Code),
}
