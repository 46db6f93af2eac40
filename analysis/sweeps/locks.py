"""Lock a folder, whole or in shares, so that no two processes write the same part of a sweep at once.

Each shard locks its range of the bytes of the file `.lock`, a whole sweep all of them. Shards of 1/2 and 3/4 exclude
each other exactly where they overlap. The system releases the lock when a process ends, however it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from trustladder.sim.machine.locks import hold, release
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.results import LOCK

LENGTH = 10**9
MANIFEST_BYTE = LENGTH  # held while the manifest changes


class RangeLock:
    """An open lock file of a folder, of which a range of bytes is held."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    @contextmanager
    def manifest_lock(self) -> Iterator[None]:
        """Hold the byte that stands for the manifest, so that no other shard changes it."""
        hold(self.file, MANIFEST_BYTE, 1, wait=True)
        try:
            yield
        finally:
            release(self.file, MANIFEST_BYTE, 1)


@contextmanager
def lock_share(folder: Path, part: int = 1, of: int = 1) -> Iterator[RangeLock]:
    """Hold a share of a folder. Raises InputError where another command holds some of it."""
    start, end = (part - 1) * LENGTH // of, part * LENGTH // of
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("ab+")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from None
    with file:
        try:
            hold(file, start, end - start)
        except OSError:
            raise InputError(f"{folder}: another sweep is writing there; wait for it, or name another --out") from None
        try:
            yield RangeLock(file)
        finally:
            release(file, start, end - start)
