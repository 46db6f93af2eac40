"""Bad guests: who guesses the code, takes all places, floods, does not read, or pretends to be somebody else."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from analysis.workshop import connection, limits, protocol, tokens
from analysis.workshop.limits import Allowance, Guesses, delay, place_of
from analysis.workshop.store import Store
from tests.analysis.workshop.conftest import Live, line, until
from tests.analysis.workshop.test_wire import actor_of

TUNNEL, PUBLIC = "127.0.0.1", "https://room.example.org"
HOTEL, ELSEWHERE = "198.51.100.7", "203.0.113.9"


@pytest.fixture(scope="module")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A workshop behind a tunnel on this machine, which says where its guests come from."""
    store = Store(tmp_path_factory.mktemp("tunnel") / "kept.sqlite")
    found = Live(store, "malacca-piracy", proxies=[TUNNEL], public=PUBLIC)
    yield found
    found.stop()


@pytest.fixture
def room(tunnel):
    """The workshop behind a tunnel, without guests, seats and wrong codes."""
    tunnel.leave()
    tunnel.hub.guesses = Guesses()
    tunnel.hub.desk.room.reset()
    return tunnel


def reached(address=HOTEL, **options):
    """How the tunnel hands a guest on: under the tunnel's name, with the address that it comes from."""
    return {"origin": PUBLIC, "host": "room.example.org", "headers": {"X-Forwarded-For": address}, **options}


def guessed(client, code):
    """What is said of a code at once: the key, and for how long it waits."""
    client.tell(do="unlock", code=code)
    while (message := json.loads(client.line.recv(timeout=60)))["is"] not in ("refusal", "unlocked"):
        pass
    return message.get("key", "unlocked"), message.get("values", {}).get("seconds")


def wrong_codes(room, address, count):
    """As many wrong codes as others at an address have tried."""
    for _ in range(count):
        room.hub.guesses.wrong(place_of(address))


# --- the code ---


def test_a_wrong_code_waits_twice_as_long_each_time_up_to_a_ceiling():
    assert [delay(beyond) for beyond in (-5, -1, 0, 1, 2, 5, 6, 10**9)] == [0, 0, 1, 2, 4, 32, 60, 60]


def test_wrong_codes_count_for_the_connection_and_for_the_address_and_are_forgotten_in_time():
    now = 0.0
    guesses = Guesses(lambda: now)
    assert guesses.wait(2, HOTEL) == 0.0 < guesses.wait(3, HOTEL)
    for _ in range(11):
        guesses.wrong(HOTEL)
    assert guesses.wait(0, HOTEL) == 2.0
    assert guesses.wait(0, ELSEWHERE) == 0.0
    now = limits.FORGET_S + 1.0
    assert guesses.wait(0, HOTEL) == 0.0


def test_many_addresses_do_not_fill_the_memory_and_a_network_of_ipv6_is_one_address():
    guesses = Guesses()
    for number in range(limits.MOST_KNOWN + 100):
        guesses.wrong(f"10.0.{number // 250}.{number % 250}")
    assert len(guesses._wrong) == limits.MOST_KNOWN
    assert place_of("2001:db8::1") == place_of("2001:db8::ffff:2") != place_of("2001:db8:0:1::1")
    assert place_of("::ffff:192.0.2.1") == place_of("192.0.2.1")


def test_guessing_slows_a_connection_down_and_then_its_address_and_nobody_else(room):
    one = room.client(**reached())
    for _ in range(limits.FREE_OF_CONNECTION):
        assert guessed(one, "no") == ("code-wrong", None)
    assert guessed(one, "no") == ("code-wait", 1)
    assert guessed(one, "no")[0] == "code-wait"  # one waits already: this one is not tried
    assert one.hear("refusal")["key"] == "code-wrong"  # the one that waited was
    assert guessed(room.client(**reached()), "no")[0] == "code-wrong"
    wrong_codes(room, HOTEL, limits.FREE_OF_ADDRESS)
    assert guessed(room.client(**reached()), "no") == ("code-wait", 32)
    assert guessed(room.client(**reached(ELSEWHERE)), room.store.code) == ("unlocked", None)


def test_the_right_code_waits_among_wrong_ones_and_opens_all_the_same(room):
    wrong_codes(room, HOTEL, limits.FREE_OF_ADDRESS)
    facilitator = room.client("console", code=room.store.code, **reached())
    assert not facilitator.welcome["facilitates"]
    assert facilitator.hear("refusal")["values"] == {"seconds": 1}
    assert room.client("console", facilitator.hear("unlocked")["token"], **reached()).welcome["facilitates"]


def test_who_has_gone_meanwhile_has_its_code_not_tried(room):
    wrong_codes(room, HOTEL, limits.FREE_OF_ADDRESS)
    before = dict(room.hub.guesses._wrong)
    for _ in range(5):
        guest = room.client(**reached())
        assert guessed(guest, "no")[0] == "code-wait"
        guest.line.close()
    time.sleep(1.2)
    assert room.hub.guesses._wrong == before


def test_a_facilitator_is_never_locked_out(room):
    wrong_codes(room, HOTEL, 1000)
    token = room.hub.desk.facilitator_token()
    assert room.client("console", token, **reached()).welcome["facilitates"]
    assert room.client("console", token, code="no", **reached()).welcome["facilitates"]


def test_this_machine_waits_too_where_a_tunnel_stands_before_it(room):
    client = room.client()  # as whoever comes by a tunnel that names nobody
    said = [guessed(client, "no")[0] for _ in range(limits.FREE_OF_CONNECTION + 1)]
    assert said[-1] == "code-wait"


@pytest.mark.parametrize(("forwarded", "counted"), [
    (HOTEL, HOTEL), (f"{ELSEWHERE}, {HOTEL}", HOTEL), (f"{ELSEWHERE}, {HOTEL}, {TUNNEL}", HOTEL),
    (f"{TUNNEL}, {HOTEL}", HOTEL), ("x" * 5000, "x" * 64), ("2001:db8::1", "2001:db8::/64"), ("", TUNNEL),
])  # fmt: skip
def test_of_forwarded_addresses_the_last_that_is_no_proxy_counts_for_a_guest_can_have_written_the_others(
    room, forwarded, counted
):
    room.client(**reached(forwarded))
    assert [one.address for one in list(room.hub.connections)] == [counted]


# --- who it is ---


@pytest.mark.parametrize("given", [
    {"origin": "https://evil.example"}, {"origin": "http://room.example.org"}, {"origin": f"{PUBLIC}.evil.example"},
    {"origin": f"{PUBLIC}:444"}, {"origin": "null"}, {"host": "evil.example"}, {"host": "room.example.org.evil.example"},
    {"host": "evil.example", "origin": "http://evil.example"}, {"host": "169.254.169.254"},
], ids=str)  # fmt: skip
def test_another_origin_and_another_host_get_no_socket(room, given):
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        line(room.address, **reached(**given))
    assert not room.hub.connections


def test_a_name_that_now_leads_to_this_machine_reads_nothing(room):
    port = urlsplit(room.address).port
    for path in ("/", "/join", "/static/net.js", "/lang/en.json"):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n".encode())
            assert raw.makefile("rb").readline().split()[1] == b"400"


@pytest.mark.parametrize("rights", [{"role": "facilitator"}, {"role": "participant", "voter": "0123456789abcdef"}])
def test_a_token_of_another_workshop_gives_no_rights_here(room, rights):
    guest = room.client(token=tokens.signed(Store(None).secret, rights), **reached())
    assert not guest.welcome["facilitates"]
    assert guest.refused(do="reset")["key"] == "not-allowed"
    assert guest.refused(do="vote", round=1, come=True)["key"] == "not-allowed"


def test_a_token_from_before_the_session_was_made_anew_gives_no_rights(tmp_path):
    before = Store(tmp_path / "kept.sqlite")
    token = tokens.signed(before.secret, {"role": "facilitator"})
    assert tokens.rights_of(before.secret, token) is not None
    before.close()
    again = Store(tmp_path / "kept.sqlite", fresh=True)
    assert tokens.rights_of(again.secret, token) is None
    again.close()


def test_the_token_of_somebody_who_was_removed_holds_no_seat(room):
    phone = room.client(**reached())
    token = phone.join("One", actor_of(room))
    room.hub.desk.room.reset()
    back = room.client(token=token, **reached())
    assert back.hear("room")["me"] is None
    assert back.refused(do="vote", round=1, come=True)["key"] == "no-seat"


# --- how many ---


def test_a_guest_with_three_hundred_connections_keeps_nobody_out(room, monkeypatch):
    monkeypatch.setattr(limits, "UNKNOWN_S", 0.5)
    token = room.hub.desk.facilitator_token()
    greedy = [line(room.address, **reached()) for _ in range(300)]
    until(lambda: len(room.hub.connections) == limits.MOST_AT_ADDRESS and not room.hub.unknown)
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
    token = room.hub.desk.facilitator_token()
    for number in range(3):
        room.client(**reached(f"192.0.2.{number}"))
    late = [line(room.address, **reached("192.0.2.9")) for _ in range(limits.MOST_UNKNOWN + 5)]
    assert room.client("console", token, **reached("192.0.2.9")).welcome["facilitates"]
    assert len(room.hub.guests()) == 3
    for one in late:
        one.close_socket()


def test_sixty_phones_behind_one_address_join_and_vote(room):
    chair = room.client("console", room.hub.desk.facilitator_token(), **reached(ELSEWHERE))
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
    room.hub.desk.room.remove(next(iter(room.hub.desk.room.game["seats"])))
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
    room.hub.codes = Allowance(0.001, 2.0)
    drawn = [guest.tell(do="code", path=f"/#{number}") or guest.hear("code") for number in range(2)]
    assert len(drawn) == 2
    assert guest.refused(do="code", path="/#more")["key"] == "too-fast"
    for who, path in ((guest, "/join"), (chair, "/#more")):
        who.tell(do="code", path=path)
        assert who.hear("code")["address"] == PUBLIC + path


# --- what they send ---


HUGE = [
    "[" * 30_000, '{"do":' * 5000, '{"do": "hello", "view": ' + "[" * 10_000, '{"do": "vote", "round": ' + "9" * 5000 + ', "come": true}',
    '{"do": "vote", "round": 1e400, "come": true}', '{"do": "vote", "round": NaN, "come": true}', '{"do": "\\ud800"}',
    '{"do": "join", "name": "\\udfff", "actor": "IDN"}', '{"do": "join", "name": "' + "x" * 5000 + '", "actor": "IDN"}',
    '{"do": "unlock", "code": "' + "0" * 5000 + '"}', '{"do": "hello", "view": "phone", "code": {"a": 1}}', '{"do": ["hello"]}',
    '{"do": "code", "path": "/' + "ж" * 1100 + '"}', "\x00", b"\xff\xfe", b'{"do": "save"}',
]  # fmt: skip


@pytest.mark.parametrize("text", HUGE, ids=range(len(HUGE)))
def test_a_huge_or_nested_message_gets_one_line_and_the_connection_goes_on(room, caplog, text):
    guest = room.client(**reached())
    started = time.monotonic()
    guest.raw(text)
    refused = guest.hear("refusal")
    assert refused["key"] in ("malformed", "unknown", "link", "not-allowed")
    assert time.monotonic() - started < 5.0
    assert len(json.dumps(refused)) < 400
    guest.tell(do="code", path="/join")
    assert guest.hear("code")
    assert not caplog.records


NESTED = [
    {"do": "change", "settings": {"levers.step": [[[]]]}}, {"do": "change", "settings": {"levers.step": 10**400}},
    {"do": "change", "settings": {str(number): 0 for number in range(600)}}, {"do": "drag", "settings": {}, "seen": 1.5},
    {"do": "show", "look": {"base": {"base": {}}}}, {"do": "show", "look": {"base": "baseline", "events": [["betrayal", 1, 2]]}},
    {"do": "tell", "replicate": 1, "decisions": [[0, "RECAAP", "piracy", "IDN", True]] * 401}, {"do": "trigger", "kind": [], "month": 1},
    {"do": "by-hand", "actor": {}, "yes": 1, "no": 1}, {"do": "compare", "on": "yes"}, {"do": "switch", "name": "seats", "on": True},
    {"do": "next-round", "seconds": 0}, {"do": "next-round", "wait": 2.5}, {"do": "begin", "replicate": True},
]  # fmt: skip


@pytest.mark.parametrize("message", NESTED, ids=lambda message: json.dumps(message)[:40])
def test_a_facilitators_malformed_order_is_no_error_of_the_server_and_changes_nothing(room, caplog, message):
    chair = room.facilitator()
    before = json.dumps([room.hub.desk.session.state(), room.hub.desk.room.game])
    assert chair.refused(**message)["key"] in ("malformed", "timer-range", "wait-range", "future-range")
    assert json.dumps([room.hub.desk.session.state(), room.hub.desk.room.game]) == before
    assert not caplog.records


# --- who does not read ---


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
        for number in range(10 * connection.QUEUE):
            here.put("picture", str(number))
        assert list(here._waiting.values()) == [str(10 * connection.QUEUE - 1)]
        assert not here._leaving
        for number in range(connection.QUEUE):
            here.tell({"is": "code", "number": number})
        assert here._leaving and not here._waiting
        assert await asyncio.wait_for(here.heard(), 5.0) is None

    asyncio.run(read_nothing())


def test_a_few_large_messages_are_too_much_as_well():
    async def read_nothing():
        here = connection.Connection(Mute())
        here.put("told", "x" * (connection.LARGEST_QUEUE + 1))
        assert not here._leaving  # one message is sent, however large
        here.put("told", "x")
        assert here._leaving

    asyncio.run(read_nothing())


def test_who_does_not_read_is_cut_off_and_others_are_served(room, monkeypatch):
    monkeypatch.setattr(protocol, "SLOW_S", 1.0)
    port = urlsplit(room.address).port
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", port))
    slow.sendall(
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {room.address}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n".encode()
    )
    until(lambda: len(room.hub.connections) == 1)
    (served,) = list(room.hub.connections)
    served.allowance = Allowance(1e9, 1e9)  # it is not for the flood that it is cut off
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
    until(lambda: served not in room.hub.connections, 30.0)
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
