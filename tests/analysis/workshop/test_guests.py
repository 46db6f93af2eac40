"""Bad guests: who guesses the code, pretends to be somebody else, or sends what is no message."""

import json
import socket
import time
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.analysis.workshop.conftest import ELSEWHERE, HOTEL, PUBLIC, TUNNEL, line, reached
from tests.analysis.workshop.test_wire import actor_of
from trustladder.analysis.workshop import limits, tokens
from trustladder.analysis.workshop.limits import CodeBackoff, backoff_s, client_address
from trustladder.analysis.workshop.store import Store


def guessed(client, code):
    """What is said of a code at once: the key, and for how long it waits."""
    client.tell(do="unlock", code=code)
    while (message := json.loads(client.line.recv(timeout=60)))["is"] not in ("refusal", "unlocked"):
        pass
    return message.get("key", "unlocked"), message.get("values", {}).get("seconds")


def wrong_codes(room, address, count):
    """As many wrong codes as others at an address have tried."""
    for _ in range(count):
        room.manager.backoff.record_failure(client_address(address))


# --- the code ---


def test_a_wrong_code_waits_twice_as_long_each_time_up_to_a_ceiling():
    assert [backoff_s(beyond) for beyond in (-5, -1, 0, 1, 2, 5, 6, 10**9)] == [0, 0, 1, 2, 4, 32, 60, 60]


def test_wrong_codes_count_for_the_connection_and_for_the_address_and_are_forgotten_in_time():
    now = 0.0
    backoff = CodeBackoff(lambda: now)
    assert backoff.delay(2, HOTEL) == 0.0 < backoff.delay(3, HOTEL)
    for _ in range(11):
        backoff.record_failure(HOTEL)
    assert backoff.delay(0, HOTEL) == 2.0
    assert backoff.delay(0, ELSEWHERE) == 0.0
    now = limits.FORGET_S + 1.0
    assert backoff.delay(0, HOTEL) == 0.0


def test_many_addresses_do_not_fill_the_memory_and_a_network_of_ipv6_is_one_address():
    backoff = CodeBackoff()
    for number in range(limits.MOST_KNOWN + 100):
        backoff.record_failure(f"10.0.{number // 250}.{number % 250}")
    assert len(backoff._failures) == limits.MOST_KNOWN
    assert client_address("2001:db8::1") == client_address("2001:db8::ffff:2") != client_address("2001:db8:0:1::1")
    assert client_address("::ffff:192.0.2.1") == client_address("192.0.2.1")


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
    before = dict(room.manager.backoff._failures)
    for _ in range(5):
        guest = room.client(**reached())
        assert guessed(guest, "no")[0] == "code-wait"
        guest.line.close()
    time.sleep(1.2)
    assert room.manager.backoff._failures == before


def test_a_facilitator_is_never_locked_out(room):
    wrong_codes(room, HOTEL, 1000)
    token = room.manager.workshop.facilitator_token()
    assert room.client("console", token, **reached()).welcome["facilitates"]
    assert room.client("console", token, code="no", **reached()).welcome["facilitates"]


def test_this_machine_waits_too_where_a_tunnel_stands_before_it(room):
    client = room.client()  # as whoever comes by a tunnel that names nobody
    said = [guessed(client, "no")[0] for _ in range(limits.FREE_OF_CONNECTION + 1)]
    assert said[-1] == "code-wait"


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        (HOTEL, HOTEL),
        (f"{ELSEWHERE}, {HOTEL}", HOTEL),
        (f"{ELSEWHERE}, {HOTEL}, {TUNNEL}", HOTEL),
        (f"{TUNNEL}, {HOTEL}", HOTEL),
        ("x" * 5000, "x" * 64),
        ("2001:db8::1", "2001:db8::/64"),
        ("", TUNNEL),
    ],
)
def test_of_forwarded_addresses_the_last_that_is_no_proxy_counts_for_a_guest_can_have_written_the_others(
    room, forwarded, counted
):
    room.client(**reached(forwarded))
    assert [one.address for one in list(room.manager.connections)] == [counted]


# --- who it is ---


@pytest.mark.parametrize(
    "given",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://room.example.org"},
        {"origin": f"{PUBLIC}.evil.example"},
        {"origin": f"{PUBLIC}:444"},
        {"origin": "null"},
        {"host": "evil.example"},
        {"host": "room.example.org.evil.example"},
        {"host": "evil.example", "origin": "http://evil.example"},
        {"host": "169.254.169.254"},
    ],
    ids=str,
)
def test_another_origin_and_another_host_get_no_socket(room, given):
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        line(room.address, **reached(**given))
    assert not room.manager.connections


def test_a_name_that_now_leads_to_this_machine_reads_nothing(room):
    port = urlsplit(room.address).port
    for path in ("/", "/join", "/static/net.js", "/lang/en.json"):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: evil.example:{port}\r\nConnection: close\r\n\r\n".encode())
            assert raw.makefile("rb").readline().split()[1] == b"400"


@pytest.mark.parametrize("rights", [{"role": "facilitator"}, {"role": "participant", "voter": "0123456789abcdef"}])
def test_a_token_of_another_workshop_gives_no_rights_here(room, rights):
    guest = room.client(token=tokens.sign(Store(None).secret, rights), **reached())
    assert not guest.welcome["facilitates"]
    assert guest.refused(do="reset")["key"] == "not-allowed"
    assert guest.refused(do="vote", round=1, come=True)["key"] == "not-allowed"


def test_a_token_from_before_the_session_was_made_anew_gives_no_rights(tmp_path):
    before = Store(tmp_path / "kept.sqlite")
    token = tokens.sign(before.secret, {"role": "facilitator"})
    assert tokens.verify(before.secret, token) is not None
    before.close()
    again = Store(tmp_path / "kept.sqlite", fresh=True)
    assert tokens.verify(again.secret, token) is None
    again.close()


def test_the_token_of_somebody_who_was_removed_holds_no_seat(room):
    phone = room.client(**reached())
    token = phone.join("One", actor_of(room))
    room.manager.workshop.room.reset()
    back = room.client(token=token, **reached())
    assert back.hear("room")["me"] is None
    assert back.refused(do="vote", round=1, come=True)["key"] == "no-seat"


# --- what they send ---


HUGE = [
    "[" * 30_000,
    '{"do":' * 5000,
    '{"do": "hello", "view": ' + "[" * 10_000,
    '{"do": "vote", "round": ' + "9" * 5000 + ', "come": true}',
    '{"do": "vote", "round": 1e400, "come": true}',
    '{"do": "vote", "round": NaN, "come": true}',
    '{"do": "\\ud800"}',
    '{"do": "join", "name": "\\udfff", "actor": "IDN"}',
    '{"do": "join", "name": "' + "x" * 5000 + '", "actor": "IDN"}',
    '{"do": "unlock", "code": "' + "0" * 5000 + '"}',
    '{"do": "hello", "view": "phone", "code": {"a": 1}}',
    '{"do": ["hello"]}',
    '{"do": "code", "path": "/' + "ж" * 1100 + '"}',
    "\x00",
    b"\xff\xfe",
    b'{"do": "save"}',
]


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
    {"do": "change", "settings": {"levers.step": [[[]]]}},
    {"do": "change", "settings": {"levers.step": 10**400}},
    {"do": "change", "settings": {str(number): 0 for number in range(600)}},
    {"do": "drag", "settings": {}, "seen": 1.5},
    {"do": "show", "look": {"base": {"base": {}}}},
    {"do": "show", "look": {"base": "baseline", "events": [["betrayal", 1, 2]]}},
    {"do": "tell", "replicate": 1, "decisions": [[0, "RECAAP", "piracy", "IDN", True]] * 401},
    {"do": "trigger", "kind": [], "month": 1},
    {"do": "by-hand", "actor": {}, "yes": 1, "no": 1},
    {"do": "compare", "on": "yes"},
    {"do": "switch", "name": "seats", "on": True},
    {"do": "next-round", "seconds": 0},
    {"do": "next-round", "wait": 2.5},
    {"do": "begin", "replicate": True},
]


@pytest.mark.parametrize("message", NESTED, ids=lambda message: json.dumps(message)[:40])
def test_a_facilitators_malformed_order_is_no_error_of_the_server_and_changes_nothing(room, caplog, message):
    chair = room.facilitator()
    before = json.dumps([room.manager.workshop.session.state(), room.manager.workshop.room.game])
    assert chair.refused(**message)["key"] in ("malformed", "timer-range", "wait-range", "future-range")
    assert json.dumps([room.manager.workshop.session.state(), room.manager.workshop.room.game]) == before
    assert not caplog.records
