"""The parts of a report as plain values, without markup."""

from typing import Any, Literal, NamedTuple


class Text(NamedTuple):
    """A paragraph."""

    text: str
    look: Literal["plain", "lead", "quiet"] = "plain"


class Items(NamedTuple):
    """A list."""

    texts: list[str]


Look = Literal["plain", "matters", "quiet"]


class Cell(NamedTuple):
    """A cell of a table: what matters is bold, what is beside it quiet."""

    text: str
    look: Look = "plain"


class Sheet(NamedTuple):
    """A table of words, or with `numbers`, of numbers after a first column of words.

    A heading that is None belongs to the one before it, which stands over both columns.
    """

    headings: tuple[str | None, ...]
    rows: list[tuple[str | Cell, ...]]
    numbers: bool = False


class Picture(NamedTuple):
    """A figure as SVG, with its finding, its topic and its alt text; its note stands in the figure."""

    number: int
    name: str
    svg: bytes
    outlined: bytes  # without text, for readers without its fonts
    title: str
    subtitle: str
    alt: str
    columns: tuple[str, ...] = ()  # of the table of its numbers
    rows: tuple[tuple[Any, ...], ...] = ()
    meanings: tuple[str, ...] = ()  # of the columns


class Limits(NamedTuple):
    """A box of what the model cannot tell: each limit with its heading."""

    title: str
    limits: list[tuple[str, str]]


class Code(NamedTuple):
    """Commands to type."""

    lines: list[str]


Block = Text | Items | Sheet | Picture | Limits | Code


class Part(NamedTuple):
    """A page of its own, or a part of the annex."""

    key: str  # the name by which the contents lead to it
    title: str
    blocks: list[Block]


class Image(NamedTuple):
    """A picture from outside, such as a logo."""

    kind: Literal["png", "svg"]
    content: bytes


class Document(NamedTuple):
    """A whole report: a first page under a title that is the finding, further pages, and an annex."""

    language: str
    title: str
    question: str
    author: str
    subject: str  # what the report is about, in short
    source: str  # on what it rests, in a line
    words: dict[str, str]  # of the frame: report, figure, question, contents, annex
    pages: list[Part]
    annex: list[Part]
    logo: Image | None = None

    @property
    def parts(self) -> list[Part]:
        """Return pages and annex in their order."""
        return [*self.pages, *self.annex]


def kind(block: Block) -> str:
    """Return the name of a block's kind, in lower case."""
    return type(block).__name__.lower()


def cell(one: str | Cell) -> Cell:
    """Return a cell; a text is a plain one."""
    return Cell(one) if isinstance(one, str) else one


def tree(block: Block) -> dict[str, Any]:
    """Return a block as JSON has it; of a picture, the name of its file."""
    found: dict[str, Any] = {"kind": kind(block), **block._asdict()}
    if isinstance(block, Picture):
        found["svg"], found["outlined"] = f"{block.name}.svg", ""
        del found["columns"], found["rows"], found["meanings"]
    if isinstance(block, Sheet):
        found["rows"] = [[cell(one)._asdict() for one in row] for row in block.rows]
    return found
