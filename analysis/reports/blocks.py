"""The parts of a report as plain values, without markup."""

from typing import Any, NamedTuple


class Heading(NamedTuple):
    """The title of a section."""

    text: str


class Text(NamedTuple):
    """A paragraph."""

    text: str


class Items(NamedTuple):
    """A list."""

    texts: list[str]


class Sheet(NamedTuple):
    """A table."""

    headings: tuple[str, ...]
    rows: list[tuple[str, ...]]


class Picture(NamedTuple):
    """A figure as SVG, with its caption and its alt text."""

    name: str
    svg: bytes
    caption: str
    alt: str


class Code(NamedTuple):
    """Commands to type."""

    lines: list[str]


Block = Heading | Text | Items | Sheet | Picture | Code


class Document(NamedTuple):
    """A whole report."""

    language: str
    title: str
    subtitle: str
    blocks: list[Block]


def kind(block: Block) -> str:
    """Return the name of a block's kind, in lower case."""
    return type(block).__name__.lower()


def tree(block: Block) -> dict[str, Any]:
    """Return a block as JSON has it; of a picture, the name of its file."""
    if isinstance(block, Picture):
        return {"kind": kind(block), "file": f"{block.name}.svg", "caption": block.caption, "alt": block.alt}
    return {"kind": kind(block), **block._asdict()}
