"""Timing on a noisy machine: things that are compared take turns, and a figure is a median with its range."""

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import NamedTuple


class Spread(NamedTuple):
    """The median of several measurements, and the least and greatest of them."""

    median: float
    low: float
    high: float

    def scaled(self, factor: float) -> "Spread":
        """The same in another unit."""
        return Spread(self.median * factor, self.low * factor, self.high * factor)

    def per(self, amount: float) -> "Spread":
        """Seconds for an amount as a rate: amount a second."""
        return Spread(amount / self.median, amount / self.high, amount / self.low)

    def __str__(self) -> str:
        return f"{figure(self.median)} ({figure(self.low)} .. {figure(self.high)})"


def figure(value: float) -> str:
    """A number for people: three digits that count, thousands set apart."""
    if abs(value) >= 100.0:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 1.0 else f"{value:.{1 if abs(value) >= 10.0 else 2}f}"


def spread(values: list[float]) -> Spread:
    """Median, least and greatest."""
    return Spread(median(values), min(values), max(values))


def seconds(task: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def in_turns(
    tasks: Mapping[str, Callable[[], object]],
    rounds: int,
    warm: bool = True,
    before: Callable[[], object] = lambda: None,
) -> dict[str, list[float]]:
    """Seconds a call of each task, A B C A B C ..., round by round.

    `warm` calls each once at first, untimed; `before` is called ahead of every task, untimed too.
    """
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(rounds + warm):
        gc.collect()
        for name, task in tasks.items():
            before()
            took = seconds(task)
            if number >= warm:
                taken[name].append(took)
    return taken


def ratios(slow: list[float], fast: list[float], factor: float = 1.0) -> Spread:
    """How many times longer `slow` took, round by round, times `factor`."""
    return spread([factor * one / two for one, two in zip(slow, fast, strict=True)])
