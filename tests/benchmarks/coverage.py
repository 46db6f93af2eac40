"""Measure how often intervals cover the truth, by kind, sample size, rarity and number of replicates."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import click
import numpy as np

from tests.benchmarks import history_trials, sweep_trials, trials
from tests.benchmarks.report import Report, Setup, Table
from tests.benchmarks.trials import Cell
from trustladder.analysis.statistics import Ends
from trustladder.sim.arrays.tables import Floats

NOMINAL, LEAST, LOW, HIGH = 0.95, 0.90, 0.93, 0.97
SEQUENCE = (
    "base samples follow Sobol's sequence, which is more even than the independent points of which the interval knows; "
    "see the kind with independent base samples"
)
EXPLAINED = {  # why a kind covers more than is asked on the mean
    "paired flags": "discrete: hardly any pair differs",
    "paired flags over sets": "discrete: few sets differ, and may be wholly alike",
    "Sobol', first": SEQUENCE,
    "Sobol', total": SEQUENCE,
    "Morris, mu*": "a size cannot be below 0, where intervals of weak factors begin; see the truths of exactly 0",
    "PAWN, dummy": "points of Sobol's sequence are more even than a dummy, which is shuffled",
}
UNSURE, SELDOM = 0.03, 10  # a Monte Carlo error from which a cell is repeated so many times as often
LIKELY = 0.05  # how often the likeliest interval of a truth comes, from which a cell is called discrete


class Covered(NamedTuple):
    """What was counted in a cell; a sweep gives an interval for each factor, which are alike."""

    cell: Cell
    counts: Floats  # [repetition, 2 truths: other than 0, exactly 0; 2: covered, given]
    asked: int
    likeliest: float  # how often the likeliest interval of a truth came, the mean over truths other than 0

    @property
    def given(self) -> int:
        """How many intervals were printed."""
        return int(self.counts[..., 1].sum())

    @property
    def share(self) -> float:
        """How often the truth lay inside, of the intervals that were printed; NaN where none was."""
        return _ratio(self.counts.sum(axis=(0, 1)))

    @property
    def error(self) -> float:
        """The Monte Carlo error of that, clustered by repetition: its standard error, of at least a single miss."""
        if not self.given:
            return float("nan")
        covered, given = self.counts.sum(axis=1).T
        used = int((given > 0).sum())
        rest = covered - self.share * given
        return max(float((rest @ rest) ** 0.5) / self.given * (used / max(used - 1, 1)) ** 0.5, 1.0 / used)

    @property
    def discrete(self) -> bool:
        """Whether so few intervals are possible that coverage moves in steps."""
        return self.likeliest >= LIKELY


def _ratio(counts: Floats) -> float:
    return float(counts[0] / counts[1]) if counts[1] else float("nan")


def counted(cell: Cell, quick: bool, seed: int = 1) -> Covered:
    """Repeat the trials of a cell, evenly over its truths; more often where intervals are seldom printed."""
    times = 4 if quick else max(cell.repetitions // len(cell.trials), 1)
    found = _counted(cell, times, seed)
    return _counted(cell, SELDOM * times, seed) if found.given and found.error > UNSURE and not quick else found


def _counted(cell: Cell, times: int, seed: int) -> Covered:
    """Repeat every trial of a cell so many times."""
    random = np.random.default_rng([seed, *cell.said.encode(), *cell.kind.encode()])
    counts, likeliest, asked = np.zeros((len(cell.trials) * times, 2, 2)), [], 0
    for number, trial in enumerate(cell.trials):
        seen: Counter[Ends] = Counter()
        for row in counts[number * times : (number + 1) * times]:
            found = _all(trial(random))
            asked += len(found)
            for (low, high), truth in found:
                known = low == low and high == high
                row[int(truth == 0.0 and cell.bounded)] += known and low - 1e-12 <= truth <= high + 1e-12, known
                seen[low, high] += known and truth != 0.0
        likeliest.append(max(max(seen.values()) - 1, 0) / max(seen.total(), 1))  # beside its first time
    return Covered(cell, counts, asked, float(np.mean(likeliest)))


def _all(found: object) -> list[tuple[tuple[float, float], float]]:
    """The intervals of a trial, which may look at several factors at once."""
    return found if isinstance(found, list) else [found]  # type: ignore[list-item]


def measure(setup: Setup) -> Report:
    """Every cell, then the mean of each kind."""
    cells = [*trials.every(), *sweep_trials.every(), *history_trials.every()]
    if setup.quick:  # the last cell of each kind
        cells = list({cell.kind: cell for cell in cells}.values())
    found = [_told(counted(cell, setup.quick)) for cell in cells]
    kinds = list(dict.fromkeys(cell.kind for cell in cells))
    by_kind = {kind: [one for one in found if one.cell.kind == kind] for kind in kinds}
    head = ("cell", "covered %", "Monte Carlo error", "printed %", "")
    tables = [Table(f"{kind}, nominal 95%", head, [row_of(one) for one in some]) for kind, some in by_kind.items()]
    head = ("", "mean %", "least cell %", "truths other than 0, %", "exactly 0, %", "asked", "")
    tables.append(Table("by kind", head, [mean_row(*one) for one in by_kind.items()]))
    numbers = {
        kind: {
            "mean": mean_of(some),
            "cells": {one.cell.said: [one.share, one.error, one.given / one.asked] for one in some},
        }
        for kind, some in by_kind.items()
    }
    return Report(tables, list(notes(by_kind)), numbers)


def _told(one: Covered) -> Covered:
    """Print a cell as soon as it is counted, so that a run that is cut short leaves what it found."""
    click.echo("; ".join(filter(None, (one.cell.kind, *row_of(one)))), err=True)
    return one


def row_of(one: Covered) -> tuple[str, ...]:
    """A cell as a row."""
    if not one.given:
        return one.cell.said, "", "", "0", "no interval is printed: the command says why"
    mark = "UNDER 90" if _under(one) else ""
    if one.share > HIGH and one.discrete:
        mark = f"discrete: {one.likeliest:.0%} of a truth's intervals are one and the same"
    return one.cell.said, f"{100 * one.share:.1f}", f"{100 * one.error:.1f}", f"{100 * one.given / one.asked:.0f}", mark


def _under(one: Covered) -> bool:
    """Whether a cell covers less than every cell must, by more than chance."""
    return one.given > 0 and one.share + 2.0 * one.error < LEAST


def mean_of(some: Sequence[Covered]) -> float:
    """The mean of the cells in which intervals are printed."""
    known = [one.share for one in some if one.given]
    return float(np.mean(known)) if known else float("nan")


def mean_row(kind: str, some: Sequence[Covered]) -> tuple[str, ...]:
    """A kind as a row: its mean over cells, and the least cell."""
    mean, least = mean_of(some), min((one.share for one in some if one.given), default=float("nan"))
    others, none = (_ratio(sum(one.counts.sum(axis=0)[which] for one in some)) for which in (0, 1))
    high = mean > HIGH
    mark = "reached" if LOW <= mean <= HIGH else "above, see notes" if high and kind in EXPLAINED else "MISSED"
    if any(map(_under, some)):
        mark = "MISSED by a cell"
    split = (f"{100 * others:.1f}", f"{100 * none:.1f}") if none == none else ("", "")
    return kind, f"{100 * mean:.1f}", f"{100 * least:.1f}", *split, "93 to 97, no cell under 90", mark


def notes(by_kind: dict[str, list[Covered]]) -> list[str]:
    """How to read the tables, and why some kinds cover more than is asked."""
    first = "covered: of the intervals that are printed; where too little is known the command says so in their place."
    second = "Monte Carlo error: a standard error, clustered by sweep where one gives the intervals of several factors."
    return [first, second] + [
        f"{kind}: {EXPLAINED[kind]}." for kind, some in by_kind.items() if mean_of(some) > HIGH and kind in EXPLAINED
    ]
