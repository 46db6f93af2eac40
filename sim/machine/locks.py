"""Hold a range of the bytes of a file against other processes; the system lets go when a process ends."""

import sys
from pathlib import Path
from time import monotonic, sleep
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def hold(file: IO[bytes], start: int, length: int, wait: bool = False) -> None:
        """Hold a range of bytes. Raises OSError where another process holds some of it, unless `wait` is set."""
        file.seek(start)
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, length)

    def release(file: IO[bytes], start: int, length: int) -> None:
        """Let go of a range of bytes."""
        file.seek(start)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, length)

else:
    import fcntl

    def hold(file: IO[bytes], start: int, length: int, wait: bool = False) -> None:
        """Hold a range of bytes. Raises OSError where another process holds some of it, unless `wait` is set."""
        fcntl.lockf(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB), length, start)

    def release(file: IO[bytes], start: int, length: int) -> None:
        """Let go of a range of bytes."""
        fcntl.lockf(file, fcntl.LOCK_UN, length, start)


class Turn:
    """A turn at something that one process at a time does: whoever holds the file has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[bytes] | None = None

    def wait(self, seconds: float) -> bool:
        """Wait for the turn; return whether it was got in that time. Without it one may go on all the same."""
        end = monotonic() + seconds
        try:
            file = self.path.open("ab")
        except OSError:
            return False
        while True:
            try:
                hold(file, 0, 1)
            except OSError:
                if monotonic() > end:
                    file.close()
                    return False
                sleep(0.1)
            else:
                self._file = file
                return True

    def end(self) -> None:
        """Let the next process have its turn."""
        if self._file is not None:
            self._file.close()
            self._file = None
