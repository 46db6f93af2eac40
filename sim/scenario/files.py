"""Files from outside: each is a regular file of a sane size before a byte of it is read."""

import os
import stat
from pathlib import Path

from trustladder.sim.scenario.errors import InputError

SMALL = 1_000_000  # bytes of a scenario, a plan or a record; the largest shipped one has some 40,000
LARGE = 100_000_000  # bytes of a table of points
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def is_there(path: Path) -> bool:
    """Whether there is anything at a path; a path that the system cannot even look up leads to nothing."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def check_regular(path: Path, what: str, most: int = SMALL) -> None:
    """Raise InputError, one line, for what is no regular file of at most `most` bytes: a folder, a pipe, a device.

    `what` names what it should be, such as "scenario file".
    """
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    kind = stat.S_IFMT(found.st_mode)
    if kind != stat.S_IFREG:
        raise InputError(f"{path}: is {KINDS.get(kind, 'something else')}, not a {what}; allowed: a file")
    if found.st_size > most:
        raise InputError(
            f"{path}: {found.st_size / 1e6:,.0f} MB is too large for a {what}; allowed: at most {most / 1e6:,.0f} MB"
        )


def read_bytes(path: Path, what: str, most: int = SMALL) -> bytes:
    """Return the content of a regular file of at most `most` bytes; anything else is refused as by `check_regular`."""
    check_regular(path, what, most)
    try:  # a file of /proc may keep its reader waiting, and tells no size
        with os.fdopen(
            os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
        ) as file:
            found = file.read(most + 1) or b""
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None
    if len(found) > most:
        raise InputError(f"{path}: is too large for a {what}; allowed: at most {most / 1e6:,.0f} MB")
    return found


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})")


def read_text(path: Path, what: str, hint: str, most: int = SMALL) -> str:
    """Return a UTF-8 text that is not empty, read as by `read_bytes`; `hint` says what helps where it is empty."""
    try:
        text = read_bytes(path, what, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    if not text.strip():
        raise InputError(f"{path}: the file is empty; {hint}")
    return text
