"""`trustladder workshop`: serve the live page."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path

import click

from trustladder.analysis.cli import completion

LOOPBACK = "127.0.0.1"
OPENED = (
    "Everybody on this network can reach the page at {address}; only the code changes anything. It is plain HTTP: who"
    " listens on the network can overhear names, votes and the code."
)
SHOWN = "Everybody who knows the address can reach the page at {address}; only the code changes anything."


@click.command("workshop", epilog="Example: trustladder workshop --scenario baseline --host lan")
@click.option(
    "--scenario",
    shell_complete=completion.scenario,
    default="baseline",
    show_default=True,
    help="The shipped scenario to begin with.",
)
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on, or `lan` to let phones join.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 is any.")
@click.option("--no-open", is_flag=True, help="Open no browser.")
@click.option("--session", type=click.Path(path_type=Path), help="Where it is kept [default: out/workshop.sqlite].")
@click.option("--fresh", is_flag=True, help="Forget what is kept there, and begin anew.")
@click.option("--no-ahead", is_flag=True, help="Count nothing before it is asked for, to spare a battery.")
@click.option(
    "--trusted-proxy",
    "proxies",
    metavar="ADDRESS",
    multiple=True,
    help="Proxy or network of proxies whose X-Forwarded-For is believed; repeatable.",
)
@click.option("--public-address", metavar="URL", help="Where a tunnel or proxy shows the page to its guests.")
def command(
    scenario: str,
    host: str,
    port: int,
    no_open: bool,
    session: Path | None,
    fresh: bool,
    no_ahead: bool,
    proxies: tuple[str, ...],
    public_address: str | None,
) -> None:
    """Open the live page for a room: levers, futures, one future told, and phones that vote.

    What is set and voted is kept; the same command again continues there, after a crash too.

    While nobody moves a lever, the positions to which one may be moved next are counted, so that most answers come at
    once; all cores work for that, some dozens of seconds after every change.

    A tunnel on this machine that gives the page an address on the Internet is named by both of the last options. All
    its guests come from the tunnel's own address; who they are it says in X-Forwarded-For, which is believed of nobody
    else:

    \b
      trustladder workshop --trusted-proxy 127.0.0.1 --public-address https://room.example.org
    """  # noqa: D301 (click reads the backspace as "leave these lines alone")
    from trustladder.sim.scenario.errors import InputError
    from trustladder.sim.scenario.loading import shipped_names
    from trustladder.sim.scenario.scenario import Scenario

    if scenario not in shipped_names():
        Scenario.load(scenario)
        raise InputError(f"--scenario {scenario}: name a shipped scenario; the page loads a file, under Share")
    from trustladder.analysis.workshop.server import browser_addresses, create_server, lan_address, listen
    from trustladder.analysis.workshop.store import Store, refuse_strangers
    from trustladder.analysis.workshop.tunnels import parse_proxies, parse_public_address

    trusted_proxies, public = parse_proxies(proxies), parse_public_address(public_address)
    path = session or Path("out") / "workshop.sqlite"
    sockets = listen(lan_address() if host == "lan" else host, port)
    refuse_strangers(path)
    store = Store(path, fresh=fresh)
    if store.warning is not None:
        click.echo(store.warning, err=True)
    addresses = browser_addresses(sockets, public)
    announce(addresses, store.code, path)
    if not no_open:
        local = f"{addresses[-1]}/#code={store.ticket}"  # other users can see a browser's arguments
        threading.Timer(1.0, webbrowser.open, [local]).start()
    create_server(store, scenario, sockets, trusted_proxies, public, count_ahead=not no_ahead).run(sockets)


def announce(addresses: list[str], code: str, path: Path) -> None:
    """Print the addresses of the page, who can reach it, and the code."""
    from trustladder.analysis.workshop.limits import is_loopback
    from trustladder.analysis.workshop.server import host_of

    click.echo(f"The page:    {addresses[-1]}/#code={code}")
    click.echo(f"The console: {addresses[-1]}/console   code {code}")
    if is_loopback(host_of(addresses[0]).strip("[]")):
        click.echo("Phones:      not reachable; --host lan opens the page to the local network")
    else:
        click.echo(f"Phones:      {addresses[0]}/join")
        click.echo((SHOWN if addresses[0].startswith("https:") else OPENED).format(address=addresses[0]))
    click.echo(f"Kept in {path}. Ctrl-C ends it.")
