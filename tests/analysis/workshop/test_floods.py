"""Bad guests: who takes all places, floods, does not read, or does not speak.

And sixty good ones behind one address.
"""

import asyncio
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed

from tests.analysis.workshop.conftest import ELSEWHERE, PUBLIC, TUNNEL, line, reached, until
from tests.analysis.workshop.test_wire import actor_of
from trustladder.analysis.workshop import connection, limits, protocol
from trustladder.analysis.workshop.limits import TokenBucket

# --- how many ---


def test_a_guest_with_three_hundred_connections_keeps_nobody_out(room, monkeypatch):
    monkeypatch.setattr(limits, "UNKNOWN_S", 0.5)
    token = room.manager.workshop.facilitator_token()
    greedy = [line(room.address, **reached()) for _ in range(300)]
    until(lambda: len(room.manager.connections) == limits.MOST_AT_ADDRESS and not room.manager.pending)
    assert room.client(**reached(ELSEWHERE)).join("Ana", actor_of(room))
    assert room.client("console", token, **reached()).welcome["facilitates"]  # of the same hotel
    assert room.client("console", code=room.store.code, **reached()).welcome["facilitates"]
    with pytest.raises(ConnectionClosed):
        guest = line(room.address, **reached())
        guest.send(json.dumps({"do": "hello", "view": "phone"}))
        assert json.loads(guest.recv(timeout=60))["key"] == "full"
        guest.recv(timeout=60)
    for one in greedy:
        one.close_socket()


def test_when_all_places_are_taken_a_facilitator_gets_one(room, monkeypatch):
    monkeypatch.setattr(limits, "MOST_GUESTS", 3)
    token = room.manager.workshop.facilitator_token()
    for number in range(3):
        room.client(**reached(f"192.0.2.{number}"))
    late = [line(room.address, **reached("192.0.2.9")) for _ in range(limits.MOST_UNKNOWN + 5)]
    assert room.client("console", token, **reached("192.0.2.9")).welcome["facilitates"]
    assert len(room.manager.guests()) == 3
    for one in late:
        one.close_socket()


def test_sixty_phones_behind_one_address_join_and_vote(room):
    chair = room.client("console", room.manager.workshop.facilitator_token(), **reached(ELSEWHERE))
    phones = [room.client(**reached()) for _ in range(60)]
    for number, phone in enumerate(phones):
        phone.join(f"P{number}", actor_of(room))
    chair.tell(do="begin", replicate=3)
    chair.tell(do="next-round")
    number = phones[0].hear("room", lambda told: told["round"])["round"]["number"]
    for phone in phones:
        phone.tell(do="vote", round=number, come=True)
    for phone in phones:
        phone.hear("voted")
    assert chair.hear("room", lambda told: told["voted"] == 60)["seats"] == {actor_of(room): [60, 60]}


def test_one_address_cannot_take_all_seats(room, monkeypatch):
    monkeypatch.setattr(limits, "SEATS_AT_ADDRESS", 5)
    for number in range(5):
        greedy = room.client(**reached())
        token = greedy.join(f"P{number}", actor_of(room))
        greedy.line.close()
    guest = room.client(**reached())
    assert guest.refused(do="join", name="x", actor=actor_of(room))["key"] == "seats-address"
    assert room.client(token=token, **reached()).join("P4", actor_of(room))  # the seat that it has
    assert room.client(**reached(ELSEWHERE)).join("Ana", actor_of(room))
    room.manager.workshop.room.remove(next(iter(room.manager.workshop.room.game["seats"])))
    assert guest.join("x", actor_of(room))


def test_the_oldest_page_of_a_seat_gives_way_to_the_newest(room):
    token = room.client(**reached()).join("One", actor_of(room))
    pages = [room.client(token=token, **reached()) for _ in range(limits.MOST_OF_SEAT)]
    with pytest.raises(ConnectionClosed):
        room.clients[0].hear("nothing")
    for page in pages:
        page.tell(do="code", path="/join")
        assert page.hear("code")


def test_messages_count_by_token_on_however_many_connections(room):
    token = room.client(**reached()).join("One", actor_of(room))
    pages = [room.client(token=token, **reached()) for _ in range(3)]
    for page in pages:
        for _ in range(int(limits.BURST) // 2):
            page.tell(do="nothing")
    said = [page.hear("refusal")["key"] for page in pages for _ in range(int(limits.BURST) // 2)]
    assert "too-fast" in said
    other = room.client(**reached())
    other.tell(do="code", path="/join")
    assert other.hear("code")


def test_what_takes_longer_counts_for_more_messages(room):
    guest = room.client(**reached())
    for number in range(30):
        guest.tell(do="join", name=f"P{number}", actor=actor_of(room))
    said = [json.loads(guest.line.recv(timeout=60)) for _ in range(20)]
    assert {"seat", "refusal"} <= {message["is"] for message in said}
    assert {message["key"] for message in said if message["is"] == "refusal"} == {"too-fast"}


def test_codes_to_draw_are_rationed_among_guests_and_never_of_the_pages(room):
    guest, chair = room.client(**reached()), room.facilitator()
    room.manager.qr_codes = TokenBucket(0.001, 2.0)
    drawn = [guest.tell(do="code", path=f"/#{number}") or guest.hear("code") for number in range(2)]
    assert len(drawn) == 2
    assert guest.refused(do="code", path="/#more")["key"] == "too-fast"
    for who, path in ((guest, "/join"), (chair, "/#more")):
        who.tell(do="code", path=path)
        assert who.hear("code")["address"] == PUBLIC + path


# --- who does not read ---


def in_a_loop(act):
    """Run what waits, in a thread: the browser of other tests has a loop of its own in this one."""
    with ThreadPoolExecutor() as pool:
        pool.submit(asyncio.run, act()).result()


class Mute:
    """A socket that takes nothing: what is sent to it waits for ever."""

    client, headers = None, {}

    async def send_text(self, text):
        await asyncio.Event().wait()

    async def receive(self):
        await asyncio.Event().wait()


def test_of_pictures_only_the_newest_waits_and_who_leaves_too_much_is_let_go(monkeypatch):
    async def read_nothing():
        monkeypatch.setattr(connection, "CLOSING_S", 0.05)
        here = connection.Connection(Mute())
        for number in range(10 * connection.LONGEST_QUEUE):
            here.enqueue("picture", str(number))
        assert list(here._queue.values()) == [str(10 * connection.LONGEST_QUEUE - 1)]
        assert not here._closing
        for number in range(connection.LONGEST_QUEUE):
            here.send({"is": "code", "number": number})
        assert here._closing and not here._queue
        assert await asyncio.wait_for(here.receive(), 5.0) is None

    in_a_loop(read_nothing)


def test_a_few_large_messages_are_too_much_as_well():
    async def read_nothing():
        here = connection.Connection(Mute())
        here.enqueue("told", "x" * (connection.LARGEST_QUEUE + 1))
        assert not here._closing  # one message is sent, however large
        here.enqueue("told", "x")
        assert here._closing

    in_a_loop(read_nothing)


def test_who_does_not_read_is_cut_off_and_others_are_served(room, monkeypatch):
    monkeypatch.setattr(protocol, "SLOW_S", 1.0)
    port = urlsplit(room.address).port
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", port))
    slow.sendall(
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {room.address}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
    )
    until(lambda: len(room.manager.connections) == 1)
    (served,) = list(room.manager.connections)
    served.bucket = TokenBucket(1e9, 1e9)  # it is not for the flood that it is cut off
    body = json.dumps({"do": "hello", "view": "stage"}).encode()
    frame = bytes([0x81, 0x80 | len(body), 0, 0, 0, 0]) + body
    gone = threading.Event()

    def ask():
        try:
            while True:
                slow.sendall(frame)
        except OSError:  # the server has cut the line, in the midst of what it had to send
            gone.set()

    threading.Thread(target=ask, daemon=True).start()
    bystander = room.client(**reached())
    bystander.tell(do="code", path="/join")
    assert bystander.hear("code")
    until(lambda: served not in room.manager.connections, 30.0)
    until(gone.is_set, 30.0)
    slow.close()


# --- who does not speak ---


def alive(sockets):
    """How many sockets the server has not cut."""

    def cut(one):
        one.setblocking(False)
        try:
            return one.recv(1) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    return sum(not cut(one) for one in sockets)


def opened(place, count, source):
    port = urlsplit(place.address).port
    return [socket.create_connection(("127.0.0.1", port), source_address=(source, 0)) for _ in range(count)]


def test_silent_sockets_are_bounded_and_cut_while_pages_are_served(room, monkeypatch):
    monkeypatch.setattr(protocol, "MOST_SOCKETS", 20)
    monkeypatch.setattr(protocol, "SILENT_S", 1.0)
    silent = opened(room, 60, "127.0.0.2")  # a peer of its own, and no proxy
    until(lambda: alive(silent) <= 20, 10.0)
    assert alive(silent) == 20
    guest = room.client(**reached())
    proxied = opened(room, 25, TUNNEL)
    assert alive(proxied) == 25
    until(lambda: alive(silent) == alive(proxied) == 0, 10.0)
    guest.tell(do="code", path="/join")  # a websocket may be silent: it is asked whether it lives
    assert guest.hear("code")
    for one in silent + proxied:
        one.close()
