"""Check the options for proxies and tunnels: trusted addresses, and the public address of the page."""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from trustladder.sim.scenario.errors import InputError, shown

DEFAULT_PORTS = {"http": 80, "https": 443}  # left out by browsers


def parse_proxies(given: Sequence[str]) -> list[str]:
    """Return the addresses and networks of trusted proxies. Raises InputError for what is neither, or is everybody."""
    found = []
    for one in given:
        try:
            network = ipaddress.ip_network(one)
        except ValueError:
            raise InputError(
                f"--trusted-proxy: {shown(one)}; allowed: an address or a network, such as 127.0.0.1 or 10.0.0.0/8"
            ) from None
        if network.prefixlen == 0:
            raise InputError(f"--trusted-proxy: {one} would believe everybody; name the address of the proxy")
        found.append(str(network))
    return found


def with_ipv4_mapped(proxies: Sequence[str]) -> list[str]:
    """Return proxies, those of IPv4 also in the form that a dual-stack socket reports."""
    old = [one for one in map(ipaddress.ip_network, proxies) if one.version == 4]
    return [*proxies, *(f"::ffff:{one.network_address}/{96 + one.prefixlen}" for one in old)]


def parse_public_address(given: str | None) -> str | None:
    """Return an address as browsers write it. Raises InputError for anything but a scheme, a host and a port."""
    if given is None:
        return None
    try:
        parts = urlsplit(given)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
        name = f"[{host}]" if ":" in host else host
        ending = "" if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
        whole = bool(host) and parts.scheme in DEFAULT_PORTS and given.isprintable() and " " not in given
    except ValueError:
        whole = False
    if not whole or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise InputError(f"--public-address: {shown(given)}; allowed: a host, such as https://room.example.org")
    return f"{parts.scheme}://{name}{ending}"
