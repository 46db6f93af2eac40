"""What kinds of worlds there are among those that were drawn, each counted where a world or one of its pasts has it."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from tests.fuzz.entries import Tree

TOO_MANY = 1_000  # successes that no horizon of a random world has room for


def stints(tree: Tree) -> list[Any]:
    """The members of all forums, each an id or a table with dates."""
    return [stint for forum in tree["forums"].values() for stint in forum["members"]]


def dated(tree: Tree) -> list[Tree]:
    """Those members that sit only between dates."""
    return [stint for stint in stints(tree) if isinstance(stint, dict)]


def agendas(tree: Tree) -> list[Tree]:
    """What forums do in all domains."""
    return [agenda for forum in tree["forums"].values() for agenda in forum.get("agenda", {}).values()]


def rungs(tree: Tree) -> list[Tree]:
    """The rungs of all ladders."""
    return [rung for domain in tree["domains"].values() for rung in domain["rungs"].values()]


def pairs(tree: Tree) -> int:
    """The number of pairs of rivals, which may be written as one pair alone."""
    rivals = tree["rivals"]
    return 1 if rivals and isinstance(rivals[0], str) else len(rivals)


def donors(tree: Tree) -> int:
    """The number of donors."""
    return sum(actor["kind"] == "donor" for actor in tree["actors"].values())


KINDS: dict[str, Callable[[Tree], object]] = {
    "a past": lambda tree: "past" in tree,
    "a past of a past": lambda tree: "past" in tree and "past" in tree["past"]["scenario"],
    "members with dates": dated,
    "members who join again": lambda tree: any(
        len({stint["id"] for stint in forum}) < len(forum)
        for forum in ([one for one in entry["members"] if isinstance(one, dict)] for entry in tree["forums"].values())
    ),
    "a mandate": lambda tree: any("top_rung" in agenda for agenda in agendas(tree)),
    "members that are needed": lambda tree: any(forum.get("needs") for forum in tree["forums"].values()),
    "no pair of rivals": lambda tree: pairs(tree) == 0,
    "several pairs of rivals": lambda tree: pairs(tree) > 1,
    "no donors": lambda tree: donors(tree) == 0,
    "more donors than lanes": lambda tree: donors(tree) > 8,
    "a forum founded or ended": lambda tree: any({"founded", "ended"} & {*entry} for entry in tree["forums"].values()),
    "a gate": lambda tree: any("gate" in domain for domain in tree["domains"].values()),
    "a rung out of reach": lambda tree: any(rung.get("successes", 0) > TOO_MANY for rung in rungs(tree)),
    "events": lambda tree: tree.get("events"),
    "assets": lambda tree: tree.get("assets"),
    "one ladder for all": lambda tree: tree.get("structure", {}).get("standing_scope") == "region",
}


def lived(tree: Tree) -> Iterator[Tree]:
    """A world, its past, the past of that, and so on."""
    yield tree
    if "past" in tree:
        yield from lived(tree["past"]["scenario"])


def kinds_of(tree: Tree) -> set[str]:
    """The kinds that a random world belongs to."""
    return {name for name, has in KINDS.items() if any(has(one) for one in lived(tree))}


def told(found: Counter[str]) -> str:
    """How many worlds belong to each kind, in a line."""
    return ", ".join(f"{found[name]:,} with {name}" for name in KINDS)
