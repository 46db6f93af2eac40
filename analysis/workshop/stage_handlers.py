"""Handle the messages of the stage: view, change, compare, replay, counterfactuals, files, QR codes."""

from collections.abc import Callable
from functools import lru_cache

import segno

from trustladder.analysis.workshop import messages, tokens
from trustladder.analysis.workshop.connection import Connection
from trustladder.analysis.workshop.connections import ConnectionManager, Handler
from trustladder.analysis.workshop.counterfactual import counterfactual_effects
from trustladder.analysis.workshop.pages import PAGES
from trustladder.analysis.workshop.replay import Decisions, meeting_details, parse_decisions, simulate, timeline
from trustladder.analysis.workshop.scenario_files import parse_scenario_file, scenario_file
from trustladder.analysis.workshop.session import Session, initial_view, parse_view
from trustladder.analysis.workshop.turned import turned_answer
from trustladder.analysis.workshop.user_errors import UserError, error_message
from trustladder.sim.scenario.scenario import Scenario

LONGEST_LINK = 1200  # bytes of a QR code that phones can read from a screen


def hello(manager: ConnectionManager, connection: Connection, message: messages.Hello) -> None:
    """Identify a new connection and send it everything that it needs."""
    manager.identify(connection, tokens.verify(manager.workshop.store.secret, message.token) or {})
    token = None
    if message.code is not None and not connection.facilitates:
        token = unlock_by_link(manager, connection, message.code)
    if connection in manager.pending:
        manager.turn_away(connection)
        return
    connection.view, connection.visible = message.view, message.visible
    manager.note_watched()
    connection.send({**manager.workshop.welcome_message(), "facilitates": connection.facilitates, "token": token})
    manager.broadcast_room_soon()
    if connection.view == "stage":
        show_what_is_set(manager, connection)


def visible(manager: ConnectionManager, connection: Connection, message: messages.Switched) -> None:
    """Note whether a page is in sight; the clock of one that comes back may have stood still while it slept."""
    connection.visible = message.on
    manager.note_watched()
    if message.on:
        manager.send_room(connection)


def show_what_is_set(manager: ConnectionManager, connection: Connection) -> None:
    """Send the picture of what is set; where there is none yet, every stage gets it once it is counted."""
    picture, now = manager.workshop.picture, manager.workshop.session.now
    if picture is not None and picture["now"] == now:
        connection.send(picture)
    else:
        manager.workshop.request_picture(now, True)


def unlock_by_link(manager: ConnectionManager, connection: Connection, code: str) -> str | None:
    """Return the facilitator's token for the code of a link; None where it is wrong or has to wait."""
    if manager.unlock_delay(connection) > 0.0:
        manager.spawn(
            manager.dispatch(HANDLERS["unlock"], connection, "unlock", messages.Unlock(do="unlock", code=code))
        )
        return None
    try:
        return manager.unlock(connection, code)
    except UserError as error:
        connection.send(error_message("unlock", error))
        return None


async def unlock(manager: ConnectionManager, connection: Connection, message: messages.Unlock) -> None:
    """Grant the facilitator's rights for the right code."""
    await manager.unlock_after_delay(connection, message.code)


def drag(manager: ConnectionManager, connection: Connection, message: messages.Moved) -> None:
    """Send a quick picture while a lever is being moved; undo does not record it."""
    workshop = manager.workshop
    view = workshop.session.with_settings(message.settings)
    manager.dragging = connection
    workshop.request_picture(view, False, message.seen, next(iter(message.settings), None))


def change(manager: ConnectionManager, connection: Connection, message: messages.Moved) -> None:
    """Apply the settings of levers that were released."""
    session = manager.workshop.session
    session.apply(session.with_settings(message.settings))
    manager.publish_change(message.seen, next(iter(message.settings), None))


def preset(manager: ConnectionManager, connection: Connection, message: messages.Named) -> None:
    """Open another scenario without changes."""
    publish_after(manager, lambda session: session.apply(initial_view(message.name)))


def publish_after(manager: ConnectionManager, step: Callable[[Session], None]) -> None:
    """Change the view state and publish it; where the scenario is another one, send its labels to every page first."""
    session = manager.workshop.session
    before = session.base(session.now["base"])
    step(session)
    if manager.workshop.scenario_changed(before):
        manager.broadcast(manager.workshop.welcome_message(), "stage", "console", "phone")
        manager.broadcast_room()
    manager.publish_change()


def show(manager: ConnectionManager, connection: Connection, message: messages.Show) -> None:
    """Set the view state of a link or of the story."""
    view = parse_view(message.look)
    publish_after(manager, lambda session: session.apply(view))


def undo(manager: ConnectionManager, connection: Connection, message: messages.Message) -> None:
    """Undo the last change."""
    publish_after(manager, Session.undo)


def redo(manager: ConnectionManager, connection: Connection, message: messages.Message) -> None:
    """Redo the last change that was undone."""
    publish_after(manager, Session.redo)


def compare(manager: ConnectionManager, connection: Connection, message: messages.Switched) -> None:
    """Keep what is set as A, or drop A."""
    manager.workshop.session.compare(message.on)
    manager.publish_change()


def trigger(manager: ConnectionManager, connection: Connection, message: messages.Trigger) -> None:
    """Add an event at a month."""
    session = manager.workshop.session
    session.apply(session.with_event(message.kind, message.month))
    manager.publish_change()


def calm(manager: ConnectionManager, connection: Connection, message: messages.Place) -> None:
    """Remove an event that was triggered."""
    session = manager.workshop.session
    events = [event for index, event in enumerate(session.now["events"]) if index != message.place]
    session.apply({**session.now, "events": events})
    manager.publish_change()


def requested_future(manager: ConnectionManager, message: messages.Future) -> tuple[Scenario, int, Decisions]:
    """Return scenario, replicate and decisions of a request. Raises UserError."""
    scenario = manager.workshop.session.scenario(manager.workshop.session.now)
    return scenario, message.replicate, parse_decisions(message.decisions, scenario)


async def replay_future(manager: ConnectionManager, connection: Connection, message: messages.Future) -> None:
    """Send the timeline of one replicate, run with some decisions changed."""
    view, future, cancel = (
        manager.workshop.session.now,
        requested_future(manager, message),
        connection.supersede("tell"),
    )
    connection.replay = await manager.run_alone(manager.work_lock, simulate, *future, cancel)
    connection.send({"is": "told", "now": view, **timeline(connection.replay)})


async def fork(manager: ConnectionManager, connection: Connection, message: messages.Fork) -> None:
    """Send what changed decisions of one meeting change, over many replicates that go on from it."""
    scenario, replicate, decisions = requested_future(manager, message)
    if max(message.places) >= len(decisions):
        raise UserError("malformed")
    keys, cancel = [list(decisions)[place] for place in message.places], connection.supersede("fork")
    job = counterfactual_effects, scenario, replicate, decisions, keys, cancel
    found = await manager.run_alone(manager.work_lock, *job)
    connection.send({"is": "forked", **found})


async def turned(manager: ConnectionManager, connection: Connection, message: messages.Message) -> None:
    """Send an answer that what is set turns, beside what it is compared with."""
    session, cancel = manager.workshop.session, connection.supersede("turned")
    against = session.compared_with(session.now)
    if against is None:
        raise UserError("nothing-turned")
    both = session.scenario(session.now), session.scenario(against)
    found = await manager.run_alone(manager.work_lock, turned_answer, *both, cancel)
    connection.send({"is": "turned", **found})


def meeting(manager: ConnectionManager, connection: Connection, message: messages.Place) -> None:
    """Send one meeting of the last replay, with every decision in detail."""
    told, index = connection.replay, message.place
    if told is None or index >= len(told.meetings):
        raise UserError("malformed")
    found = meeting_details(told.names, told.scenario, told.meetings[index])
    connection.send({"is": "meeting", "place": index, **found})


def save(manager: ConnectionManager, connection: Connection, message: messages.Message) -> None:
    """Send what is set, as a scenario file."""
    connection.send({"is": "file", **scenario_file(manager.workshop.session, manager.workshop.session.now)._asdict()})


def load(manager: ConnectionManager, connection: Connection, message: messages.Load) -> None:
    """Open a scenario file that the facilitator uploads."""
    name, brought = message.name[:80], parse_scenario_file(message.name[:80], message.text)

    def open_it(session: Session) -> None:
        added = session.add(name, brought)
        manager.workshop.forget(added)
        session.apply(initial_view(added))

    publish_after(manager, open_it)


def code(manager: ConnectionManager, connection: Connection, message: messages.Code) -> None:
    """Send the QR code of a link to this server."""
    path = message.path
    if not path.startswith("/") or len(path.encode()) > LONGEST_LINK:
        raise UserError("link", most=LONGEST_LINK)
    address = manager.workshop.addresses[0] + path
    if path not in PAGES and not connection.facilitates and not manager.qr_codes.take():
        raise UserError("too-fast")
    rows = cached_qr_rows(address) if path in PAGES else qr_rows(address)
    connection.send({"is": "code", "path": path, "address": address, "rows": rows})


def qr_rows(address: str) -> list[str]:
    """Return an address as a QR code: rows of 0 and 1."""
    return ["".join("1" if dark else "0" for dark in row) for row in segno.make(address, micro=False).matrix]


cached_qr_rows = lru_cache(maxsize=16)(qr_rows)


HANDLERS = {
    "hello": Handler(None, hello, messages.Hello, cost=10),
    "visible": Handler(None, visible, messages.Switched),
    "unlock": Handler(None, unlock, messages.Unlock, background=True),
    "drag": Handler(tokens.FACILITATOR, drag, messages.Moved),
    "change": Handler(tokens.FACILITATOR, change, messages.Moved),
    "preset": Handler(tokens.FACILITATOR, preset, messages.Named),
    "show": Handler(tokens.FACILITATOR, show, messages.Show),
    "undo": Handler(tokens.FACILITATOR, undo),
    "redo": Handler(tokens.FACILITATOR, redo),
    "compare": Handler(tokens.FACILITATOR, compare, messages.Switched),
    "trigger": Handler(tokens.FACILITATOR, trigger, messages.Trigger),
    "calm": Handler(tokens.FACILITATOR, calm, messages.Place),
    "tell": Handler(tokens.FACILITATOR, replay_future, messages.Future, background=True),
    "fork": Handler(tokens.FACILITATOR, fork, messages.Fork, background=True),
    "turned": Handler(tokens.FACILITATOR, turned, background=True),
    "meeting": Handler(tokens.FACILITATOR, meeting, messages.Place),
    "save": Handler(None, save, cost=5),
    "load": Handler(tokens.FACILITATOR, load, messages.Load),
    "code": Handler(None, code, messages.Code),
}
