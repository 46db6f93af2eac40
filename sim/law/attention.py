"""Step 2, attention: how much outside powers care, and how fast they can change what they give.

"The likely decline in attention paid to the region by outside powers ... Other priorities will inevitably make it
more difficult to change assistance policies" (brief). Attention may also rise.
"""

from trustladder.sim.law.arithmetic import where
from trustladder.sim.law.rule import rule


@rule
def approached(value: float, target: float, pace: float) -> float:
    """`value` one month nearer to `target`; `pace` is the share of the distance covered."""
    return value + pace * (target - value)


@rule
def sustained(target: float, floor: float) -> float:
    """Return the attention a donor settles at when policy does not let it fall under `floor`."""
    return where(target < floor, floor, target)


@rule
def reformed(share: float, lever: float, reform: float, attention: float) -> float:
    """Return a share of the assistance mix on its way to the lever; a donor that looks away reforms slowly."""
    return share + reform * attention * (lever - share)
