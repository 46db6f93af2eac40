"""Files with secrets: readable by whoever runs the workshop, and by no other user of the machine."""

import os
import stat
from contextlib import suppress
from pathlib import Path

OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
OTHERS = stat.S_IRWXG | stat.S_IRWXO
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database, with the rights of the database


def create_private(place: Path) -> str | None:
    """Make a file that only its owner can read; a line to say where an existing one had wider rights, else None.

    A new file has its rights from the moment it exists, and so has a new folder around it. Raises OSError where the file
    cannot be created, or is none.
    """
    place.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    try:
        os.close(os.open(place, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    except FileExistsError:
        if not place.is_file():
            raise OSError("not a file") from None
    found = [_restrict(Path(f"{place}{end}")) for end in ("", *BESIDE)]
    return next((line for line in found if line is not None), None)


def _restrict(place: Path) -> str | None:
    """Take the rights of others from an existing file; a line to say where they had any."""
    if os.name != "posix" or not place.exists() or not place.stat().st_mode & OTHERS:
        return None
    before = stat.S_IMODE(place.stat().st_mode)
    with suppress(OSError):
        place.chmod(OWNER_ONLY)
    if place.stat().st_mode & OTHERS:
        return f"{place}: other users of this machine can read the code and the votes in it, and its rights cannot be changed"
    return f"{place}: other users of this machine could read it (rights {before:o}), now only you can; --fresh makes a new code"
