"""Serve static pages and one WebSocket, on this machine or the local network."""

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from trustladder.analysis.words import LANGUAGES
from trustladder.analysis.workshop import look_handlers, room_handlers, stage_handlers
from trustladder.analysis.workshop.connection import encode
from trustladder.analysis.workshop.connections import ConnectionManager
from trustladder.analysis.workshop.messages import LARGEST
from trustladder.analysis.workshop.pages import HERE, PAGES, page_html
from trustladder.analysis.workshop.protocol import BoundedHTTP, BoundedWebSocket, raise_file_limit
from trustladder.analysis.workshop.state import WorkshopState
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.texts import page_texts
from trustladder.analysis.workshop.tunnels import DEFAULT_PORTS, with_ipv4_mapped
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import shipped_folder

SWITCH_S = 0.0005  # thread switch interval: the worker must not delay the sender for longer
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'none'; connect-src 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def create_app(
    store: Store, scenario: str, addresses: list[str], tunnelled: bool = False, count_ahead: bool = False
) -> Starlette:
    """Return the application; `addresses` are those under which browsers may reach it, the one for phones first.

    With `tunnelled`, connections from this machine are not trusted more than others; with `count_ahead`, what is likely
    to be asked next is counted while nobody asks.
    """
    running: dict[str, Any] = {}

    def publish(message: dict[str, Any]) -> None:
        running["loop"].call_soon_threadsafe(running["manager"].broadcast_picture, message["is"], encode(message))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        running["loop"] = asyncio.get_running_loop()
        sys.setswitchinterval(SWITCH_S)
        raise_file_limit()
        workshop = WorkshopState(store, scenario, addresses, publish, count_ahead)
        running["manager"] = app.state.manager = ConnectionManager(
            workshop, {**stage_handlers.HANDLERS, **look_handlers.HANDLERS, **room_handlers.HANDLERS}, tunnelled
        )
        workshop.worker.start()
        workshop.request_picture(workshop.session.now, True)
        watch = asyncio.create_task(room_handlers.close_when_due(running["manager"]))
        yield
        watch.cancel()
        workshop.worker.stop()

    async def talk(websocket: WebSocket) -> None:
        if websocket.headers.get("origin") not in addresses:
            await websocket.close(1008)
            return
        await running["manager"].serve(websocket)

    return Starlette(
        routes=[
            *(Route(path, fixed(page_html(name), "text/html")) for path, name in PAGES.items()),
            *(
                Route(f"/lang/{language}.json", fixed(page_texts(language), "application/json"))
                for language in LANGUAGES
            ),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Mount("/map", StaticFiles(directory=shipped_folder() / "map")),
            WebSocketRoute("/ws", talk),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[*map(host_of, addresses)], www_redirect=False),
            Middleware(SecurityHeaders, addresses=addresses),
            Middleware(GZipMiddleware),
        ],
        lifespan=lifespan,
    )


class SecurityHeaders:
    """Middleware that adds security headers to every response."""

    def __init__(self, app: ASGIApp, addresses: list[str]) -> None:
        lines = [  # older browsers do not include them in 'self'
            f" {address.replace('http', 'ws', 1)}" for address in addresses if not host_of(address).startswith("[")
        ]
        self.app, self.headers = app, {**HEADERS, "Content-Security-Policy": POLICY + "".join(lines)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with these headers on top."""

        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, answer)


def fixed(text: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that always responds with the same text."""

    async def answer(_: Request) -> Response:
        return Response(text, media_type=media_type)

    return answer


def lan_address() -> str:
    """Return the address of this machine on the local network. Raises InputError where there is none.

    Nothing is sent to find it.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: makes the system choose a route
            found = str(probe.getsockname()[0])
        except OSError:
            found = "127.0.0.1"
    if found.startswith("127."):
        raise InputError("--host lan: this machine is on no network; join the room's Wi-Fi, or name an address")
    return found


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen on an address and on loopback. Raises InputError where an address is not available."""
    found: list[socket.socket] = []
    for address in dict.fromkeys([host, "127.0.0.1"]):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        # asyncio sets TCP_NODELAY where the protocol is named
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, port))
            listener.listen(128)  # connections before start-up wait
        except (OSError, UnicodeError) as error:
            listener.close()
            problem = f"--host {address} --port {port}: cannot listen there ({getattr(error, 'strerror', error)})"
            raise InputError(f"{problem}; try another --port, or --port 0 for any") from None
        port = listener.getsockname()[1]
        found.append(listener)
    return found


def browser_addresses(sockets: list[socket.socket], public: str | None = None) -> list[str]:
    """Return the addresses under which browsers reach sockets, as browsers write them, the one for phones first."""
    names = [listener.getsockname()[:2] for listener in sockets]
    hosts = [(f"[{host}]" if ":" in host else host, port) for host, port in [*names, ("localhost", names[0][1])]]
    urls = [f"http://{host}" if port == DEFAULT_PORTS["http"] else f"http://{host}:{port}" for host, port in hosts]
    return [*([] if public is None else [public]), *urls]


def host_of(address: str) -> str:
    """Return the host of an address, without its port; an IPv6 host in its brackets."""
    return re.sub(r":\d+$", "", address.partition("://")[2])


def create_server(
    store: Store,
    scenario: str,
    sockets: list[socket.socket],
    proxies: Sequence[str] = (),
    public: str | None = None,
    count_ahead: bool = False,
) -> uvicorn.Server:
    """Return the server; `run(sockets)` serves until Ctrl-C.

    `proxies` are addresses or networks that are trusted to say where a guest comes from (X-Forwarded-For, of which the
    last address counts that is not itself one of them); `public` is the address under which a tunnel shows the page.
    """
    tunnelled = bool(proxies) or public is not None
    config = uvicorn.Config(
        create_app(store, scenario, browser_addresses(sockets, public), tunnelled, count_ahead),
        proxy_headers=bool(proxies),  # uvicorn's default trusts every connection from this machine
        forwarded_allow_ips=with_ipv4_mapped(proxies),
        log_level="warning",
        http=BoundedHTTP,
        ws=BoundedWebSocket,
        ws_max_size=2 * LARGEST,
        ws_per_message_deflate=False,  # costs more time than it saves on a local network
        ws_ping_interval=20.0,
        ws_ping_timeout=40.0,
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    return uvicorn.Server(config)
