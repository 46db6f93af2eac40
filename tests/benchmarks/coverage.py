"""Measure how often intervals cover the truth, by kind, sample size, rarity and number of replicates."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tests.benchmarks import sweep_trials, trials
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.trials import Cell

NOMINAL, LEAST, LOW, HIGH = 0.95, 0.90, 0.93, 0.97
EXPLAINED = {  # why a kind covers more than is asked on the mean
    "share over parameter sets": "where a thing came in few sets, they may be wholly alike, "
    "and it is not known that they are not",
    "survival of a sweep": "the same, of points and of luck",
    "paired flags": "discrete: hardly any pair differs",
    "paired flags over sets": "discrete: few sets differ, and may be wholly alike",
    "Sobol', first": "base samples follow Sobol's sequence, which is more even than the chance that is assumed",
    "Sobol', total": "base samples follow Sobol's sequence, which is more even than the chance that is assumed",
    "Morris, mu*": "a size cannot be below 0, where intervals of weak factors begin",
    "effects of claims": "discrete: flags of few worlds may be wholly alike",
    "PAWN, dummy": "a dummy is laid out like a factor that moves the outcome in rows of its own, "
    "so that it shows a little more",
}


class Covered(NamedTuple):
    """What was counted in a cell."""

    cell: Cell
    covered: int
    given: int  # intervals that were printed
    asked: int

    @property
    def share(self) -> float:
        """How often the truth lay inside, of the intervals that were printed; NaN where none was."""
        return self.covered / self.given if self.given else float("nan")

    @property
    def error(self) -> float:
        """The Monte Carlo error of that: its standard error, of at least a single miss."""
        if not self.given:
            return float("nan")
        share = min(self.share, 1.0 - 1.0 / self.given)
        return float((share * (1.0 - share) / self.given) ** 0.5)


def counted(cell: Cell, quick: bool, seed: int = 1) -> Covered:
    """Repeat the trials of a cell, evenly over its truths."""
    random = np.random.default_rng([seed, *cell.said.encode(), *cell.kind.encode()])
    times = 4 if quick else max(cell.repetitions // len(cell.trials), 1)
    covered = given = 0
    for trial in cell.trials:
        for _ in range(times):
            for (low, high), truth in _all(trial(random)):
                known = low == low and high == high
                given += known
                covered += known and low - 1e-12 <= truth <= high + 1e-12
    width = len(_all(cell.trials[0](random)))
    return Covered(cell, covered, given, times * len(cell.trials) * width)


def _all(found: object) -> list[tuple[tuple[float, float], float]]:
    """The intervals of a trial, which may look at several factors at once."""
    return found if isinstance(found, list) else [found]  # type: ignore[list-item]


def measure(setup: Setup) -> Report:
    """Every cell, then the mean of each kind."""
    cells = [*trials.every(), *sweep_trials.every()]
    if setup.quick:  # the last cell of each kind
        cells = list({cell.kind: cell for cell in cells}.values())
    found = [counted(cell, setup.quick) for cell in cells]
    kinds = list(dict.fromkeys(cell.kind for cell in cells))
    by_kind = {kind: [one for one in found if one.cell.kind == kind] for kind in kinds}
    head = ("cell", "covered %", "Monte Carlo error", "printed %", "")
    tables = [Table(f"{kind}, nominal 95 %", head, [row_of(one) for one in some]) for kind, some in by_kind.items()]
    tables.append(
        Table("by kind", ("", "mean %", "least cell %", "asked", ""), [mean_row(*one) for one in by_kind.items()])
    )
    numbers = {
        kind: {
            "mean": mean_of(some),
            "cells": {one.cell.said: [one.share, one.error, one.given / one.asked] for one in some},
        }
        for kind, some in by_kind.items()
    }
    return Report(tables, list(notes(by_kind)), numbers)


def row_of(one: Covered) -> tuple[str, ...]:
    """A cell as a row."""
    if not one.given:
        return one.cell.said, "", "", "0", "no interval is printed: the command says why"
    mark = "" if one.share + 2.0 * one.error >= LEAST else "UNDER 90"
    return one.cell.said, f"{100 * one.share:.1f}", f"{100 * one.error:.1f}", f"{100 * one.given / one.asked:.0f}", mark


def mean_of(some: Sequence[Covered]) -> float:
    """The mean of the cells in which intervals are printed."""
    known = [one.share for one in some if one.given]
    return float(np.mean(known)) if known else float("nan")


def mean_row(kind: str, some: Sequence[Covered]) -> tuple[str, ...]:
    """A kind as a row: its mean over cells, and the least cell."""
    mean, least = mean_of(some), min((one.share for one in some if one.given), default=float("nan"))
    high = mean > HIGH
    mark = "reached" if LOW <= mean <= HIGH else "above, see notes" if high and kind in EXPLAINED else "MISSED"
    return kind, f"{100 * mean:.1f}", f"{100 * least:.1f}", "93 to 97, no cell under 90", mark


def notes(by_kind: dict[str, list[Covered]]) -> list[str]:
    """How to read the tables, and why some kinds cover more than is asked."""
    first = "covered: of the intervals that are printed; where too little is known the command says so in their place."
    return [first] + [
        f"{kind}: {EXPLAINED[kind]}." for kind, some in by_kind.items() if mean_of(some) > HIGH and kind in EXPLAINED
    ]
