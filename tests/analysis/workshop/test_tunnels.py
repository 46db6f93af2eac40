"""What may stand before the server: proxies whose word is taken, and the address at which they show the page."""

import ipaddress

import pytest

from trustladder.analysis.cli import status_of
from trustladder.analysis.cli.workshop import announce
from trustladder.analysis.workshop.server import browser_addresses, host_of, listen
from trustladder.analysis.workshop.tunnels import parse_proxies, parse_public_address, with_ipv4_mapped


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--trusted-proxy", "room.example.org"), "an address or a network"),
        (("--trusted-proxy", "10.0.0.1/8"), "an address or a network"),
        (("--trusted-proxy", ""), "an address or a network"),
        (("--trusted-proxy", "0.0.0.0/0"), "would believe everybody"),
        (("--trusted-proxy", "::/0"), "would believe everybody"),
        (("--trusted-proxy", "127.0.0.1\nx"), "an address or a network"),
        (("--public-address", "room.example.org"), "a host, such as"),
        (("--public-address", "ftp://room.example.org"), "a host, such as"),
        (("--public-address", "https://room.example.org/join"), "a host, such as"),
        (("--public-address", "https://"), "a host, such as"),
        (("--public-address", "https://a@room.example.org"), "a host, such as"),
        (("--public-address", "https://x:99999"), "a host, such as"),
        (("--public-address", "https://" + "x" * 5000), "a host, such as"),
        (("--public-address", "https://a b"), "a host, such as"),
    ],
)
def test_what_is_no_proxy_or_no_address_is_said_in_one_line_and_nothing_is_left(
    tmp_path, monkeypatch, capsys, arguments, said
):
    monkeypatch.chdir(tmp_path)
    assert status_of(["workshop", "--no-open", "--port", "0", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1 and len(error) < 400
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("https://Room.Example.org/", "https://room.example.org"),
        ("https://room.example.org:443", "https://room.example.org"),
        ("http://room.example.org:80", "http://room.example.org"),
        ("http://room.example.org:8080", "http://room.example.org:8080"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        (None, None),
    ],
)
def test_a_public_address_is_written_as_browsers_write_an_origin(given, written):
    assert parse_public_address(given) == written


def test_a_proxy_of_ipv4_is_known_on_a_socket_for_both():
    found = [ipaddress.ip_network(one) for one in with_ipv4_mapped(parse_proxies(["10.0.0.0/8", "127.0.0.1", "::1"]))]
    for guest in ("10.1.2.3", "::ffff:10.1.2.3", "::ffff:127.0.0.1", "::1"):
        assert any(ipaddress.ip_address(guest) in network for network in found), guest
    for guest in ("11.0.0.1", "::ffff:11.0.0.1", "::2", "127.0.0.2"):
        assert not any(ipaddress.ip_address(guest) in network for network in found), guest


def test_phones_are_sent_to_the_public_address_and_the_facilitator_to_this_machine(tmp_path, capsys):
    sockets = listen("127.0.0.1", 0)
    addresses = browser_addresses(sockets, "https://room.example.org")
    sockets[0].close()
    announce(addresses, "12345678", tmp_path)
    said = capsys.readouterr().out
    assert "The page:    http://localhost:" in said
    assert "Phones:      https://room.example.org/join" in said
    assert "plain HTTP" not in said


def test_browsers_leave_out_the_port_that_is_the_usual_one():
    class Usual:
        def getsockname(self):
            return "192.0.2.7", 80

    assert browser_addresses([Usual()]) == ["http://192.0.2.7", "http://localhost"]
    assert [host_of(one) for one in ("http://[::1]:80", "http://192.0.2.7:8765", "https://x")] == [
        "[::1]",
        "192.0.2.7",
        "x",
    ]
