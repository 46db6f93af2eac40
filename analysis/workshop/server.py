"""The server: static pages and one websocket, for this machine or the local network, and for nobody else."""

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
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from trustladder.analysis.workshop import room_handlers, stage_handlers
from trustladder.analysis.workshop.connection import encode
from trustladder.analysis.workshop.connections import ConnectionManager
from trustladder.analysis.workshop.messages import LARGEST
from trustladder.analysis.workshop.pages import HERE, PAGES, page_html
from trustladder.analysis.workshop.protocol import BoundedHTTP, BoundedWebSocket, raise_file_limit
from trustladder.analysis.workshop.state import WorkshopState
from trustladder.analysis.workshop.store import Store
from trustladder.analysis.workshop.tunnels import DEFAULT_PORTS, with_ipv4_mapped
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.loading import shipped_folder

SWITCH_S = 0.0005  # the thread that works on the next picture holds up the one that sends the last no longer than this
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'none'; connect-src 'self'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def create_app(store: Store, scenario: str, addresses: list[str], tunnelled: bool = False) -> Starlette:
    """The application; `addresses` are those under which browsers may reach it, the one for phones first.

    Where it is `tunnelled`, whoever comes from this machine may be anybody.
    """
    place: dict[str, Any] = {}

    def publish(message: dict[str, Any]) -> None:
        place["loop"].call_soon_threadsafe(place["hub"].broadcast_picture, encode(message))

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        place["loop"] = asyncio.get_running_loop()
        sys.setswitchinterval(SWITCH_S)
        raise_file_limit()
        workshop = WorkshopState(store, scenario, addresses, publish)
        place["hub"] = app.state.manager = ConnectionManager(
            workshop, {**stage_handlers.HANDLERS, **room_handlers.HANDLERS}, tunnelled
        )
        workshop.worker.start()
        workshop.request_picture(workshop.session.now, True)
        yield
        workshop.worker.stop()

    async def talk(websocket: WebSocket) -> None:
        if websocket.headers.get("origin") not in addresses:
            await websocket.close(1008)
            return
        await place["hub"].serve(websocket)

    return Starlette(
        routes=[
            *(Route(path, page(page_html(name))) for path, name in PAGES.items()),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Mount("/lang", StaticFiles(directory=HERE / "lang")),
            Mount("/map", StaticFiles(directory=shipped_folder() / "map")),
            WebSocketRoute("/ws", talk),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=[*map(host_of, addresses)], www_redirect=False),
            Middleware(SecurityHeaders, addresses=addresses),
            Middleware(GZipMiddleware),
        ],
        lifespan=life,
    )


class SecurityHeaders:
    """Every answer forbids what the page does not need."""

    def __init__(self, app: ASGIApp, addresses: list[str]) -> None:
        lines = [  # older phones do not count them as 'self'
            f" {address.replace('http', 'ws', 1)}" for address in addresses if not host_of(address).startswith("[")
        ]
        self.app, self.headers = app, {**HEADERS, "Content-Security-Policy": POLICY + "".join(lines)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with these headers on top."""

        async def answer(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, answer)


def page(text: str) -> Callable[[Request], Awaitable[Response]]:
    """One of the pages."""

    async def answer(_: Request) -> Response:
        return HTMLResponse(text)

    return answer


def lan_address() -> str:
    """The address of this machine on the local network; nothing is sent to find it. Raises InputError where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # reserved for documentation: it only makes the system choose a way out
            found = str(probe.getsockname()[0])
        except OSError:
            found = "127.0.0.1"
    if found.startswith("127."):
        raise InputError("--host lan: this machine is on no network; join the room's Wi-Fi, or name an address")
    return found


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets on an address and, beside it, on loopback. Raises InputError where the address cannot be had."""
    found: list[socket.socket] = []
    for one in dict.fromkeys([host, "127.0.0.1"]):
        family = socket.AF_INET6 if ":" in one else socket.AF_INET
        here = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # unnamed, small messages wait for others
        here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            here.bind((one, port))
            here.listen(128)  # who comes before all is ready waits
        except (OSError, UnicodeError) as error:
            here.close()
            said = f"--host {one} --port {port}: cannot listen there ({getattr(error, 'strerror', error)})"
            raise InputError(f"{said}; try another --port, or --port 0 for any") from None
        port = here.getsockname()[1]
        found.append(here)
    return found


def browser_addresses(sockets: list[socket.socket], public: str | None = None) -> list[str]:
    """The addresses under which browsers reach sockets, as browsers write them, the one for phones first."""
    names = [here.getsockname()[:2] for here in sockets]
    hosts = [(f"[{host}]" if ":" in host else host, port) for host, port in [*names, ("localhost", names[0][1])]]
    shown = [f"http://{host}" if port == DEFAULT_PORTS["http"] else f"http://{host}:{port}" for host, port in hosts]
    return [*([] if public is None else [public]), *shown]


def host_of(address: str) -> str:
    """The host of an address, without its port; an IPv6 host in its brackets."""
    return re.sub(r":\d+$", "", address.partition("://")[2])


def create_server(
    store: Store, scenario: str, sockets: list[socket.socket], proxies: Sequence[str] = (), public: str | None = None
) -> uvicorn.Server:
    """The server; `run(sockets)` serves until Ctrl-C.

    `proxies` are addresses or networks whose word is taken for where a guest comes from (X-Forwarded-For, of which the
    last address counts that is not itself one of them); `public` is the address under which a tunnel shows the page.
    """
    config = uvicorn.Config(
        create_app(store, scenario, browser_addresses(sockets, public), tunnelled=bool(proxies) or public is not None),
        proxy_headers=bool(proxies),  # by itself uvicorn would believe whoever comes from this machine
        forwarded_allow_ips=with_ipv4_mapped(proxies),
        log_level="warning",
        http=BoundedHTTP,
        ws=BoundedWebSocket,
        ws_max_size=2 * LARGEST,
        ws_per_message_deflate=False,  # costs more than the local network does
        ws_ping_interval=20.0,
        ws_ping_timeout=40.0,
        timeout_graceful_shutdown=2,
        server_header=False,
    )
    return uvicorn.Server(config)
