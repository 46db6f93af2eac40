"""Do tasks side by side in copies of this process, or get ready for one, for drawing holds the interpreter's lock.

Only Linux copies a process safely whatever has been imported; elsewhere one task follows the other.
"""

import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess

Task = Callable[[], object]
PATIENCE = 60.0  # seconds for which a copy is waited for, once the tasks here are done


def side_by_side(tasks: Sequence[Task]) -> None:
    """Do each task once, here or in a copy of this process, so that nothing is left of it but the files it writes.

    What a copy could not do, or not in time, is done again here, which raises what is wrong.
    """
    many = max(1, min(_cores(), len(tasks)))
    mine, *others = [partial(_do, tasks[number::many]) for number in range(many)]
    copies = [get_context("fork").Process(target=_in_copy, args=(other,), daemon=True) for other in others]
    for copy in copies:
        _start(copy)
    try:
        mine()
        for copy, other in zip(copies, others, strict=True):
            copy.join(PATIENCE)
            if copy.exitcode != 0:
                other()
    finally:
        for copy in copies:
            copy.terminate()
            copy.join()


@contextmanager
def ahead(prepare: Task, task: Task) -> Iterator[Task]:
    """Begin a copy of this process that prepares for a task at once; yield what has it do the task, and waits for it.

    What a copy could not do, or not in time, is left undone, and so is all where no copy can be made.
    """
    if _cores() < 2:
        yield lambda: None
        return
    context = get_context("fork")
    told, teller = context.Pipe(duplex=False)
    copy = context.Process(target=_in_copy, args=(partial(_once_told, prepare, task, told, teller),))
    _start(copy)
    told.close()

    def do() -> None:
        with suppress(OSError):  # it ended already
            teller.send_bytes(b"now")
            copy.join(PATIENCE)

    try:
        yield do
    finally:
        teller.close()
        copy.terminate()
        copy.join()


def _once_told(prepare: Task, task: Task, told: Connection, teller: Connection) -> None:
    """Prepare for a task, and do it once the other end of a pipe asks for it; EOFError where that has ended."""
    teller.close()
    prepare()
    told.recv_bytes()
    task()


def _cores() -> int:
    """Return how many cores there are for copies; one where no copy is safe."""
    return os.cpu_count() or 1 if sys.platform == "linux" else 1


def _start(copy: ForkProcess) -> None:
    """Start a copy."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of threads: none is at work now
        copy.start()


def _do(tasks: Sequence[Task]) -> None:
    """Do tasks one after the other."""
    for task in tasks:
        task()


def _in_copy(task: Task) -> None:
    """Do a task, and end with another status than 0, without a word, where it raises."""
    try:
        task()
    except BaseException:
        os._exit(1)
