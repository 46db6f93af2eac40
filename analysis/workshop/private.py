"""Create files with secrets, which no other user of the machine can read."""

import os
import stat
from contextlib import suppress
from pathlib import Path

OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
OTHERS = stat.S_IRWXG | stat.S_IRWXO
BESIDE = ("-wal", "-shm", "-journal")  # SQLite's files beside a database, which get its rights


def create_private(path: Path) -> str | None:
    """Create a file that only its owner can read; for an existing one, narrow its rights.

    A new file has its rights from the moment it exists, and so has a new folder around it. Returns a line to print
    where an existing file had wider rights, else None. Raises OSError where the file cannot be created, or is no file.
    """
    path.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY))
    except FileExistsError:
        if not path.is_file():
            raise OSError("not a file") from None
    found = [_restrict(Path(f"{path}{end}")) for end in ("", *BESIDE)]
    return next((line for line in found if line is not None), None)


def _restrict(path: Path) -> str | None:
    """Remove the rights of others from an existing file; return a line to print where they had any."""
    if os.name != "posix" or not path.exists() or not path.stat().st_mode & OTHERS:
        return None
    before = stat.S_IMODE(path.stat().st_mode)
    with suppress(OSError):
        path.chmod(OWNER_ONLY)
    if path.stat().st_mode & OTHERS:
        others = "other users of this machine can read the code and the votes in it"
        return f"{path}: {others}, and its rights cannot be changed"
    others = f"other users of this machine could read it (rights {before:o})"
    return f"{path}: {others}, now only you can; --fresh makes a new code"
