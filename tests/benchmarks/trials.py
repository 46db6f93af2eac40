"""Made-up futures whose truths are known: shares, means and pairs, alone and in clusters.

Each trial says whether it covered.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np

from trustladder.analysis import statistics as st
from trustladder.analysis.claims.effects import difference_of_shares, over_worlds
from trustladder.analysis.comparison.paired import Tally
from trustladder.analysis.statistics import Ends
from trustladder.analysis.studies.futures import rising

CHEAP, DEAR = 2000, 400  # repetitions
Random = np.random.Generator
Trial = Callable[[Random], object]  # an interval and the truth, or several of both


class Cell(NamedTuple):
    """Trials of one kind of interval that are told together, over a spread of truths."""

    kind: str
    said: str
    trials: list[Trial]
    repetitions: int = CHEAP
    bounded: bool = False  # whether nothing is below 0, so that truths of exactly 0 are counted by themselves


def every() -> Iterator[Cell]:
    """The cells of this file."""
    for part in (
        shares,
        in_sets,
        curves,
        with_pasts,
        pairs_of_flags,
        pairs_in_sets,
        pairs_of_numbers,
        in_worlds,
        of_variance,
    ):
        yield from part()


RARE, COMMON = (0.002, 0.01, 0.03), (0.1, 0.3, 0.5)


def shares() -> Iterator[Cell]:
    """Shares of runs that are alone: Wilson."""
    for runs, (name, truths) in product((30, 250, 1000, 16_000), {"rare": RARE, "common": COMMON}.items()):

        def trial(random: Random, runs: int, truth: float) -> tuple[Ends, float]:
            return st.wilson(int(random.binomial(runs, truth)), runs), truth

        yield Cell("share (Wilson)", f"{runs:,} futures, {name}", [_with(trial, runs, truth) for truth in truths])


def alike(random: Random, truth: float, like: float, clusters: int, size: int) -> np.ndarray:
    """Flags [cluster, run], of which those of a cluster are alike by so much (beta-binomial, Skellam 1948)."""
    chance = np.full(clusters, truth)
    if like > 0.0:
        weight = (1.0 - like) / like
        chance = random.beta(truth * weight, (1.0 - truth) * weight, clusters)
    return (random.random((clusters, size)) < chance[:, None]).astype(float)


def in_sets() -> Iterator[Cell]:
    """Shares where runs of a parameter set are alike: effective numbers of runs."""
    for (sets, size), (name, truths) in product(
        ((20, 3), (60, 1), (60, 5), (200, 5), (200, 20)), {"rare": RARE[1:], "common": COMMON}.items()
    ):

        def trial(random: Random, sets: int, size: int, truth: float, like: float) -> tuple[Ends, float]:
            flags = alike(random, truth, like, sets, size).ravel()
            return st.share_ends(flags, [np.arange(sets * size) // size]), truth

        spread = [_with(trial, sets, size, truth, like) for truth in truths for like in (0.0, 0.1, 0.3)]
        yield Cell("share over parameter sets", f"{sets} sets x {size}, {name}", spread, CHEAP // 2)


MONTHS = 24
SEEN = (4, 8, 12, 16, 20, 24)  # months whose shares are looked at
TIMES = {"rare": 0.06, "common": 0.7}  # shares of futures with the event by the last month


def curves() -> Iterator[Cell]:
    """Survival: shares by month; runs of a point are alike, and so are those of a replicate, or those of a set."""
    for (points, luck), (name, last) in product(((20, 16), (60, 8), (60, 40)), TIMES.items()):
        kinds = [np.repeat(np.arange(points), luck), np.tile(np.arange(luck), points)]
        sizes = ((0.5, 0.0), (0.5, 0.5), (0.2, 0.8))
        spread = [partial(arrivals, points, luck, kinds, last, *size, flat) for size in sizes for flat in (False, True)]
        yield Cell("survival of a sweep", f"{points} points x {luck}, {name}", spread, DEAR)
    for (sets, size), (name, last) in product(((60, 1), (60, 5), (200, 5)), TIMES.items()):
        kinds = [np.repeat(np.arange(sets), size)]
        spread = [partial(arrivals, sets, size, kinds, last, like, 0.0, False) for like in (0.3, 1.0)]
        yield Cell("survival over parameter sets", f"{sets} sets x {size}, {name}", spread, DEAR)


def arrivals(
    points: int, luck: int, kinds: Sequence[np.ndarray], last: float, one: float, two: float, flat: bool, random: Random
) -> list[tuple[Ends, float]]:
    """The shares that came by some months, of events whose place in time is normal but for points and luck.

    `flat` spreads first events over early months, instead of having few there.
    """
    level = (
        one * random.normal(size=(points, 1)) + two * random.normal(size=luck) + random.normal(size=(points, luck))
    ) / (1.0 + one**2 + two**2) ** 0.5
    power = 1.0 if flat else 2.0
    months = np.ceil(MONTHS * (st.normal.cdf(level).ravel() / last) ** (1.0 / power)) - 1.0
    _, low, high = rising(np.where(months < MONTHS, months, np.nan), kinds, MONTHS)
    return [((float(low[month]), float(high[month])), last * (month / MONTHS) ** power) for month in SEEN]


def with_pasts() -> Iterator[Cell]:
    """Means and shares where many runs begin with the same past, alone and over parameter sets."""
    for runs, pasts, sets in ((600, 50, 0), (16_000, 1000, 0), (600, 50, 30)):

        def trial(random: Random, runs: int, pasts: int, sets: int, flag: bool) -> tuple[Ends, float]:
            which = np.arange(runs)
            values = random.normal(size=pasts)[which % pasts] + random.normal(size=runs)
            values = values + (0.5 * random.normal(size=sets)[which % sets] if sets else 0.0)
            kinds = st.clusters_of(which, sets, pasts)
            return (
                (st.share_ends((values > 0.0).astype(float), kinds), 0.5)
                if flag
                else (st.mean_ends(values, kinds), 0.0)
            )

        both = [_with(trial, runs, pasts, sets, flag) for flag in (False, True)]
        beside = f", {sets} sets" if sets else ""
        yield Cell("shared pasts", f"{runs:,} futures, {pasts} pasts{beside}", both, DEAR)


FLIPS = (
    (0.004, 0.0),
    (0.02, 0.01),
    (0.1, 0.05),
    (0.3, 0.3),
    (0.45, 0.45),
)  # shares of pairs that are higher, and lower


def pairs_of_flags() -> Iterator[Cell]:
    """Paired differences of flags."""
    for runs, (up, down) in product((30, 250, 2000), FLIPS):

        def trial(random: Random, runs: int, up: float, down: float) -> tuple[Ends, float]:
            higher, lower, _ = random.multinomial(runs, (up, down, 1.0 - up - down)).tolist()
            return st.paired_flags(higher, lower, runs), up - down

        yield Cell("paired flags", f"{runs:,} pairs, {up:.1%} up, {down:.1%} down", [_with(trial, runs, up, down)])


def pairs_in_sets() -> Iterator[Cell]:
    """The same where pairs of a parameter set are alike: a comparison over the posterior."""
    for (sets, size), (up, down) in product(((20, 3), (60, 5), (200, 5)), FLIPS[1:4]):

        def trial(random: Random, sets: int, size: int, up: float, down: float, like: float) -> tuple[Ends, float]:
            differ = alike(random, up + down, like, sets, size)
            side = np.where(random.random((sets, size)) < up / (up + down), 1.0, -1.0)
            ends = st.difference_ends((differ * side).ravel(), [np.arange(sets * size) // size], flags=True)
            return ends, up - down

        spread = [_with(trial, sets, size, up, down, like) for like in (0.0, 0.3)]
        yield Cell("paired flags over sets", f"{sets} sets x {size}, {up:.1%} up, {down:.1%} down", spread, CHEAP // 2)


def pairs_of_numbers() -> Iterator[Cell]:
    """Paired differences of numbers, of which few or all differ, evenly or with a long tail."""
    for runs, (name, share) in product((30, 250, 2000), {"few differ": 0.05, "a third": 0.3, "all": 1.0}.items()):

        def trial(random: Random, runs: int, share: float, tail: float) -> tuple[Ends, float]:
            values = random.normal(0.3, 1.0, runs) if tail == 0.0 else random.gamma(1.0 / tail, tail, runs)
            values = values * (random.random(runs) < share)
            tally, base = Tally(), random.normal(size=runs)
            tally.add(base + values, base)
            return tally.effect()[2:], share * (0.3 if tail == 0.0 else 1.0)

        yield Cell(
            "paired numbers", f"{runs:,} pairs, {name}", [_with(trial, runs, share, tail) for tail in (0.0, 1.0)]
        )


def in_worlds() -> Iterator[Cell]:
    """Effects of claims: worlds differ, and runs in them; numbers and flags."""
    for worlds, width in ((16, 4), (64, 16), (128, 8)):

        def trial(random: Random, worlds: int, width: int, spread: float, flags: bool) -> tuple[Ends, float]:
            level = 0.2 + spread * random.normal(size=(worlds, 1)) + random.normal(size=(worlds, width))
            values = np.where(np.abs(level) < 1.0, 0.0, np.sign(level)) if flags else level
            found = over_worlds(values, flags)
            total = (1.0 + spread**2) ** 0.5
            truth = float(st.normal.sf(0.8 / total) - st.normal.cdf(-1.2 / total)) if flags else 0.2
            return (found.low, found.high), truth

        spread = [_with(trial, worlds, width, size, flags) for size in (0.1, 1.0) for flags in (False, True)]
        yield Cell("effects of claims", f"{worlds} worlds x {width}", spread, DEAR)


def of_variance() -> Iterator[Cell]:
    """The difference of two groups' shares of variance."""
    for worlds in (16, 64, 128):

        def trial(random: Random, worlds: int, one: float, two: float) -> tuple[Ends, float]:
            found = difference_of_shares(one * random.gamma(2.0, 0.5, worlds), two * random.gamma(2.0, 0.5, worlds))
            return (found.low, found.high), (two - one) / (one + two)

        spread = [_with(trial, worlds, *sizes) for sizes in ((1.0, 1.0), (0.1, 1.0), (2.0, 0.5))]
        yield Cell("shares of variance", f"{worlds} worlds", spread)


def _with(trial: Callable[..., tuple[Ends, float]], *given: float) -> Trial:
    """A trial with its numbers fixed."""
    return lambda random: trial(random, *given)
