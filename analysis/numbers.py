"""Numbers as JSON holds them, and as tables for people show them."""

import math
from collections.abc import Callable, Sequence

MOST_MORE = 4  # decimals that are added so that the ends of an interval read differently


def or_none(value: float) -> float | None:
    """Return a number for JSON; None, which becomes null, where it is not known or not finite."""
    return value if math.isfinite(value) else None


def short(value: float, more: int = 0) -> str:
    """Return a number with three significant figures, or so many more, and no needless zeros."""
    if value == 0.0:
        return "0"
    return f"{value:,.{more}f}" if abs(value) >= 1000 else f"{value:.{3 + more}g}"


def apportioned(parts: Sequence[float], whole: int) -> list[int]:
    """Round parts to whole numbers that add up to `whole`, their rounded sum: the largest remainders are rounded up."""
    found = [math.floor(part) for part in parts]
    order = sorted(range(len(found)), key=lambda place: found[place] - parts[place])
    for place in order[: max(0, whole - sum(found))]:
        found[place] += 1
    return found


def distinct(show: Callable[[float, int], str], *values: float) -> list[str]:
    """Format numbers, the last two of which are the ends of an interval, so that these read differently.

    `show` formats a number with so many more decimals than it usually has: as many are taken as tell the ends
    apart, and both from 0 where both lie on one side of it. Ends that four more do not tell apart are the same to
    whoever reads them, and are shown as usual.
    """
    if values[-2] == values[-1]:
        return [show(value, 0) for value in values]
    tried = [[show(value, more) for value in values] for more in range(MOST_MORE + 1)]
    apart = [texts for texts in tried if texts[-2] != texts[-1]]
    if values[-2] * values[-1] > 0.0:
        apart = [texts for texts in apart if not any(map(_reads_zero, texts[-2:]))] + apart
    return (apart or tried)[0]


def _reads_zero(text: str) -> bool:
    return not any(sign in "123456789" for sign in text)


def ranged(show: Callable[[float, int], str], value: float, low: float, high: float, gap: str = " ") -> str:
    """Return a number with its interval in brackets, where it has one."""
    if math.isnan(low):
        return show(value, 0)
    shown, *ends = distinct(show, value, low, high)
    return f"{shown}{gap}[{', '.join(ends)}]"
