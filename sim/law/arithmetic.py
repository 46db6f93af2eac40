"""Arithmetic that gives the same bits on every lane and machine: only + - * / and comparison.

`math.exp` differs between C libraries, and compiled code would not vectorise a call to it, so the law has its own. The
compiled lane works out eight actors at once, so a rule that many actors follow chooses between numbers (`where`, and
`&` for "and") where it could have branched.
"""

import math
from typing import TypeVar

from trustladder.sim.law.rule import rule

Number = TypeVar("Number", int, float)
TINY = 1e-300  # keeps a quotient of two zeros at zero, without changing any other quotient


def sqrt(x: float) -> float:
    """Return the square root, which every machine rounds alike; compiled as `where` is."""
    return math.sqrt(x)


def where(condition: bool, one: Number, other: Number) -> Number:
    """`one` where the condition holds, else `other`.

    Compiled by `trustladder.sim.machine.simd`, for one actor or for eight.
    """
    return one if condition else other


@rule
def clip(x: float, low: float, high: float) -> float:
    """`x`, held between `low` and `high`."""
    raised = where(x < low, low, x)
    return where(raised > high, high, raised)


@rule
def minimum(one: float, other: float) -> float:
    """Return the smaller of two numbers."""
    return where(one < other, one, other)


@rule
def maximum(one: float, other: float) -> float:
    """Return the larger of two numbers."""
    return where(one > other, one, other)


@rule
def safe_divide(part: float, whole: float) -> float:
    """`part / whole` for non-negative numbers; 0 where both are 0."""
    return part / (whole + TINY)


@rule
def exponential(x: float) -> float:
    """e**x for -40 <= x <= 40; relative error below 1e-11 for |x| < 10, below 1e-6 at the ends.

    The Taylor series of e**(x/256), raised to the 256th power by eight squarings.
    """
    r = x * 0.00390625
    p = 1.0 + r * (1.0 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720))))))
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    p = p * p
    return p * p


@rule
def logistic(x: float) -> float:
    """1 / (1 + e**-x), flat beyond +-40."""
    return 1.0 / (1.0 + exponential(-clip(x, -40.0, 40.0)))


def monthly_retention(half_life: float) -> float:
    """Return the share left after one month of something that halves in `half_life` months.

    Worked out once, not in lanes.
    """
    return float(0.5 ** (1.0 / half_life))
