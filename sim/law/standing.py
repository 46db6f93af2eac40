"""Step 10, standing: what a forum has earned on a domain's ladder, and how it is lost.

Standing is what a forum practises: 0, or the number of the highest rung held, counted from 1. A rung is held after its
number of successes, whatever was proposed. A success keeps its rung, and all below it, alive; what has not been
practised for `idle_limit` months is lost, and its successes count no more. A rung of the domain aimed at is reached
region-wide by the same number of successes in one forum, within `region_window` months, to which `region_share` of all
governments came; so it stays for as long as the forum stands on it.
"""

from trustladder.sim.law.rule import rule

OBSERVED_MONTHS = 36  # for how long an activity shows where a forum stands, to whoever reads the record


@rule
def earned(successes: int, needed: int) -> bool:
    """Whether a rung is held."""
    return successes >= needed


@rule
def lapses(idle: int, limit: int) -> bool:
    """Whether the successes on a rung are void after `idle` months without one there or above."""
    return idle >= limit


@rule
def reaches(now: int, earliest: int, window: int, held: bool) -> bool:
    """Whether a forum holds a rung region-wide: it stands on it, and had its number of such successes in the window.

    `earliest` is the month of the first of the last so many region-wide successes on the rung or above.
    """
    return held and now - earliest < window


@rule
def shows(age: int) -> bool:
    """Whether an activity of `age` months ago still shows where a forum stands.

    The rule by which the record of real forums is read; a forum's standing in the law is what it has earned.
    """
    return age < OBSERVED_MONTHS
