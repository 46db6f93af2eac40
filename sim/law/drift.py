"""Step 11, drift: what fades by itself. Evidence is forgotten, the load of meetings eases, rivalry settles.

Attention may calm rivalry. A small ministry has few people for conferences: what it attended in the last months weighs
on what it would attend next (load; the record does not identify its cost).
"""

from trustladder.sim.law.arithmetic import clip, safe_divide, sqrt, where
from trustladder.sim.law.rule import rule


@rule
def loaded(load: float, attended: float, retention: float) -> float:
    """Return the load after a month in which somebody attended this many meetings: a mean of meetings a month."""
    return load * retention + attended * (1.0 - retention)


@rule
def faded(evidence: float, retention: float) -> float:
    """Evidence, a scandal's cut, or unrest, one month later."""
    return evidence * retention


@rule
def attention_left(attention: float, start: float) -> float:
    """How much of a donor's attention at the start is left, as a root.

    The geometric mean over two donors is a product.
    """
    return where(start > 0.0, sqrt(safe_divide(attention, start)), 1.0)


@rule
def resting_rivalry(usual: float, left: float, other: float, calm: float) -> float:
    """Where the rivalry of two donors settles: fading attention may also calm (`calm` 0: not at all, 1: fully).

    `left` and `other` say how much of either's attention is left. Attention above its start does not stir rivalry up:
    that is left to events and to playing off.
    """
    return usual * (1.0 - calm + calm * clip(left * other, 0.0, 1.0))
