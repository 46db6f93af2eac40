"""Sensitivity indices through SALib, outcome by outcome: Sobol' (1993), Morris (1991), PAWN (Pianosi and Wagener 2018)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from analysis.studies.luck import Luck
from analysis.sweeps.designs import unit_problem
from sim.world import Floats

RESAMPLES = 200  # of base samples, for intervals
SLICES = 10  # of a factor, for PAWN
DUMMIES = 3  # shuffled orders, of which the largest index counts
PAWN_POINTS = 5_000  # settle a ranking (Pianosi and Wagener 2018); 100,000 would take seconds for each outcome
Row = dict[str, float]  # what a method says of one factor


class Resampled(NamedTuple):
    """How often each base sample stands in each resample [resample, base sample], as shares."""

    weights: npt.NDArray[np.float32]

    @classmethod
    def of(cls, base: int, seed: int = 1) -> "Resampled":
        """Resamples of so many base samples, the same for all outcomes."""
        draw = np.random.default_rng(seed).integers
        counts = [np.bincount(draw(base, size=base), minlength=base) for _ in range(RESAMPLES)]
        return cls(np.array(counts, dtype=np.float32) / np.float32(base))


def sobol(values: Floats, factors: int, resampled: Resampled) -> list[Row]:
    """First and total order of each factor with 95 percent intervals, of a Saltelli design in its order [point].

    Intervals by bootstrap of base samples: both orders are ratios of means, so that all resamples are one product of
    matrices where SALib takes seconds for each outcome.
    """
    from SALib.analyze.sobol import analyze

    found = analyze(dict(unit_problem(factors)), values, calc_second_order=False, num_resamples=2, seed=1)
    first, total = _orders(values, factors, resampled)
    low, high = (np.quantile(np.stack([first, total]), at, axis=1) for at in (0.025, 0.975))
    return [
        {
            "first": float(found["S1"][place]), "first_low": float(low[0, place]), "first_high": float(high[0, place]),
            "total": float(found["ST"][place]), "total_low": float(low[1, place]), "total_high": float(high[1, place]),
        }
        for place in range(factors)
    ]  # fmt: skip


def _orders(values: Floats, factors: int, resampled: Resampled) -> tuple[Floats, Floats]:
    """First and total order in every resample [resample, factor], by the estimators of Saltelli et al. (2010)."""
    blocks = ((values - values.mean()) / values.std()).reshape(-1, factors + 2)
    one, mixed, two = blocks[:, :1], blocks[:, 1:-1], blocks[:, -1:]
    columns = np.concatenate([two * (mixed - one), 0.5 * (one - mixed) ** 2, one + two, one**2 + two**2], axis=1)
    means = resampled.weights @ columns
    variance = 0.5 * means[:, -1] - (0.5 * means[:, -2]) ** 2
    orders = means[:, :-2] / np.maximum(variance, 1e-12)[:, np.newaxis]
    return orders[:, :factors], orders[:, factors:]


def morris(shares: Floats, values: Floats, levels: int, luck: Luck | None) -> list[Row]:
    """Elementary effects over the whole way of each factor: mean, mean size with its 95 percent interval, spread.

    `luck` is the mean size that a factor without any effect would show: |normal| of twice the noise of a mean.
    """
    from SALib.analyze.morris import analyze

    found = analyze(dict(unit_problem(shares.shape[1])), shares, values, num_levels=levels, seed=1)
    step = levels / (2.0 * (levels - 1.0))
    alone = np.nan if luck is None else float(np.sqrt(2.0 / np.pi * 2.0 * luck.noise) / step)
    return [
        {
            "mu": float(found["mu"][place]), "mu_star": float(found["mu_star"][place]),
            "mu_star_low": max(0.0, float(found["mu_star"][place] - found["mu_star_conf"][place])),
            "mu_star_high": float(found["mu_star"][place] + found["mu_star_conf"][place]),
            "sigma": float(found["sigma"][place]), "luck": alone,
        }
        for place in range(shares.shape[1])
    ]  # fmt: skip


def pawn(shares: Floats, values: Floats) -> list[Row]:
    """The PAWN index of each factor (median over slices), and the chance of it: of a dummy, cut into as many slices.

    A factor at or below its dummy cannot be told from one without any influence.
    """
    rng = np.random.default_rng(1)
    if len(values) > PAWN_POINTS:
        some = rng.permutation(len(values))[:PAWN_POINTS]
        shares, values = shares[some], values[some]
    cuts = [slices_of(column) for column in shares.T]
    dummies = {
        cut: max(_pawn(rng.random(len(values)), values, cut) for _ in range(DUMMIES)) for cut in sorted(set(cuts))
    }
    return [
        {"pawn": _pawn(column, values, cut), "dummy": dummies[cut]} for column, cut in zip(shares.T, cuts, strict=True)
    ]


def slices_of(share: Floats) -> int:
    """Into how many slices a factor is cut: one a value where there are few."""
    known = min(len(np.unique(share)), SLICES)
    return max(2, known - (known in (6, 9)))  # SALib's own arithmetic asks for a quantile beyond 1 at six and nine


def _pawn(share: Floats, values: Floats, slices: int) -> float:
    """The index of one factor, in slices of equally many points."""
    from SALib.analyze.pawn import analyze

    place = np.empty(len(share))
    place[np.argsort(share, kind="stable")] = (np.arange(len(share)) + 0.5) / len(share)
    found = analyze(dict(unit_problem(1)), place[:, np.newaxis], values, S=slices, seed=1)
    return float(found["median"][0])


def one_at_a_time(which: Sequence[int], values: Floats, base: float, factors: int, luck: Luck | None) -> list[Row]:
    """What each factor alone moves: lowest and highest mean over its values, against the scenario as it is.

    `which` is the factor that a point varies, -1 for the scenario as it is. `luck` is the standard error of a difference.
    """
    error = np.nan if luck is None else float(np.sqrt(2.0 * luck.noise))
    rows = []
    for factor in range(factors):
        here = values[np.asarray(which) == factor]
        low, high = float(here.min()), float(here.max())
        rows.append(
            {"first": float(here[0]), "last": float(here[-1]), "low": low, "high": high, "base": base,
             "swing": max(high, base) - min(low, base), "luck": error}
        )  # fmt: skip
    return rows
