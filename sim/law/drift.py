"""Step 11, drift: what fades by itself. Evidence is forgotten, the load of meetings eases, rivalry settles.

All evidence fades at one pace, so one number, `memory`, fades for all of it: what is left of a unit of the first month.
Evidence is kept in such units (`at_start`), and whoever reads it takes what is left (`now`).

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
def faded(left: float, retention: float) -> float:
    """Return what is left of something a month later: memory, a scandal's cut, or unrest."""
    return left * retention


@rule
def at_start(evidence: float, memory: float) -> float:
    """Return evidence of this month in units of the first one."""
    return evidence / memory


@rule
def now(evidence: float, memory: float) -> float:
    """Return what evidence in units of the first month counts this month."""
    return evidence * memory


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
