"""Write a file whole or not at all, and tell before long work whether it can be written."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import uuid4

from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import is_there

HALF_WRITTEN = re.compile(r"\..+\.[0-9a-f]{32}")  # as `replaced` names what is not yet whole


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces `path` when the block ends without error.

    Folders that are missing are made, and removed again after a failure. Raises InputError where the file cannot be
    written.
    """
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    with _folders_of(path):
        try:
            yield temporary
            temporary.replace(path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def remove_leftovers(folder: Path, before: float = math.inf) -> None:
    """Remove what killed processes left half-written below a folder: files that nobody has written to since `before`.

    Seconds of Unix time; only while no other process writes unless given.
    """
    for path in [path for path in folder.rglob(".*") if HALF_WRITTEN.fullmatch(path.name)]:
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()


def check_writable(path: Path | None) -> None:
    """Raise InputError where a file could not be written, before the work for it begins; nothing is left behind."""
    if path is not None:
        with _folders_of(path), NamedTemporaryFile(dir=path.parent):
            pass


@contextmanager
def _folders_of(path: Path) -> Iterator[None]:
    """Make the folders above a file; remove those again that are empty in the end."""
    new = [folder for folder in path.parents if not is_there(folder)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        blocking = next((one for one in path.parents if is_there(one) and not one.is_dir()), None)
        why = error.strerror or str(error) if blocking is None else f"{blocking} is a file, not a folder"
        raise InputError(f"{path}: cannot be written ({why})") from error
    finally:
        with suppress(OSError):
            for folder in new:  # only those that are still empty, as after a failure
                folder.rmdir()
