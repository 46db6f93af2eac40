"""Write a file whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.files import is_there


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces `path` when the block ends without error.

    Folders that are missing are made, and removed again after a failure. Raises InputError where the file cannot be
    written.
    """
    temporary = path.with_name(f".{path.name}.{uuid4().hex}")
    new = [folder for folder in path.parents if not is_there(folder)]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
            for folder in new:  # only those that are still empty, as after a failure
                folder.rmdir()
