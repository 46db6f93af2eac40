"""Spaces at which no line of a document ends: before a dash, within "46 of 100" and "from 41 to 50"."""

import re
from typing import Any

from trustladder.analysis.figures.kit.lettering import BOUND
from trustladder.analysis.reports.blocks import Block, Cell, Code, Document, Items, Limits, Part, Picture, Sheet, Text

NO_BREAK = "\N{NO-BREAK SPACE}"
SHORT_WORDS = re.compile(  # lead to what follows, but for particles
    r"\b(?:(?:of|to|by|in|at|from) (?=[+−]?\d)|(?!же |ли |бы )[а-яё]{1,2} (?!–))", re.IGNORECASE
)
UNITS = re.compile(
    r"(?<=\d) (?=п\. п\.|мес\.|points?\b|months\b|(?:до|to) [+−]?\d)|(?<=п\.) (?=п\.)"
)  # belong to what comes before
LAST = re.compile(r" (?=\S{1,5}$)")  # before a short word at the end


def bound(text: str) -> str:
    """Return a text whose short words, numbers and units stay on a line with what they belong to."""
    text = UNITS.sub(NO_BREAK, BOUND.sub(NO_BREAK, text))
    return SHORT_WORDS.sub(lambda found: found.group().replace(" ", NO_BREAK), text)


def headline(text: str) -> str:
    """Return a title of which no short word stands alone on its last line."""
    return LAST.sub(NO_BREAK, bound(text))


def typographic(document: Document) -> Document:
    """Return a document whose texts have such spaces; alt texts, commands and tables of figures stay as they are."""
    pages, annex = ([Part(one.key, headline(one.title), [*map(_block, one.blocks)]) for one in parts]
                    for parts in (document.pages, document.annex))  # fmt: skip
    texts: dict[str, Any] = {
        name: bound(getattr(document, name)) for name in ("title", "question", "subject", "source")
    }
    return document._replace(**texts, pages=pages, annex=annex)


def _block(block: Block) -> Block:
    match block:
        case Text():
            return block._replace(text=bound(block.text))
        case Items():
            return Items([*map(bound, block.texts)])
        case Sheet():
            headings = tuple(None if one is None else bound(one) for one in block.headings)
            return block._replace(headings=headings, rows=[tuple(map(_cell, row)) for row in block.rows])
        case Picture():
            return block._replace(title=headline(block.title), subtitle=bound(block.subtitle))
        case Limits():
            return Limits(bound(block.title), [(bound(head), bound(text)) for head, text in block.limits])
        case Code():
            return block


def _cell(one: str | Cell) -> Any:
    return bound(one) if isinstance(one, str) else one._replace(text=bound(one.text))
