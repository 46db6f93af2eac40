"""uvicorn's protocols with bounds: so many sockets of one peer, none that stays silent, none that does not read.

uvicorn waits for ever for a first request, and closes a websocket only once everything is sent, which never comes to pass
where nobody reads. Its protocol classes are not among its documented names; what is added here uses asyncio's own interface
of a protocol, and uvicorn's `connections`, `client` and `config`.
"""

import asyncio
import ipaddress

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

MOST_SOCKETS = 1000  # of one peer: sixty phones behind one address may open six each for pages, and one to talk
OPEN_FILES = 4096  # that the server asks the system for
SILENT_S = 30.0  # in which a socket without a websocket must say something
SLOW_S = 20.0  # in which a full websocket must empty itself


class BoundedHTTP(H11Protocol):
    """HTTP for so many sockets of one peer, each of which must say something now and then."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let a socket in, unless its peer has too many."""
        super().connection_made(transport)
        if self._is_proxy() or self._sockets_of_peer() <= MOST_SOCKETS:
            self._restart_timer()
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Wait anew: something was said."""
        self._restart_timer()
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer: the socket is closed."""
        self._cancel_timer()
        super().connection_lost(exc)

    def _sockets_of_peer(self) -> int:
        """How many sockets its peer has open, this one included."""
        peers = [getattr(one, "client", None) for one in self.connections]
        return sum(peer is not None and self.client is not None and peer[0] == self.client[0] for peer in peers)

    def _is_proxy(self) -> bool:
        """Whether its peer speaks for many guests, who are counted one by one by what it says of them."""
        trusted = self.config.forwarded_allow_ips if self.config.proxy_headers else []
        host = ipaddress.ip_address(self.client[0]) if self.client else None
        return any(host in ipaddress.ip_network(one) for one in trusted if host is not None)

    def _restart_timer(self) -> None:
        self._cancel_timer()
        self._timer = self.loop.call_later(SILENT_S, self._abort)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _abort(self) -> None:
        if self.transport.get_protocol() is self:  # else it has become a websocket
            self.transport.abort()


class BoundedWebSocket(WebSocketsSansIOProtocol):
    """A websocket that is cut where its line stays full."""

    _timer: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Start to wait: the line is full."""
        super().pause_writing()
        self._timer = self.loop.call_later(SLOW_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Wait no longer: the line has room again."""
        super().resume_writing()
        self._cancel_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer: the line is closed."""
        self._cancel_timer()
        super().connection_lost(exc)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def raise_file_limit() -> None:
    """Ask for as many open files as guests may need, which is more than some systems give at first."""
    try:
        import resource
    except ImportError:  # Windows gives what there is
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
