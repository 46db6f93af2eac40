"""Decide verdicts: compare an interval with the smallest effect of interest, by a rule fixed beforehand.

A verdict is given where it is sure: by intervals of 99.9 percent, so that another seed, or more futures, hardly ever
give another one. Elsewhere it reads *too few futures*.
"""

import math
from collections.abc import Sequence

from trustladder.analysis.comparison.paired import Effect
from trustladder.analysis.statistics import Ends, wilson

SUPPORTED, REVERSED, TOO_FEW = "supported", "reversed", "too few futures"
SMALL, CANNOT = "too small to matter", "cannot be tested here"
EITHER = "too small to matter, or cannot be tested here"
STRUCTURAL, DEPENDS, IN_PART, NOT = "structural", "depends", "supported in part", "not supported"
SURE = 0.999  # confidence of the intervals by which verdicts are given
TURNS = 0.1  # share of the worlds that must clearly be for, and as many clearly against, for a sign to turn
ENDLESS = (math.inf, math.inf)


def verdict(effect: Effect, direction: str, smallest: float, room: Ends = ENDLESS) -> str:
    """Return the verdict of one interval on a claim.

    Supported: the whole interval reaches the smallest effect in the claim's direction. Reversed: it reaches it in the
    opposite direction. Too small to matter: no part of it reaches either. Cannot be tested: the number has not that
    much `room` to move. Otherwise there are too few futures: with more, the verdict may become any of these. A claim
    that denies a harm is supported where the harm is below the smallest effect.
    """
    if room[1] < smallest:
        return CANNOT
    sign = 1.0 if direction.endswith("higher") else -1.0
    low, high = sorted((sign * effect.low, sign * effect.high))
    if low != low or high != high:
        return TOO_FEW
    if direction.startswith("not"):
        told = SUPPORTED if high <= smallest else REVERSED if low > smallest else TOO_FEW
    elif low >= smallest:
        told = SUPPORTED
    elif high <= -smallest:
        told = REVERSED
    else:
        told = SMALL if -smallest < low and high < smallest else TOO_FEW
    return EITHER if told == SMALL and room[0] < smallest else told


def reaches(effect: Effect, smallest: float) -> bool:
    """Return whether the whole interval of an effect is as large as matters, either way."""
    return effect.low >= smallest or effect.high <= -smallest


def shares(verdicts: Sequence[str]) -> dict[str, float]:
    """Return the share of worlds that are clearly for a claim, and against it."""
    return {name: verdicts.count(name) / len(verdicts) if verdicts else 0.0 for name in (SUPPORTED, REVERSED)}


def turns(worlds: dict[str, float], most: tuple[float, float], count: int) -> bool | None:
    """Return whether a sign turns over the worlds of the whole ranges; None where more of them could tell.

    `most` are the largest shares that may be for and against, once luck is gone; `count` is the number of worlds.
    """
    if not count:
        return False
    if wilson(min(worlds.values()) * count, count)[0] >= TURNS:
        return True
    return None if wilson(min(most) * count, count)[1] >= TURNS else False


def part_verdict(regimes: Sequence[str], ranges: str, turning: bool | None, assumed: bool | None) -> str:
    """Return the verdict on a part from those at the shipped numbers and over the posterior, and from the whole ranges.

    The whole ranges say whether a sign turns, over their sets (`turning`) or in their mean (`ranges`); how large an
    effect is over numbers that the record rules out decides nothing. It depends where the sign turns, or where decided
    regimes differ. Regimes in which it cannot be tested say nothing. Futures are too few where more of them could
    decide a regime otherwise, turn the sign, or tell whether the effect was assumed.
    """
    decided = set(regimes) - {TOO_FEW, CANNOT, EITHER}
    if len(decided) > 1 or turning or {*decided, ranges} >= {SUPPORTED, REVERSED}:
        return DEPENDS
    if set(regimes) == {CANNOT}:
        return CANNOT
    if TOO_FEW in regimes or turning is None or (EITHER in regimes and decided != {SMALL}):
        return TOO_FEW
    found = decided.pop()
    if found != SUPPORTED or assumed is False:
        return found
    return STRUCTURAL if assumed else TOO_FEW


def claim_verdict(parts: Sequence[str]) -> str:
    """Return the verdict on a claim from those on its parts."""
    known = set(parts)
    if len(known) == 1:
        return parts[0]
    if DEPENDS in known:
        return DEPENDS
    if TOO_FEW in known:
        return TOO_FEW
    if known == {SUPPORTED, STRUCTURAL}:
        return STRUCTURAL
    if known & {SUPPORTED, STRUCTURAL}:
        return IN_PART
    return NOT
