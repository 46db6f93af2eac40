"""Connect to Dask's scheduler: by TLS, except on this machine, and without Dask's own log messages.

Anyone who can reach a scheduler can run any code on its workers.
"""

import ipaddress
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from trustladder.sim.scenario.errors import InputError, not_installed, shown

if TYPE_CHECKING:
    from distributed import Client

CONNECTING = 10  # seconds until a scheduler that does not answer counts as unreachable


@contextmanager
def connected(address: str) -> Iterator["Client"]:
    """Open a client of a scheduler. Raises InputError where none can be reached, or the address is not allowed."""
    check_cluster(address)
    from distributed import Client

    if address.startswith("tls:"):
        check_certificate(address)
    with silence_dask():
        try:
            client = Client(address, timeout=CONNECTING, set_as_default=False)
        except (OSError, ValueError, RuntimeError) as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(f"--cluster {address}: no scheduler could be reached there ({why})") from None
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=2)


def check_certificate(address: str) -> None:
    """Raise InputError without a readable certificate; Dask's client would notice too late to be closed."""
    from distributed.security import Security

    where = "name the authority, certificate and key in Dask's own configuration (distributed.comm.tls)"
    try:
        found = Security().get_connection_args("client")["ssl_context"]
    except (OSError, ValueError) as error:  # no such file, no certificate in it, or a key of another
        raise InputError(f"--cluster {address}: the certificate cannot be used ({error}); {where}") from None
    if found is None:
        raise InputError(f"--cluster {address}: no certificate; {where}")


def check_cluster(address: str) -> None:
    """Raise InputError where an address is not allowed, or Dask is not installed."""
    check_address(address)
    if find_spec("distributed") is None:
        raise not_installed("--cluster", "distributed", "cluster")


def check_address(address: str) -> None:
    """Raise InputError for anything but tls://host:port, or tcp://host:port on this machine."""
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and parts.port is not None and not parts.path
    except ValueError:
        whole = False
    if not whole or parts.scheme not in ("tcp", "tls"):
        raise InputError(
            f"--cluster: {shown(address)}; allowed: tls://host:port, or tcp://127.0.0.1:port on this machine"
        )
    if parts.scheme == "tcp" and not is_loopback(parts.hostname or ""):
        raise InputError(
            f"--cluster: {shown(address)} would speak in the open; allowed: tls://host:port, or tcp:// on this machine"
        )


def is_loopback(host: str) -> bool:
    """Return whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def silence_dask() -> Iterator[None]:
    """Silence Dask's log of lost connections; what matters is said in one line."""
    names = [name for name in ("distributed", *logging.root.manager.loggerDict) if name.startswith("distributed")]
    before = {name: logging.getLogger(name).level for name in names}
    try:
        for name in before:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
