"""What figures and reports say, by key, in each language; and numbers as that language writes them.

Every language is a folder of TOML files with the same keys. Names and texts of shipped scenarios are translated by their
English wording, so that a scenario that renames an actor keeps the name it gave.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from trustladder.sim.scenario.errors import unknown

LANGUAGES = ("en", "ru")
BY_WORDING = "named."  # where the files translate what scenarios say
BIDI = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would turn what stands beside them

LEFT_TO_RIGHT = "\u200e"  # on both sides of a name that runs leftward, so that numbers beside it stay where they are


class Words:
    """One language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts = dict(entries(language))
        english = self.texts if language == "en" else dict(entries("en"))
        self.known = {text: self.texts[key] for key, text in english.items() if key.startswith(BY_WORDING)}
        self.point, self.thousands = self.texts["number.point"], self.texts["number.thousands"]

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its values put in."""
        return self.texts[key].format_map(values) if values else self.texts[key]

    def said(self, text: str, most: int = 200) -> str:
        """What a scenario says, in this language where it is known; on one line, without marks that change direction."""
        clean = " ".join("".join(" " if _unseen(sign) else sign for sign in text).split())
        told = self.known.get(clean, clean)
        short = told if len(told) <= most else told[: most - 1].rstrip() + "…"
        return f"{LEFT_TO_RIGHT}{short}{LEFT_TO_RIGHT}" if any(map(_leftward, short)) else short

    def number(self, value: float, digits: int = 2) -> str:
        """A number with so many digits after the point."""
        if value != value:
            return self("number.none")
        return f"{value:,.{digits}f}".translate({ord(","): self.thousands, ord("."): self.point, ord("-"): "−"})

    def figure(self, value: float) -> str:
        """A number of any size with about three digits that count."""
        size = abs(value)
        return self.number(
            value, 0 if size >= 100.0 or value == 0.0 else 1 if size >= 10.0 else 2 if size >= 0.1 else 3
        )

    def percent(self, share: float, digits: int | None = None) -> str:
        """A share in percent; small ones with a digit after the point."""
        if share != share:
            return self("number.none")
        shown = digits if digits is not None else 1 if 0.0 < abs(share) < 0.0995 else 0
        return self.number(100.0 * share, shown) + self("number.percent")

    def signed(self, value: float, digits: int = 2) -> str:
        """A difference with its sign."""
        return ("+" if value > 0.0 else "") + self.number(value, digits)

    def listed(self, texts: Iterable[str]) -> str:
        """Texts in a row, with the word for "and" before the last."""
        row = list(texts)
        return row[0] if len(row) == 1 else self("list.last", first=", ".join(row[:-1]), last=row[-1]) if row else ""


def _leftward(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in ("R", "AL")


def _unseen(sign: str) -> bool:
    return sign in BIDI or unicodedata.category(sign) in ("Cc", "Cs", "Co", "Zl", "Zp")


@lru_cache
def words(language: str = "en") -> Words:
    """A language by its code. Raises InputError for one that is not there."""
    if language not in LANGUAGES:
        raise unknown("--lang", language, LANGUAGES, "language")
    return Words(language)


def entries(language: str) -> Iterator[tuple[str, str]]:
    """Every key of a language with its text."""
    for place in sorted(files("trustladder.analysis.words").joinpath(language).iterdir(), key=lambda place: place.name):
        if place.name.endswith(".toml"):
            yield from _flat("", tomllib.loads(place.read_text(encoding="utf-8")))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value
