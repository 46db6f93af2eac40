"""Make standard streams writable where they are closed, or their encoding lacks some characters."""

import codecs
import os
import sys
from contextlib import suppress
from pathlib import Path

ESCAPED = "trustladder-escaped"  # name of the error handler for characters that an encoding lacks


def prepare() -> None:
    """Open closed streams on the null device, and have characters that an encoding lacks written as escapes."""
    for number in (0, 1, 2):  # else the next file that is opened would get the number of the stream
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    codecs.register_error(ESCAPED, escaped)
    for stream in (sys.stdout, sys.stderr):
        if getattr(stream, "errors", None) in ("strict", "surrogateescape"):  # the latter in the locale C
            with suppress(AttributeError, OSError, ValueError):
                stream.reconfigure(errors=ESCAPED)  # type: ignore[union-attr]
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (open as long as the process)


def escaped(error: UnicodeError) -> tuple[str, int]:
    r"""Return characters as \uXXXX, the escape of JSON, and the position after them."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2)), error.end
