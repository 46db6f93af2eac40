"""Step 1, events: what is due takes effect, and lapses when it is over.

A *condition* changes an attribute for as long as it lasts; a *blow* changes a state once. The brief names the
withdrawal from Afghanistan, internal instability and changes of leadership; a scenario dates them or gives a hazard.
"""

from trustladder.sim.law.arithmetic import clip
from trustladder.sim.law.rule import rule

ADD, MULTIPLY, SET = 0, 1, 2


@rule
def strikes(hazard: float, draw: float) -> bool:
    """Whether an event of this monthly `hazard` happens now."""
    return draw < hazard


@rule
def altered(value: float, operation: int, amount: float, low: float, high: float) -> float:
    """Return an attribute while a condition holds.

    `amount` is added, multiplied or set, within the attribute's range.
    """
    if operation == ADD:
        changed = value + amount
    elif operation == MULTIPLY:
        changed = value * amount
    else:
        changed = amount
    return clip(changed, low, high)


@rule
def jolted(share: float, blow: float) -> float:
    """Return a share in 0..1 after a blow in -1..1.

    Part of the way to 1, or for a negative blow part of the way to 0.
    """
    return share + blow * (1.0 - share if blow > 0.0 else share)


@rule
def remembered(evidence: float, reset: float) -> float:
    """Evidence that outlives a change of leadership, which wipes out the share `reset` of it."""
    return evidence * (1.0 - reset)
