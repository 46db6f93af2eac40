"""Stop a command on SIGTERM and SIGHUP as on Ctrl-C: what is finished is kept, nothing is left half-written."""

import signal
from types import FrameType

_received: list[int] = []


def listen() -> None:
    """Handle the signals that end a command; one that is ignored, as under nohup, stays ignored."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)


def status() -> int:
    """Return the exit status of a command that was stopped: 128 plus the number of the signal."""
    return 128 + (_received[0] if _received else signal.SIGINT)


def _stop(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    raise KeyboardInterrupt
