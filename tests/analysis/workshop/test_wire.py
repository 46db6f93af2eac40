"""What can come over the wire: rights, votes, malformed and huge and too many messages; everybody else goes on."""

import json
import urllib.error
import urllib.request

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.analysis.workshop.conftest import Client
from tests.analysis.workshop.test_languages import TEXTS
from trustladder.analysis.workshop import tokens
from trustladder.analysis.workshop.connections import Handler
from trustladder.analysis.workshop.limits import BURST, FREE_OF_CONNECTION
from trustladder.analysis.workshop.messages import LARGEST_OF_GUEST

FACILITATES = [
    {"do": "drag", "settings": {}},
    {"do": "change", "settings": {}},
    {"do": "preset", "name": "baseline"},
    {"do": "show", "look": {"base": "baseline"}},
    {"do": "undo"},
    {"do": "redo"},
    {"do": "compare", "on": True},
    {"do": "trigger", "kind": "betrayal", "month": 3},
    {"do": "calm", "place": 0},
    {"do": "tell", "replicate": 1},
    {"do": "meeting", "place": 0},
    {"do": "fork", "replicate": 1, "places": [0]},
    {"do": "turned"},
    {"do": "load", "name": "x", "text": ""},
    {"do": "begin"},
    {"do": "undo-begin"},
    {"do": "next-round"},
    {"do": "close-round"},
    {"do": "undo-round"},
    {"do": "by-hand", "actor": "IDN", "yes": 1, "no": 0},
    {"do": "timer", "seconds": 5},
    {"do": "more", "seconds": 30},
    {"do": "switch", "name": "frozen", "on": True},
    {"do": "remove", "voter": "x"},
    {"do": "reset"},
]


def actor_of(live):
    return next(iter(live.manager.workshop.session.base("malacca-piracy").governments))


@pytest.fixture
def chair(live):
    """A facilitator in a fresh room."""
    found = live.facilitator()
    found.tell(do="reset")
    found.hear("room", lambda room: not room["seats"])
    return found


def test_every_order_of_the_facilitator_is_tried_here(live):
    rights = {name for name, handler in live.manager.handlers.items() if handler.role == tokens.FACILITATOR}
    assert rights == {message["do"] for message in FACILITATES}


@pytest.mark.parametrize("message", FACILITATES, ids=lambda message: message["do"])
def test_a_participant_cannot_act_as_facilitator(live, message):
    phone = live.client()
    phone.join("Ana", actor_of(live))
    assert phone.refused(**message)["key"] == "not-allowed"


def test_who_has_no_seat_cannot_vote_or_predict(live):
    stranger = live.client()
    assert stranger.refused(do="vote", round=1, come=True)["key"] == "not-allowed"
    assert stranger.refused(do="predict", guess=[1, 2, 3, 4])["key"] == "not-allowed"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: tokens.sign(b"another secret", {"role": "facilitator"}),
        lambda token: token.replace(".", ""),
        lambda token: "x" * 100_000,
        lambda token: {"role": "facilitator"},
        lambda token: "é.é",
    ],
    ids=["changed", "forged", "unsigned", "huge", "no text", "no ASCII"],
)
def test_a_token_that_was_not_signed_here_gives_no_rights(live, tamper):
    token = tamper(live.manager.workshop.facilitator_token())
    if isinstance(token, str) and len(token) > LARGEST_OF_GUEST:
        assert tokens.verify(live.store.secret, token) is None
        return
    assert not live.client("console", token).welcome["facilitates"]


def test_a_participants_token_is_no_facilitators(live):
    phone = live.client()
    token = phone.join("Ana", actor_of(live))
    assert not live.client("console", token).welcome["facilitates"]


def test_the_code_opens(live):
    guest = live.client("console")
    guest.tell(do="unlock", code=live.store.code)
    token = guest.hear("unlocked")["token"]
    assert live.client("console", token).welcome["facilitates"]


def test_a_link_with_the_code_opens_at_once_and_one_with_a_wrong_code_does_not(live):
    guest = live.client("stage")
    guest.tell(do="hello", view="stage", code=live.store.code)
    assert guest.hear("welcome")["facilitates"]
    stranger = live.client("stage")
    stranger.tell(do="hello", view="stage", code="no")
    assert stranger.hear("refusal")["key"] == "code-wrong"
    welcome = stranger.hear("welcome")
    assert not welcome["facilitates"] and welcome["token"] is None


def test_this_machine_waits_for_no_code_unless_a_tunnel_shows_that_nobody_told_of(live):
    def refused(**options):
        guest = live.client(**options)
        return [guest.refused(do="unlock", code="no")["key"] for _ in range(FREE_OF_CONNECTION + 1)][-1]

    assert refused() == "code-wrong"
    assert refused(headers={"X-Forwarded-For": "198.51.100.7"}) == "code-wait"


def test_forwarded_addresses_are_believed_of_nobody_who_is_not_trusted(live):
    before = set(live.manager.connections)
    live.client(headers={"X-Forwarded-For": "198.51.100.7", "Forwarded": "for=198.51.100.7"})
    assert [one.address for one in list(live.manager.connections) if one not in before] == ["127.0.0.1"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:1", "http://127.0.0.1:1"])
def test_a_page_of_another_origin_gets_no_socket(live, origin):
    with pytest.raises((InvalidStatus, ConnectionClosed)):
        Client(live.address, "stage", origin=origin)


def test_a_name_that_was_pointed_at_this_machine_gets_no_page(live):
    request = urllib.request.Request(live.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request)
    assert error.value.code == 400


@pytest.mark.parametrize("path", ["/static/../server.py", "/static/%2e%2e/server.py", "/lang/..%2f..%2fstore.py", "/x"])
def test_no_path_leads_out_of_the_pages(live, path):
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(live.address + path)
    assert error.value.code in (400, 404)


def test_pages_forbid_scripts_of_others(live):
    with urllib.request.urlopen(live.address) as answer:
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert f"connect-src 'self' {live.address.replace('http', 'ws')}" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


KEYS = {key.removeprefix("refusal.") for key in TEXTS["en"] if key.startswith("refusal.")}
MALFORMED = [
    "",
    "nonsense",
    "[]",
    "null",
    "3",
    '{"do": 3}',
    '{"do": null}',
    "{" * 5000,
    "[" * 9000,
    '{"do": "vote"}',
    '{"do": "join"}',
    '{"do": "join", "name": [], "actor": {}}',
    '{"do": "code", "path": "x"}',
    '{"do": "hello", "view": "spy"}',
    '{"do": "unlock", "code": []}',
    '{"do": "__init__"}',
    '{"do": "join", "name": "x", "actor": "NOBODY"}',
    '{"do": "join", "name": "\\u202e\\u0000", "actor": "IDN"}',
]


@pytest.mark.parametrize("text", MALFORMED, ids=range(len(MALFORMED)))
def test_a_malformed_message_is_refused_and_everybody_goes_on(live, text):
    bystander, wrong = live.client(), live.client()
    wrong.raw(text)
    assert wrong.hear("refusal")["key"] in KEYS
    wrong.tell(do="code", path="/join")
    assert wrong.hear("code")["rows"]
    bystander.tell(do="code", path="/join")
    assert bystander.hear("code")


FACILITATORS_NONSENSE = [
    {"do": "change"},
    {"do": "change", "settings": 3},
    {"do": "change", "settings": {"levers.step": "x"}},
    {"do": "drag", "settings": {"levers.step": 1e999}},
    {"do": "preset", "name": "../../etc/passwd"},
    {"do": "show", "look": 7},
    {"do": "trigger", "kind": "betrayal", "month": 10**9},
    {"do": "tell", "replicate": -1},
    {"do": "tell", "replicate": 1, "decisions": [[0, "x", "y", "z", True]]},
    {"do": "tell", "replicate": "1"},
    {"do": "meeting", "place": 10**9},
    {"do": "timer", "seconds": 0},
    {"do": "more", "seconds": None},
    {"do": "more", "seconds": -30},
    {"do": "next-round", "wait": -5},
    {"do": "switch", "name": "seats", "on": True},
    {"do": "close-round"},
    {"do": "remove", "voter": "nobody"},
    {"do": "by-hand", "actor": "IDN", "yes": -1, "no": 0},
    {"do": "load", "name": "x", "text": "x = ["},
    {"do": "begin", "replicate": 1e9},
    {"do": "fork", "replicate": 1, "decisions": [], "places": [0]},
    {"do": "fork", "replicate": 1, "decisions": [[0, "RECAAP", "piracy", "IDN", True]], "places": [9]},
    {"do": "fork", "replicate": 1, "decisions": [[0, "RECAAP", "piracy", "IDN", True]], "places": []},
    {"do": "fork", "replicate": 1, "decisions": [[0, "RECAAP", "piracy", "IDN", True]], "places": [0] * 41},
]


@pytest.mark.parametrize("message", FACILITATORS_NONSENSE, ids=lambda message: json.dumps(message)[:40])
def test_nonsense_of_a_facilitator_is_refused_too(chair, message):
    assert chair.refused(**message)["key"] in KEYS - {"not-allowed", "unknown"}


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyError, TypeError, AttributeError, ValueError, IndexError])
def test_what_nobody_foresaw_is_logged_with_its_traceback_and_the_line_goes_on(live, monkeypatch, caplog, error):
    def wrong(manager, connection, message):
        raise error("no such thing")

    for name, aside in (("wrong", False), ("wrong-aside", True)):
        monkeypatch.setitem(live.manager.handlers, name, Handler(None, wrong, background=aside))
        phone = live.client()
        caplog.clear()
        refused = phone.refused(do=name)
        assert (refused["of"], refused["key"], refused["values"]) == (name, "wrong", {})
        assert [record.exc_info[0] for record in caplog.records] == [error]
        assert "raise error" in caplog.text
        phone.tell(do="code", path="/join")
        assert phone.hear("code")


def test_what_is_refused_is_not_logged(live, caplog):
    live.client().refused(do="join", name="x", actor="NOBODY")
    live.client().refused(do="vote")
    assert not caplog.records


def test_a_huge_message_is_refused_or_cut_off_and_everybody_goes_on(live):
    bystander = live.client()
    large = live.client()
    large.raw(json.dumps({"do": "join", "name": "x" * (LARGEST_OF_GUEST + 1), "actor": "IDN"}))
    assert large.hear("refusal")["key"] == "malformed"
    enormous = live.client()
    with pytest.raises(ConnectionClosed):
        enormous.raw("x" * 3_000_000)
        enormous.hear("refusal", lambda message: False)
    bystander.tell(do="code", path="/join")
    assert bystander.hear("code")


def test_a_flood_is_refused_and_then_cut_off_while_others_are_served(live):
    flood, bystander = live.client(), live.client()
    with pytest.raises(ConnectionClosed):
        for _ in range(100):
            for _ in range(int(BURST)):
                flood.tell(do="nothing")
            bystander.tell(do="code", path="/join")
            bystander.hear("code")
            for _ in range(int(BURST)):
                flood.hear("refusal")
    bystander.tell(do="code", path="/join")
    assert bystander.hear("code")


def test_names_are_text_and_short(live, chair):
    phone = live.client()
    phone.join("<img src=x onerror=alert(1)>" + "x" * 100, actor_of(live))
    people = chair.hear("room", lambda room: room["console"]["people"])["console"]["people"]
    assert people[0][1] == "<img src=x onerror=alert"


def test_what_is_secret_is_told_to_nobody_else(live, chair):
    actor = actor_of(live)
    one, two, screen = live.client(), live.client(), live.client("stage")
    one.join("One", actor)
    two.join("Two", actor)
    chair.tell(do="begin", replicate=3)
    chair.tell(do="next-round")
    number = one.hear("room", lambda room: room["round"])["round"]["number"]
    one.tell(do="vote", round=number, come=True)
    one.hear("voted")
    for other in (two, screen):
        told = other.hear("room", lambda room: room["voted"] == 1)
        assert "console" not in told
        assert {"by_hand", "model", "why"}.isdisjoint(told["round"])
        assert '"come"' not in json.dumps(told)
    assert set(told["round"]) == {
        "number",
        "month",
        "forum",
        "domain",
        "rung",
        "chair",
        "quorum",
        "open",
        "outcome",
        "invited",
    }
    assert told["voted_of"] == {actor: 1}


def test_the_models_answers_stay_hidden_where_the_facilitator_says_so(live, chair):
    screen = live.client("stage")
    chair.tell(do="switch", name="veiled", on=True)
    chair.tell(do="begin", replicate=3)
    chair.tell(do="next-round")
    chair.tell(do="close-round")
    veiled = screen.hear("room", lambda room: room["rounds"])
    assert all({"model", "why"}.isdisjoint(one) for one in (veiled["round"], *veiled["rounds"]))
    chair.tell(do="switch", name="veiled", on=False)
    shown = screen.hear("room", lambda room: room["rounds"] and not room["veiled"])
    assert all({"model", "why"} <= set(one) for one in (shown["round"], *shown["rounds"]))


def test_a_new_game_can_be_undone(live, chair):
    chair.tell(do="begin", replicate=3)
    assert chair.refused(do="undo-begin")["key"] == "no-game-before"
    chair.tell(do="next-round")
    chair.tell(do="close-round")
    played = chair.hear("room", lambda room: room["rounds"])
    chair.tell(do="begin", replicate=4)
    assert chair.hear("room", lambda room: not room["rounds"])["console"]["before"]
    chair.tell(do="undo-begin")
    again = chair.hear("room", lambda room: room["rounds"])
    assert (again["rounds"], again["month"]) == (played["rounds"], played["month"])
    assert live.manager.workshop.room.game["replicate"] == 3


def test_one_vote_a_seat_for_its_own_delegation_in_the_open_round_only(live, chair):
    phone = live.client()
    token = phone.join("One", actor_of(live))
    chair.tell(do="begin", replicate=3)
    chair.tell(do="next-round")
    number = phone.hear("room", lambda room: room["round"])["round"]["number"]
    assert phone.refused(do="vote", round=number + 1, come=True)["key"] == "vote-closed"
    assert phone.refused(do="vote", round=number, come="yes")["key"] == "malformed"
    phone.tell(do="vote", round=number, come=True, actor="SGP", voter="somebody")
    phone.hear("voted")
    assert live.store.votes(number)[0][1] == actor_of(live)
    assert phone.refused(do="vote", round=number, come=False)["key"] == "voted-already"
    again = live.client("phone", token)
    assert again.refused(do="vote", round=number, come=False)["key"] == "voted-already"


def test_a_phone_that_joins_again_moves_its_seat_and_holds_no_second_one(live, chair):
    one, other = list(live.manager.workshop.session.base("malacca-piracy").actors)[:2]
    phone = live.client()
    token = phone.join("One", one)
    phone.join("One", other)
    page = live.client("phone")  # another page of the same phone, that was opened before it had a seat
    page.tell(do="join", name="Uno", actor=one, token=token)
    page.hear("seat")
    told = chair.hear("room", lambda room: room["console"]["people"] and room["console"]["people"][0][1] == "Uno")
    assert [person[1:3] for person in told["console"]["people"]] == [["Uno", one]]
    assert told["seats"] == {one: [1, 1]}
    assert phone.hear("room", lambda room: room["me"] and room["me"]["name"] == "Uno")["me"]["actor"] == one


def test_a_facilitators_token_gives_no_seat_of_another(live, chair):
    phone = live.client()
    phone.join("One", actor_of(live))
    for token in (live.manager.workshop.facilitator_token(), "forged", 3, None):
        stranger = live.client()
        stranger.tell(do="join", name="Two", actor=actor_of(live), token=token)
        stranger.hear("seat")
    told = chair.hear("room", lambda room: len(room["console"]["people"]) == 5)
    assert len({person[0] for person in told["console"]["people"]}) == 5


def test_a_frozen_phone_does_not_vote_and_a_removed_one_has_no_seat(live, chair):
    phone = live.client()
    phone.join("One", actor_of(live))
    chair.tell(do="begin", replicate=3)
    chair.tell(do="next-round")
    number = phone.hear("room", lambda room: room["round"])["round"]["number"]
    chair.tell(do="switch", name="frozen", on=True)
    phone.hear("room", lambda room: room["frozen"])
    assert phone.refused(do="vote", round=number, come=True)["key"] == "vote-closed"
    chair.tell(do="switch", name="frozen", on=False)
    voter = chair.hear("room", lambda room: room["console"]["people"])["console"]["people"][0][0]
    chair.tell(do="remove", voter=voter)
    told = phone.hear("room", lambda room: not room["seats"])
    assert told["me"] is None and told["removed"]
    assert not live.client().hear("room")["removed"]  # who never had a seat has lost none
    assert phone.refused(do="vote", round=number, come=True)["key"] == "no-seat"


def test_a_phone_that_was_away_comes_back_to_its_seat(live, chair):
    phone = live.client()
    token = phone.join("One", actor_of(live))
    phone.line.close()
    chair.hear("room", lambda room: list(room["seats"].values()) == [[1, 0]])
    back = live.client("phone", token)
    me = back.hear("room", lambda room: room["me"])["me"]
    assert (me["name"], me["actor"]) == ("One", actor_of(live))
    chair.hear("room", lambda room: list(room["seats"].values()) == [[1, 1]])


def test_predictions_stay_hidden_until_they_are_revealed(live, chair):
    phone = live.client()
    phone.join("One", actor_of(live))
    assert phone.refused(do="predict", guess=[1, 2, 3, 4])["key"] == "prediction-closed"
    chair.tell(do="switch", name="predicting", on=True)
    phone.hear("room", lambda room: room["predicting"])
    for wrong in ([1, 2, 3], [1, 2, 3, 101], [0.5, 1, 2, 3], "1234"):
        assert phone.refused(do="predict", guess=wrong)["key"] == "malformed"
    phone.tell(do="predict", guess=[10, 5, 30, 20])
    phone.hear("predicted")
    assert phone.hear("room", lambda room: room["predicted"] == 1)["predictions"] == []
    chair.tell(do="switch", name="revealed", on=True)
    assert phone.hear("room", lambda room: room["revealed"])["predictions"] == [[10, 10, 30, 30]]


def test_who_comes_while_a_lever_rests_in_a_hand_sees_what_is_set(live):
    chair = live.facilitator("stage")
    chair.tell(do="drag", settings={"levers.joint_share": 0.77})
    dragged = chair.hear("picture", lambda one: one["now"]["settings"] == {"levers.joint_share": 0.77})
    assert not dragged["final"]
    live.manager.workshop.picture = dragged  # the last that was counted
    guest = live.client("stage")
    assert guest.hear("picture", lambda one: one["final"])["now"] == live.manager.workshop.session.now
