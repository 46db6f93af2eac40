"""SIGTERM and SIGHUP stop a command as Ctrl-C does: what is finished is kept, nothing half-written is left behind."""

import signal
from types import FrameType

_received: list[int] = []


def listen() -> None:
    """Stop as by Ctrl-C on a signal that asks a command to end; one that is ignored, as under nohup, stays ignored."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)


def status() -> int:
    """The exit status of a command that was stopped: 128 and the number of the signal."""
    return 128 + (_received[0] if _received else signal.SIGINT)


def _stop(number: int, _frame: FrameType | None) -> None:
    _received.append(number)
    raise KeyboardInterrupt
