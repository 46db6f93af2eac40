"""What phones and the facilitator's console ask for while the room plays."""

import asyncio
from typing import Any

from analysis.workshop import tokens
from analysis.workshop.hub import Connection, Hub, Message, Order
from analysis.workshop.refusals import Refusal

MOST_REPLICATES = 1000  # futures that a game can be played on
LONGEST_WAIT = 240  # months between two rounds
POINTS = 4  # of a sketched curve, in percent, at each quarter of the horizon
SWITCHES = ("frozen", "blank", "predicting", "revealed")


def join(hub: Hub, here: Connection, message: Message) -> None:
    """Take a seat; the token that comes back keeps it, and whoever brings one moves: a phone has one seat."""
    scenario = hub.desk.session.base(hub.desk.session.now["base"])
    brought = tokens.rights_of(hub.desk.store.secret, message.get("token")) or {}
    voter = hub.desk.room.join(scenario, message["name"], message["actor"], here.voter or brought.get("voter"))
    here.rights = {"role": tokens.PARTICIPANT, "voter": voter}
    here.tell({"is": "seat", "token": tokens.signed(hub.desk.store.secret, here.rights)})
    hub.tell_room()


def vote(hub: Hub, here: Connection, message: Message) -> None:
    """A vote; it is on the disk before it is confirmed."""
    assert here.voter is not None
    hub.desk.room.vote(here.voter, message["round"], message["come"])
    here.tell({"is": "voted", "round": message["round"]})
    hub.tell_room_soon()


def predict(hub: Hub, here: Connection, message: Message) -> None:
    """A sketch of how likely the aim is by each quarter of the horizon, in percent; it never falls."""
    guess, room = message["guess"], hub.desk.room
    assert here.voter is not None
    if room.seat(here.voter) is None or not room.game["predicting"] or room.game["revealed"] or room.game["frozen"]:
        raise Refusal("prediction-closed")
    if not isinstance(guess, list) or len(guess) != POINTS:
        raise Refusal("malformed")
    if not all(type(point) is int and 0 <= point <= 100 for point in guess):
        raise Refusal("malformed")
    hub.desk.store.predict(here.voter, [max(guess[: place + 1]) for place in range(POINTS)])
    here.tell({"is": "predicted"})
    hub.tell_room_soon()


def begin(hub: Hub, here: Connection, message: Message) -> None:
    """A new game on one future."""
    replicate = message.get("replicate", 0)
    if type(replicate) is not int or not 0 <= replicate < MOST_REPLICATES:
        raise Refusal("future-range", most=MOST_REPLICATES - 1)
    hub.desk.room.start(replicate)
    hub.tell_room()


def scenario_of(hub: Hub) -> Any:
    """The scenario that is played."""
    return hub.desk.session.scenario(hub.desk.session.now)


async def next_round(hub: Hub, here: Connection, message: Message) -> None:
    """Find the next meeting and open the vote on it."""
    room, wait, domain = hub.desk.room, message.get("wait", 0), message.get("domain")
    scenario = scenario_of(hub)
    if type(wait) is not int or not 0 <= wait <= LONGEST_WAIT or not (domain is None or domain in scenario.domains):
        raise Refusal("wait-range", most=LONGEST_WAIT)
    if room.voting is not None or not room.game["playing"]:
        raise Refusal("round-open" if room.voting else "no-game")
    async with hub.busy:
        found = await asyncio.to_thread(room.next_meeting, scenario, wait, domain)
    if found is None:
        raise Refusal("nobody-left")
    room.open(found, message.get("seconds"))
    hub.tell_room()


async def close_round(hub: Hub, here: Connection, message: Message) -> None:
    """Close the vote, and let what was decided happen."""
    room = hub.desk.room
    async with hub.busy:
        await asyncio.to_thread(room.close, scenario_of(hub))
    hub.tell_room()


def undo_round(hub: Hub, here: Connection, message: Message) -> None:
    """Take the last round back."""
    hub.desk.room.undo()
    hub.tell_room()


def by_hand(hub: Hub, here: Connection, message: Message) -> None:
    """Votes counted in the room, where phones cannot be reached."""
    hub.desk.room.by_hand(message["actor"], message["yes"], message["no"])
    hub.tell_room()


def timer(hub: Hub, here: Connection, message: Message) -> None:
    """Give the vote so many seconds."""
    hub.desk.room.timer(message["seconds"])
    hub.tell_room()


def switch(hub: Hub, here: Connection, message: Message) -> None:
    """Freeze phones, blank screens, ask for predictions, reveal them."""
    if message["name"] not in SWITCHES or type(message["on"]) is not bool:
        raise Refusal("malformed")
    hub.desk.room.note(**{message["name"]: message["on"]})
    hub.tell_room()


def remove(hub: Hub, here: Connection, message: Message) -> None:
    """Let a participant go."""
    hub.desk.room.remove(str(message["voter"]))
    hub.tell_room()


def reset(hub: Hub, here: Connection, message: Message) -> None:
    """Everybody leaves; a new game."""
    hub.desk.room.reset()
    hub.tell_room()


ORDERS = {
    "join": Order(None, join),
    "vote": Order(tokens.PARTICIPANT, vote),
    "predict": Order(tokens.PARTICIPANT, predict),
    "begin": Order(tokens.FACILITATOR, begin),
    "next-round": Order(tokens.FACILITATOR, next_round),
    "close-round": Order(tokens.FACILITATOR, close_round),
    "undo-round": Order(tokens.FACILITATOR, undo_round),
    "by-hand": Order(tokens.FACILITATOR, by_hand),
    "timer": Order(tokens.FACILITATOR, timer),
    "switch": Order(tokens.FACILITATOR, switch),
    "remove": Order(tokens.FACILITATOR, remove),
    "reset": Order(tokens.FACILITATOR, reset),
}
