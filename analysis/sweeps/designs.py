"""Draw experimental designs: points in the unit cube, one coordinate a factor.

A design returns any range of its rows alone, so a sweep of millions of points never holds them all; only Latin
hypercubes, which are drawn as a whole, and lists do. NaN stands for the scenario's own value.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import numpy as np

from trustladder.analysis.sweeps.factors import Factor
from trustladder.sim.arrays.tables import Floats

DesignName = Literal["full", "lhs", "sobol", "saltelli", "morris", "oat", "random", "list"]
PREFIXED = ("sobol", "saltelli", "morris", "random", "list")  # more points leave the first ones as they are
COUNTED = ("full", "oat")  # the factors alone say how many points there are


class Design(NamedTuple):
    """A design: its number of rows, and a function that returns a range of them [row, factor] in the unit cube."""

    size: int
    rows: Callable[[int, int], Floats]


def design_of(name: DesignName, factors: Sequence[Factor], points: int, levels: int, seed: int) -> Design:
    """Return a design by name; `points` is the number of base samples for saltelli, of trajectories for morris."""
    width = len(factors)
    match name:
        case "full":
            grids = [factor.grid(levels) for factor in factors]
            shape = tuple(len(grid) for grid in grids)
            return Design(int(np.prod(shape, dtype=object)), lambda first, last: full(grids, shape, first, last))
        case "oat":
            singles = one_at_a_time([factor.grid(levels) for factor in factors])
            return Design(len(singles), lambda first, last: singles[first:last])
        case "lhs":
            return Design(points, lambda first, last: hypercube(points, width, seed)[first:last])
        case "sobol":
            return Design(points, lambda first, last: sobol(width, seed, first, last))
        case "saltelli":
            return Design(points * (width + 2), lambda first, last: saltelli(width, seed, first, last))
        case "morris":
            return Design(points * (width + 1), lambda first, last: morris(width, levels, seed, first, last))
        case _:
            return Design(points, lambda first, last: uniform(width, seed, first, last))


def full(grids: list[Floats], shape: tuple[int, ...], first: int, last: int) -> Floats:
    """Return every combination, the last factor changing fastest."""
    steps = np.unravel_index(np.arange(first, last), shape)
    return np.stack([grid[step] for grid, step in zip(grids, steps, strict=True)], axis=1)


def one_at_a_time(grids: list[Floats]) -> Floats:
    """Return the scenario as it is, then each factor alone at each of its levels."""
    rows = [np.full(len(grids), np.nan)]
    for column, grid in enumerate(grids):
        for share in grid:
            rows.append(np.full(len(grids), np.nan))
            rows[-1][column] = share
    return np.array(rows)


@lru_cache(maxsize=1)
def hypercube(points: int, width: int, seed: int) -> Floats:
    """Return a Latin hypercube (McKay, Beckman and Conover 1979): one point in each of `points` slices of a factor."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(width, rng=np.random.default_rng(seed)).random(points)


def sobol(width: int, seed: int, first: int, last: int) -> Floats:
    """Return rows of a scrambled Sobol' sequence (Sobol' 1967, Owen 1998)."""
    from scipy.stats import qmc

    if last <= first:
        return np.zeros((0, width))
    sequence = qmc.Sobol(width, rng=np.random.default_rng(seed))
    if first > 0:
        sequence.fast_forward(first)
    # one point, then the rest: SciPy warns of a first request that is no power of two
    return np.concatenate([sequence.random(1), sequence.random(last - first - 1)])


def saltelli(width: int, seed: int, first: int, last: int) -> Floats:
    """Return rows of Saltelli's design (2010) in SALib's order: A, A with one factor of B in turn, B."""
    block = width + 2
    start, end = first // block, -(-last // block)
    base = sobol(2 * width, seed, start, end)
    one, two = base[:, :width], base[:, width:]
    rows = np.repeat(one[:, np.newaxis, :], block, axis=1)
    for column in range(width):
        rows[:, 1 + column, column] = two[:, column]
    rows[:, -1, :] = two
    return rows.reshape(-1, width)[first - start * block : last - start * block]


def morris(width: int, levels: int, seed: int, first: int, last: int) -> Floats:
    """Return rows of Morris' (1991) random trajectories, each drawn by itself so that more may follow."""
    block = width + 1
    start, end = first // block, -(-last // block)
    rows = [trajectory(width, levels, seed, number) for number in range(start, end)]
    return np.concatenate([np.zeros((0, width)), *rows])[first - start * block : last - start * block]


@lru_cache(maxsize=10_000)
def trajectory(width: int, levels: int, seed: int, number: int) -> Floats:
    """Return one trajectory: from a random corner of the grid, each factor is moved once."""
    from SALib.sample.morris import sample

    return sample(unit_problem(width), 1, num_levels=levels, seed=np.random.default_rng([seed, number]))


@cache
def unit_problem(width: int) -> dict[str, object]:
    """Return SALib's description of factors between 0 and 1."""
    return {"num_vars": width, "names": [f"x{number}" for number in range(width)], "bounds": [[0.0, 1.0]] * width}


def uniform(width: int, seed: int, first: int, last: int) -> Floats:
    """Return rows of independent uniform draws."""
    generator = np.random.PCG64(seed)
    generator.advance(first * width)
    return np.random.Generator(generator).random((last - first, width))
