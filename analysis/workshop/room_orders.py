"""What phones and the facilitator's console ask for while the room plays."""

import asyncio
from itertools import accumulate
from typing import Any

from trustladder.analysis.workshop import messages, tokens
from trustladder.analysis.workshop.connection import Connection
from trustladder.analysis.workshop.hub import Hub, Order
from trustladder.analysis.workshop.refusals import Refusal


def join(hub: Hub, here: Connection, message: messages.Join) -> None:
    """Take a seat; the token that comes back keeps it, and whoever brings one moves: a phone has one seat."""
    scenario = hub.desk.session.base(hub.desk.session.now["base"])
    brought = tokens.rights_of(hub.desk.store.secret, message.token) or {}
    known = here.voter or brought.get("voter")
    if known is None or hub.desk.room.seat(known) is None:
        hub.may_sit(here)
    voter = hub.desk.room.join(scenario, message.name, message.actor, known)
    hub.known(here, {"role": tokens.PARTICIPANT, "voter": voter})
    here.tell({"is": "seat", "token": tokens.signed(hub.desk.store.secret, here.rights)})
    hub.tell_room_soon()


def vote(hub: Hub, here: Connection, message: messages.Vote) -> None:
    """A vote; it is on the disk before it is confirmed."""
    assert here.voter is not None
    hub.desk.room.vote(here.voter, message.round, message.come)
    here.tell({"is": "voted", "round": message.round})
    hub.tell_room_soon()


def predict(hub: Hub, here: Connection, message: messages.Predict) -> None:
    """A sketch of how likely the aim is by each quarter of the horizon, in percent; it never falls."""
    room = hub.desk.room
    assert here.voter is not None
    if room.seat(here.voter) is None or not room.game["predicting"] or room.game["revealed"] or room.game["frozen"]:
        raise Refusal("prediction-closed")
    hub.desk.store.predict(here.voter, list(accumulate(message.guess, max)))
    here.tell({"is": "predicted"})
    hub.tell_room_soon()


def begin(hub: Hub, here: Connection, message: messages.Begin) -> None:
    """A new game on one future."""
    hub.desk.room.start(message.replicate)
    hub.tell_room()


def scenario_of(hub: Hub) -> Any:
    """The scenario that is played."""
    return hub.desk.session.scenario(hub.desk.session.now)


async def next_round(hub: Hub, here: Connection, message: messages.NextRound) -> None:
    """Find the next meeting and open the vote on it."""
    room, scenario, domain = hub.desk.room, scenario_of(hub), message.domain
    if domain is not None and domain not in scenario.domains:
        raise Refusal("wait-range", most=messages.LONGEST_WAIT)
    if room.voting is not None or not room.game["playing"]:
        raise Refusal("round-open" if room.voting else "no-game")
    async with hub.busy:
        found = await asyncio.to_thread(room.next_meeting, scenario, message.wait, domain)
    if found is None:
        raise Refusal("nobody-left")
    room.open(found, message.seconds)
    hub.tell_room()


async def close_round(hub: Hub, here: Connection, message: messages.Message) -> None:
    """Close the vote, and let what was decided happen."""
    room = hub.desk.room
    async with hub.busy:
        await asyncio.to_thread(room.close, scenario_of(hub))
    hub.tell_room()


def undo_round(hub: Hub, here: Connection, message: messages.Message) -> None:
    """Take the last round back."""
    hub.desk.room.undo()
    hub.tell_room()


def by_hand(hub: Hub, here: Connection, message: messages.ByHand) -> None:
    """Votes counted in the room, where phones cannot be reached."""
    hub.desk.room.by_hand(message.actor, message.yes, message.no)
    hub.tell_room()


def timer(hub: Hub, here: Connection, message: messages.Timer) -> None:
    """Give the vote so many seconds."""
    hub.desk.room.timer(message.seconds)
    hub.tell_room()


def switch(hub: Hub, here: Connection, message: messages.Switch) -> None:
    """Freeze phones, blank screens, ask for predictions, reveal them."""
    hub.desk.room.note(**{message.name: message.on})
    hub.tell_room()


def remove(hub: Hub, here: Connection, message: messages.Remove) -> None:
    """Let a participant go."""
    hub.desk.room.remove(message.voter)
    hub.tell_room()


def reset(hub: Hub, here: Connection, message: messages.Message) -> None:
    """Everybody leaves; a new game."""
    hub.desk.room.reset()
    hub.tell_room()


ORDERS = {
    "join": Order(None, join, messages.Join, cost=10),
    "vote": Order(tokens.PARTICIPANT, vote, messages.Vote),
    "predict": Order(tokens.PARTICIPANT, predict, messages.Predict, cost=10),
    "begin": Order(tokens.FACILITATOR, begin, messages.Begin),
    "next-round": Order(tokens.FACILITATOR, next_round, messages.NextRound),
    "close-round": Order(tokens.FACILITATOR, close_round),
    "undo-round": Order(tokens.FACILITATOR, undo_round),
    "by-hand": Order(tokens.FACILITATOR, by_hand, messages.ByHand),
    "timer": Order(tokens.FACILITATOR, timer, messages.Timer),
    "switch": Order(tokens.FACILITATOR, switch, messages.Switch),
    "remove": Order(tokens.FACILITATOR, remove, messages.Remove),
    "reset": Order(tokens.FACILITATOR, reset),
}
