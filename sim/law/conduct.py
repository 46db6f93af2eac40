"""Step 8, conduct: whether a meeting forms, who keeps its word there, and whether the activity succeeds.

"The effectiveness of security assistance ... is undermined by the perception among outside powers" that the others
seek influence (brief): rivalry in the room lowers the chance of success.
"""

from trustladder.sim.law.arithmetic import clip
from trustladder.sim.law.rule import rule


@rule
def forms(
    governments: int, donors: int, quorum_governments: int, quorum_donors: int, sponsored: bool, complete: bool
) -> bool:
    """Whether those who said yes are enough: the quorum, the sponsor, and from the second rung on all that it needs.

    Whom a forum needs, its founding documents say: whoever hosts, executes or pays, or must be present at a vote.
    """
    return governments >= quorum_governments and donors >= quorum_donors and sponsored and complete


@rule
def susceptibility(corruptible: float, collusion: float, weight: float) -> float:
    """Return how far temptation gets hold of a government: collusive officials break more in a `corruptible` domain.

    1 for donors, and for governments where nothing can be earned on the side.
    """
    return 1.0 + weight * corruptible * collusion


@rule
def keeps_word(temptation: float, weight: float, susceptibility: float, draw: float) -> bool:
    """Whether an attender keeps its commitment in an activity of this evidence weight."""
    return draw < 1.0 - temptation * weight * susceptibility


@rule
def found_out(detection: float, draw: float) -> bool:
    """Whether a breach is found; an undetected one counts as a word kept."""
    return draw < detection


@rule
def success_chance(reliability: float, undermining: float, rivalry: float, capability: float) -> float:
    """Return the chance that an activity works out among people who kept their word.

    Rivalry undermines effectiveness.
    """
    return clip(reliability * (1.0 - undermining * rivalry) * capability, 0.0, 1.0)


@rule
def succeeds(kept: int, attending: int, share_needed: float, chance: float, draw: float) -> bool:
    """Whether an activity succeeds: enough of the attenders keep their word, and nothing else goes wrong."""
    return kept >= share_needed * attending and draw < chance
