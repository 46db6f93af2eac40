"""What only people read: short names and nouns of scenarios and events, and what a scenario's question is about.

`short` stands in rows and labels, `noun` inside sentences; `asks` names the metric that answers the question. All are
optional in a file. A result does not depend on them, nor on title and question.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, Field

from trustladder.sim.scenario.parameters import single_line

LONGEST_SHORT, LONGEST_NOUN = 22, 44  # characters
SAID = ("title", "question", "asks", "short", "noun")  # keys of a scenario that only people read
NAMES = ("short", "noun")  # those that belong to one title or name
Asked = Literal["region_held", "human_security", "civilian_harm", "collusion", "flow_interdicted"]
ASKED: tuple[Asked, ...] = get_args(Asked)  # metrics that a question may be about: those that answers have words for
HELD: Final = "region_held"  # cooperation on the aim, which every headline counts
HELD_MONTH = f"{HELD}_month"  # when that was first reached
Short = Annotated[str, Field(min_length=1, max_length=LONGEST_SHORT), AfterValidator(single_line)]
Noun = Annotated[str, Field(min_length=1, max_length=LONGEST_NOUN), AfterValidator(single_line)]


def short_name(stated: str | None, full: str, key: str) -> str:
    """Return the stated short name; else the full name up to a colon, where that is short; else the id, cut short."""
    head = full.partition(":")[0].strip()
    fits = 0 < len(head) <= LONGEST_SHORT
    return stated or (head if fits else key if len(key) <= LONGEST_SHORT else f"{key[: LONGEST_SHORT - 1]}…")


def noun_of(stated: str | None, short: str) -> str:
    """Return the stated noun; else the short name with a small first letter, unless that begins an abbreviation."""
    return stated or (short if short[1:2].isupper() else short[:1].lower() + short[1:])


def outdated(over: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys that belong to an old title, name or question, where what is laid on top has a new one."""
    renamed = isinstance(over.get("title", over.get("name")), str)
    asks_anew = isinstance(over.get("question"), str)
    return (*(NAMES if renamed else ()), *(("asks",) if asks_anew else ()))


def without_names(tree: Any) -> Any:
    """Return the tree of a scenario without what only people read, in its past as well."""
    if not isinstance(tree, Mapping):
        return tree
    found = {key: value for key, value in tree.items() if key not in SAID}
    if isinstance(events := found.get("events"), Mapping):
        found["events"] = {key: _unnamed(event) for key, event in events.items()}
    if isinstance(past := found.get("past"), Mapping) and "scenario" in past:
        found["past"] = {**past, "scenario": without_names(past["scenario"])}
    return found


def _unnamed(event: Any) -> Any:
    return {key: value for key, value in event.items() if key not in NAMES} if isinstance(event, Mapping) else event
