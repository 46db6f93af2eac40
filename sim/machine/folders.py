"""Find a folder in which this user's computer may keep what can be made again: compiled code, states of pasts."""

import os
import shutil
from pathlib import Path
from stat import S_ISDIR
from tempfile import NamedTemporaryFile, gettempdir

from platformdirs import user_cache_dir


def writable_folder(*names: str) -> Path:
    """Return a folder that can be written, inside the user's cache or else among temporary files.

    Raises OSError, that of the last place tried, where neither can be written.
    """
    why = OSError("no place to keep files")
    for place in (_of_the_user, _temporary):
        try:
            folder = place().joinpath(*names)
            folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=folder):  # a folder may be there and yet take no file
                pass
        except OSError as error:
            why = error
        else:
            return folder
    raise why


def forget_older(current: Path, kept: int) -> None:
    """Remove the neighbours of a folder that were not used for longest, so that `kept` folders are left."""
    others = [path for path in current.parent.iterdir() if path.is_dir() and path != current]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[kept - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _of_the_user() -> Path:
    """Return the user's cache, wherever the system keeps those."""
    folder = Path(user_cache_dir("trustladder"))
    if not folder.is_absolute():
        raise OSError(f"{folder} is no absolute path")
    return folder


def _temporary() -> Path:
    """Return a folder of the user's own among temporary files; nobody else may put there what we would run or read."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(gettempdir()) / f"trustladder-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if os.name == "posix" and not (S_ISDIR(found.st_mode) and found.st_uid == user and not found.st_mode & 0o077):
        raise OSError(f"{folder} is not this user's alone")
    return folder
