"""Step 11, drift: what fades by itself. Evidence is forgotten, rivalry settles, and attention may calm it."""

import math

from sim.law.arithmetic import clip
from sim.law.rule import rule


@rule
def faded(evidence: float, retention: float) -> float:
    """Evidence, or a scandal's cut, one month later."""
    return evidence * retention


@rule
def resting_rivalry(usual: float, attention: float, other: float, start: float, calm: float) -> float:
    """Where the rivalry of two donors settles: fading attention may also calm (`calm` 0: not at all, 1: fully).

    `attention` and `other` are the two donors' attention now; `start` is the product of both at the start. Attention
    above its start does not stir rivalry up: that is left to events and to playing off.
    """
    left = math.sqrt(attention * other / start) if start > 0.0 else 1.0
    return usual * (1.0 - calm + calm * clip(left, 0.0, 1.0))
