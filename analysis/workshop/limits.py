"""How much one guest may ask for: a rate for each token, a ceiling for each address, and how long a wrong code waits."""

import ipaddress
import time
from collections.abc import Callable

MOST_GUESTS = 400  # connections of everybody but facilitators, for whom there is always room
MOST_AT_ADDRESS = 150  # of them behind one address: a hotel is one address
MOST_OF_SEAT = 6  # of them with the token of one seat; the oldest gives way
MOST_UNKNOWN = 20  # connections beyond these ceilings that may yet show a facilitator's rights
UNKNOWN_S = 5.0  # for which they may
SEATS_AT_ADDRESS = 100
PER_SECOND, BURST = 60.0, 120.0  # messages with one token, or of one connection without
CODES_PER_SECOND, CODES_BURST = 2.0, 40.0  # QR codes that all guests together may have drawn
FREE_OF_CONNECTION, FREE_OF_ADDRESS = 3, 10  # wrong codes before the next one waits
FIRST_S, CEILING_S = 1.0, 60.0  # how long the next one waits at first, and at most
FORGET_S = 900.0  # after which wrong codes of an address are forgotten
MOST_KNOWN = 4096  # addresses whose wrong codes are remembered
Clock = Callable[[], float]


class TokenBucket:
    """So many a second, and so many at once."""

    def __init__(self, per_second: float = PER_SECOND, burst: float = BURST, clock: Clock = time.monotonic) -> None:
        self.per_second, self.burst, self._clock = per_second, burst, clock
        self._left, self._when = burst, clock()

    def take(self, cost: float = 1.0) -> bool:
        """Take some; False where there are not so many left."""
        now = self._clock()
        self._left = min(self.burst, self._left + (now - self._when) * self.per_second)
        self._when = now
        if self._left < cost:
            return False
        self._left -= cost
        return True


class CodeBackoff:
    """How long the next code waits: twice as long after each wrong one, for each connection and each address.

    A code that waits is tried all the same, the right one too, so nobody is locked out. Behind one address, at the
    ceilings above, some 150 codes a minute can be tried, of a hundred million.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._failures = dict[str, tuple[int, float]]()  # address -> how many, and when the last; the oldest first

    def delay(self, of_connection: int, address: str) -> float:
        """Seconds until the next code from an address is tried, on a connection with so many wrong ones."""
        count, last = self._failures.get(address, (0, 0.0))
        if self._clock() - last > FORGET_S:
            count = 0
        return max(backoff_s(of_connection - FREE_OF_CONNECTION), backoff_s(count - FREE_OF_ADDRESS))

    def record_failure(self, address: str) -> None:
        """Remember that a code from an address was wrong."""
        now = self._clock()
        count, last = self._failures.pop(address, (0, now))
        self._failures[address] = (1 if now - last > FORGET_S else count + 1, now)
        if len(self._failures) > MOST_KNOWN:
            self._failures.pop(next(iter(self._failures)))


def backoff_s(beyond: int) -> float:
    """Seconds for the first, second, ... wrong code beyond those that are free (0 and less: no seconds)."""
    return 0.0 if beyond < 0 else min(CEILING_S, FIRST_S * 2.0 ** min(beyond, 30))


def client_address(host: str) -> str:
    """The address by which a guest is counted: an IPv6 guest has a whole network of 64 bits to choose from."""
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
    """Whether an address is this machine's own."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
