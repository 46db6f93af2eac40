"""What can be wrong with the input, in one clear line: file, key, value, what is allowed, nearest spelling."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


class InputError(Exception):
    """Something the user typed or wrote is wrong; the message is one line, and commands exit with status 2."""


def nearest(word: str, known: Iterable[str]) -> str:
    """' (did you mean X?)' for the closest spelling, or nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """Words in a row, cut short where there are many."""
    known = sorted(words)
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(known[:most]) + rest if known else "none"


def shown(value: object, most: int = 60) -> str:
    """A value as it stands in a message: on one line, and short."""
    text = " ".join(repr(value).split())
    return text if len(text) <= most else text[: most - 3] + "..."


def unknown(place: str, word: str, known: Iterable[str], what: str) -> InputError:
    """An id or name that does not exist."""
    names = list(known)
    return InputError(f"{place}: no {what} {word!r}{nearest(word, names)}; allowed: {listed(names, most=40)}")


def check_options(place: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise InputError, with the nearest spelling, for an option that there is not."""
    allowed = list(known)
    for name in given:
        if name not in allowed:
            raise unknown(place, name, allowed, "option")


def check_number(name: str, value: Any, low: int, high: int) -> None:
    """Raise InputError for what is no whole number from `low` to `high`."""
    whole = hasattr(value, "__index__") and not isinstance(value, bool)
    if not whole or not low <= value <= high:
        raise InputError(f"{name}: {shown(value)}; allowed: a whole number from {low} to {high}")
