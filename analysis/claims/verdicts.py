"""The rule by which an interval, held against the smallest effect of interest, becomes a verdict; fixed beforehand."""

from collections.abc import Sequence

from trustladder.analysis.comparison.paired import Effect

SUPPORTED, REVERSED, NOT, TOO_FEW = "supported", "reversed", "not supported", "too few futures"
STRUCTURAL, DEPENDS, IN_PART = "structural", "depends", "supported in part"
TURNS = 0.1  # share of the worlds that must clearly be for, and as many clearly against, for a sign to turn


def verdict(effect: Effect, direction: str, smallest: float) -> str:
    """What one interval says of a claim.

    The whole interval reaches the smallest effect in the claim's direction: supported; in the other: reversed; none of it
    does: not supported. Else there are too few futures: with more of them it may become any of these. A claim that denies a harm is supported where the harm is smaller than matters.
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
    """In what share of the worlds each verdict stands."""
    return {
        name: verdicts.count(name) / len(verdicts) if verdicts else 0.0 for name in (SUPPORTED, REVERSED, NOT, TOO_FEW)
    }


def part_verdict(
    places: Sequence[str], worlds: dict[str, float], assumed: bool, most: tuple[float, float] = (0.0, 0.0)
) -> str:
    """The verdict on a part from those at its places, and from the worlds of the whole ranges.

    It depends where the sign turns over the ranges, or where places that are decided differ. `most` are the largest shares of
    the worlds that may be for and against: where more futures could turn the sign, or decide a place otherwise, they are
    too few.
    """
    decided = {one for one in places if one != TOO_FEW}
    if len(decided) > 1 or min(worlds[SUPPORTED], worlds[REVERSED]) >= TURNS:
        return DEPENDS
    if TOO_FEW in places or min(most) >= TURNS:
        return TOO_FEW
    found = decided.pop()
    return STRUCTURAL if found == SUPPORTED and assumed else found


def claim_verdict(parts: Sequence[str]) -> str:
    """The verdict on a claim from those on its parts."""
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
