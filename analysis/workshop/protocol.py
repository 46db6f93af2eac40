"""Bound uvicorn's protocols: sockets of one peer, silence, and full send buffers.

uvicorn waits without limit for a first request, and closes a WebSocket only once everything is sent, which never
happens where the peer does not read. Its protocol classes are not among its documented names; what is added here uses
asyncio's own interface of a protocol, and uvicorn's `connections`, `client` and `config`.
"""

import asyncio
import ipaddress

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

MOST_SOCKETS = 1000  # of one peer: sixty phones behind one address open up to seven each
OPEN_FILES = 4096  # limit that the server asks for
SILENT_S = 30.0  # timeout of a socket that is no WebSocket and sends nothing
SLOW_S = 20.0  # timeout of a WebSocket whose send buffer stays full


class Timed(asyncio.Protocol):
    """A protocol with a timeout, which ends with its connection."""

    _timer: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timeout: the socket is closed."""
        self._cancel_timer()
        super().connection_lost(exc)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class BoundedHTTP(Timed, H11Protocol):
    """HTTP with at most `MOST_SOCKETS` sockets of one peer, each of which times out when silent."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept a socket, unless its peer has too many."""
        super().connection_made(transport)
        if self._is_proxy() or self._sockets_of_peer() <= MOST_SOCKETS:
            self._restart_timer()
        else:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Restart the timeout and handle the data."""
        self._restart_timer()
        super().data_received(data)

    def _sockets_of_peer(self) -> int:
        """Return how many sockets its peer has open, this one included."""
        peers = [getattr(one, "client", None) for one in self.connections]
        return sum(peer is not None and self.client is not None and peer[0] == self.client[0] for peer in peers)

    def _is_proxy(self) -> bool:
        """Return whether its peer is a trusted proxy, whose guests are counted one by one elsewhere."""
        trusted = self.config.forwarded_allow_ips if self.config.proxy_headers else []
        host = ipaddress.ip_address(self.client[0]) if self.client else None
        return any(host in ipaddress.ip_network(one) for one in trusted if host is not None)

    def _restart_timer(self) -> None:
        self._cancel_timer()
        self._timer = self.loop.call_later(SILENT_S, self._abort)

    def _abort(self) -> None:
        if self.transport.get_protocol() is self:  # else it has become a WebSocket
            self.transport.abort()


class BoundedWebSocket(Timed, WebSocketsSansIOProtocol):
    """A WebSocket that is aborted where its send buffer stays full."""

    def pause_writing(self) -> None:
        """Start the timeout: the send buffer is full."""
        super().pause_writing()
        self._timer = self.loop.call_later(SLOW_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Cancel the timeout: the send buffer has room again."""
        super().resume_writing()
        self._cancel_timer()


def raise_file_limit() -> None:
    """Raise the limit of open files to what guests may need; some systems start with fewer."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
