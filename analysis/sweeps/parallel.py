"""Run tasks on threads; the first that fails, or Ctrl-C, stops the others."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Result = TypeVar("Result")


def parallel_map(
    tasks: Sequence[Callable[[], Result]], threads: int, cancel: threading.Event | None = None
) -> list[Result]:
    """Return the results of tasks, in their order.

    Where one raises, `cancel` is set for those that are running, and no more are started.
    """
    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(task) for task in tasks]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            if cancel is not None:
                cancel.set()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return [future.result() for future in futures]
