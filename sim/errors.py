"""What can be wrong with the input, in one clear line: file, key, value, what is allowed, nearest spelling."""

from collections.abc import Iterable
from difflib import get_close_matches


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
