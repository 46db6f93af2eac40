"""Provide the texts of figures, reports and the live page by key, in each language; format numbers as it does.

Every language is a folder of TOML files with the same keys; links.toml names the keys that share a text. What a
parameter means is said in English where it is declared, and in the other languages here. Names and texts of shipped
scenarios are translated by their English wording, so that a scenario that renames an actor keeps its own name.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from trustladder.analysis.numbers import MOST_MORE
from trustladder.sim.law.responding import COSTS
from trustladder.sim.scenario.dates import year_of
from trustladder.sim.scenario.errors import unknown
from trustladder.sim.scenario.parameters import PARAMETERS, lines_of

LANGUAGES = ("en", "ru")
HERE = files("trustladder.analysis.words")
BY_WORDING = "named."  # where the files translate what scenarios say
BIDI = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn what stands beside them

NO_XML = "\ufffe\uffff"  # which no XML may hold
LEFT_TO_RIGHT = "\u200e"  # on both sides of a name that runs leftward, so that numbers beside it stay where they are


class Words:
    """Texts and number formats of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = texts_of(language)
        english = self.texts if language == "en" else texts_of("en")
        self.known = {text: self.texts[key] for key, text in english.items() if key.startswith(BY_WORDING)}
        self.point, self.thousands = self.texts["number.point"], self.texts["number.thousands"]

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key, with its values filled in."""
        return self.texts[key].format_map(values) if values else self.texts[key]

    def said(self, text: str, most: int = 200) -> str:
        """Translate a scenario's text where it is known; return one line of `most` characters without bidi controls."""
        clean = " ".join("".join(" " if _unseen(sign) else sign for sign in text).split())
        told = self.known.get(clean, clean)
        short = told if len(told) <= most else told[: most - 1].rstrip() + "…"
        return f"{LEFT_TO_RIGHT}{short}{LEFT_TO_RIGHT}" if any(map(_leftward, short)) else short

    def number(self, value: float, digits: int = 2) -> str:
        """Format a number with a fixed count of decimals."""
        if value != value:
            return self("number.none")
        rounded = round(value, digits) + 0.0  # without the sign of what rounds to 0
        return f"{rounded:,.{digits}f}".translate({ord(","): self.thousands, ord("."): self.point, ord("-"): "−"})

    def figure(self, value: float, more: int = 0) -> str:
        """Format a number of any size with about three significant digits."""
        size = abs(value)
        digits = 0 if size >= 100.0 or value == 0.0 else 1 if size >= 10.0 else 2 if size >= 0.1 else 3
        return self.number(value, digits + more)

    def percent(self, share: float, digits: int | None = None) -> str:
        """Format a share in percent; small ones with one decimal."""
        if share != share:
            return self("number.none")
        shown = digits if digits is not None else 1 if 0.0 < abs(share) < 0.0995 else 0
        return self.number(100.0 * share, shown) + self("number.percent")

    def signed(self, value: float, digits: int = 2) -> str:
        """Format a difference with its sign."""
        return ("+" if round(value, digits) > 0.0 else "") + self.number(value, digits)

    def signed_figure(self, value: float, more: int = 0) -> str:
        """Format a difference of any size with its sign and about three significant digits."""
        return ("+" if value > 0.0 else "") + self.figure(value, more)

    def of_hundred(self, share: float, more: int = 0) -> str:
        """Format a share of futures as a number of 100; with decimals where it would round to none or all."""
        digits = 1 if 1e-6 < share < 0.0095 or 0.9905 < share < 1.0 - 1e-6 else 0
        while 0 < digits < 4 and round(100.0 * share, digits) in (0.0, 100.0):
            digits += 1
        return self.number(100.0 * share, digits + more)

    def points(self, difference: float, more: int = 0) -> str:
        """Format a difference of shares in percentage points, with its sign; below ten with one decimal."""
        return self.signed(100.0 * difference, more + points_digits(difference))

    def two_of_hundred(self, one: float, other: float) -> list[str]:
        """Format two shares of futures as numbers of 100, with the decimals that their difference in points takes.

        So that whoever subtracts one from the other finds what `points` says.
        """
        digits, points = points_digits(one - other), 100.0 * (one - other)
        fit = (
            more
            for more in range(MOST_MORE)
            if round(round(100.0 * one, more) - round(100.0 * other, more), digits) == round(points, digits)
        )
        more = next(fit, MOST_MORE)
        return [self.of_hundred(share, more) for share in (one, other)]

    def month(self, month: int) -> str:
        """Format a month, counted from January of year 0, as "February 2027"."""
        return self(f"month.{month % 12 + 1}", year=year_of(month))

    def by_month(self, month: int) -> str:
        """Format a month, counted from January of year 0, as a deadline inside a sentence: "by February 2027"."""
        return self(f"by_month.{month % 12 + 1}", year=year_of(month))

    def date(self, written: str) -> str:
        """Format a moment of ISO 8601 as "5 February 2027"; a text that is none as it is."""
        try:
            return self("number.date", on=datetime.fromisoformat(written))
        except ValueError:
            return written

    def listed(self, texts: Iterable[str]) -> str:
        """Join texts, with the word for "and" before the last."""
        row = list(texts)
        return row[0] if len(row) == 1 else self("list.last", first=", ".join(row[:-1]), last=row[-1]) if row else ""


def points_digits(difference: float) -> int:
    """Return the decimals of a difference of shares in percentage points."""
    return 1 if abs(difference) < 0.0995 else 0


def _leftward(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in ("R", "AL")


def _unseen(sign: str) -> bool:
    return sign in BIDI or sign in NO_XML or unicodedata.category(sign) in ("Cc", "Cs", "Co", "Zl", "Zp")


@lru_cache
def words(language: str = "en") -> Words:
    """Return a language by its code. Raises InputError for an unknown one."""
    if language not in LANGUAGES:
        raise unknown("--lang", language, LANGUAGES, "language")
    return Words(language)


def texts_of(language: str) -> dict[str, str]:
    """Return every text of a language by its key, links included."""
    texts = dict(entries(language))
    for term, reason, meaning in COSTS:  # each called by its reason, unless its file says otherwise
        texts.setdefault(f"term.{term}", texts[f"reason.{reason}"])
        texts.setdefault(f"page.cost.{reason}", meaning if language == "en" else texts[f"reason.{reason}"])
    for key, target in links().items():
        if target.endswith("."):
            texts |= {key + name.removeprefix(target): text for name, text in texts.items() if name.startswith(target)}
        else:
            texts[key] = texts[target]
    return texts


def entries(language: str) -> Iterator[tuple[str, str]]:
    """Yield every key that the files of a language state, with its text; in English, what parameters mean as well."""
    if language == "en":
        for prefix, table in PARAMETERS.items():
            yield from ((BY_WORDING + line.path, line.meaning) for line in lines_of(prefix, table))
    for path in sorted(HERE.joinpath(language).iterdir(), key=lambda path: path.name):
        if path.name.endswith(".toml"):
            yield from _flat("", tomllib.loads(path.read_text(encoding="utf-8")))


def links() -> dict[str, str]:
    """Return the keys whose text is that of another key (a whole table where both end in a point)."""
    return tomllib.loads(HERE.joinpath("links.toml").read_text(encoding="utf-8"))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value
