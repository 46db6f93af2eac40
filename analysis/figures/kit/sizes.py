"""Size before significance: whether an effect is as large as matters, which alone gets colour, bold and a title."""

from typing import Literal

from trustladder.analysis.comparison.compare import SMALLEST as OF_METRICS
from trustladder.analysis.comparison.paired import Effect

SMALLEST = {**OF_METRICS, "trust": 0.02}  # of headline metrics, and of trust
Size = Literal["matters", "small", "clear", "open"]


def size_of(effect: Effect, smallest: float) -> Size:
    """Return the size of an effect by its 95 percent interval.

    It matters where the interval lies wholly beyond the smallest effect of interest, and is small where it lies wholly
    within; else it is clear where the interval leaves out 0, and open where it does not, or where there is none.
    """
    if effect.low > smallest or effect.high < -smallest:
        return "matters"
    if -smallest < effect.low and effect.high < smallest:
        return "small"
    return "clear" if effect.clear else "open"
