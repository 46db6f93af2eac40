"""Made-up sweeps whose truths are known.

Every point meets the same luck, which moves factors' effects and single runs.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product

import numpy as np
from scipy.special import ndtr

from tests.benchmarks.trials import CHEAP, DEAR, Cell, Random, Trial
from trustladder.analysis.statistics import Ends
from trustladder.analysis.studies.cells import Cells, reached_ends
from trustladder.analysis.studies.elementary import elementary_effects, morris
from trustladder.analysis.studies.indices import one_at_a_time, pawn, sobol
from trustladder.analysis.studies.luck import luck_of
from trustladder.analysis.sweeps import designs
from trustladder.sim.arrays.tables import Floats

WEIGHTS = np.array([1.0, 0.5, 0.2, 0.1, 0.0])  # of factors; the last moves nothing
WIDTH, LEVELS = len(WEIGHTS), 4
SHARED, OWN = 0.7, 0.3  # standard deviations of luck that all points share, and of a run's own
LUCKS = (0.1, 0.3, 0.6)  # how far a replicate moves the effect of a factor
REPLICATES = (4, 8, 16, 40)
Found = list[tuple[Ends, float]]


class Swept:
    """A sweep of numbers, or of flags: whether the number is above a threshold."""

    def __init__(self, luck: float, threshold: float | None = None) -> None:
        self.luck, self.threshold = luck, threshold

    def __call__(self, random: Random, shares: Floats, replicates: int) -> Floats:
        """Outcomes [point, replicate]."""
        effects = self.luck * random.normal(size=(WIDTH, replicates)) * (WEIGHTS > 0.0)[:, None]
        common = SHARED * random.normal(size=replicates)
        level = _plain(shares)[:, None] + (shares - 0.5) @ effects + common
        level = level + OWN * random.normal(size=level.shape) * (self.threshold is None)
        return level if self.threshold is None else (level > self.threshold).astype(float)

    def mean(self, shares: Floats) -> Floats:
        """The expected outcome [point]."""
        if self.threshold is None:
            return _plain(shares)
        variance = SHARED**2 + self.luck**2 * ((shares - 0.5) ** 2 * (WEIGHTS > 0.0)).sum(axis=1)
        return ndtr((_plain(shares) - self.threshold) / np.sqrt(variance))  # type: ignore[no-any-return]


def _plain(shares: Floats) -> Floats:
    found: Floats = (shares - 0.5) @ WEIGHTS + (shares[:, 0] - 0.5) * (shares[:, 1] - 0.5)
    return found


OUTCOMES = {"numbers": None, "common": 0.0, "rare": 1.3}  # thresholds


@lru_cache
def indices_of(luck: float, threshold: float | None) -> dict[str, Floats]:
    """First and total order of every factor, and mu*, from many points without luck."""
    swept, base = Swept(luck, threshold), 2**14
    means = swept.mean(designs.saltelli(WIDTH, 9, 0, (WIDTH + 2) * base)).reshape(base, WIDTH + 2)
    one, mixed, two = means[:, :1], means[:, 1:-1], means[:, -1:]
    variance = np.concatenate([one, two]).var()
    shares = designs.morris(WIDTH, LEVELS, 9, 0, (WIDTH + 1) * 3000)
    effects = elementary_effects(shares, swept.mean(shares)[:, None])
    return {
        "first": ((two - two.mean()) * (mixed - one)).mean(axis=0) / variance,
        "total": 0.5 * ((mixed - one) ** 2).mean(axis=0) / variance,
        "mu_star": np.abs(effects).mean(axis=(0, 2)),
        "mean": np.array([means[:, [0, -1]].mean()]),
        "variance": np.array([variance]),
    }


def every() -> Iterator[Cell]:
    """The cells of this file."""
    for part in (of_sobol, of_morris, of_levels, of_luck, of_single_factors, of_thresholds, of_pawn):
        yield from part()


def of_sobol() -> Iterator[Cell]:
    """First and total order."""
    for (key, design, beside), (base, replicates, (name, threshold)) in product(
        (
            ("first", designs.saltelli, ""),
            ("total", designs.saltelli, ""),
            ("first", independent, ", independent base samples"),
            ("total", independent, ", independent base samples"),
        ),
        product((16, 32, 256), REPLICATES, OUTCOMES.items()),
    ):

        def trial(
            random: Random,
            key: str = key,
            design: Callable[[int, int, int, int], Floats] = design,
            base: int = base,
            replicates: int = replicates,
            luck: float = 0.0,
            threshold: float | None = threshold,
        ) -> Found:
            shares = design(WIDTH, int(random.integers(2**31)), 0, (WIDTH + 2) * base)
            rows = sobol(Swept(luck, threshold)(random, shares, replicates), WIDTH)
            truths = indices_of(luck, threshold)[key]
            return [
                ((row[f"{key}_low"], row[f"{key}_high"]), float(truth)) for row, truth in zip(rows, truths, strict=True)
            ]

        said = f"{base} base samples x {replicates}, {name}"
        yield Cell(f"Sobol', {key}{beside}", said, _over_luck(trial), DEAR // 4, bounded=True)


def independent(width: int, seed: int, first: int, last: int) -> Floats:
    """Rows of Saltelli's design whose base samples are drawn one by one, not from Sobol's sequence."""
    base = np.random.default_rng(seed).random((last // (width + 2), 2, width))
    rows = np.repeat(base[:, :1], width + 2, axis=1)
    rows[:, -1] = base[:, 1]
    for column in range(width):
        rows[:, 1 + column, column] = base[:, 1, column]
    found: Floats = rows.reshape(-1, width)[first:last]
    return found


def of_morris() -> Iterator[Cell]:
    """The mean size of elementary effects."""
    for count, replicates, (name, threshold) in product((8, 20, 100), REPLICATES, OUTCOMES.items()):

        def trial(
            random: Random,
            count: int = count,
            replicates: int = replicates,
            luck: float = 0.0,
            threshold: float | None = threshold,
        ) -> Found:
            shares = designs.morris(WIDTH, LEVELS, int(random.integers(2**31)), 0, (WIDTH + 1) * count)
            rows = morris(shares, Swept(luck, threshold)(random, shares, replicates))
            truths = indices_of(luck, threshold)["mu_star"]
            return [
                ((row["mu_star_low"], row["mu_star_high"]), float(truth))
                for row, truth in zip(rows, truths, strict=True)
            ]

        said = f"{count} trajectories x {replicates}, {name}"
        yield Cell("Morris, mu*", said, _over_luck(trial), DEAR // 4, bounded=True)


def _over_luck(trial: object) -> list[Trial]:
    return [lambda random, luck=luck: trial(random, luck=luck) for luck in LUCKS]  # type: ignore[misc, operator]


def of_levels() -> Iterator[Cell]:
    """The mean over the points of a sweep."""
    for base, replicates, (name, threshold) in product((16, 128), REPLICATES, OUTCOMES.items()):

        def trial(
            random: Random,
            base: int = base,
            replicates: int = replicates,
            luck: float = 0.0,
            threshold: float | None = threshold,
        ) -> Found:
            shares = designs.saltelli(WIDTH, int(random.integers(2**31)), 0, (WIDTH + 2) * base)
            values = Swept(luck, threshold)(random, shares, replicates)
            cells = Cells(values, 1.0, values.size, threshold is not None)
            return [(cells.level(np.arange(len(shares)) // (WIDTH + 2)), float(indices_of(luck, threshold)["mean"][0]))]

        yield Cell("level of a sweep", f"{base} base samples x {replicates}, {name}", _over_luck(trial), DEAR)


def of_luck() -> Iterator[Cell]:
    """The share of luck in the variance between points."""
    for points, replicates in product((60, 400), REPLICATES):

        def trial(random: Random, points: int = points, replicates: int = replicates, luck: float = 0.0) -> Found:
            found = luck_of(Swept(luck)(random, random.random((points, WIDTH)), replicates))
            noise = ((WEIGHTS > 0.0).sum() * luck**2 / 12.0 + OWN**2) / replicates
            truth = noise / (noise + (WEIGHTS**2).sum() / 12.0 + 1.0 / 144.0)
            assert found is not None
            return [((found.share_low, found.share_high), truth)]

        yield Cell("luck's share", f"{points} points x {replicates}", _over_luck(trial), DEAR)


def of_single_factors() -> Iterator[Cell]:
    """The swing of one factor at a time, which ends at known levels."""
    for replicates, (name, threshold) in product((4, 16, 100), OUTCOMES.items()):

        def trial(
            random: Random, replicates: int = replicates, luck: float = 0.0, threshold: float | None = threshold
        ) -> Found:
            shares = np.full((1 + 2 * WIDTH, WIDTH), 0.5)
            for factor in range(WIDTH):
                shares[1 + 2 * factor : 3 + 2 * factor, factor] = (0.0, 1.0)
            swept, which = Swept(luck, threshold), np.repeat(np.arange(-1, WIDTH), [1, *[2] * WIDTH])
            rows, means = (
                one_at_a_time(which, swept(random, shares, replicates), WIDTH, threshold is not None),
                swept.mean(shares),
            )
            return [((rows[0]["high_low"], rows[0]["high_high"]), _seen(rows[0], means[0], means[2]))]

        yield Cell("one at a time", f"{replicates} replicates, {name}", _over_luck(trial), CHEAP)


def _seen(row: dict[str, float], base: float, high: float) -> float:
    """The level whose interval is printed: its true difference from the scenario as it is, from where that was seen."""
    return row["base"] + high - base


def of_thresholds() -> Iterator[Cell]:
    """The share of points, of a space or a box, whose mean reaches a threshold."""
    for points, replicates, (name, threshold) in product(
        (60, 400), REPLICATES, {"numbers": None, "flags": 0.0}.items()
    ):

        def trial(
            random: Random,
            points: int = points,
            replicates: int = replicates,
            luck: float = 0.0,
            threshold: float | None = threshold,
        ) -> Found:
            swept, found = Swept(luck, threshold), []
            values = swept(random, random.random((points, WIDTH)), replicates)
            for share in (0.3, 0.6):
                level = _quantile(luck, threshold, 1.0 - share)
                found.append((reached_ends(values, level, below=False), share))
            return found

        yield Cell("threshold of discovery", f"{points} points x {replicates}, {name}", _over_luck(trial), DEAR // 2)


@lru_cache
def _quantile(luck: float, threshold: float | None, share: float) -> float:
    points = np.random.default_rng(3).random((200_000, WIDTH))
    return float(np.quantile(Swept(luck, threshold).mean(points), share))


def of_pawn() -> Iterator[Cell]:
    """How often a factor without influence stays at or below its dummy."""
    for design, count in product(("random", "saltelli"), (100, 700)):

        def trial(random: Random, design: str = design, count: int = count, luck: float = 0.0) -> Found:
            seed, block = int(random.integers(2**31)), WIDTH + 2 if design == "saltelli" else 1
            shares = (
                designs.saltelli(WIDTH, seed, 0, count // block * block) if block > 1 else random.random((count, WIDTH))
            )
            means = Swept(luck)(random, shares, 8).mean(axis=1)
            row = pawn(shares, means[None], block)[0][-1]
            return [((0.0, row["dummy"]), row["pawn"])]

        yield Cell("PAWN, dummy", f"{count} points, {design}", _over_luck(trial), DEAR)
