"""uvicorn's websockets, but for who does not read: such a line is cut, with all that waits in it.

uvicorn closes a line only once everything is sent, which never comes to pass where nobody reads. The class is not among
uvicorn's documented names; what is added here uses nothing but asyncio's own interface of a protocol.
"""

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

SLOW_S = 20.0  # in which a full line must empty itself


class Impatient(WebSocketsSansIOProtocol):
    """A websocket that is cut where its line stays full."""

    _cut: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        """Start to wait: the line is full."""
        super().pause_writing()
        self._cut = self.loop.call_later(SLOW_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Wait no longer: the line has room again."""
        super().resume_writing()
        self._patient()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer: the line is closed."""
        self._patient()
        super().connection_lost(exc)

    def _patient(self) -> None:
        if self._cut is not None:
            self._cut.cancel()
            self._cut = None
