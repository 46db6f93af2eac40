"""Limit what one guest may ask for: a rate for each token, a ceiling for each address, a delay after wrong codes."""

import ipaddress
import time
from collections.abc import Callable

MOST_GUESTS = 400  # connections in all, facilitators not counted
MOST_AT_ADDRESS = 150  # connections of one address: a hotel is one address
MOST_OF_SEAT = 6  # connections with the token of one seat; the oldest is closed
MOST_UNKNOWN = 20  # pending connections beyond these limits, which may yet be a facilitator's
UNKNOWN_S = 5.0  # how long a connection stays pending
SEATS_AT_ADDRESS = 100
PER_SECOND, BURST = 60.0, 120.0  # messages of one token, or of one connection without a token
CODES_PER_SECOND, CODES_BURST = 2.0, 40.0  # QR codes of all guests together
FREE_OF_CONNECTION, FREE_OF_ADDRESS = 3, 10  # wrong codes before the next one waits
FIRST_S, CEILING_S = 1.0, 60.0  # shortest and longest delay
FORGET_S = 900.0  # after which wrong codes of an address are forgotten
MOST_KNOWN = 4096  # addresses whose wrong codes are remembered
Clock = Callable[[], float]


class TokenBucket:
    """A rate limit: `per_second` on average, `burst` at once."""

    def __init__(self, per_second: float = PER_SECOND, burst: float = BURST, clock: Clock = time.monotonic) -> None:
        self.per_second, self.burst, self._clock = per_second, burst, clock
        self._left, self._when = burst, clock()

    def take(self, cost: float = 1.0) -> bool:
        """Take `cost` from the bucket; return False where it holds less."""
        now = self._clock()
        self._left = min(self.burst, self._left + (now - self._when) * self.per_second)
        self._when = now
        if self._left < cost:
            return False
        self._left -= cost
        return True


class CodeBackoff:
    """Exponential backoff of wrong codes, for each connection and each address.

    A code that waits is tried all the same, the right one too, so nobody is locked out. Behind one address, at the
    ceilings above, some 150 codes a minute can be tried, of a hundred million.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._failures = dict[str, tuple[int, float]]()  # address -> count and time of the last; the oldest first

    def delay(self, of_connection: int, address: str) -> float:
        """Return the seconds until the next code is tried, by the wrong ones of its connection and its address."""
        count, last = self._failures.get(address, (0, 0.0))
        if self._clock() - last > FORGET_S:
            count = 0
        return max(backoff_s(of_connection - FREE_OF_CONNECTION), backoff_s(count - FREE_OF_ADDRESS))

    def record_failure(self, address: str) -> None:
        """Record a wrong code from an address."""
        now = self._clock()
        count, last = self._failures.pop(address, (0, now))
        self._failures[address] = (1 if now - last > FORGET_S else count + 1, now)
        if len(self._failures) > MOST_KNOWN:
            self._failures.pop(next(iter(self._failures)))


def backoff_s(beyond: int) -> float:
    """Return the delay in seconds of the first (0), second, ... wrong code beyond the free ones; 0 below that."""
    return 0.0 if beyond < 0 else min(CEILING_S, FIRST_S * 2.0 ** min(beyond, 30))


def client_address(host: str) -> str:
    """Return the address by which a guest is counted; for IPv6 the /64 network, all of which one guest may use."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            return str(ipaddress.ip_network((address, 64), strict=False))
        address = address.ipv4_mapped
    return str(address)


def is_loopback(host: str) -> bool:
    """Return whether an address is this machine's own."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
