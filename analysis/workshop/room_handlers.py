"""Handle the messages of phones and of the facilitator's console while the room plays."""

import asyncio
import logging
from collections.abc import Callable
from itertools import accumulate
from typing import Any

from trustladder.analysis.workshop import messages, tokens
from trustladder.analysis.workshop.connection import Connection
from trustladder.analysis.workshop.connections import ConnectionManager, Handler
from trustladder.analysis.workshop.room import Room
from trustladder.analysis.workshop.user_errors import UserError

TICK_S = 0.25
log = logging.getLogger(__name__)


def join(manager: ConnectionManager, connection: Connection, message: messages.Join) -> None:
    """Seat a participant and send its token; a phone that brings one moves, and keeps a single seat."""
    scenario = manager.workshop.session.base(manager.workshop.session.now["base"])
    brought = tokens.verify(manager.workshop.store.secret, message.token) or {}
    known = connection.voter or brought.get("voter")
    if known is None or manager.workshop.room.seat(known) is None:
        manager.check_seats(connection)
    voter = manager.workshop.room.join(scenario, message.name, message.actor, known)
    manager.identify(connection, {"role": tokens.PARTICIPANT, "voter": voter})
    connection.send({"is": "seat", "token": tokens.sign(manager.workshop.store.secret, connection.rights)})
    manager.broadcast_room_soon()


def vote(manager: ConnectionManager, connection: Connection, message: messages.Vote) -> None:
    """Store a vote, then confirm it."""
    assert connection.voter is not None
    manager.workshop.room.vote(connection.voter, message.round, message.come)
    connection.send({"is": "voted", "round": message.round})
    manager.workshop.room.end_soon(manager.connected_voters())
    manager.broadcast_room_soon()


def predict(manager: ConnectionManager, connection: Connection, message: messages.Predict) -> None:
    """Store a prediction by each quarter of the horizon, in percent, made non-decreasing."""
    room = manager.workshop.room
    assert connection.voter is not None
    if (
        room.seat(connection.voter) is None
        or not room.game["predicting"]
        or room.game["revealed"]
        or room.game["frozen"]
    ):
        raise UserError("prediction-closed")
    manager.workshop.store.predict(connection.voter, list(accumulate(message.guess, max)))
    connection.send({"is": "predicted"})
    manager.broadcast_room_soon()


def scenario_of(manager: ConnectionManager) -> Any:
    """Return the scenario that is played."""
    return manager.workshop.session.scenario(manager.workshop.session.now)


async def next_round(manager: ConnectionManager, connection: Connection, message: messages.NextRound) -> None:
    """Find the next meeting and open the vote on it."""
    room, scenario, domain = manager.workshop.room, scenario_of(manager), message.domain
    if domain is not None and domain not in scenario.domains:
        raise UserError("wait-range", most=messages.LONGEST_WAIT)
    if room.voting is not None or not room.game["playing"]:
        raise UserError("round-open" if room.voting else "no-game")
    found = await manager.run_alone(manager.work_lock, room.next_meeting, scenario, message.wait, domain)
    if found is None:
        raise UserError("nobody-left")
    room.open(found, message.seconds)
    manager.broadcast_room()


async def close_round(manager: ConnectionManager, *_: object) -> None:
    """Close the vote and run the meeting with what was decided."""
    room = manager.workshop.room
    await manager.run_alone(manager.work_lock, room.close, scenario_of(manager))
    manager.broadcast_room()


async def close_when_due(manager: ConnectionManager) -> None:
    """Close votes whose time is up, for as long as the server runs."""
    room = manager.workshop.room
    while True:
        await asyncio.sleep(TICK_S)
        if not room.overdue:
            continue
        try:
            await close_round(manager)
        except Exception:  # the facilitator sees a vote without a limit, and ends it or undoes the round
            log.exception("a vote could not be closed")
            room.timer(None)
            manager.broadcast_room()


def on_room(change: Callable[[Room, Any], None]) -> Callable[[ConnectionManager, Connection, Any], None]:
    """Return a handler that changes the game as its message asks, and sends its state to everybody."""

    def handle(manager: ConnectionManager, connection: Connection, message: Any) -> None:
        change(manager.workshop.room, message)
        manager.broadcast_room()

    return handle


HANDLERS = {
    "join": Handler(None, join, messages.Join, cost=10),
    "vote": Handler(tokens.PARTICIPANT, vote, messages.Vote),
    "predict": Handler(tokens.PARTICIPANT, predict, messages.Predict, cost=10),
    "begin": Handler(tokens.FACILITATOR, on_room(lambda room, message: room.start(message.replicate)), messages.Begin),
    "undo-begin": Handler(tokens.FACILITATOR, on_room(lambda room, _: room.undo_start())),
    "next-round": Handler(tokens.FACILITATOR, next_round, messages.NextRound),
    "close-round": Handler(tokens.FACILITATOR, close_round),
    "undo-round": Handler(tokens.FACILITATOR, on_room(lambda room, _: room.undo())),
    "by-hand": Handler(
        tokens.FACILITATOR,
        on_room(lambda room, message: room.by_hand(message.actor, message.yes, message.no)),
        messages.ByHand,
    ),
    "timer": Handler(tokens.FACILITATOR, on_room(lambda room, message: room.timer(message.seconds)), messages.Timer),
    "more": Handler(tokens.FACILITATOR, on_room(lambda room, message: room.more(message.seconds)), messages.More),
    "switch": Handler(
        tokens.FACILITATOR, on_room(lambda room, message: room.update(**{message.name: message.on})), messages.Switch
    ),
    "remove": Handler(tokens.FACILITATOR, on_room(lambda room, message: room.remove(message.voter)), messages.Remove),
    "reset": Handler(tokens.FACILITATOR, on_room(lambda room, _: room.reset())),
}
