"""Compile on two cores: a second process compiles a part, and the first one finds it in the cache when it needs it."""

import os
import pickle
import subprocess
import sys
from importlib import import_module
from typing import Any

import numba

from trustladder.sim.machine.compiled import cache_folder


def compile_beside(whole: Any, part: Any) -> None:
    """Have a second process compile `part` whenever `whole` has to be compiled; both take the same arguments.

    The cached functions that `part` calls are those that `whole` needs not compile. A process that does not start or
    ends early costs nothing but time: `whole` then compiles them itself.
    """
    if cache_folder() is None:
        return
    kept, started = whole._cache, []
    load, save = kept.load_overload, kept.save_overload

    def load_or_share(signature: Any, *context: Any) -> Any:
        found = load(signature, *context)
        if found is None and _may_share():
            started.extend(_start(part, signature))
        return found

    def save_and_stop(*arguments: Any) -> None:
        while started:
            started.pop().kill()
        save(*arguments)

    kept.load_overload, kept.save_overload = load_or_share, save_and_stop


def _may_share() -> bool:
    """Whether there is a second core, and the processor compiled for is the one that a new process finds."""
    return bool(sys.executable) and (os.cpu_count() or 1) > 1 and numba.config.CPU_NAME is None


def _start(part: Any, signature: Any) -> list[subprocess.Popen[bytes]]:
    """Start a process that compiles a function for types of arguments, and return it, if it starts."""
    command = [sys.executable, "-m", __spec__.name, part.__module__, part.__name__]
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert process.stdin is not None
        with process.stdin as pipe:
            pickle.dump(signature, pipe)
    except OSError:
        return []
    return [process]


if __name__ == "__main__":
    getattr(import_module(sys.argv[1]), sys.argv[2]).compile(pickle.load(sys.stdin.buffer))
