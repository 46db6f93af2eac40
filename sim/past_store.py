"""Keep the last states of pasts on disk, a file each, so that no command runs the same past twice.

Files lie in the user's cache under the version of the model, and are named by a hash of all that a past depends on. A
file holds a check sum of the rest, a line of JSON which says whose states follow in which order, and these as bytes.
One that is damaged is said to be so in one line, and made again; where nothing can be written, nothing is kept.
"""

import json
import logging
import math
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.state import State
from trustladder.sim.machine.atomic import replaced
from trustladder.sim.machine.folders import forget_older, writable_folder
from trustladder.sim.machine.version import law_hash
from trustladder.sim.scenario.errors import InputError

LOG = logging.getLogger(__name__)
LIMIT = 1_000_000_000  # bytes of all pasts of one version; those used longest ago go first
KEPT_VERSIONS = 3
UNREADABLE = (OSError, ValueError, KeyError, TypeError)
Field = tuple[str, str, tuple[int, ...]]  # of a state: its name, kind, and shape


class KeptPast(NamedTuple):
    """The last states of some runs of a past."""

    replicates: list[int]
    states: State  # a stack, in the same order


class PastStore:
    """Last states of pasts on disk."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self._written = 0  # bytes since the size of all was last looked at

    @cached_property
    def folder(self) -> Path | None:
        """The folder of this version's pasts; None where nothing can be written."""
        try:
            folder = writable_folder("pasts", law_hash())
        except OSError as error:
            LOG.debug("pasts are not kept (%s)", error)
            return None
        forget_older(folder, KEPT_VERSIONS)
        return folder

    def read(self, name: str) -> KeptPast | None:
        """Return what is kept under a name; None where there is nothing, or nothing that can be read."""
        path = self._path(name)
        if path is None or not path.is_file():
            return None
        try:
            found = kept_past(path.read_bytes())
            os.utime(path)
        except UNREADABLE as error:
            LOG.warning("%s: damaged (%s); that past is run again", path, " ".join(str(error).split())[:100])
            return None
        return found

    def write(self, name: str, replicates: Sequence[int], states: State) -> None:
        """Keep the last states of runs under a name, in the place of what was kept there."""
        path = self._path(name)
        if path is None:
            return
        packed, fields = pack(states)
        content = b"\n".join((json.dumps({"replicates": [*replicates], "fields": fields}).encode(), packed))
        try:
            with replaced(path) as temporary:
                temporary.write_bytes(b"\n".join((str(zlib.crc32(content)).encode(), content)))
        except InputError as error:  # as on a full disk: what could not be kept is run again
            LOG.debug("%s", error)
            return
        self._written += len(packed)
        if self._written > self.limit // 10:
            self._written = 0
            self._forget()

    def _path(self, name: str) -> Path | None:
        return None if self.folder is None else self.folder / f"{name}.past"

    def _forget(self) -> None:
        """Remove the pasts used longest ago while all are larger than allowed."""
        assert self.folder is not None
        found = []
        for path in self.folder.glob("*.past"):
            with suppress(OSError):  # another process may have removed it
                status = path.stat()
                found.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= self.limit:
                return
            path.unlink(missing_ok=True)
            total -= size


def pack(states: State) -> tuple[bytes, list[Field]]:
    """Return a stack of states as bytes [run, byte], and the names, kinds and shapes of its fields."""
    fields = [(name, field.dtype.str, field.shape[1:]) for name, field in zip(State._fields, states, strict=True)]
    rows = [np.ascontiguousarray(field).reshape(len(field), -1).view(np.uint8) for field in states]
    return np.concatenate(rows, axis=1).tobytes(), fields


def kept_past(content: bytes) -> KeptPast:
    """Return a past from a file, as views into its bytes, which nobody may change.

    Raises ValueError, KeyError or TypeError where it is damaged, or of another state.
    """
    check = content.index(b"\n") + 1
    line = content.index(b"\n", check) + 1
    if int(content[:check]) != zlib.crc32(memoryview(content)[check:]):
        raise ValueError("its bytes are not those that were written")
    head, packed = json.loads(content[check:line]), memoryview(content)[line:]
    replicates = [int(replicate) for replicate in head["replicates"]]
    rows, found, start = np.frombuffer(packed, dtype=np.uint8).reshape(len(replicates), -1), list[np.ndarray](), 0
    for expected, (name, kind, shape) in zip(State._fields, head["fields"], strict=True):
        if name != expected:
            raise ValueError(f"{name} in the place of {expected}")
        end = start + np.dtype(kind).itemsize * math.prod(shape)
        found.append(rows[:, start:end].view(kind).reshape(len(replicates), *shape))
        start = end
    return KeptPast(replicates, State._make(found))
