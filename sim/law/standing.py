"""Step 10, standing: what a forum has earned on a domain's ladder, and how it is lost.

Standing is 0 or the number of the highest rung held, counted from 1. A rung is held after its number of successes,
whatever was proposed; idleness loses it.
"""

from trustladder.sim.law.rule import rule

OBSERVED_MONTHS = 36  # for how long an activity shows where a forum stands, to whoever reads the record


@rule
def earned(successes: int, needed: int) -> bool:
    """Whether a rung is held."""
    return successes >= needed


@rule
def lapses(idle: int, limit: int, standing: int) -> bool:
    """Whether a rung is lost to idleness (`limit` months without any success)."""
    return standing > 0 and idle >= limit


@rule
def shows(age: int) -> bool:
    """Whether an activity of `age` months ago still shows where a forum stands.

    The rule by which the record of real forums is read; a forum's standing in the law is what it has earned.
    """
    return age < OBSERVED_MONTHS
