"""What can be wrong with the input, in one clear line: file, key, value, what is allowed, nearest spelling."""

import operator
import re
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

LONGEST = 400  # characters of a message
LISTED = 200  # characters of what is allowed, in words
# What would change the look of a terminal, or break a line: controls, separators, marks of direction, halves of
# characters.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class InputError(Exception):
    """Something the user typed or wrote is wrong; the message is one short line, and commands exit with status 2."""

    def __init__(self, message: object) -> None:
        super().__init__(one_line(str(message)))


def one_line(text: str, most: int = LONGEST) -> str:
    """Return foreign text on one line, without control characters, cut short in its middle where it is long."""
    line = UNPRINTABLE.sub(_escaped, " ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 153]}...{line[-150:]}"


def _escaped(found: re.Match[str]) -> str:
    if "\udc80" <= found[0] <= "\udcff":  # how Python keeps a byte of a file's name that is no UTF-8
        return f"\\x{ord(found[0]) - 0xDC00:02x}"
    return found[0].encode("unicode_escape").decode("ascii")


def nearest(word: str, known: Iterable[str]) -> str:
    """' (did you mean X?)' for the closest spelling, or nothing."""
    close = get_close_matches(word[:80], [one for one in known if one != word], n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


def listed(words: Iterable[str], most: int = 12) -> str:
    """Words in a row, cut short where there are many."""
    known = sorted(words)
    told, length = 0, 0
    while told < min(most, len(known)) and (length := length + len(known[told]) + 2) <= LISTED:
        told += 1
    rest = f" and {len(known) - told} more" if len(known) > told else ""
    return ", ".join(known[:told]) + rest if known else "none"


def shown(value: object, most: int = 60) -> str:
    """Return a value as it stands in a message: on one line, and short."""
    try:
        text = value.isoformat() if isinstance(value, date) else repr(value)
    except (ValueError, RecursionError):  # Python writes no whole numbers of thousands of digits
        text = "a number of thousands of digits" if isinstance(value, int) else f"a {type(value).__name__}"
    line = UNPRINTABLE.sub(_escaped, " ".join(text[: 10 * most].split()))
    return line if len(line) <= most else line[: most - 3] + "..."


def unknown(place: str, word: str, known: Iterable[str], what: str) -> InputError:
    """Return an id or name that does not exist."""
    names = list(known)
    return InputError(f"{place}: no {what} {shown(word)}{nearest(word, names)}; allowed: {listed(names, most=40)}")


def not_installed(place: str, module: object, extra: str) -> InputError:
    """Return that a library of an extra is missing, and how to install it."""
    return InputError(
        f"{place}: {str(module).partition('.')[0]} is not installed; pip install 'trustladder[{extra}]', "
        f"or pip install '.[{extra}]' in a checkout"
    )


def check_options(place: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise InputError, with the nearest spelling, for an option that there is not."""
    allowed = list(known)
    for name in given:
        if name not in allowed:
            raise unknown(place, name, allowed, "option")


def checked_keywords(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Have a function raise InputError, with the nearest spelling, for a keyword that it does not take."""

    @wraps(function)
    def checked(*arguments: Parameters.args, **keywords: Parameters.kwargs) -> Returned:
        check_options(function.__name__, keywords, signature(function).parameters)
        return function(*arguments, **keywords)

    return checked


def whole_number(key: str, value: Any, low: int, high: int) -> int:
    """Return a whole number from Python, also one of NumPy's.

    Raises InputError for anything else, and outside of the range.
    """
    try:
        number = None if type(value).__name__ in ("bool", "bool_") else operator.index(value)
    except TypeError:
        number = None
    if number is None or not low <= number <= high:
        raise InputError(f"{key}: {shown(value)}; allowed: a whole number from {low} to {high}")
    return number
