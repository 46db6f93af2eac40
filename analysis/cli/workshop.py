"""`trustladder workshop`: the live page."""

from __future__ import annotations

import ipaddress
import threading
import webbrowser
from pathlib import Path

import click

LOOPBACK = "127.0.0.1"
OPENED = (
    "Everybody on this network can reach the page at {address}; only the code changes anything. It is plain HTTP: who"
    " listens on the network can overhear names, votes and the code."
)


@click.command("workshop", epilog="Example: trustladder workshop --scenario baseline --host lan")
@click.option("--scenario", default="baseline", show_default=True, help="The shipped scenario to begin with.")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on, or `lan` to let phones join.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 is any.")
@click.option("--no-open", is_flag=True, help="Open no browser.")
@click.option("--session", type=click.Path(path_type=Path), help="Where it is kept [default: out/workshop.sqlite].")
@click.option("--fresh", is_flag=True, help="Forget what is kept there, and begin anew.")
def command(scenario: str, host: str, port: int, no_open: bool, session: Path | None, fresh: bool) -> None:
    """Open the live page for a room: levers, futures, one future told, and phones that vote.

    What is set and voted is kept; the same command again continues there, after a crash too.
    """
    from sim.errors import InputError
    from sim.loading import shipped_names
    from sim.scenario import Scenario

    if scenario not in shipped_names():
        Scenario.load(scenario)
        raise InputError(f"--scenario {scenario}: name a shipped scenario; the page loads a file, under Share")
    try:
        from analysis.workshop.server import addresses_of, lan_address, listening, server_of
        from analysis.workshop.store import Store, refuse_strangers
    except ImportError as error:
        raise InputError(f"workshop: {error.name} is not installed; pip install 'trustladder[workshop]'") from None
    place = session or Path("out") / "workshop.sqlite"
    sockets = listening(lan_address() if host == "lan" else host, port)
    refuse_strangers(place)
    store = Store(place, fresh=fresh)
    addresses = addresses_of(sockets)
    announce(addresses, store.code, place)
    if not no_open:
        local = f"{addresses[-1]}/#code={store.code}"
        threading.Timer(1.0, webbrowser.open, [local]).start()
    server_of(store, scenario, sockets).run(sockets)


def announce(addresses: list[str], code: str, place: Path) -> None:
    """Say where the page is, what is opened, and the code."""
    loopback = ipaddress.ip_address(addresses[0].removeprefix("http://").rpartition(":")[0].strip("[]")).is_loopback
    click.echo(f"The page:    {addresses[-1]}/#code={code}")
    click.echo(f"The console: {addresses[-1]}/console   code {code}")
    if loopback:
        click.echo("Phones:      not reachable; --host lan opens the page to the local network")
    else:
        click.echo(f"Phones:      {addresses[0]}/join")
        click.echo(OPENED.format(address=addresses[0]))
    click.echo(f"Kept in {place}. Ctrl-C ends it.")
