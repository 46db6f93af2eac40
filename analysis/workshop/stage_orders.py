"""What the stage asks for: looking, changing, comparing, telling one future, files, codes for phones."""

import asyncio
from typing import Any

import segno

from analysis.workshop import tokens
from analysis.workshop.hub import Connection, Hub, Message, Order
from analysis.workshop.refusals import Refusal, refusal
from analysis.workshop.scenario_files import read, written
from analysis.workshop.session import look_at, look_of
from analysis.workshop.told import Decisions, decisions_of, in_full, live, timeline
from sim.scenario import Scenario

LONGEST_LINK = 1200  # characters of a QR code that a phone still reads from a screen
MOST_REPLICATES = 1_000_000


def hello(hub: Hub, here: Connection, message: Message) -> None:
    """Somebody opens a page: who it is, and how everything stands."""
    if message.get("view") not in ("stage", "console", "phone"):
        raise ValueError
    here.view = message["view"]
    here.rights = tokens.rights_of(hub.desk.store.secret, message.get("token")) or {}
    token = None if message.get("code") is None else opened(hub, here, message["code"])
    here.tell({**hub.desk.welcome(), "facilitates": here.facilitates, "token": token})
    hub.tell_room_soon()
    if hub.desk.picture is not None and here.view == "stage":
        here.tell(hub.desk.picture)


def opened(hub: Hub, here: Connection, code: object) -> str | None:
    """The facilitator's rights for the code of a link; None, with a refusal, where it is wrong."""
    try:
        token = hub.unlock(code)
    except Refusal as error:
        here.tell(refusal("unlock", error))
        return None
    here.rights = {"role": tokens.FACILITATOR}
    return token


def unlock(hub: Hub, here: Connection, message: Message) -> None:
    """The code of the console gives the facilitator's rights."""
    token = hub.unlock(message.get("code"))
    here.rights = {"role": tokens.FACILITATOR}
    here.tell({"is": "unlocked", "token": token})
    hub.tell_room()


def drag(hub: Hub, here: Connection, message: Message) -> None:
    """A lever is being moved: a quick picture, which undo does not know."""
    hub.desk.ask(hub.desk.session.changed(message["settings"]), False, int(message.get("seen", 0)))


def moved(hub: Hub, seen: Any = 0) -> None:
    """Something has changed: tell everybody, and work out the picture."""
    hub.tell_state()
    hub.desk.ask(hub.desk.session.now, True, seen if type(seen) is int else 0)


def change(hub: Hub, here: Connection, message: Message) -> None:
    """Levers are let go."""
    session = hub.desk.session
    session.move(session.changed(message["settings"]))
    moved(hub, message.get("seen"))


def preset(hub: Hub, here: Connection, message: Message) -> None:
    """Another scenario, as it is."""
    switch(hub, look_at(str(message["name"])))


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


def show(hub: Hub, here: Connection, message: Message) -> None:
    """A look from a link or from the story."""
    switch(hub, look_of(message["look"]))


def undo(hub: Hub, here: Connection, message: Message) -> None:
    """Take the last change back, or do it again."""
    session = hub.desk.session
    before = session.base(session.now["base"])
    session.undo() if message["do"] == "undo" else session.redo()
    anew(hub, before)
    moved(hub)


def compare(hub: Hub, here: Connection, message: Message) -> None:
    """Hold what there is as A, or let A go."""
    hub.desk.session.compare(bool(message["on"]))
    moved(hub)


def trigger(hub: Hub, here: Connection, message: Message) -> None:
    """Something happens at a month: the futures fork there. What was before becomes A, so that the fork is seen."""
    session = hub.desk.session
    look = session.triggered(message["kind"], message["month"])
    if session.against is None:
        session.compare(True)
    session.move(look)
    moved(hub)


def calm(hub: Hub, here: Connection, message: Message) -> None:
    """An event that was triggered is taken back."""
    session = hub.desk.session
    events = [event for place, event in enumerate(session.now["events"]) if place != message["place"]]
    session.move({**session.now, "events": events})
    moved(hub)


def future_of(hub: Hub, message: Message) -> tuple[Scenario, int, Decisions]:
    """Which future of what is set, with which decisions changed. Raises Refusal."""
    replicate, scenario = message["replicate"], hub.desk.session.scenario(hub.desk.session.now)
    if type(replicate) is not int or not 0 <= replicate < MOST_REPLICATES:
        raise Refusal("future-range", most=MOST_REPLICATES - 1)
    return scenario, replicate, decisions_of(message.get("decisions", []), scenario)


async def tell(hub: Hub, here: Connection, message: Message) -> None:
    """One future of what is set, from the readable lane, with some decisions changed."""
    look, future, cancel = hub.desk.session.now, future_of(hub, message), here.newest("tell")
    async with hub.busy:
        life = await asyncio.to_thread(live, *future, None, cancel)
    here.told = life
    here.tell({"is": "told", "now": look, **timeline(life)})


async def fork(hub: Hub, here: Connection, message: Message) -> None:
    """What one of the changed decisions comes to in many futures that go on from it."""
    from analysis.workshop.fork import forked  # Mesa takes most of a second to import

    scenario, replicate, decisions = future_of(hub, message)
    order, cancel = list(decisions)[message["place"]], here.newest("fork")
    async with hub.busy:
        found = await asyncio.to_thread(forked, scenario, replicate, decisions, order, cancel)
    here.tell({"is": "forked", **found})


def meeting(hub: Hub, here: Connection, message: Message) -> None:
    """One meeting of the future that was told last, with every decision in full."""
    life, place = here.told, message["place"]
    if life is None or type(place) is not int or not 0 <= place < len(life.model.meetings):
        raise ValueError
    found = in_full(life.model.names, life.model.scenario, life.model.meetings[place])
    here.tell({"is": "meeting", "place": place, **found})


def save(hub: Hub, here: Connection, message: Message) -> None:
    """What is set, as a scenario file."""
    here.tell({"is": "file", **written(hub.desk.session, hub.desk.session.now)._asdict()})


def load(hub: Hub, here: Connection, message: Message) -> None:
    """A scenario file that the facilitator brings."""
    session = hub.desk.session
    before = session.base(session.now["base"])
    name = session.add(str(message["name"])[:80], read(str(message["name"])[:80], str(message["text"])))
    hub.desk.library.forget(name)
    session.move(look_at(name))
    anew(hub, before)
    moved(hub)


def code(hub: Hub, here: Connection, message: Message) -> None:
    """A link to this server as a QR code: rows of 0 and 1."""
    path = str(message["path"])
    if not path.startswith("/") or len(path) > LONGEST_LINK:
        raise Refusal("link", most=LONGEST_LINK)
    address = hub.desk.addresses[0] + path
    rows = ["".join("1" if dark else "0" for dark in row) for row in segno.make(address, micro=False).matrix]
    here.tell({"is": "code", "path": path, "address": address, "rows": rows})


ORDERS = {
    "hello": Order(None, hello),
    "unlock": Order(None, unlock),
    "drag": Order(tokens.FACILITATOR, drag),
    "change": Order(tokens.FACILITATOR, change),
    "preset": Order(tokens.FACILITATOR, preset),
    "show": Order(tokens.FACILITATOR, show),
    "undo": Order(tokens.FACILITATOR, undo),
    "redo": Order(tokens.FACILITATOR, undo),
    "compare": Order(tokens.FACILITATOR, compare),
    "trigger": Order(tokens.FACILITATOR, trigger),
    "calm": Order(tokens.FACILITATOR, calm),
    "tell": Order(tokens.FACILITATOR, tell, aside=True),
    "fork": Order(tokens.FACILITATOR, fork, aside=True),
    "meeting": Order(tokens.FACILITATOR, meeting),
    "save": Order(None, save),
    "load": Order(tokens.FACILITATOR, load),
    "code": Order(None, code),
}
