"""Lock a folder, whole or in shares, so that no two processes write the same part of a sweep at once.

Each shard locks its range of the bytes of the file `.lock`, a whole sweep all of them. Shards of 1/2 and 3/4 exclude
each other exactly where they overlap. The system releases the lock when a process ends, however it ends.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from trustladder.sim.scenario.errors import InputError
from trustladder.sim.store.results import LOCK

LENGTH = 10**9
MANIFEST_BYTE = LENGTH  # held while the manifest changes

if sys.platform == "win32":
    import msvcrt

    def _hold(file: IO[bytes], start: int, length: int, wait: bool) -> None:
        file.seek(start)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, length)

    def _release(file: IO[bytes], start: int, length: int) -> None:
        file.seek(start)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, length)

else:
    import fcntl

    def _hold(file: IO[bytes], start: int, length: int, wait: bool) -> None:
        fcntl.lockf(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB), length, start)

    def _release(file: IO[bytes], start: int, length: int) -> None:
        fcntl.lockf(file, fcntl.LOCK_UN, length, start)


class RangeLock:
    """An open lock file of a folder, of which a range of bytes is held."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    @contextmanager
    def manifest_lock(self) -> Iterator[None]:
        """Hold the byte that stands for the manifest, so that no other shard changes it."""
        _hold(self.file, MANIFEST_BYTE, 1, wait=True)
        try:
            yield
        finally:
            _release(self.file, MANIFEST_BYTE, 1)


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
            _hold(file, start, end - start, wait=False)
        except OSError:
            raise InputError(f"{folder}: another sweep is writing there; wait for it, or name another --out") from None
        try:
            yield RangeLock(file)
        finally:
            _release(file, start, end - start)
