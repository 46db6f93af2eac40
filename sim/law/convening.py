"""Step 6, convening: a forum takes up a domain and proposes an activity.

"The key is to start with areas of mutual interest" (brief): forums meet where their members care. In domains against
the flow, interest follows the damage that the flow has done lately (`security.damage`). The chair proposes the highest
rung in reach that it would itself accept, and attends what it proposes; where it would accept none, the meeting is
postponed. It proposes nothing that lies above the forum's mandate: an organization acts within what its members
delegated to it (Hawkins et al. 2006).
"""

from trustladder.sim.law.arithmetic import clip
from trustladder.sim.law.rule import rule


@rule
def alarm(damage: float, response: float) -> float:
    """Return what the flow makes of concern about it, as a factor, 1 where `damage` is what it was at the start."""
    return 1.0 + response * (damage - 1.0)


@rule
def concern(stake: float, alarmed: float) -> float:
    """Return the stake in a domain as the flow lets it be felt: more where more gets through, never above 1."""
    return clip(stake * alarmed, 0.0, 1.0)


@rule
def interest(stake: float, corruptible: float, collusion: float, dulling: float) -> float:
    """Return a government's interest in a domain.

    Where officials live on smuggling it is duller in `corruptible` ones.
    """
    return stake * (1.0 - dulling * corruptible * collusion)


@rule
def convenes(rate: float, drive: float, draw: float) -> bool:
    """Whether a forum takes up a domain this month; `drive` is the mean interest of its members."""
    return draw < rate * drive


@rule
def highest_rung(standing: int, rungs: int, climbing: bool) -> int:
    """Return the highest rung (from 0) that a forum standing on `standing` rungs would try, of the `rungs` it may."""
    held = standing if standing < rungs else rungs
    if climbing:
        return held if held < rungs else rungs - 1
    return held - 1 if held > 0 else 0


@rule
def proposable(mandate: int, rivalry: float, limit: float) -> int:
    """Return of how many rungs a forum may propose: those of its mandate, or the first while rivals suspend the others.

    `rivalry` is the strongest between two donors in it, as when the NATO-Russia Council was suspended in August 2008.
    """
    return 1 if rivalry > limit else mandate


@rule
def enters(age: int, window: int, standing: int, entry: int) -> bool:
    """Whether a forum is still so new (`age` months) that it tries its entry rung and nothing else."""
    return entry >= 0 and 0 <= age < window and standing == 0
