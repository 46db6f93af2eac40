"""Made-up records whose truths are known: Bayes factors over parameter sets, and scores of forecasts over forums."""

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np

from tests.benchmarks.trials import CHEAP, Cell, Random
from trustladder.analysis.history.structures import _factor
from trustladder.analysis.statistics import Ends, clustered_mean


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


SIZES = {"even": (4, 13), "uneven": (1, 25)}  # years in which a forum is looked at


def of_scores() -> Iterator[Cell]:
    """Mean differences of scores between forecasts, whose years are alike within a forum, and may have a long tail."""
    for forums, (name, sizes) in product((4, 8, 16, 40), SIZES.items()):

        def trial(random: Random, forums: int, sizes: tuple[int, int], like: float, tail: bool) -> tuple[Ends, float]:
            years = random.integers(*sizes, forums)
            level = random.exponential(size=forums) - 1.0 if tail else random.normal(size=forums)
            sums = years * (0.5 + like * level) + np.sqrt(years) * random.normal(size=forums)
            return clustered_mean(sums, years), 0.5

        kinds = ((0.0, False), (1.0, False), (0.3, True), (1.0, True))
        trials = [partial(trial, forums=forums, sizes=sizes, like=like, tail=tail) for like, tail in kinds]
        yield Cell("scores over forums (history)", f"{forums} forums, years {name}", trials, CHEAP)
