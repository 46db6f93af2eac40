"""Decide verdicts: compare an interval with the smallest effect of interest, by a rule fixed beforehand."""

from collections.abc import Sequence

from trustladder.analysis.comparison.paired import Effect

SUPPORTED, REVERSED, NOT, TOO_FEW = "supported", "reversed", "not supported", "too few futures"
STRUCTURAL, DEPENDS, IN_PART = "structural", "depends", "supported in part"
TURNS = 0.1  # share of the worlds that must clearly be for, and as many clearly against, for a sign to turn


def verdict(effect: Effect, direction: str, smallest: float) -> str:
    """Return the verdict of one interval on a claim.

    Supported: the whole interval reaches the smallest effect in the claim's direction. Reversed: it reaches it in the
    opposite direction. Not supported: no part of it reaches it. Otherwise there are too few futures: with more, the
    verdict may become any of these. A claim that denies a harm is supported where the harm is below the smallest
    effect.
    """
    sign = 1.0 if direction.endswith("higher") else -1.0
    low, high = sorted((sign * effect.low, sign * effect.high))
    if low != low or high != high:
        return TOO_FEW
    if direction.startswith("not"):
        return SUPPORTED if high <= smallest else REVERSED if low > smallest else TOO_FEW
    if low >= smallest:
        return SUPPORTED
    if high <= -smallest:
        return REVERSED
    return NOT if high < smallest else TOO_FEW


def shares(verdicts: Sequence[str]) -> dict[str, float]:
    """Return the share of worlds with each verdict."""
    return {
        name: verdicts.count(name) / len(verdicts) if verdicts else 0.0 for name in (SUPPORTED, REVERSED, NOT, TOO_FEW)
    }


def part_verdict(
    regimes: Sequence[str], worlds: dict[str, float], assumed: bool, most: tuple[float, float] = (0.0, 0.0)
) -> str:
    """Return the verdict on a part from those at its regimes, and from the worlds of the whole ranges.

    It depends where the sign turns over the ranges, or where decided regimes differ. `most` are the largest shares of
    the worlds that may be for and against: futures are too few where more of them could turn the sign, or decide a
    regime otherwise.
    """
    decided = {one for one in regimes if one != TOO_FEW}
    if len(decided) > 1 or min(worlds[SUPPORTED], worlds[REVERSED]) >= TURNS:
        return DEPENDS
    if TOO_FEW in regimes or min(most) >= TURNS:
        return TOO_FEW
    found = decided.pop()
    return STRUCTURAL if found == SUPPORTED and assumed else found


def claim_verdict(parts: Sequence[str]) -> str:
    """Return the verdict on a claim from those on its parts."""
    known = set(parts)
    if len(known) == 1:
        return parts[0]
    if DEPENDS in known:
        return DEPENDS
    if TOO_FEW in known:
        return TOO_FEW
    if known & {SUPPORTED, STRUCTURAL}:
        return IN_PART
    return NOT
