"""Do tasks side by side in copies of this process, for drawing holds the interpreter's lock.

Only Linux copies a process safely whatever has been imported; elsewhere one task follows the other.
"""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing import get_context

Task = Callable[[], object]


def side_by_side(tasks: Sequence[Task]) -> None:
    """Do each task once, here or in a copy of this process, so that nothing is left of it but the files it writes.

    What a copy could not do is done again here, which raises what is wrong.
    """
    many = max(1, min(os.cpu_count() or 1, len(tasks))) if sys.platform == "linux" else 1
    mine, *others = [partial(_do, tasks[number::many]) for number in range(many)]
    copies = [get_context("fork").Process(target=_in_copy, args=(other,), daemon=True) for other in others]
    for copy in copies:
        copy.start()
    try:
        mine()
        for copy, other in zip(copies, others, strict=True):
            copy.join()
            if copy.exitcode != 0:
                other()
    finally:
        for copy in copies:
            copy.terminate()
            copy.join()


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
