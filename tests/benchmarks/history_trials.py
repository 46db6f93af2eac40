"""Made-up records whose truths are known: Bayes factors over parameter sets, and scores of forecasts over forums."""

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np

from tests.benchmarks.trials import CHEAP, Cell, Random
from trustladder.analysis.history.backtest import _ahead
from trustladder.analysis.history.structures import _factor
from trustladder.analysis.statistics import Ends


def every() -> Iterator[Cell]:
    """The cells of this file."""
    yield from of_bayes_factors()
    yield from of_scores()


def of_bayes_factors() -> Iterator[Cell]:
    """Log Bayes factors: log-likelihoods of two forms that are normal over sets, and alike set by set."""
    for sets, (name, spread) in product((64, 256), {"even": 0.5, "uneven": 1.0, "few sets count": 2.0}.items()):

        def trial(random: Random, sets: int, spread: float, shift: float) -> tuple[Ends, float]:
            base = spread * random.normal(size=sets)
            other = shift + 0.8 * base + 0.6 * spread * random.normal(size=sets)
            return _factor(other, base)[1:], shift

        trials = [partial(trial, sets=sets, spread=spread, shift=shift) for shift in (-2.0, 0.0, 2.0)]
        yield Cell("Bayes factor (history)", f"{sets} sets, {name}", trials, CHEAP // 4)


def of_scores() -> Iterator[Cell]:
    """Mean differences of scores between forecasts, whose years are alike within a forum."""
    for forums, (name, like) in product((8, 16, 40), {"years apart": 0.0, "years alike": 1.0}.items()):

        def trial(random: Random, forums: int, like: float, shift: float) -> tuple[Ends, float]:
            years = random.integers(4, 13, forums)
            sums = years * (shift + like * random.normal(size=forums)) + np.sqrt(years) * random.normal(size=forums)
            none = np.zeros(forums)
            return _ahead(np.stack([sums, years], axis=-1), np.stack([none, years], axis=-1))[1:], shift

        trials = [partial(trial, forums=forums, like=like, shift=shift) for shift in (0.0, 0.5)]
        yield Cell("scores over forums (history)", f"{forums} forums, {name}", trials, CHEAP // 4)
