"""What is noted of a month beside its meetings, in words: the same from either lane."""

from collections.abc import Sequence


def of_event(name: str) -> str:
    """Return that something happens from outside."""
    return f"event: {name}"


def of_crisis(government: str, harm: float) -> str:
    """Return that forces harm civilians."""
    return f"{government}: a crisis; forces harm civilians (harm {harm:.2f})"


def of_scandal(donor: str, government: str) -> str:
    """Return that a donor is embarrassed by what it gave."""
    return f"{donor}: embarrassed by its assistance to {government}, and cuts it"


def of_standing(who: str, rungs: Sequence[str], before: int, now: int) -> str:
    """Return where a forum, or the region, stands now, by the names of rungs; it stood elsewhere before."""
    stands = f"now stands on {rungs[now - 1]}" if now else "has no active programme"
    slipped = f", having slipped back from {rungs[before - 1]} after idle years" if now < before else ""
    return f"{who} {stands}{slipped}"
